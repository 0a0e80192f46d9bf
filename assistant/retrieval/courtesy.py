"""What is typed into a question box and asks nothing: a greeting, thanks, a bare "?"."""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.languages import ENGLISH, Language

Courtesy = Literal["greeting", "thanks", "nothing"]
MOST_CHARACTERS = 80
BETWEEN = re.compile(r"[\W_]+")


def courtesy(text: str, language: Language = ENGLISH) -> Courtesy | None:
    """Which of them a text is, and is only: "Hello, who won the cup?" asks.

    >>> courtesy("Hi there, thanks!"), courtesy("Thanks to whom was the bridge built?")
    ('thanks', None)
    """
    if not text.strip() or len(text) > MOST_CHARACTERS:
        return None
    said = BETWEEN.sub(" ", text.replace("’", "'")).strip()
    if not said:
        return "nothing"
    greeting, thanks = language.questions.greeting, language.questions.thanks
    if not re.fullmatch(rf"(?i:(?:{greeting.pattern}|{thanks.pattern})(?: |$))+", f"{said} "):
        return None
    return "thanks" if thanks.search(said) and not greeting.fullmatch(said) else "greeting"
