"""How many questions were given a short answer, and how many of these rightly: `python eval/short_answers.py RUN …`.

RUN is a folder below `eval/runs`. Wanted is one where the answer that is expected has at most five words; right is one that shares half of
its words with it (token F1, as for SQuAD, Rajpurkar et al. 2016), or holds it whole.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

MOST_WORDS = 5


def shown(row: dict[str, Any]) -> str | None:
    """The first short answer of a row."""
    sentences = row["answer"].get("sentences") or []
    return next((one["text"][slice(*one["short_answer"])] for one in sentences if one.get("short_answer")), None)


def is_right(answer: str, expected: str) -> bool:
    """
    >>> is_right("Sylacauga, Alabama", "Sylacauga"), is_right("in March 2015", "April 2015")
    (True, False)
    """
    one, other = (Counter(re.findall(r"\w+", text.lower())) for text in (answer, expected))
    return other <= one or 4 * (one & other).total() >= one.total() + other.total()


def main() -> None:
    for run in sys.argv[1:]:
        rows = [json.loads(line) for line in (Path(run) / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
        answerable = [row for row in rows if row["gold"]]
        wanted = [row for row in answerable if 0 < len((row["expected"] or "").split()) <= MOST_WORDS]
        given = [(answer, row["expected"]) for row in wanted if (answer := shown(row))]
        right = sum(is_right(*one) for one in given)
        wrongly = [shown(row) for row in rows if not row["gold"]]
        print(
            f"{run}: wanted {len(wanted)}, shown {len(given)}, right {right}; "
            f"shown to {len(wrongly) - wrongly.count(None)} of {len(wrongly)} unanswerable questions"
        )


if __name__ == "__main__":
    main()
