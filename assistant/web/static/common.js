// What every part of the page uses.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
export const NARROW = window.matchMedia("(max-width: 900px)");

// The HTML of a path of ours, parsed; raises with the reason that the server gives for a reader.
export async function fragment(path, parameters = {}, options = {}) {
  const response = await request(`${path}?${new URLSearchParams(parameters)}`, options);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  return template.content;
}

export const json = async (path, options = {}) => (await request(path, options)).json();
export const text = async (path) => (await request(path)).text();

export function send(method, body) {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(`/dateline/${path}`, options);
  } catch {
    window.dispatchEvent(new Event("dateline:gone"));
    throw new Refused("Dateline does not answer. Is it still running?");
  }
  if (response.ok) return response;
  const { detail } = await response.json().catch(() => ({}));
  throw new Refused(typeof detail === "string" ? detail : "That was not understood.");
}

// What was asked for is not done, and the message says to a reader why.
export class Refused extends Error {}

// Does what may be refused, and says so where it is.
export async function attempt(act, ...given) {
  try {
    return await act(...given);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    announce(error.message, true);
  }
}

// What deletes, done once for a double click: by its second a neighbour has come under the pointer.
export const deletes = (act) => (button, event) => (event.detail > 1 ? null : act(button, event));

// A form of ours is not sent by the browser: what it holds is taken here.
export function onSubmit(form, act) {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(form)) return;
    event.preventDefault();
    attempt(act, event.target);
  });
}

// What this tab keeps under a name; null where there is nothing that can be read.
export function stored(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

// Over plain HTTP from another machine browsers have no clipboard: there a selection is copied.
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = Object.assign(document.createElement("textarea"), { value: text });
    ($("dialog[open]") || document.body).append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  announce(said, true);
}

// A message as nodes: what is to be typed stands between backticks in it.
export function told(message) {
  const pieces = message.split("`");
  if (pieces.length % 2 === 0) return [message];
  return pieces.map((piece, place) => (place % 2 ? Object.assign(document.createElement("code"), { textContent: piece }) : piece));
}

let fading = 0;

// Says something to screen readers and, where `visibly`, to all; with a way to take it back where there is one.
export function announce(text, visibly = false, undo = null) {
  const place = $("#announcer");
  place.replaceChildren(...told(text));
  clearTimeout(fading);
  place.classList.toggle("toast", visibly);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "undo";
    button.textContent = "Undo";
    button.addEventListener("click", () => { place.classList.remove("toast"); place.textContent = ""; attempt(undo); });
    place.append(" ", button);
  }
  if (visibly) fading = setTimeout(() => place.classList.remove("toast"), undo ? 12000 : 4000);
}

export function motion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

export function show(node, yes) {
  node.hidden = !yes;
}

// Makes `old` equal to `next`, touching only what differs: selections, open details and marks elsewhere stay.
export function morph(old, next) {
  if (old.isEqualNode(next)) return;
  if (old.nodeType !== 1 || old.nodeName !== next.nodeName) {
    old.replaceWith(next);
    return;
  }
  // What a reader pointed at stays so while it reads the same.
  if (old.classList.contains("active") && old.textContent === next.textContent) next.classList.add("active");
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  const before = [...old.childNodes];
  const after = [...next.childNodes];
  after.forEach((child, index) => (before[index] ? morph(before[index], child) : old.append(child)));
  before.slice(after.length).forEach((child) => child.remove());
}

// Opens a dialog and gives the focus back to what opened it.
export function openDialog(dialog) {
  const opener = document.activeElement;
  dialog.showModal();
  dialog.addEventListener("close", () => opener?.focus(), { once: true });
}

export function failure(error) {
  const box = document.createElement("div");
  box.className = "failure";
  box.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.append(...told(error.message));
  box.append(text);
  return box;
}

export function waiting(text) {
  const line = document.createElement("p");
  line.className = "waiting";
  const dots = document.createElement("span");
  dots.className = "dots";
  line.append(dots, text);
  return line;
}
