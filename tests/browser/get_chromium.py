"""Finds or installs a Chromium for the browser tests: an installed one, else Debian's package, else Playwright's own.

Prints which. Where none can be had it says so and exits 0: the browser tests then skip, naming the reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """The path of a Chromium on this machine, Playwright's own download included."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def run(*command: str) -> bool:
    """True when the command exists and succeeds; its last line is shown when it does not."""
    if not shutil.which(command[0]):
        return False
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode:
        print(f"  {' '.join(command)}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
    return done.returncode == 0


def main() -> None:
    path = installed()
    if path is None and os.geteuid() == 0 and run("apt-get", "update", "-qq"):
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
        path = installed()
    if path is None and run(sys.executable, "-m", "playwright", "install", "chromium"):
        path = installed()
    print(f"browser tests use {path}" if path else "no Chromium could be had: the browser tests will be skipped")


if __name__ == "__main__":
    main()
