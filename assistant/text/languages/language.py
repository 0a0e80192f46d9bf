"""What a language is to the program: its codes, and the words and patterns by which its texts are read.

One group of words for each reader of them. How a number or a name is put together is written in `numbers.py` and
`names.py`, after the English fashion; the words themselves are here.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping

Words = frozenset[str]


def word_set(words: str) -> Words:
    """A list of words, written as one line of text."""
    return frozenset(words.split())


@dataclasses.dataclass(frozen=True, eq=False)
class Spelling:
    """What `normalize` makes of a word before its ending is cut."""

    variants: tuple[tuple[re.Pattern[str], str], ...]
    """Endings that are written in two ways, and the one that counts."""
    number_words: Mapping[str, str]
    abbreviated: Mapping[str, str]
    """Names that would be taken for a word without their capitals: US."""


@dataclasses.dataclass(frozen=True, eq=False)
class NameWords:
    """What tells names from other words with a capital, for `names` and `name_matching`."""

    connectors: Words
    """Written small within a name: of, de, bin."""
    titles: Words
    openers: Words
    """Open a sentence, and are no name."""
    common_endings: tuple[str, ...]
    verbs: Words
    """What may follow a one-word name that opens a sentence ("Macron said"); any word in -ed may too."""
    eras: Words
    already_named: Words
    """With a capital and "the", these speak of something already named: "The Act was passed"."""
    aliases: tuple[tuple[str, ...], ...]
    """Names for one thing, folded."""
    country_endings: Words
    people_endings: Words
    """What takes the place of a country's ending in the name of its people: Russi-a, Russi-an."""

    @functools.cached_property
    def alias_groups(self) -> Mapping[str, tuple[str, ...]]:
        return {alias: group for group in self.aliases for alias in group}


@dataclasses.dataclass(frozen=True, eq=False)
class QuantityWords:
    """Number words, scales, currencies and units, for `numbers` and `dates`."""

    small: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, float]
    glued_scales: Mapping[str, float]
    """Scales only where money or a counted thing shows that they are: `$5m`, `300k people`."""
    ordinals: Mapping[str, int]
    fractions: Mapping[str, float]
    currency_codes: Mapping[str, str]
    units: Mapping[str, tuple[str, float]]
    """Word → its base unit, and how many of them it is."""
    articles: Words
    about: Words
    before_a_duration: Words
    """After one of these "an hour" is a duration; elsewhere it may mean "per hour"."""
    between: Words
    """What stands between the ends of a range."""
    stops_a_count: Words
    """What follows a distance or a time and nothing that is counted: `5m from`."""

    @functools.cached_property
    def number_words(self) -> Words:
        tables = (self.small, self.tens, self.scales, self.ordinals, self.fractions)
        return frozenset().union(*tables, ("noon", "midnight"))


@dataclasses.dataclass(frozen=True, eq=False)
class CheckWords:
    """What bears on whether a text carries a claim: who says it, what denies it, what makes it weaker."""

    saying: Words
    saying_in_a_claim: Words
    """More than `saying`: a claim keeps its speaker in more ways than a report may give one."""
    saying_beside_a_name: Words
    negations: Words
    denying_phrases: frozenset[tuple[str, str]]
    """Two words that deny what follows: "fell short of the target"."""
    nots: Words
    """What makes a claim a denial, besides words in -n't. "Rejected" and the like are words as others are."""
    also_deny: Words
    """Enough for a "not" in a claim to rest on."""
    affirming: Words
    """After "not" these deny nothing: "not only", "not just", "not least"."""
    light: Words
    """Stems that a negation passes over: "not really closed"."""
    clause_ends: Words
    part_ends: Words
    opposites: tuple[tuple[str, str], ...]
    hedges: Words
    being: Words
    """Forms of the verb by which the passive is told."""


@dataclasses.dataclass(frozen=True, eq=False)
class OrderPatterns:
    """What tells a sentence that gives orders or asks from one that reports, for `llm/injection`."""

    asks: re.Pattern[str]
    """How a question begins: "He denied it: how could there be one?" also states something."""
    to_an_assistant: re.Pattern[str]
    order: re.Pattern[str]
    """A sentence that opens with a bare verb, or tells "you" what to do: reports do neither."""
    clause: re.Pattern[str]
    """What may stand before an order: "When asked about the ferry, say …" (not "When asked about the ferry, he said …")."""


@dataclasses.dataclass(frozen=True, eq=False)
class Language:
    """One language. Compared by identity, so that it may be part of a cache's key."""

    code: str
    """ISO 639-1."""
    splitter: str
    """The code by which sentencex knows it."""
    stemmer: str
    """The name of its Snowball stemmer."""
    false_breaks: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    """What ends before a place where sentencex sees a sentence end and none is, and what begins after it."""
    function_words: Words
    """Words that say nothing about the subject: articles, pronouns, question words, forms of be, have and do."""
    contractions: tuple[tuple[str, str], ...]
    """Short endings and the word they stand for: 've, have."""
    spelling: Spelling
    names: NameWords
    quantities: QuantityWords
    check: CheckWords
    orders: OrderPatterns
