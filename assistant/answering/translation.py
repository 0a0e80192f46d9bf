"""A passage in the language of whoever reads it, in a language model's words: shown beside the passage, which stays what is cited.

Nobody judges a translation. What needs no language is compared: which numbers and names of the passage it has. A reply that has
none of them, or is in the passage's own language, is none: a refusal, or words that something in the passage asked for.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import LanguageModelError
from assistant.llm import client, prompts
from assistant.llm.sanitize import fenced, quoted, without_instructions
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Translation
from assistant.text.invisible import strip_invisible
from assistant.text.languages import language
from assistant.text.languages.detection import language_name, language_of
from assistant.verification.across import carried_over

ENOUGH = 3
"""Numbers and names of a passage: where a reply has none of so many, it is no translation."""
GROWS, ROOM = 5, 200
"""A translation has at most so many times its passage's characters, and so many more: Chinese into English takes three to four."""


def translate(
    passage: str, spoken: str, into: str, settings: LanguageModelSettings, folder: Path | None = None
) -> Translation:
    """The passage, which is in the language of the code `spoken`, in that of the code `into`; sentences of it that give instructions
    are not sent. `folder` may hold the workspace's own prompts.

    Raises LanguageModelError where the model fails, or its reply is no translation.
    """
    sent = without_instructions(passage, language(spoken))
    prompt = prompts.load("translate", folder)
    written = client.ask(prompt, settings, **fenced(quoted(sent, language(spoken))), language=language_name(into))
    text = _plain(written.text)
    carried = carried_over(sent, text, language(spoken), language(into))
    if fault := _fault(text, carried, spoken, into):
        raise LanguageModelError(f"{settings.model} did not translate the passage: {fault}: use another model")
    longest = GROWS * len(sent) + ROOM
    if written.incomplete or len(text) > longest:
        text = f"{text[:longest].rstrip()} …"
    return Translation(text, into, settings.model, tuple(dict.fromkeys(one for one, there in carried if not there)))


def _plain(reply: str) -> str:
    """A reply on one line, without the marks of the prompt, which some models repeat."""
    lines = strip_invisible(reply).splitlines()
    return " ".join(" ".join(re.sub(r"^\s*\|", "", line) for line in lines if not line.startswith("=====")).split())


def _fault(text: str, carried: list[tuple[str, bool]], spoken: str, into: str) -> str | None:
    """Why a reply is no translation; None where it may be one."""
    if not text:
        return "its reply is empty"
    told = language_of(text)
    if told == spoken != into:
        return f"its reply is in {language_name(told)}"
    if len(carried) >= ENOUGH and not any(there for _, there in carried):
        return "its reply has none of the passage's figures and names"
    return None
