"""From a model's text to draft sentences with the labels they cite: `It lasted 50 minutes [2].` → that sentence, label 2.

Markers are taken as they come: `[2]`, `[1, 3]`, `[1][2]`, `[1-3]`, `【2】`, `[Source 2]`, `[^2]`, before or after the full
stop. A label that no evidence has is dropped and counted, never guessed. Markdown is flattened: an answer is plain sentences.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Collection, Iterable, Iterator

from assistant.text.invisible import strip_invisible
from assistant.text.languages import abstentions
from assistant.text.languages.english import replies
from assistant.text.sentences import with_quotations_whole

NOT_IN_SOURCES = "NOT IN THE SOURCES"
"""What the answer prompt asks for when the sources do not hold the answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence as the model wrote it, without its markers; nothing is checked yet."""

    text: str
    labels: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """A model's text, taken apart."""

    sentences: tuple[DraftSentence, ...]
    unknown: tuple[str, ...]
    """Markers that name no evidence, as written, one for each time."""
    withheld: tuple[str, ...] = ()
    """What says that the sources do not hold the answer."""

    @property
    def not_in_sources(self) -> bool:
        return bool(self.withheld)


def parse(text: str, known: Collection[int]) -> Parsed:
    """The sentences of a model's text with the labels each cites; `known` are the labels of the evidence sent.

    A marker belongs to the sentence it stands in or directly follows; in a paragraph that opens with one, to the
    sentence after it.
    """
    drafts: list[tuple[str, list[int]]] = []
    unknown: list[str] = []
    withheld: list[str] = []
    for block in _blocks(strip_invisible(text)):
        clean, marks = _lift_markers(replies.NUMBERED.sub(r"\1", block))
        spans = with_quotations_whole(clean)
        cited: list[list[int]] = [[] for _ in spans]
        forward = bool(marks) and not clean[: marks[0][0]].strip()
        for at, body in marks:
            labels, faults = _labels(body, known)
            unknown += faults
            if spans:
                cited[_owner(spans, at, forward)] += labels
            elif drafts:
                drafts[-1][1].extend(labels)
        for (start, end), labels in zip(spans, cited, strict=True):
            sentence, without = _found_something(replies.HEAD.sub("", " ".join(clean[start:end].split())))
            withheld += without
            said, named = _without_where_it_stands(sentence)
            labels += [label for label in named if label in known]
            if any(char.isalnum() for char in said):
                drafts.append((said, labels))
            elif any(char.isalnum() for char in sentence):
                _cite_what_came_before(drafts, labels)
    sentences = tuple(DraftSentence(sentence, tuple(dict.fromkeys(labels))) for sentence, labels in drafts)
    return Parsed(sentences, tuple(unknown), tuple(withheld))


def once(sentences: Iterable[DraftSentence]) -> list[DraftSentence]:
    """Each sentence once, with all its labels: models repeat one with one label after the other."""
    labels: dict[str, list[int]] = {}
    for sentence in sentences:
        labels.setdefault(sentence.text, []).extend(sentence.labels)
    return [DraftSentence(text, tuple(dict.fromkeys(own))) for text, own in labels.items()]


def _found_something(sentence: str) -> tuple[str, list[str]]:
    """What of a sentence says more than that the sources do not hold the answer, and what says only that.

    >>> _found_something("The passages give no date, but it lasted an hour.")
    ('It lasted an hour.', ['The passages give no date'])
    """
    joint = replies.BUT.search(sentence)
    if not _finds_nothing(sentence[: joint.start()] if joint else sentence):
        return sentence, []
    if joint is None:
        return "", [sentence]
    rest, withheld = _found_something(sentence[joint.end() :])
    return f"{rest[:1].upper()}{rest[1:]}", [sentence[: joint.start()], *withheld]


def _finds_nothing(sentence: str) -> bool:
    """Whether a sentence says that the sources do not hold the answer: in the words that were asked for, or in others."""
    as_asked = NOT_IN_SOURCES in sentence or sentence.upper().strip("*_\"'. ") == NOT_IN_SOURCES
    said = replies.NOT_IN_SOURCES.search(sentence) or abstentions.NOT_IN_SOURCES.match(sentence)
    return as_asked or bool(said)


def _only_cites(sentence: str) -> bool:
    """Whether a sentence says nothing but where something stands: `This is source.`, `According to sources, and.`"""
    words = {word.lower() for word in re.findall(r"[^\W\d_]+", sentence)}
    return bool(replies.SOURCES & words) and words <= replies.SOURCES | replies.AROUND_SOURCES


def _without_where_it_stands(sentence: str) -> tuple[str, list[int]]:
    """The sentence without its source's head and name, and the numbers in them: `In passage 2, it rained.` → `It rained.`, 2."""
    if _only_cites(sentence):
        return "", [int(digits) for digits in re.findall(r"\d+", sentence)]
    named = [int(n) for found in replies.WHERE_IT_STANDS.finditer(sentence) for n in re.findall(r"\d+", found[0])]
    rest = replies.WHERE_IT_STANDS.sub("", _HEAD.sub("", sentence)).strip()
    return (f"{rest[:1].upper()}{rest[1:]}" if rest != sentence else sentence), named


_HEAD = re.compile(r"^[^:.!?\n]{2,80}, \d{4}-\d{2}-\d{2}: ")
"""A source's head as it stands in prompts: `Harbour Courier, 2022-03-30: `"""


def _cite_what_came_before(drafts: list[tuple[str, list[int]]], labels: list[int]) -> None:
    """Gives the labels to the sentences before, back to one that has labels of its own; all where none has."""
    for _, own in reversed(drafts):
        if own:
            break
        own.extend(labels)


def complete_sentences(text_so_far: str, known: Collection[int]) -> tuple[tuple[DraftSentence, ...], str]:
    """Of a stream so far: the sentences that further text can no longer change, and the words of the one being written.

    A sentence is complete once another has begun after it, since its marker may follow its full stop; while a quotation
    is open, the sentence that opened it is not complete.

    >>> complete_sentences("They spoke on Tuesday. [1] The call las", known=[1])
    ((DraftSentence(text='They spoke on Tuesday.', labels=(1,)),), 'The call las')
    """
    sentences = parse(_HALF_A_MARKER.sub("", text_so_far), known).sentences
    settled = list(itertools.takewhile(lambda sentence: not _opens_quotation(sentence.text), sentences[:-1]))
    return tuple(settled), " ".join(sentence.text for sentence in sentences[len(settled) :])


def end_of_answer(text_so_far: str, labels: Collection[int], most: int) -> int | None:
    """Where a reply has said enough: before what follows on `most` sentences, or on one that came before; None as long as it has not.
    The items of a list count as one sentence.

    >>> end_of_answer("It rained. [1] It rained. [1] It ra", labels=[1], most=4)
    30
    """

    def is_enough(size: int) -> bool:
        complete, _ = complete_sentences(text_so_far[:size], labels)
        further_items = max(0, len(_ITEM.findall(text_so_far[:size])) - 1)
        return len(complete) - further_items >= most or len(set(complete)) < len(complete)

    if not is_enough(len(text_so_far)):
        return None
    size = bisect.bisect_left(range(len(text_so_far)), True, key=is_enough)
    _, begun = complete_sentences(text_so_far[:size], labels)
    return text_so_far.rindex(begun, 0, size)


def ends(sentence: str) -> bool:
    """Whether a sentence is ended by punctuation; where a reply was cut off, the last one may not be.

    >>> ends("It lasted “fifty minutes.”"), ends("It lasted fif")
    (True, False)
    """
    return sentence.rstrip("\"'”’»)]* ").endswith((".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔"))


def _opens_quotation(text: str) -> bool:
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”") or text.count("«") > text.count("»")


# Markers


_MARKED_AS = rf"(?:(?:{replies.LABEL})\b[\s.:#]{{0,3}}|[\^#]\s?)"
_NUMBERS = (
    rf"{_MARKED_AS}?\d{{1,9}}(?:\s{{0,3}}(?:[,;/&\-–—‑]|(?:{replies.CONJUNCTION})\b)\s{{0,3}}{_MARKED_AS}?\d{{1,9}})*"
)
_DIGITS = rf"\d(?:\s{{0,3}}(?:[,;&]|(?:{replies.CONJUNCTION})\b)\s{{0,3}}\d)*"
_MARKER = re.compile(
    rf"(?:[\[【［〔⟦]{{1,2}}\s{{0,3}}({_NUMBERS}(?:†[^\[\]【】]{{0,60}})?|\?|{replies.PLACEHOLDER})\s{{0,3}}[,;]?\s{{0,3}}[\]】］〕⟧]{{1,2}}"
    rf"|\(\s{{0,3}}((?:{replies.ROUNDED_LABEL})\s+{_NUMBERS}|{_DIGITS}(?=\s{{0,3}}\)\s{{0,3}}(?:[.!?]|$)))\s{{0,3}}\))",
    re.IGNORECASE,
)
"""Its inside is one of the two groups. Single digits in round brackets are one where the sentence ends."""
_HALF_A_MARKER = re.compile(r"(?:[\[【［〔⟦][^\]】］〕⟧\n]{0,80}|\([^)\n]{0,60})$")
"""What of a marker a stream may have brought."""
_BETWEEN = re.compile(rf"[\s,;/&]*(?:(?:{replies.CONJUNCTION})\b)?[\s,;/&]*", re.IGNORECASE)
"""What joins two markers: `[1], [2] and [3]`."""
_NUMBER_OR_RANGE = re.compile(rf"(\d+)(?:\s*[\-–—‑]\s*{_MARKED_AS}?(\d+))?", re.IGNORECASE)
_REFERENCES = re.compile(rf"[\W_]*(?:{replies.REFERENCES})[\W_]*$", re.IGNORECASE)


def _lift_markers(block: str) -> tuple[str, list[tuple[int, str]]]:
    """The block without its markers, and each marker's inside with the place where it stood."""
    clean, end = "", 0
    marks: list[tuple[int, str]] = []
    for found in _MARKER.finditer(block):
        before = block[end : found.start()].rstrip()
        clean += "" if marks and _BETWEEN.fullmatch(before) else before
        marks.append((len(clean), found[1] or found[2]))
        end = found.end()
        if clean[-1:].strip() and block[end : end + 1].isalnum():
            clean += " "
    return clean + block[end:], marks


def _labels(body: str, known: Collection[int]) -> tuple[list[int], list[str]]:
    """The known labels a marker's inside names, and what in it names none. A range counts if both its ends are known."""
    labels: list[int] = []
    unknown: list[str] = []
    named = body.split("†")[0]
    for found in _NUMBER_OR_RANGE.finditer(named):
        first, last = int(found[1]), int(found[2] or found[1])
        if first in known and last in known and first <= last:
            labels += [label for label in range(first, last + 1) if label in known]
            unknown += [str(label) for label in range(first, last + 1) if label not in known]
        else:
            unknown.append(found[0])
    return labels, unknown or ([] if labels else [body])


def _owner(spans: list[tuple[int, int]], at: int, forward: bool) -> int:
    """Which sentence a marker at `at` belongs to: the one it is in or follows; in a `forward` paragraph, the next."""
    inside = max(bisect.bisect_left(spans, (at, 0)) - 1, 0)
    between = at == spans[inside][1]
    return inside + 1 if forward and between and inside + 1 < len(spans) else inside


# Markdown

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"\s*\|[\s:|]*-[\s:|-]*$")
_LEADING = re.compile(r"\s*(?:#{1,6}\s+|>+\s?|[-*+•‣]\s+|\d{1,3}[.)]\s+)+")
_ITEM = re.compile(r"^\s*(?:(?:[-*+•‣]|\d{1,3}[.)])(?:\s|\Z)|\d{1,3}\Z)", re.MULTILINE)
"""How an item of a list begins, as far as a stream may have brought it."""
_LINK = re.compile(r"!?\[(\[?[^\[\]]{0,300}\]?)\]\([^()\s]{0,2000}\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_EMPHASIS = re.compile(r"(?<!\w)[*_]+(?=\S)|(?<=\S)[*_]+(?!\w)|`+|~~")
_WRAPPED = 60
"""A line at least this long that ends within a sentence was wrapped: the next goes on with it."""


def _blocks(text: str) -> Iterator[str]:
    """The paragraphs, list items, table rows and headings of a Markdown text; a list of references at its end is left out."""
    block, said = "", False
    for line in _THINKING.sub("", text).splitlines():
        plain = _inline(line)
        said = said or bool(block)
        if said and _REFERENCES.match(_MARKER.sub("", plain)):
            break
        if _TABLE_RULE.match(line):
            block = ""  # what stood above is the table's header, which states nothing
            continue
        opens = (
            not plain.strip()
            or _FENCE.match(line)
            or _RULE.match(line)
            or _LEADING.match(line)
            or line.lstrip().startswith("|")
        )
        if block and (opens or not _goes_on(block, plain)):
            yield block
            block = ""
        if not (_FENCE.match(line) or _RULE.match(line)):
            block = f"{block} {plain}".strip()
    if block:
        yield block


def _inline(line: str) -> str:
    """A line without its Markdown: `- **50 minutes** [[2]](#s2)` → `50 minutes [2]`; commas between a table row's cells."""
    line = _LEADING.sub("", line, count=1) if _LEADING.match(line) else line
    if line.lstrip().startswith("|"):
        line = ", ".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())
    line = re.sub(r"\\([\[\]*_#`])", r"\1", line)
    line = _LINK.sub(lambda link: f"[{link[1].strip('^ []')}]" if link[1].strip("^ []").isdecimal() else link[1], line)
    return _EMPHASIS.sub("", _TAG.sub("", line))


def _goes_on(block: str, line: str) -> bool:
    """Whether a line continues the paragraph: it begins small, with a marker, or after a line wrapped in a sentence."""
    start = line.lstrip()
    return (
        start[:1].islower()
        or bool(_MARKER.match(start))
        or (len(block) >= _WRAPPED and block[-1] not in '.!?:。！？।؟”"»]】')
    )
