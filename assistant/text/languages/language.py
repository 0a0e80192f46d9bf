"""What a language is to the program: its codes, and the words and patterns by which its texts are read.

One group of words for each reader of them. How a number or a name is put together is written in `numbers.py` and `names.py`.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping
from typing import Literal

from assistant.schema import QuestionForm

Words = frozenset[str]
Bound = Literal["after", "since", "from", "before", "until"]


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
    determiners: Words
    """Where nouns have capitals: after these, or these and an adjective, one is no name. Empty in other languages."""
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
    decimal: str
    """The sign before decimals: `1.2` or `1,2`."""
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
    """More than `saying`: a claim tells of what somebody said in more ways than a report does."""
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
    opposites: tuple[tuple[str, str], ...]
    being: Words
    """Forms of the verb by which the passive is told."""


@dataclasses.dataclass(frozen=True, eq=False)
class OrderPatterns:
    """What tells a sentence that gives orders or asks from one that reports, for `llm/injection`."""

    asks: re.Pattern[str]
    """How a question begins: "He denied it: how could there be one?" also states something."""
    to_an_assistant: re.Pattern[str]
    to_answer: re.Pattern[str]
    """An order of what to say, which is worth a word to the reader; "Read our review" is not."""
    order: re.Pattern[str]
    """A sentence that opens with a bare verb, or tells "you" what to do: reports do neither."""
    clause: re.Pattern[str]
    """What may stand before an order: "When asked about the ferry, say …" (not "When asked about the ferry, he said …")."""


@dataclasses.dataclass(frozen=True, eq=False)
class QuestionPatterns:
    """What a question asks for and which articles may answer it, for `retrieval/question`."""

    forms: tuple[tuple[QuestionForm, re.Pattern[str]], ...]
    """What each form of question is known by; the first that is found counts, and `fact` where none is."""
    asking: Words
    """Words that ask rather than name what is asked for."""
    latest: re.Pattern[str]
    about_the_index: re.Pattern[str]
    greeting: re.Pattern[str]
    thanks: re.Pattern[str]
    beside_a_day: re.Pattern[str]
    """What ends before a date that is not the day of what is asked for."""
    before_a_date: re.Pattern[str]
    """What goes with a date that is taken out."""
    published: re.Pattern[str]
    """Words about publication, `how` they are bound to days, and `when`, which holds the days."""
    publication: re.Pattern[str]
    """Without one of these within it, what `published` finds may be about an event: "news from 29 March"."""
    bounds: Mapping[str, Bound]
    """What `how` makes of the days: `from` is as `since`, but one day alone is that day. Others mean within them."""
    before_an_outlet: str
    """A pattern of what stands before an outlet that is asked to speak."""
    outlet_article: re.Pattern[str]
    """What an outlet's name may begin with and need not: "The"."""
    before_a_source: re.Pattern[str]
    """What stands before the name of one whose report is asked for; as the group `wrote`, where it is an article: `an article in`."""
    behind_a_source: re.Pattern[str]
    joint: re.Pattern[str]
    """Where a clause of a question may begin."""
    second_question: re.Pattern[str]
    """What stands before a clause that is a question of its own: `, and (who …)`; as the group `word` what asks there, if no verb does."""
    reports: re.Pattern[str]
    """Words that only tell that something was reported."""


@dataclasses.dataclass(frozen=True, eq=False)
class FollowUpPatterns:
    """How a question points back at those before it, for `retrieval/followup`."""

    opener: re.Pattern[str]
    adding: re.Pattern[str]
    """The openers that always add to the last question: "And who …?" does, "So who …?" need not."""
    ellipsis: re.Pattern[str]
    """`What about …?`, with what follows as the group `rest`."""
    reference: re.Pattern[str]
    """What stands for something that is named elsewhere, as groups: `whose`, `one` (a pronoun), `that`, `there`, `which`."""
    expletive: re.Pattern[str]
    """A pronoun that stands for nothing: `Is it true that …?`"""
    inverted: re.Pattern[str]
    """A verb behind which the subject of its clause stands: `does (it)`."""
    object_form: re.Pattern[str]
    """A pronoun that is no subject: `them`, `it` at an end."""
    clause: re.Pattern[str]
    """Where a clause ends or begins."""
    joins: re.Pattern[str]
    """Of those, what may as well join two words."""
    ahead: re.Pattern[str]
    """How a clause begins whose pronouns may mean what follows it: `Before they met, …`"""
    no_bearer: re.Pattern[str]
    """Words that a pronoun behind them cannot mean: `you know`."""
    somebody: re.Pattern[str]
    """What stands before a word that may tell of a person: `the captain … his father`."""
    possessor: re.Pattern[str]
    """A name that "him" may mean though it is of the same clause: `Biden's speech for him`."""
    defines: re.Pattern[str]
    """`What is inflation?`: short, and whole."""
    definite: re.Pattern[str]
    """`the bridge`: something known already."""
    points_back: re.Pattern[str]
    """Points back even where the question names somebody: `How did Macron react to it?`"""
    person: re.Pattern[str]
    who: re.Pattern[str]
    """Asks for a person, whom a pronoun of the next question may mean."""
    possessive: Words
    """Those of `person` that are no person but whose a thing is: "his"."""
    possessive_too: Words
    """Those that are so before another word: "her"."""
    asking: re.Pattern[str]
    whole: re.Pattern[str]
    """A follow-up without any of these is a fragment, which takes the place of something in the last question."""
    day_alone: re.Pattern[str]
    """A day of a month that is not named, as the group `day`."""
    day: re.Pattern[str]
    """The day within a date: 7 in `7 December 2021` and in `December 7, 2021`."""
    before_a_verb: re.Pattern[str]
    """What stands before a verb: `did Biden and Putin (talk)`, `who (led)`."""
    light: Words
    """Words of a question that say nothing about its subject."""
    nationality: re.Pattern[str]
    """`American side`, `Polish minister`: no name."""
    prepositions: str
    """Alternatives of a pattern: a part that begins with one takes the place of a like one."""


@dataclasses.dataclass(frozen=True, eq=False)
class AnswerPatterns:
    """What tells in a sentence of an article whom and what it means, for `text/persons` and `answering`."""

    before_a_place: re.Pattern[str]
    title: re.Pattern[str]
    says: re.Pattern[str]
    """What follows the name of a person."""
    listed: re.Pattern[str]
    """The whole of what stands between two names of one enumeration."""
    organisations: Words
    """How the names of organisations end, which are no persons."""
    opens_with_reference: re.Pattern[str]
    """A sentence that speaks of what an earlier one names."""
    person: re.Pattern[str]
    """A pronoun that stands for a person."""
    person_or_whose: re.Pattern[str]
    """The same, and those that tell whose something is. The group that matches tells whether two can mean one person."""
    corrects_before: re.Pattern[str]
    """How a sentence begins that corrects the one before."""
    continues_before: re.Pattern[str]
    """How one begins that cannot be understood without it."""
    corrects: re.Pattern[str]
    says_it_corrects: re.Pattern[str]
    """A sentence that puts an earlier report right."""


@dataclasses.dataclass(frozen=True, eq=False)
class PagePatterns:
    """What stands beside an article on its page, for `furniture`."""

    credit: re.Pattern[str]
    """Whose picture it is, where a line ends with that."""
    leads_elsewhere: re.Pattern[str]
    """A sentence that leads to another article, offers a newsletter, or says who wrote this one."""
    form: re.Pattern[str]
    """A line of what is to be filled in or switched on."""


@dataclasses.dataclass(frozen=True, eq=False)
class Language:
    """One language. Compared by identity, so that it may be part of a cache's key."""

    code: str
    """ISO 639-1."""
    splitter: str
    """The code by which sentencex knows it."""
    stemmer: str
    """The name of its Snowball stemmer; empty where there is none."""
    endings: tuple[str, ...]
    """What is cut off a word in its place, the longest first."""
    false_breaks: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    """What ends before a place where sentencex sees a sentence end and none is, and what begins after it."""
    frequent: Words
    """By these its questions are told from those in other languages."""
    function_words: Words
    """Words that say nothing about the subject: articles, pronouns, question words, forms of be, have and do."""
    contractions: tuple[tuple[str, str], ...]
    """Short endings and the word they stand for: 've, have."""
    spelling: Spelling
    names: NameWords
    quantities: QuantityWords
    check: CheckWords
    orders: OrderPatterns
    questions: QuestionPatterns
    follow_ups: FollowUpPatterns
    answers: AnswerPatterns
    pages: PagePatterns
