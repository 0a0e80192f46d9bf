"""The day that a page prints for its readers: beside the headline, never a teaser's, a comment's, a sidebar's or a clock's.

The page is walked in order. What belongs to other articles is passed over; of the short lines that hold a whole date, those near
the headline count, best those that say that they are the day of publication. A day of change is kept apart.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from assistant.text.dates import parse_month
from assistant.text.languages.language import word_set
from assistant.text.sentences import SENTENCE_END
from assistant.text.written_dates import WrittenDate, written_dates

LONGEST_LINE = 200
"""Characters of a line that may be one of date, writer and the like."""
MOST_WORDS = 8
"""Words beside the date in a line that does not say what its date is of."""
FEWEST_WORDS = 3
"""Words in small letters beside the date that make a sentence of a line with a full stop."""
LONG_PARAGRAPH = 100
INTRODUCTION = 2
"""Long paragraphs after the headline beyond which a date counts only where it says that it is that of publication."""
LEVELS = 2
"""How many elements around the headline hold the date above it; further out stand the masthead and its clock."""
NEAR = 400
"""Characters between a date and the headline below it."""

LONG_LINK = 45
"""Characters of a link that is no writer's name but another article's headline."""
SHORT_ARTICLE = 250
"""Characters of an `<article>` that is a teaser whatever it holds."""
LONG_TEASER = 900
"""Characters beyond which a block is more than a teaser."""
ITEMS = {"li", "div", "section", "tr"}
INLINE = {"span", "b", "i", "em", "strong", "a", "sup"}
PASSED_OVER = {"nav", "aside", "footer", "form", "script", "style", "noscript", "template", "select", "button"}
"""Elements which, where the headline is not in them, belong to something else."""
OTHERS = re.compile(
    r"(?:^|[\s_-])(?:related|teasers?|side-?bar|comments?|comment-?list|replies|respond|disqus|recommend\w*|popular|most-?\w+|trending"
    r"|latest|newest|(?<!node-)promo\w*|(?<![_-])widget(?!_article)|newsletter|breadcrumbs?|menu|masthead|clock|today|current-?date|ticker|archives?|read-?(?:next|also|more)"
    r"|more-?(?:news|stories|from|articles)|next-?(?:post|article)|prev\w*|sponsor\w*|advert\w*|outbrain|taboola|similar|see-?also"
    r"|lire-?aussi|a-?lire|(?:author-?)?bio(?:graphy)?|author-?(?:box|card|profile|description)|about(?:-?the)?(?:-?author)?|weather|live-?ticker|top-?bar|site-?header|page-?header-?date)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of what belongs to other articles, to readers or to the site."""
HEADINGS = ("h1", "h2", "h3", "b", "strong", "font", "big")
"""What pages set a headline in."""
BLOCKS = word_set("""
    p div li ul dl dd td tr table section address time span small em i b strong h2 h3 h4 h5 h6 figcaption font center main abbr
""")
OF_A_DATE = re.compile(
    r"date|time|publi|posted|byline|dateline|stamp|fecha|datum|entry-meta|post-meta|article-meta|article-info", re.I
)
"""Classes of a line of metadata."""
PUBLISHED = re.compile(
    r"\bpublish|\bposted|first\s+appeared|\bpubli[ée]|publicad|publicat|pubblicat|veröffentlicht|erschienen|publicer|publiser|gepubliceerd|geplaatst"
    r"|opublikowan|zveřejněn|vydáno|publikovan|objavljen|опублик|публик|создан|δημοσι|yayın|közzét|megjelen|julkaist|diterbitkan|tayang"
    r"|xuất bản|đăng|เผยแพร่|प्रकाशित|منشور|نشر|تاريخ|פורסם|公開|発表|发布|發布|발행|입력|등록|\bcreated|erstellt|\bissued|\bdated?\b|\bon:",
    re.IGNORECASE,
)
"""How a page says, in many languages, that a date is that of publication; before it, or in the class of its element."""
CHANGED = re.compile(
    r"updat|modif|edited|revised|mis[e]? à jour|\bmaj\b|aktualis|geändert|stand:|actuali[zs]|atuali[zs]|aggiorna|uppdater|opdater|oppdater"
    r"|bijgewerkt|gewijzigd|zaktualiz|aktualiz|обновл|оновл|ενημ|güncel|frissít|módosít|päivit|diperbarui|cập nhật|แก้ไข|ปรับปรุง|अपडेट"
    r"|تحديث|עודכן|更新|수정",
    re.IGNORECASE,
)
LEAST_RANK = {0.5: 1, 0.25: 2, 0: 3}
"""What a line must say by its place: 1 is a date and little else, 2 is one in an element for dates, 3 says that it is of publication."""
PUBLISHED_MARK = re.compile(f"\x01|{PUBLISHED.pattern}", re.IGNORECASE)
CHANGE_MARK = re.compile(f"\x02|{CHANGED.pattern}", re.IGNORECASE)
AMERICAN_ZONE = re.compile(r"\b[ECMP][SD]T\b")
"""Beside a time: its date has the month first."""
CLOCK_TIME = re.compile(r"\d{1,2}[:.h]\d\d(?::\d\d)?")


@dataclasses.dataclass(frozen=True, slots=True)
class PrintedDates:
    """What a page prints. `days` are the readings of the day of publication: none where it prints none, two where it is unclear."""

    days: tuple[dt.date, ...] = ()
    labelled: bool = False
    """The line says that it is that of publication, or an element that is there for dates holds it."""
    marked: bool = False
    """The page's own marks say so, and not its words only."""
    updated: dt.date | None = None
    month: dt.date | None = None
    """The first of a month that is printed alone in an element for dates."""
    stamp: str | None = None
    """The value of a `<time>` that shows no day ("6 hours ago"), where that stands in the place of a printed one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A short line of the page. Before what an element calls the day of publication stands \\x01, before one of a change \\x02, before
    one that it does not show \\x03."""

    text: str
    near: float
    """How near the headline is: .5 below it, .25 above, 0 further away."""
    dated: bool
    """An element that is there for dates holds it."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    rank: float
    days: tuple[dt.date, ...]
    marked: bool
    shown: bool = True


def printed_dates(tree: Any, title: str | None) -> PrintedDates:
    """The dates that the page prints near the headline `title`."""
    found: list[_Found] = []
    updated: list[dt.date] = []
    months: list[dt.date] = []
    for line in lines_of(tree, main_heading(tree, title)):
        dates = written_dates(line.text)
        if line.dated and line.near and (month := parse_month(line.text.strip("\x01\x02 "))):
            months.append(month)
        american = bool(AMERICAN_ZONE.search(line.text))
        beside = words_beside(line.text, dates)
        short = len(beside) <= MOST_WORDS and not is_sentence(line.text, beside)
        for date, label, changed_then in with_labels(line.text, dates):
            if changed_then:
                updated += date.days[:1]
                continue
            marked = "\x01" in label and line.near > 0
            rank = 3 if marked or PUBLISHED.search(label) else (2 if line.dated else 1) if short else 0
            if rank >= LEAST_RANK[line.near]:
                found.append(
                    _Found(rank + line.near, date.days[american and -1 :], marked or line.dated, "\x03" not in label)
                )
    best = max(found, key=lambda one: one.rank, default=_Found(0, (), False))  # the first of the best
    changed, month = next(iter(updated), None), next(iter(months), None)
    if not best.shown:
        return PrintedDates(updated=changed, month=month, stamp=value_of(tree, best.days[0]))
    return PrintedDates(best.days, best.rank >= 2, best.marked, changed, month)


def value_of(tree: Any, day: dt.date) -> str | None:
    """The whole value of the first `<time>` of this day."""
    values = (element.get("datetime") or "" for element in tree.iter("time"))
    return next((value for value in values if value.startswith(day.isoformat())), None)


def with_labels(line: str, dates: list[WrittenDate]) -> Iterator[tuple[WrittenDate, str, bool]]:
    """Each date of a line, the words before it, and whether they, or for the last one those behind it, say that it is one of a change."""
    before = 0
    for date in dates:
        label, before = line[before : date.start][-60:], date.end
        yield date, label, is_change(label, line[date.end : date.end + 12] if date is dates[-1] else "")


def is_change(label: str, behind: str) -> bool:
    """Whether the words before a date, or else behind it, say that it is one of a change: the nearest word counts."""
    changes = [match.start() for match in CHANGE_MARK.finditer(label)]
    published = [match.start() for match in PUBLISHED_MARK.finditer(label)]
    if changes or published:
        return max(changes, default=-1) > max(published, default=-1)
    return bool(CHANGED.match(behind.lstrip(" (,:")))


def is_running_text(text: str) -> bool:
    """Whether a paragraph is a sentence that does not say of itself when it was published."""
    dates = written_dates(text)
    return not PUBLISHED.search(text) and is_sentence(text, words_beside(text, dates))


def words_beside(line: str, dates: list[WrittenDate]) -> list[str]:
    """The words that a line has besides its dates and times."""
    for date in reversed(dates):
        line = f"{line[: date.start]} {line[date.end :]}"
    return re.findall(r"[^\W\d_]{2,}", CLOCK_TIME.sub(" ", line))


def is_sentence(line: str, beside: list[str]) -> bool:
    """Whether a line tells something, of the day that it names: it ends with a full stop and has more than names `beside` that."""
    return bool(SENTENCE_END.search(line)) and sum(not word[0].isupper() for word in beside) >= FEWEST_WORDS


def main_heading(tree: Any, title: str | None) -> Any:
    """The element of the page's own headline: the `h1` that says the same as its title, else the first; None without."""
    wanted = plain(title or "")
    headings = [(one, said) for one in tree.iter("h1") if (said := plain(one.text_content()))]
    same = [one for one, said in headings if wanted and (said in wanted or wanted in said)]
    if not same and wanted:
        same = [one for one in tree.iter(*HEADINGS) if plain(one.text_content()) == wanted]
    return (same or [one for one, _ in headings] or [None])[0]


def lines_of(tree: Any, heading: Any) -> Iterator[Line]:
    """The page's short lines that hold a figure, without what belongs to others; those above the headline come with it."""
    from lxml import etree  # type: ignore[import-untyped]

    body = tree.find(".//body")
    body = tree if body is None else body
    around = [heading, *heading.iterancestors()] if heading is not None else []
    lineage, close = {body, *around}, [one for one in around[1 : LEVELS + 1] if one is not body]
    seen, paragraphs, walked = heading is None, 0, 0
    above: list[tuple[Line, int]] = []
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "end" and element is heading:
            seen = True
            yield from (line for line, at in above if walked - at <= NEAR)
        if event == "end":
            tail = (element.tail or "").strip() if element.getparent() in lineage else ""
            walked += len(tail)
            if seen and tail and len(tail) <= LONGEST_LINE:  # of a page that sets its lines apart by breaks only
                yield Line(tail, 0.5 if paragraphs <= INTRODUCTION else 0, False)
            paragraphs += seen and len(tail) >= LONG_PARAGRAPH
        elif element in lineage:
            continue
        elif not isinstance(element.tag, str) or belongs_to_others(element, seen):
            walker.skip_subtree()
            if element.tag in ("nav", "header"):
                above.clear()  # what stands over the site's menu is the masthead
        elif element.tag in BLOCKS:
            text = short_text(element)
            if text is None:
                paragraphs += seen and element.tag == "p"
                continue
            walker.skip_subtree()
            walked += len(text)
            if re.search(r"\d", text) and not is_teaser(element):
                line = Line(text, (0.5 if paragraphs <= INTRODUCTION else 0) if seen else 0.25, is_for_dates(element))
                if seen:
                    yield line
                elif next(parent for parent in element.iterancestors() if parent in lineage) in close:
                    above.append((line, walked))
            paragraphs += seen and len(text) >= LONG_PARAGRAPH


def without_others(tree: Any, title: str | None) -> Any:
    """A copy of the page without what belongs to others, and without its sentences: their days are of what they tell."""
    bare = copy.copy(tree)
    heading = main_heading(bare, title)
    held = {bare, *bare.iter("body"), *((heading, *heading.iterancestors()) if heading is not None else ())}
    body = bare.find(".//body")
    for element in list((bare if body is None else body).iter()):
        parent = element.getparent() if isinstance(element.tag, str) and element not in held else None
        if parent is not None and (
            belongs_to_others(element, True)
            or (element.tag in ITEMS and is_teaser(element))
            or (element.tag == "p" and is_running_text(element.text_content()))
        ):
            parent.remove(element)
    return bare


def belongs_to_others(element: Any, below_heading: bool) -> bool:
    """Whether an element that does not hold the headline is of the site, of readers or of another article."""
    if element.tag in PASSED_OVER or OTHERS.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return True
    if element.tag == "header":
        return not below_heading
    return element.tag == "article" and (len(element.text_content()) < SHORT_ARTICLE or is_teaser(element))


def is_teaser(element: Any) -> bool:
    """Whether a block names another article: by a heading that is a link, or a long link."""
    if len(element.text_content()) > LONG_TEASER:
        return False
    if any(
        heading.find(".//a") is not None or heading.getparent().tag == "a" for heading in element.iter("h2", "h3", "h4")
    ):
        return True
    return len(element.text_content()) <= LONGEST_LINE and any(
        len(link.text_content().strip()) > LONG_LINK for link in element.iter("a")
    )


def is_for_dates(element: Any) -> bool:
    return any(
        one.tag == "time" or OF_A_DATE.search(names_of(one)) for one in element.iter() if isinstance(one.tag, str)
    )


def names_of(element: Any) -> str:
    return " ".join(element.get(name, "") for name in ("class", "id", "itemprop", "data-testid"))


def short_text(element: Any) -> str | None:
    """The words of a block, with the marks of its elements before them; None where they are more than a line."""
    pieces: list[str] = []
    length = 0
    for number, piece in enumerate(element.itertext()):
        pieces.append(piece)
        length += len(piece.strip())
        if length > LONGEST_LINE or number > LONGEST_LINE:
            return None
    text = "".join(pieces)
    if re.search(r"\d", text) or element.tag == "time" or element.find(".//time") is not None:
        text = "".join(marked_text(element))
    return " ".join(text.split(" ")).strip(" \n\t\r")


def marked_text(element: Any) -> Iterator[str]:
    yield mark_of(element)
    yield element.text or ""
    yield day_of_value(element)
    for child in element:
        if isinstance(child.tag, str) and not belongs_to_others(child, True):
            yield from marked_text(child)
        yield (" " if child.tag not in INLINE else "") + (child.tail or "")


def mark_of(element: Any) -> str:
    names = names_of(element)
    if re.search(r"publi(?!sher)|posted|entry-date", names, re.IGNORECASE) or (
        element.tag == "time" and element.get("pubdate") is not None
    ):
        return "\x01 "  # or the mark were a part of a month's name
    return "\x02 " if re.search(r"updat|modif|aktuali|changed", names, re.IGNORECASE) else ""


def day_of_value(element: Any) -> str:
    """The day in a `<time>` that shows none itself ("3 hours ago", "22 September")."""
    stamp = (element.get("datetime") or "") if element.tag == "time" else ""
    shown = bool(stamp) and bool(written_dates(element.text_content()))
    return f" \x03 {stamp[:10]} " if not shown and re.match(r"\d{4}-\d\d-\d\d", stamp) else ""


def plain(text: object) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip() if isinstance(text, str) else ""
