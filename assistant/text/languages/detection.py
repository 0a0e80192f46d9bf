"""Which language a text is in: by py3langid among the languages that newspapers are written in, with what short questions need.

A question of three words tells little, and most of it are names. So letters that only one language of its script has decide
first, then words that every text of a supported language has, and English is what it is where the rest is unsure: measured on
`eval/languages/short_questions.tsv`, the figures are in eval/figures.md.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Mapping
from typing import Any

from assistant.text.languages import ENGLISH, LANGUAGES
from assistant.text.languages.neutral import NAMES_OF

ENGLISH_IS = 5.0
"""How much likelier English is than another language, before the detector is asked."""
WORD_TELLS = 4.0
"""What each of a language's most frequent words in a short text multiplies its probability by."""
FEW_WORDS, FEW_NAMES = 12, 4
"""Words of a text that are looked up among the frequent ones; so many words, all with a capital, are names."""
MOST = 2_000
"""Characters that are looked at."""
LETTERS = (
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[ыэё]")),
    ("pl", re.compile("[łąęśźż]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("es", re.compile("[¿¡]")),
)
"""Letters that tell a language from those which a few words of it are often taken for; Belarusian and Kazakh share some."""
TAKEN_FOR = {
    "uk": ("ru", "bg", "mk", "sr"),
    "ru": ("uk", "bg", "mk", "sr"),
    "pl": ("en", "de", "sk", "cs", "sl", "hr"),
    "ja": ("zh",),
    "es": ("en", "pt", "it", "ca", "gl", "sl", "tl", "eu"),
}
"""Beside which answers of the detector those letters decide."""
LATIN_CAPITAL = re.compile("[A-ZÀ-Þ\u0100-\u024f]")
POSSESSIVE = re.compile(r"\w['’]s\b")
RIGHT_TO_LEFT = frozenset(("ar", "he", "fa", "ur"))


def language_of(text: str) -> str:
    """The ISO 639 code of the language that a text is in; English where it has no words.

    >>> language_of("Who called the president?"), language_of("Wann rief Putin an?")
    ('en', 'de')
    """
    return _language_of(text[:MOST])


def language_name(code: str | None) -> str:
    """`de` → `German`; a code without a name as it is."""
    return NAMES_OF.get(code or "", code or "a language that was not recognised")


@functools.lru_cache(maxsize=4096)
def _language_of(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text)
    plain = " ".join(words).lower()  # without capitals, which say nothing of a name's language
    only_names = len(words) <= FEW_NAMES and all(LATIN_CAPITAL.match(word) for word in words)
    shown = _shown(text, plain)
    if only_names:
        likeliest = max(shown, key=lambda code: (shown[code], code == ENGLISH.code))
    else:
        ranked = _rank(plain)
        likeliest = max(ranked, key=lambda code: ranked[code] * _usual(code, shown))
    for other, letters in LETTERS:
        taken = likeliest in TAKEN_FOR[other] and not (likeliest == ENGLISH.code and shown[likeliest])
        if taken and letters.search(text.lower()):
            return other
    return likeliest


def _usual(code: str, shown: Mapping[str, int]) -> float:
    """How much likelier a language is than another before the detector is asked."""
    return (ENGLISH_IS if code == ENGLISH.code else 1.0) * WORD_TELLS ** shown.get(code, 0)


def _shown(text: str, plain: str) -> dict[str, int]:
    """How many of a text's first words are among the frequent ones of each language that has a pack."""
    first = plain.split()[:FEW_WORDS]
    shown = {code: sum(word in spoken.frequent for word in first) for code, spoken in LANGUAGES.items()}
    shown[ENGLISH.code] += bool(POSSESSIVE.search(text))
    return shown


_ASKING = threading.Lock()


def _rank(text: str) -> dict[str, float]:
    with _ASKING:
        return {str(code): float(probability) for code, probability in _identifier().rank(text)}


@functools.cache
def _identifier() -> Any:
    """The detector, read when it is first asked (a fifth of a second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(NAMES_OF))
    return identifier
