// On paper an answer has its sources behind it. They stand there while the page is printed, however that was begun.

import { $, $$ } from "./common.js";

export function watchPrint() {
  const paper = window.matchMedia("print");
  paper.addEventListener("change", () => (paper.matches ? layOut() : clear()));
}

function layOut() {
  clear(true);
  for (const turn of $$("#log .turn")) {
    const sources = $(`#sources-${turn.dataset.turn}`)?.cloneNode(true);
    if (!sources) continue;
    for (const node of [sources, ...$$("[id]", sources)]) node.removeAttribute("id");
    sources.hidden = false;
    sources.classList.add("printed-sources");
    turn.append(sources);
  }
}

function clear(again = false) {
  $$(".printed-sources").forEach((sources) => sources.remove());
  if (again) return;
  delete document.body.dataset.print;
  $$(".turn.printing").forEach((turn) => turn.classList.remove("printing"));
}

// This answer alone.
function printTurn(button) {
  const turn = button.closest(".turn");
  turn.classList.add("printing");
  document.body.dataset.print = turn.dataset.turn;
  window.print();
}

export const PRINT_CLICKS = [[".turn .print", printTurn]];
