"""Follow-ups: "And how long was the second one?" becomes a question of its own, by rules over the last turn or by a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.config import Config
from assistant.errors import LanguageModelError
from assistant.retrieval.answer_type import content_stems, expected, is_personal, stems
from assistant.schema import Turn
from assistant.text.mentions import read_mentions
from assistant.text.normalize import is_function_word, words

MOST_TURNS = 4
"""How many of the last turns a model is shown."""
MOST_CHARACTERS = 400
"""A rewriting that is longer is none."""
_ADJECTIVE = re.compile(r"^[A-Z][\w.]*(?:an|ish|ese|ch) [a-z]")
"""`American side`, `Polish minister`: a nationality, not a name."""
_OPENER = re.compile(r"^\s*(?:and|but|so|then|ok|okay|also)\b[\s,]*", re.IGNORECASE)
_ELLIPSIS = re.compile(r"^(?:what|how)\s+(?:about|of)\s+(?P<rest>.+?)\s*\?*$", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|there|then|this|that|these|those|"
    r"(?:the|that|this) (?:first|second|third|last|latter|former|other|same|next|previous)(?: one)?|one|ones|both)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|that|this|them|those|these|so)(?: (?:too|then|again|afterwards|later|in return|all|there))*\W*$"
    r"|\b(?:as well|in return|instead|after that|before that|else)\W*$|\b(?:of|by|with|about) (?:it|them|those|these|him|her)\b",
    re.IGNORECASE,
)
"""Points back even where the question names somebody: `How did Macron react to it?`"""
_PERSON = re.compile(r"\b(?:he|she|him|her|his)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"\b(?:how|long|many|much|what|which|who|whom|whose|when|where|why|did|does|do|was|were|is|are|tell|me|please)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:how|what|which|who|whom|whose|when|where|why|did|does|do|was|were|is|are|has|have|had|will|would|can|could|be|tell|give|say)\b",
    re.IGNORECASE,
)
"""A follow-up without any of these is a fragment, which takes the place of something in the last question."""
_DAY_ALONE = re.compile(r"\bthe (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:of )?[A-Z])", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?(?= (?:of )?[A-Z])|(?<=[a-z] )\d{1,2}(?:st|nd|rd|th)?(?=,? \d{4}|\W*$)")
"""The day within a date: 7 in `7 December 2021` and in `December 7, 2021`."""
_VERB_FOLLOWS = re.compile(
    r"\b(?:(?:to|did|does|do|was|were|is|are|has|have|had|will|would|should|could|can|not|who)\s+"
    r"|(?:did|does|do|was|were|is|are|has|have|had|will|would|should|could|can)\s+(?:the\s+)?(?:[A-Z][\w.’'-]*(?:,? and |, | ))+)$"
)
"""What stands before a verb: `did Biden and Putin (talk)`, `who (led)`."""
_LIGHT = frozenset(
    stems("last take took taken part hold held lay laid between before after during say said tell told get got")
)
"""Words of a question that say nothing about its subject."""
ANSWER_CHARACTERS = 200
"""Of an answer only its first line, up to so many characters, can be what a follow-up points at."""


def standalone(question: str, history: Sequence[Turn], config: Config, *, use_model: bool) -> str:
    """The question as it would be asked without the turns before it; itself where it needs none of them."""
    if not history or not depends(question):
        return question
    if use_model:
        try:
            return _by_model(question, history, config)
        except LanguageModelError:
            pass  # the rules answer too; the failing endpoint is named when the answer is drafted
    return by_rules(question, history)


def by_rules(question: str, history: Sequence[Turn]) -> str:
    """The rules over all turns: a follow-up to a follow-up takes what that one took."""
    whole = history[0][0]
    for (_, answered), (asked, _) in zip(history, [*history[1:], (question, "")], strict=True):
        whole = rewrite(asked, whole, answered) if depends(asked) else asked
    return whole


def depends(question: str) -> bool:
    """Whether a question points back: it opens with "and" or "what about", refers to something unnamed, or names nothing."""
    if _OPENER.match(question) or _ELLIPSIS.match(question.strip()) or _POINTS_BACK.search(question):
        return True
    informative = [w for w in words(_ASKING.sub(" ", question)) if not is_function_word(w.stem)]
    named = [mention for mention in read_mentions(question) if mention.kind == "name"]
    person = _PERSON.search(question)
    if person and all(mention.start > person.start() for mention in named):
        return True
    return not named and (bool(_REFERS.search(question)) or len(informative) <= 1)


def rewrite(question: str, last: str, answered: str = "") -> str:
    """The question with what it leaves out taken from the last one, and from its answer where a pronoun means that.

    >>> rewrite("What about Macron?", "How long did Biden speak with Zelensky?")
    'How long did Macron speak with Zelensky?'
    >>> rewrite("And on the 30th?", "How long did Biden and Putin talk on 7 December 2021?")
    'How long did Biden and Putin talk on 30 December 2021?'
    >>> rewrite("Who sat opposite her?", "Who led the American side in Geneva?", "Wendy Sherman did.")
    'Who sat opposite Wendy Sherman? (American, Geneva, side)'
    """
    plain = _OPENER.sub("", question).strip()
    ellipsis = _ELLIPSIS.match(plain)
    if ellipsis or not _SENTENCE.search(plain):
        return _substitute(ellipsis["rest"] if ellipsis else plain.rstrip(" ?"), last)
    plain = _with_person(plain, last, answered)
    own = {mention.kind for mention in read_mentions(plain)}
    said = {word.stem for word in words(plain)}
    context = [m.text for m in read_mentions(last) if m.kind != "figure" and (m.kind == "name" or m.kind not in own)]
    covered = {word.stem for text in context for word in words(text)} | said
    context += [last[start:end] for start, end, stem in _subject_words(last) if stem not in covered]
    if _POINTS_BACK.search(question):
        context += [mention.text for mention in read_mentions(_first_line(answered)) if mention.kind == "quote"]
    missing = [text for text in dict.fromkeys(context) if not {w.stem for w in words(text)} <= said]
    return f"{plain[:1].upper()}{plain[1:]} ({', '.join(missing)})" if missing else plain


def _subject_words(last: str) -> list[tuple[int, int, str]]:
    """What a question is about, its names and verbs left out: (start, end, stem) of each word."""
    bare = _ASKING.sub(lambda match: " " * len(match[0]), last)
    found = []
    for word in words(bare):
        plain = is_function_word(word.stem) or word.stem.isdigit() or word.stem in _LIGHT
        if not plain and not _VERB_FOLLOWS.search(f"{last[:1].lower()}{last[1 : word.start]}"):
            found.append((word.start, word.end, word.stem))
    return found


def _with_person(plain: str, last: str, answered: str) -> str:
    """`What did he say?` → `What did Ann Hill say?` where the last question names one person, or asked for one that was named."""
    pronoun = _PERSON.search(plain)
    if pronoun is None or pronoun[0].lower() == "his":
        return plain
    meant = _persons(last)
    if not meant and expected(last) == "person":
        meant = _persons(_first_line(answered))
    possessive = pronoun[0].lower() == "her" and re.match(r"\s+[a-z]", plain[pronoun.end() :])
    if len(meant) != 1 or possessive:
        return plain
    return plain[: pronoun.start()] + meant[0] + plain[pronoun.end() :]


def _persons(text: str) -> list[str]:
    """The names of a text that can be persons': not where a place would stand, not of an organisation, not a nationality."""
    names = [m for m in read_mentions(text) if m.kind == "name"]
    persons = [m.text for m in names if is_personal(text, m) and not _ADJECTIVE.search(text[m.start :])]
    return list(dict.fromkeys(persons))


def _first_line(answered: str) -> str:
    line = next(iter(answered.strip().splitlines()), "")
    return re.sub(r"\[\d+\]|\*", "", line)[:ANSWER_CHARACTERS]


def _substitute(part: str, last: str) -> str:
    """The last question about something else: what is of the part's kind is exchanged, else the part is added."""
    day = _DAY_ALONE.search(part)
    if day and _DAY.search(last):
        return _DAY.sub(day["day"], last, count=1)
    preposition = re.match(r"(?:for|in|on|at|by|with|from|to|of)\b", part, re.IGNORECASE)
    if preposition:
        phrase = re.search(
            rf"\b{preposition[0]} [^?,]*?(?= (?:for|in|on|at|by|with|from|to|of) |[?,]|$)", last, re.IGNORECASE
        )
        if phrase and _kinds(phrase[0]) & _kinds(part):
            return last[: phrase.start()] + part + last[phrase.end() :]
    kinds = _kinds(part) or ({"name"} if part[:1].isupper() else set())
    for mention in read_mentions(last):
        if mention.kind in kinds:
            return last[: mention.start] + part + last[mention.end :]
    return f"{last.rstrip(' ?')}: {part}?"


def _kinds(text: str) -> set[str]:
    return {mention.kind for mention in read_mentions(text)}


def _by_model(question: str, history: Sequence[Turn], config: Config) -> str:
    from assistant.llm import client, prompts
    from assistant.llm.settings import settings_from

    turns = "\n".join(f"Question: {asked}\nAnswer: {answered[:500]}" for asked, answered in history[-MOST_TURNS:])
    prompt = prompts.load("condense", config.home / "prompts")
    written = client.ask(prompt, settings_from(config), history=turns, question=question).text.strip()
    line = written.splitlines()[0].strip().strip('"') if written else ""
    return line if _is_about(line, question, history) else by_rules(question, history)


def _is_about(line: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a model's rewriting can be one: most of its words, and one at least, are the question's or the turns' own."""
    known = set(stems(" ".join([question, *(text for turn in history for text in turn)])))
    said = content_stems(line)
    return 0 < len(line) <= MOST_CHARACTERS and bool(said) and 2 * sum(stem in known for stem in said) > len(said)
