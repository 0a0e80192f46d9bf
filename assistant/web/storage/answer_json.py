"""An Answer from the JSON that `schema.to_json` wrote: of conversations that are reopened, and of runs.

Files may be damaged or come from others: whatever has another shape raises TypeError, ValueError or KeyError, so that what is
shown holds numbers where numbers stand and known words where known words stand.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

from assistant.schema import (
    Answer,
    Answerer,
    AsOf,
    Atom,
    AtomKind,
    Citation,
    Evidence,
    EvidenceSentence,
    Note,
    Sentence,
    Status,
    Support,
    SupportLabel,
)

PLACES = ("label", "rank", "start", "end")


def answer_from_json(raw: dict[str, Any]) -> Answer:
    """The Answer that was written."""
    noted = raw.get("noted", [{"kind": "other", "text": text, "labels": []} for text in raw["notes"]])
    return Answer(
        **{name: value for name, value in raw.items() if name != "noted"}
        | {
            "status": one_of(raw["status"], get_args(Status)),
            "answerer": one_of(raw["answerer"], get_args(Answerer)),
            "confidence": float(raw["confidence"]),
            "sentences": tuple(map(sentence_from_json, raw["sentences"])),
            "removed": tuple(map(sentence_from_json, raw["removed"])),
            "evidence": tuple(map(evidence_from_json, raw["evidence"])),
            "as_of": AsOf(day(raw["as_of"]["oldest"]), day(raw["as_of"]["newest"])),
            "notes": tuple(Note(str(one["kind"]), str(one["text"]), tuple(one["labels"])) for one in noted),  # type: ignore[arg-type]
        }
    )


def sentence_from_json(raw: dict[str, Any]) -> Sentence:
    support = raw["support"]
    if support is not None:
        label = one_of(support["label"], get_args(SupportLabel))
        support = Support(**support | {"label": label, "atoms": tuple(map(atom_from_json, support["atoms"]))})
    short = raw.get("short_answer")
    cited = tuple(Citation(**whole_numbers(citation)) for citation in raw["citations"])
    return Sentence(str(raw["text"]), cited, support, (int(short[0]), int(short[1])) if short else None)


def atom_from_json(raw: dict[str, Any]) -> Atom:
    return Atom(**whole_numbers(raw) | {"kind": one_of(raw["kind"], get_args(AtomKind)), "found": bool(raw["found"])})


def evidence_from_json(raw: dict[str, Any]) -> Evidence:
    return Evidence(
        **whole_numbers(raw)
        | {
            "published": day(raw["published"]),
            "spans": tuple((int(start), int(end)) for start, end in raw["spans"]),
            "duplicates": tuple(map(str, raw["duplicates"])),
            "sentences": tuple(EvidenceSentence(**one) for one in raw.get("sentences", ())),
        }
    )


def whole_numbers(raw: dict[str, Any]) -> dict[str, Any]:
    """The object with its labels and places as whole numbers."""
    return raw | {name: int(raw[name]) for name in PLACES if raw.get(name) is not None}


def one_of(value: Any, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise ValueError(f"{value!r} is none of {known}")
    return value


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
