// What is chosen beside the question: dates, outlets, languages, passages. In force are the chips; they stay over a reload of this tab.

import { $, $$, announce, fragment, stored } from "./common.js";
import { write } from "./connection.js";

const KEPT = "dateline-choices";
const MONTHS = "January February March April May June July August September October November December".split(" ");
const EMPTY = { since: "", until: "", outlets: [], languages: [], articles: [] };
const LISTS = { outlet: "outlets", language: "languages" }; // of these several may be chosen, a chip each
const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });

let chosen = { ...EMPTY, k: 0 };

export function watchChoices() {
  chosen.k = Number($("#passages").value);
  Object.assign(chosen, stored(KEPT));
  $("#passages").value = chosen.k;
  document.addEventListener("input", (event) => event.target.type === "date" && showFilled(event.target));
  for (const id of ["since", "until"]) $(`#${id}`).addEventListener("change", (event) => change({ [id]: event.target.value }));
  $("#passages").addEventListener("change", (event) => event.target.validity.valid && change({ k: Number(event.target.value) }));
  for (const id of Object.keys(LISTS)) {
    $(`#${id}`).addEventListener("input", (event) => add(event.target, false));
    $(`#${id}`).addEventListener("keydown", (event) => event.key === "Enter" && add(event.target, true));
  }
  $("#question textarea").dir = "auto";
  $("#question textarea").addEventListener("input", (event) => event.isTrusted && send()); // what is typed is asked in context
  change({});
}

// The outlets, languages and days of the moment.
export async function offerChoices() {
  $("#range").replaceChildren(await fragment("choices"));
}

function change(what) {
  Object.assign(chosen, what);
  sessionStorage.setItem(KEPT, JSON.stringify(chosen));
  for (const id of ["since", "until"]) {
    if ($(`#${id}`).value !== chosen[id]) $(`#${id}`).value = chosen[id];
    showFilled($(`#${id}`));
  }
  const chips = ["since", "until"].filter((id) => chosen[id]).map((id) => chip(id, day(id, chosen[id])));
  for (const [kind, list] of Object.entries(LISTS)) chips.push(...chosen[list].map((name) => chip(kind, kind === "language" ? LANGUAGES.of(name) : name, name)));
  if (chosen.articles.length) chips.push(chip("articles", only(chosen.articles.length), chosen.articles.join("\n")));
  if (chips.length > 1) chips.push(everyChip());
  $("#filters").replaceChildren(...chips);
  send();
}

// The form of an empty date must not look like a date.
function showFilled(field) {
  field.toggleAttribute("data-filled", Boolean(field.value));
}

// What the next question is asked with.
function send(once = {}) {
  const field = $("#asked-with textarea, #asked-with input");
  field.value = JSON.stringify({ ...chosen, since: chosen.since || null, until: chosen.until || null, ...once });
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function chip(kind, words, name = "") {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "chip filter", textContent: words });
  Object.assign(button.dataset, { filter: kind, name });
  button.setAttribute("aria-label", `${words}: remove this filter`);
  item.append(button);
  return item;
}

function everyChip() {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("button"), { type: "button", className: "quiet no-filters", textContent: "Remove all" }));
  return item;
}

function day(id, value) {
  const [year, month, date] = value.split("-").map(Number);
  return `${id === "since" ? "From" : "To"} ${date} ${MONTHS[month - 1]} ${year}`;
}

function add(field, said) {
  const wanted = field.value.trim();
  const option = $$(`#${field.id}-names option`).find(({ value }) => (said ? value.toLowerCase() === wanted.toLowerCase() : value === wanted));
  if (!option) {
    if (said && wanted) announce(`There is no ${field.id} “${wanted}” here.`, true);
    return;
  }
  field.value = "";
  const list = LISTS[field.id];
  const name = option.dataset.code || option.value;
  if (!chosen[list].includes(name)) change({ [list]: [...chosen[list], name] });
}

function without(filters, { filter, name }) {
  const list = LISTS[filter];
  return { ...filters, ...(list ? { [list]: filters[list].filter((one) => one !== name) } : { [filter]: EMPTY[filter] }) };
}

function remove(button) {
  change(without(chosen, button.dataset));
  ($("#filters button") || $("#question textarea")).focus();
}

// The filters that a turn was asked with.
function ofTurn(turn) {
  const filters = { ...EMPTY, outlets: [], languages: [] };
  for (const { dataset } of $$(".drop-filter", turn)) {
    if (LISTS[dataset.filter]) filters[LISTS[dataset.filter]].push(dataset.name);
    else if (dataset.filter === "articles") filters.articles = dataset.name.split("\n");
    else filters[dataset.filter] = dataset.name;
  }
  return filters;
}

const only = (number) => `Only ${number} ${number === 1 ? "article" : "articles"}`;

// The next questions are asked of these articles only, until the chip is removed.
export function askOnly(articles) {
  change({ articles });
  announce(`${only(articles.length)}: the next questions are asked of ${articles.length === 1 ? "it" : "them"}.`);
}

// Asks at once. `once` holds for this question only: `{ alone: true }` leaves the turns before it out.
function askFor(question, once = {}) {
  const typed = $("#question textarea").value;
  write(question);
  if (typed.trim()) putBack(typed, question);
  send(once);
  location.hash = "#ask";
  setTimeout(() => $("#ask").click(), 0);
}

// What was typed and not asked is in its box again once another question has left it.
function putBack(typed, question) {
  const box = $("#question textarea");
  const looking = setInterval(() => {
    if (box.value === question) return;
    clearInterval(looking);
    if (box.value) return;
    write(typed);
    send();
  }, 100);
}

const asked = (turn) => $(".question", turn).textContent;

function askAgain(button, filters = null, once = null) {
  const turn = button.closest(".turn");
  if (filters) change(filters);
  askFor(asked(turn), once || (turn.dataset.alone ? { alone: true } : {}));
}

// True for what cannot be asked so; it says why. A filter that was meant must not be lost in silence.
export function isWrong() {
  const unread = ["since", "until"].map((id) => $(`#${id}`)).find((field) => field.validity.badInput);
  if (unread) return said(unread, "The date is not whole: fill in day, month and year, or clear it.");
  const { since, until } = chosen;
  if (since && until && since > until) return said($("#until"), `“${day("since", since)}” is later than “${day("until", until)}”: no article lies between.`);
  return false;
}

function said(field, words) {
  $("#choices").open = true;
  announce(words, true);
  field.focus();
  return true;
}

export const CHOICE_CLICKS = [
  ["#filters .filter", remove],
  ["#filters .no-filters", () => { change(EMPTY); $("#question textarea").focus(); }],
  [".turn .drop-filter", (button) => askAgain(button, without(ofTurn(button.closest(".turn")), button.dataset))],
  [".turn .everywhere", (button) => askAgain(button, EMPTY)],
  [".turn .alone", (button) => askAgain(button, null, { alone: true })],
  [".example", (button) => askFor(button.textContent)],
  [".turn .again", (button) => askAgain(button)],
];
