"""HTML pages: their main text by trafilatura, and the title, outlet, date and address that they state.

How a page's date is found: first what its own metadata says (`stated_date`: the `<meta>` and `<time>` names in
DATE_NAMES, then `datePublished` in its JSON-LD), then the first lines of its text (`first_lines.py`), and last what
trafilatura infers, which is marked as such.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode, without_nul
from assistant.ingest.metadata import Metadata, clean_line, clean_url
from assistant.ingest.parsing import Limits, Loaded, foreign_parser, require_text
from assistant.text.dates import parse_date

DATE_NAMES = {
    *("article:published_time", "og:article:published_time", "article:published", "article.published", "datepublished"),
    *("date", "dc.date", "dc.date.issued", "dcterms.issued", "pubdate", "publishdate", "publish_date"),
    *("publication_date", "citation_publication_date", "parsely-pub-date", "sailthru.date"),
}
"""What `<meta>` and `<time>` call the day of publication, in small letters."""
DATE_IN_SCRIPT = re.compile(r'"datePublished"\s*:\s*"([^"]{6,60})"')
DECLARED_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*((?:windows-|cp|iso-|koi8|gb|big5|shift|euc|latin|us-ascii)[\w-]{0,15})",
    re.IGNORECASE,
)
"""Only encodings of pages. Python knows others under such names as `idna`, some of them very slow."""


def read_html(data: bytes, limits: Limits) -> Loaded:
    """Main text and metadata of a page. A date that it does not state as that of its publication is a `fallback`."""
    if data.count(b"<") > limits.html_tags:
        raise ArticleError(f"has more than {limits.html_tags:,} tags")
    page = decode_html(data)
    if "<html" not in page[:4096].lower():
        page = f"<html><body>{page}</body></html>"  # or a fragment of one element would be refused
    with foreign_parser("HTML", "trafilatura", "htmldate", "courlan"):
        import trafilatura  # imported late: 0.3 s
        from trafilatura.settings import Document

        tree = trafilatura.load_html(page)
        if tree is None:
            raise ArticleError("has no article text")
        stated = stated_date(tree)
        document = trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
        if not isinstance(document, Document) or not (document.text or "").strip():
            return Loaded(require_text(trafilatura.baseline(page)[1]), Metadata(published=stated))
    title, outlet, url = clean_line(document.title), clean_line(document.sitename), clean_url(document.url)
    inferred = Metadata(published=parse_date(document.date), published_inferred=True)  # may be the day of an update
    return Loaded(require_text(document.text), Metadata(title, outlet, stated, url=url), fallback=inferred)


def decode_html(data: bytes) -> str:
    """A page as text. Its declared charset is a hint only: heeded where the bytes are not UTF-8 and fit it."""
    declared = DECLARED_CHARSET.search(data[:4096])
    charset = declared[1].decode("ascii").lower() if declared else ""
    if charset.startswith("iso-2022") or (charset and not is_utf8(data)):
        with contextlib.suppress(LookupError, UnicodeError):
            return without_nul(data.decode("cp1252" if charset in ("iso-8859-1", "latin1", "us-ascii") else charset))
    return decode(data)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def stated_date(tree: Any) -> dt.date | None:
    """The publication date that the page's own metadata states."""
    values: list[str] = []
    for element in tree.iter("meta", "time"):
        names = (element.get(attribute, "").lower() for attribute in ("property", "name", "itemprop"))
        if DATE_NAMES.intersection(names) or element.get("pubdate") is not None:
            values.append(element.get("content") or element.get("datetime") or "")
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        values += DATE_IN_SCRIPT.findall(str(script)[:200_000])
    return next((day for value in values[:50] if (day := parse_date(value))), None)
