"""A question as typed turned into a `Query`: all that is understood of it, read here and nowhere else.

Only what is certain becomes a filter: words about publication ("reports published in March 2022") and a known outlet
that the question asks to speak ("according to the Harbour Courier"). The day of an event is no filter, since a report
of it may come later: `Query.days` gives such days to the ranking.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.errors import QuestionError
from assistant.retrieval import answer_type
from assistant.retrieval.answer_type import content_stems, stems
from assistant.schema import Days, Query, QueryWord, Turn
from assistant.text.date_words import DateWords, days_meant
from assistant.text.dates import named_days
from assistant.text.mentions import Mention, read_mentions
from assistant.text.normalize import is_function_word, words

MOST_CHARACTERS, MOST_WORDS = 2_000, 300
SAME_EVENT_DAYS = 3
"""Reports of one event lie within this many days."""


def understand(
    text: str, *, today: dt.date | None = None, outlets: Sequence[str] = (), history: Sequence[Turn] = ()
) -> Query:
    """All that a question says: what it is about, what kind of answer it wants, and the filters that it states for certain.

    >>> understand("What was reported about the call in articles published on 29 March 2022?").since
    datetime.date(2022, 3, 29)

    `history` are the turns that it was understood from, where it is a follow-up (`followup.standalone`). Raises QuestionError
    for an empty question, one of punctuation only, or one that is too long.
    """
    plain = _checked(text)
    since, until = _publication(plain, today)
    mentions = read_mentions(plain)
    days = tuple(named_days(plain, today))
    about = subject(plain)
    kind = answer_type.expected(plain)
    return Query(
        text=plain,
        since=since,
        until=until,
        outlets=_speaking_outlets(plain, outlets),
        history=tuple(history),
        language=None if _is_foreign(plain) else "en",
        undated_text=without_dates(plain),
        subject=about,
        stems=tuple(stems(plain)),
        subject_stems=tuple(dict.fromkeys(content_stems(about))) or tuple(stems(plain)),
        words=_key_words(plain, mentions),
        names=tuple(mention.text for mention in mentions if mention.kind == "name"),
        answer_type=kind,
        speaker=answer_type.speaker(plain) if kind == "quote" else None,
        counted=answer_type.counted(plain),
        asks_for_name=answer_type.asks_for_name(plain),
        asks_for_words=answer_type.asks_for_words(plain),
        days=days,
        partial_days=() if days else _partial_days(plain, mentions),
        wants_latest=bool(_LATEST.search(plain)) and not days,  # one that names days wants those
        wants_versions=bool(_VERSIONS.search(plain)),
        wants_each=bool(_EACH.search(plain)),
        wants_several=bool(_SEVERAL.search(plain)),
        about_collection=bool(_ABOUT_THE_INDEX.search(plain)),
    )


def days_asked(query: Query, published: dt.date | None) -> list[Days]:
    """The days that a question names; those without a year are of the year next to the article's: `on 9 December`."""
    if query.days:
        return list(query.days)
    found = []
    for written in query.partial_days:
        for mention in read_mentions(written):
            if isinstance(mention.value, DateWords) and (meant := days_meant(mention.value, published)):
                found.append(meant)
    return found


def is_near(told: Days, days: Sequence[Days]) -> bool:
    """Whether days that a text speaks of touch the asked ones, or those around them that are of one event."""
    slack = dt.timedelta(days=SAME_EVENT_DAYS)
    return any(told.first <= span.last + slack and span.first - slack <= told.last for span in days)


def is_of(date: dt.date | None, days: Sequence[Days]) -> bool:
    """On one of the days, or within the days after in which news of it appears."""
    slack = dt.timedelta(days=SAME_EVENT_DAYS)
    return date is not None and any(span.first <= date <= span.last + slack for span in days)


def _partial_days(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The dates that are of what is asked for: not `before Tuesday`."""
    return tuple(m.text for m in mentions if m.kind == "date" and not _BESIDE_A_DAY.search(text[: m.start]))


def without_dates(text: str) -> str:
    """`Who called in February 2022?` → `Who called?`"""
    for mention in reversed(read_mentions(text)):
        if mention.kind == "date":
            before, behind = _BEFORE_A_DATE.sub("", text[: mention.start]), text[mention.end :]
            text = before + behind if before else behind.lstrip(" ,")
    return text


def _key_words(text: str, mentions: Sequence[Mention]) -> tuple[QueryWord, ...]:
    dates = [(m.start, m.end) for m in mentions if m.kind == "date"]
    names = [(m.start, m.end) for m in mentions if m.kind == "name"]

    def within(start: int, spans: Sequence[tuple[int, int]]) -> bool:
        return any(first <= start < end for first, end in spans)

    return tuple(
        QueryWord(text[word.start : word.end], word.stem, within(word.start, names))
        for word in words(text)
        if not (is_function_word(word.stem) or word.stem in _ASKING or word.stem.isdigit() or within(word.start, dates))
    )


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


def _is_foreign(text: str) -> bool:
    """Whether a question is plainly not English: mostly another script, or the function words of another language."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c > "\u024f" for c in letters) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    theirs = sum(word in _FOREIGN for word in words)
    ours = sum(word in _ENGLISH for word in words)
    return theirs >= 2 and theirs > ours


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

_VERSIONS = re.compile(
    r"\b(?:each|both|either) sides?\b"
    r"|\b(?:each|both|either) (?:of the )?(?:\w+ )?(?:articles?|reports?|sources?|outlets?|papers?|newspapers?|accounts?|versions?)\b"
    r"|\bthe (?:two|three|various|different) (?:\w+ |\w+-\w+ )?(?:articles|reports|sources|outlets|papers|newspapers|accounts|versions)\b"
    r"|\b(?:different|differing|conflicting|several|two|three|other|various) (?:wordings?|versions?|accounts?|renderings?|translations?)\b"
    r"|\b(?:different|differing|conflicting) (?:words|figures?|numbers|sums)\b"
    r"|\b(?:differ|differs|disagree|disagrees|contradict|contradicts)\b|\bdid\b.* \band\b.* agree on\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|both|every one|respectively)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:took part|take part|participa\w+|attend\w*|present|joined|on the line|which \w*\s?(?:leaders|presidents|ministers|people))\b"
    r"|\bwho (?:were|are|all|met)\b",
    re.IGNORECASE,
)
_BESIDE_A_DAY = re.compile(r"\b(?:before|after|since|until|than|as of|following)\s+(?:the\s+)?$", re.IGNORECASE)
"""Before a date that is not the day of what is asked for."""
_BEFORE_A_DATE = re.compile(r"\s*\b(?:in|on|of|at|from|during|since|until|by|for)?(?: the)?\s*$", re.IGNORECASE)
_ASKING = frozenset(
    stems("long much many say said call tell told describe name ask asked kind sort type happen happened")
)
"""Words that ask rather than name what is asked for."""

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
