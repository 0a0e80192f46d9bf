"""The languages that texts are read in: which words and rules hold is asked of a `Language`, never of a module."""

from __future__ import annotations

from assistant.text.languages.english import ENGLISH
from assistant.text.languages.language import Language, word_set

__all__ = ["ENGLISH", "Language", "language", "word_set"]

LANGUAGES = {spoken.code: spoken for spoken in (ENGLISH,)}


def language(code: str | None) -> Language:
    """The language of an ISO 639 code, region and script left off; English where it is unknown or not supported.

    English stands in, since its rules find the sentences, figures, names and quoted words of most European texts, and
    since a question must be answered in some language.

    >>> language("en-GB").stemmer, language("de").code, language(None).code
    ('english', 'en', 'en')
    """
    return LANGUAGES.get((code or "").lower().replace("_", "-").split("-")[0], ENGLISH)
