"""Factiva: fields by their place (article format) or by two letters (`HD`, `PD`, `SN`), an article's number at its end."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence

from assistant.ingest.export_lines import RIGHTS, Line, Parts, day_in, joined, without_rights

ACCESSION = (
    r"(?m:^\s*(?:AN\s+)?(?:Document|Dokument|Documento|文件|文档)\s+[A-Z][A-Z0-9]{7}(?:19|20)\d{6}[a-z0-9]{6,14}\s*$)"
)
"""`Document LRKE000020190304ef340001a`"""
HEADLINE = "HEADLINE: "
"""What a page's own mark of a headline is written as (`markup.py`)."""
WORDS = re.compile(
    r"[\d., ]{1,9}\s?(?:words?|mots?|wörter|wort|palabras|parole|palavras|woorden|слов[оа]?|字|語|汉字|단어)",
    re.IGNORECASE,
)
"""Below headline and byline, above the day."""
TIME = re.compile(r"\d{1,2}[:.]\d\d(?:\s*(?:[AaPp]\.?[Mm]\.?|[A-Z]{2,4}))?")
BYLINE = re.compile(r"(?:by|von|par|por|di|door|av|af)\s+\S.*", re.IGNORECASE)
NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*[ ,&]*){1,6}(?:[^\W\d_a-z][\w.'’-]*)")
LANGUAGE = re.compile(
    "english|french|german|spanish|italian|dutch|portuguese|russian|chinese.*|japanese|korean|arabic|polish|turkish"
    "|swedish|norwegian|danish|finnish|catalan|indonesian|malay"
    "|anglais|français|allemand|espagnol|italien|néerlandais|portugais|englisch|französisch|deutsch|spanisch"
    "|italienisch|inglés|francés|alemán|español|italiano|inglese|francese|tedesco|engels|frans|duits",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r".*\b(?:ltd|limited|inc|llc|plc|corp(?:oration)?|company|co|gmbh|ag|s\.?a|sarl|s\.?p\.?a|group|media|verlag|b\.?v"
    r"|publishing|holdings|trust|newspapers)\b\.?",
    re.IGNORECASE,
)
LONGEST_HEAD = 16
"""Lines between the count of words and the text."""
CODES = "SE|HD|CR|BY|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CX|ART|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN"
CODE = re.compile(rf"\s*({CODES})\s*(?:$|\t\s*|\xa0\s*|\s{{2,}})")
"""A field that two letters or three name."""


def factiva_parts(lines: Sequence[Line]) -> Parts:
    """The fields of one article, whose last line names it."""
    name = lines[-1].text.split()[-1]
    lines = lines[:-1]
    counted = next((place for place, line in enumerate(lines) if WORDS.fullmatch(line.text)), None)
    codes = {match[1] for line in lines if (match := CODE.match(line.raw))}
    if codes >= {"HD", "PD", "SN"}:
        return coded_parts(lines, name)
    if counted is None:
        return Parts(name=name, body=tuple(lines), problems=("has no count of words: its head is not understood",))
    return placed_parts(lines, counted, name)


def placed_parts(lines: Sequence[Line], counted: int, name: str) -> Parts:
    """Section, headline, byline, count of words, day, hour, outlet, code, edition, page, language, rights, text."""
    section, headline, byline = above_count(lines[:counted])
    below = lines[counted + 1 : counted + 1 + LONGEST_HEAD]
    dated = next((place for place, line in enumerate(below[:3]) if day_in(line.text)), 0)
    named = next((line for line in below[dated + 1 :] if not TIME.fullmatch(line.text)), None)
    ends = [n for n, line in enumerate(below) if RIGHTS.match(line.text)] or [
        n for n, line in enumerate(below) if LANGUAGE.fullmatch(line.text)
    ]
    start = counted + 1 + (after_rights(below, ends[0]) if ends else dated + 3)
    outlet, day = named.text if named else None, below[dated].text if below else ""
    head = (headline, outlet, day, byline, section)
    body = without_publisher(without_rights(lines[start:]))
    return Parts(headline, outlet, day, tuple(line for line in head if line), tuple(body), name)


def above_count(lines: Sequence[Line]) -> tuple[str | None, str | None, str | None]:
    """Section, headline and byline, of which only the headline is always there.

    A page marks the headline (HEADLINE). Else it is the line above a byline, or the last one.
    """
    marked = next((place for place, line in enumerate(lines) if line.text.startswith(HEADLINE)), None)
    if marked is not None:
        end = next((n for n in range(marked + 1, len(lines)) if lines[n].opens), len(lines))
        title = joined(lines[marked:end]).removeprefix(HEADLINE)
        return joined(lines[max(0, marked - 1) : marked]) or None, title, joined(lines[end:]) or None
    whole = len(lines) == 3 and NAME.fullmatch(lines[-1].text) and all(line.opens for line in lines)
    start, end = first_line_of(lines, len(lines) - 1), len(lines) - 1
    if not (end > 0 and (whole or is_byline(lines[end].text, joined(lines[start:end])))):
        start, end = first_line_of(lines, len(lines)), len(lines)
    section = joined(lines[max(0, start - 1) : start])
    return section or None, joined(lines[start:end]) or None, joined(lines[end:]) or None


def first_line_of(lines: Sequence[Line], end: int) -> int:
    """Where the headline begins that ends before `end`: it may have been broken for want of room."""
    start = max(end - 1, 0)
    while start and not lines[start].opens and was_broken(lines[start - 1].text, lines[start].text):
        start -= 1
    return start


def was_broken(line: str, following: str) -> bool:
    """Whether a line ends where it does for want of room: the next one's first word would have made it the longer of the two."""
    return len(line) + 1 + len(following.split()[0]) > len(following)


def is_byline(line: str, above: str) -> bool:
    """Whether a line below what may be the headline names who wrote it."""
    if BYLINE.fullmatch(line) and len(line.split()) <= 12:
        return True
    is_headline = len(above.split()) > 4 or (len(above.split()) > 2 and not NAME.fullmatch(above))
    return is_headline and NAME.fullmatch(line) is not None and len(line.split()) <= 4


def after_rights(lines: Sequence[Line], place: int) -> int:
    """The first line after those about rights, which may be two."""
    further = itertools.takewhile(lambda line: RIGHTS.match(line.text), lines[place + 1 :])
    return place + 1 + len(list(further))


def without_publisher(lines: Sequence[Line]) -> list[Line]:
    """The text without the name of the publisher's company below it."""
    is_company = len(lines) > 1 and len(lines[-1].text.split()) <= 8 and COMPANY.fullmatch(lines[-1].text)
    return list(lines[:-1] if is_company else lines)


def coded_parts(lines: Sequence[Line], name: str) -> Parts:
    """The form with indexing terms: what stands after each code, on its line and below it."""
    fields: dict[str, list[Line]] = {}
    code = ""
    for line in lines:
        match = CODE.match(line.raw)
        if match:
            code = match[1]
        value = line.value(match.end()) if match else line
        if value.text:
            fields.setdefault(code, []).append(value)

    def field(code: str) -> str | None:
        return joined(fields.get(code, [])).removeprefix(HEADLINE) or None

    head = tuple(value for value in map(field, ("HD", "SN", "PD", "BY", "SE")) if value)
    body = (*fields.get("LP", []), *fields.get("TD", []))
    return Parts(field("HD"), field("SN"), field("PD"), head, body, name)


def with_gaps(text: str, pages: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """A printed export's text, of which the gap between code and value is one blank, with the gap that tells a code; and where its
    pages begin then."""
    coded = all(f"\n{code} " in text for code in ("HD", "PD", "SN"))
    found = re.finditer(rf"^(?!IN [a-z]+ [a-z])(?:{CODES}) (?=\S)", text, re.MULTILINE) if coded else ()
    places = [match.end() for match in found]
    parts = [text[start:end] for start, end in itertools.pairwise([0, *places, len(text)])]
    return " ".join(parts), tuple(page + bisect.bisect_right(places, page) for page in pages)
