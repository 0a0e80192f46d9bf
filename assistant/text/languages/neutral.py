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

NAMES_OF: Mapping[str, str] = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pl": "Polish", "uk": "Ukrainian", "ru": "Russian",
    "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish", "da": "Danish", "no": "Norwegian", "fi": "Finnish",
    "is": "Icelandic", "cs": "Czech", "sk": "Slovak", "hu": "Hungarian", "ro": "Romanian", "bg": "Bulgarian", "el": "Greek",
    "tr": "Turkish", "sr": "Serbian", "hr": "Croatian", "sl": "Slovenian", "et": "Estonian", "lv": "Latvian",
    "lt": "Lithuanian", "ca": "Catalan", "gl": "Galician", "eu": "Basque", "sq": "Albanian", "mk": "Macedonian",
    "be": "Belarusian", "ka": "Georgian", "hy": "Armenian", "az": "Azerbaijani", "kk": "Kazakh", "ar": "Arabic",
    "he": "Hebrew", "fa": "Persian", "ur": "Urdu", "hi": "Hindi", "bn": "Bengali", "ta": "Tamil", "te": "Telugu",
    "mr": "Marathi", "th": "Thai", "vi": "Vietnamese", "id": "Indonesian", "ms": "Malay", "tl": "Tagalog", "sw": "Swahili",
    "ja": "Japanese", "ko": "Korean", "zh": "Chinese",
}  # fmt: skip
"""The languages that are told apart: those with newspapers. Of more, more short questions would be taken for a neighbour's."""
SNOWBALL = word_set(
    "arabic armenian basque catalan czech danish dutch estonian finnish french german greek hindi hungarian indonesian italian"
    " lithuanian norwegian persian polish portuguese romanian russian serbian spanish swedish tamil turkish"
)
"""The languages that Snowball has a stemmer for, by the names that it has there."""
LISTED_AS = {"no": "Norwegian_Bokmal"}
"""justext's lists, which are in order of frequency, have the names of their languages but for this one: it is what our extractor of
pages uses, and comes with it."""
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
MYRIADS = {"千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8, "兆": 1e12}
"""What stands behind a number in Chinese, Japanese and Korean."""
NEVER = re.compile(r"(?!)")


@functools.cache
def without_words(code: str) -> Language:
    """The language of an ISO 639 code with every list of words empty and every pattern of words matching nothing."""
    plain = _emptied(Language)
    currencies = {"usd": "dollar", "eur": "euro", "gbp": "pound", "uah": "hryvnia", "chf": "franc"}
    decimal = "." if code in DECIMAL_POINT else ","
    quantities = dataclasses.replace(
        plain.quantities, scales=MYRIADS, units=UNITS, currency_codes=currencies, decimal=decimal
    )
    listed, name = frequent_words(code), NAMES_OF.get(code, "").lower()
    return typing.cast(
        Language,
        dataclasses.replace(
            plain,
            code=code,
            splitter=code,
            stemmer=name if name in SNOWBALL else "",
            function_words=listed,
            quantities=quantities,
        ),
    )


def frequent_words(code: str) -> Words:
    """The most frequent words of a language; none where no list of it is known."""
    path = _lists() / f"{LISTED_AS.get(code) or NAMES_OF.get(code)}.txt"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
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
