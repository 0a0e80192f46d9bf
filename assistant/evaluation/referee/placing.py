"""Where another system's contexts stand in the articles: by its own words, blanks aside, whatever it calls its source.

What stands in no article (another collection, text that was rewritten) is checked as text all the same; it just cites no gold.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from array import array
from collections.abc import Callable, Mapping

from assistant.evaluation.referee.given import Context
from assistant.schema import Article, Span
from assistant.text.sentences import sentences

Folded = tuple[str, "array[int]"]
"""A text for comparing, and the place of each of its characters: of a whole archive, so four bytes each."""
SURE = 30
"""Characters of a text that is looked for in all articles: a shorter one stands in many."""
_BLANKS = re.compile(r"\s+")
_MARKS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "}
)
"""Each for one character, so that offsets stay."""


@dataclasses.dataclass(frozen=True, slots=True)
class Placed:
    """Characters of an article."""

    article_id: str
    span: Span


class Placer:
    """The articles, folded once, in which texts are looked for."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self.articles = articles
        self.folded: Callable[[str], Folded] = functools.cache(lambda article_id: folded(articles[article_id].text))
        self._placed = functools.cache(self._place)

    def place(self, context: Context) -> Placed | None:
        """Where a context stands; None where no article has it."""
        return self._placed(context.text, context.name, context.span)

    def _place(self, text: str, name: str | None, span: Span | None) -> Placed | None:
        named = self.named(name)
        if named is not None and span and span[1] <= len(named.text):
            return Placed(named.article_id, span)
        if named is not None and not text.strip():
            return Placed(named.article_id, (named.body_start, len(named.text)))
        return self.find(text, named)

    def find(self, text: str, named: Article | None = None) -> Placed | None:
        """A text in the named article, else in any: as it stands, else by those of its sentences that stand somewhere."""
        return self._whole(text, named) or self._by_sentences(text, named)

    def _whole(self, text: str, named: Article | None) -> Placed | None:
        wanted = folded(text)[0].strip()
        if not wanted:
            return None
        everywhere = self.articles if len(wanted) >= SURE else ()
        for article_id in itertools.chain([named.article_id] if named is not None else (), everywhere):
            known, places = self.folded(article_id)
            at = known.find(wanted)
            if at >= 0:
                return Placed(article_id, (places[at], places[at + len(wanted) - 1] + 1))
        return None

    def _by_sentences(self, text: str, named: Article | None) -> Placed | None:
        """From the first to the last sentence that one article has, where these make up half of the text and lie together."""
        found: dict[str, list[Span]] = {}
        for start, end in sentences(text):
            place = self._whole(text[start:end], named)
            if place is not None:
                found.setdefault(place.article_id, []).append(place.span)
        if not found:
            return None
        article_id = max(found, key=lambda name: sum(end - start for start, end in found[name]))
        span = (min(start for start, _ in found[article_id]), max(end for _, end in found[article_id]))
        held = sum(end - start for start, end in found[article_id])
        return (
            Placed(article_id, span) if 2 * held >= len(text.strip()) and span[1] - span[0] <= 2 * len(text) else None
        )

    def named(self, name: str | None) -> Article | None:
        """The article that a name means: its id, file name, address or title."""
        return self._names.get(_key(name)) if name else None

    @functools.cached_property
    def _names(self) -> dict[str, Article]:
        names: dict[str, Article] = {}
        for article in self.articles.values():
            for name in (article.title, article.url, article.article_id.rpartition("/")[2], article.article_id):
                if name:
                    names[_key(name)] = article
        return names


def folded(text: str) -> Folded:
    """The text with each run of blanks as one and plain quotation marks, and where each of its characters stands in the text.

    >>> folded("a\\n “b”")
    ('a "b"', array('I', [0, 1, 3, 4, 5]))
    """
    pieces, places, last = [], array("I"), 0
    for blank in _BLANKS.finditer(text):
        pieces += [text[last : blank.start()], " "]
        places.extend(range(last, blank.start() + 1))
        last = blank.end()
    places.extend(range(last, len(text)))
    return "".join([*pieces, text[last:]]).translate(_MARKS), places


def stands_in(words: str, text: str) -> Span | None:
    """Where a text has words exactly, blanks and the form of quotation marks aside."""
    wanted, (held, places) = folded(words)[0].strip(), folded(text)
    at = held.find(wanted) if wanted else -1
    return (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else None


def _key(name: str) -> str:
    """A name without what differs between spellings of one address or path."""
    return re.sub(r"^(?:https?://(?:www\.)?|file://|\./)|[?#].*$|/$", "", name.casefold().strip())
