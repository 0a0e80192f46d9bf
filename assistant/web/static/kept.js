// Collections: something kept under a name, opened with what changed since, taken out and put back.

import { $, $$, announce, deletes, failure, fragment, json, onSubmit, openDialog, send, waiting } from "./common.js";
import { chosenArticles } from "./search.js";

const LAST = "dateline-collection";
let renew = async () => {};
let wanted = [];

export function watchKept(refresh) {
  renew = refresh;
  onSubmit("#keep-form", keep);
  document.addEventListener("toggle", (event) => event.target.matches?.(".kept-item[open]") && open(event.target), true);
}

async function ask(things) {
  wanted = things;
  const box = $("#keep-name");
  $(".keep-said").textContent = "";
  box.value = localStorage.getItem(LAST) || "Kept";
  openDialog($("#keep"));
  box.select();
  const names = await json("kept/names").catch(() => []);
  $("#keep-names").replaceChildren(...names.map((name) => new Option(name, name)));
}

async function keep() {
  const collection = $("#keep-name").value.trim();
  const kept = [];
  const refused = new Set();
  for (const thing of wanted) {
    try {
      kept.push(await json("kept", send("POST", { collection, ...thing })));
    } catch (error) {
      refused.add(error.message);
    }
  }
  const why = [...refused].join(" ");
  if (!kept.length) return ($(".keep-said").textContent = why);
  const [{ name }] = kept;
  localStorage.setItem(LAST, name);
  $("#keep").close();
  const things = wanted.length === 1 ? "Kept" : `${kept.length}${why ? ` of ${wanted.length}` : ""} kept`;
  announce(`${things} in “${name}”.${why ? ` The rest: ${why}` : ""}`, true, () => takeOut(kept));
  if (document.body.dataset.view === "kept") await renew();
}

const passage = ({ article, start, end }) => ({ article, start: Number(start), end: Number(end) });

function answerOf(button) {
  const { conversation, turn } = button.closest(".turn").dataset;
  return { conversation, turn: Number(turn) };
}

async function open(details) {
  const { collection, item } = details.dataset;
  const body = $(".kept-body", details);
  body.replaceChildren(waiting("Looking at its articles…"));
  try {
    body.replaceChildren(await fragment(`kept/${collection}/${item}`));
  } catch (error) {
    body.replaceChildren(failure(error));
  }
}

const takeOut = (things) => remove(things.map(({ collection, item }) => `kept/${collection}/${item}`), "Removed.");

async function remove(paths, said) {
  for (const path of paths) await fragment(path, {}, { method: "DELETE" });
  await renewIfShown();
  announce(said, true, () => putBack([...paths].reverse())); // the last first: each knows its place among those that were left
}

async function putBack(paths) {
  for (const path of paths) await fragment(`${path}/restore`, {}, { method: "POST" });
  await renewIfShown();
  announce("Put back.", true);
}

async function renewIfShown() {
  if (document.body.dataset.view !== "kept") return;
  const opened = $$(".kept-item[open]").map((details) => details.dataset.item);
  await renew();
  for (const item of opened) $(`.kept-item[data-item="${CSS.escape(item)}"]`)?.setAttribute("open", "");
  $("#view-kept summary, #view-kept").focus();
}

export const KEPT_CLICKS = [
  [".turn .keep-answer", (button) => ask([answerOf(button)])],
  [".keep-passage", (button) => ask([passage(button.dataset)])],
  [".keep-article", (button) => ask([{ article: button.dataset.article }])],
  [".keep-chosen", () => ask(chosenArticles().map((article) => ({ article })))],
  [".take-out", deletes((button) => takeOut([button.dataset]))],
  [".delete-collection", deletes((button) => remove([`kept/${button.dataset.collection}`], "Moved to trash/ in the workspace."))],
];
