// Evaluation: which runs are read, which questions are shown, and one question with its answers.

import { $, $$, announce, deletes, fragment, json, onSubmit, openDialog, send, waiting } from "./common.js";

const LOOK = 700;
let chosen = {};
let renew = async () => {};

export const evaluationParameters = () => chosen;

export function watchEvaluation(refresh) {
  renew = refresh;
  document.addEventListener("change", async (event) => {
    const pick = event.target.closest(".run-pick");
    if (pick) await choose(pick);
  });
  onSubmit("#run-form", ({ elements: { questions, answerer } }) => changeRun(send("POST", { questions: questions.value, answerer: answerer.value })));
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
  const { kind, record } = button.dataset;
  await json(`${kind || "feedback"}/${encodeURIComponent(record)}`, { method: "DELETE" });
  if (kind) await renew(); // the sum is another one
  else button.closest("li").remove();
  announce("Taken back.", true);
}

async function readAlone() {
  chosen = { a: chosen.a, b: "" };
  await renew();
  $(".run-pick:checked")?.focus();
}

// A run begun here is followed while the view is looked at, and its figures are there when it ends.
async function changeRun(options) {
  place(await fragment("evaluation/run", {}, options));
  $("#run-now :is(button, select)")?.focus();
}

function place(content) {
  $("#run-now").replaceWith(content);
  followRun();
}

let following = 0;

export function followRun() {
  clearTimeout(following);
  if ($("#run-now progress")) following = setTimeout(look, LOOK);
}

async function look() {
  if (document.body.dataset.view !== "evaluation") return;
  const content = await fragment("evaluation/run").catch(() => null);
  if (!content || !$("#run-now progress")) return followRun();
  if ($("progress", content)) return place(content);
  const said = $(".failure", content)?.textContent;
  await renew();
  announce(said || "The run has ended.", true);
  $("#run-now select")?.focus();
}

export const EVALUATION_CLICKS = [
  [".stop-run", () => changeRun({ method: "DELETE" })],
  [".read-alone", readAlone],
  [".filter-rows", filter],
  [".open-record", openRecord],
  ["#record :is(a.cite, .open-quote)", toRecordedSource],
  [".given .withdraw", deletes(withdraw)],
];
