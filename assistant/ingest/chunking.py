"""Articles cut into passages: runs of whole sentences that follow paragraphs, with exact offsets."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterator

from assistant.schema import Article, Evidence, Passage, Span

TARGET, LONGEST = 600, 860
"""Characters of a passage: aimed at, and never exceeded."""
MOST_SENTENCES = 40
LONGEST_SENTENCE = 500
"""A longer one (a list, text without full stops) is cut at a space, so that a mark stays a mark."""
SPLITTER_VERSION = 2
"""Raise it when the same article would be cut otherwise: indexes built by another version are built anew."""


def split(article: Article) -> list[Passage]:
    """The passages of an article, in order, from its body's start.

    >>> [p.text for p in split(Article("a.txt", "Mr. Biden called. It lasted an hour.\\n"))]
    ['Mr. Biden called. It lasted an hour.']
    """
    pieces = list(_sentences(article.text, article.body_start))
    passages = []
    for first, last in _groups(pieces):
        spans = tuple((piece.start, piece.end) for piece in pieces[first:last])
        start, end = spans[0][0], spans[-1][1]
        text = article.text[start:end]
        passages.append(Passage(_passage_id(article, start, end), article.article_id, start, end, text, spans))
    return passages


def embedded_text(article: Article, passage: Passage) -> tuple[str, int]:
    """The text a passage is embedded and indexed with, and where in it the passage's own text starts.

    Headline, outlet and date come before it: "it" and "Tuesday" in the middle of an article then keep their subject.
    """
    before = source_line(article, passage.text)
    return before + passage.text, len(before)


def source_line(source: Article | Evidence, text: str) -> str:
    """`Headline. Outlet, 30 December 2021. `, as far as they are known; the headline only where the text lacks it."""
    title = source.title if source.title and source.title not in text else None
    date = f"{source.published.day} {source.published:%B %Y}" if source.published else None
    origin = ", ".join(part for part in (source.outlet, date) if part)
    return "".join(f"{part}. " for part in (title and title.rstrip(". "), origin) if part)


def sentences(text: str) -> list[Span]:
    """The sentences of any text, as offsets into it."""
    return list(_sentence_spans(text))


@functools.lru_cache(maxsize=4096)
def _sentence_spans(text: str) -> tuple[Span, ...]:
    """Kept, because the same passages are found by many questions, and cut several times for each."""
    return tuple((piece.start, piece.end) for piece in _sentences(text, 0))


@dataclasses.dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, and whether a paragraph ends after it."""

    start: int
    end: int
    ends_paragraph: bool
    heading: bool


_BLANK_LINE = re.compile(r"(?:[^\S\r\n]*(?:\r\n|[\r\n])){2,}")
_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_QUOTES = re.compile(r"[\"“”„«»]|``|''|(?<!\w)['‘’]|['‘’](?!\w)")
_CLOSING = re.compile("(?:[\"”’»)\\]]|'')+")
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:bln|mln|trln|approx|incl|nos|fig|figs|eq|al|cf|ca|vol|pp|op|ed|eds|dept|govt|gov|sen|rep|gen|lt|col|maj"
    r"|capt|sgt|cmdr|adm|supt|insp|pres|prof|dr|mr|mrs|ms|messrs|mt|ft)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def _sentences(text: str, start: int) -> Iterator[_Piece]:
    """Sentences of a text from `start` on, each stripped of white space, with at least one letter or digit."""
    plain = _plain(text)
    for block_start, block_end in _blocks(plain, start):
        lines = [(m.start(), m.end()) for m in _LINE.finditer(plain, block_start, block_end)]
        if _is_wrapped([plain[a:b] for a, b in lines]):
            lines = [(block_start, block_end)]
        for line_start, line_end in lines:
            yield from _line_sentences(plain, line_start, line_end)


def _line_sentences(plain: str, start: int, end: int) -> Iterator[_Piece]:
    spans = [
        piece
        for a, b in _boundaries(plain[start:end])
        for piece in _cut(plain, start + a, start + b)
        if any(c.isalnum() for c in plain[piece[0] : piece[1]])
    ]
    for place, (a, b) in enumerate(spans, start=1):
        last = place == len(spans)
        heading = last and place == 1 and b - a < 90 and plain[b - 1] not in ".!?…\"”'’:;,|"
        yield _Piece(a, b, last, heading)


def _boundaries(line: str) -> list[Span]:
    """Sentence spans of a line by sentencex, mended where it is not made for news prose.

    sentencex keeps a quotation of many sentences whole: quotation marks are hidden from it and given back to the
    sentence they close. It knows few abbreviations of news agencies ("$6.9 bln. in 2022"): such breaks are undone.
    """
    import sentencex

    hidden = re.sub(r"[\r\n\v\f\x85\u2028\u2029]", " ", _QUOTES.sub(lambda m: " " * len(m[0]), line))
    spans: list[Span] = []
    start = 0
    for boundary in sentencex.get_sentence_boundaries("en", hidden):
        end = _close_quotes(line, start + len(hidden[start : boundary["end_index"]].rstrip()))
        if end <= start or not line[start:end].strip():
            continue
        if spans and _continues(line[spans[-1][0] : spans[-1][1]], line[start:end].lstrip()):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end
    if line[start:].strip():
        spans.append((start, len(line)))
    return [_strip(line, a, b) for a, b in spans]


def _close_quotes(line: str, end: int) -> int:
    closing = _CLOSING.match(line, end)
    return closing.end() if closing else end


def _continues(before: str, after: str) -> bool:
    """Whether a break was none: after an abbreviation, or after a quotation when the verb of saying follows."""
    small = after[:1].islower() or after[:1].isdigit()
    if small and _ABBREVIATIONS.search(before.rstrip()):
        return True
    return after[:1].islower() and bool(re.search("[?!…,](?:[\"”’»]|'')$", before))


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """A span in parts of at most LONGEST_SENTENCE characters, cut after ; or , or at a space where there is one."""
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


def _plain(text: str) -> str:
    """The text with each lone surrogate as U+FFFD, which libraries can encode: same length, same offsets."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _groups(pieces: list[_Piece]) -> list[Span]:
    """The best way to gather sentences into passages, as index intervals: least total cost (dynamic programming)."""
    best: list[float] = [0.0]
    back = [0]
    for last in range(1, len(pieces) + 1):
        costs = []
        for first in range(last - 1, -1, -1):
            length = pieces[last - 1].end - pieces[first].start
            if first < last - 1 and (length > LONGEST or last - first > MOST_SENTENCES):
                break
            costs.append((best[first] + _cost(length, pieces[last - 1], last == len(pieces)), first))
        cost, first = min(costs)
        best.append(cost)
        back.append(first)
    groups = []
    last = len(pieces)
    while last:
        groups.append((back[last], last))
        last = back[last]
    return groups[::-1]


def _cost(length: int, last: _Piece, ends_article: bool) -> float:
    """How bad a passage is: far from the target, ending amid a paragraph, or on a heading that belongs to the next."""
    cost = ((length - TARGET) / TARGET) ** 2
    if not last.ends_paragraph:
        cost += 0.15
    if last.heading and not ends_article:
        cost += 1.0
    return cost


def _passage_id(article: Article, start: int, end: int) -> str:
    """Made from content and position, so that indexing the same article twice gives the same ids."""
    content = f"{article.article_id}\0{start}\0{end}\0{article.text[start:end]}"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:24]
