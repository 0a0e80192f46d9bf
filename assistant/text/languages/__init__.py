"""The languages that texts are read in: which words and rules hold is asked of a `Language`, never of a module."""

from __future__ import annotations

from assistant.text.languages.english import ENGLISH
from assistant.text.languages.french import FRENCH
from assistant.text.languages.german import GERMAN
from assistant.text.languages.language import Language, word_set
from assistant.text.languages.neutral import without_words
from assistant.text.languages.polish import POLISH
from assistant.text.languages.spanish import SPANISH
from assistant.text.languages.ukrainian import UKRAINIAN

__all__ = ["ENGLISH", "Language", "has_pack", "language", "word_set"]

LANGUAGES = {spoken.code: spoken for spoken in (ENGLISH, GERMAN, FRENCH, SPANISH, POLISH, UKRAINIAN)}
"""The packs: languages whose words are listed."""


def language(code: str | None) -> Language:
    """The language of an ISO 639 code, region and script left off: its pack, or one of which no words are known; English
    for no code.

    >>> language("en-GB").stemmer, language("de").code, language("cs").stemmer, language(None).code
    ('english', 'de', 'czech', 'en')
    """
    plain = (code or ENGLISH.code).lower().replace("_", "-").split("-")[0]
    return LANGUAGES.get(plain) or without_words(plain)


def has_pack(code: str | None) -> bool:
    """Whether the words of a language are listed; where they are not, every rule that rests on words is off."""
    return language(code).code in LANGUAGES
