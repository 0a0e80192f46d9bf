// The page of a name in the Search view: it has an address, so that the browser's own ways back and forward lead through names.

import { $, failure, fragment, waiting } from "./common.js";
import { openPlace } from "./dialog.js";
import { say } from "./search.js";

const AGAIN = 1500; // until names that are being read are asked for again
let shown = "";

export function watchNamed() {
  window.addEventListener("popstate", () => showNamed());
}

const nameAsked = () => new URLSearchParams(location.search).get("name") || "";

function go(name) {
  const address = new URL(location.href);
  if (name) address.searchParams.set("name", name);
  else address.searchParams.delete("name");
  address.hash = "#search";
  const elsewhere = document.body.dataset.view !== "search";
  history.pushState(null, "", address);
  if (elsewhere) window.dispatchEvent(new HashChangeEvent("hashchange"));
  showNamed();
}

// Shows the name of the address, or the search where it has none.
export async function showNamed() {
  const place = $("#named");
  if (!place) return; // the view is filled first
  const name = nameAsked();
  if (place.hidden === !name && shown === name) return;
  shown = name;
  place.hidden = !name;
  $("#searching").hidden = Boolean(name);
  document.title = `${name || "Search"} · Dateline`;
  if (!name) return place.replaceChildren();
  place.replaceChildren(waiting("Looking through the articles…"));
  await fill(place, name);
  if (shown !== name || $("dialog[open]")) return;
  const heading = $("h1", place);
  if (heading) Object.assign(heading, { tabIndex: -1 }).focus({ preventScroll: true });
  $("#views-frame").scrollTo(0, 0);
}

async function fill(place, name) {
  try {
    const content = await fragment("search/name", { name });
    if (shown !== name) return;
    place.replaceChildren(content);
  } catch (error) {
    if (shown === name) place.replaceChildren(failure(error));
  }
  if ($(".reading-names", place)) setTimeout(() => shown === name && fill(place, name), AGAIN);
}

function toName(button) {
  button.closest("dialog")?.close();
  go(button.dataset.name);
}

function searchName(button) {
  go("");
  say(button.dataset.text);
  $("#search-text").focus();
}

export const NAMED_CLICKS = [
  [".to-name", toName],
  [".leave-name", () => { go(""); $("#search-text").focus(); }],
  [".search-name", searchName],
  [".open-said", ({ dataset: { article, start, end } }) => openPlace("file", { article, start, end })],
];
