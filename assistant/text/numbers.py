"""Figures with their units, read from words and brought to one form: `1.2bn` is 1,200 million, "an hour" is 60
minutes.
"""

from __future__ import annotations

import dataclasses
import functools
import re

from assistant.text.languages import Language
from assistant.text.languages.neutral import MYRIADS
from assistant.text.tokens import HYPHENS, TokenizedText

GLUED_ORDINALS = frozenset(("st", "nd", "rd", "th"))
CLOCK = re.compile(r"^([01]?\d|2[0-3])[.:]([0-5]\d)$")
CURRENCY_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₽": "rouble", "₴": "hryvnia", "₹": "rupee"}


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in tokens [first, end) of its text, in the base unit of its kind (minutes, metres, dollars, …)."""

    first: int
    end: int
    value: float
    unit: str | None = None
    """None for a plain count; `ordinal` and `clock` (minutes since midnight) are units too."""
    about: bool = False
    """Said to be rounded: "about", "nearly", "more than"."""
    weak: bool = False
    """Perhaps no figure at all ("one of them", "ten dollars a day"): good to match against, not checked in a claim."""
    bare: bool = False
    """Nothing that is counted follows: "she is 24" may be an age."""


def read_figures(words: TokenizedText, sentences: list[int] | None = None) -> list[Figure]:
    """Every figure in the text, or in the given sentences, in reading order.

    "lasted an hour and 20 minutes" → one Figure of 80 time (minutes).
    """
    openers = figure_openers(words.language)
    figures: list[Figure] = []
    for sentence in range(len(words.sentences)) if sentences is None else sentences:
        found: list[Figure] = []
        tokens = words.tokens_of(sentence)
        i = tokens.start
        while i < tokens.stop:
            word = words.lower[i]
            figure = _figure_at(words, i, tokens) if word in openers or word[0].isdecimal() else None
            if figure is not None:
                found.append(figure)
            i = figure.end if figure is not None else i + 1
        figures.extend(_joined(words, _ranged(words, found)))
    return figures


@functools.cache
def figure_openers(language: Language) -> frozenset[str]:
    """The words with which a figure opens, if not with a digit."""
    listed = language.quantities
    return listed.number_words.union(listed.articles, CURRENCY_SIGNS, listed.currency_codes)


def same_figure(claimed: Figure, stated: Figure) -> bool:
    """The same quantity. A claim that says "about" or "more than" may round what is stated by a twentieth.

    A third and 33 per cent are the same; per cent and percentage points, or dollars and euros, never are.
    """
    if claimed.bare and claimed.unit is None and stated.unit == "months":
        return stated.value == 12 * claimed.value
    if claimed.unit != stated.unit:
        return False
    tolerance = (
        0.05 if claimed.about or stated.about else 0.015 if claimed.unit == "per cent" and claimed.value % 1 else 1e-6
    )
    return abs(claimed.value - stated.value) <= tolerance * max(abs(claimed.value), abs(stated.value))


def number(token: str, decimal: str = ".") -> float | None:
    """The value of a written number: `1,200` → 1200, `1.2` → 1.2, `3,5` → 3.5, `29.03.2022` → None.

    A single dot is a decimal point, a single comma before three digits parts thousands: as English newspapers write. Where the
    sign before decimals is a comma, the two change places: `1.234,5` → 1234.5.
    """
    if decimal == ",":
        token = token.translate(_CHANGED_PLACES)
    if len(token) > 24:
        return None
    plain = re.sub(r"\s", "", token)
    groups = re.split("[.,]", plain)
    if len(groups) == 1:
        return float(plain)
    thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    if thousands and (len(set(plain) & {".", ","}) == 1) and ("," in plain or len(groups) > 2):
        return float("".join(groups))
    if len(groups) == 2:
        return float(".".join(groups))
    *whole, decimals = groups
    if all(len(group) == 3 for group in whole[1:]) and plain[-len(decimals) - 1] not in plain[: -len(decimals) - 1]:
        return float("".join(whole) + "." + decimals)
    return None


_CHANGED_PLACES = str.maketrans(".,", ",.")


def _figure_at(words: TokenizedText, i: int, tokens: range) -> Figure | None:
    lower = words.lower
    if _part_of_a_name(words, i, tokens):
        return None
    if lower[i] in ("noon", "midnight"):
        return Figure(i, i + 1, 720.0 if lower[i] == "noon" else 0.0, "clock")
    clock = _clock_at(words, i, tokens)
    if clock is not None:
        return clock
    start = i
    codes = words.language.quantities.currency_codes if words.tokens[i].isupper() else {}
    currency = CURRENCY_SIGNS.get(lower[i]) or codes.get(lower[i])
    if currency is not None:
        i += 1
        if i < tokens.stop and lower[i] in CURRENCY_SIGNS:
            currency, i = CURRENCY_SIGNS[lower[i]], i + 1
        if i >= tokens.stop:
            return None
    read = _number_at(words, i, tokens)
    if read is None:
        return _duration_with_article(words, start, tokens) if currency is None else None
    value, i, ordinal = read
    weak = ordinal and value == 1
    if ordinal:
        return Figure(start, i, value, "ordinal", weak=weak)
    value, i = _scaled(words, value, i, tokens, currency is not None)
    if currency is not None:
        return Figure(start, i, value, currency, _is_about(words, start, tokens))
    unit, factor, end = _unit_at(words, i, tokens)
    if unit is None and start > tokens.start and lower[start - 1] in ("aged", "age"):
        unit, factor = "months", 12.0
    weak = unit is None and lower[start] in ("one", "zero")
    bare = unit is None and (end >= tokens.stop or not words.tokens[end][0].isalnum())
    return Figure(start, end, value * factor, unit, _is_about(words, start, tokens), weak, bare)


def _number_at(words: TokenizedText, i: int, tokens: range) -> tuple[float, int, bool] | None:
    """Value, next token and whether it is an ordinal."""
    token = words.lower[i]
    if token[0].isdecimal():
        value = number(token, words.language.quantities.decimal)
        if value is None:
            return None
        if i + 1 < tokens.stop and words.lower[i + 1] in GLUED_ORDINALS and words.glued(i):
            return value, i + 2, True
        return value, i + 1, False
    if token in words.language.quantities.number_words:
        return _spelled(words, i, tokens)
    return None


def _spelled(words: TokenizedText, i: int, tokens: range) -> tuple[float, int, bool] | None:
    """A number in words: "two hundred and fifty", "twenty-one", "half a million", "two thirds", "third"."""
    listed, lower, stop = words.language.quantities, words.lower, tokens.stop
    if lower[i] == "half":
        after = i + 1 + (i + 1 < stop and lower[i + 1] in listed.articles)
        scaled = after < stop and (lower[after] in listed.scales or lower[after] in listed.units)
        return (0.5, after, False) if scaled else None
    total = current = 0.0
    read = i
    while read < stop:
        word = lower[read]
        if word in listed.tens:
            current += listed.tens[word]
        elif word in listed.small:
            current += listed.small[word]
        elif word in ("hundred", "hundreds"):
            current = (current or 1) * 100
        elif word in listed.ordinals and read > i and lower[read - 1] in HYPHENS:
            return total + current + listed.ordinals[word], read + 1, True
        elif word in ("thousand", "million", "billion", "trillion") and read > i:
            total, current = total + (current or 1) * listed.scales[word], 0.0
        else:
            break
        read += 1
        joined = read + 1 < stop and (
            lower[read + 1] in listed.small or lower[read + 1] in listed.tens or lower[read + 1] in listed.ordinals
        )
        if joined and (
            (lower[read] in HYPHENS and lower[read - 1] in listed.tens)
            or (lower[read] == "and" and lower[read - 1] in listed.scales and lower[read + 1] not in listed.ordinals)
        ):
            read += 1
        elif (
            read < stop
            and lower[read - 1] not in listed.scales
            and (lower[read] in listed.small or lower[read] in listed.tens)
        ):
            twenty_two = lower[read - 1] in listed.tens and 0 < listed.small.get(lower[read], 0) < 10
            if not twenty_two:
                break
    if read == i:
        word = lower[i]
        before = lower[i - 1] if i > tokens.start else ""
        if word in listed.ordinals and not (word == "second" and before in ("a", "per", "each")):
            return float(listed.ordinals[word]), i + 1, True
        return None
    return total + current, read, False


def _scaled(words: TokenizedText, value: float, i: int, tokens: range, money: bool) -> tuple[float, int]:
    """`1.2` and `bn` → 1.2e9. Also "one and a half million" and "two thirds" (as per cent, see `_unit_at`)."""
    listed, lower, stop = words.language.quantities, words.lower, tokens.stop
    if lower[i : i + 3] == ["and", "a", "half"] and i + 3 <= stop:
        value, i = value + 0.5, i + 3
    if i < stop and lower[i] in HYPHENS and i + 1 < stop and lower[i + 1] in listed.scales:
        i += 1
    while i < stop and lower[i] in listed.scales:
        value, i = value * listed.scales[lower[i]], i + 1
        if i + 1 < stop and lower[i] == "." and words.glued(i - 1) and lower[i + 1] in listed.units:
            i += 1  # 6,9 Mio. Pfund
    if i < stop and lower[i] in listed.glued_scales and words.glued(i - 1):
        following = lower[i + 1] if i + 1 < stop else ""
        if money or (following.isalpha() and following not in listed.stops_a_count):
            value, i = value * listed.glued_scales[lower[i]], i + 1
    return value, i


def _unit_at(words: TokenizedText, i: int, tokens: range) -> tuple[str | None, float, int]:
    """Unit, factor to its base unit and the token after it; (None, 1, i) for a plain count."""
    listed, lower, stop = words.language.quantities, words.lower, tokens.stop
    j = i + 1 if i + 1 < stop and lower[i] in HYPHENS else i
    if j >= stop:
        return None, 1.0, i
    if lower[j] == "per" and lower[j + 1 : j + 2] == ["cent"]:
        return "per cent", 1.0, j + 2
    if lower[j] == "percentage" and lower[j + 1 : j + 2] in (["point"], ["points"]):
        return "percentage point", 1.0, j + 2
    if lower[j] == "basis" and lower[j + 1 : j + 2] in (["point"], ["points"]):
        return "percentage point", 0.01, j + 2
    if lower[j] in ("square", "sq") and j + 1 < stop and listed.units.get(lower[j + 1], ("",))[0] == "metre":
        return "square metre", listed.units[lower[j + 1]][1] ** 2, j + 2
    if lower[j] in ("thirds", "quarters", "fifths"):
        return "per cent", 100 * listed.fractions[lower[j]], j + 1
    if lower[j] in ("us", "american", "australian", "canadian") and lower[j + 1 : j + 2] in (["dollars"], ["dollar"]):
        return "dollar", 1.0, j + 2
    if lower[j] in listed.units:
        unit, factor = listed.units[lower[j]]
        return unit, factor, j + 1
    return None, 1.0, i


def _clock_at(words: TokenizedText, i: int, tokens: range) -> Figure | None:
    """A time of day: 10:30, 10.30am, 3 p.m."""
    lower, stop = words.lower, tokens.stop
    if not lower[i][0].isdecimal():
        return None
    hour: int | None = None
    end, minute, sure = i + 1, 0, False
    if lower[i + 1 : i + 2] == [":"] and i + 2 < stop and words.glued(i) and words.glued(i + 1):
        match = CLOCK.match(f"{lower[i]}:{lower[i + 2]}")
        end, sure = i + 3, True
    else:
        match = CLOCK.match(lower[i])
    if match is not None:
        hour, minute = int(match[1]), int(match[2])
    elif not sure and lower[i].isdecimal() and len(lower[i]) <= 2 and 1 <= int(lower[i]) <= 12:
        hour = int(lower[i])
    if hour is None:
        return None
    half = lower[end].replace(".", "") if end < stop else ""
    if half in ("am", "pm"):
        return Figure(i, end + 1, hour % 12 * 60.0 + minute + 720 * (half == "pm"), "clock")
    return Figure(i, end, hour * 60.0 + minute, "clock") if sure else None


def _duration_with_article(words: TokenizedText, i: int, tokens: range) -> Figure | None:
    """ "an hour", "a half hour", "a third of", "a dozen", "a million". Weak where it may mean "per hour"."""
    listed, lower, stop = words.language.quantities, words.lower, tokens.stop
    if lower[i] not in listed.articles or i + 1 >= stop:
        return None
    after = lower[i + 1]
    before = lower[i - 1] if i > tokens.start else ""
    if after in listed.scales:
        value, end = _scaled(words, 1.0, i + 1, tokens, False)
        unit, factor, end = _unit_at(words, end, tokens)
        return Figure(i, end, value * factor, unit, _is_about(words, i, tokens))
    if after in listed.fractions and lower[i + 2 : i + 3] == ["of"]:
        return Figure(i, i + 2, 100 * listed.fractions[after], "per cent", _is_about(words, i, tokens))
    if after in listed.units and listed.units[after][0] in ("time", "months") and len(after) > 1:
        unit, factor = listed.units[after]
        end, value = i + 2, factor
        if lower[end : end + 3] == ["and", "a", "half"]:
            end, value = end + 3, 1.5 * factor
        return Figure(
            i,
            end,
            value,
            unit,
            _is_about(words, i, tokens),
            weak=before != "" and before not in listed.before_a_duration,
        )
    return None


def _is_about(words: TokenizedText, i: int, tokens: range) -> bool:
    return any(words.lower[j] in words.language.quantities.about for j in range(max(tokens.start, i - 2), i))


def _part_of_a_name(words: TokenizedText, i: int, tokens: range) -> bool:
    """`COVID-19` and `B-52` hold no figure."""
    return (
        words.lower[i][0].isdecimal()
        and i >= tokens.start + 2
        and words.lower[i - 1] in HYPHENS
        and words.tokens[i - 2].isupper()
        and words.glued(i - 1)
        and words.glued(i - 2)
    )


def _ranged(words: TokenizedText, figures: list[Figure]) -> list[Figure]:
    """In "five to seven per cent" and "$5 to $7 million" both ends take the unit and the scale."""
    listed = words.language.quantities
    for k in range(len(figures) - 1):
        low, high = figures[k], figures[k + 1]
        connector = words.lower[low.end] if high.first == low.end + 1 else ""
        if (
            connector not in listed.between
            or (connector in ("and", "or") and low.unit is not None)
            or "ordinal" in (low.unit, high.unit)
        ):
            continue
        scale = max((listed.scales.get(words.lower[i], 1.0) for i in range(high.first, high.end)), default=1.0)
        if low.unit in (None, high.unit) and low.end - low.first <= 2:
            factor = scale if low.value < 1000 else 1.0
            unit, in_base_units = listed.units.get(words.lower[high.end - 1], (None, 1.0))
            if low.unit is None and unit == high.unit:
                factor *= in_base_units
            figures[k] = dataclasses.replace(low, value=low.value * factor, unit=high.unit, weak=False)
        elif high.unit is None:  # aged 10-24
            factor = 12.0 if low.unit == "months" and words.lower[low.end - 1] not in listed.units else 1.0
            figures[k + 1] = dataclasses.replace(high, value=high.value * factor, unit=low.unit)
    return figures


def _joined(words: TokenizedText, figures: list[Figure]) -> list[Figure]:
    """One hour and 20 minutes is one figure."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if last is not None and _continues(words, last, figure):
            joined[-1] = dataclasses.replace(last, end=figure.end, value=last.value + figure.value)
        else:
            joined.append(figure)
    return joined


def _continues(words: TokenizedText, large: Figure, small: Figure) -> bool:
    """True where the second figure goes on with the first in a smaller unit: 1 hour 20 minutes, 1億2000万."""
    if large.unit is small.unit is None and large.end == small.first:
        return small.value < MYRIADS.get(words.lower[large.end - 1], 0.0)
    if large.unit != small.unit or large.unit not in ("time", "months") or small.value >= large.value:
        return False
    if words.lower[large.end : small.first] not in ([], ["and"], [","]):
        return False
    factors = [
        words.language.quantities.units.get(words.lower[figure.end - 1], ("", 0.0))[1] for figure in (large, small)
    ]
    return factors[0] > factors[1] > 0
