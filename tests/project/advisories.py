"""Known vulnerabilities of the pinned packages, as `make lint` looks them up: `python tests/project/advisories.py requirements.lock`.

Asks the open database OSV (the one behind pip-audit) about every name and version. Exit 1 where one has an advisory that is not in
`ACCEPTED`; 0 where none has, and 0 with a plain word where the database cannot be asked: no network is no proof of anything.
`ADVISORIES_URL` names a mirror.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DATABASE = "https://api.osv.dev/v1"
SECONDS = 10
ACCEPTED = {
    "CVE-2026-45829": "code execution in Chroma's HTTP server; Dateline runs Chroma embedded (docs/security.md)",
}
"""Advisories that do not reach us, by any of their names, each with the reason."""


def pinned(lock: str) -> list[tuple[str, str]]:
    """(name, version) of every package that a requirements lock pins; some have one version for each Python.

    >>> pinned("gradio==6.31.0 ; python_version >= '3.10' \\\\\\n    --hash=sha256:00")
    [('gradio', '6.31.0')]
    """
    return list(dict.fromkeys(re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", lock, re.MULTILINE)))


def advisories(packages: Sequence[tuple[str, str]], database: str) -> list[tuple[str, dict[str, Any]]]:
    """(package with version, advisory) for each that is known. Raises OSError or ValueError when the database cannot be asked."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    results = _fetch(f"{database}/querybatch", {"queries": queries})["results"]
    if len(results) != len(packages):
        raise ValueError("the answer does not fit the question")
    found = [
        (" ".join(one), vuln["id"])
        for one, result in zip(packages, results, strict=True)
        for vuln in result.get("vulns", [])
    ]
    return [(package, _fetch(f"{database}/vulns/{advisory}")) for package, advisory in found]


def _fetch(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        return json.load(response)


def main(lock: Path) -> int:
    packages = pinned(lock.read_text(encoding="utf-8"))
    database = os.environ.get("ADVISORIES_URL", DATABASE)
    try:
        found = advisories(packages, database)
    except (OSError, ValueError, KeyError) as error:
        print(f"advisories: NOT CHECKED: {database} gave no answer ({error}); run `make lint` again with a network")
        return 0
    open_ones = [(package, one) for package, one in found if not {one["id"], *one.get("aliases", [])} & ACCEPTED.keys()]
    for package, one in open_ones:
        names = ", ".join([one["id"], *one.get("aliases", [])])
        print(f"advisories: {package}: {names}: {one.get('summary', 'no summary')}: raise it and `make lock`")
    if not open_ones:
        print(f"advisories: {len(packages)} packages checked, {len(found)} accepted advisories, no other is known")
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
