// The conversation: the welcome, earlier turns, and the turns that the feed brings; what is indexed is renewed beside it.

import { $, $$, announce, copy, fragment, morph, motion, text } from "./common.js";
import { offerChoices } from "./choices.js";
import { dropDraft, giveBack, keepAsked, keptAsked } from "./connection.js";
import { showFeedback } from "./feedback.js";
import { placeSources, showSources } from "./sources.js";

// The turn read last: what the views show is of it.
export let current = { conversation: "", turn: 0 };

export function read(turn) {
  current = { conversation: turn.dataset.conversation, turn: Number(turn.dataset.turn) };
}

export const question = () => $(`#turn-${current.turn} .question`)?.textContent || "";

export function watchFeed() {
  new MutationObserver(() => window.requestAnimationFrame(takeFeed)).observe($("#feed"), {
    childList: true, subtree: true, characterData: true, attributes: true,
  });
}

export async function welcome() {
  $("#welcome").replaceChildren(await fragment("welcome"));
  offerExamples();
  await Promise.all([showSummary(), offerChoices()]);
}

// Questions to begin with are tried first, so they come when they are there; the page does without.
async function offerExamples() {
  const place = $("#welcome .examples");
  if (!place?.childElementCount && !$("#log .turn")) place?.replaceChildren(await fragment("examples").catch(() => ""));
}

async function showSummary() {
  const shown = $("#summary").textContent;
  $("#summary").replaceChildren(await fragment("summary"));
  return shown !== $("#summary").textContent;
}

// What is indexed, renewed by itself: often while passages wait for their vectors, else now and then.
const OFTEN = 2000;
const SELDOM = 2500;
const FOLLOW = 400;

export async function followSummary(changed) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, $("#summary .pending") ? OFTEN : SELDOM));
    if (document.hidden) continue;
    try {
      const starting = $("#welcome .starting");
      if (starting) await welcome(); // the first reading of the articles is watched here
      offerExamples();
      if ((await showSummary()) || (starting && !$("#welcome .starting"))) await changed();
    } catch {
      // the next question will say that Dateline does not answer
    }
  }
}

// An empty page: the next question begins a conversation of its own.
export function beginAnew() {
  current = { conversation: "", turn: 0 };
  setConversation("");
  for (const place of ["#log", "#cards"]) $(place).replaceChildren();
  for (const name of ["talking", "busy"]) delete document.body.dataset[name];
  history.replaceState(null, "", `/${location.hash}`);
}

// Which conversation the next question goes to.
function setConversation(identity) {
  const field = $("#conversation-id textarea, #conversation-id input");
  field.value = identity;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export async function reopen(conversation = new URLSearchParams(location.search).get("conversation")) {
  if (!conversation) return;
  try {
    const content = await fragment("turns", { conversation });
    $$(".turn", content).forEach((turn) => place(turn));
    $$(".sources", content).forEach((sources) => placeSources(sources));
    setConversation(conversation);
    if (!location.search.includes(conversation)) history.replaceState(null, "", `/?conversation=${conversation}${location.hash}`);
    const asked = $(`#turn-${Number(new URLSearchParams(location.search).get("turn"))}`);
    if (asked) read(asked);
    (asked || $$("#log .turn").at(-1))?.scrollIntoView({ block: "start" });
    if (asked) showSources(asked.dataset.turn);
    suggest();
    await showFeedback(conversation);
  } catch {
    history.replaceState(null, "", "/");
    announce("That conversation is not on this machine. A new one begins here.", true);
  }
}

// An answer that was being made when the page was loaded is followed until it is there.
async function followTurn({ conversation, turn: number }) {
  for (let growing = true; growing; ) {
    await new Promise((resolve) => setTimeout(resolve, FOLLOW));
    if (current.conversation !== conversation) return;
    let content;
    try {
      content = await fragment("turns", { conversation, first: number });
    } catch {
      return; // what came of it is asked when Dateline is back
    }
    const next = $(".turn", content);
    $$(".sources", content).slice(0, 1).forEach((sources) => placeSources(sources));
    if (next) take(next);
    growing = Boolean(next && document.body.dataset.busy);
  }
}

// What became of a question whose answer was not seen to end: it goes on, it has ended, or it goes back into its box.
export async function recover() {
  const last = $$("#log .turn").at(-1);
  const asked = keptAsked() || (last?.dataset.state === "growing" && { ...last.dataset, question: $(".question", last).textContent });
  if (!asked) return;
  const { conversation, turn, question } = asked;
  const content = await fragment("turns", { conversation, first: turn }).catch(() => document.createDocumentFragment());
  const found = $$(".turn", content).find((one) => one.dataset.turn === turn && $(".question", one).textContent === question);
  if (found && current.conversation !== conversation) return keepAsked(null); // another one is read now
  if (found) {
    $$(".sources", content).slice(0, 1).forEach((sources) => placeSources(sources));
    take(found);
    return document.body.dataset.busy ? followTurn(asked) : undefined;
  }
  const shown = $(`#turn-${turn}`);
  if (shown?.dataset.conversation === conversation && shown.dataset.state === "growing") shown.remove();
  if (!$("#log .turn")) beginAnew();
  document.body.dataset.busy = "";
  giveBack(question);
}

// Puts a turn into its place; says so when its answer is there.
function take(turn) {
  const { conversation, turn: number } = turn.dataset;
  const isNew = place(turn);
  const placed = $(`#turn-${number}`);
  const growing = placed.dataset.state === "growing";
  if (isNew) {
    dropDraft($(".question", placed).textContent);
    history.replaceState(null, "", `/?conversation=${conversation}${location.hash}`); // no earlier answer's any more
  }
  keepAsked(growing ? { conversation, turn: number, question: $(".question", placed).textContent } : null);
  if (document.body.dataset.busy && !growing) announceEnd(placed);
  document.body.dataset.busy = growing ? "true" : "";
  suggest();
  return isNew;
}

let fed = "";

function takeFeed() {
  const turn = $("#feed .turn");
  if (!turn) return;
  const now = JSON.stringify([{ ...turn.dataset }, $("#feed").textContent]);
  if (fed === now) return; // the same touched again: what a reader opened must stay
  fed = now;
  const wasWriting = $(`#turn-${turn.dataset.turn}`)?.dataset.writing;
  const sources = $("#feed .sources");
  if (sources) placeSources(sources.cloneNode(true));
  if (take(turn.cloneNode(true))) showTurn(turn);
  if (turn.dataset.writing && !wasWriting && $(".sentence", turn)) announce("Quoted from the articles; a written answer is on its way.");
}

// Puts a turn into the log, or changes only what differs in the one that is there. True for a turn not seen before.
function place(turn) {
  const { conversation, turn: number } = turn.dataset;
  turn.id = `turn-${number}`;
  if (current.conversation && current.conversation !== conversation) beginAnew(); // deleted meanwhile, in another tab too
  const old = $(`#turn-${number}`);
  document.body.dataset.talking = "true";
  if (old) {
    const late = turn.dataset.state === "growing" && old.dataset.state !== "growing"; // an update that crossed Stop
    if (!late) morph(old, turn);
    return false;
  }
  read(turn);
  $("#log").append(turn);
  return true;
}

function showTurn(turn) {
  $(`#turn-${turn.dataset.turn}`).scrollIntoView({ block: "start", behavior: motion() });
  if (!$("#feed .sources")) showSources(turn.dataset.turn);
}

function announceEnd(turn) {
  const sentences = $$(".sentence", turn).length;
  const sources = $$(`#sources-${turn.dataset.turn} .source`).length;
  if (turn.dataset.state === "stopped") announce("Stopped.");
  else if (turn.dataset.state === "error") announce("The question failed.");
  else if ($(".abstained", turn)) announce(`${$(".abstained .verdict", turn).textContent} What comes nearest is shown.`);
  else announce(`Answer ready: ${sentences} ${sentences === 1 ? "sentence" : "sentences"}, ${sources} sources.`);
}

// Questions to go on with, thought of once the answer is there; of the turn asked last only.
async function suggest() {
  const turn = $$("#log .turn").at(-1);
  $$("#log .next").forEach((place) => { if (!turn?.contains(place)) place.replaceChildren(); });
  const place = turn?.dataset.state === "final" && $(".next", turn);
  if (!place || place.childElementCount) return;
  const { conversation, turn: number } = turn.dataset;
  const content = await fragment("next", { conversation, turn: number }).catch(() => null);
  if (!content?.childElementCount || $$("#log .turn").at(-1) !== turn) return;
  place.replaceChildren(content);
  place.hidden = false;
}

async function copyAnswer(button) {
  const { conversation, turn } = button.closest(".turn").dataset;
  const parameters = new URLSearchParams({ conversation, turn, markdown: button.dataset.format === "markdown" });
  await copy(await text(`copy?${parameters}`), "Copied, with its sources.");
}

export const FEED_CLICKS = [
  [".turn .copy", copyAnswer],
];
