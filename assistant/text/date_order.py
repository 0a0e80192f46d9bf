"""Whether a text has the day before the month: 09/10/2019 is a day of October in Europe, and one of September in America."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.text.written_dates import Readings

YEAR_FIRST = frozenset(("ja", "zh", "ko", "hu"))
"""Languages that begin with the year: a date that ends with it is a stranger's."""
MONTH_FIRST = frozenset(("us", "ph", "tl", "gov", "mil", "edu"))
"""Countries, languages and endings of addresses of those who begin with the month."""
OF_EITHER = frozenset(("ca", "tv", "io", "me", "co", "ai", "fm", "cc", "to", "ly", "eu"))
"""Endings of addresses that tell nothing: of Canada, which writes both, and those that are sold to anybody."""


def day_comes_first(language: str | None, hosts: Iterable[str] = (), locales: Iterable[str] = ()) -> bool | None:
    """By the language of a text; of one in English by the country of its addresses, then by the region that the page states.

    >>> day_comes_first("de"), day_comes_first("en", ["lark.co.uk"], ["en-US"]), day_comes_first("en", [], ["en"])
    (True, True, None)
    """
    if language and language != "en":
        return None if language in YEAR_FIRST else language not in MONTH_FIRST
    endings = [host.rpartition(".")[2] for host in hosts]
    regions = [parts[-1] for tag in locales if len(parts := tag.lower().replace("_", "-").split("-")) > 1]
    for place in (*endings, *regions):
        if place in MONTH_FIRST:
            return False
        if len(place) == 2 and place not in OF_EITHER:
            return True
    return None


def order_among(readings: Iterable[Readings]) -> bool | None:
    """The order of dates of one hand, by those that can be read in one way only; None where these differ, or there is none."""
    orders = {day is not None for day, month in readings if (day is None) != (month is None)}
    return orders.pop() if len(orders) == 1 else None
