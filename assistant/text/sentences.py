"""Where sentences begin and end: by sentencex, mended where it is not made for news prose."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Iterator

from assistant.schema import Span
from assistant.text.languages import ENGLISH, Language

SENTENCE_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»›)\]」』》*_]*\s*$")
LONGEST_SENTENCE = 500
"""A longer one (a list, text without full stops) is cut at a space, so that a mark stays a mark."""


def sentences(text: str, language: Language = ENGLISH) -> list[Span]:
    """The sentences of any text, as offsets into it.

    >>> [text[a:b] for text in ["He met Gen. Li. Then he left."] for a, b in sentences(text)]
    ['He met Gen. Li.', 'Then he left.']
    """
    return list(_sentence_spans(text, language))


@functools.lru_cache(maxsize=4096)
def _sentence_spans(text: str, language: Language) -> tuple[Span, ...]:
    """Kept, because the same passages are found by many questions, and cut several times for each."""
    return tuple((piece.start, piece.end) for piece in pieces(text, 0, language))


def with_quotations_whole(paragraph: str, language: Language = ENGLISH) -> list[Span]:
    """The sentences of a paragraph; a quotation of several stays one with its speaker, however long.

    >>> [text[a:b] for text in ["He said: “No. Never.” He left."] for a, b in with_quotations_whole(text)]
    ['He said: “No. Never.”', 'He left.']
    """
    return _boundaries(paragraph, _NOTHING, language)


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, and whether a paragraph ends after it."""

    start: int
    end: int
    ends_paragraph: bool
    heading: bool


_LINE_END = r"(?:\r\n|\r(?!\n)|\n)"  # one CRLF is one line end, never two
_BLANK_LINE = re.compile(rf"{_LINE_END}(?:[^\S\r\n]*{_LINE_END})+")
_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_QUOTES = re.compile(r"[\"“”„«»`'‘’](?:(?<=[\"“”„«»])|(?<=`)`|(?<=['‘’])(?:(?!\w)|(?<!\w['‘’])))")
"""Quotation marks, and no apostrophe between letters. Like the next, it opens with the characters to look for: quick."""
_PAIRED = re.compile(r"[\"“”„«»`'‘’()\[\]]")
_NOTHING = re.compile(r"(?!)")
"""What is hidden from sentencex, which cuts nowhere between what it takes for two of a pair."""
_CLOSING = re.compile(r"[\"”’'»›」』)\]]+")
_PASTED = re.compile(r"[.!?](?:(?<=[a-z]{3}[.!?])(?=[A-Z\"“])|[\])](?=[A-Z]))")
"""Where a page lost the space between two sentences: "was late.Then"."""
_MAY_END = re.compile(r"[^\w\s,\-'’]")


def pieces(text: str, start: int = 0, language: Language = ENGLISH) -> Iterator[Piece]:
    """Sentences of a text from `start` on, each stripped of white space, with at least one letter or digit."""
    plain = without_surrogates(text)
    for line_start, line_end in lines(plain, start):
        yield from _line_pieces(plain, line_start, line_end, language)


def lines(text: str, start: int = 0) -> Iterator[Span]:
    """The lines of a text from `start` on; those of a block whose line ends are mere typesetting are one."""
    for block_start, block_end in _blocks(text, start):
        found = [(m.start(), m.end()) for m in _LINE.finditer(text, block_start, block_end)]
        if _is_wrapped([text[a:b] for a, b in found]):
            found = [(block_start, block_end)]
        yield from found


def _line_pieces(plain: str, start: int, end: int, language: Language) -> Iterator[Piece]:
    spans = [
        piece
        for a, b in _boundaries(plain[start:end], _QUOTES, language)
        for piece in _cut(plain, start + a, start + b, language)
        if any(c.isalnum() for c in plain[piece[0] : piece[1]])
    ]
    for place, (a, b) in enumerate(spans, start=1):
        last = place == len(spans)
        heading = last and place == 1 and b - a < 90 and plain[b - 1] not in ".!?…\"”'’:;,|"
        yield Piece(a, b, last, heading)


def _boundaries(line: str, hidden: re.Pattern[str], language: Language) -> list[Span]:
    """Sentence spans of a line by sentencex, mended where it is not made for news prose.

    It keeps a quotation of many sentences whole: what is `hidden` from it is given back to the sentence it closes. It
    knows few abbreviations of news agencies ("$6.9 bln. in 2022"): such breaks are undone.
    """
    spans: list[Span] = []
    start = 0
    for found in _ends(line, hidden, language):
        end = _close_quotes(line, found)
        if end <= start or not line[start:end].strip():
            continue
        if spans and _continues(line, *spans[-1], line[start : start + _SEEN].lstrip(), language):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end
    return [_strip(line, a, b) for a, b in spans]


def _ends(line: str, hidden: re.Pattern[str], language: Language) -> list[int]:
    """Where sentences may end: at sentencex's boundaries, where a space was lost, and at the line's end."""
    if not _MAY_END.search(line.rstrip()[:-1]):
        return [len(line)]
    import sentencex

    plain = re.sub(r"[\r\n\v\f\x85\u2028\u2029]", " ", hidden.sub(lambda m: " " * len(m[0]), line))
    ends, at = {len(line)}, 0
    for piece in sentencex.segment(language.splitter, plain):
        at += len(piece)
        ends.add(at - len(piece) + len(piece.rstrip()))
    return sorted(ends.union(pasted.end() for pasted in _PASTED.finditer(line)))


def _close_quotes(line: str, end: int) -> int:
    closing = _CLOSING.match(line, end)
    return closing.end() if closing else end


_SEEN = 40
"""Characters on either side of a break that are looked at."""


def _continues(line: str, start: int, end: int, after: str, language: Language) -> bool:
    """Whether the break behind a sentence was none: after an abbreviation or an item's number, or after a quotation when
    the verb of saying follows.
    """
    before = line[max(start, end - _SEEN) : end].rstrip()
    if before.endswith("."):
        if end - start <= 6 and before[:-1].strip().isdecimal():
            return True
        return any(begins.match(after) and ends.search(before) for ends, begins in language.false_breaks)
    return after[:1].islower() and bool(re.search("[?!…,](?:[\"”’»]|'')$", before))


def _cut(text: str, start: int, end: int, language: Language) -> Iterator[Span]:
    """A span in parts of at most LONGEST_SENTENCE characters: where a bracket or an apostrophe hid a sentence's end, else
    after ; or , or at a space where there is one.
    """
    if end - start <= LONGEST_SENTENCE:
        yield start, end
        return
    for a, b in _boundaries(text[start:end], _PAIRED, language):
        yield from _cut_anywhere(text, start + a, start + b)


def _cut_anywhere(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST_SENTENCE:
        window = text[start : start + LONGEST_SENTENCE]
        half = LONGEST_SENTENCE // 2
        at = max(window.rfind("; ") + 1, window.rfind("\\n") + 2)
        at = at if at > half else window.rfind(" ", half)
        at = at if at > 0 else _whole_characters(text, start, start + LONGEST_SENTENCE) - start
        yield _strip(text, start, start + at)
        start += at
    yield _strip(text, start, end)


def _whole_characters(text: str, start: int, end: int) -> int:
    """An end that does not part a letter from its combining marks, or an emoji from its joiners."""
    at = end
    while at > start + 1 and (unicodedata.combining(text[at]) or text[at] in _JOINED or text[at - 1] == "\u200d"):
        at -= 1
    return at if at > start + 1 else end


_JOINED = "\u200d\ufe0f\ufe0e"


def _strip(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    lead = len(part) - len(part.lstrip())
    return start + lead, max(start + lead, start + len(part.rstrip()))


def _blocks(text: str, start: int) -> Iterator[Span]:
    """Stretches between blank lines."""
    for blank in _BLANK_LINE.finditer(text, start):
        if blank.start() > start:
            yield start, blank.start()
        start = blank.end()
    if start < len(text):
        yield start, len(text)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a block's line ends are mere typesetting: lines of about one length that mostly end amid a sentence."""
    if len(lines) < 2 or any("|" in line or "\t" in line for line in lines):
        return False
    widths = [len(line.rstrip()) for line in lines[:-1]]
    widest = max(widths)
    if not 30 <= widest <= 120 or min(widths) < 0.6 * widest or len(lines[-1]) > 1.2 * widest:
        return False
    ended = sum(line.rstrip().endswith((".", "!", "?", ":", '"', "”")) for line in lines[:-1])
    return ended <= len(widths) / 2


def without_surrogates(text: str) -> str:
    """The text with each lone surrogate as U+FFFD, which libraries can encode: same length, same offsets."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
