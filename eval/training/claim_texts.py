"""Writes the texts that claims of a source are about into a folder of articles, which the questions of `pages.jsonl` and `cnn.jsonl`
name: `PYTHONPATH=eval python -m training.claim_texts DATA/train/claims.jsonl wice-train FOLDER`, and `bump2` for the other."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from training.reading_pairs import read_rows

SHORTEST = 600
"""Characters of a page; what is shorter is a menu or a refusal."""


def main() -> None:
    """Write one Markdown file a text, numbered in their order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("source", choices=("wice-train", "bump2"))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    texts = dict.fromkeys(
        "\n".join(row["references"]) for row in read_rows(arguments.claims) if row["source"] == arguments.source
    )
    written = [made for text in texts if (made := article(text))]
    for number, made in enumerate(written):
        (arguments.folder / f"{number:03d}.md").write_text(made, encoding="utf-8")
    print(f"{len(written)} articles")


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
