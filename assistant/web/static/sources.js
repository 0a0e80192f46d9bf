// Citations and the sources beside the conversation: on a narrow screen they are a sheet over it.

import { current, read } from "./feed.js";
import { $, $$, announce, failure, fragment, morph, motion, NARROW, waiting } from "./common.js";

export function placeSources(sources) {
  const number = sources.dataset.turn;
  sources.id = `sources-${number}`;
  $$(".source", sources).forEach((card) => (card.id = `source-${number}-${card.dataset.label}`));
  const old = $(`#sources-${number}`);
  sources.hidden = old?.hidden ?? true;
  if (old) morph(old, sources);
  else $("#cards").append(sources);
  showSources(number);
}

export function showSources(number) {
  const shown = $(`#sources-${number}`);
  $$("#cards > .sources:not([hidden])").forEach((group) => group !== shown && (group.hidden = true));
  if (shown?.hidden) shown.hidden = false;
}

export function cite(link) {
  const { turn, label, cite: name } = link.dataset;
  showSources(turn);
  $$(".cite.active, .sentence.active").forEach((one) => one.classList.remove("active"));
  link.classList.add("active");
  link.closest(".sentence")?.classList.add("active");
  const card = $(`#source-${turn}-${label}`);
  if (!card) return;
  emphasise(card, name);
  openSheet();
  const within = NARROW.matches ? $("#cards") : $("#sources");
  const mark = name && $(`mark.${name}`, card);
  card.scrollIntoView({ block: "nearest", behavior: "instant" });
  (mark || card).scrollIntoView({ block: "center", behavior: within ? motion() : "auto" });
  card.focus({ preventScroll: true });
}

function emphasise(card, name) {
  $$(".source.active").forEach((one) => one.classList.remove("active"));
  $$("#cards mark.active").forEach((one) => one.classList.remove("active"));
  card.classList.add("active");
  card.dataset.cite = name || "";
  if (name) $$(`mark.${name}`, card).forEach((one) => one.classList.add("active"));
}

let sheetOpener = null;

function openSheet() {
  if (!NARROW.matches) return;
  sheetOpener = document.activeElement;
  document.body.dataset.sheet = "open";
}

export function closeSheet() {
  if (!document.body.dataset.sheet) return false;
  delete document.body.dataset.sheet;
  sheetOpener?.focus();
  return true;
}

// From a citation in another view to its place in the sources.
function citeFromView(link) {
  const twin = $(`#turn-${link.dataset.turn} .cite[data-cite="${CSS.escape(link.dataset.cite)}"]`);
  location.hash = "#ask";
  setTimeout(() => cite(twin || link), 60);
}

// Puts the translation under its passage, or away; after a failure it is asked for again. Until the button is pressed nothing is sent.
async function translate(button) {
  const card = button.closest(".source");
  const shown = $(".translation", card);
  if (shown && $(".waiting", shown)) return;
  shown?.remove();
  if (shown && !$(".failure", shown)) return named(button, false);
  const place = Object.assign(document.createElement("div"), { className: "translation" });
  place.append(waiting("Translating…"));
  $(".passage", card).after(place);
  const { turn, label } = card.dataset;
  try {
    place.replaceChildren(await fragment("translation", { conversation: current.conversation, turn, label }, { method: "POST" }));
    named(button, true);
    place.scrollIntoView({ block: "nearest", behavior: motion() });
    announce("The translation stands under the passage.");
  } catch (error) {
    place.replaceChildren(failure(error));
  }
}

function named(button, open) {
  button.firstChild.data = open ? "Hide translation" : "Translate";
  button.setAttribute("aria-expanded", open);
}

function toSources(turn) {
  showSources(turn.dataset.turn);
  openSheet();
  $("#sources .source")?.focus();
}

export const SOURCES_CLICKS = [
  [".view a.cite", (link, event) => { event.preventDefault(); citeFromView(link); }],
  ["a.cite", (link, event) => { event.preventDefault(); read(link.closest(".turn")); cite(link); }],
  [".turn .to-sources", (button) => toSources(button.closest(".turn"))],
  ["#sources .close", closeSheet],
  [".source .translate", translate],
];
