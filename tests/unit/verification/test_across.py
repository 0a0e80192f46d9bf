"""Claims and references in two languages: what can be compared is, and nothing else is called supported."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from assistant.text.languages import ENGLISH, language
from assistant.text.mentions import Reference
from assistant.verification.across import NUMBER, carried_over, check_across, is_measured

DATA = Path(__file__).parents[2] / "support" / "data"
GERMAN = "Der Hafen von Northgate will 6,9 Mio. Pfund ausgeben; die Überfahrt dauert 95 Minuten. Selenskyj war am 1. April 2022 dort."


def label(claim: str, text: str, code: str) -> str:
    reference = Reference(text, "a", 0, dt.date(2022, 2, 18))
    return check_across(claim, [reference], ENGLISH, [language(code)]).label


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The crossing takes 95 minutes.", "not judged"),
        ("The crossing takes 75 minutes.", "unsupported"),
        ("The port will spend £6.9 million.", "not judged"),
        ("The port will spend £69 million.", "unsupported"),
        ("Zelenskyy was there on 1 April 2022.", "not judged"),
        ("Zelenskyy was there on 2 April 2022.", "unsupported"),
        ("The port is closed.", "not judged"),
        ("The mayor said “the port is a gift to the town”.", "unsupported"),
    ],
)
def test_an_english_claim_is_held_against_a_german_text(claim: str, expected: str) -> None:
    assert label(claim, GERMAN, "de") == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("La telefonata è durata 50 minuti.", "it"), ("Разговор длился 50 минут.", "ru"), ("他们谈了50分钟。", "zh")],
)
def test_a_figure_is_found_where_the_units_words_are_not_listed(text: str, code: str) -> None:
    assert label("The call lasted 50 minutes.", text, code) == "not judged"
    assert label("The call lasted 40 minutes.", text, code) == "unsupported"


@pytest.mark.parametrize(
    ("claim", "code", "text", "spoken", "expected"),
    [
        ("It costs 12,000 euros.", "en", "Cela coûte 12 000 euros.", "fr", "not judged"),
        ("It costs 13,000 euros.", "en", "Cela coûte 12 000 euros.", "fr", "unsupported"),
        ("Er sagte „12 000 Euro“.", "de", "Es sind 12\u00a0000 Euro.", "de", "not judged"),
        ("The call was on 29 March 2022.", "en", "通话于2022年3月29日进行。", "zh", "not judged"),
        ("The call was on 30 March 2022.", "en", "通话于2022年3月29日进行。", "zh", "unsupported"),
        (
            "電話会談は2022年3月29日に50分間続いた。",
            "ja",
            "The call on 29 March 2022 took 50 minutes.",
            "en",
            "not judged",
        ),
        (
            "電話会談は2022年3月30日に50分間続いた。",
            "ja",
            "The call on 29 March 2022 took 50 minutes.",
            "en",
            "unsupported",
        ),
        (
            "電話会談は2022年3月29日に40分間続いた。",
            "ja",
            "The call on 29 March 2022 took 50 minutes.",
            "en",
            "unsupported",
        ),
        ("The work costs 120 million yen.", "en", "工事費は1億2000万円に上る。", "ja", "not judged"),
        ("工事費は1億2000万円に上る。", "ja", "The work costs 120 million yen.", "en", "not judged"),
        ("工事費は1億3000万円に上る。", "ja", "The work costs 120 million yen.", "en", "unsupported"),
    ],
)
def test_figures_and_days_of_other_scripts(claim: str, code: str, text: str, spoken: str, expected: str) -> None:
    assert check_across(claim, [Reference(text)], language(code), [language(spoken)]).label == expected


def test_a_name_is_found_across_scripts_in_the_articles_own_characters() -> None:
    text = "Звернення Зеленського тривало дев’ять хвилин."
    support = check_across(
        "Zelenskyy's address lasted nine minutes.", [Reference(text, "a", 10)], ENGLISH, [language("uk")]
    )
    assert support.label == "not judged"
    found = {
        text[atom.start - 10 : atom.end - 10]
        for atom in support.atoms
        if atom.start is not None and atom.end is not None
    }
    assert {"Зеленського", "дев’ять хвилин"} <= found
    assert support.reason is not None
    assert "not in Ukrainian" in support.reason


def test_only_english_is_measured() -> None:
    assert is_measured(ENGLISH, [ENGLISH])
    assert not is_measured(ENGLISH, [ENGLISH, language("de")])
    assert not is_measured(language("fr"), [ENGLISH])


PAIRS = [json.loads(line) for line in (DATA / "translations.jsonl").read_text(encoding="utf-8").splitlines()]
"""The reports of `eval/languages/corpus/`, paragraph by paragraph, with a true translation."""
BOTH_WAYS = [(p["passage"], p["english"], p["language"], "en") for p in PAIRS] + [
    (p["english"], p["passage"], "en", p["language"]) for p in PAIRS
]


@pytest.mark.parametrize(("passage", "translation", "spoken", "into"), BOTH_WAYS)
def test_a_true_translation_lacks_nothing_and_one_with_another_number_is_seen(
    passage: str, translation: str, spoken: str, into: str
) -> None:
    def lacking(said: str) -> list[str]:
        return [
            written for written, there in carried_over(passage, said, language(spoken), language(into)) if not there
        ]

    assert lacking(translation) == []
    for number in NUMBER.finditer(translation):
        other = re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), number[0])
        assert lacking(translation[: number.start()] + other + translation[number.end() :]), (number[0], other)


@pytest.mark.parametrize(
    ("passage", "translation", "spoken", "into", "missing"),
    [
        ("Le 12.04.2022, Nadia Ferrand a compté 16 navires.", "On 12 April 2022 Nadia Ferrand counted sixteen ships.", "fr", "en", []),
        ("Le 12.04.2022, Nadia Ferrand a compté 16 navires.", "On 12 April 2022 she counted ships.", "fr", "en", ["16", "Nadia Ferrand"]),
        ("6,9 Mio. Pfund, 50 Schiffe.", "£69 million, 500 ships.", "de", "en", ["6,9 Mio. Pfund", "50"]),
        ("320 tys. złotych, 1 480 biletów.", "320,000 zlotys, 1,480 tickets.", "pl", "en", []),
        ("3.2 million people", "320万人", "en", "zh", []),
        ("Volodymyr Zelensky came with 31 deputies.", "Володимир Зеленський прибув із депутатами.", "en", "uk", ["31"]),
        ("Volodymyr Zelensky came with 31 deputies.", "泽连斯基与31名议员一起来。", "en", "zh", []),
        ("وصل ٣١ نائبا.", "31 deputies arrived.", "ar", "en", []),
    ],
)  # fmt: skip
def test_what_a_translation_lacks_is_told_in_any_letters(
    passage: str, translation: str, spoken: str, into: str, missing: list[str]
) -> None:
    carried = carried_over(passage, translation, language(spoken), language(into))
    assert [written for written, there in carried if not there] == missing
