// Compare: one question asked under two configurations, one after the other, and the judgement on them.

import { $, $$, announce, failure, fragment, json, motion, onSubmit, send, waiting } from "./common.js";

export function watchCompare() {
  onSubmit("#compare-form", compare);
  document.addEventListener("change", (event) => {
    if (event.target.closest("#compare-form select")) showModels();
  });
}

// A model is named where one answers.
function showModels() {
  for (const side of $$("#compare-form .configuration")) {
    const field = $(".model-field", side);
    if (field) field.hidden = $("select", side).value !== "llm";
  }
}

export function compareQuestion(question) {
  showModels();
  const box = $("#compare-form textarea");
  if (box && question && !box.value) box.value = question;
}

let latest = 0;

async function compare(form) {
  const number = ++latest;
  const place = $("#compared");
  const columns = document.createElement("div");
  columns.className = "sides";
  const sides = ["A", "B"].map((name) => {
    const section = document.createElement("section");
    section.className = "side";
    section.append(Object.assign(document.createElement("h2"), { textContent: name }), waiting("Reading the articles…"));
    return section;
  });
  columns.append(...sides);
  place.replaceChildren(columns);
  $("button.primary", form).disabled = true;
  columns.scrollIntoView({ block: "nearest", behavior: motion() });
  const blind = form.elements.blind.checked;
  const configurations = blind && Math.random() < 0.5 ? ["B", "A"] : ["A", "B"];
  place.classList.toggle("is-blind", blind);
  const held = [];
  try {
    for (const [index, name] of ["A", "B"].entries()) {
      const content = await fragment("compare/side", {}, send("POST", { ...asked(form, configurations[index]), side: name }));
      if (number !== latest) return;
      held.push($(".side", content).dataset.side);
      if (!blind) $$("#compared .side")[index]?.replaceWith(content); // how soon it is there would tell
    }
    place.replaceChildren(await fragment("compare/both", { one: held[0], other: held[1] }));
    announce("Both answers are ready.");
  } catch (error) {
    place.replaceChildren(failure(error));
  } finally {
    $("button.primary", form).disabled = false;
  }
}

function asked(form, side) {
  const value = (name) => form.elements[`${name}-${side}`]?.value || null;
  return {
    side,
    question: form.elements.question.value,
    answerer: value("answerer"),
    model: value("model"),
    k: Number(value("k")),
    since: value("since"),
    until: value("until"),
  };
}

async function judge(button) {
  const [one, other] = $$("#compared .side").map((side) => side.dataset.side);
  const group = button.closest(".judgement");
  if (group.dataset.record) await json(`judgement/${group.dataset.record}`, { method: "DELETE" });
  const { record } = await json("judgement", send("POST", { one, other, better: button.dataset.better, blind: isBlind() }));
  $("#compared").classList.remove("is-blind");
  mark(group, record, button);
}

const isBlind = () => $("#compared").classList.contains("is-blind");

function mark(group, record, button) {
  group.dataset.record = record;
  $$(".judge", group).forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  const said = $(".judged", group);
  said.textContent = record ? "Kept in eval/judgements.jsonl." : "Taken back.";
  if (record) {
    const undo = Object.assign(document.createElement("button"), { type: "button", className: "quiet unjudge", textContent: "Undo" });
    said.append(" ", undo);
  }
}

async function takeBack(button) {
  const group = button.closest(".judgement");
  await json(`judgement/${group.dataset.record}`, { method: "DELETE" });
  mark(group, "", null);
  $(".judge", group).focus();
}

export const COMPARE_CLICKS = [
  [".judge", judge],
  [".unjudge", takeBack],
];
