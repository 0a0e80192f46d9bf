"""Exports of news databases: one text of many articles, split, each with the headline, outlet and day that are its own.

Nexis, Factiva, ProQuest and Europresse write the same few fields, with labels or by their place. Text, Word, RTF and
web pages all come here as lines (`markup.py` writes a page's own marks as the labels that text exports have), so that a
database is described once: what stands between two articles, and which lines of one are which field. What belongs to
no article (covers, lists of contents, rights, indexing terms) is nobody's text.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from assistant.ingest.europresse import NUMBER, europresse_parts
from assistant.ingest.export_lines import PAGE, Line, Parts, day_in, lines_of, pages_of, text_of
from assistant.ingest.factiva import ACCESSION, factiva_parts
from assistant.ingest.labelled import PROQUEST_RULE, proquest_parts
from assistant.ingest.metadata import Metadata, clean_line, clean_url, read_day
from assistant.ingest.nexis import BODY, END_OF_DOCUMENT, NUMBERED, nexis_parts, nexis_uni_parts
from assistant.ingest.parsing import Loaded
from assistant.ingest.several import Entry, usable_name


@dataclasses.dataclass(frozen=True, slots=True)
class Database:
    """How a database writes articles into one text."""

    proof: re.Pattern[str]
    """What only its exports have."""
    boundary: re.Pattern[str]
    """A line between two articles."""
    is_end: bool
    """Whether that line belongs to the article before it and not to the one after it."""
    parts: Callable[[Sequence[Line]], Parts]
    needs: re.Pattern[str]
    """A line that every article has; what lacks it between two boundaries is none."""
    announced: re.Pattern[str] | None = None
    """Where it says how many articles there are, or which one this is."""


ANY = re.compile("")
SUMMARY = re.compile(
    r"(?:Search Summary|Résumé de la recherche|Suchübersicht|Resumen de la búsqueda|Contact us at).*", re.I
)
"""What a database writes below the last article."""
MANY_WORDS = 20
"""So many words below the last article are no footer."""

PROQUEST = r"ProQuest document ID|ID .{0,20}ProQuest"
PROQUEST_PROOF = re.compile(rf"^\s*(?:{PROQUEST})\b|^Publication title: .*\n+Publication date: ", re.MULTILINE)
PROQUEST_FIELD = re.compile(rf"(?:(?:Full text|Publication title|Document ID)\s*:|{PROQUEST}).*", re.IGNORECASE)
NEXIS = re.compile(r"^\s*(?:LENGTH|LOAD-DATE|LÄNGE|LONGUEUR|LONGITUD|LENGTE|LUNGHEZZA)\s*:", re.MULTILINE)
LOADED = r"(?:Load-Date|Ladedatum|Laaddatum|Date de chargement)\s*:"
NEXIS_UNI = re.compile(rf"^\s*(?:{LOADED}|(?:{BODY.pattern})\s*$)", re.MULTILINE | re.IGNORECASE)
OF_ALL = re.compile(r"(?:Documents?|Dokumente?|Documentos?|Documenti|Documenten) \((\d{1,6})\)")
DATABASES = (
    Database(PROQUEST_PROOF, PROQUEST_RULE, False, proquest_parts, PROQUEST_FIELD),
    Database(re.compile(NUMBER), re.compile(NUMBER), True, europresse_parts, ANY),
    Database(re.compile(ACCESSION), re.compile(ACCESSION), True, factiva_parts, ANY),
    Database(NEXIS, NUMBERED, False, nexis_parts, ANY, NUMBERED),
    Database(NEXIS_UNI, END_OF_DOCUMENT, True, nexis_uni_parts, ANY, OF_ALL),
)


def read_export(text: str, pages: Sequence[int] = (), by_ocr: bool = False) -> Iterator[Entry] | None:
    """The articles of an export, whose pages may begin at these places; None where the text is none."""
    likely = [database for database in DATABASES if database.proof.search(text)]
    lines = lines_of(text) if likely else []
    for database in likely:
        documents = split(lines, database)
        if documents:
            entries = (
                read_document(text, number, database.parts(document), (document[0].start, pages), by_ocr)
                for number, document in enumerate(documents, 1)
            )
            return itertools.chain(entries, missing(lines, database, len(documents)))
    return None


def split(lines: Sequence[Line], database: Database) -> list[list[Line]]:
    """The lines of each article, those between them left out; empty where no line divides them."""
    places = boundaries(lines, database)
    if database.is_end:
        starts = [0, *(place + 1 for place in places)]
        return [list(lines[start : end + 1]) for start, end in zip(starts, places, strict=False)]
    ends = [*places[1:], len(lines)]
    documents = [list(lines[start + 1 : end]) for start, end in zip(places, ends, strict=False)]
    return [lines for lines in documents if any(database.needs.match(line.text) for line in lines)]


def boundaries(lines: Sequence[Line], database: Database) -> list[int]:
    return [line.number for line in lines if database.boundary.fullmatch(line.text)]


def read_document(text: str, number: int, parts: Parts, paged: tuple[int, Sequence[int]], by_ocr: bool) -> Entry:
    """An article with its head above its text, or the word that it has none; `paged` is where it and the pages begin."""
    if not parts.body:
        return Entry(number, problem="has no text")
    head = "".join(f"{line}\n" for line in parts.head)
    metadata = Metadata(
        clean_line(parts.headline), clean_line(parts.outlet), day_in(parts.day or ""), url=clean_url(parts.url)
    )
    metadata = metadata.or_else(read_day(parts.day) or Metadata())
    above = f"{head}\n" if head else ""
    lines = [line for line in parts.body if not PAGE.fullmatch(line.text)]
    begins, pages = paged
    kept = pages_of(lines, begins, len(above), pages)
    loaded = Loaded(above + text_of(text, lines), metadata, len(above), parts.problems, pages=kept, by_ocr=by_ocr)
    return Entry(number, loaded, usable_name(parts.name))


def missing(lines: Sequence[Line], database: Database, found: int) -> list[Entry]:
    """A word where an article is cut off at the end, or the export announces more than stand in it."""
    rest = lines[boundaries(lines, database)[-1] + 1 :] if database.is_end else []
    rest = list(itertools.takewhile(lambda line: not SUMMARY.match(line.text), rest))
    if sum(len(line.text.split()) for line in rest) >= MANY_WORDS:
        return [Entry(0, problem=f"ends with an article that is cut off, which is not read: “{rest[0].text[:60]}”")]
    if database.announced is None:
        return []
    told = [match for line in lines if (match := database.announced.fullmatch(line.text))]
    numbers = [int(next(group for group in match.groups() if group)) for match in told]
    if not numbers:
        return []
    expected = numbers[0] if database.is_end else max(numbers) - min(numbers) + 1
    if expected <= found:
        return []
    return [Entry(0, problem=f"holds {found:,} of the {expected:,} articles that it announces")]
