"""One Chromium for the browser tests and for the screenshots."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright) -> Browser:
    """An installed Chromium, else Playwright's own; raises playwright's Error where there is none."""
    installed = next((path for path in map(shutil.which, NAMES) if path), None)
    return playwright.chromium.launch(executable_path=installed, args=list(FLAGS))
