// Evaluation: which runs are read, which questions are shown, and one question with its answers.

import { $, $$, announce, fragment, json, openDialog, waiting } from "./common.js";

let chosen = {};
let renew = async () => {};

export const evaluationParameters = () => chosen;

export function watchEvaluation(refresh) {
  renew = refresh;
  document.addEventListener("change", async (event) => {
    const pick = event.target.closest(".run-pick");
    if (pick) await choose(pick);
  });
}

async function choose(pick) {
  // A run is not compared with itself: B gives way.
  const name = (side) => $(`.run-pick[data-side="${side}"]:checked`)?.value || "";
  const { side } = pick.dataset;
  chosen = { a: name("A"), b: name("A") === name("B") ? "" : name("B") };
  await renew();
  $(`.run-pick[data-side="${side}"]:checked`)?.focus();
}

// The chips before a table choose its rows.
function filter(button) {
  const chips = button.closest(".chips");
  $$(".filter-rows", chips).forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  $("table", chips.nextElementSibling).dataset.show = button.dataset.show;
}

async function openRecord(button) {
  const dialog = $("#record");
  const body = $(".record-body", dialog);
  body.replaceChildren(waiting("Opening the answer…"));
  openDialog(dialog);
  const { run, question, other } = button.dataset;
  try {
    body.replaceChildren(await fragment("evaluation/answer", { question, run, ...(other ? { other } : {}) }));
  } catch (error) {
    body.textContent = error.message;
  }
  body.scrollTop = 0;
  body.focus({ preventScroll: true });
}

// A citation inside a recorded answer leads to its source below it.
function toRecordedSource(link, event) {
  event.preventDefault();
  const sources = $(".record-sources", link.closest(".side"));
  if (!sources) return;
  sources.open = true;
  const card = $(`.source[data-label="${link.dataset.label}"]`, sources);
  $$(".source.active", sources).forEach((one) => one.classList.remove("active"));
  card?.classList.add("active");
  ((link.dataset.cite && $(`mark.${link.dataset.cite}`, card)) || card)?.scrollIntoView({ block: "center" });
  card?.focus({ preventScroll: true });
}

async function withdraw(button) {
  try {
    await json(`feedback/${encodeURIComponent(button.dataset.record)}`, { method: "DELETE" });
    button.closest("li").remove();
    announce("Taken back.", true);
  } catch (error) {
    announce(error.message, true);
  }
}

async function readAlone() {
  chosen = { a: chosen.a, b: "" };
  await renew();
  $(".run-pick:checked")?.focus();
}

export const EVALUATION_CLICKS = [
  [".read-alone", readAlone],
  [".filter-rows", filter],
  [".open-record", openRecord],
  ["#record :is(a.cite, .open-quote)", toRecordedSource],
  ["#record .close", () => $("#record").close()],
  [".given .withdraw", withdraw],
];
