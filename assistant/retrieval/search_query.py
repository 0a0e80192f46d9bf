"""What is typed into the search made a `SearchQuery`: words, `"exact words"`, `-without`, and operators such as `outlet:`.

    ferry -budget "harbour board" outlet:"Kestrel Daily" after:2022-02 before:2022-04

Words stand for all their forms; what is quoted is looked for as it is written. Several outlets, languages or kinds of file are
alternatives, all else must hold. `after:` and `until:` count their day, month or year in, `before:` leaves it out, so that
`after:2022 before:2023` is 2022; `date:` is within it. A misspelt operator and a date that is none raise QuestionError, one
sentence for the reader.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

from assistant.errors import QuestionError
from assistant.schema import Days
from assistant.text.dates import month_days, named_days, year_days
from assistant.text.languages.neutral import NAMES_OF
from assistant.text.quotes import QUOTATION_MARKS
from assistant.text.written_dates import YEARS, day_of, written_dates

MOST_CHARACTERS = 2_000
OPERATORS = ("outlet", "title", "person", "lang", "kind", "after", "before", "until", "date")
DATES = ("after", "before", "until", "date")
PROPERTIES = ("outlet", "lang", "kind")
"""Of an article as a whole, of which it has one: several that are wanted are alternatives."""
ALIASES = {
    "since": "after", "from": "after", "on": "date", "month": "date", "source": "outlet", "publisher": "outlet", "intitle": "title",
    "headline": "title", "name": "person", "who": "person", "language": "lang", "filetype": "kind", "type": "kind", "ext": "kind",
}  # fmt: skip
"""The same under the names of other search engines."""
FOREIGN = {
    "site": "outlet:",
    "inurl": "outlet:",
    "intext": "quotation marks",
    "author": "person:",
}
"""Operators of others that mean something else, with what to write for them."""
NAMES = {kind: (kind, *(name for name, meant in ALIASES.items() if meant == kind)) for kind in OPERATORS}
"""Of each operator, the words that may stand before the colon."""
LETTERS_APART = 2
"""Between a word before a colon and the operator that it is taken for a slip of; of a short one (`lang`, `kind`) one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that an article must hold, or, `without`, must not."""

    kind: str
    """An operator's name; `word`, or `exact` for quoted words."""
    text: str
    without: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search as understood."""

    text: str
    """As typed."""
    clauses: tuple[tuple[Wanted, ...], ...] = ()
    """Each must hold, by one of its alternatives: `ferry OR bridge` is one clause."""
    since: dt.date | None = None
    until: dt.date | None = None
    """Both days are in it."""

    @property
    def words(self) -> str:
        """What articles are ranked by: the words and quoted words that are wanted."""
        wanted = (one for clause in self.clauses for one in clause if not one.without)
        return " ".join(one.text for one in wanted if one.kind in ("word", "exact"))

    @property
    def has_operators(self) -> bool:
        """Whether it says more than a question would: names an operator, or leaves something out."""
        named = any(one.without or one.kind not in ("word", "exact") for clause in self.clauses for one in clause)
        return named or self.since is not None or self.until is not None

    def of(self, *kinds: str) -> list[Wanted]:
        """What is wanted of these kinds, in the order typed."""
        return [one for clause in self.clauses for one in clause if one.kind in kinds]


def parse(text: str) -> SearchQuery:
    """The query. Raises QuestionError for an empty or overlong one, a misspelt operator, a date that is none.

    >>> query = parse('ferry -budget outlet:"Kestrel Daily" after:2022-02')
    >>> [(one.kind, one.text, one.without) for (one,) in query.clauses], str(query.since)
    ([('word', 'ferry', False), ('word', 'budget', True), ('outlet', 'Kestrel Daily', False)], '2022-02-01')
    """
    if not any(character.isalnum() for character in text):
        raise QuestionError('Type what to look for: words, "exact words", or an operator such as outlet: or after:.')
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(f"The search has {len(text):,} characters: use at most {MOST_CHARACTERS:,}.")
    clauses: list[tuple[Wanted, ...]] = []
    bounds: list[tuple[dt.date | None, dt.date | None]] = []
    last, joined = None, False
    for token in tokens(text):
        if token is OR:
            joined = last is not None
            continue
        if joined and last:
            _check_alternatives(last, token)
        if token.kind in DATES:
            bounds.append(_bounds(token))
        elif joined and not token.without:
            clauses[-1] = (*clauses[-1], token)
        else:
            clauses.append((token,))
        last, joined = token, False
    since = max((first for first, _ in bounds if first), default=None)
    until = min((last for _, last in bounds if last), default=None)
    if since and until and since > until:
        raise QuestionError(f"No day is on or after {since} and on or before {until}: turn after: and before: round.")
    return SearchQuery(text, tuple(clauses), since, until)


def parse_or_all(text: str) -> SearchQuery:
    """The query; one that finds all articles where nothing is typed."""
    return parse(text) if text.strip() else SearchQuery("")


OR = Wanted("or", "")
_QUOTED = rf"[{QUOTATION_MARKS}](?P<{{}}>[^{QUOTATION_MARKS}]*)(?:[{QUOTATION_MARKS}]|$)"
TOKEN = re.compile(
    rf"(?P<minus>(?<![^\s(])[-−–])?(?:(?P<name>[^\W\d_]+):(?!//)(?:{_QUOTED.format('value')}|(?P<bare>[^\s{QUOTATION_MARKS}]*))"
    rf"|{_QUOTED.format('exact')}|(?P<word>[^\s{QUOTATION_MARKS}]+))"
)


def tokens(text: str) -> Iterator[Wanted]:
    """What stands in the query, piece by piece; `OR` between two. A minus or `NOT` before brackets is one before each piece in them."""
    negated = within = False
    for match in TOKEN.finditer(text):
        word = match[0].removeprefix(match["minus"] or "")
        if word == "NOT":
            negated = True
            continue
        without = match["minus"] is not None or negated or within
        negated = False
        within = without and (within or word.startswith("(")) and not word.endswith(")")
        if match["exact"] is not None:
            if _has_letters(match["exact"]):
                yield Wanted("exact", " ".join(match["exact"].split()), without)
        elif match["name"] is None or not (operator := _operator(match)):
            if word == "OR" and not without:
                yield OR
            elif _has_letters(word) and word not in ("AND", "OR"):
                yield Wanted("word", word, without)
        else:
            yield _operation(operator, match["value"] if match["value"] is not None else match["bare"], match, without)


def _operation(operator: str, value: str, match: re.Match[str], without: bool) -> Wanted:
    value = " ".join(value.split())
    if not _has_letters(value):
        raise QuestionError(
            f'Write what you mean right behind the colon: {operator}:word or {operator}:"several words".'
        )
    if without and operator in DATES:
        raise QuestionError(f"“{match[0]}” cannot be left out: use after: and before: for the days that you want.")
    return Wanted(operator, value, without)


def _operator(match: re.Match[str]) -> str | None:
    """The operator that a word before a colon is; None for any other word.

    Raises QuestionError for a slip of one with something right behind the colon: others are words of a headline (`Water: …`).
    """
    from rapidfuzz.distance import OSA

    name = match["name"]
    folded = name.lower()
    folded = ALIASES.get(folded, folded)
    if folded in OPERATORS:
        return folded
    if folded in FOREIGN:
        raise QuestionError(f"“{name}:” is no operator here: write {FOREIGN[folded]}.")
    for operator in OPERATORS if match["value"] or match["bare"] else ():
        if len(folded) > 2 and OSA.distance(folded, operator) <= min(LETTERS_APART, len(operator) - 3):
            known = ", ".join(f"{one}:" for one in OPERATORS)
            raise QuestionError(f"“{name}:” is no operator: did you mean “{operator}:”? There are {known}.")
    return None


def _check_alternatives(one: Wanted, other: Wanted) -> None:
    """Raises QuestionError where `OR` stands between two of which each narrows the search by itself."""
    narrowing = [wanted.kind for wanted in (one, other) if wanted.kind in (*DATES, *PROPERTIES)]
    if narrowing and narrowing[0] in DATES:
        raise QuestionError(
            "OR stands between words; the days of a search are one stretch, as in after:2022 before:2023."
        )
    if narrowing and one.kind != other.kind:
        raise QuestionError(f"OR stands between words; several {narrowing[0]}: are alternatives as they are.")


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _bounds(wanted: Wanted) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day that a date operator leaves."""
    days = days_of(wanted.text)
    if wanted.kind == "after":
        return days.first, None
    if wanted.kind == "before":
        return None, days.first - dt.timedelta(days=1)
    if wanted.kind == "until":
        return None, days.last
    return days.first, days.last


ISO = re.compile(r"(\d{4})(?:[-./](\d{1,2}))?(?:[-./](\d{1,2}))?")


def days_of(written: str) -> Days:
    """The day, month or year that is written. Raises QuestionError where there is none, or where it could be two days.

    >>> print(days_of("2022-02").last, days_of("29 March 2022").first, days_of("March 2022").first)
    2022-02-28 2022-03-29 2022-03-01
    """
    if match := ISO.fullmatch(written):
        year, month, day = (int(part) if part else None for part in match.groups())
        first = day_of(year or 0, month or 1, day or 1)
        if first is not None and first.year in YEARS:
            return Days(first, first) if day else month_days(first.year, month) if month else year_days(first.year)
    elif found := written_dates(written):
        if len(found[0].days) > 1:
            raise QuestionError(f"“{written}” can be two days: write {' or '.join(map(str, found[0].days))}.")
        return Days(found[0].days[0], found[0].days[0])
    elif re.search(r"\d{4}", written) and (named := named_days(written)):
        return named[0]
    raise QuestionError(f"“{written}” is no date: write it as 2022-03-29, 2022-03 or 2022.")


OTHER_LANGUAGE = "other"
"""What an article's language is called where it is none that is known."""


def language_code(written_as: str) -> str:
    """`German`, `de`, `de-AT` → `de`"""
    plain = written_as.casefold()
    named = {name.casefold(): code for code, name in NAMES_OF.items()}
    return named.get(plain) or plain.replace("_", "-").split("-")[0]
