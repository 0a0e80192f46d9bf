"""ProQuest, and Europresse's pages: every field of an article has its label (`markup.py` writes those of the pages)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.export_lines import Line, Parts, joined, without_rights

PROQUEST_RULE = re.compile(r"_{20,}|(?:Document|Dokument|Documento) \d+ (?:of|von|de|di|sur) \d+", re.IGNORECASE)
"""Above each article."""
FIELDS = {
    "headline": ("title", "titre", "titel", "título"),
    "outlet": ("publication title", "titre de la publication", "titel der publikation", "título de la publicación"),
    "published": ("publication date", "date de publication", "publikationsdatum", "fecha de publicación"),
    "byline": ("author", "authors", "auteur", "autor", "credit"),
    "section": ("section", "rubrique", "rubrik", "sección"),
    "text": ("full text", "texte intégral", "volltext", "texto completo"),
    "abstract": ("abstract", "résumé", "zusammenfassung", "resumen"),
    "name": (
        *("proquest document id", "document id", "id de document proquest", "id. de documento de proquest"),
        "id documento proquest",
    ),
    "url": ("document url", "url du document", "dokument-url", "url del documento"),
    "other": (
        *("publication info", "links", "subject", "location", "people", "company / organization", "pages", "issue"),
        *("first page", "last page", "publication year", "year", "publisher", "place of publication", "volume", "url"),
        *("country of publication", "publication subject", "issn", "source type", "language of publication"),
        *("document type", "document feature", "copyright", "last updated", "database", "business indexing term"),
        *("supplement", "identifier / keyword", "classification", "number of pages", "column", "edition", "sujet"),
        *("alternate title", "enlace de documentos de proquest", "details", "lieu", "éditeur", "type de source"),
        *("materia", "páginas", "año de publicación", "editorial", "lugar de publicación", "país de publicación"),
        *("tipo de fuente", "idioma de la publicación", "tipo de documento", "última actualización", "base de datos"),
        "année de publication",
        *("langue de la publication", "type de document", "dernière mise à jour", "base de données", "thema", "ort"),
        *("seiten", "verlag", "erscheinungsjahr", "art der quelle", "dokumenttyp", "datenbank"),
        *("dateline", "narrow subject", "broad subject", "illustration", "product name", "term", "correction date"),
    ),
}
"""What each label names, in small letters."""
LABEL = re.compile(r"\s*([^\W\d_][\w /.'-]{1,40}?)\s*(?::(?:\s+|$)| ?(?:\([A-Za-z]+\))?$)")
"""`Full text: The …`, and `FULL TEXT` or `ABSTRACT (ENGLISH)` on a line of its own."""
BEHIND_OUTLET = re.compile(r"[,;]\s+(?:no|n°|nº|nr|vol)\b.*|,[^,;]*\b[eé]dition\b.*|;.*", re.IGNORECASE)
"""`La Croix, no. 43018`, `Larkfield Echo, Late Edition (East Coast); Larkfield`"""
RULE = re.compile(r"[_\W]{10,}")
NO_TEXT = re.compile(r"(?:none available|not available|unavailable)\.?", re.IGNORECASE)


def proquest_parts(lines: Sequence[Line]) -> Parts:
    """The fields of one article. Without a full text its summary is read, and said to be one."""
    fields = labelled_fields([line for line in lines if not RULE.fullmatch(line.text)])

    def field(name: str) -> str | None:
        return joined(fields.get(name, [])) or None

    text = without_rights(fields.get("text", []))
    problems: list[str] = []
    if not text or NO_TEXT.fullmatch(joined(text)):
        text = [] if NO_TEXT.fullmatch(field("abstract") or "") else fields.get("abstract", [])
        problems = ["has no full text: its summary is read"] if text else []
    outlet = BEHIND_OUTLET.sub("", field("outlet") or "") or None
    title = field("headline") or field("")
    head = tuple(line for line in (title, outlet, *map(field, ("published", "byline", "section"))) if line)
    return Parts(title, outlet, field("published"), head, tuple(text), field("name"), field("url"), tuple(problems))


def labelled_fields(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The lines of each field, by its name; those above the first label under ""."""
    fields: dict[str, list[Line]] = {}
    name = ""
    labels = [field_of(line) for line in lines]
    for line, (known, start), is_followed in zip(lines, labels, followed_by_label(lines, labels), strict=True):
        if known and (name != "text" or is_followed):
            name = known if known not in fields else "other"
            line = line.value(start)
        if line.text:
            fields.setdefault(name, []).append(line)
    return fields


def followed_by_label(lines: Sequence[Line], labels: Sequence[tuple[str | None, int]]) -> list[bool]:
    """For each line, whether the block after it begins with a label, or there is none."""
    answers: list[bool] = []
    following = True
    for line, (known, _) in zip(reversed(lines), reversed(labels), strict=True):
        answers.append(following)
        following = bool(known) if line.opens else following
    return answers[::-1]


def field_of(line: Line) -> tuple[str | None, int]:
    """Which field a line's label names, and where in the line its value begins.

    In a text, a label counts only where another one follows: "Location: the harbour" may be the newspaper's own words.
    """
    match = LABEL.match(line.raw)
    known = FIELD_OF.get(plain_label(match[1])) if match else None
    return known, match.end() if match and known else 0


def plain_label(label: str) -> str:
    """A label in small letters without articles: "ID del documento de ProQuest" → "id documento proquest"."""
    return re.sub(r"\b(?:de la|del|de|du|der|des|of|da|do|di)\b\s*", "", label.lower())


FIELD_OF = {plain_label(label): field for field, labels in FIELDS.items() for label in labels}
