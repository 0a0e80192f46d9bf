// The corpus: files added and followed until they can be asked about, articles found, uploaded ones removed and restored.

import { $, $$, announce, deletes, fragment, json, Refused, told } from "./common.js";

const POLL = 300;
const AT_ONCE = 2;
const PATIENCE = 120000;

export function watchCorpus(refresh) {
  renew = refresh;
  document.addEventListener("change", (event) => {
    if (event.target.id !== "files") return;
    addAll([...event.target.files]);
    event.target.value = "";
  });
  document.addEventListener("input", (event) => event.target.id === "find" && find(event.target.value));
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, onDrag);
  document.addEventListener("dragleave", (event) => event.relatedTarget || drop(false));
}

let renew = async () => {};

const drop = (over) => $(".drop")?.classList.toggle("over", over);

function onDrag(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault(); // else the browser leaves the page for the file
  const here = document.body.dataset.view === "corpus";
  drop(here && event.type === "dragover");
  if (here && event.type === "drop") addAll([...event.dataTransfer.files]);
}

// The lines of what was added since the page was opened, with how each fared: they outlive the view's own renewal.
let lines = [];

export function placeUploads() {
  $(".uploads")?.replaceChildren(...lines);
  tellHowMany();
}

// Two files are sent at a time; that they are indexed is waited for beside it, for the folder is read once for many.
async function addAll(files) {
  const added = files.map((file) => ({ file, line: lineOf(file) }));
  lines.push(...added.map(({ line }) => line));
  placeUploads();
  const waiting = [...added];
  const sender = async () => { for (let one; (one = waiting.shift()); ) followed.push(follow(one, await send(one))); };
  const followed = [];
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  await Promise.all(followed);
  await renew();
}

function lineOf(file) {
  const line = document.createElement("li");
  line.append(Object.assign(document.createElement("b"), { textContent: file.name }), " ", Object.assign(document.createElement("span"), { textContent: "Waits" }));
  line.dataset.state = "busy";
  return line;
}

// The name under which the corpus holds the file; none where it was refused.
async function send({ file, line }) {
  line.dataset.began = performance.now();
  say(line, "busy", "Reading…");
  try {
    const { article } = await json(`upload?${new URLSearchParams({ name: file.name })}`, { method: "PUT", body: file });
    return article;
  } catch (error) {
    return say(line, "failed", error.message);
  }
}

async function follow({ line }, article) {
  if (!article) return;
  say(line, "busy", "Being indexed…");
  try {
    await indexed(article);
    const seconds = ((performance.now() - line.dataset.began) / 1000).toFixed(1);
    say(line, "done", `Can be asked about, ${seconds} s after it was added.`);
  } catch (error) {
    say(line, "failed", error.message);
  }
}

function say(line, state, words) {
  line.dataset.state = state;
  $("span", line).replaceChildren(...told(words));
  tellHowMany();
}

const inState = (state) => lines.filter((line) => line.dataset.state === state).length;

function tellHowMany() {
  const place = $(".uploads-sum");
  if (!place || !lines.length) return;
  const [done, failed, busy] = [inState("done"), inState("failed"), inState("busy")];
  const parts = [`${done} of ${lines.length} can be asked about`, failed && `${failed} ${failed === 1 ? "was" : "were"} not taken`].filter(Boolean);
  place.textContent = `${parts.join(", ")}${busy ? "…" : "."}`;
}

async function indexed(article) {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const { articles, skipped } = await json(`upload?${new URLSearchParams({ article })}`);
    if (articles) return;
    if (skipped.length) throw new Refused(`It was skipped: ${skipped[0]}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL * Math.max(1, inState("busy") / 2)));
  }
  throw new Refused("It is in the corpus folder, and not indexed yet: the terminal that Dateline runs in may say why.");
}

let wanted = "";

async function find(words) {
  wanted = words;
  const rows = await fragment("corpus/rows", { find: words });
  if (words === wanted) $("table.corpus tbody").replaceChildren(rows);
}

async function more(button) {
  const row = button.closest("tr");
  const shown = $$(":scope > tr:not(.more, .by-hand-row)", row.parentElement).length;
  row.replaceWith(await fragment("corpus/rows", { find: wanted, shown }));
}

async function moreFiles(button) {
  const row = button.closest("tr");
  row.replaceWith(await fragment("corpus/files", { shown: row.parentElement.children.length - 1 }));
}

async function remove(button) {
  const { article } = button.dataset;
  const { kept } = await json(`upload?${new URLSearchParams({ article })}`, { method: "DELETE" });
  button.closest("tr").remove();
  announce("Moved to trash/ in the workspace.", true, () => restore(kept));
  $("#find")?.focus();
}

async function restore(kept) {
  const { article } = await json(`upload/restore?${new URLSearchParams({ kept })}`, { method: "POST" });
  announce("Put back. It is being indexed…", true);
  await indexed(article);
  announce("Put back, and can be asked about.", true);
  await renew();
}

export const CORPUS_CLICKS = [
  [".corpus .remove", deletes(remove)],
  [".more-rows", more],
  [".more-files", moreFiles],
];
