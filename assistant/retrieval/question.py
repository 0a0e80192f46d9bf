"""A question as typed turned into a Query, and the days it names.

Only what is certain becomes a filter: words about publication ("reports published in March 2022") and a known outlet
that the question asks to speak ("according to the Harbour Courier"). The day of an event is no filter, since a report
of it may come later: `named_days` gives such days to the ranking.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.errors import QuestionError
from assistant.schema import Query
from assistant.text.dates import named_days

MOST_CHARACTERS, MOST_WORDS = 2_000, 300


def understand(text: str, *, today: dt.date | None = None, outlets: Sequence[str] = ()) -> Query:
    """The question with the filters that it states for certain.

    >>> understand("What was reported about the call in articles published on 29 March 2022?").since
    datetime.date(2022, 3, 29)

    Raises QuestionError for an empty question, one of punctuation only, or one that is too long.
    """
    plain = _checked(text)
    since, until = _publication(plain, today)
    return Query(text=plain, since=since, until=until, outlets=_speaking_outlets(plain, outlets))


def subject(text: str) -> str:
    """The question without the verb that only asks for words: what it is about.

    >>> subject("What did the Kremlin call the mood around Ukraine?")
    'What did the Kremlin      the mood around Ukraine?'

    Otherwise "call" would lead to every telephone call. Characters keep their places.
    """
    match = _ASKS_FOR_WORDS.search(text)
    if match is None:
        return text
    start, end = match.span("verb")
    return text[:start] + " " * (end - start) + text[end:]


def asks_for_the_latest(text: str) -> bool:
    """Whether a question wants what was reported last: `What is the latest on …`, `how many so far`, `are they still …`.

    Not where it names days: then those are what it wants.
    """
    return bool(_LATEST.search(text)) and not named_days(text)


def foreign(text: str) -> bool:
    """Whether a question is plainly not English: mostly another script, or the function words of another language."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c > "\u024f" for c in letters) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    theirs = sum(word in _FOREIGN for word in words)
    ours = sum(word in _ENGLISH for word in words)
    return theirs >= 2 and theirs > ours


def about_the_index(text: str) -> bool:
    """Whether a question asks about the collection itself: `How many articles do you have?`, `What is in this corpus?`"""
    return bool(_ABOUT_THE_INDEX.search(text))


_HELD = r"(?:articles?|documents?|files?|outlets?|newspapers?|reports?|sources?|dates?|passages?)"
_COLLECTION = r"(?:the|this|that|your|my) (?:index|corpus|collection|archive|database|library|folder)"
_ABOUT_THE_INDEX = re.compile(
    rf"\b(?:how many|which|what|list(?: all)?(?: the)?) {_HELD}\b.{{0,20}}"
    rf"\b(?:do you (?:have|know|hold|cover)|are (?:there )?(?:indexed|in {_COLLECTION}))"
    r"|^\W*(?:what(?:'s| is| are)|how (?:big|large|old|fresh|many|up to date)|tell me about|describe|list)\b"
    rf".{{0,40}}\b{_COLLECTION}\W*$"
    r"|^\W*what (?:do|can) you (?:know|answer|tell me)(?: about)?\W*$",
    re.IGNORECASE,
)

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|up[- ]to[- ]date|current(?:ly)?|so far(?! \w+\?)|by now|as of now|right now|at the moment"
    r"|as things stand|these days|nowadays)\b"
    r"|\blast (?:word|known|reported|heard|count|one (?:known|reported))\b"
    r"|\b(?:is|are|do|does|has|have|who's|what's|where's)\b[^.?!]*\b(?:still|now|any ?more|yet)\b",
    re.IGNORECASE,
)

_ASKS_FOR_WORDS = re.compile(
    r"\b(?:what|how) (?:did|do|does|was|were|is|are|has|have)\b.*?\b(?P<verb>call(?:ed)?|say|said|describe[ds]?|nam(?:e|ed)|term(?:ed)?"
    r"|label(?:l?ed)?|characteri[sz]ed?|dub(?:bed)?)\b(?! (?:on|for|off|to)\b)",
    re.IGNORECASE,
)
"""`what did … call`, `what were … called`, `how did … describe`; not `call for`."""


def _checked(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise QuestionError("the question is empty: ask something, such as: who met whom, and when?")
    if not any(c.isalnum() for c in plain):
        raise QuestionError("the question has no words: ask something, such as: who met whom, and when?")
    if len(plain) > MOST_CHARACTERS or plain.count(" ") >= MOST_WORDS:
        words = plain.count(" ") + 1
        raise QuestionError(
            f"the question has {words:,} words and {len(plain):,} characters: "
            f"ask one of at most {MOST_WORDS} words and {MOST_CHARACTERS:,} characters"
        )
    return plain


_REPORTS = r"(?:reports?|articles?|stories|coverage|news|items?|published|reported)"
_PUBLISHED = re.compile(
    rf"\b{_REPORTS}\b(?: \w+){{0,2}}? (?P<how>on|in|from|since|after|before|until|by|between|during)\b (?P<when>.*)",
    re.IGNORECASE,
)


def _publication(text: str, today: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """Since and until, where the question speaks of when something was published."""
    match = _PUBLISHED.search(text)
    if match is None or not re.search(r"\b(?:published|articles?|reports|coverage)\b", match[0], re.IGNORECASE):
        return None, None
    words = match["when"].split()
    days = named_days(" ".join(["in", *words[:9]]), today)
    if not days:
        return None, None
    how = match["how"].lower()
    if how == "after":
        return days[0].last + dt.timedelta(days=1), None
    if how in ("since", "from") and not (how == "from" and len(days) == 1):
        return days[0].first, days[-1].last if len(days) > 1 else None
    if how == "before":
        return None, days[0].first - dt.timedelta(days=1)
    if how in ("until", "by"):
        return None, days[0].last
    return days[0].first, days[-1].last


_SPEAKS = r"(?:according to|as reported by|reported by|published by|published in|in|by|did|does|from) (?:the )?"


def _speaking_outlets(text: str, outlets: Sequence[str]) -> tuple[str, ...]:
    """The known outlets that the question wants to hear, named in full."""
    named = []
    for outlet in dict.fromkeys(outlets):
        bare = re.escape(re.sub("^the ", "", outlet, flags=re.IGNORECASE))
        if re.search(rf"\b{_SPEAKS}{bare}(?!\w)", text, re.IGNORECASE):
            named.append(outlet)
    return tuple(named)


_FOREIGN_WORDS = (
    "le les des du une est dans que qui quoi quand comment pourquoi était avec sur pour au aux quelle quel "
    "el los las del una es en por con para qué quién cuándo cómo dónde fue cuánto "
    "der die das und ist nicht wer wann wie warum wo mit auf für von hat war wurde im dem den ein eine "
    "il lo gli della di che chi quando dove perché è nel con sono "
    "de het een en van wie wat wanneer hoe o os da do em não quem onde foi"
)
_ENGLISH_WORDS = (
    "the of and to in is was were are did do does what who when where how why which a an on for by with that"
)
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
