"""A claim against references where the check was not measured: in another language than English, or in two.

What needs no language is compared: figures with their units, days, quoted words, and names by their sound. One figure, day or
quotation that no reference has makes the claim unsupported. All found, it is `not judged`: that the references say it, nobody
looked. A name may be another one in another language (Wien, Vienna), so one that is not found is no proof.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.schema import Atom, Span, Support
from assistant.text.languages import Language, has_pack
from assistant.text.languages.detection import language_name
from assistant.text.mentions import Located, Mention, Reference, as_atom, figures_in, find_mention, read_mentions
from assistant.text.numbers import Figure
from assistant.text.quotes import QUOTATION_MARKS
from assistant.text.tokens import words_of
from assistant.text.transliteration import consonants, heard

MEASURED = frozenset(("en",))
"""The languages in which the check's network judges (`eval/figures.md`)."""
SHORTEST = 3
"""Letters of a name's sound: of fewer, too many sound alike."""
NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,:'’]\d+)*")
"""A number in digits with its separators, a space between thousands among them."""
ALPHABET = re.compile("[a-z\u00c0-\u024f\u0370-\u052f]", re.IGNORECASE)
"""Latin, Greek and Cyrillic letters."""


def is_measured(claimed: Language, spoken: Sequence[Language]) -> bool:
    """Whether the check can judge a claim in one language against references in others."""
    return {claimed.code, *(language.code for language in spoken)} <= MEASURED


def check_across(claim: str, references: Sequence[Reference], claimed: Language, spoken: Sequence[Language]) -> Support:
    """`not judged`, or unsupported where a figure, day or quotation is in no reference; `spoken` are their languages."""
    located = [_locate(mention, references, spoken, claimed) for mention in read_mentions(claim, language=claimed)]
    atoms = [as_atom(found, references) for found in located if found.span is not None or found.mention.kind != "name"]
    missing = [atom.text for atom in atoms if not atom.found]
    if missing:
        return Support("unsupported", 0.0, tuple(atoms), f"Not in the cited text: {', '.join(missing)}.")
    return Support("not judged", 0.0, tuple(atoms), _reason(atoms, claimed, spoken))


def carried_over(passage: str, translation: str, spoken: Language, into: Language) -> list[tuple[str, bool]]:
    """Each number in digits and each name of several words in a passage, with whether a translation has it.

    A number counts as there in whatever form: 1,4 Mio., 1.4 million and 1,400,000; 16 and sixteen; 12.04.2022 and 12 April 2022. So
    does a name of which one word sounds alike: others may be a title, or declined. What a translation puts into words of its own is
    passed over: number words, weekdays, single words that look like names; names in letters that write too little of a sound.
    """
    unquoted = re.sub(f"[{QUOTATION_MARKS}]", " ", passage)  # what is quoted is read like the rest
    mentions = read_mentions(unquoted, language=spoken)
    stated = [_read(number) for number in [*NUMBER.findall(translation), *_in_words(translation, into)]]
    carried = []
    for number in NUMBER.finditer(unquoted):
        mention = next((one for one in mentions if one.start <= number.start() and number.end() <= one.end), None)
        there = any(_same_number(_read(number[0]), other) for other in stated)
        found = there or (mention and _locate(mention, [Reference(translation)], [into], spoken).span)
        carried.append((mention.text if mention else number[0], bool(found)))
    sounds = _sounds(translation)
    names = [(one.text, _sounds(one.text)) for one in mentions if one.kind == "name" and " " in one.text]
    return carried + [(name, bool(heard_in & sounds)) for name, heard_in in names if sounds and heard_in]


def _read(number: str) -> tuple[str, tuple[int, ...]]:
    """A number's significant digits, and the powers of ten that they may stand at: `1.480` is one or the other.

    >>> _read("6,9"), _read("320"), _read("1.480")
    (('69', (-1,)), ('32', (1,)), ('148', (-2, 1)))
    """
    groups = re.findall(r"\d+", number)
    digits = "".join(str(unicodedata.digit(sign)) for sign in "".join(groups)).lstrip("0")
    significant = digits.rstrip("0")
    noughts, decimals = len(digits) - len(significant), len(groups[-1]) if len(groups) > 1 else 0
    return significant, (noughts - decimals, *([noughts] if decimals == 3 else []))


def _same_number(one: tuple[str, tuple[int, ...]], other: tuple[str, tuple[int, ...]]) -> bool:
    """The same digits, thousands and millions apart where those are in words, but never ten times as much."""
    return one[0] == other[0] and any(abs(power - as_well) != 1 for power in one[1] for as_well in other[1])


def _in_words(text: str, language: Language) -> list[str]:
    """The numbers of a text that are words."""
    words = words_of(text, language)
    plain = (one for one in figures_in(words) if not re.search(r"\d", " ".join(words.tokens[one.first : one.end])))
    return [f"{figure.value:.0f}" for figure in plain]


def _sounds(text: str) -> frozenset[str]:
    """How the words of a text begin, in consonants; nothing where a letter of it is neither Latin, Greek nor Cyrillic."""
    words = re.findall(r"[^\W\d_]+", text)
    begun = {consonants(heard(word))[:SHORTEST] for word in words} if all(map(ALPHABET.match, words)) else ()
    return frozenset(one for one in begun if len(one) > 1)


def _reason(atoms: Sequence[Atom], claimed: Language, spoken: Sequence[Language]) -> str:
    names = dict.fromkeys(language_name(one.code) for one in (claimed, *spoken) if one.code not in MEASURED)
    found = f" In the cited text are {', '.join(atom.text for atom in atoms)}." if atoms else ""
    return f"Whether the cited text says this was not judged: the check is measured in English, not in {' and '.join(names)}.{found}"


def _locate(mention: Mention, references: Sequence[Reference], spoken: Sequence[Language], own: Language) -> Located:
    for place, (reference, language) in enumerate(zip(references, spoken, strict=True)):
        span = find_mention(mention, reference.text, reference.published, language=language)
        if span is None and mention.kind == "name":
            span = _by_sound(mention.text, reference.text)
        if span is None and isinstance(mention.value, Figure) and not (has_pack(language.code) and has_pack(own.code)):
            span = _by_value(mention.value, reference.text, language) or _by_digits(mention.text, reference.text)
        if span is not None:
            return Located(mention, place, span)
    return Located(mention)


def _by_sound(name: str, text: str) -> Span | None:
    """Where a text has the last word of a name in another script or transcription: Zelenskyy, Зеленський."""
    wanted = heard(re.findall(r"\w+", name)[-1])
    if len(wanted) < SHORTEST:
        return None
    return next(
        (word.span() for word in re.finditer(r"\w+", text) if word[0][0].isupper() and heard(word[0]) == wanted), None
    )


def _by_value(figure: Figure, text: str, language: Language) -> Span | None:
    """Where a text has a figure's value, units aside: 120 million yen, 1億2000万円."""
    words = words_of(text, language)
    return next((words.span(one.first, one.end) for one in figures_in(words) if one.value == figure.value), None)


def _by_digits(figure: str, text: str) -> Span | None:
    """Where a text has the number of a figure, whose unit one of the two has in a word that is not known: 50 minutes, 50分钟."""
    wanted = NUMBER.search(figure)
    if wanted is None:
        return None
    return next(
        (number.span() for number in NUMBER.finditer(text) if _same_number(_read(wanted[0]), _read(number[0]))), None
    )
