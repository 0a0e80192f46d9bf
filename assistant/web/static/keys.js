// The page by keyboard. Single keys can be switched off, for those who speak to their computer.

import { $, $$, openDialog } from "./common.js";

const OFF = "dateline-single-keys-off";
const actions = {};

export function watchKeys(given) {
  Object.assign(actions, given);
  const box = $("#single-keys");
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
}

export function onKey(event) {
  if (event.key === "Escape" && !$("dialog[open]")) actions.close();
  const typing = event.target.isContentEditable || event.target.closest("textarea, select, input:not([type=checkbox], [type=radio])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
  const open = $("dialog[open]");
  if (open && open.id !== "article") return;
  const act = keyed(event.key, Boolean(open));
  if (!act) return;
  event.preventDefault();
  act();
}

function keyed(key, inArticle) {
  if (key === "n") return () => actions.step(1);
  if (key === "p") return () => actions.step(-1);
  if (inArticle) return null;
  if (key === "/") return () => actions.search();
  if (key === "a") return () => actions.ask();
  if (key === "o") return () => actions.open();
  if (key === "?") return () => openDialog($("#keys"));
  const view = /^\d$/.test(key) ? $$(".views a")[(Number(key) + 9) % 10] : null; // 0 is the tenth
  return view ? () => view.click() : null;
}

export const KEY_CLICKS = [[".show-keys", () => openDialog($("#keys"))]];
