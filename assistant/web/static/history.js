// The conversations: deleted into the trash and put back; the open one makes way for a new one.

import { $, announce, fragment } from "./common.js";
import { beginAnew, current, reopen } from "./feed.js";

let renew = async () => {};

export function watchHistory(refresh) {
  renew = refresh;
}

async function remove(button) {
  const { conversation } = button.dataset;
  if (button.disabled) return; // the second of a double click
  button.disabled = true;
  try {
    await fragment(`history/${conversation}`, {}, { method: "DELETE" });
    const open = current.conversation === conversation || location.search.includes(conversation);
    if (open) beginAnew();
    await renew();
    $("#view-history a.conversation, #view-history")?.focus();
    announce("Moved to trash/ in the workspace.", true, () => restore(conversation, open));
  } catch (error) {
    button.disabled = false;
    announce(error.message, true);
  }
}

async function restore(conversation, open) {
  try {
    await fragment(`history/${conversation}/restore`, {}, { method: "POST" });
    if (open && !current.turn) await reopen(conversation);
    await renew();
    announce("Put back.", true);
  } catch (error) {
    announce(error.message, true);
  }
}

export const HISTORY_CLICKS = [[".conversations .delete", remove]];
