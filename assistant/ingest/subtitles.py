"""Subtitles (SRT, WebVTT): what was said, in parts of about a minute, each an article whose title says from when to when."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterable, Iterator

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode
from assistant.ingest.metadata import Metadata
from assistant.ingest.parsing import Limits, Loaded
from assistant.ingest.several import Entry
from assistant.text.sentences import SENTENCE_END

STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
TIMES = re.compile(rf"\s*{STAMP}\s*-->\s*{STAMP}.*")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,80}\}")
SECONDS, MOST_SECONDS = 60, 180
"""A part ends with a sentence after so long, and after the longer time in any case."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cue:
    """What is shown at once, and from when to when, in seconds."""

    start: int
    end: int
    lines: tuple[str, ...]


def read_subtitles(data: bytes, _limits: Limits) -> Iterator[Entry]:
    """A part an entry, named by the time at which it begins."""
    cues = list(cues_of(decode(data)))
    if not cues:
        raise ArticleError("has no subtitles")
    for number, part in enumerate(parts_of(cues), 1):
        times = f"{clock(part[0].start)}–{clock(part[-1].end)}"
        text = "\n".join(line for cue in part for line in cue.lines)
        yield Entry(number, Loaded(text, Metadata(title=times)), clock(part[0].start), kind="part")


def cues_of(text: str) -> Iterator[Cue]:
    """The cues that say something; a line that stays on the screen is said once."""
    last = ""
    for block in re.split(r"\n\s*\n", "\n".join(text.splitlines())):
        lines = block.strip().splitlines()
        place = next((n for n, line in enumerate(lines[:3]) if TIMES.fullmatch(line)), None)
        if place is None:
            continue  # a note, a style, the file's own header
        times = TIMES.fullmatch(lines[place])
        assert times is not None
        said = [line for line in lines[place + 1 :] if plain(line)]
        new = said[1:] if said and plain(said[0]) == last else said
        last = plain(said[-1]) if said else last
        if new:
            named = tuple(plain(VOICE.sub(r"\1: ", line)) for line in new)
            yield Cue(seconds(times.groups()[:4]), seconds(times.groups()[4:]), named)


def plain(line: str) -> str:
    """A line without marks."""
    return html.unescape(TAG.sub("", line)).strip()


def seconds(stamp: Iterable[str | None]) -> int:
    hours, minutes, second, _ = (int(part or 0) for part in stamp)
    return 3600 * hours + 60 * minutes + second


def clock(moment: int) -> str:
    """`00:03:10`"""
    return f"{moment // 3600:02}:{moment // 60 % 60:02}:{moment % 60:02}"


def parts_of(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    part: list[Cue] = []
    for cue in cues:
        part.append(cue)
        length = cue.end - part[0].start
        if length >= MOST_SECONDS or (length >= SECONDS and SENTENCE_END.search(cue.lines[-1])):
            yield part
            part = []
    if part:
        yield part
