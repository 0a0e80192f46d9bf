// What is chosen beside the question: dates, outlets, passages. In force are the chips; they stay over a reload of this tab.

import { $, $$, announce, fragment } from "./common.js";

const KEPT = "dateline-choices";
const MONTHS = "January February March April May June July August September October November December".split(" ");
const EMPTY = { since: "", until: "", outlets: [], articles: [] };

let chosen = { ...EMPTY, k: 0 };

export function watchChoices() {
  chosen.k = Number($("#passages").value);
  Object.assign(chosen, kept());
  $("#passages").value = chosen.k;
  document.addEventListener("input", (event) => event.target.type === "date" && showFilled(event.target));
  for (const id of ["since", "until"]) $(`#${id}`).addEventListener("change", (event) => change({ [id]: event.target.value }));
  $("#passages").addEventListener("change", (event) => event.target.validity.valid && change({ k: Number(event.target.value) }));
  $("#outlet").addEventListener("input", (event) => addOutlet(event.target, false));
  $("#outlet").addEventListener("keydown", (event) => event.key === "Enter" && addOutlet(event.target, true));
  $("#question textarea").addEventListener("input", (event) => event.isTrusted && send()); // what is typed is asked in context
  change({});
}

// The outlets and the days of the moment.
export async function offerChoices() {
  $("#range").replaceChildren(await fragment("choices"));
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) || {};
  } catch {
    return {};
  }
}

function change(what) {
  Object.assign(chosen, what);
  sessionStorage.setItem(KEPT, JSON.stringify(chosen));
  for (const id of ["since", "until"]) {
    if ($(`#${id}`).value !== chosen[id]) $(`#${id}`).value = chosen[id];
    showFilled($(`#${id}`));
  }
  const chips = [...["since", "until"].filter((id) => chosen[id]).map((id) => chip(id, day(id, chosen[id]))), ...chosen.outlets.map((name) => chip("outlet", name, name))];
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
  const { since, until, outlets, articles, k } = chosen;
  field.value = JSON.stringify({ since: since || null, until: until || null, outlets, articles, k, ...once });
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

function addOutlet(field, said) {
  const wanted = field.value.trim();
  const name = $$("#outlet-names option").map((option) => option.value).find((one) => (said ? one.toLowerCase() === wanted.toLowerCase() : one === wanted));
  if (!name) {
    if (said && wanted) announce(`There is no outlet “${wanted}” here.`, true);
    return;
  }
  field.value = "";
  if (!chosen.outlets.includes(name)) change({ outlets: [...chosen.outlets, name] });
}

function without(filters, { filter, name }) {
  if (filter === "outlet") return { ...filters, outlets: filters.outlets.filter((one) => one !== name) };
  return { ...filters, [filter]: EMPTY[filter] };
}

function remove(button) {
  change(without(chosen, button.dataset));
  ($("#filters button") || $("#question textarea")).focus();
}

// The filters that a turn was asked with.
function ofTurn(turn) {
  const filters = { ...EMPTY, outlets: [], articles: [] };
  for (const { dataset } of $$(".drop-filter", turn)) {
    if (dataset.filter === "outlet") filters.outlets.push(dataset.name);
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
export function askFor(question, once = {}) {
  const box = $("#question textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  send(once);
  location.hash = "#ask";
  setTimeout(() => $("#ask").click(), 0);
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
  [".turn .everywhere", (button) => askAgain(button, { ...EMPTY, outlets: [] })],
  [".turn .alone", (button) => askAgain(button, null, { alone: true })],
  [".example", (button) => askFor(button.textContent)],
  [".turn .again", (button) => askAgain(button)],
];
