"""Europresse as text (PDF, RTF): each article ends with its number there, which holds its day; its pages are in `labelled.py`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.ingest.export_lines import RIGHTS, Line, Parts, blocks_of, day_in, joined
from assistant.ingest.factiva import BYLINE, NAME, WORDS
from assistant.ingest.labelled import BEHIND_OUTLET
from assistant.text.dates import parse_date

NUMBER = r"(?m:^\s*(?:news|web|pub|bio|report|tv|radio|social|doc)[·•](?:19|20)\d{6}[·•][A-Z0-9]{1,12}[·•]\S{1,60}\s*$)"
"""`news·20230112·LM·2060123`, below each article"""
BULLET = re.compile(r"\s*[•·|]\s*")
LINES_OF_RIGHTS = 6
"""Below the text stand whose it is, to whom the copy was given, and the number."""
LONGEST_HEAD = 100


def europresse_parts(lines: Sequence[Line]) -> Parts:
    """(Cover, list, description of the source,) day, outlet and count of words, headline, writer, text, rights, number."""
    name = lines[-1].text
    day = parse_date(re.split("[·•]", name)[1])
    lines = lines[:-1]
    end = next((n for n in range(len(lines))[-LINES_OF_RIGHTS:] if RIGHTS.match(lines[n].text)), len(lines))
    head = place_of_head(lines[:end], day)
    if head is None:
        return Parts(
            day=str(day or ""), body=tuple(lines[:end]), name=name, problems=("has no head that is understood",)
        )
    title, *blocks = [*blocks_of(lines[head + 1 : end])] or [[]]
    outlet = BULLET.split(lines[head].text)[0] if BULLET.search(lines[head].text) else lines[max(0, head - 1)].text
    outlet = BEHIND_OUTLET.sub("", outlet)
    is_signed = len(blocks) > 1 and any(form.fullmatch(joined(blocks[0])) for form in (BYLINE, NAME))
    byline = joined(blocks.pop(0)) if is_signed else ""
    above = tuple(filter(None, (joined(title), outlet, str(day or ""), byline)))
    return Parts(
        joined(title) or None, outlet, str(day or ""), above, tuple(line for block in blocks for line in block), name
    )


def place_of_head(lines: Sequence[Line], day: dt.date | None) -> int | None:
    """The line right above the headline: the last one that counts words, else the first short one that names the day."""
    counts = [n for n, line in enumerate(lines) if any(map(WORDS.fullmatch, BULLET.split(line.text)))]
    days = (n for n, line in enumerate(lines) if len(line.text) <= LONGEST_HEAD and day_in(line.text) == day)
    return counts[-1] if counts else next(days, None)
