// A word on an answer: thumbs, a reason, and taking it back.

import { $, announce, json, motion, send } from "./common.js";

const words = (said) => (said.rating === "good" ? "Rated good." : `Rated: ${said.reason}.`);

export async function showFeedback(conversation) {
  const given = await json(`feedback?${new URLSearchParams({ conversation })}`).catch(() => ({}));
  for (const [turn, said] of Object.entries(given)) {
    const place = $(`#turn-${Number(turn)}`);
    if (place) mark(place, said);
  }
}

function mark(turn, said) {
  $(".thumb.up", turn)?.setAttribute("aria-pressed", String(said?.rating === "good"));
  $(".thumb.down", turn)?.setAttribute("aria-pressed", String(said?.rating === "bad"));
  const rated = $(".rated", turn);
  if (!rated) return;
  rated.hidden = !said;
  rated.dataset.record = said?.record_id || "";
  $("span", rated).textContent = said ? words(said) : "";
  openReasons(turn, false);
}

function openReasons(turn, open) {
  const reasons = $(".reasons", turn);
  reasons.hidden = !open;
  $(".thumb.down", turn).setAttribute("aria-expanded", String(open));
  if (!open) return;
  reasons.scrollIntoView({ block: "nearest", behavior: motion() });
  $(".note-text", reasons).focus({ preventScroll: true });
}

async function rate(turn, rating, reason = null) {
  const { conversation, turn: number } = turn.dataset;
  const note = rating === "bad" ? $(".note-text", turn).value : "";
  const earlier = $(".rated", turn).dataset.record;
  const { record } = await json("feedback", send("POST", { conversation, turn: Number(number), rating, reason, note }));
  if (earlier) await json(`feedback/${earlier}`, { method: "DELETE" });
  mark(turn, { rating, reason, record_id: record });
  announce(`${words({ rating, reason })} Kept as a candidate question.`);
  $(".take-back", turn).focus();
}

async function takeBack(turn) {
  await json(`feedback/${$(".rated", turn).dataset.record}`, { method: "DELETE" });
  mark(turn, null);
  announce("Taken back.");
  $(".thumb.up", turn).focus();
}

const turnOf = (button) => button.closest(".turn");

export const FEEDBACK_CLICKS = [
  [".turn .thumb.up", (button) => rate(turnOf(button), "good")],
  [".turn .thumb.down", (button) => openReasons(turnOf(button), $(".reasons", turnOf(button)).hidden)],
  [".turn .reason-pick", (button) => rate(turnOf(button), "bad", button.dataset.reason)],
  [".turn .take-back", (button) => takeBack(turnOf(button))],
];
