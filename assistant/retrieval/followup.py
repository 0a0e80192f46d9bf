"""Follow-ups: "And how long was the second one?" becomes a question of its own, by rules over the last turn or by a model.

Where a question names nothing, and speaks of "the repairs" as known, reading tells whether it is one (`Follows`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.config import Config
from assistant.errors import LanguageModelError
from assistant.llm import client, prompts
from assistant.llm.settings import LanguageModelSettings, settings_from
from assistant.retrieval.courtesy import courtesy
from assistant.retrieval.dependence import depends, says_little
from assistant.schema import Turn
from assistant.text import languages
from assistant.text.languages import ENGLISH, Language
from assistant.text.languages.detection import language_of
from assistant.text.mentions import read_mentions
from assistant.text.normalize import content_stems, is_function_word, listed_stems, stems, words
from assistant.text.persons import is_personal

MOST_TURNS = 4
"""How many of the last turns a follow-up may go back, and a model is shown."""
MOST_CHARACTERS = 400
"""A rewriting that is longer is none."""
ANSWER_CHARACTERS = 200
"""Of an answer only its first line, up to so many characters, can be what a follow-up points at."""
SURE = 0.6
"""Confidence from which an article is taken to answer a question that may be about it (eval/figures.md)."""

Follows = Callable[[str, str, str], bool]
"""Whether a question that says little is about what was told: the last question, and how its answer began."""


def standalone(question: str, history: Sequence[Turn], config: Config, *, use_model: bool, follows: Follows) -> str:
    """The question as it would be asked without the turns before it; itself where it needs none of them.

    `follows` decides on a question that says little, which may be either. `use_model` asks the model of an endpoint. One on this
    machine is not asked: it costs seconds, and the rules are ahead of it (`eval/followups.py`).
    """
    history = [turn for turn in history if not courtesy(turn[0])][-MOST_TURNS:]
    if not history:
        return question
    # A few words tell no language: "Et Macron ?" is in that of the questions before it.
    language = languages.language(language_of(" ".join([*(asked for asked, _ in history), question])))
    alone = not depends(question, language)
    if alone and not says_little(question, language):
        return question
    *before, (asked, answered) = history
    # What the last one took from those before it, this one takes from it.
    last = standalone(asked, before, config, use_model=False, follows=follows)
    if alone and not (0 < len(last) <= MOST_CHARACTERS and follows(question, last, _first_line(answered))):
        return question
    written = ""
    if use_model:
        try:
            settings = settings_from(config)
            if settings.local is None:
                written = by_model(question, history, config.home, settings, language)
        except LanguageModelError:
            pass  # the rules answer too; the failing endpoint is named when the answer is drafted
    return written or rewrite(question, last, answered, language)


def rewrite(question: str, last: str, answered: str = "", language: Language = ENGLISH) -> str:
    """The question with what it leaves out taken from the last one, and from its answer where a pronoun means that.

    >>> rewrite("What about Macron?", "How long did Biden speak with Zelensky?")
    'How long did Macron speak with Zelensky?'
    >>> rewrite("And on the 30th?", "How long did Biden and Putin talk on 7 December 2021?")
    'How long did Biden and Putin talk on 30 December 2021?'
    >>> rewrite("Who sat opposite her?", "Who led the American side in Geneva?", "Wendy Sherman did.")
    'Who sat opposite Wendy Sherman? (American, Geneva, side)'
    """
    known = language.follow_ups
    plain = known.opener.sub("", question).strip()
    ellipsis = known.ellipsis.match(plain)
    if ellipsis or not known.whole.search(plain):
        return _substitute(ellipsis["rest"] if ellipsis else plain.rstrip(" ?"), last, language)
    plain = _with_person(plain, last, answered, language)
    own = _kinds(plain, language)
    said = set(stems(plain, language))
    asked = read_mentions(last, language=language)
    context = [m.text for m in asked if m.kind != "figure" and (m.kind == "name" or m.kind not in own)]
    covered = {stem for text in context for stem in stems(text, language)} | said
    context += [last[start:end] for start, end, stem in _subject_words(last, language) if stem not in covered]
    if known.points_back.search(question):
        told = read_mentions(_first_line(answered), language=language)
        context += [mention.text for mention in told if mention.kind == "quote"]
    missing = [text for text in dict.fromkeys(context) if not set(stems(text, language)) <= said]
    return f"{plain[:1].upper()}{plain[1:]} ({', '.join(missing)})" if missing else plain


def _subject_words(last: str, language: Language) -> list[tuple[int, int, str]]:
    """What a question is about, its names and verbs left out: (start, end, stem) of each word."""
    known = language.follow_ups
    bare = known.asking.sub(lambda match: " " * len(match[0]), last)
    light = listed_stems(known.light, language)
    found = []
    for word in words(bare, language):
        plain = is_function_word(word.stem, language) or word.stem.isdigit() or word.stem in light
        if not plain and not known.before_a_verb.search(f"{last[:1].lower()}{last[1 : word.start]}"):
            found.append((word.start, word.end, word.stem))
    return found


def _with_person(plain: str, last: str, answered: str, language: Language) -> str:
    """`What did he say?` → `What did Ann Hill say?` where the last question names one person, or asked for one that was named."""
    known = language.follow_ups
    pronoun = known.person.search(plain)
    if pronoun is None or pronoun[0].lower() in known.possessive:
        return plain
    meant = _persons(last, language)
    if not meant and known.who.search(last):
        meant = _persons(_first_line(answered), language)
    possessive = pronoun[0].lower() in known.possessive_too and re.match(r"\s+[a-z]", plain[pronoun.end() :])
    if len(meant) != 1 or possessive:
        return plain
    return plain[: pronoun.start()] + meant[0] + plain[pronoun.end() :]


def _persons(text: str, language: Language) -> list[str]:
    """The names of a text that can be persons': not where a place would stand, not of an organisation, not a nationality."""
    nationality = language.follow_ups.nationality
    names = [m for m in read_mentions(text, language=language) if m.kind == "name"]
    persons = [m.text for m in names if is_personal(text, m, language) and not nationality.search(text[m.start :])]
    return list(dict.fromkeys(persons))


def _first_line(answered: str) -> str:
    line = next(iter(answered.strip().splitlines()), "")
    return re.sub(r"\[\d+\]|\*", "", line)[:ANSWER_CHARACTERS]


def _substitute(part: str, last: str, language: Language) -> str:
    """The last question about something else: what is of the part's kind is exchanged, else the part is added."""
    known = language.follow_ups
    day = known.day_alone.search(part)
    if day and known.day.search(last):
        return known.day.sub(day["day"], last, count=1)
    kinds = _kinds(part, language)
    preposition = re.match(rf"(?:{known.prepositions})\b", part, re.IGNORECASE)
    if preposition:
        to_the_next = rf"\b{preposition[0]} [^?,]*?(?= (?:{known.prepositions}) |[?,]|$)"
        phrase = re.search(to_the_next, last, re.IGNORECASE)
        if phrase and _kinds(phrase[0], language) & kinds:
            return last[: phrase.start()] + part + last[phrase.end() :]
    kinds = kinds or ({"name"} if part[:1].isupper() else set())
    for mention in read_mentions(last, language=language):
        if mention.kind in kinds:
            return last[: mention.start] + part + last[mention.end :]
    return f"{last.rstrip(' ?')}: {part}?"


def _kinds(text: str, language: Language) -> set[str]:
    return {mention.kind for mention in read_mentions(text, language=language)}


def by_model(
    question: str, history: Sequence[Turn], home: Path, settings: LanguageModelSettings, language: Language = ENGLISH
) -> str:
    """What a language model makes of it; nothing where that is no such question. Raises LanguageModelError."""
    turns = "\n".join(f"Question: {asked}\nAnswer: {answered[:500]}" for asked, answered in history)
    prompt = prompts.load("condense", home / "prompts")
    written = client.ask(prompt, settings, history=turns, question=question).text.strip()
    line = written.splitlines()[0].strip().strip('"') if written else ""
    return line if _is_about(line, question, history, language) else ""


def _is_about(line: str, question: str, history: Sequence[Turn], language: Language) -> bool:
    """Whether a model's rewriting can be one: most of its words, and one at least, are the question's or the turns' own."""
    known = set(stems(" ".join([question, *(text for turn in history for text in turn)]), language))
    said = content_stems(line, language)
    return 0 < len(line) <= MOST_CHARACTERS and bool(said) and 2 * sum(stem in known for stem in said) > len(said)
