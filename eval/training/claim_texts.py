"""Writes the texts that claims of a source are about into a folder of articles, which the questions of `pages.jsonl`, `cnn.jsonl` and
`indirect.jsonl` name: `PYTHONPATH=eval python -m training.claim_texts DATA/train/claims.jsonl wice-train FOLDER`, `bump2` for the
second, and `DATA/support/attributionbench_dev.jsonl web` for those of the third that are neither."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from training.reading_pairs import read_rows

SHORTEST, SHORTEST_OF_WEB = 600, 900
"""Characters of a page; what is shorter is a menu or a refusal."""
WEB = ("ExpertQA", "LFQA")
"""Sources whose claims cite parts of web pages."""


def main() -> None:
    """Write one Markdown file a text, numbered in their order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("source", choices=("wice-train", "bump2", "web"))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    rows = read_rows(arguments.claims)
    if arguments.source == "web":
        texts = dict.fromkeys("\n\n".join(row["references"]) for row in rows if row["source"] in WEB)
        written = [plain for text in texts if len(plain := without_addresses(text)) > SHORTEST_OF_WEB]
    else:
        texts = dict.fromkeys("\n".join(row["references"]) for row in rows if row["source"] == arguments.source)
        written = [made for text in texts if (made := article(text))]
    before = "web-" if arguments.source == "web" else ""
    for number, made in enumerate(written):
        (arguments.folder / f"{before}{number:03d}.md").write_text(made, encoding="utf-8")
    print(f"{len(written)} articles")


def without_addresses(text: str) -> str:
    """Parts of pages without the numbered addresses above them."""
    return re.sub(r"^\[\d+\] https?://\S+\s*", "", text, flags=re.MULTILINE).strip() + "\n"


def article(text: str) -> str | None:
    """A text with its title as front matter where it states one; None for a page without text."""
    title = re.search(r"\(meta data\) TITLE: (.*)", text)
    body = re.sub(r"\(meta data\)[^\n]*\n", "", text).strip()
    if "(meta data)" in text and len(body) < SHORTEST:
        return None
    head = f"---\ntitle: {json.dumps(title[1].strip(), ensure_ascii=False)}\n---\n\n" if title else ""
    return f"{head}{body}\n"


if __name__ == "__main__":
    main()
