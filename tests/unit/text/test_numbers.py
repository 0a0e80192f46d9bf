"""Figures brought to one form: the value and unit of each, worked out by hand."""

from __future__ import annotations

import pytest

from assistant.text.numbers import Figure, number, read_figures, same_figure
from assistant.text.tokens import words_of


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,200", 1200),
        ("1.2", 1.2),
        ("3,5", 3.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1.234", 1.234),  # a single dot is a decimal point
        ("1234,567", 1234.567),  # no thousands are parted off a group of four
        ("29.03.2022", None),
        ("1,2,3", None),
        ("1" * 25, None),
    ],
)
def test_a_written_number(written: str, value: float | None) -> None:
    assert number(written) == value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It lasted an hour and 20 minutes.", 80, "time"),
        ("It lasted an hour and a half.", 90, "time"),
        ("It lasted half an hour.", 30, "time"),
        ("They were two hundred and fifty.", 250, None),
        ("They were twenty-one.", 21, None),
        ("It cost half a million euros.", 5e5, "euro"),
        ("It cost one and a half million dollars.", 1.5e6, "dollar"),
        ("It cost $1.2bn.", 1.2e9, "dollar"),
        ("It cost US$5m.", 5e6, "dollar"),
        ("It cost USD 40.", 40, "dollar"),
        ("Two thirds of them left.", 200 / 3, "per cent"),
        ("A third of them left.", 100 / 3, "per cent"),
        ("It fell by 25 basis points.", 0.25, "percentage point"),
        ("It is 3 square kilometres large.", 3e6, "square metre"),
        ("It is 5 miles long.", 8046.72, "metre"),
        ("It weighs two tonnes.", 2e6, "gram"),
        ("It began at 10:30 pm.", 1350, "clock"),
        ("It began at 3 p.m.", 900, "clock"),
        ("It began at 12 a.m.", 0, "clock"),
        ("It began at noon.", 720, "clock"),
        ("She came in twenty-first.", 21, "ordinal"),
        ("She came in 3rd.", 3, "ordinal"),
        ("He is aged 24.", 288, "months"),
        ("300k people came.", 3e5, None),
    ],
)
def test_a_figure_in_its_base_unit(text: str, value: float, unit: str | None) -> None:
    figure = max(read_figures(words_of(text)), key=lambda one: one.end - one.first)
    assert figure.value == pytest.approx(value)
    assert figure.unit == unit


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Five to seven per cent left.", [(5, "per cent"), (7, "per cent")]),
        ("It cost $5 to $7 million.", [(5e6, "dollar"), (7e6, "dollar")]),
        ("It lasted 5 to 7 hours.", [(300, "time"), (420, "time")]),
        ("It lasted 5 minutes and 7 hours.", [(5, "time"), (420, "time")]),  # no smaller unit goes on with a larger
        ("It lasted 1 hour and 90 minutes.", [(60, "time"), (90, "time")]),  # nor does more than one of the larger
        ("It lasted 30 minutes, 20 minutes more.", [(30, "time"), (20, "time")]),  # nor does the same unit
        ("COVID-19 closed the B-52.", []),
        ("One, two, 1999 and 7.", [(1, None), (2, None), (1999, None), (7, None)]),
    ],
)
def test_several_figures(text: str, values: list[tuple[float, str | None]]) -> None:
    assert [(figure.value, figure.unit) for figure in read_figures(words_of(text))] == values


@pytest.mark.parametrize(
    ("claimed", "stated", "same"),
    [
        (Figure(0, 1, 100, "time", about=True), Figure(0, 1, 95, "time"), True),  # a twentieth
        (Figure(0, 1, 100, "time", about=True), Figure(0, 1, 94, "time"), False),
        (Figure(0, 1, 100, "time"), Figure(0, 1, 99.9, "time"), False),
        (Figure(0, 1, 100 / 3, "per cent"), Figure(0, 1, 33, "per cent"), True),
        (Figure(0, 1, 100 / 3, "per cent"), Figure(0, 1, 32, "per cent"), False),
        (Figure(0, 1, 33, "per cent"), Figure(0, 1, 100 / 3, "per cent"), False),  # 33 is as exact as it says
        (Figure(0, 1, 5, "per cent"), Figure(0, 1, 5, "percentage point"), False),
        (Figure(0, 1, 5, "dollar"), Figure(0, 1, 5, "euro"), False),
        (Figure(0, 1, 24, bare=True), Figure(0, 1, 288, "months"), True),  # an age
        (Figure(0, 1, 24), Figure(0, 1, 288, "months"), False),
    ],
)
def test_the_same_quantity(claimed: Figure, stated: Figure, same: bool) -> None:
    assert same_figure(claimed, stated) is same
