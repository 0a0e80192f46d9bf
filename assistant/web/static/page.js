// The page's behaviour: keeps the conversation that the feed brings turn by turn, and joins citations to their sources.

import { $, $$, announce, failure, fragment, motion, NARROW, openDialog, waiting } from "./common.js";
import { COMPARE_CLICKS, compareQuestion, watchCompare } from "./compare.js";
import { CORPUS_CLICKS, watchCorpus } from "./corpus.js";
import { EVALUATION_CLICKS, evaluationParameters, watchEvaluation } from "./evaluation.js";
import { FEEDBACK_CLICKS, showFeedback } from "./feedback.js";
import { KEY_CLICKS, onKey, watchKeys } from "./keys.js";

let current = { conversation: "", turn: 0 };

start();

async function start() {
  applyScheme(storedScheme());
  for (const part of ["#feed", "#question textarea", "#choices", "#cards", "#view-history"]) await present(part);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", holdWrongDates, { capture: true });
  document.addEventListener("keydown", holdWrongDates, { capture: true });
  for (const kind of ["mouseover", "mouseout"]) document.addEventListener(kind, pointToDetail);
  window.addEventListener("hashchange", showView);
  new MutationObserver(() => window.requestAnimationFrame(takeFeed)).observe($("#feed"), {
    childList: true, subtree: true, characterData: true, attributes: true,
  });
  watchCompare();
  watchCorpus(async () => Promise.all([fillView("corpus", true), welcome()]));
  watchEvaluation(() => fillView("evaluation"));
  watchKeys({ ask: toQuestion, close: closeSheet, open: () => $("#cards .source.active .open")?.click(), step });
  applyScheme(storedScheme());
  nameDateFields();
  showView();
  await Promise.all([welcome(), reopen()]);
  document.body.dataset.ready = "true";
  followSummary();
}

// What is indexed, renewed by itself: often while passages wait for their vectors, else now and then.
const OFTEN = 2000;
const SELDOM = 30000;

async function followSummary() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, $("#summary .pending") ? OFTEN : SELDOM));
    if (document.hidden) continue;
    try {
      $("#summary").replaceChildren(await fragment("summary"));
    } catch {
      // the next question will say that Dateline does not answer
    }
  }
}

// Gradio builds the page after this script has loaded.
function present(selector) {
  return new Promise((resolve) => {
    const look = () => ($(selector) ? resolve() : setTimeout(look, 20));
    look();
  });
}

// Gradio leaves the date fields and their calendar buttons without names.
function nameDateFields() {
  const choices = $("#choices");
  if (!choices.dataset.watched) new MutationObserver(nameDateFields).observe(choices, { childList: true, subtree: true });
  choices.dataset.watched = "true";
  for (const [id, name] of [["since", "From"], ["until", "To"]]) {
    $(`#${id} .calendar`)?.setAttribute("aria-label", `${name}: choose in a calendar`);
    $(`#${id} input.time`)?.setAttribute("aria-label", `${name}, as year-month-day`);
  }
}

// ---- conversation

async function welcome() {
  const content = await fragment("welcome");
  const summary = $(".summary", content);
  $("#summary").replaceChildren(...summary.childNodes);
  summary.remove();
  $("#welcome").replaceChildren(content);
}

async function reopen() {
  const conversation = new URLSearchParams(location.search).get("conversation");
  if (!conversation) return;
  try {
    const content = await fragment("turns", { conversation });
    $$(".turn", content).forEach((turn) => place(turn));
    $$(".sources", content).forEach((sources) => placeSources(sources));
    $$("#log .turn").at(-1)?.scrollIntoView({ block: "start" });
    await showFeedback(conversation);
  } catch {
    history.replaceState(null, "", "/");
    announce("That conversation is not on this machine. A new one begins here.", true);
  }
}

let fed = "";

function takeFeed() {
  const turn = $("#feed .turn");
  if (!turn) return;
  const now = JSON.stringify([{ ...turn.dataset }, $("#feed").textContent]);
  if (fed === now) return; // the same touched again: what a reader opened must stay
  fed = now;
  const isNew = place(turn.cloneNode(true));
  const sources = $("#feed .sources");
  if (sources) placeSources(sources.cloneNode(true));
  if (isNew) showTurn(turn);
  const { state } = $(`#turn-${turn.dataset.turn}`).dataset;
  if (document.body.dataset.busy && state !== "growing") announceEnd(turn);
  document.body.dataset.busy = state === "growing" ? "true" : "";
}

// Puts a turn into the log, or changes only what differs in the one that is there. True for a turn not seen before.
function place(turn) {
  const { conversation, turn: number } = turn.dataset;
  turn.id = `turn-${number}`;
  const old = $(`#turn-${number}`);
  document.body.dataset.talking = "true";
  current = { conversation, turn: Number(number) };
  if (old) {
    const late = turn.dataset.state === "growing" && old.dataset.state !== "growing"; // an update that crossed Stop
    if (!late) morph(old, turn);
    return false;
  }
  $("#log").append(turn);
  const address = `?conversation=${conversation}${location.hash}`;
  if (!location.search.includes(conversation)) history.replaceState(null, "", address);
  return true;
}

function placeSources(sources) {
  const number = sources.dataset.turn;
  sources.id = `sources-${number}`;
  $$(".source", sources).forEach((card) => (card.id = `source-${number}-${card.dataset.label}`));
  const old = $(`#sources-${number}`);
  sources.hidden = old?.hidden ?? true;
  if (old) morph(old, sources);
  else $("#cards").append(sources);
  showSources(number);
}

function showSources(number) {
  const shown = $(`#sources-${number}`);
  $$("#cards > .sources:not([hidden])").forEach((group) => group !== shown && (group.hidden = true));
  if (shown?.hidden) shown.hidden = false;
  document.body.dataset.sources = shown ? "true" : "";
}

function showTurn(turn) {
  $(`#turn-${turn.dataset.turn}`).scrollIntoView({ block: "start", behavior: motion() });
  if (!$("#feed .sources")) showSources(turn.dataset.turn);
}

// Makes `old` equal to `next`, touching only what differs: selections, open details and marks elsewhere stay.
function morph(old, next) {
  if (old.isEqualNode(next)) return;
  if (old.nodeType !== 1 || old.nodeName !== next.nodeName) {
    old.replaceWith(next);
    return;
  }
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  const before = [...old.childNodes];
  const after = [...next.childNodes];
  after.forEach((child, index) => (before[index] ? morph(before[index], child) : old.append(child)));
  before.slice(after.length).forEach((child) => child.remove());
}

function announceEnd(turn) {
  const sentences = $$(".sentence", turn).length;
  const sources = $$("#feed .source").length;
  if (turn.dataset.state === "error") announce("The question failed.");
  else if ($(".abstained", turn)) announce("The articles do not answer this. What comes nearest is shown.");
  else announce(`Answer ready: ${sentences} ${sentences === 1 ? "sentence" : "sentences"}, ${sources} sources.`);
}

// Gradio leaves out a date that it cannot read; a filter that was meant must not be lost in silence.
function holdWrongDates(event) {
  const asks = event.type === "click" ? event.target.closest?.("#ask") : event.key === "Enter" && event.target.closest?.("#question");
  if (!asks) return;
  const wrong = $$("#since input.time, #until input.time").find((field) => field.value.trim() && !isDay(field.value.trim().slice(0, 10)));
  if (!wrong) return;
  event.preventDefault();
  event.stopPropagation();
  announce(`“${wrong.value}” is not a date: write it as 2022-03-29, or leave it empty.`, true);
  wrong.focus();
}

function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function askFor(question) {
  const box = $("#question textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  location.hash = "#ask";
  setTimeout(() => $("#ask").click(), 0);
}

// ---- citations and sources

function cite(link) {
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

// On a narrow screen the sources are a sheet over the conversation.
let sheetOpener = null;

function openSheet() {
  if (!NARROW.matches) return;
  sheetOpener = document.activeElement;
  document.body.dataset.sheet = "open";
}

function closeSheet() {
  if (!document.body.dataset.sheet) return false;
  delete document.body.dataset.sheet;
  sheetOpener?.focus();
  return true;
}

// ---- whole article

function openArticle(card) {
  const { turn, label, cite: name } = card.dataset;
  return openPlace("article", { conversation: current.conversation, turn, label }, name);
}

// The whole article in its dialog, at the citation of that name where one is named.
async function openPlace(path, parameters, name = "") {
  const dialog = $("#article");
  const body = $(".article-body", dialog);
  body.replaceChildren(waiting("Opening the article…"));
  openDialog(dialog);
  try {
    body.replaceChildren(await fragment(path, parameters));
  } catch (error) {
    body.replaceChildren(failure(error));
  }
  places = path === "file" ? [] : marksInOrder(body);
  body.scrollTop = 0;
  const chosen = name ? places.findIndex((marks) => marks[0].classList.contains(name)) : 0;
  goTo(Math.max(0, chosen), "auto");
  body.focus({ preventScroll: true });
}

// The citations of the open article in reading order, each as its pieces; the passage's marks where nothing is cited.
let places = [];
let place_ = 0;

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
  place_ = (index + many) % many;
  $(".place", dialog).textContent = `${place_ + 1} of ${many}`;
  $$("mark.active", dialog).forEach((mark) => mark.classList.remove("active"));
  places[place_].forEach((mark) => mark.classList.add("active"));
  places[place_][0].scrollIntoView({ block: "center", behavior });
}

async function copyAnswer(button) {
  const { conversation, turn } = button.closest(".turn").dataset;
  const parameters = new URLSearchParams({ conversation, turn, markdown: button.dataset.format === "markdown" });
  const response = await fetch(`/dateline/copy?${parameters}`);
  await navigator.clipboard.writeText(await response.text());
  announce("Copied, with its sources.", true);
}

// ---- views, colours, keys

// Each view is fetched when it is opened: what it shows is of the turn read last. What a reader filled in stays.
async function fillView(view, again = false) {
  const place = $(`#view-${view}`);
  if (!place) return;
  if (view === "compare" && $("form", place)) return compareQuestion(question());
  if (view === "corpus" && !again && $(".uploads li[data-state=busy]", place)) return;
  const needsTurn = view === "check" || view === "timeline";
  const uploads = again ? $$(".uploads li", place) : [];
  const words = again ? $("#find", place)?.value : "";
  try {
    if (needsTurn && !current.turn) place.replaceChildren(noTurn());
    else place.replaceChildren(await fragment(view, needsTurn ? current : view === "evaluation" ? evaluationParameters() : {}));
    $(".uploads", place)?.append(...uploads);
    if (words) Object.assign($("#find", place), { value: words }).dispatchEvent(new Event("input", { bubbles: true }));
    if (view === "compare") compareQuestion(question());
  } catch (error) {
    place.replaceChildren(failure(error));
  }
  place.dataset.filled = "true";
}

function noTurn() {
  const box = document.createElement("div");
  box.className = "blank";
  const text = document.createElement("p");
  text.textContent = "Ask a question first: its answer is laid out here.";
  const back = Object.assign(document.createElement("a"), { href: "#ask", textContent: "Ask", className: "to-view" });
  back.dataset.view = "ask";
  box.append(text, back);
  return box;
}

const question = () => $(`#turn-${current.turn} .question`)?.textContent || "";

function toQuestion() {
  location.hash = "#ask";
  showView(); // at once: what is typed next belongs into the box
  $("#question textarea").focus();
}

// A detail under the pointer is shown in the quotation.
function pointToDetail(event) {
  const atom = event.target.closest?.(".atom[data-at]");
  if (!atom?.dataset.at) return;
  $$(`mark.at-${atom.dataset.at}`, atom.closest("tr")).forEach((mark) => mark.classList.toggle("active", event.type === "mouseover"));
}

// The next or previous citation: of the open article, else of the answer read last.
function step(by) {
  if ($("#article").open) return goTo(place_ + by);
  const links = $$(`#turn-${current.turn} a.cite`);
  if (!links.length || document.body.dataset.view !== "ask") return;
  const at = links.findIndex((link) => link.classList.contains("active"));
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : (at + by + links.length) % links.length];
  next.scrollIntoView({ block: "nearest" });
  cite(next);
}

async function toView(view, turn) {
  if (turn?.dataset.turn) current = { conversation: turn.dataset.conversation, turn: Number(turn.dataset.turn) };
  if (location.hash === `#${view}`) await fillView(view);
  location.hash = `#${view}`;
}

// From a citation in another view to its place in the sources.
function citeFromView(link) {
  const twin = $(`#turn-${link.dataset.turn} .cite[data-cite="${CSS.escape(link.dataset.cite)}"]`);
  location.hash = "#ask";
  setTimeout(() => cite(twin || link), 60);
}

async function forget(button) {
  if (!button.dataset.sure) {
    button.dataset.sure = "true";
    button.textContent = "Delete for good?";
    return;
  }
  await fetch(`/dateline/history/${button.dataset.conversation}`, { method: "DELETE" });
  await fillView("history");
}

function showView() {
  const wanted = location.hash.slice(1);
  const view = $(`.views [data-view="${CSS.escape(wanted)}"]`) ? wanted : "ask";
  document.body.dataset.view = view;
  fillView(view);
  $$(".views a").forEach((link) => {
    if (link.dataset.view === view) {
      link.setAttribute("aria-current", "page");
      link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - 40; // a row that scrolls, when narrow
    }
    else link.removeAttribute("aria-current");
  });
}

function storedScheme() {
  const stored = localStorage.getItem("dateline-scheme");
  return stored || (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function applyScheme(scheme) {
  document.body.classList.toggle("dark", scheme === "dark");
  document.documentElement.dataset.scheme = scheme;
  $("#scheme")?.setAttribute("aria-pressed", String(scheme === "dark"));
}

function switchScheme() {
  const scheme = document.body.classList.contains("dark") ? "light" : "dark";
  localStorage.setItem("dateline-scheme", scheme);
  applyScheme(scheme);
}

const CLICKS = [
  // Gradio sets a base address: a bare "#check" would load the page anew.
  [".views a", (link, event) => { event.preventDefault(); location.hash = `#${link.dataset.view}`; }],
  ["#compared :is(a.cite, .open-quote)", (link, event) => { event.preventDefault(); openPlace("compare/article", { side: link.closest(".side").dataset.side, label: link.dataset.label }, link.dataset.cite); }],
  [".open-quote", (button) => openPlace("article", { conversation: current.conversation, turn: button.dataset.turn, label: button.dataset.label }, button.dataset.cite)],
  [".axis .dot", (link, event) => { event.preventDefault(); const day = $(link.hash); day.scrollIntoView({ block: "start", behavior: motion() }); day.focus({ preventScroll: true }); }],
  [".view a.cite", (link, event) => { event.preventDefault(); citeFromView(link); }],
  [".turn .copy", copyAnswer],
  [".to-view, .to-corpus", (button, event) => { event.preventDefault(); toView(button.dataset.view, button.closest(".turn")); }],
  [".turn .to-compare", (button) => { const box = $("#compare-form textarea"); if (box) box.value = ""; toView("compare", button.closest(".turn")); }],
  ...FEEDBACK_CLICKS,
  ...COMPARE_CLICKS,
  ...CORPUS_CLICKS,
  ...EVALUATION_CLICKS,
  ...KEY_CLICKS,
  [".open-article", (button) => openPlace("file", { article: button.dataset.article })],
  [".conversations .delete", forget],
  ["a.cite", (link, event) => { event.preventDefault(); cite(link); }],
  [".example", (button) => askFor(button.textContent)],
  [".turn .again", (button) => askFor($(".question", button.closest(".turn")).textContent)],
  [".turn .to-sources", (button) => { showSources(button.closest(".turn").dataset.turn); openSheet(); $("#sources .source")?.focus(); }],
  [".source .open", (button) => openArticle(button.closest(".source"))],
  ["#sources .close", closeSheet],
  ["#article .close", () => $("#article").close()],
  ["#article .previous", () => goTo(place_ - 1)],
  ["#article .next", () => goTo(place_ + 1)],
  ["#scheme", switchScheme],
  [".log-out", async () => { await fetch("/logout", { method: "POST" }); location.assign("/"); }],
  [".skip", (_, event) => { event.preventDefault(); toQuestion(); }],
];

function onClick(event) {
  for (const [selector, act] of CLICKS) {
    const hit = event.target.closest(selector);
    if (hit) return act(hit, event);
  }
  if (event.target.matches("dialog")) event.target.close(); // beside it
}
