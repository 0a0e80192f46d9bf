"""What kind of answer a question expects, and the shortest exact span of a sentence that is of that kind.

`How long did the call last?` expects a duration; in `They spoke for about fifty minutes on Thursday.` it is
`about fifty minutes`. Highlight nothing rather than something wrong: where a sentence holds no such span, or several
that cannot be told apart, there is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from assistant.schema import AnswerType, AtomKind, Query, Span
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.normalize import is_function_word, words
from assistant.text.numbers import Figure

MONEY = frozenset(("dollar", "euro", "pound", "yen", "rouble", "hryvnia", "rupee", "yuan", "franc"))
UNITS: dict[AnswerType, frozenset[str | None]] = {
    "duration": frozenset(("time", "months")),
    "money": MONEY,
    "share": frozenset(("per cent", "percentage point")),
    "time": frozenset(("clock",)),
}
READ_UP_TO: dict[AnswerType, AtomKind] = {"person": "name", "place": "name", "quote": "quote", "date": "date"}
"""The last kind of mention that an answer of a kind is found among; figures for the others."""
_HEDGE = re.compile(
    r"(?:(?<!was )(?<!is )(?<!were )\b(?:about|around|almost|nearly|roughly|approximately|some|over|under|more than|less than|"
    r"at least|at most|just "
    r"over|just under|up to|close to|exactly|fewer than|well over|a little over|a little under)\s+)$",
    re.IGNORECASE,
)
_NOT_LASTING = re.compile(
    r"\b(?:in|within|after|before|every|each|next|past|previous|coming|recent|over the|in the (?:last|past|next))\s+"
    r"(?:(?:the|last|past|next|about|around|just|only|less than|more than|over|under|nearly|almost)\s+)*$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\b(?:was|were|is) (?:over|up|done|finished)(?: (?:in|after|within))?\s+$", re.IGNORECASE)
"""`It was over 62 minutes later`, `was over in 55 minutes`: how long it took after all."""
_NOT_LASTING_AFTER = re.compile(r"^\s*(?:ago|later|earlier|after|old|apart|away|from now|into)\b", re.IGNORECASE)
"""A stretch of time that tells when, not how long: `their second in less than a month`, `two days later`."""
_LEADERS = (
    r"president|leader|leaders|minister|ministers|official|politician|politicians|spokes\w+|person|people|adviser"
)
_SPOKEN = r"call|describe|say|tell|name|term|label|warn|threaten|reply|answer"
_FORMS: tuple[tuple[AnswerType, str], ...] = (
    ("duration", r"\bhow long\b|\bduration\b|\blength of (?:the|each|that|this|their)\b"),
    ("duration", r"\bhow many (?:minutes|hours|days|weeks|months|years)\b"),
    ("share", r"\b(?:what|which) (?:percentage|share|proportion|per ?cent)\b|\bhow many per ?cent\b"),
    ("money", r"\bhow much (?:money|funding|aid|did\b.* cost|does\b.* cost|will\b.* cost|is\b|was\b)"),
    ("money", r"\b(?:what|which) (?:sum|amount|price|cost)\b|\bhow many (?:dollars|euros|pounds|roubles|rubles)\b"),
    ("money", r"\bwhat (?:is|was|were|are) the (?:sum|cost|price|amount|total)\b|\bhow much\b"),
    ("count", r"\bhow many\b|\b(?:what|which) number\b|\bwhat was the (?:final )?score\b"),
    ("time", r"\bwhat time\b|\bat which hour\b"),
    (
        "date",
        r"(?:^\W*|[,;] |\b(?:since|until|by|and|on) )when\b|\b(?:what|which) (?:date|day|month|year|dates|days)\b|\bdate of\b",
    ),
    ("person", r"\b(?:what|which) (?:is|was|were|are) the names? of\b"),
    ("quote", rf"\b(?:what|how) (?:did|does|do|has|have|was|were|is) .+\b(?:{_SPOKEN}|called|described|termed)\b"),
    ("quote", r"\bhow (?:did|does|do) .+ (?:characteri[sz]e|put|rate|sum up)\b|\bin (?:what|which) words\b"),
    (
        "quote",
        r"\b(?:what|which) (?:\w+ )?(?:word|words|term|terms|phrase|expression|wording|adjectives?)\b"
        r"|\b(?:exact|direct|the) quot(?:e|ation)\b",
    ),
    ("person", rf"\b(?:who|whom|whose)\b|\bwhich (?:\w+ )?(?:{_LEADERS})\b"),
    ("place", r"\bwhere\b|\b(?:what|which) (?:city|cities|country|countries|place|town|capital|venue)\b"),
)
_QUESTIONS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _FORMS)
_PLACE = re.compile(r"\b(?:in|at|from|near|outside|to|towards)\s+(?:the\s+)?$", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|[Pp]resident|[Cc]hancellor|[Mm]inister|[Ss]ecretary|[Pp]remier|[Aa]mbassador|[Gg]eneral|[Ss]enator|"
    r"[Ss]pokes\w+|[Aa]dviser|[Aa]ide|[Nn]egotiator|[Mm]ayor|[Jj]udge|[Ll]eader)\.?\s+$"
)
_SAYS = re.compile(
    r"\s+(?:said|says|told|added|warned|announced|asked|called|argued|insisted|rang|spoke|wrote|won|met)\b"
)
_DENIED = re.compile(
    r"\b(?:not|rather than|instead of|wrongly|mistakenly|nor|no longer|less than|down from|up from|compared with)\s+"
    r"(?:about |around |as |the |an? |nearly |almost )*$",
    re.IGNORECASE,
)
"""What stands before a value that a sentence names only to deny it or to compare."""
_LIST = re.compile(r"^(?:,|,?\s+and|\s*,\s+and)\s+(?:[a-z’'\-]+\s+){0,4}$")
_SPEAKER = re.compile(
    r"\b(?:[Ww]hat|[Hh]ow)\b.{0,40}?\b(?:did|do|does|has|have|had)\s+(?:the\s+)?(?P<speaker>[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)"
)
"""Whose words are asked for, where the question names them: a quotation of somebody else is not what is asked for."""
_COUNTED = re.compile(r"how many ((?:[\w-]+\s*){1,3})", re.IGNORECASE)
_NAMING = re.compile(
    r"\b(?:call|called|describe|described|term|termed|label|labelled|labeled|dub|dubbed)\b", re.IGNORECASE
)
"""Asks what a thing was called: not by its own name, so a quotation that repeats that is about something else."""
WORDS_TO_THE_COUNTED = 4
"""Within so many words after a number stands what it counts: `four European states were sending diplomats` counts states."""
LEAD = 0.15
"""By how much a candidate's share of the question's words close to it must exceed the next one's."""


_IN_WORDS = re.compile(
    r"\b(?:what|which) (?:\w+ )?(?:words?|terms?|phrase|expression|wording|adjectives?)\b", re.IGNORECASE
)


def expected(question: str) -> AnswerType | None:
    """The kind of answer a question expects; None where its words do not tell."""
    places = [(found.start(), i, kind) for i, (kind, p) in enumerate(_QUESTIONS) if (found := p.search(question))]
    if not places:
        return None
    openers = [place for place in places if place[0] <= 25] or places
    return min(openers, key=lambda place: place[1])[2]


def speaker(question: str) -> str | None:
    """`What did Ann Hill call it?` → `Ann Hill`"""
    found = _SPEAKER.search(question)
    return found["speaker"] if found else None


def counted(question: str) -> str | None:
    """`How many diplomats were sent?` → `diplomats were sent`: a number that answers stands before one of these words."""
    found = _COUNTED.search(question)
    return found[1] if found else None


def asks_for_name(question: str) -> bool:
    return bool(_NAMING.search(question))


def asks_for_words(question: str) -> bool:
    """Whether a question asks what something was called, or for a wording: the words alone are the answer."""
    return bool(_NAMING.search(question) or _IN_WORDS.search(question))


def short_answer(query: Query, sentence: str) -> Span | None:
    """The one exact span of `sentence` that is of the kind the question expects, as offsets into the sentence."""
    found = candidates(query, sentence)
    if query.answer_type in ("person", "place"):
        found = [span for span in found if _is_nameable(query, sentence, span)]
    if len(found) > 1 and query.answer_type == "quote" and query.asks_for_name:
        return _next_to(query, sentence, found)
    if len(found) > 1:
        return _closest(query, sentence, found)
    return found[0] if found else None


def candidates(query: Query, sentence: str) -> list[Span]:
    """All spans of the kind that a question expects which do not merely repeat it; none where it expects no kind."""
    kind = query.answer_type
    if kind is None:
        return []
    spans = _of_kind(kind, query, sentence)
    asked = set(query.stems)
    new = [span for span in spans if not set(stems(sentence[slice(*span)])) <= asked]
    if new and query.speaker and not set(content_stems(query.speaker)) & set(stems(sentence)):
        return []
    if kind == "quote" and query.asks_for_name:
        named = set(_informative(query))
        new = [span for span in new if not named & set(stems(sentence[slice(*span)]))]
    stated = [span for span in new if not _DENIED.search(sentence[: span[0]])]
    return stated or new


def persons_named(sentence: str) -> list[Span]:
    """The names of persons, those in one enumeration as one span."""
    names = [m for m in read_mentions(sentence, "name") if m.kind == "name" and _is_person(sentence, m)]
    return _enumerations(sentence, names)


def _of_kind(kind: AnswerType, query: Query, sentence: str) -> list[Span]:
    mentions = read_mentions(sentence, READ_UP_TO.get(kind, "figure"))
    if kind == "person":
        return persons_named(sentence)
    if kind == "place":
        return [(m.start, m.end) for m in mentions if m.kind == "name" and _is_place(sentence, m)]
    if kind == "quote":
        return [_inside(sentence, m) for m in mentions if m.kind == "quote"]
    if kind == "date":
        return [(m.start, m.end) for m in mentions if m.kind == "date"]
    figures = [m for m in mentions if isinstance(m.value, Figure) and _fits(kind, m.value, query, sentence, m)]
    return [(_hedged(sentence, m.start), m.end) for m in figures]


def stems(text: str) -> list[str]:
    """Every word of a text as it counts."""
    return list(_stems(text))


@functools.lru_cache(maxsize=8192)
def _stems(text: str) -> tuple[str, ...]:
    """Remembered: a question is held against the same sentences many times, and so is the next question."""
    return tuple(word.stem for word in words(text))


def content_stems(text: str) -> list[str]:
    """The words of a text that say something about its subject."""
    return [stem for stem in stems(text) if not is_function_word(stem)]


def _fits(kind: AnswerType, figure: Figure, query: Query, sentence: str, mention: Mention) -> bool:
    if (
        kind == "duration"
        and "-" not in mention.text
        and not _ENDED.search(sentence[: mention.start])
        and (_NOT_LASTING.search(sentence[: mention.start]) or _NOT_LASTING_AFTER.match(sentence[mention.end :]))
    ):
        return False
    if kind in UNITS:
        return figure.unit in UNITS[kind]
    return figure.unit is None and _counts_what_is_asked(query, sentence[mention.end : mention.end + 60])


def is_personal(text: str, name: Mention) -> bool:
    """Whether a name can be a person's: not where a place would stand, and not of an organisation."""
    last = words(name.text)
    return not _is_place(text, name) and not (last and last[-1].stem in _ORGANISATION)


def _is_nameable(query: Query, sentence: str, span: Span) -> bool:
    """Whether a person's or a place's name can be the answer: not of an organisation, and not named by the question."""
    inside = [m for m in read_mentions(sentence) if m.kind == "name" and span[0] <= m.start and m.end <= span[1]]
    last = words(sentence[slice(*span)])
    if not inside or (last and last[-1].stem in _ORGANISATION):
        return False
    return all(find_mention(mention, query.text) is None for mention in inside)


def _counts_what_is_asked(query: Query, after: str) -> bool:
    """`how many diplomats` asks for a number that stands before `diplomats`."""
    near = stems(re.split(r"[,;:.]\s", after)[0])[:WORDS_TO_THE_COUNTED]
    return query.counted is None or bool(set(content_stems(query.counted)) & set(near))


def _enumerations(sentence: str, names: Sequence[Mention]) -> list[Span]:
    """Names, those in one enumeration as one span: `Boris Johnson, Emmanuel Macron and Olaf Scholz`."""
    spans: list[Span] = []
    for name in names:
        if spans and _LIST.match(sentence[spans[-1][1] : name.start]):
            spans[-1] = (spans[-1][0], name.end)
        else:
            spans.append((name.start, name.end))
    return spans


def _is_person(sentence: str, mention: Mention) -> bool:
    """A name of several words, or one behind a title or before a verb of saying; not what stands where a place would."""
    several = len(words(mention.text)) > 1 and not mention.text.isupper()
    titled = _TITLE.search(sentence[: mention.start])
    says = _SAYS.match(sentence[mention.end :])
    return bool((several and not _is_place(sentence, mention)) or titled or (says and not mention.text.isupper()))


def _is_place(sentence: str, mention: Mention) -> bool:
    return bool(_PLACE.search(sentence[: mention.start]))


def _inside(sentence: str, mention: Mention) -> Span:
    """The quoted words without their marks."""
    start, end = mention.start, mention.end
    while start < end and not sentence[start].isalnum():
        start += 1
    while end > start and not sentence[end - 1].isalnum():
        end -= 1
    return (start, end)


def _hedged(sentence: str, start: int) -> int:
    """Where the figure starts with its hedge: `about fifty minutes`, not `fifty minutes`."""
    hedge = _HEDGE.search(sentence[:start])
    return hedge.start() if hedge else start


def _informative(query: Query) -> list[str]:
    return [stem for stem in query.stems if not is_function_word(stem)]


def _next_to(query: Query, sentence: str, found: Sequence[Span]) -> Span | None:
    """The candidate that follows a word of the question most closely: `sanctions would be a “grave error” and …`."""
    asked = set(_informative(query))
    ends = [word.end for word in words(sentence) if word.stem in asked]
    gaps = [(start - end, (start, stop)) for start, stop in found for end in ends if end <= start]
    return min(gaps)[1] if gaps else None


def _closest(query: Query, sentence: str, found: Sequence[Span]) -> Span | None:
    """The candidate whose surroundings hold clearly more of the question's words than the others'."""
    asked = set(_informative(query))

    def closeness(span: Span) -> float:
        around = f"{sentence[max(0, span[0] - 50) : span[0]]} {sentence[span[1] : span[1] + 50]}"
        return len(asked & set(stems(around))) / max(len(asked), 1)

    ranked = sorted(found, key=lambda span: (-closeness(span), span[0]))
    return ranked[0] if closeness(ranked[0]) >= closeness(ranked[1]) + LEAD else None


_ORGANISATION = frozenset(
    stems(
        """house street palace council union office ministry department wire post courier daily observer gazette times news
        agency party committee commission bank group company line club cup united city athletic rovers castle hotel alliance
        congress parliament court army force treaty league university institute museum authority organization organisation
        nato kremlin street"""
    )
)
"""How the names of organisations end, which a question for a person does not ask for."""
