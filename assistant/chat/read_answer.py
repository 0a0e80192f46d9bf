"""An Answer from the JSON that `schema.to_json` wrote: for conversations that are reopened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.schema import Answer, AsOf, Atom, Citation, Evidence, Sentence, Support


def answer_from_json(raw: dict[str, Any]) -> Answer:
    """The Answer that was written."""
    return Answer(
        **raw
        | {
            "sentences": tuple(map(sentence_from_json, raw["sentences"])),
            "removed": tuple(map(sentence_from_json, raw["removed"])),
            "evidence": tuple(map(evidence_from_json, raw["evidence"])),
            "as_of": AsOf(day(raw["as_of"]["oldest"]), day(raw["as_of"]["newest"])),
            "notes": tuple(raw["notes"]),
        }
    )


def sentence_from_json(raw: dict[str, Any]) -> Sentence:
    support = raw["support"]
    if support is not None:
        support = Support(**support | {"atoms": tuple(Atom(**atom) for atom in support["atoms"])})
    return Sentence(raw["text"], tuple(Citation(**citation) for citation in raw["citations"]), support)


def evidence_from_json(raw: dict[str, Any]) -> Evidence:
    return Evidence(
        **raw
        | {
            "published": day(raw["published"]),
            "spans": tuple((start, end) for start, end in raw["spans"]),
            "duplicates": tuple(raw["duplicates"]),
        }
    )


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
