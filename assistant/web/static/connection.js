// What a reader typed and chose outlives a reload and a server that stopped; whether it answers is told in one quiet line.

import { $, announce, json, stored } from "./common.js";

const DRAFT = "dateline-draft";
const ANSWERER = "dateline-answerer";
const ASKED = "dateline-asked";
const LOOK = 1500;
const GONE = "Dateline does not answer. What you typed is kept, and this page goes on by itself when Dateline is back.";

let back = async () => {};
let looking = 0;

export function watchConnection(whenBack) {
  back = whenBack;
  const box = $("#question textarea");
  box.addEventListener("input", () => keep(DRAFT, box.value));
  if (sessionStorage.getItem(DRAFT) && !box.value) write(sessionStorage.getItem(DRAFT));
  document.addEventListener("change", (event) => event.isTrusted && event.target.closest("#answerer") && keep(ANSWERER, event.target.value));
  holdAnswerer();
  new MutationObserver(holdAnswerer).observe(document.body, { childList: true, subtree: true }); // Gradio draws it anew
  window.addEventListener("dateline:gone", gone);
}

// Who answers stays who the reader chose.
function holdAnswerer() {
  const answerer = sessionStorage.getItem(ANSWERER);
  if (answerer) $(`#answerer input[value="${CSS.escape(answerer)}"]:not(:checked)`)?.click();
}

export const isGone = () => Boolean(document.body.dataset.gone);

function keep(name, value) {
  if (value) sessionStorage.setItem(name, value);
  else sessionStorage.removeItem(name);
}

// Puts words into the question box, as if they had been typed.
export function write(words) {
  const box = $("#question textarea");
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// What was asked is no draft any more.
export function dropDraft(question) {
  if ((sessionStorage.getItem(DRAFT) || "").trim() === question.trim()) keep(DRAFT, "");
}

// The question that is being answered, until it is.
export const keepAsked = (asked) => keep(ASKED, asked && JSON.stringify(asked));

export const keptAsked = () => stored(ASKED);

// A question that nobody answers any more goes back into its box.
export function giveBack(question) {
  keepAsked(null);
  if (!$("#question textarea").value) write(question);
  announce("Dateline was stopped before it had answered: your question is in its box again.", true);
}

function gone() {
  if (isGone()) return;
  document.body.dataset.gone = "true";
  $("#gone").textContent = GONE;
  clearTimeout(looking);
  looking = setTimeout(look, LOOK);
}

async function look() {
  try {
    await json("alive");
  } catch {
    looking = setTimeout(look, LOOK);
    return;
  }
  delete document.body.dataset.gone;
  $("#gone").textContent = "";
  await back();
}
