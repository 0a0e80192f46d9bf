"""HTML pages: their main text by trafilatura, and the title, outlet, dates and address that they state.

page_dates.py     the day that the outlet printed, and that of a change
outlets.py        who published it
page_text.py      what the extractor left out of an article in several containers
page_kinds.py     what is no article: refusals, consent walls, lists of links
"""

from __future__ import annotations

import contextlib
import itertools
import re
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import CHARSET, decode, is_mostly_utf8, is_utf8, without_nul
from assistant.ingest.json_ld import article_fields
from assistant.ingest.metadata import Metadata, clean_line, clean_url
from assistant.ingest.outlets import page_outlet
from assistant.ingest.page_dates import PageDates, page_dates
from assistant.ingest.page_kinds import no_article
from assistant.ingest.page_text import whole_text
from assistant.ingest.parsing import TOLD_BY, Limits, Loaded, foreign_parser, require_text
from assistant.ingest.printed_dates import HEADINGS, plain, without_others
from assistant.ingest.tables import with_heads
from assistant.text.dates import parse_date
from assistant.text.languages.detection import language_of

DECLARED_CHARSET = re.compile(rf"<meta[^>]{{0,200}}charset\s*=\s*[\"']?\s*({CHARSET})".encode(), re.IGNORECASE)
MOST_LOST = 0.01
"""Of an article's characters that cannot be read."""
INLINED = re.compile(
    rb"data:[\w/+.-]{1,60}(?:;[\w=-]{1,40}){0,3};base64,[A-Za-z0-9+/=%\s]{100,}"
    rb"|(?<=\")data:image/[\w+.-]{1,60}[;,][^\"]{100,}|(?<=')data:image/[\w+.-]{1,60}[;,][^']{100,}"
)
"""A picture or font within the page; of one in plain characters only the quotes around it tell its end."""
SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://[^\s<>\"]+)|^\s*url:\s*(https?://[^\s<>\"]+)", re.MULTILINE)
"""What browsers and their extensions write at the top of a page that they save."""
PUNCTUATION = re.compile(r"\s*[|•·—–~»«_]+\s*|\s+[:/-]+\s*|[:/-]+\s+|(?<=[\u2e80-\uffdc])[:/-]+")
MOST_MARKS = 20
SHORTEST = 0.25
"""Share of a title that is its headline: what is shorter may be the outlet or a section."""
DATE_OPTIONS: dict[str, Any] = {"extensive_search": False, "original_date": True}


def read_html(data: bytes, limits: Limits, address: str | None = None) -> Loaded:
    """Main text and metadata of a page, which an archive may have kept under an `address`.

    A date that it does not state is a `fallback`: it may be the day of an update.
    """
    data = INLINED.sub(b"data:,", data)
    if len(data) > limits.html_bytes:
        raise ArticleError(f"is larger than {limits.html_bytes / 1_000_000:g} MB without its pictures")
    if data.count(b"<") > limits.html_tags:
        raise ArticleError(f"has more than {limits.html_tags:,} tags")
    page = decode_html(data)
    if "<html" not in page[:4096].lower():
        page = f"<html><body>{page}</body></html>"  # or a fragment of one element would be refused
    with foreign_parser("HTML", "trafilatura", "htmldate", "courlan"):
        import trafilatura  # imported late: 0.3 s

        tree = trafilatura.load_html(page)
        if tree is None:
            raise ArticleError("has no article text")
        return extract(tree, page, address)


def extract(tree: Any, page: str, address: str | None) -> Loaded:
    """Text and metadata of a parsed page; raises ArticleError where it is no article."""
    import trafilatura
    from trafilatura.settings import Document

    for cell in tree.xpath("//tr[td[normalize-space()]]/th"):
        cell.tag = "td"  # it is the head of its row, not of a column
    document = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params=DATE_OPTIONS
    )
    if not isinstance(document, Document):
        document = Document()
    title = headline_of(tree, clean_line(document.title))
    fields = article_fields(tree, title)
    text = document.text or ""
    if reason := no_article(tree, title, text, shown_text(tree)):
        raise ArticleError(reason)
    text = whole_text(tree, title, text, fields.get("articleBody")) if text.strip() else trafilatura.baseline(page)[1]
    text = with_heads(text or "")
    addresses = page_addresses(tree, page, document.url or address)
    dates = page_dates(tree, title, fields, addresses, language_of(text[:TOLD_BY]))
    metadata = Metadata(
        title,
        page_outlet(tree, title, fields, addresses),
        dates.published,
        dates.inferred,
        next(iter(addresses), None),
        dates.updated,
        dates.note,
    )
    text, problems = readable(text, title)
    return Loaded(text, metadata, problems=problems, fallback=guessed_date(tree, title, dates), dated=True)


def headline_of(tree: Any, title: str | None) -> str | None:
    """The title; of one that names the outlet or a section, too, the longest part that stands on the page by itself."""
    shown = {plain(one.text_content()) for one in tree.iter(*HEADINGS)} - {""}
    if title is None or plain(title) in shown:
        return title
    marks = itertools.islice(PUNCTUATION.finditer(title), MOST_MARKS)
    edges = [(0, 0), *(mark.span() for mark in marks), (len(title), len(title))]
    parts = (title[end:start] for (_, end), (start, _) in itertools.combinations(edges, 2))
    alone = [
        part for part in parts if plain(part) in shown and len(part) >= SHORTEST * len(title) and _is_several(part)
    ]
    return max(alone, key=len, default=title)


def _is_several(part: str) -> bool:
    """Whether a part is of several words, or in a script that parts none: a single word is the outlet, a section or a place."""
    return len(part.split()) > 1 or bool(re.search(r"[\u2e80-\uffdc]", part))


def shown_text(tree: Any) -> str:
    """The first words of what a page shows, and of the frames that it is made of."""
    shown = " ".join(
        piece.strip() for piece in tree.xpath("//body//text()[not(parent::script or parent::style)]")[:2000]
    )
    frames = " ".join(frame.get("src", "") for frame in tree.iter("iframe", "frame"))
    return f"{shown[:10_000]} {frames[:1000]}"


def page_addresses(tree: Any, page: str, url: str | None) -> list[str]:
    """The addresses that a page gives itself: of the article, as shared, as saved by a browser."""
    shared = [element.get("content") for element in tree.iter("meta") if element.get("property") == "og:url"]
    saved = [address for match in SAVED_FROM.findall(page[:4096]) for address in match if address]
    return list(dict.fromkeys(address for one in (url, *shared, *saved) if (address := clean_url(one))))


def guessed_date(tree: Any, title: str | None, dates: PageDates) -> Metadata:
    """For a page that states no date of publication: what htmldate sees without what belongs to others, or the day of a change."""
    if dates.published or dates.unclear:
        return Metadata()
    from htmldate import find_date

    day = parse_date(find_date(without_others(tree, title), outputformat="%Y-%m-%d", **DATE_OPTIONS)) or dates.updated
    words = "the day of its last change" if day and day == dates.updated else "found on the page"
    return Metadata(published=day, published_inferred=True, date_note=words if day else None)


def readable(text: str | None, title: str | None) -> tuple[str, tuple[str, ...]]:
    """The text, and how many bytes of another encoding it and the title hold, if they are few: elsewhere on the page these do no harm."""
    sound = require_text(text)
    lost = f"{sound}{title or ''}".count("�")
    if lost > MOST_LOST * len(sound):
        raise ArticleError("mixes UTF-8 with another encoding or is damaged: save it as UTF-8")
    return sound, (f"has {lost:,} character{'s' if lost > 1 else ''} that cannot be read",) * bool(lost)


def decode_html(data: bytes) -> str:
    """A page as text. Its declared charset is a hint only: heeded where the bytes are not UTF-8 and fit it.

    Bytes of another encoding amid a page of UTF-8 become U+FFFD, which `readable` counts in the article's own text only.
    """
    declared = DECLARED_CHARSET.search(data[:4096])
    charset = declared[1].decode("ascii").lower() if declared else ""
    if charset.startswith("iso-2022") or (charset and not is_utf8(data)):
        with contextlib.suppress(LookupError, UnicodeError):
            return without_nul(data.decode("cp1252" if charset in ("iso-8859-1", "latin1", "us-ascii") else charset))
    if is_mostly_utf8(data) and not is_utf8(data):
        return without_nul(data.decode("utf-8", "replace"))
    return decode(data)
