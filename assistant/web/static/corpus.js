// The corpus: files added and followed until they can be asked about, articles found, uploaded ones removed and restored.

import { $, $$, announce, fragment, json } from "./common.js";

const POLL = 300;
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

async function addAll(files) {
  for (const file of files) await add(file);
}

// One file: sent, then asked after until the index holds it. Its line outlives the view's own renewal.
async function add(file) {
  const line = document.createElement("li");
  const name = Object.assign(document.createElement("b"), { textContent: file.name });
  const state = Object.assign(document.createElement("span"), { textContent: "Reading…" });
  line.append(name, " ", state);
  line.dataset.state = "busy";
  $(".uploads").append(line);
  const began = performance.now();
  try {
    const { article } = await json(`upload?${new URLSearchParams({ name: file.name })}`, { method: "PUT", body: file });
    state.textContent = "Being indexed…";
    await indexed(article);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    state.textContent = `Can be asked about, ${seconds} s after it was added.`;
    line.dataset.state = "done";
    await renew();
  } catch (error) {
    state.textContent = error.message;
    line.dataset.state = "failed";
  }
}

async function indexed(article) {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const { articles, skipped } = await json(`upload?${new URLSearchParams({ article })}`);
    if (articles) return;
    if (skipped.length) throw new Error(`It was skipped: ${skipped[0]}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  throw new Error("It is in the corpus folder, and not indexed yet: the terminal that Dateline runs in may say why.");
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
  try {
    const { kept } = await json(`upload?${new URLSearchParams({ article })}`, { method: "DELETE" });
    button.closest("tr").remove();
    announce("Moved to trash/ in the workspace.", true, () => restore(kept));
    $("#find")?.focus();
  } catch (error) {
    announce(error.message, true);
  }
}

async function restore(kept) {
  try {
    const { article } = await json(`upload/restore?${new URLSearchParams({ kept })}`, { method: "POST" });
    announce("Put back. It is being indexed…", true);
    await indexed(article);
    announce("Put back, and can be asked about.", true);
    await renew();
  } catch (error) {
    announce(error.message, true);
  }
}

export const CORPUS_CLICKS = [
  [".corpus .remove", remove],
  [".more-rows", more],
  [".more-files", moreFiles],
];
