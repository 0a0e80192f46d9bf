"""What readers said of answers, in the evaluation view: the latest judgements, the sum for each two configurations, and the feedback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.evaluation.metrics import Interval, bootstrap
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import ANSWERER_NAMES, SIDES, count, day_in_words

SHOWN = 50
"""The latest are listed; the file holds all."""
Pair = tuple[str, str]


def judgements_html(records: Sequence[dict[str, Any]]) -> Fragment:
    """Nothing where nothing was judged. A record that was written by hand and is none is left out."""
    judged = [one for record in records if (one := read_judgement(record))]
    return render(
        "judgements.html",
        given=count(len(judged), "judgement") if judged else "",
        sums=sums([pair_and_share(one) for one in judged]),
        latest=judged[: -SHOWN - 1 : -1],
    )


def read_judgement(record: dict[str, Any]) -> dict[str, Any] | None:
    """What is shown of a judgement; None where it does not say which of two is better."""
    sides = [configuration(record.get(side)) for side in SIDES]
    better = record.get("better")
    if better not in (*SIDES, "tie") or not all(sides):
        return None
    won = "Tie" if better == "tie" else sides[SIDES.index(better)]
    known = {name: str(record.get(name) or "") for name in ("text", "record_id")}
    blind = bool(record.get("blind"))
    day = day_in_words(record.get("judged"))
    return known | {"sides": sides, "better": better, "won": won, "blind": blind, "day": day}


def configuration(side: object) -> str:
    """`Quoted from the articles · 5 passages`; nothing for what is no side."""
    choices = side.get("choices") if isinstance(side, dict) else None
    if not isinstance(side, dict) or not isinstance(choices, dict):
        return ""
    answerer = str(choices.get("answerer") or "")
    parts = [ANSWERER_NAMES.get(answerer, answerer)]
    parts += [str(side["model"])] if side.get("model") and answerer == "llm" else []
    parts += [count(choices["k"], "passage")] if isinstance(choices.get("k"), int) else []
    parts += [f"{word} {day_in_words(choices[word])}" for word in ("since", "until") if choices.get(word)]
    return " · ".join(part for part in parts if part)


def pair_and_share(judged: dict[str, Any]) -> tuple[Pair, float]:
    """The two configurations in one order, whichever stood as A, and 1 where the first of them won, ½ for a tie."""
    one, other = judged["sides"]
    share = {"A": 1.0, "tie": 0.5, "B": 0.0}[judged["better"]]
    return ((one, other), share) if one <= other else ((other, one), 1 - share)


def sums(judged: Sequence[tuple[Pair, float]]) -> list[tuple[Pair, int, int, int, Interval | None]]:
    """For each two configurations: wins of the first, ties, wins of the second, and the first one's share with its interval.

    What was compared with itself is left out.
    """
    found = []
    for pair in dict.fromkeys(pair for pair, _ in judged if pair[0] != pair[1]):
        shares = [share for other, share in judged if other == pair]
        found.append((pair, shares.count(1.0), shares.count(0.5), shares.count(0.0), bootstrap(shares)))
    return found


def feedback_html(records: Sequence[dict[str, Any]]) -> Fragment:
    """Candidate questions, the latest first; nothing where no answer was rated."""
    latest = [read_feedback(record) for record in records[: -SHOWN - 1 : -1]]
    return render("feedback.html", given=count(len(records), "answer") if records else "", latest=latest)


def read_feedback(record: dict[str, Any]) -> dict[str, Any]:
    """The record with every field that is shown: its file may have been written by hand."""
    known = {name: record.get(name) or "" for name in ("text", "rating", "reason", "note", "record_id")}
    return known | {"day": day_in_words(record.get("given"))}
