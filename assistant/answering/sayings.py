"""Who says what in an article: its quoted words, each with the one who says them.

Told by the sentence that the words stand in, by a name or a pronoun beside a verb of saying; else by the sentence or the quoted
words before. Where neither tells, nobody is named: no speaker is better than a wrong one. Measured by `eval/performance/speakers.py`.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from assistant.answering.referents import LOOK_BACK, quoted_spans
from assistant.schema import Article, Span
from assistant.text import languages
from assistant.text.furniture import furniture
from assistant.text.languages import Language
from assistant.text.names import Name, read_names
from assistant.text.persons import persons_named
from assistant.text.quotes import read_quotes
from assistant.text.sentences import lines, with_quotations_whole
from assistant.text.tokens import HYPHENS, TokenizedText, words_of
from assistant.text.transliteration import fold_word

FEWEST_WORDS = 2
"""A single quoted word is seldom said by anybody: it is a name, or meant otherwise."""
BETWEEN = 3
"""Words between a name and its verb of saying at most: `Biden had earlier told`."""
BEHIND = 10
"""Tokens behind a verb of saying in which its subject begins: `said the captain, Lewis Marr`."""
SPOKEN = "\N{LATIN SMALL LETTER KRA}"
"""Stands for each character of quoted words: a letter that no language here is written with."""
ONLY_NAMED = "?"
ENDS_OF_SPEECH = ",.?!…-–—"
"""Before the mark that closes what somebody says in words of his own; part of a sentence of another's has none."""
_AUXILIARIES = frozenset(("had", "has", "have", "also", "then", "earlier", "later"))
_DETERMINERS = frozenset(("the", "a", "an", "its", "his", "her", "their"))


@dataclasses.dataclass(frozen=True, slots=True)
class Saying:
    """Quoted words with their marks, `article.text[start:end]`, and who says them, named as the article names him there.

    `sentence` is the whole of the sentence that they stand in.
    """

    speaker: str
    start: int
    end: int
    sentence: Span


@functools.lru_cache(maxsize=512)
def sayings(article: Article) -> tuple[Saying, ...]:
    """The quoted words whose speaker is told, in the order of the article."""
    return tuple(_read(article).told)


def saying(article: Article, span: Span) -> Saying | None:
    """The quoted words that a stretch of an article holds or is of, if their speaker is told; the first of several."""
    return next((one for one in sayings(article) if one.start < span[1] and span[0] < one.end), None)


def person_meant(article: Article, start: int) -> str | None:
    """Whom the pronoun of the sentence that begins there means; None where nobody or several may be meant."""
    reading = _read(article)
    for place, sentence in enumerate(reading.sentences):
        if sentence.start <= start < sentence.end:
            opened = sentence.told.language.answers.opens_with_reference.match(sentence.told.text)
            pronoun = sentence.told.language.answers.person_or_whose.search(opened[0] if opened else sentence.told.text)
            meant = reading.meant(place, speaks=False) if pronoun else None
            return reading.in_full(meant) if meant else None
    return None


@functools.lru_cache(maxsize=16)
def _read(article: Article) -> _Reading:
    language = languages.language(article.language)
    found = _with_names(tuple(_sentences(article, language)))
    nothing_said = furniture(article.text, tuple((one.start, one.end) for one in found), language)
    every = [one for one in found if (one.start, one.end) not in nothing_said]
    reading = _Reading(article.text, every, _people(every), [], [])
    for place, sentence in enumerate(every):
        speakers = [reading.speaker(place, quote) for quote in sentence.quotes]
        goes_on = reading.spoke[-1] if reading.spoke and not sentence.tells else None
        reading.spoke.append(speakers[-1] if speakers else goes_on)
        for (start, end), name in zip(sentence.quotes, speakers, strict=True):
            if name and _is_speech(article.text[start:end], language):
                reading.told.append(Saying(name, start, end, (sentence.start, max(sentence.end, end))))
    return reading


@dataclasses.dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a line; `told` are its words with quoted ones as one word of `SPOKEN`, `quotes` where these are."""

    start: int
    end: int
    told: TokenizedText
    quotes: tuple[Span, ...]
    opens: bool
    """It is its line's first."""
    names: Sequence[Name] = ()

    @property
    def tells(self) -> bool:
        """Whether it has words that are not quoted."""
        return any(token[0].isalnum() and SPOKEN not in token for token in self.told.tokens)


def _sentences(article: Article, language: Language) -> Iterator[_Sentence]:
    for first, last in lines(article.text, article.body_start):
        line = told = whole = article.text[first:last]
        quotes = quoted_spans(line)
        for start, end in quotes:
            told = told[:start] + SPOKEN * (end - start) + told[end:]
            whole = whole[: start + 1] + SPOKEN * (end - start - 3) + whole[max(start + 1, end - 2) :]
        for start, end in with_quotations_whole(whole, language):
            inside = tuple((first + a, first + b) for a, b in quotes if start <= a < end)
            words = words_of(told[start:end], language)
            yield _Sentence(first + start, first + end, words, inside, start == 0)


def _with_names(sentences: Sequence[_Sentence]) -> list[_Sentence]:
    """With the names that each has; one word of a person's full name is one too where it opens a sentence: `Hill has asked`."""
    found = [dataclasses.replace(one, names=read_names(one.told)) for one in sentences]
    known = {key for one in found for name in one.names if _is_personal(one.told, name) for key in name.keys[1:]}
    for at, one in enumerate(found):
        first = fold_word(one.told.tokens[0]) if len(one.told) else ""
        if first in known and one.told.tokens[0].istitle() and all(name.first for name in one.names):
            found[at] = dataclasses.replace(one, names=[Name(0, 1, (first,)), *one.names])
    return found


def _is_speech(quoted: str, language: Language) -> bool:
    """Whether quoted words can be somebody's own: no single word, no title of a work."""
    quotes = read_quotes(words_of(quoted, language))
    return len(re.findall(r"\w+", quoted)) >= FEWEST_WORDS and not any(quote.title for quote in quotes)


@dataclasses.dataclass(frozen=True, slots=True)
class _Reading:
    """An article while it is read for its speakers."""

    text: str
    sentences: Sequence[_Sentence]
    people: dict[str, str]
    """Of `_people`."""
    spoke: list[str | None]
    """Of each sentence that was read, who speaks in its quoted words."""
    told: list[Saying]

    def speaker(self, place: int, quote: Span) -> str | None:
        sentence = self.sentences[place]
        if sentence.tells:
            return self._told(place, quote)
        after = self.sentences[place + 1] if place + 1 < len(self.sentences) else None
        if after and self.text[sentence.end - 2] in "?!" and not after.opens and (name := self._told(place + 1, quote)):
            return name
        if not place:
            return None
        before = self.sentences[place - 1]
        if before.tells and not before.quotes and sentence.opens and self.text[before.end - 1] == "?":
            return next((name for name in reversed(self.spoke) if name), None)  # the next question of an interview
        return self.spoke[place - 1] if before.quotes or not before.tells else self._told(place - 1, quote)

    def _told(self, place: int, quote: Span) -> str | None:
        """Whom a sentence names as the speaker, nearest to the quoted words."""
        sentence = self.sentences[place]
        words, check = sentence.told, sentence.told.language.check
        start, end = quote[0] - sentence.start, quote[1] - sentence.start
        found = (
            list(_subjects(sentence, check.saying_beside_a_name))
            or list(_next_to(sentence, end if self.text[quote[1] - 2] in ENDS_OF_SPEECH else len(words.text)))
            or list(_subjects(sentence, check.saying_in_a_claim, between=0))
            or list(_announced(sentence, start))
        )

        def gap(verb: int) -> int:
            at = words.span(verb, verb + 1)[0]
            return start - at if at < start else at - end

        ordered = (name for _, name in sorted(found, key=lambda one: gap(one[0])))
        return next((meant for name in ordered if (meant := _text(words, name) if name else self.meant(place))), None)

    def meant(self, place: int, speaks: bool = True) -> str | None:
        """Whom "he" means: who says something in the nearest sentence before that names a person, else the one person it names.

        Nobody where it names several, or one who says nothing in the article and has no title.
        """
        possible = ("", ONLY_NAMED, wanted := _pronoun(self.sentences[place].told))
        for at in range(place, -1, -1):
            if self.sentences[place].start - self.sentences[at].start > LOOK_BACK:
                return None
            words = self.sentences[at].told
            persons = self._persons(self.sentences[at])
            persons = [one for one in persons if self.people.get(one.keys[-1], ONLY_NAMED) in possible]
            subjects = _subjects(self.sentences[at], words.language.check.saying_beside_a_name) if at < place else ()
            before = words.language.answers.person_or_whose.search(words.text)
            end = before.start() if before and before.lastgroup == wanted else len(words.text)
            named = [name for _, name in subjects if name in persons][:1]
            named = named or [name for name in persons if words.span(name.first, name.end)[1] <= end]
            named = [name for name in named if self.people.get(name.keys[-1], ONLY_NAMED) != ONLY_NAMED] or named
            if named:
                known = self.people.get(named[0].keys[-1], ONLY_NAMED) != ONLY_NAMED or _has_title(words, named[0])
                opens = speaks and at == place - 1 and named[0].first == 0
                if not (known or opens) or len({name.keys[-1] for name in named}) != 1:
                    return None
                if known and speaks:
                    self.people[named[0].keys[-1]] = wanted
                return _text(words, named[0])
            spoke = self.spoke[at] if at < len(self.spoke) else None
            if spoke and self.people.get(fold_word(spoke.split()[-1]), ONLY_NAMED) in possible:
                return spoke
        return None

    def in_full(self, name: str) -> str:
        """`Hill` as `Ann Hill` where the article names one person so before it says `Hill` alone."""
        full: dict[tuple[str, ...], str] = {}
        for words, one in ((it.told, one) for it in self.sentences for one in it.names):
            if one.keys == (fold_word(name),):
                break
            if one.keys[-1] == fold_word(name) and _is_personal(words, one) and not _is_placed(words, one):
                full[one.keys] = _text(words, one)
        return next(iter(full.values())) if len(full) == 1 else name

    def _persons(self, sentence: _Sentence) -> list[Name]:
        """The names that are of the article's people, or may be of other persons."""
        words = sentence.told
        spans = persons_named(words.text, words.language)
        found = []
        for name in sentence.names:
            start, end = words.span(name.first, name.end)
            is_known = not self.people.keys().isdisjoint(name.keys)
            may_be = is_known or any(a <= start and end <= b for a, b in spans)
            if may_be and _is_personal(words, name) and not _owns(words, name):
                found.append(name)
        return found


def _people(sentences: Sequence[_Sentence]) -> dict[str, str]:
    """The first and last words of the names of who says something in the article and may be a person: `he`, `she`, or not known.

    Those of other full names are `ONLY_NAMED`.
    """
    said: dict[str, Counter[str]] = {}
    others: dict[str, str] = {}
    for sentence in sentences:
        words = sentence.told
        for _, name in _subjects(sentence, words.language.check.saying_beside_a_name):
            if name and _is_personal(words, name):
                said |= {key: Counter() for key in (name.keys[0], name.keys[-1])}
        full = (name for name in sentence.names if len(name.keys) > 1 and _is_personal(words, name))
        others |= {key: ONLY_NAMED for name in full for key in name.keys[1:]}
    for sentence in sentences:
        words = sentence.told
        names = [name for name in sentence.names if not said.keys().isdisjoint(name.keys)]
        pronouns = {match.lastgroup or "" for match in words.language.answers.person_or_whose.finditer(words.text)}
        if len(names) == len(pronouns) == 1:
            for key in said.keys() & set(names[0].keys):
                said[key].update(pronouns)
    known = {key: votes for key, votes in said.items() if key in others}
    return others | {key: votes.most_common(1)[0][0] if votes else "" for key, votes in known.items()}


def _subjects(sentence: _Sentence, verbs: Set[str], between: int = BETWEEN) -> Iterator[tuple[int, Name | None]]:
    """The verbs of saying with who says it; None for "he" and "she"."""
    words, names = sentence.told, sentence.names
    for i, word in enumerate(words.lower):
        if word == "according":
            if name := _behind(words, names, i + 1):
                yield i, name
        elif word in verbs and not (word.endswith("ing") and words.tokens[i - 1] == ","):
            before, is_pronoun = _before(words, names, i, between)
            if before or is_pronoun:
                yield i, before
            elif (name := _behind(words, names, i)) and _follows_a_quotation(words, i):
                yield i, name


def _next_to(sentence: _Sentence, end: int) -> Iterator[tuple[int, Name | None]]:
    """Who stands right behind quoted words with a verb of whatever kind: `“…,” Ann Hill pointed out`, `“…,” she recalled`."""
    words = sentence.told
    first = next((i for i in range(len(words)) if words.span(i, i + 1)[0] >= end), len(words))
    if first + 1 >= len(words) or words.span(first, first + 1)[0] > end + 1:
        return
    if words.language.answers.person.fullmatch(words.lower[first]) and _may_be_a_verb(words, first + 1):
        yield first + 1, None
    for name in sentence.names:
        if name.first == first and not _owns(words, name) and _may_be_a_verb(words, name.end):
            yield name.end, name


def _announced(sentence: _Sentence, start: int) -> Iterator[tuple[int, Name | None]]:
    """Whose words a colon or a participle opens: `Added Ann Hill: “…`, `Ann Hill smiled, saying “…`."""
    words = sentence.told
    quote = next((i for i in range(len(words)) if words.span(i, i + 1)[0] >= start), 0)
    verb = next((i for i in range(max(1, quote - 2), quote) if words.lower[i].endswith("ing")), 0)
    goes_on = verb and (not words.tokens[verb - 1].isalnum() or words.lower[verb - 1] in words.language.function_words)
    for name in sentence.names:
        is_label = name.end == quote - 1 and words.tokens[name.end] == ":" and name.first < 2
        smiles = goes_on and name.end < verb and _is_personal(words, name) and _may_be_a_verb(words, name.end)
        if is_label or (smiles and not _owns(words, name) and not _is_placed(words, name)):
            yield quote - 1, name
            return


def _may_be_a_verb(words: TokenizedText, i: int) -> bool:
    token = words.tokens[i] if i < len(words) else "."
    return token.isalpha() and token.islower() and token not in words.language.function_words


def _before(words: TokenizedText, names: Sequence[Name], verb: int, between: int) -> tuple[Name | None, bool]:
    """The name that a verb follows, `Ann Hill had said`, also behind what she is, `Ann Hill, the mayor, said`; whether a pronoun."""
    for i in range(verb - 1, max(-1, verb - 2 - between), -1):
        if words.language.answers.person.fullmatch(words.lower[i]):
            return None, True
        if words.tokens[i] == "," and i == verb - 1:
            return _apart(words, names, i), False
        if ended := [name for name in names if name.end - 1 == i]:
            return (None if _owns(words, ended[0]) or _is_placed(words, ended[0]) else ended[0]), False
        if words.lower[i] not in _AUXILIARIES and not words.lower[i].endswith("ly"):
            break
    return None, False


def _apart(words: TokenizedText, names: Sequence[Name], comma: int) -> Name | None:
    """Who is told apart by two commas, of which this is the second: `Ann Hill, the mayor,`, `the mayor, Ann Hill,`."""
    apart = [name for name in names if name.end <= comma and words.tokens[name.end] == ","]
    if apart and apart[-1].end == comma and words.tokens[apart[-1].first - 1] == ",":
        return apart[-1]
    return next((name for name in apart if name.end < comma and not _is_placed(words, name)), None)


def _behind(words: TokenizedText, names: Sequence[Name], verb: int) -> Name | None:
    """The name behind a verb, `said the captain, Lewis Marr`; not `said a spokesman for Ann Hill`, `said the Leeds manager`."""
    for name, following in itertools.zip_longest(names, names[1:]):
        if not verb < name.first <= verb + BEHIND:
            continue
        if (set(words.lower[verb + 1 : name.first]) - _DETERMINERS) & words.language.function_words:
            return None
        if _owns(words, name):  # said Arsenal's Ann Hill
            return following if following and following.first == name.end else None
        after = words.tokens[name.end] if name.end < len(words) else "."
        common = after[0].islower() and after not in words.language.function_words
        return None if common or after in HYPHENS or after.isdigit() else name
    return None


def _follows_a_quotation(words: TokenizedText, verb: int) -> bool:
    """Whether nothing but signs stands between a verb and the quoted words, or the sentence's beginning, before it."""
    before = words.text[: words.span(verb, verb + 1)[0]].rstrip(" ,")
    return not before or before.endswith(SPOKEN)


def _is_personal(words: TokenizedText, name: Name) -> bool:
    """Not "the Kremlin", not "EU", not "Another"."""
    no_name = words.language.function_words | frozenset(words.language.names.openers)
    small = len(name.keys) == 1 and name.keys[0] in no_name
    return not (small or _text(words, name).isupper()) and words.lower[name.first - 1 : name.first] != ["the"]


def _is_placed(words: TokenizedText, name: Name) -> bool:
    """Whether a name stands where a place would: `in Moscow`."""
    return bool(words.language.answers.before_a_place.search(words.text[: words.span(name.first, name.end)[0]]))


def _has_title(words: TokenizedText, name: Name) -> bool:
    before = words.lower[max(0, name.first - 2) : name.first]
    return any(
        word in words.language.names.titles
        for word in (before[-1:] if before[-1:] not in (["."], [","]) else before[:1])
    )


def _owns(words: TokenizedText, name: Name) -> bool:
    return words.tokens[name.end - 1].endswith(("'s", "’s"))


def _pronoun(words: TokenizedText) -> str:
    found = words.language.answers.person_or_whose.search(words.text)
    return (found.lastgroup or "") if found else ""


def _text(words: TokenizedText, name: Name) -> str:
    """The name as it is written, without the verb that opens a sentence with it: `Said Ann Hill`."""
    first = name.first + (words.lower[name.first] in words.language.check.saying and name.end - name.first > 1)
    return words.text[slice(*words.span(first, name.end))].removesuffix("'s").removesuffix("’s")
