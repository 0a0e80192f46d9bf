"""What is typed into the search, understood; what cannot be is one sentence for the reader."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.errors import QuestionError
from assistant.retrieval.search_query import parse


def pieces(text: str) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.text, one.without) for clause in parse(text).clauses for one in clause]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ferry  line", [("word", "ferry", False), ("word", "line", False)]),
        ('"colossal  mistake" call', [("exact", "colossal mistake", False), ("word", "call", False)]),
        ("„kolossaler Fehler“ «une erreur»", [("exact", "kolossaler Fehler", False), ("exact", "une erreur", False)]),
        ('"never closed', [("exact", "never closed", False)]),
        ("ferry -budget", [("word", "ferry", False), ("word", "budget", True)]),
        ('-"harbour board" x', [("exact", "harbour board", True), ("word", "x", False)]),
        ("COVID-19 Biden - Putin", [("word", "COVID-19", False), ("word", "Biden", False), ("word", "Putin", False)]),
        ('outlet:"Kestrel Daily" -outlet:Wire', [("outlet", "Kestrel Daily", False), ("outlet", "Wire", True)]),
        ("Outlet:“Kestrel Daily”", [("outlet", "Kestrel Daily", False)]),
        ("source:Kestrel intitle:call", [("outlet", "Kestrel", False), ("title", "call", False)]),
        ("filetype:pdf language:de who:Biden", [("kind", "pdf", False), ("lang", "de", False), ("person", "Biden", False)]),
        ("http://a.example/b 12:30", [("word", "http://a.example/b", False), ("word", "12:30", False)]),
        ("verdict: guilty", [("word", "verdict:", False), ("word", "guilty", False)]),
        ("Water: three towns", [("word", "Water:", False), ("word", "three", False), ("word", "towns", False)]),
        ("ferry NOT budget line", [("word", "ferry", False), ("word", "budget", True), ("word", "line", False)]),
        ('NOT "harbour board" NOT outlet:Wire', [("exact", "harbour board", True), ("outlet", "Wire", True)]),
        ("-(budget council) x", [("word", "(budget", True), ("word", "council)", True), ("word", "x", False)]),
        ('NOT ("harbour board" x) y', [("exact", "harbour board", True), ("word", "x)", True), ("word", "y", False)]),
        ("-(budget OR levy)", [("word", "(budget", True), ("word", "levy)", True)]),
        ("-(budget) (x y)", [("word", "(budget)", True), ("word", "(x", False), ("word", "y)", False)]),
    ],
)  # fmt: skip
def test_words_and_operators_as_people_write_them(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert pieces(text) == expected


def test_or_makes_alternatives() -> None:
    clauses = parse('ferry OR "museum opens" OR cup harbour AND line').clauses
    assert [[one.text for one in clause] for clause in clauses] == [
        ["ferry", "museum opens", "cup"],
        ["harbour"],
        ["line"],
    ]
    assert [len(clause) for clause in parse("OR ferry OR").clauses] == [1]
    assert [len(clause) for clause in parse("ferry OR -budget line").clauses] == [1, 1, 1]
    assert [len(clause) for clause in parse("outlet:Kestrel OR outlet:Wire title:call OR ferry").clauses] == [2, 2]


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("after:2022-03-29", dt.date(2022, 3, 29), None),
        ("before:2022-03-29", None, dt.date(2022, 3, 28)),
        ("until:2022-03", None, dt.date(2022, 3, 31)),
        ("since:2022", dt.date(2022, 1, 1), None),
        ("after:2022 before:2023", dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
        ("date:2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ('on:"29 March 2022"', dt.date(2022, 3, 29), dt.date(2022, 3, 29)),
        ('after:"March 2022"', dt.date(2022, 3, 1), None),
        ("after:29.3.2022", dt.date(2022, 3, 29), None),
        ("after:2021 after:2022-02 before:2023", dt.date(2022, 2, 1), dt.date(2022, 12, 31)),
    ],
)
def test_days(text: str, since: dt.date | None, until: dt.date | None) -> None:
    query = parse(text)
    assert (query.since, query.until) == (since, until)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Type what to look for"),
        (' "" - … ', "Type what to look for"),
        ("x" * 3000, "3,000 characters"),
        ("oultet:Kestrel", "did you mean “outlet:”?"),
        ("befor:2022", "did you mean “before:”?"),
        ("persn:Biden", "did you mean “person:”?"),
        ("lnag:en", "did you mean “lang:”?"),
        ("site:kestrel.example", "write outlet:"),
        ("outlet: Kestrel", "right behind the colon: outlet:word"),
        ('title:""', "right behind the colon"),
        ("before:2022-13", "“2022-13” is no date: write it as 2022-03-29, 2022-03 or 2022."),
        ("after:2022-02-30", "is no date"),
        ("after:soon", "is no date"),
        ("after:0000", "is no date"),
        ("after:03/04/2022", "can be two days: write 2022-04-03 or 2022-03-04"),
        ("-after:2022", "cannot be left out"),
        ("outlet:Kestrel OR ferry", "OR stands between words; several outlet: are alternatives as they are."),
        ("ferry OR outlet:Kestrel", "OR stands between words; several outlet: are alternatives as they are."),
        ("lang:en OR kind:pdf", "several lang: are alternatives"),
        ("ferry OR after:2022 line", "the days of a search are one stretch"),
        ("date:2021 OR date:2022", "the days of a search are one stretch"),
        ("after:2022-03 before:2022-03", "turn after: and before: round"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(text: str, says: str) -> None:
    with pytest.raises(QuestionError) as raised:
        parse(text)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_question_in_plain_words_has_no_operators() -> None:
    assert not parse('Who said "colossal mistake" at 9:15?').has_operators
    for text in ("ferry -budget", "title:call", "after:2022"):
        assert parse(text).has_operators
