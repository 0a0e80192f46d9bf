"""A second language beside English: its questions are understood by its words, and English ones as before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from assistant.config import Config
from assistant.retrieval import followup
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
        forms=(("why or how", re.compile(r"\bwo kümmt\b", re.IGNORECASE)),),
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
    assert (query.form, query.wants_latest) == ("fact", True)
    assert understand("Wo kümmt dat Snacken vun Biden?").form == "why or how"
    assert [word.text for word in query.words] == ["Snacken", "vun", "Biden", "duurt", "steiht"]


def test_without_a_pack_no_form_is_told_and_the_most_frequent_words_say_nothing() -> None:
    query = understand("Hoe lang duurde het gesprek van Biden en Poetin nu?")
    assert (query.language, query.form, query.wants_latest) == ("nl", "fact", False)
    texts = {word.text for word in query.words}
    assert {"duurde", "gesprek", "Biden", "Poetin"} <= texts
    assert texts.isdisjoint({"het", "van", "en"})


def test_english_and_other_questions_are_as_before(low: Language) -> None:
    query = understand("How long did the call last, and where do the talks stand now?")
    assert (query.language, query.wants_latest) == ("en", True)
    assert understand("Qui a appelé le président dans la nuit ?").language == "fr"
    assert language_of("Who met de Gaulle?") == "en", "one of its words is no proof"


def test_its_follow_up_takes_from_the_question_before(low: Language) -> None:
    history = [("Wo lang hett dat snacken vun Biden mit Putin duurt?", "")]
    asked = "Un wat is mit Macron?"
    assert followup.standalone(asked, history, Config(), use_model=False, follows=lambda *_: False) == (
        "Wo lang hett dat snacken vun Macron mit Putin duurt?"
    )
