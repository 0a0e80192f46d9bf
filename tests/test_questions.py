"""The sample questions are real: their gold spans are whole words of real articles, and nothing is asked twice."""

from __future__ import annotations

from assistant.evaluate import load_questions
from tests.conftest import ROOT

QUESTIONS = load_questions(ROOT / "eval" / "questions.jsonl")


def test_there_are_enough_answerable_and_unanswerable_questions() -> None:
    assert len(QUESTIONS) >= 40
    assert sum(not question.answerable for question in QUESTIONS) >= 10
    assert len({question.text.casefold() for question in QUESTIONS}) == len(QUESTIONS)
    assert all(question.tags for question in QUESTIONS)


def test_gold_spans_are_real_offsets_into_the_articles() -> None:
    for question in QUESTIONS:
        for gold in question.gold:
            text = (ROOT / "corpus" / gold.article_id).read_bytes().decode("utf-8")
            span = text[gold.start : gold.end]
            assert 0 <= gold.start < gold.end <= len(text), question.query_id
            assert span == span.strip() != "", question.query_id
            assert gold.start == 0 or text[gold.start - 1].isspace(), question.query_id
            assert span[-1] in ".!?\"”’'", (question.query_id, span[-20:])
        assert bool(question.nuggets) == question.answerable, question.query_id
