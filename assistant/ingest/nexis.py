"""LexisNexis: the old form (`1 of 3 DOCUMENTS`, fields in capitals) and that of Nexis Uni (`Body`, `End of Document`).

Both name byline, section and length with labels. Headline, outlet and day have none: the day is a line of its own, the
outlet stands above it, and the headline below (old) or above the outlet (Uni).
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Sequence

from assistant.ingest.export_lines import PAGE, RIGHTS, Line, Parts, blocks_of, is_day_line, joined, without_rights

NUMBERED = re.compile(
    r"(\d{1,6}) (?:of|von|de|di|van|sur) \d{1,6} (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI|DOCUMENTEN)"
    r"|(?:Document|Dokument|Documento) (\d{1,6}) (?:of|von|de|di|van|sur) \d{1,6}",
    re.IGNORECASE,
)
"""Above each article of the old form."""
END_OF_DOCUMENT = re.compile(
    r"End of Document|Ende des Dokuments|Fin du document|Fin del documento|Fine del documento|Einde van (?:het )?document"
    r"|Fim do documento",
    re.IGNORECASE,
)
BODY = re.compile(r"(?:body|text|textkörper|volltext|corps|texte|cuerpo|corpo|testo|tekst)\s*:?", re.IGNORECASE)
"""Above the text where the form marks it."""
HEADLINE = re.compile(r"(?:headline|titel|titre|título|titular|titolo|kop)\s*:\s*(.*)", re.IGNORECASE)
FURNITURE = r"length|länge|longueur|longitud|longuitud|lengte|lunghezza"
HEAD = re.compile(
    r"(?:byline|section|dateline|headline|highlight|series|column|abstract|lead|titel|autor|rubrik|ressort|auteur|titre"
    rf"|rubrique|sección|seccion|título|sectie|autore|sezione|titolo|seção|{FURNITURE})\s*:.*",
    re.IGNORECASE,
)
"""The fields between headline and text."""
LENGTH = re.compile(rf"(?:{FURNITURE})\s*:.*", re.IGNORECASE)
SURE = re.compile(
    r"(?:[A-ZÀ-Ý]{3,20}-(?:DATE|TYPE?|CODE|NO|CARGA|CHARGEMENT|DATUM|PUBB?LI[CK]A\w{2,8})(?:-MDC)?"
    r"|PUBLIKATIONSTYP|PUBLICATIETYPE"
    r"|(?i:load-date|publication-type|journal code|date de chargement|ladedatum|update-datum|laaddatum))\s*:.*"
)
"""What only the database says of an article, below its text."""
TAIL = re.compile(
    r"(?:LANGUAGE|GRAPHIC|SUBJECT|PERSON|COMPANY|ORGANIZATION|TICKER|INDUSTRY"
    r"|GEOGRAPHIC|COUNTRY|STATE|CITY|TYPE|DISTRIBUTION|URL|ISSN|NOTES|UPDATE|SPRACHE|LANGUE|IDIOMA|TAAL|LINGUA"
    r"|Language|Sprache|Langue|Taal)\s*:.*"
    r"|Classification|Classement|Klassifikation|Classificatie|Clasificación|Graphic"
)
"""What it says there, too, and a newspaper may within its text: only where nothing but fields comes below."""
FIELD = re.compile(r"[^\W\d_][\w /&-]{1,30}:.*")
GRAPHIC = re.compile(r"graphic\b.*", re.IGNORECASE)
"""Below it may stand captions, without a label."""
CORRECTION = re.compile(r"CORRECTION\s*:.*", re.IGNORECASE)
"""The one field there that the newspaper wrote."""
EDITION = re.compile(r".{0,40}\b(?:edition|ausgabe|édition|edición|editie|edizione|edição)\b.{0,40}", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """What stands above the fields."""

    title: str | None = None
    outlet: Line | None = None
    day: Line | None = None
    others: tuple[str, ...] = ()
    """A second headline, say: it stays above the text."""
    problems: tuple[str, ...] = ()


MOST_ABOVE = 24
"""Lines above the fields among which headline, outlet and day are."""
NO_DAY = ("has no day that is understood: headline and outlet are taken by their place",)
PERIOD = re.compile(r"(?:[^\W\d_]+\.?,? )?(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?")
"""`Spring 2011`, where the day stands."""


def nexis_parts(lines: Sequence[Line]) -> Parts:
    """The old form: rights (in older ones), outlet, day, headline, fields, text, fields, rights."""
    above, fields, body = divide(lines)
    above = above[:MOST_ABOVE]
    dates, problems = day_places(above)
    dated = dates[0] if dates else None
    named = [line for line in above[:dated] if not RIGHTS.match(line.text)]
    outlet = named[0] if dated is None and named else named[-1] if named else None
    below = list(blocks_of(above))[1:] if dated is None else list(blocks_of(above[dated:]))[1:]
    titles = [joined(block) for block in below if not is_furniture(block) and outlet not in block]
    title = labelled_headline(fields) or (titles.pop(0) if titles else None)
    head = Head(title, outlet, above[dated] if dated is not None else None, tuple(titles), problems)
    return parts_of(head, fields, body)


def nexis_uni_parts(lines: Sequence[Line]) -> Parts:
    """Nexis Uni: (cover,) headline, outlet, day, rights, fields, `Body`, text, fields, `End of Document`."""
    above, fields, body = divide(lines)
    above = above[-MOST_ABOVE:]
    dates, problems = day_places(above)
    dated = dates[-1] if dates else len(above)
    named = [block for block in blocks_of(above[:dated]) if dates or not is_furniture(block)]
    outlet = named[-1][-1] if named else None
    before = named[-1][:-1] or (named[-2] if len(named) > 1 else []) if named else []
    below = [joined(block) for block in blocks_of(above[dated + 1 :]) if not is_furniture(block)]
    others = [] if dates else [line.text for block in named for line in block if line not in (outlet, *before)]
    title = labelled_headline(fields) or joined(before)
    day = above[dated] if dates else None
    return parts_of(Head(title, outlet, day, (*others, *below), problems), fields, body)


def day_places(above: Sequence[Line]) -> tuple[list[int], tuple[str, ...]]:
    """The lines that are a day, else those of a season or year; and the problem that none is a day."""
    days = [place for place, line in enumerate(above) if is_day_line(line.text)]
    periods = [place for place, line in enumerate(above) if PERIOD.fullmatch(line.text)]
    return (days, ()) if days else (periods, NO_DAY)


def divide(lines: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines above the fields, those of the fields, and those of the text."""
    marked = next((place for place, line in enumerate(lines) if line.opens and BODY.fullmatch(line.text)), None)
    if marked is not None:
        blocks = list(blocks_of(lines[:marked]))
        count = sum(1 for _ in itertools.takewhile(belongs_to_fields, reversed(blocks)))
        begin = marked - sum(len(block) for block in blocks[len(blocks) - count :])
        return list(lines[:begin]), list(lines[begin:marked]), text_lines(lines[marked + 1 :])
    first_blocks = sum(len(block) for block in list(blocks_of(lines))[:3])  # headline, outlet, day
    begin = next((place for place, line in enumerate(lines) if is_field(line)), first_blocks)
    end = begin
    for block in blocks_of(lines[begin:]):
        if not is_field(block[0]):
            break
        end += len(block)
    return list(lines[:begin]), list(lines[begin:end]), text_lines(lines[end:])


def belongs_to_fields(block: Sequence[Line]) -> bool:
    """Whether a block right above the text is one of its fields, or says whose it is."""
    return is_field(block[0]) or RIGHTS.match(block[0].text) is not None


def is_field(line: Line) -> bool:
    return line.opens and HEAD.fullmatch(line.text) is not None


def text_lines(lines: Sequence[Line]) -> list[Line]:
    """What the newspaper wrote: the text down to the first field below it, and a correction among those."""
    blocks = list(blocks_of(lines))
    sure = next((n for n, block in enumerate(blocks) if SURE.fullmatch(block[0].text)), len(blocks))
    tails = (n for n, block in enumerate(blocks[:sure]) if TAIL.fullmatch(block[0].text) and are_fields(blocks[n:sure]))
    end = next(tails, sure)
    body = [line for block in blocks[:end] for line in block if not END_OF_DOCUMENT.fullmatch(line.text)]
    corrections = [line for block in blocks[end:] if CORRECTION.fullmatch(block[0].text) for line in block]
    return [*without_rights(body), *corrections]


def are_fields(blocks: Sequence[Sequence[Line]]) -> bool:
    """Whether nothing but what a database writes below a text stands in any of the blocks."""
    goes_on = False
    for text in (block[0].text for block in blocks):
        if any(form.match(text) for form in (TAIL, FIELD, RIGHTS, PAGE, END_OF_DOCUMENT)):
            goes_on = GRAPHIC.fullmatch(text) is not None
        elif not goes_on:
            return False
    return True


def is_furniture(block: Sequence[Line]) -> bool:
    return all(RIGHTS.match(line.text) or EDITION.fullmatch(line.text) for line in block)


def labelled_headline(fields: Sequence[Line]) -> str | None:
    for block in blocks_of(fields):
        if found := HEADLINE.fullmatch(block[0].text):
            return " ".join(filter(None, (found[1], joined(block[1:]))))
    return None


def parts_of(above: Head, fields: Sequence[Line], body: Sequence[Line]) -> Parts:
    unwanted = (LENGTH, HEADLINE, RIGHTS)
    blocks = [block for block in blocks_of(fields) if not any(one.match(block[0].text) for one in unwanted)]
    kept = [line.text for block in blocks for line in block]
    outlet, day = (line.text if line else None for line in (above.outlet, above.day))
    head = [line for line in (above.title, outlet, day, *above.others) if line]
    return Parts(above.title, outlet, day, (*head, *kept), tuple(body), problems=above.problems)
