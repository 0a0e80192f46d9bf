// Finding articles: what is typed is the whole state of a search, and every facet writes into it. Chosen articles can be asked alone.

import { $, $$, failure, fragment, onSubmit, stored } from "./common.js";
import { askOnly } from "./choices.js";
import { openPlace } from "./dialog.js";

const KEPT = "dateline-search";
const DATES = /(^|\s)(after|before|until|since|from|date|on|month):("[^"]*"|\S+)/gi;
const QUOTES = /["“”„«»]/g;
const QUOTED = '["“”„«»][^"“”„«»]*["“”„«»]?';
const AGAIN = 1500; // until names that are being read are asked for again
const chosen = new Set();
let asked = 0;

export function watchSearch() {
  onSubmit("#search-form", search);
  document.addEventListener("change", (event) => {
    if (event.target.id === "search-sort") search();
    if (event.target.matches(".hit .pick")) choose(event.target);
    if (event.target.matches(".days-sliders input")) toDays(range());
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(".days-sliders input")) showRange(range(event.target));
    if (event.target.id === "search-text" && !event.target.value) search();
  });
  document.addEventListener("pointerdown", dragDays);
}

// The view as it was left, in this tab.
export function fillSearch() {
  const { text = "", sort = "relevance" } = stored(KEPT) || {};
  $("#search-text").value = text;
  $("#search-sort").value = sort;
  $(".search-help").open = !text; // who has not searched yet sees what can be typed
  showChosen();
  search();
}

export function toSearch() {
  if (location.hash !== "#search") location.hash = "#search";
  focusBox(100);
}

// The view is shown, and at first filled, a moment after it is gone to.
function focusBox(tries) {
  const box = $("#search-text");
  box?.focus();
  if (box && document.activeElement === box) box.select();
  else if (tries) setTimeout(() => focusBox(tries - 1), 20);
}

async function search() {
  const parameters = { text: $("#search-text").value.trim(), sort: $("#search-sort").value };
  sessionStorage.setItem(KEPT, JSON.stringify(parameters));
  const now = ++asked;
  facets(parameters, now); // of all articles before anything is typed
  if (!parameters.text) return clear();
  $(".search-help").open = false;
  $("#search-results").setAttribute("aria-busy", "true");
  try {
    const content = await fragment("search/results", parameters);
    if (now !== asked) return;
    const said = $(".search-count", content);
    $("#search-said").textContent = said ? said.dataset.said : "";
    said?.remove();
    const failed = $(".failure", content);
    if (failed) $("#search-facets").replaceChildren();
    place($("#search-results"), failed ? wrapped(failed) : content);
  } catch (error) {
    if (now === asked) place($("#search-results"), wrapped(failure(error)));
  } finally {
    $("#search-results").removeAttribute("aria-busy");
  }
}

function clear() {
  $("#search-said").textContent = "";
  $("#search-results").replaceChildren();
}

function wrapped(node) {
  const item = document.createElement("li");
  item.append(node);
  return item;
}

function place(list, content) {
  list.replaceChildren(content);
  tick(list);
}

const tick = (list) => $$(".pick", list).forEach((box) => (box.checked = chosen.has(box.value)));

async function facets(parameters, now) {
  try {
    const content = await fragment("search/facets", { text: parameters.text });
    if (now !== asked) return;
    const focused = document.activeElement?.closest("#search-facets") && named(document.activeElement);
    const open = $$("#search-facets details[open]").map((details) => $("legend", details.parentElement).textContent);
    $("#search-facets").replaceChildren(content);
    for (const details of $$("#search-facets details")) details.open = open.includes($("legend", details.parentElement).textContent);
    startRange();
    if (focused) ($(focused, $("#search-facets")) || $("#search-text")).focus();
    if ($(".reading-names")) setTimeout(() => now === asked && document.body.dataset.view === "search" && facets(parameters, now), AGAIN);
  } catch {
    // the results say what is wrong
  }
}

// How a button of the facets is found again when they are counted anew.
function named(node) {
  if (node.matches(".days-from")) return ".days-from";
  if (node.matches(".days-to")) return ".days-to";
  return node.dataset.operator ? `.facet[data-operator="${CSS.escape(node.dataset.operator)}"]` : null;
}

async function more(button) {
  const now = asked;
  const parameters = { text: $("#search-text").value.trim(), sort: $("#search-sort").value, offset: button.dataset.offset };
  const content = await fragment("search/results", parameters);
  if (now !== asked) return;
  const first = $(".open-hit", content);
  button.closest("li").replaceWith(content);
  tick($("#search-results"));
  first?.focus();
}

export function say(text) {
  $("#search-text").value = text.replace(/\s+/g, " ").trim();
  search();
}

// A value of a facet is written into the search, or taken out of it.
function toggle(button) {
  const { kind, operator } = button.dataset;
  const text = $("#search-text").value;
  const pressed = button.getAttribute("aria-pressed") === "true";
  if (kind === "date") return say(`${text.replace(DATES, " ")} ${pressed ? "" : operator}`);
  if (!pressed) return say(`${text} ${operator}`);
  const typed = new RegExp(`(OR\\s+)?(?<!\\S|NOT\\s+)((?:${button.closest("fieldset").dataset.operators}):(?:${QUOTED}|\\S+))(\\s+OR(?!\\S))?`, "gi");
  const others = $$(`.facet[data-kind="${kind}"][aria-pressed="true"]`).filter((one) => one !== button).map((one) => one.dataset.operator);
  const each = kind === "person"; // of outlets, languages and kinds of file one piece may name several, so these are written anew
  const rest = text.replace(typed, (found, before, piece, after) => (each && value(piece) !== value(operator) ? found : before && after ? " OR " : " "));
  say([rest, ...(each ? [] : others)].join(" "));
}

const value = (piece) => piece.slice(piece.indexOf(":") + 1).replace(QUOTES, "").trim().toLowerCase();

// The days: two sliders over the bars, or a drag across them.
const bars = () => $$(".search-days .bar");

function startRange() {
  const within = bars().map((bar) => bar.classList.contains("within-range"));
  if (!within.length) return;
  const first = Math.max(0, within.indexOf(true));
  showRange({ first, last: Math.max(first, within.lastIndexOf(true)) });
}

function range(moved = null) {
  const [from, to] = [Number($(".days-from").value), Number($(".days-to").value)];
  if (from <= to) return { first: from, last: to };
  const at = moved?.matches(".days-to") ? to : from;
  return { first: at, last: at };
}

function showRange({ first, last }) {
  const every = bars();
  $(".days-from").value = first;
  $(".days-to").value = last;
  every.forEach((bar, index) => bar.classList.toggle("within-range", index >= first && index <= last));
  const [from, to] = [day(every[first].dataset.first), day(every[last].dataset.last)];
  $(".days-from").setAttribute("aria-valuetext", from);
  $(".days-to").setAttribute("aria-valuetext", to);
  $(".days-said").textContent = from === to ? from : `${from} to ${to}`;
}

const day = (iso) => new Date(`${iso}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function toDays({ first, last }) {
  const every = bars();
  const all = first === 0 && last === every.length - 1;
  const days = all ? "" : `after:${every[first].dataset.first} until:${every[last].dataset.last}`;
  say(`${$("#search-text").value.replace(DATES, " ")} ${days}`);
}

function dragDays(event) {
  const box = event.target.closest?.(".search-days .bars");
  if (!box || event.button) return;
  event.preventDefault();
  const at = ({ clientX }) => {
    const { left, width } = box.getBoundingClientRect();
    return Math.min(bars().length - 1, Math.max(0, Math.floor(((clientX - left) / width) * bars().length)));
  };
  const began = at(event);
  const shown = (moved) => ({ first: Math.min(began, at(moved)), last: Math.max(began, at(moved)) });
  const move = (moved) => showRange(shown(moved));
  showRange(shown(event));
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", (ended) => {
    document.removeEventListener("pointermove", move);
    if ($(".search-days .bars")) toDays(shown(ended));
  }, { once: true });
}

// Articles that were chosen stay chosen while other searches are made.
function choose(box) {
  if (box.checked) chosen.add(box.value);
  else chosen.delete(box.value);
  showChosen();
}

function showChosen() {
  const place = $("#search-chosen");
  if (!place) return;
  place.hidden = !chosen.size;
  $(".chosen-count", place).textContent = `${chosen.size} ${chosen.size === 1 ? "article" : "articles"} chosen`;
}

export const chosenArticles = () => [...chosen];

function chooseNone() {
  chosen.clear();
  tick($("#search-results"));
  showChosen();
  $("#search-text").focus();
}

function askChosen() {
  askOnly([...chosen]);
  location.hash = "#ask";
  setTimeout(() => $("#question textarea").focus(), 60);
}

export const SEARCH_CLICKS = [
  [".facet", toggle],
  [".any-day", () => say($("#search-text").value.replace(DATES, " "))],
  [".search-example", (button) => say(button.textContent)],
  [".more-hits", more],
  [".open-hit", (button) => openPlace("search/article", { article: button.dataset.article, text: button.dataset.text || $("#search-text").value })],
  [".ask-only", askChosen],
  [".choose-none", chooseNone],
];
