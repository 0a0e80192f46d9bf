// Title, outlet and day of an article set by hand: the form in its row, what is saved, waited for and taken back.

import { $, $$, announce, fragment, json, onSubmit, Refused, send } from "./common.js";

const POLL = 300;
const PATIENCE = 60000;

export function watchByHand(refresh) {
  renew = refresh;
  onSubmit("form.by-hand", save);
}

let renew = async () => {};

// What was typed and is not saved yet.
export const isTyping = () => $$("form.by-hand input").some((input) => input.value !== input.defaultValue);

async function open(button) {
  const row = button.closest("tr");
  if (row.nextElementSibling?.matches(".by-hand-row")) return leave($(".leave", row.nextElementSibling));
  $(".by-hand-row")?.remove();
  row.after(await fragment("by-hand", { article: button.dataset.article }));
  $("input", row.nextElementSibling).focus();
}

function leave(button) {
  const row = button.closest("tr");
  const opener = $(".set-by-hand", row.previousElementSibling);
  row.remove();
  opener?.focus();
}

// Only what was changed is set: the rest stays as it is read, also when the file changes.
async function save(form) {
  const whole = form.elements.whole?.checked;
  const given = ["title", "outlet", "published"].map((name) => form.elements[name]).filter((input) => input.value.trim() !== input.defaultValue);
  if (!form.elements.published.checkValidity()) return wrong(form, "That is no day.");
  if (!given.length) return wrong(form, "Nothing was changed.");
  if (whole && given.some((input) => input.name === "title")) return wrong(form, "A title is of one article: save it without the others.");
  const name = whole ? form.dataset.file : form.dataset.article;
  await put(form, `by-hand?${new URLSearchParams({ name })}`, send("PUT", Object.fromEntries(given.map((input) => [input.name, input.value.trim()]))), "Set by hand.");
}

const asRead = (button) => {
  const form = button.closest("form");
  return put(form, `by-hand?${new URLSearchParams({ name: form.dataset.article })}`, { method: "DELETE" }, "As it was read.");
};

async function put(form, path, options, said) {
  const { article } = form.dataset;
  try {
    const { name, before } = await json(path, options);
    leave($(".leave", form));
    announce(said, true, () => takeBack(name, before, article));
    await inForce(article);
  } catch (error) {
    if (form.isConnected) wrong(form, error.message);
    else announce(error.message, true);
  }
}

async function takeBack(name, entry, article) {
  await json(`by-hand/entry?${new URLSearchParams({ name })}`, send("PUT", { entry }));
  announce("As it was before.", true);
  await inForce(article);
}

async function inForce(article) {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const state = await json(`by-hand/state?${new URLSearchParams({ article })}`);
    if (state.in_force) return renewed(article);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  throw new Refused("It is written down, and not in the index yet: the terminal that Dateline runs in may say why.");
}

// The view is filled anew; whoever was at the article's row stays there.
async function renewed(article) {
  const here = document.activeElement?.dataset?.article === article;
  if ($(".by-hand-row")) return;
  await renew();
  if (here) $(`.set-by-hand[data-article="${CSS.escape(article)}"]`)?.focus();
}

function wrong(form, text) {
  $(".wrong", form).textContent = text;
}

export const BY_HAND_CLICKS = [
  [".set-by-hand", open],
  [".by-hand .leave", leave],
  [".by-hand .as-read", asRead],
];
