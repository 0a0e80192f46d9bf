"""Which of the names in a sentence are of persons."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.schema import Span
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import Mention, read_mentions
from assistant.text.normalize import listed_stems, stems, words


def persons_named(sentence: str, language: Language = ENGLISH) -> list[Span]:
    """The names of persons, those in one enumeration as one span: `Boris Johnson, Emmanuel Macron and Olaf Scholz`."""
    mentions = read_mentions(sentence, "name", language)
    names = [m for m in mentions if m.kind == "name" and _is_person(sentence, m, language)]
    return _enumerations(sentence, names, language)


def is_personal(text: str, name: Mention, language: Language = ENGLISH) -> bool:
    """Whether a name can be a person's: not where a place would stand, and not of an organisation."""
    return not _is_place(text, name, language) and not is_organisation(name.text, language)


def is_organisation(name: str, language: Language = ENGLISH) -> bool:
    """Whether the last word of a name is one of those with which names of organisations end."""
    return not listed_stems(language.answers.organisations, language).isdisjoint(stems(name, language)[-1:])


def _enumerations(sentence: str, names: Sequence[Mention], language: Language) -> list[Span]:
    spans: list[Span] = []
    for name in names:
        if spans and language.answers.listed.match(sentence[spans[-1][1] : name.start]):
            spans[-1] = (spans[-1][0], name.end)
        else:
            spans.append((name.start, name.end))
    return spans


def _is_person(sentence: str, mention: Mention, language: Language) -> bool:
    """A name of several words, or one behind a title or before a verb of saying; not what stands where a place would."""
    several = len(words(mention.text, language)) > 1 and not mention.text.isupper()
    titled = language.answers.title.search(sentence[: mention.start])
    says = language.answers.says.match(sentence[mention.end :])
    placed = _is_place(sentence, mention, language)
    return bool((several and not placed) or titled or (says and not mention.text.isupper()))


def _is_place(sentence: str, mention: Mention, language: Language) -> bool:
    return bool(language.answers.before_a_place.search(sentence[: mention.start]))
