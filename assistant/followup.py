"""Follow-ups: "And how long was the second one?" becomes a question of its own, by rules over the last turn or by a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.atoms import read_mentions
from assistant.config import Config
from assistant.errors import LanguageModelError
from assistant.words import is_function_word, words

Turn = tuple[str, str]
"""A question and the text of its answer."""

MOST_TURNS = 4
"""How many of the last turns a model is shown."""
_OPENER = re.compile(r"^\s*(?:and|but|so|then|ok|okay|also)\b[\s,]*", re.IGNORECASE)
_ELLIPSIS = re.compile(r"^(?:what|how)\s+about\s+(?P<rest>.+?)\s*\?*$", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|there|then|this|that|these|those|"
    r"(?:the|that|this) (?:first|second|third|last|latter|former|other|same|next|previous)(?: one)?|one|ones|both)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:how|long|many|much|what|which|who|whom|whose|when|where|why|did|does|do|was|were|is|are|tell|me|please)\b",
    re.IGNORECASE,
)


def standalone(question: str, history: Sequence[Turn], config: Config, *, use_model: bool) -> str:
    """The question as it would be asked without the turns before it; itself where it needs none of them."""
    if not history or not depends(question):
        return question
    if use_model:
        try:
            return _by_model(question, history, config)
        except LanguageModelError:
            pass  # the rules answer too; the failing endpoint is named when the answer is drafted
    return rewrite(question, history[-1][0])


def depends(question: str) -> bool:
    """Whether a question points back: it opens with "and" or "what about", refers to something unnamed, or names nothing."""
    if _OPENER.match(question) or _ELLIPSIS.match(question.strip()):
        return True
    informative = [w for w in words(_ASKING.sub(" ", question)) if not is_function_word(w.stem)]
    named = any(mention.kind == "name" for mention in read_mentions(question))
    return not named and (bool(_REFERS.search(question)) or len(informative) <= 1)


def rewrite(question: str, last: str) -> str:
    """The question with what it leaves out taken from the last one.

    >>> rewrite("What about Macron?", "How long did Biden speak with Zelensky?")
    'How long did Macron speak with Zelensky?'
    >>> rewrite("And how long was the second one?", "When did Biden and Putin speak in December 2021?")
    'How long was the second one? (Biden, Putin, December 2021, speak)'
    """
    plain = _OPENER.sub("", question).strip()
    ellipsis = _ELLIPSIS.match(plain)
    if ellipsis:
        return _substitute(ellipsis["rest"], last)
    own = {mention.kind for mention in read_mentions(plain)}
    said = {word.stem for word in words(plain)}
    context = [m.text for m in read_mentions(last) if m.kind != "figure" and (m.kind == "name" or m.kind not in own)]
    covered = {word.stem for text in context for word in words(text)} | said
    bare = _ASKING.sub(lambda match: " " * len(match[0]), last)
    for word in words(bare):
        if word.stem not in covered and not is_function_word(word.stem) and not word.stem.isdigit():
            context.append(last[word.start : word.end])
    missing = [text for text in dict.fromkeys(context) if not {w.stem for w in words(text)} <= said]
    return f"{plain[:1].upper()}{plain[1:]} ({', '.join(missing)})" if missing else plain


def _substitute(part: str, last: str) -> str:
    """The last question about something else: what is of the part's kind is exchanged, else the part is added."""
    kinds = [mention.kind for mention in read_mentions(part)] or (["name"] if part[:1].isupper() else [])
    for mention in read_mentions(last):
        if mention.kind in kinds:
            return last[: mention.start] + part + last[mention.end :]
    return f"{last.rstrip(' ?')}: {part}?"


def _by_model(question: str, history: Sequence[Turn], config: Config) -> str:
    from assistant import llm, prompts
    from assistant.answer import settings_from

    turns = "\n".join(f"Question: {asked}\nAnswer: {answered[:500]}" for asked, answered in history[-MOST_TURNS:])
    prompt = prompts.load("condense", config.home / "prompts")
    written = llm.ask(prompt, settings_from(config), history=turns, question=question).text.strip()
    line = written.splitlines()[0].strip().strip('"') if written else ""
    return line if 0 < len(line) <= 400 else rewrite(question, history[-1][0])
