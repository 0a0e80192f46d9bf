"""Judgements summed up: whichever stood as A, a tie half a win of each, an interval where there are enough."""

from __future__ import annotations

from typing import Any

from assistant.evaluation.metrics import Interval
from assistant.web.views.judgements import judgements_html, pair_and_share, read_feedback, read_judgement, sums
from assistant.web.views.runs import in_words


def record(better: str, one: str = "extractive", other: str = "llm", **further: Any) -> dict[str, Any]:
    sides = {name: {"choices": {"answerer": how, "k": 5}} for name, how in (("A", one), ("B", other))}
    return {"text": "Who?", "better": better, "judged": "2026-11-29T10:00:00+00:00", **sides, **further}


def summed(*records: dict[str, Any]) -> Any:
    return sums([pair_and_share(one) for given in records if (one := read_judgement(given))])


def test_wins_are_counted_whichever_stood_first() -> None:
    ((pair, wins, ties, losses, share),) = summed(
        record("A"), record("B", "llm", "extractive"), record("A", "llm", "extractive"), record("tie")
    )
    assert pair == ("Quoted from the articles · 5 passages", "Written by the language model · 5 passages")
    assert (wins, ties, losses) == (2, 1, 1)
    assert (share.mean, share.count) == (0.625, 4)


def test_what_is_compared_with_itself_or_is_no_judgement_counts_for_nothing() -> None:
    assert summed(record("A", "llm", "llm"), record("neither"), {"better": "A"}, {"better": "A", "A": 1, "B": []}) == []
    assert judgements_html([{"better": "A"}]) == ""


def test_few_judgements_are_said_to_be_too_few_and_many_have_an_interval() -> None:
    few = judgements_html([record("A")])
    assert "too&#32;few" in few or "too few" in few
    many = judgements_html([record("A", text="<script>")] * 12)
    assert "too few" not in many
    assert "1.000–1.000" in many.replace("&#46;", ".")
    assert "<script>" not in many


def test_the_difference_of_few_pairs_is_too_few_and_days_are_written_out() -> None:
    assert in_words(Interval(0.5, 0.2, 0.8, 4), "right").word == "of 4: too few"  # type: ignore[union-attr]
    assert in_words(Interval(0.5, 0.2, 0.8, 40), "right").word == "B better"  # type: ignore[union-attr]
    judged = read_judgement(record("A"))
    assert judged
    assert judged["day"] == read_feedback({"given": "2026-11-29T10:00:00+00:00"})["day"] == "29 November 2026"
    assert read_feedback({"given": "soon"})["day"] == "soon"
