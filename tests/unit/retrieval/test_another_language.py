"""A second language beside English: its questions are understood by its words, and English ones as before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from assistant.config import Config
from assistant.retrieval import followup
from assistant.retrieval.answer_type import short_answer
from assistant.retrieval.question import understand
from assistant.text.languages import ENGLISH, LANGUAGES, Language, detection, language, word_set
from assistant.text.languages.detection import language_of

LOW = dataclasses.replace(
    ENGLISH,
    code="nds",
    frequent=word_set("wo de dat un nu"),
    function_words=word_set("wo de dat un nu hett"),
    questions=dataclasses.replace(
        ENGLISH.questions,
        answer_types=(("duration", re.compile(r"\bwo lang\b", re.IGNORECASE)),),
        latest=re.compile(r"\bnu\b", re.IGNORECASE),
        asking=word_set("lang"),
    ),
    follow_ups=dataclasses.replace(
        ENGLISH.follow_ups,
        opener=re.compile(r"^\s*un\b\s*", re.IGNORECASE),
        ellipsis=re.compile(r"^wat is mit (?P<rest>.+?)\s*\?*$", re.IGNORECASE),
    ),
)
QUESTION = "Wo lang hett dat Snacken vun Biden duurt, un wo steiht dat nu?"


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> Iterator[Language]:
    ranked = detection._rank
    monkeypatch.setitem(LANGUAGES, "nds", LOW)
    monkeypatch.setattr(detection, "_rank", lambda text: {"nds": 0.9, "en": 0.1} if "dat" in text else ranked(text))
    detection._language_of.cache_clear()
    yield LOW
    detection._language_of.cache_clear()


def test_its_question_is_understood_by_its_words(low: Language) -> None:
    query = understand(QUESTION)
    assert language(query.language) is low
    assert (query.answer_type, query.wants_latest) == ("duration", True)
    assert [word.text for word in query.words] == ["Snacken", "vun", "Biden", "duurt", "steiht"]


def test_without_a_pack_no_kind_of_answer_is_told_and_the_most_frequent_words_say_nothing() -> None:
    query = understand("Hoe lang duurde het gesprek van Biden en Poetin nu?")
    assert (query.language, query.answer_type, query.wants_latest) == ("nl", None, False)
    texts = {word.text for word in query.words}
    assert {"duurde", "gesprek", "Biden", "Poetin"} <= texts
    assert texts.isdisjoint({"het", "van", "en"})


def test_english_and_other_questions_are_as_before(low: Language) -> None:
    query = understand("How long did the call last, and where do the talks stand now?")
    assert (query.language, query.answer_type, query.wants_latest) == ("en", "duration", True)
    assert understand("Qui a appelé le président dans la nuit ?").language == "fr"
    assert language_of("Who met de Gaulle?") == "en", "one of its words is no proof"


def test_its_follow_up_takes_from_the_question_before(low: Language) -> None:
    history = [("Wo lang hett dat snacken vun Biden mit Putin duurt?", "")]
    asked = "Un wat is mit Macron?"
    assert followup.standalone(asked, history, Config(), use_model=False) == (
        "Wo lang hett dat snacken vun Macron mit Putin duurt?"
    )


def test_an_article_is_read_in_its_own_language(low: Language) -> None:
    """Its words, not the question's, say that a stretch of time is no answer."""
    query = understand(QUESTION)
    ago = dataclasses.replace(
        low, answers=dataclasses.replace(low.answers, no_duration_before=re.compile(r"^\s*trügg\b"))
    )
    assert short_answer(query, "Dat weer 50 minutes trügg.", low) == (9, 19)
    assert short_answer(query, "Dat weer 50 minutes trügg.", ago) is None
