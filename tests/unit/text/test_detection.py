"""Which language a text is in: short questions in ten languages, and English where a few foreign names stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.text.languages.detection import language_name, language_of
from assistant.text.languages.neutral import NAMES_OF

ROOT = Path(__file__).parents[3]
QUESTIONS = ROOT / "eval" / "languages" / "short_questions.tsv"


def test_short_questions_in_ten_languages_are_told_apart() -> None:
    rows = [line.split("\t") for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    right = [language_of(question) == code for code, question in rows]
    assert len(rows) == 120
    assert sum(right) >= 115


@pytest.mark.parametrize(
    "question",
    [
        "Who met de Gaulle?",
        "Why was the match in Łódź postponed?",
        "Macron",
        "Zelenskyy's demands?",
        "Zelensky Putin Istanbul",
        "Kyiv 2022",
        "",
    ],
)
def test_names_and_nothing_at_all_leave_a_question_english(question: str) -> None:
    assert language_of(question) == "en"


def test_every_language_has_a_name() -> None:
    assert language_name("de") == "German"
    assert language_name("xx") == "xx"
    assert all(name[0].isupper() for name in NAMES_OF.values())
