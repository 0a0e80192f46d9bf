"""What a hostile string must never bring about on the page, and how it is noticed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

PLACES = "#log, #cards, #article, #record, #welcome, #summary, #announcer, #choices, #filters, section.view"
"""Where strings of articles, answers, files and readers are shown."""
OWN_LINKS = re.compile(
    r"#source-\d+-\d+|#day-.*|#[a-z]+|/\?conversation=[\w-]+(&turn=\d+)?|/dateline/(kept-)?export/[\w-]+\.(md|json|docx(\?turn=\d+)?)"
)
LOOK = """(places) => {
  const found = [];
  const forbidden = "script, img, image, iframe, frame, style, video, audio, object, embed, link, meta, base, math, marquee, "
    + "template, plaintext, xmp, dialog dialog, form:not(#compare-form, #search-form, #run-form, .feedback-form), svg script, svg a, "
    + "svg image, svg use, area, isindex";
  for (const place of document.querySelectorAll(places)) {
    for (const node of place.querySelectorAll(forbidden)) {
      found.push("element " + node.outerHTML.slice(0, 80));
    }
    for (const node of place.querySelectorAll("*")) {
      for (const { name } of node.attributes) if (name.startsWith("on")) found.push("handler " + node.outerHTML.slice(0, 80));
      const { position } = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      const large = box.width > innerWidth * 0.8 && box.height > innerHeight * 0.8;
      if (position === "fixed" || (position === "absolute" && large)) found.push("overlay " + node.outerHTML.slice(0, 80));
    }
    for (const link of place.querySelectorAll("a[href], area[href], [*|href]:not(use)")) found.push("link " + link.getAttribute("href"));
  }
  for (const id of ["question", "announcer", "log", "ask"])
    if (document.querySelectorAll("#" + id).length !== 1) found.push("a second #" + id);
  const top = document.elementFromPoint(innerWidth / 2, 20);
  if (!top?.closest(".top, dialog[open]")) found.push("overlay over the head: " + top?.outerHTML.slice(0, 80));
  if (window.harmed !== undefined) found.push("script ran");
  return found;
}"""


class Watch:
    """Notices, from its making on, requests to other origins, refusals of the page's own policy and failing scripts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.seen: list[str] = []
        page.context.on("request", self.on_request)
        page.context.on("page", lambda opened: self.seen.append(f"window {opened.url}"))
        page.on("console", self.on_console)
        page.on("dialog", self.on_dialog)
        page.on("framenavigated", self.on_navigation)

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.address).netloc:
            self.seen.append(f"request {request.url}")

    def on_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.seen.append(f"policy {message.text[:120]}")

    def on_dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def on_navigation(self, frame: Any) -> None:
        if not frame.url.startswith((self.address, "about:")):
            self.seen.append(f"navigation {frame.url}")

    def harm(self, metadata: tuple[str, ...] = ()) -> list[str]:
        """Everything noticed so far, and what the page looks like now. `metadata` are the addresses that articles state."""
        found: list[str] = self.page.evaluate(LOOK, PLACES)
        allowed = [f"link {url}" for url in metadata]
        strange = [
            item
            for item in found
            if item not in allowed
            and not (item.startswith("link ") and OWN_LINKS.fullmatch(item.removeprefix("link ")))
        ]
        return [*self.seen, *strange]
