// The page's behaviour: starts its parts, fills its views, and hands each click to the part that it belongs to.

import { $, $$, announce, attempt, copy, failure, fragment, motion } from "./common.js";
import { BY_HAND_CLICKS, isTyping, watchByHand } from "./by_hand.js";
import { CHOICE_CLICKS, isWrong, offerChoices, watchChoices } from "./choices.js";
import { COMPARE_CLICKS, compareQuestion, watchCompare } from "./compare.js";
import { isGone, watchConnection } from "./connection.js";
import { CORPUS_CLICKS, placeUploads, watchCorpus } from "./corpus.js";
import { ARTICLE_CLICKS, articleIsOpen, openPlace, stepInArticle } from "./dialog.js";
import { DRAFT_CLICKS, stepInDraft, watchDraft } from "./draft.js";
import { EVALUATION_CLICKS, evaluationParameters, followRun, watchEvaluation } from "./evaluation.js";
import { current, FEED_CLICKS, followSummary, question, read, recover, reopen, watchFeed, welcome } from "./feed.js";
import { FEEDBACK_CLICKS } from "./feedback.js";
import { HISTORY_CLICKS, watchHistory } from "./history.js";
import { KEPT_CLICKS, watchKept } from "./kept.js";
import { KEY_CLICKS, onKey, watchKeys } from "./keys.js";
import { MODEL_CLICKS, watchModel } from "./model.js";
import { NAMED_CLICKS, showNamed, watchNamed } from "./named.js";
import { PRINT_CLICKS, watchPrint } from "./print.js";
import { fillSearch, SEARCH_CLICKS, toSearch, watchSearch } from "./search.js";
import { cite, closeSheet, SOURCES_CLICKS } from "./sources.js";

start();

async function start() {
  applyScheme(storedScheme());
  for (const part of ["#feed", "#question textarea", "#asked-with textarea, #asked-with input", "#conversation-id textarea, #conversation-id input", "#choices", "#cards", "#view-history"]) await present(part);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", holdQuestion, { capture: true });
  document.addEventListener("keydown", holdQuestion, { capture: true });
  for (const kind of ["mouseover", "mouseout"]) document.addEventListener(kind, pointToDetail);
  document.addEventListener("paste", onPaste);
  window.addEventListener("hashchange", () => showView(true));
  watchFeed();
  watchCompare();
  watchCorpus(async () => Promise.all([fillView("corpus", true), welcome()]));
  watchByHand(() => fillView("corpus", true));
  watchHistory(() => fillView("history"));
  watchDraft();
  watchEvaluation(() => fillView("evaluation"));
  watchModel();
  watchSearch();
  watchNamed();
  watchKept(() => fillView("kept"));
  watchPrint();
  watchKeys({ ask: toQuestion, search: toSearch, close: closeSheet, open: () => $("#cards .source.active .open")?.click(), step });
  applyScheme(storedScheme());
  showView();
  watchChoices();
  watchConnection(async () => { await Promise.all([welcome(), recover()]); });
  await Promise.all([welcome(), reopen()]);
  recover();
  openNamed();
  document.body.dataset.ready = "true";
  followSummary(followFolder);
}

// Corpus follows the folder, unless something in it is in hand.
async function followFolder() {
  await offerChoices();
  const held = document.activeElement;
  if (document.body.dataset.view !== "corpus" || held.closest("#view-corpus :is(input, button, textarea, .by-hand-row)")) return;
  await fillView("corpus", true);
  if (!held.isConnected) focusHeading($("#view-corpus"));
}

// Gradio builds the page after this script has loaded.
function present(selector) {
  return new Promise((resolve) => {
    const look = () => ($(selector) ? resolve() : setTimeout(look, 20));
    look();
  });
}

// A question that cannot be asked so stays in its box, and it is said why.
function holdQuestion(event) {
  const asks = event.type === "click" ? event.target.closest?.("#ask") : event.key === "Enter" && !event.shiftKey && event.target.closest?.("#question");
  if (!asks) return;
  if (!(isWrong() || unheard() || waits())) return event.isTrusted && askUntilHeard();
  event.preventDefault();
  event.stopPropagation();
}

function unheard() {
  if (isGone()) announce("Dateline does not answer: your question stays in its box.", true);
  return isGone();
}

const UNHEARD = 6; // times that it is asked
let waiting = 0;

// A question typed while an answer is written waits in its box, and is asked after it unless it is changed.
function waits() {
  const box = $("#question textarea");
  if (!document.body.dataset.busy || !box.value.trim()) return Boolean(document.body.dataset.busy);
  announce("Your question waits until the answer is there. Stop ends it sooner.", true);
  askUntilHeard();
  return true;
}

// Gradio hears no question before the one before has ended there, which is a moment after its answer is here, and says nothing.
function askUntilHeard() {
  const box = $("#question textarea");
  const held = box.value;
  let left = UNHEARD;
  clearInterval(waiting);
  if (!held.trim()) return;
  waiting = setInterval(() => {
    if (box.value !== held || isWrong() || !left) clearInterval(waiting); // changed, or asked, or refused
    else if (!document.body.dataset.busy && left--) $("#ask").click();
  }, 500);
}

// What a paste leaves out is said.
function onPaste(event) {
  const box = event.target.closest?.("#question textarea");
  const most = box?.maxLength;
  if (!box || most < 0) return;
  const left = box.value.length - (box.selectionEnd - box.selectionStart) + event.clipboardData.getData("text").length - most;
  if (left > 0) announce(`A question has at most ${most.toLocaleString("en")} characters: the last ${left.toLocaleString("en")} were left out.`, true);
}

// Each view is fetched when it is opened: what it shows is of the turn read last. What a reader filled in stays.
async function fillView(view, again = false) {
  const place = $(`#view-${view}`);
  if (!place) return;
  if (view === "compare" && $("form", place)) return compareQuestion(question());
  if ((["draft", "search"].includes(view) && $("form", place)) || (view === "corpus" && isTyping())) return;
  const needsTurn = view === "check" || view === "timeline";
  const words = again ? $("#find", place)?.value : "";
  try {
    if (needsTurn && !current.turn) place.replaceChildren(noTurn());
    else place.replaceChildren(...turnPicker(needsTurn), await fragment(view, needsTurn ? current : view === "evaluation" ? evaluationParameters() : {}));
    if (view === "corpus") placeUploads();
    if (words) Object.assign($("#find", place), { value: words }).dispatchEvent(new Event("input", { bubbles: true }));
    if (view === "compare") compareQuestion(question());
    if (view === "evaluation") followRun();
    if (view === "search") { fillSearch(); await showNamed(); }
  } catch (error) {
    place.replaceChildren(failure(error));
  }
  place.dataset.filled = "true";
}

// Check and Timeline are of one answer, and let another be chosen.
function turnPicker(needed) {
  const turns = $$("#log .turn");
  if (!needed || turns.length < 2) return [];
  const label = Object.assign(document.createElement("label"), { className: "field pick-turn", textContent: "Answer to" });
  const select = document.createElement("select");
  for (const turn of turns) {
    const { turn: number } = turn.dataset;
    select.append(new Option(`${number}. ${$(".question", turn).textContent}`, number, false, Number(number) === current.turn));
  }
  select.addEventListener("change", async () => {
    read($(`#turn-${select.value}`));
    await fillView(document.body.dataset.view);
    $(".pick-turn select")?.focus();
  });
  label.append(select);
  return [label];
}

function noTurn() {
  const box = document.createElement("div");
  box.className = "blank";
  const heading = Object.assign(document.createElement("h1"), { className: "unseen", textContent: "No answer yet" });
  const text = document.createElement("p");
  text.textContent = "Ask a question first: its answer is laid out here.";
  const back = Object.assign(document.createElement("a"), { href: "#ask", textContent: "Ask", className: "to-view" });
  back.dataset.view = "ask";
  box.append(heading, text, back);
  return box;
}

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
  if (articleIsOpen()) return stepInArticle(by);
  if (document.body.dataset.view === "draft") return stepInDraft(by);
  const links = $$(`#turn-${current.turn} a.cite`);
  if (!links.length || document.body.dataset.view !== "ask") return;
  const at = links.findIndex((link) => link.classList.contains("active"));
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : (at + by + links.length) % links.length];
  next.scrollIntoView({ block: "nearest" });
  cite(next);
}

async function toView(view, turn) {
  if (turn?.dataset.turn) read(turn);
  if (location.hash === `#${view}`) await fillView(view);
  location.hash = `#${view}`;
}

async function showView(moved = false) {
  const wanted = location.hash.slice(1);
  const view = $(`.views [data-view="${CSS.escape(wanted)}"]`) ? wanted : "ask";
  document.body.dataset.view = view;
  document.title = view === "ask" ? "Dateline" : `${$(`.views [data-view="${view}"]`).textContent} · Dateline`;
  const filled = fillView(view);
  $$(".views a").forEach((link) => {
    if (link.dataset.view === view) {
      link.setAttribute("aria-current", "page");
      link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - 40; // a row that scrolls, when narrow
    }
    else link.removeAttribute("aria-current");
  });
  await filled;
  if (moved && view !== "ask" && document.body.dataset.view === view) toHeading($(`#view-${view}`));
}

// Where a reader of a view begins, unless something in it is in hand already.
function toHeading(place) {
  if (!$("h1", place) || place.contains(document.activeElement) || $("dialog[open]")) return;
  focusHeading(place);
  if (document.documentElement.scrollHeight > window.innerHeight) window.scrollTo(0, 0);
}

function focusHeading(place) {
  const heading = $("h1", place);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
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

// A cited place of an answer that the page keeps beside the conversation: of a comparison, else of the turn read last.
function openQuote(button, event) {
  event.preventDefault();
  const { turn, label, cite: name } = button.dataset;
  const side = button.closest("#compared .side");
  if (side) openPlace("compare/article", { side: side.dataset.side, label }, name);
  else openPlace("article", { conversation: current.conversation, turn, label }, name);
}

function toDay(link, event) {
  event.preventDefault();
  const day = $(link.hash);
  day.scrollIntoView({ block: "start", behavior: motion() });
  day.focus({ preventScroll: true });
}

function compareAnew(button) {
  const box = $("#compare-form textarea");
  if (box) box.value = "";
  toView("compare", button.closest(".turn"));
}

async function logOut() {
  await fetch("/logout", { method: "POST" });
  location.assign("/");
}

// The address of one answer or of one article, to be kept or sent to whoever reads this page too.
async function copyLink(button) {
  const { turn, conversation } = button.closest(".turn")?.dataset || {};
  const { article } = $("#article").dataset;
  const query = new URLSearchParams(turn ? { conversation, turn } : { article });
  await copy(`${location.origin}/?${query}`, `The address of this ${turn ? "answer" : "article"} is copied.`);
}

// An article that the address names is opened.
function openNamed() {
  const article = new URLSearchParams(location.search).get("article");
  if (!article) return;
  openPlace("file", { article });
  history.replaceState(null, "", `/${location.hash}`);
}

// The first that fits acts: what is within one view or dialog stands before what is anywhere.
const CLICKS = [
  // Gradio sets a base address: a bare "#check" would load the page anew.
  [".views a", (link, event) => { event.preventDefault(); location.hash = `#${link.dataset.view}`; }],
  ...EVALUATION_CLICKS,
  ["#compared a.cite, .open-quote", openQuote],
  [".source .open", (button, event) => openQuote(button.closest(".source"), event)],
  [".axis .dot", toDay],
  [".to-view, .to-corpus", (button, event) => { event.preventDefault(); toView(button.dataset.view, button.closest(".turn")); }],
  [".turn .to-compare", compareAnew],
  [".copy-link", copyLink],
  ...CHOICE_CLICKS,
  ...FEED_CLICKS,
  ...FEEDBACK_CLICKS,
  ...COMPARE_CLICKS,
  ...DRAFT_CLICKS,
  ...NAMED_CLICKS,
  ...SEARCH_CLICKS,
  ...KEPT_CLICKS,
  ...CORPUS_CLICKS,
  ...BY_HAND_CLICKS,
  ...KEY_CLICKS,
  ...PRINT_CLICKS,
  ...MODEL_CLICKS,
  ...ARTICLE_CLICKS,
  ...SOURCES_CLICKS,
  ...HISTORY_CLICKS,
  ["dialog .close", (button) => button.closest("dialog").close()],
  ["#scheme", switchScheme],
  [".log-out", logOut],
  [".skip", (_, event) => { event.preventDefault(); toQuestion(); }],
];

function onClick(event) {
  for (const [selector, act] of CLICKS) {
    const hit = event.target.closest(selector);
    if (hit) return attempt(act, hit, event);
  }
  if (event.target.matches("dialog")) event.target.close(); // beside it
}
