"""A language of which no words are listed: every rule that rests on words is off. A pack begins here and adds its own.

What holds in all languages stays: digits and their separators, signs, capitals, quotation marks, the stemmer where Snowball
has one, and the most frequent words, which say nothing about a subject, where justext lists them.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import re
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.text.languages.language import Language, Words, word_set

STEMMERS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish", "nl": "dutch",
    "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "no": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip
STOP_LISTS = {
    "sq": "Albanian", "ar": "Arabic", "hy": "Armenian", "az": "Azerbaijani", "eu": "Basque", "be": "Belarusian",
    "bn": "Bengali", "bg": "Bulgarian", "ca": "Catalan", "hr": "Croatian", "cs": "Czech", "da": "Danish", "nl": "Dutch",
    "et": "Estonian", "fi": "Finnish", "fr": "French", "gl": "Galician", "ka": "Georgian", "de": "German", "el": "Greek",
    "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "is": "Icelandic", "id": "Indonesian", "it": "Italian",
    "kk": "Kazakh", "ko": "Korean", "lv": "Latvian", "lt": "Lithuanian", "mk": "Macedonian", "ms": "Malay",
    "mr": "Marathi", "no": "Norwegian_Bokmal", "fa": "Persian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sr": "Serbian", "sk": "Slovak", "sl": "Slovenian", "es": "Spanish", "sw": "Swahili",
    "sv": "Swedish", "tl": "Tagalog", "ta": "Tamil", "te": "Telugu", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese",
}  # fmt: skip
"""The names of justext's lists, which are in order of frequency: it is what our extractor of pages uses, and comes with it."""
MOST_FREQUENT = 60
"""Behind so many words the lists begin to hold words that say something: Jahr, partie."""
DECIMAL_POINT = word_set("en ja ko zh th he hi bn ta te mr ur ar fa ms tl sw")
"""Where 1.2 is one and a fifth; elsewhere a comma parts the decimals, and a point the thousands."""
UNITS = {
    "%": ("per cent", 1.0), "€": ("euro", 1.0), "km": ("metre", 1000.0), "m": ("metre", 1.0), "cm": ("metre", 0.01),
    "mm": ("metre", 0.001), "kg": ("gram", 1e3), "g": ("gram", 1.0), "ha": ("hectare", 1.0), "kw": ("watt", 1e3),
    "mw": ("watt", 1e6), "gw": ("watt", 1e9), "°": ("degree", 1.0), "usd": ("dollar", 1.0), "eur": ("euro", 1.0),
    "uah": ("hryvnia", 1.0), "км": ("metre", 1000.0), "кг": ("gram", 1e3), "м": ("metre", 1.0),
}  # fmt: skip
"""Those that are written alike everywhere."""
NEVER = re.compile(r"(?!)")


@functools.cache
def without_words(code: str) -> Language:
    """The language of an ISO 639 code with every list of words empty and every pattern of words matching nothing."""
    plain = _emptied(Language)
    currencies = {"usd": "dollar", "eur": "euro", "gbp": "pound", "uah": "hryvnia", "chf": "franc"}
    decimal = "." if code in DECIMAL_POINT else ","
    quantities = dataclasses.replace(plain.quantities, units=UNITS, currency_codes=currencies, decimal=decimal)
    listed = frequent_words(code)
    return typing.cast(
        Language,
        dataclasses.replace(
            plain,
            code=code,
            splitter=code,
            stemmer=STEMMERS.get(code, ""),
            function_words=listed,
            quantities=quantities,
        ),
    )


def frequent_words(code: str) -> Words:
    """The most frequent words of a language; none where no list of it is known."""
    name = STOP_LISTS.get(code)
    if name is None:
        return frozenset()
    text = (_lists() / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word.lower() for word in text.split()[:MOST_FREQUENT])


def _lists() -> Path:
    """The folder of justext's lists, found without importing it, which would load lxml."""
    found = importlib.util.find_spec("justext")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "stoplists"


def _emptied(kind: type) -> Any:
    """A dataclass of words with nothing in any field; one within another likewise."""
    hints = typing.get_type_hints(kind)
    return kind(**{field.name: _empty(hints[field.name]) for field in dataclasses.fields(kind)})


def _empty(hint: Any) -> Any:
    origin = typing.get_origin(hint)
    if dataclasses.is_dataclass(hint):
        return _emptied(typing.cast(type, hint))
    if origin is re.Pattern:
        return NEVER
    if origin is Mapping:
        return {}
    if hint is str:
        return NEVER.pattern  # strings here are parts of patterns
    return frozenset() if origin is frozenset else ()
