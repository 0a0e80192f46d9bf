// The conversations: deleted into the trash and put back; the open one makes way for a new one.

import { $, announce, attempt, deletes, fragment } from "./common.js";
import { beginAnew, current, reopen } from "./feed.js";

let renew = async () => {};

export function watchHistory(refresh) {
  renew = refresh;
  document.addEventListener("input", (event) => event.target.id === "find-conversation" && find(event.target.value));
  document.addEventListener("keydown", (event) => event.target.matches?.(".name-conversation") && attempt(onNameKey, event));
}

let wanted = "";

async function find(words) {
  wanted = words;
  const rows = await fragment("history/rows", { find: words });
  if (words === wanted) $(".found-conversations")?.replaceChildren(rows);
}

// A name is written in the place of the title: Enter keeps it, Escape leaves it as it was; an empty one is the first question again.
function rename(button) {
  const link = $("a.conversation", button.closest("li"));
  if ($(".name-conversation", link.parentElement)) return;
  const field = Object.assign(document.createElement("input"), { className: "name-conversation", value: link.textContent, maxLength: 120 });
  field.setAttribute("aria-label", "Name of the conversation");
  link.hidden = true;
  link.before(field);
  field.select();
}

async function onNameKey(event) {
  const field = event.target;
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  const { conversation } = field.closest("li").dataset;
  if (event.key === "Enter") await fragment(`history/${conversation}/name`, { name: field.value }, { method: "POST" });
  await find($("#find-conversation").value);
  $(`li[data-conversation="${conversation}"] .rename`)?.focus();
}

async function remove(button) {
  const { conversation } = button.dataset;
  await fragment(`history/${conversation}`, {}, { method: "DELETE" });
  const open = current.conversation === conversation || location.search.includes(conversation);
  if (open) beginAnew();
  await renew();
  $("#view-history a.conversation, #view-history")?.focus();
  announce("Moved to trash/ in the workspace.", true, () => restore(conversation, open));
}

async function restore(conversation, open) {
  await fragment(`history/${conversation}/restore`, {}, { method: "POST" });
  if (open && !current.turn) await reopen(conversation);
  await renew();
  announce("Put back.", true);
}

export const HISTORY_CLICKS = [[".conversations .delete", deletes(remove)], [".conversations .rename", rename]];
