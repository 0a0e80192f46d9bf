"""What kind of answer a question expects, and the shortest exact span of a sentence that is of that kind.

`How long did the call last?` expects a duration; in `They spoke for about fifty minutes on Thursday.` it is
`about fifty minutes`. Highlight nothing rather than something wrong: where a sentence holds no such span, or several
that cannot be told apart, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.schema import AnswerType, AtomKind, Query, Span
from assistant.text import languages
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.normalize import content_stems, listed_stems, stems, words
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
WORDS_TO_THE_COUNTED = 4
"""Within so many words after a number stands what it counts: `four European states were sending diplomats` counts states."""
LEAD = 0.15
"""By how much a candidate's share of the question's words close to it must exceed the next one's."""


def expected(question: str, language: Language = ENGLISH) -> AnswerType | None:
    """The kind of answer a question expects; None where its words do not tell."""
    forms = language.questions.answer_types
    places = [(found.start(), i, kind) for i, (kind, p) in enumerate(forms) if (found := p.search(question))]
    if not places:
        return None
    openers = [place for place in places if place[0] <= 25] or places
    return min(openers, key=lambda place: place[1])[2]


def short_answer(query: Query, sentence: str, language: Language = ENGLISH) -> Span | None:
    """The one exact span of `sentence` that is of the kind the question expects, as offsets into the sentence.

    `language` is the sentence's; the question has its own.
    """
    found = candidates(query, sentence, language)
    if query.answer_type in ("person", "place"):
        found = [span for span in found if _is_nameable(query, sentence, span, language)]
    if len(found) > 1 and query.answer_type == "quote" and query.asks_for_name:
        return _next_to(query, sentence, found, language)
    if len(found) > 1:
        return _closest(query, sentence, found, language)
    return found[0] if found else None


def candidates(query: Query, sentence: str, language: Language = ENGLISH) -> list[Span]:
    """All spans of the kind that a question expects which do not merely repeat it; none where it expects no kind."""
    kind = query.answer_type
    if kind is None:
        return []
    spans = _of_kind(kind, query, sentence, language)
    asked = set(query.stems)
    new = [span for span in spans if not set(stems(sentence[slice(*span)], language)) <= asked]
    if new and query.speaker:
        speaker_stems = content_stems(query.speaker, languages.language(query.language))
        if not set(speaker_stems) & set(stems(sentence, language)):
            return []
    if kind == "quote" and query.asks_for_name:
        named = _informative(query)
        new = [span for span in new if not named & set(stems(sentence[slice(*span)], language))]
    stated = [span for span in new if not language.answers.denied.search(sentence[: span[0]])]
    return stated or new


def persons_named(sentence: str, language: Language = ENGLISH) -> list[Span]:
    """The names of persons, those in one enumeration as one span."""
    mentions = read_mentions(sentence, "name", language)
    names = [m for m in mentions if m.kind == "name" and _is_person(sentence, m, language)]
    return _enumerations(sentence, names, language)


def _of_kind(kind: AnswerType, query: Query, sentence: str, language: Language) -> list[Span]:
    mentions = read_mentions(sentence, READ_UP_TO.get(kind, "figure"), language)
    if kind == "person":
        return persons_named(sentence, language)
    if kind == "place":
        return [(m.start, m.end) for m in mentions if m.kind == "name" and _is_place(sentence, m, language)]
    if kind == "quote":
        return [_inside(sentence, m) for m in mentions if m.kind == "quote"]
    if kind == "date":
        return [(m.start, m.end) for m in mentions if m.kind == "date"]
    figures = [m for m in mentions if isinstance(m.value, Figure) and _fits(kind, query, sentence, m, language)]
    return [(_hedged(sentence, m.start, language), m.end) for m in figures]


def _fits(kind: AnswerType, query: Query, sentence: str, mention: Mention, language: Language) -> bool:
    if kind == "duration" and "-" not in mention.text and _tells_when(sentence, mention, language):
        return False
    assert isinstance(mention.value, Figure)
    if kind in UNITS:
        return mention.value.unit in UNITS[kind]
    after = sentence[mention.end : mention.end + 60]
    return mention.value.unit is None and _counts_what_is_asked(query, after, language)


def _tells_when(sentence: str, duration: Mention, language: Language) -> bool:
    """Whether a stretch of time tells when something was, and not how long it took."""
    before, behind, known = sentence[: duration.start], sentence[duration.end :], language.answers
    tells = known.no_duration_after.search(before) or known.no_duration_before.match(behind)
    return bool(tells) and not known.ended.search(before)


def is_personal(text: str, name: Mention, language: Language = ENGLISH) -> bool:
    """Whether a name can be a person's: not where a place would stand, and not of an organisation."""
    return not _is_place(text, name, language) and not _is_organisation(name.text, language)


def _is_organisation(name: str, language: Language) -> bool:
    last = stems(name, language)[-1:]
    return not listed_stems(language.answers.organisations, language).isdisjoint(last)


def _is_nameable(query: Query, sentence: str, span: Span, language: Language) -> bool:
    """Whether a person's or a place's name can be the answer: not of an organisation, and not named by the question."""
    names = [m for m in read_mentions(sentence, language=language) if m.kind == "name"]
    inside = [m for m in names if span[0] <= m.start and m.end <= span[1]]
    if not inside or _is_organisation(sentence[slice(*span)], language):
        return False
    asked_in = languages.language(query.language)
    return all(find_mention(mention, query.text, language=asked_in) is None for mention in inside)


def _counts_what_is_asked(query: Query, after: str, language: Language) -> bool:
    """`how many diplomats` asks for a number that stands before `diplomats`."""
    if query.counted is None:
        return True
    near = stems(re.split(r"[,;:.]\s", after)[0], language)[:WORDS_TO_THE_COUNTED]
    return not set(content_stems(query.counted, languages.language(query.language))).isdisjoint(near)


def _enumerations(sentence: str, names: Sequence[Mention], language: Language) -> list[Span]:
    """Names, those in one enumeration as one span: `Boris Johnson, Emmanuel Macron and Olaf Scholz`."""
    spans: list[Span] = []
    for name in names:
        if spans and language.answers.listed.match(sentence[spans[-1][1] : name.start]):
            spans[-1] = (spans[-1][0], name.end)
        else:
            spans.append((name.start, name.end))
    return spans


def _is_person(sentence: str, mention: Mention, language: Language) -> bool:
    """A name of several words, or one behind a title or before a verb of saying; not what stands where a place would."""
    several = len(words(mention.text, language)) > 1 and not mention.text.isupper()
    titled = language.answers.title.search(sentence[: mention.start])
    says = language.answers.says.match(sentence[mention.end :])
    placed = _is_place(sentence, mention, language)
    return bool((several and not placed) or titled or (says and not mention.text.isupper()))


def _is_place(sentence: str, mention: Mention, language: Language) -> bool:
    return bool(language.answers.before_a_place.search(sentence[: mention.start]))


def _inside(sentence: str, mention: Mention) -> Span:
    """The quoted words without their marks."""
    start, end = mention.start, mention.end
    while start < end and not sentence[start].isalnum():
        start += 1
    while end > start and not sentence[end - 1].isalnum():
        end -= 1
    return (start, end)


def _hedged(sentence: str, start: int, language: Language) -> int:
    """Where the figure starts with its hedge: `about fifty minutes`, not `fifty minutes`."""
    hedge = language.answers.before_a_figure.search(sentence[:start])
    return hedge.start() if hedge else start


def _informative(query: Query) -> set[str]:
    language = languages.language(query.language)
    return set(query.stems) - listed_stems(language.function_words, language)


def _next_to(query: Query, sentence: str, found: Sequence[Span], language: Language) -> Span | None:
    """The candidate that follows a word of the question most closely: `sanctions would be a “grave error” and …`."""
    asked = _informative(query)
    ends = [word.end for word in words(sentence, language) if word.stem in asked]
    gaps = [(start - end, (start, stop)) for start, stop in found for end in ends if end <= start]
    return min(gaps)[1] if gaps else None


def _closest(query: Query, sentence: str, found: Sequence[Span], language: Language) -> Span | None:
    """The candidate whose surroundings hold clearly more of the question's words than the others'."""
    asked = _informative(query)

    def closeness(span: Span) -> float:
        around = f"{sentence[max(0, span[0] - 50) : span[0]]} {sentence[span[1] : span[1] + 50]}"
        return len(asked & set(stems(around, language))) / max(len(asked), 1)

    ranked = sorted(found, key=lambda span: (-closeness(span), span[0]))
    return ranked[0] if closeness(ranked[0]) >= closeness(ranked[1]) + LEAD else None
