// The language model of this machine: offered under the question box, got in its dialog, followed while it comes.

import { $, announce, failure, fragment, morph, openDialog } from "./common.js";

const POLL = 700;

export async function watchModel() {
  try {
    show(await fragment("model"));
  } catch {
    // the next question will say that Dateline does not answer
  }
}

let state = "";
let mine = false; // whether the download was begun here
let following = 0;

// Puts the line and the dialog's text in their places, and looks again while a download runs.
function show(content) {
  const shown = $(".model-state", content);
  const before = state;
  state = shown?.dataset.state || "";
  $("#offer").dataset.state = state;
  fill($("#offer"), shown && $(".offer", shown));
  fill($("#model .model-body"), shown && $(".getting", shown));
  clearTimeout(following);
  if (state === "running" || state === "stopping") following = setTimeout(watchModel, POLL);
  else if (before === "running" && state === "here") arrived();
}

function fill(place, content) {
  if (!content) place.replaceChildren();
  else if (place.firstElementChild) morph(place.firstElementChild, content);
  else place.replaceChildren(content);
}

// The model can be chosen now; whoever waited for it wants it.
function arrived() {
  announce("The language model is here.", true);
  new MutationObserver((_, observer) => {
    const written = $('#answerer input[value="llm"]');
    if (!written) return;
    observer.disconnect();
    if (mine) written.click();
  }).observe($("#answerer"), { childList: true, subtree: true });
  $("#renew").click();
}

async function change(method) {
  $("#model .model-said").replaceChildren();
  try {
    show(await fragment("model", {}, { method }));
  } catch (error) {
    $("#model .model-body .failure")?.remove(); // of an earlier try
    $("#model .model-said").replaceChildren(failure(error));
  }
}

export const MODEL_CLICKS = [
  [".open-model", () => { openDialog($("#model")); $("#model .model-said").replaceChildren(); watchModel(); }],
  [".get-model", () => { mine = true; change("POST"); }],
  [".stop-model", () => change("DELETE")],
];
