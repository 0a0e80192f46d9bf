"""Another system's answer as plain text with `[n]` markers: its HTML flattened, its annotations made markers, its refusals known.

Offsets of annotations count the text as it was sent, so they are made markers before anything else is done to it.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Collection, Sequence

from assistant.answering.citations import Parsed, parse
from assistant.text.invisible import strip_invisible
from assistant.text.sentences import sentences

LONGEST = 40_000
"""Characters of an answer that are read: what is longer is no answer."""
_HIDDEN = re.compile(
    r"<(script|style|head|template|noscript|think|thinking)\b[^>]{0,2000}>.*?(?:</\1\s*>|\Z)|\A(?:(?!<think).)*</think(?:ing)?\s*>",
    re.DOTALL | re.IGNORECASE,
)
"""What no reader is shown; of a model's thoughts the opening tag may be part of the prompt."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_RAISED = re.compile(
    r"<(sup|a|cite)\b[^<>]{0,2000}>\s*(?:<(?:a|sup|span)\b[^<>]{0,2000}>)?\s*\[?\^?(\d{1,3})\]?\s*(?:</(?:a|sup|span)>)?\s*</\1>",
    re.IGNORECASE,
)
"""A number that points at a source: `<sup>[2]</sup>`, `<a href="#s2">2</a>`."""
_BREAK = re.compile(
    r"<(?:br|/?p|/?div|/?li|/?ul|/?ol|/?h[1-6]|/?tr|/?table|/?section|/?article|hr)\b[^<>]{0,2000}>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_OWN_MARK = re.compile(r"\s*(?:[\[【(（]+[^\[\]【】()]{0,80}[\]】)）]+|\(?\[[^\[\]]{0,300}\]\([^()\s]{0,2000}\)\)?)\s*")
"""What an annotation covers when it covers its own marker: `【4:0†report.txt】`, `([site](https://…))`."""
_ASIDE = re.compile(r"\s*\*\([^()*\n]{1,80}\)\*")
"""`*(quoted)*`: a remark on what is said."""
_NUMBERED = re.compile(r"\s*(?:[-*•]\s+)?\[\^?(\d{1,3})\][.:]?\s+\S")
_LISTED = re.compile(r"\s*$|\s{2,}|\s*>|\s*[-*•]\s|\s*\[\^?\d{1,3}\]|\s*\d{1,3}[.)]\s|\s*https?://")
"""A line of a list of sources, or under one."""
_SOURCES = re.compile(r"\W*(?:sources?|references?|citations?|footnotes?)(?: used| cited)?\W*$", re.IGNORECASE)
_MARKER = re.compile(r"\[\^?\d[\d,;\s^–-]{0,40}\]")
_REMARK = re.compile(rf"\s*(?:>(?!.*{_MARKER.pattern}).*)?")
"""A line between an answer and its sources that cites none of them: `> Sources differ: …`."""
_QUOTED = re.compile(r"“[^“”]{0,2000}”|\"[^\"\n]{0,2000}\"")
_BRACKETED = re.compile(r"\[(\d{1,9})\](?!\()")
HIGHEST = 999
"""Of a label that no source has: a higher number is a year."""
_GIVEN = (
    r"(?:the|these|those|your|any|provided|given|retrieved|available)\s(?:\w+ ){0,2}?"
    r"(?:sources?|passages?|articles?|texts?|contexts?|documents?|excerpts?)\b"
)
"""What a system was given, as it calls it."""
_DONE = (
    r"(?: (?:is|are|was|were|has|have|had|will))?(?: been| be)?"
    r" (?!(?:contained|included|listed|made|mentioned|offered|provided|related|retrieved|returned|stated|supplied)\b)\w+ed\b"
)
"""What was or was not done with it is news: `No documents were signed.`"""
_REPORTED = re.compile(
    r", (?!wh)[^.!?,]{1,60}\b(?:added|announced|confirmed|reported|said|says|told)\b[^.!?,]{0,20}\W*$", re.IGNORECASE
)
_REFUSES = re.compile(
    r"^\W*(?:i['’]?m sorry|i am sorry|sorry|unfortunately|i apologi[sz]e)\b[^.!?]{0,160}(?:\b(?:not|no|unable|cannot|without)\b|n['’]t\b)"
    r"|^(?:[^.!?,“‘'\"]{0,60}, )?(?:i|we)\b[^.!?“\"]{0,20}(?:\b(?:not|cannot|unable|no)\b|n['’]t\b)[^.!?“\"]{0,30}"
    r"\b(?:have|know|find|answer|determine|see|locate|provide|say|tell|information)\b"
    r"|\b(?:cannot|can['’]t|can not|could not|couldn['’]t) be (?:answered|determined|established|inferred)\b"
    r"|^\W*(?:there (?:is|are|was|were) |there['’]s )?(?:no|not enough|insufficient) (?:relevant |enough |sufficient |available )?"
    rf"(?:information|answer|context|evidence|mention|details?|data|documents?|results?)\b(?!{_DONE})"
    rf"|^\W*(?:none of|nothing in|nowhere in) {_GIVEN}"
    rf"|^\W*{_GIVEN}[^.!?,“\"]{{0,60}}(?:\b(?:not|no|silent)\b|n['’]t\b)"
    r"|^\W*(?:the|these) (?:articles?|sources?|passages?|documents?)\b[^.!?]{0,60}\b(?:may|might) not answer\b"
    r"|\b(?:it is|it['’]s|this is) (?:not|im)\s?possible to (?:answer|determine|say|tell|know)\b"
    r"|^(?:[^.!?,]{0,60},)? ?(?:it|this|that|(?:the|an|this|that|such) (?:answer|information)(?: to [^.!?,]{0,40})?)"
    r" (?:is|was) ?(?:not|n['’]t) (?:mentioned|stated|specified|provided|given|known|clear|available|found|present|in the)\b"
    r"|^\W*(?:empty response|n/?a|none|null|unknown|unanswerable|no response|not (?:found|available|stated|mentioned|specified|answerable)"
    r"|idk)\W*$",
    re.IGNORECASE,
)
"""Beside the refusals that `answering.citations` knows from models that were asked for one."""


def read_text(text: str, known: Sequence[int]) -> tuple[Parsed, bool]:
    """The sentences of an answer with the labels they cite, and whether it is a refusal.

    It is one when nothing else is said, or when its first sentence says that the answer is not there and no other cites.
    """
    plain = _ASIDE.sub("", without_sources(flatten(text[:LONGEST])))
    parsed = parse(_kept_apart(plain, known), known)
    said = tuple(dataclasses.replace(one, text=one.text.translate(_BRACKETS)) for one in parsed.sentences)
    kept = tuple(sentence for sentence in said if sentence.labels or not refuses(sentence.text))
    opens = parse(plain[: _first_end(plain)], known).not_in_sources or said[:1] != kept[:1]
    cites = any(sentence.labels for sentence in kept)
    return Parsed(kept, parsed.unknown, parsed.withheld), not cites and (opens or not kept)


def refuses(sentence: str) -> bool:
    """
    >>> refuses("I'm sorry, but I cannot answer that."), refuses("Empty Response"), refuses("It lasted an hour.")
    (True, True, False)
    """
    reported = _REPORTED.search(sentence) and not re.search(_GIVEN, sentence, re.IGNORECASE)
    return bool(_REFUSES.search(sentence)) and not reported


_BRACKETS = str.maketrans("⁅⁆", "[]")


def _kept_apart(text: str, known: Collection[int]) -> str:
    """The text with other brackets around numbers that are words and no markers: years, and what was put into a quotation.

    >>> _kept_apart("“In [2014] they left” [1].", [1])
    '“In ⁅2014⁆ they left” [1].'
    """

    def apart(found: re.Match[str]) -> str:
        return found[0] if int(found[1]) in known else f"⁅{found[1]}⁆"

    text = _QUOTED.sub(lambda quoted: _BRACKETED.sub(apart, quoted[0]), text)
    return _BRACKETED.sub(lambda found: apart(found) if int(found[1]) > HIGHEST else found[0], text)


def flatten(text: str) -> str:
    """Text without HTML: blocks become lines, raised numbers markers, entities characters; scripts and styles go.

    >>> flatten("<p>It lasted &gt; 50 minutes<sup>2</sup>.</p><script>alert(1)</script>")
    'It lasted > 50 minutes [2].'
    """
    text = strip_invisible(text)
    if _TAG.search(text) or "<!--" in text:
        text = _COMMENT.sub(" ", _HIDDEN.sub(" ", text))
        text = _RAISED.sub(lambda found: f" [{found[2]}]", text)
        text = re.sub(" {2,}", " ", _TAG.sub("", _BREAK.sub("\n", text)))
    if "&" in text:
        text = strip_invisible(html.unescape(text))
    return text.strip()


def without_sources(text: str) -> str:
    """Text without the list of sources at its end, whose lines say nothing of their own: under a heading, or each with a number
    that the text before it cites, with what stands quoted or indented under it, and the remarks (`> `) that precede it.

    >>> without_sources("It lasted an hour [1].\\n\\n[1] A long call (a.txt)\\n    > lasted an hour")
    'It lasted an hour [1].'
    """
    lines = text.split("\n")
    first = len(lines)
    while first and _LISTED.match(lines[first - 1]):
        first -= 1
    headed = bool(first) and _SOURCES.match(lines[first - 1])
    while not headed and first < len(lines) and not _NUMBERED.match(lines[first]):
        first += 1
    numbers = {found[1] for line in lines[first:] if (found := _NUMBERED.match(line))}
    end = first - 1 if headed else first
    while numbers and end and _REMARK.fullmatch(lines[end - 1]):
        end -= 1
    before = "\n".join(lines[:end]).rstrip()
    cited = {number for marker in _MARKER.findall(before) for number in re.findall(r"\d+", marker)}
    return before if before and (headed or numbers <= cited) else text


def marked(text: str, places: Sequence[tuple[int, int, int]]) -> str:
    """The text with `[label]` for each annotation (start, end, label): in the place of its own marker, else behind its words.

    >>> marked("It lasted an hour 【4:0†a.txt】. They met.", [(18, 29, 1)])
    'It lasted an hour  [1]. They met.'
    """
    for start, end, label in sorted(places, key=lambda place: (place[1], place[0]), reverse=True):
        own = _OWN_MARK.fullmatch(text[start:end])
        text = f"{text[: start if own else end]} [{label}]{text[end:]}"
    return text


def _first_end(text: str) -> int:
    """Where the first sentence ends, about."""
    spans = sentences(text[:2000])
    return spans[0][1] if spans else len(text)
