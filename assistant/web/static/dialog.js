// The whole article in its dialog, and the way from citation to citation in it.

import { $, $$, failure, fragment, motion, openDialog, waiting } from "./common.js";

// The whole article in its dialog, at the citation of that name where one is named.
export async function openPlace(path, parameters, name = "") {
  const dialog = $("#article");
  const body = $(".article-body", dialog);
  body.replaceChildren(waiting("Opening the article…"));
  $(".article-name", dialog).textContent = "";
  openDialog(dialog);
  try {
    body.replaceChildren(await fragment(path, parameters));
    dialog.dataset.article = $(".article-head", body)?.dataset.article || "";
    $(".article-name", dialog).textContent = [".outlet", ".date", ".article-title"].map((part) => $(`.article-head ${part}`, body)?.textContent).filter(Boolean).join(" · ");
  } catch (error) {
    body.replaceChildren(failure(error));
  }
  places = marksInOrder(body);
  body.scrollTop = 0;
  const chosen = name ? places.findIndex((marks) => marks[0].classList.contains(name)) : 0;
  goTo(Math.max(0, chosen), "auto");
  body.focus({ preventScroll: true });
}

// The citations of the open article in reading order, each as its pieces; the passage's marks where nothing is cited.
let places = [];
let shown = 0;

function marksInOrder(body) {
  const cited = $$("mark.cited", body);
  const groups = new Map();
  for (const mark of cited.length ? cited : $$("mark.bears", body).slice(0, 1)) {
    const names = [...mark.classList].filter((name) => name.startsWith("cite-"));
    for (const name of names.length ? names : ["bears"]) groups.set(name, [...(groups.get(name) || []), mark]);
  }
  const found = [...groups.values()];
  return found.length ? found : $$("mark", body).slice(0, 1).map((mark) => [mark]);
}

function goTo(index, behavior = motion()) {
  const dialog = $("#article");
  const many = places.length;
  $(".place", dialog).textContent = many ? `${index + 1} of ${many}` : "";
  $$(".previous, .next", dialog).forEach((button) => (button.disabled = many < 2));
  if (!many) return;
  shown = (index + many) % many;
  $(".place", dialog).textContent = `${shown + 1} of ${many}`;
  $$("mark.active", dialog).forEach((mark) => mark.classList.remove("active"));
  places[shown].forEach((mark) => mark.classList.add("active"));
  places[shown][0].scrollIntoView({ block: "center", behavior });
}

export const articleIsOpen = () => $("#article").open;

export const stepInArticle = (by) => goTo(shown + by);

export const ARTICLE_CLICKS = [
  [".open-article", (button) => openPlace("file", { article: button.dataset.article })],
  ["#article .previous", () => stepInArticle(-1)],
  ["#article .next", () => stepInArticle(1)],
];
