"""The lexical index over articles in several languages: each word counts in its own, and names meet across scripts."""

from __future__ import annotations

import pytest

from assistant.index.bm25 import LexicalIndex
from assistant.text.languages import ENGLISH, language

TEXTS = [
    ("en", "Zelenskyy spoke in Kyiv about the negotiations."),
    ("de", "Selenskyj sprach in Kyjiw über die Verhandlungen, die der Minister begann."),
    ("uk", "Зеленський говорив у Києві про переговори. Звернення Зеленського було коротким."),
    ("zh", "泽连斯基在基辅谈到天然气供应。"),
    ("en", "They die of cold in the harbour."),
]
SPOKEN = [language(code) for code, _ in TEXTS]
INDEX = LexicalIndex.build([text for _, text in TEXTS], SPOKEN)


def rows(question: str, code: str) -> set[int]:
    terms = INDEX.terms(question, language(code), tuple(dict.fromkeys(SPOKEN)))
    return set(INDEX.term_scores(terms).nonzero()[0].tolist())


@pytest.mark.parametrize(
    ("question", "code", "found"),
    [
        ("Where did Zelenskyy speak?", "en", {0, 1, 2}),
        ("Wo war Selenskyj?", "de", {0, 1, 2}),
        ("Де був Зеленський?", "uk", {0, 1, 2}),
        ("Who was in Kyiv?", "en", {0, 1}),
        ("Was brachte die Verhandlung?", "de", {1}),
        ("天然气供应", "zh", {3}),
        ("Who will die?", "en", {4}),
    ],
)
def test_words_are_found_in_their_language_and_names_in_all(question: str, code: str, found: set[int]) -> None:
    assert rows(question, code) >= found
    assert not rows(question, code) - found - {0, 1, 2}


def test_function_words_of_a_language_carry_no_score() -> None:
    assert rows("die", "de") == set()
    assert 1 not in rows("They die", "en")


def test_english_articles_alone_are_looked_up_as_before() -> None:
    english = LexicalIndex.build([TEXTS[0][1], TEXTS[4][1]])
    assert english.terms("Where did Zelensky speak?") == english.terms("Where did Zelensky speak?", ENGLISH, (ENGLISH,))


@pytest.mark.parametrize(("question", "code"), [("Де був Зеленський?", "uk"), ("Wo war Selenskyj?", "de")])
def test_a_name_in_another_spelling_is_found_where_all_articles_are_english(question: str, code: str) -> None:
    english = LexicalIndex.build([TEXTS[0][1], TEXTS[4][1]])
    assert english.term_scores(english.terms(question, language(code), (ENGLISH,))).nonzero()[0].tolist() == [0]
