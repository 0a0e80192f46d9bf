"""Which language a text is in, told by its letters and by the words that every text has."""

from __future__ import annotations

import re

from assistant.text.languages import ENGLISH, LANGUAGES, word_set

LAST_LATIN = "\u024f"
"""Letters behind this one are of another script."""
LEAST_WORDS = 2
"""So many of its words must a language show to be taken for one that is not English: names have "de" and "la" too."""
OTHERS = word_set(
    "le les des du une est dans que qui quoi quand comment pourquoi était avec sur pour au aux quelle quel "
    "el los las del una es en por con para qué quién cuándo cómo dónde fue cuánto "
    "der die das und ist nicht wer wann wie warum wo mit auf für von hat war wurde im dem den ein eine "
    "il lo gli della di che chi quando dove perché è nel con sono "
    "de het een en van wie wat wanneer hoe o os da do em não quem onde foi"
)
"""Frequent words of languages of which most are not supported."""


def language_of(text: str) -> str | None:
    """The code of the language that a text is in; English where little tells, None for one that is not supported.

    >>> language_of("Who called the president?"), language_of("Qui a appelé le président dans la nuit ?")
    ('en', None)
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    english = sum(word in ENGLISH.frequent for word in words)
    shown = {code: sum(word in spoken.frequent for word in words) for code, spoken in LANGUAGES.items()}
    likely = max(shown, key=lambda code: (shown[code], code == ENGLISH.code))
    if likely != ENGLISH.code and shown[likely] >= LEAST_WORDS:
        return likely
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c > LAST_LATIN for c in letters) > len(letters) / 2:
        return None
    unsupported = sum(word in OTHERS for word in words)
    return None if unsupported >= LEAST_WORDS and unsupported > english else ENGLISH.code
