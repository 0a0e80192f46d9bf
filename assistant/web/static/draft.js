// Draft: a text checked against the archive sentence by sentence, shown as it comes, filtered, stepped through, taken away.

import { $, $$, announce, failure, json, motion, onSubmit, show } from "./common.js";
import { openPlace } from "./dialog.js";

let running = null; // of the check that is being read
let held = ""; // the name under which the server holds the findings
let wanted = ""; // the verdict that is shown alone

export function watchDraft() {
  onSubmit("#draft-form", check);
  document.addEventListener("input", (event) => event.target.closest("#draft-form textarea") && size());
  document.addEventListener("change", (event) => {
    if (event.target.id !== "draft-file") return;
    read(event.target.files[0]);
    event.target.value = "";
  });
  document.addEventListener("drop", (event) => {
    if (document.body.dataset.view !== "draft" || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    read(event.dataTransfer.files[0]);
  });
}

// How long the draft is, and by how much too long.
function size() {
  const place = $(".draft-count");
  const most = Number(place.dataset.most);
  const { length } = $("#draft-form textarea").value;
  const over = length - most;
  place.textContent = over > 0 ? `${over.toLocaleString("en")} characters too many: at most ${most.toLocaleString("en")} are checked at a time.` : length ? `${length.toLocaleString("en")} of ${most.toLocaleString("en")} characters` : "";
  place.classList.toggle("over", over > 0);
  return over <= 0;
}

async function read(file) {
  if (!file) return;
  say("");
  try {
    const { text, day } = await json(`draft/file?${new URLSearchParams({ name: file.name })}`, { method: "POST", body: file });
    const form = $("#draft-form");
    form.elements.text.value = text;
    if (day) form.elements.day.value = day;
    size();
    announce(`${file.name} is in the box.`, true);
  } catch (error) {
    say(error.message);
  }
}

function say(text) {
  $(".draft-failure").replaceChildren(...(text ? [failure(new Error(text))] : []));
}

async function check(form) {
  if (!size()) return $("#draft-form textarea").focus();
  clear();
  running = new AbortController();
  const mine = running;
  working(true);
  try {
    const body = JSON.stringify({ text: form.elements.text.value, day: form.elements.day.value || null });
    const response = await fetch("/dateline/draft/check", { method: "POST", headers: { "Content-Type": "application/json" }, body, signal: mine.signal });
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail || "The draft could not be checked.");
    for await (const line of lines(response.body)) if (running === mine) take(line);
  } catch (error) {
    const told = $(".draft-failure").hasChildNodes(); // what the server said before the line broke
    if (error.name !== "AbortError" && !told) say(error instanceof TypeError ? "Dateline does not answer. Is it still running?" : error.message);
  } finally {
    if (running === mine) working(false);
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += value || "";
    const parts = rest.split("\n");
    rest = parts.pop();
    for (const part of parts) yield JSON.parse(part);
    if (done) return;
  }
}

let total = 0;

// One line of the answer: the draft itself, a sentence's verdict with its card, or the end.
function take(line) {
  if (line.draft !== undefined) {
    held = line.name;
    total = line.of;
    $("#draft-checked").innerHTML = line.draft;
    $("#draft-checked").scrollIntoView({ block: "nearest", behavior: motion() });
  } else if (line.card) {
    const piece = $(`#draft-checked .piece[data-at="${line.at}"]`);
    piece.dataset.verdict = line.verdict;
    if (line.verdict !== "not judged") piece.append(Object.assign(document.createElement("span"), { className: "unseen", textContent: ` (${line.verdict}) ` }));
    piece.closest(".stretch").querySelector(".findings").insertAdjacentHTML("beforeend", line.card);
    progress(line.at + 1);
    counts();
  } else if (line.summary) {
    $(".draft-summary").innerHTML = line.summary;
    announce($(".draft-sum").textContent);
  } else if (line.failure) say(line.failure);
}

function progress(done) {
  $(".draft-progress").textContent = done < total ? `${done} of ${total} sentences` : "";
}

// The verdicts that there are, with how many sentences have each.
function counts() {
  show($(".draft-tools"), true);
  const found = $$("#draft-checked .finding").map((card) => card.dataset.verdict);
  for (const chip of $$(".draft-filter")) {
    const { verdict } = chip.dataset;
    const number = verdict ? found.filter((one) => one === verdict).length : found.length;
    $(".number", chip).textContent = number;
    show(chip, number > 0);
  }
  filtered();
}

function filtered() {
  for (const node of $$("#draft-checked .finding, #draft-checked .piece[data-verdict]")) node.classList.toggle("aside", Boolean(wanted) && node.dataset.verdict !== wanted);
}

function filter(chip) {
  wanted = chip.dataset.verdict;
  $$(".draft-filter").forEach((one) => one.setAttribute("aria-pressed", String(one === chip)));
  filtered();
}

function working(yes) {
  show($(".draft-stop"), yes);
  show($(".draft-progress"), yes);
  show($(".draft-clear"), !yes && Boolean(held));
  $("#draft-form .primary").disabled = yes;
  if (yes) $(".draft-progress").textContent = "Reading the draft…";
}

function stop() {
  running?.abort();
  const done = $$("#draft-checked .finding").length;
  announce(`Stopped after ${done} of ${total} sentences.`, true);
  $("#draft-form .primary").disabled = false;
  $("#draft-form .primary").focus();
}

function clear() {
  running?.abort();
  if (held) json(`draft/${held}`, { method: "DELETE" }).catch(() => {}); // it is forgotten within the hour anyway
  held = wanted = "";
  say("");
  $("#draft-checked").replaceChildren();
  $(".draft-summary").replaceChildren();
  show($(".draft-tools"), false);
  $$(".draft-filter").forEach((one) => one.setAttribute("aria-pressed", String(!one.dataset.verdict)));
}

function clearAll() {
  clear();
  show($(".draft-clear"), false);
  $("#draft-form").reset();
  size();
  $("#draft-form textarea").focus();
}

// The card of a sentence is opened and both are marked.
function choose(at, focus = true) {
  $$("#draft-checked .active").forEach((node) => node.classList.remove("active"));
  const piece = $(`#draft-checked .piece[data-at="${at}"]`);
  const card = $(`#finding-${at}`);
  if (!card) return;
  for (const node of [piece, card]) node.classList.add("active");
  $("details", card).open = true;
  piece.scrollIntoView({ block: "nearest", behavior: motion() });
  card.scrollIntoView({ block: "nearest", behavior: motion() });
  if (focus) card.focus({ preventScroll: true });
}

// The next or previous sentence that is shown and was judged.
export function stepInDraft(by) {
  const cards = $$("#draft-checked .finding:not(.aside, [data-verdict='not judged'])");
  if (!cards.length) return;
  const active = $("#draft-checked .finding.active");
  const at = active ? cards.findIndex((card) => Number(card.dataset.at) >= Number(active.dataset.at)) : -1;
  const here = at >= 0 && cards[at] === active;
  const next = !active ? (by > 0 ? 0 : cards.length - 1) : at < 0 ? (by > 0 ? 0 : cards.length - 1) : here || by < 0 ? at + by : at;
  choose(cards[(next + cards.length) % cards.length].dataset.at);
}

function place(button) {
  const { article, start, end } = button.dataset;
  openPlace("file", { article, start, end });
}

function exported(link, event) {
  event.preventDefault();
  if (held) location.assign(`/dateline/draft/export/${held}.${link.dataset.kind}`);
}

export const DRAFT_CLICKS = [
  [".open-place", place],
  [".draft-filter", filter],
  [".draft-step", (button) => stepInDraft(Number(button.dataset.by))],
  [".draft-export", exported],
  [".draft-stop", stop],
  [".draft-clear", clearAll],
  ["#draft-checked .piece[data-verdict]", (piece) => choose(piece.dataset.at, false)],
];
