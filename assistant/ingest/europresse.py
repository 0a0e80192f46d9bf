"""Europresse as text (PDF, RTF): each article ends with its number there, which holds its day; its pages are in `labelled.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.export_lines import RIGHTS, Line, Parts, blocks_of, day_in, joined
from assistant.ingest.factiva import WORDS, is_byline
from assistant.ingest.labelled import NUMBER_OF_ISSUE
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
    heads = [n for n, line in enumerate(lines[:end]) if any(map(WORDS.fullmatch, BULLET.split(line.text)))]
    heads = heads or [
        n for n, line in enumerate(lines[:end]) if len(line.text) <= LONGEST_HEAD and day_in(line.text) == day
    ]
    if not heads:
        return Parts(published=day, body=tuple(lines[:end]), name=name, problems=("has no head that is understood",))
    head = lines[heads[-1]]
    title, *blocks = [*blocks_of(lines[heads[-1] + 1 : end])] or [[]]
    outlet = BULLET.split(head.text)[0] if BULLET.search(head.text) else lines[heads[-1] - 1].text
    byline = joined(blocks.pop(0)) if blocks and is_byline(joined(blocks[0]), joined(title)) else None
    above = tuple(filter(None, (joined(title), NUMBER_OF_ISSUE.sub("", outlet), day and f"{day:%d.%m.%Y}", byline)))
    body = tuple(line for block in blocks for line in block)
    return Parts(joined(title) or None, NUMBER_OF_ISSUE.sub("", outlet), day, above, body, name)
