"""Why answerable questions were not answered right: told from a run's rows.

A question that is answered right cites a gold span of every part. For one that is not, the cause is the last stage that a
gold span came to: its article was not retrieved → its passage was not read → its sentence was not chosen → it was removed.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.evaluation.run_files import Row

FAILED = "the question failed"
ABSTAINED = "abstained"
PARTLY = "only some of its parts cited"
STAGES = (
    "article not retrieved",
    "article retrieved, passage not read",
    "passage read, sentence not chosen",
    "sentence chosen, removed by the check",
)
"""How far a gold span came on its way into the answer."""
CAUSES = (FAILED, ABSTAINED, *STAGES, PARTLY)
READ = 0.5
"""A passage was read for a gold span when it holds this share of its characters, as for the measures."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cause:
    query_id: str
    cause: str
    """One of CAUSES."""
    detail: str | None = None


def causes(rows: Sequence[Row]) -> list[Cause]:
    """One for each answerable question of which not every part's gold was cited; rows without an answer tell nothing."""
    return [found for row in rows if (found := cause(row)) is not None]


def cause(row: Row) -> Cause | None:
    """Why one question was not answered right; None where it was, where nothing answers it, or where no answer is kept."""
    if row.get("failed"):
        return Cause(row["query_id"], FAILED, str(row["failed"])) if row.get("gold") else None
    answer = row.get("answer")
    if answer is None or not row["measures"].get("answerable") or row["measures"].get("right") != 0.0:
        return None
    parts = sorted({gold.get("part", 1) for gold in row["gold"]})
    of_parts = [[gold for gold in row["gold"] if gold.get("part", 1) == part] for part in parts]
    reached = [stage for gold in of_parts if (stage := furthest(gold, answer)) is not None]
    if answer["status"] == "abstained":
        came = STAGES[min(reached, default=0)]
        return Cause(row["query_id"], ABSTAINED, f"confidence {answer['confidence']:.2f}; {came}")
    if not reached:
        return None
    if len(reached) < len(parts):
        missing = "; ".join(STAGES[stage] for stage in sorted(set(reached)))
        return Cause(row["query_id"], PARTLY, f"{len(parts) - len(reached)} of {len(parts)}; the others: {missing}")
    return Cause(row["query_id"], STAGES[max(reached)])


def furthest(gold: Sequence[Mapping[str, Any]], answer: Mapping[str, Any]) -> int | None:
    """The last stage, as a place in STAGES, that any of the spans came to; None where one is cited in the answer."""
    cited = [c for sentence in answer.get("sentences", ()) for c in sentence["citations"]]
    removed = [c for sentence in answer.get("removed", ()) for c in sentence.get("citations", ())]
    if any(_overlap(piece, span) for piece in cited for span in gold):
        return None
    if any(_overlap(piece, span) for piece in removed for span in gold):
        return 3
    read = [_overlap(item, span) / (span["end"] - span["start"]) for item in answer["evidence"] for span in gold]
    if max(read, default=0.0) >= READ:
        return 2
    articles = {name for item in answer["evidence"] for name in (item["article_id"], *item.get("duplicates", ()))}
    return int(any(span["article_id"] in articles for span in gold))


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many questions have each cause, those that none has included."""
    found = Counter(one.cause for one in causes(rows))
    return {name: found[name] for name in CAUSES}


def _overlap(piece: Mapping[str, Any], span: Mapping[str, Any]) -> int:
    """Common characters of two intervals of articles."""
    if piece["article_id"] != span["article_id"]:
        return 0
    start, end = max(piece["start"], span["start"]), min(piece["end"], span["end"])
    return max(0, int(end - start))
