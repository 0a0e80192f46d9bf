"""How many notes of each kind are right: `python eval/note_precision.py RUN …`, each a folder that `assistant eval` wrote.

`notes.jsonl` holds what one reader judged, beside the passages, of every note of three question sets (29 November 2026): right is what is
true and of what is asked about. A note that nobody has judged, with other words, is counted apart: judge it, and add its line.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def main() -> None:
    """A line for each kind: right, judged, precision, not judged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--judged", type=Path, default=Path(__file__).parent / "notes.jsonl")
    arguments = parser.parse_args()
    judged = {(row["query_id"], row["note"]): row["right"] for row in read(arguments.judged)}
    for kind, (right, wrong, unknown) in counted(arguments.runs, judged).items():
        precision = f"{right / (right + wrong):.2f}" if right + wrong else "-"
        print(f"{kind:16} right {right:3} of {right + wrong:3}  {precision}  not judged {unknown}")


def read(path: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def counted(runs: Iterable[Path], judged: dict[tuple[str, str], bool]) -> dict[str, tuple[int, int, int]]:
    """Kind of note → how many are right, wrong, and not judged."""
    found: Counter[tuple[str, bool | None]] = Counter()
    for run in runs:
        for row in read(run / "rows.jsonl"):
            for note in row["answer"]["noted"]:
                found[note["kind"], judged.get((row["query_id"], note["text"]))] += 1
    kinds = sorted({kind for kind, _ in found})
    return {kind: (found[kind, True], found[kind, False], found[kind, None]) for kind in kinds}


if __name__ == "__main__":
    main()
