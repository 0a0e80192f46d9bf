"""How a language's words become its rules: what a pack lists is plain words, and the patterns are made of them here.

English has patterns written by hand (`english/`). What a pack does not list stays off, as in a language without one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from assistant.schema import QuestionForm
from assistant.text.languages.language import CheckWords, Language, NameWords, OrderPatterns, Spelling, word_set
from assistant.text.languages.neutral import frequent_words, without_words
from assistant.text.transliteration import fold

ASSISTANTS = (
    r"(?:ki|ia|ai|chatgpt|gpt|llm|chatbot|bot|intelligence artificielle|inteligencia artificial|sztuczna inteligencja"
    r"|штучн\w+ інтелект\w*)"
)
"""What news is about as well (`Die EU muss KI regulieren`): spoken to only where it is told what it is or must do."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pack:
    """The words of one language, each list as one line of text."""

    code: str
    frequent: str
    """Words that nearly every question or text has, and that other languages have seldom."""
    function_words: str
    """Beside the most frequent words of the language: question words, pronouns, auxiliary verbs."""
    abbreviations: str
    """Before a point that ends no sentence; alternatives of a pattern."""
    before_a_number: str
    small: str
    """Number words from zero on, `/` between forms of one."""
    tens: str
    """From twenty on."""
    scales: Mapping[str, float]
    """Words of one value, and the value."""
    ordinals: str
    units: tuple[tuple[str, str, float], ...]
    articles: str
    about: str
    between: str
    connectors: str
    titles: str
    openers: str
    determiners: str = ""
    """After these a word with a capital is a noun, where nouns have capitals."""
    saying: str
    nots: str
    forms: tuple[tuple[QuestionForm, str], ...]
    asking: str
    latest: str
    called: str
    """What assistants and models are called, and readers as they are spoken to."""
    must: str
    you_must: str
    """The same, said to whom it is about."""
    orders: str
    """Bare verbs with which an order opens; patterns."""
    answers: str
    """Those of them that order what to say."""
    corrects: str
    corrected: str
    """How a text says that it puts an earlier one right."""
    aliases: tuple[tuple[str, ...], ...] = ()
    endings: str = ""
    """What is cut off words where Snowball has no stemmer."""


def make_language(pack: Pack) -> Language:
    """The language of a pack."""
    plain = without_words(pack.code)
    small = {form: value for value, forms in enumerate(pack.small.split()) for form in forms.split("/")}
    tens = {form: 10 * value for value, forms in enumerate(pack.tens.split(), 2) for form in forms.split("/")}
    numbers = {word: str(value) for word, value in {**small, **tens}.items() if value > 1}
    return dataclasses.replace(
        plain,
        false_breaks=(
            (re.compile(rf"(?:^|[\s(“„«\"])(?:{pack.abbreviations})\.$", re.IGNORECASE), re.compile(r"\S")),
            (re.compile(rf"(?:^|\W)(?:{pack.before_a_number})\.$", re.IGNORECASE), re.compile(r"\d")),
            (re.compile(r"(?:^|\D)\d{1,2}\.$"), re.compile(r"[^\W\d_]")),  # a day before its month
        ),
        endings=tuple(sorted(pack.endings.split(), key=lambda ending: (-len(ending), ending))),
        frequent=word_set(pack.frequent),
        function_words=frequent_words(pack.code) | word_set(f"{pack.function_words} {pack.articles} {pack.nots}"),
        spelling=Spelling(
            variants=(), number_words={fold(word): value for word, value in numbers.items()}, abbreviated={}
        ),
        names=_names(plain, pack),
        quantities=dataclasses.replace(
            plain.quantities,
            small=small,
            tens=tens,
            scales={word: by for words, by in pack.scales.items() for word in words.split()},
            ordinals={form: value for value, forms in enumerate(pack.ordinals.split(), 1) for form in forms.split("/")},
            units={
                **plain.quantities.units,
                **{w: (kind, by) for words, kind, by in pack.units for w in words.split()},
            },
            articles=word_set(pack.articles),
            about=word_set(f"{pack.about} ~"),
            between=word_set(f"{pack.between} - – —"),
        ),
        check=_check(plain, pack),
        orders=_orders(pack),
        questions=dataclasses.replace(
            plain.questions,
            forms=tuple((form, re.compile(pattern, re.IGNORECASE)) for form, pattern in pack.forms),
            asking=word_set(pack.asking),
            latest=re.compile(pack.latest, re.IGNORECASE),
        ),
        answers=dataclasses.replace(
            plain.answers,
            corrects_before=re.compile(rf"\W*(?:{pack.corrects})", re.IGNORECASE),
            corrects=re.compile(pack.corrected, re.IGNORECASE),
            says_it_corrects=re.compile(pack.corrected, re.IGNORECASE),
        ),
    )


def _names(plain: Language, pack: Pack) -> NameWords:
    return dataclasses.replace(
        plain.names,
        connectors=word_set(pack.connectors),
        titles=word_set(pack.titles),
        openers=word_set(pack.openers),
        determiners=word_set(pack.determiners),
        verbs=word_set(pack.saying),
        aliases=pack.aliases,
    )


def _check(plain: Language, pack: Pack) -> CheckWords:
    saying, nots = word_set(pack.saying), word_set(pack.nots)
    return dataclasses.replace(
        plain.check,
        saying=saying,
        saying_in_a_claim=saying,
        saying_beside_a_name=saying,
        negations=nots,
        nots=nots,
        clause_ends=frozenset(".:;—–!?"),
    )


def _orders(pack: Pack) -> OrderPatterns:
    """What speaks to an assistant, and what opens with a bare verb: `als KI-Assistent`, `Schreibe nur …`."""
    called, named = rf"(?:{pack.called})", rf"(?:{ASSISTANTS}|{pack.called})"
    must, you_must = rf"(?:{pack.must}|{pack.you_must})", rf"(?:{pack.you_must})"
    to_an_assistant = (
        rf"^\W*(?:\w+ ){{0,2}}{called}\b[^.!?]{{0,20}}[:,!]|\b{must}\b[^.!?]{{0,30}}\b{called}\b|\b{called}\b[^.!?]{{0,30}}\b{must}\b"
        rf"|\b{you_must}\b[^.!?]{{0,30}}\b{named}\b|\b{named}\b[^.!?]{{0,30}}\b{you_must}\b"
    )
    before = r"\W*(?:[^\W\d_]+\s*[:\-–—]\s*)?"
    return OrderPatterns(
        asks=re.compile(r"\W*\w"),
        to_an_assistant=re.compile(to_an_assistant, re.IGNORECASE),
        to_answer=re.compile(rf"{before}(?:{pack.answers})\b", re.IGNORECASE),
        order=re.compile(rf"{before}(?:{pack.orders}|{pack.answers})\b", re.IGNORECASE),
        clause=re.compile(r"(?!)"),
    )
