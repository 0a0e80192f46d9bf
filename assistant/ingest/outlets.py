"""Which outlet published a page: what it calls its site or its publisher, the end of its title, else its bare domain.

Never a handle, a copyright line, the headline itself, a social network or the name of a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from assistant.ingest.json_ld import names
from assistant.text.languages import first_lines as words
from assistant.text.languages.language import word_set
from assistant.text.orders import reads_as_order
from assistant.text.outlet_names import DOMAIN, outlet_key
from assistant.text.written_dates import written_dates

LONGEST_NAME = 80
MOST_WORDS = 9
LAST_WORDS = 5
"""Of a part at the end of a title that is not the domain's name."""
NO_NAME = re.compile(
    r"@|[©®]|\(c\)|copyright|all rights|rights reserved|alle rechte|tous droits|derechos reservados|diritti riservati|^\W*$|[<>{}]"
    r"|^(?:19|20)\d\d\b",
    re.IGNORECASE,
)
NETWORKS = word_set("""
    facebook twitter x instagram youtube linkedin telegram whatsapp tiktok pinterest reddit vk google googlenews flipboard mastodon
    bluesky threads tumblr t fb youtu
""")
"""What pages link to and are not published by, by their key."""
PROGRAMS = word_set("""
    wordpress joomla drupal blogger home homepage website site mysite untitled index default admin null none undefined unknown localhost
    webarchive archive waybackmachine ampproject news article blog calibre
""")
"""What an unfilled field holds."""
PLATFORMS = {"medium", "substack", "ghost", "msn", "yahoo", "yahoonews", "wordpresscom", "patreon"}
"""Sites of many outlets: one's own name goes before theirs."""
WRAPPED = re.compile(
    r"^(?:https?:)?//(?:[\w.-]+\.cdn\.ampproject\.org/\w(?:/s)?|(?:www\.)?google\.[a-z.]{2,6}/amp(?:/s)?|web\.archive\.org/web/\d+\w*)"
    r"/(?:https?:/{1,2})?(?=[^/]+\.)",
    re.IGNORECASE,
)
"""Before the address of a page that a copier or an archive shows."""
OUTLET_WORD = re.compile(rf"\b(?:{words.PAPERS})\b", re.IGNORECASE)
SEPARATOR = re.compile(r"\s+[|•·—–~»«:/-]+\s+|\s*[|•»«]\s*|:\s+")
BEFORE_A_DAY = re.compile(r"(?:\s*[\[(,]|\s+[–—-])\s*(?:[^\W\d_]{2,12}\.?,?\s+)?$|\s*$")
"""A bracket, a dash, a weekday."""
SITE_NAMES = ("og:site_name", "al:android:app_name", "application-name", "apple-mobile-web-app-title")
PUBLISHERS = (
    *("publisher", "dc.publisher", "dcterms.publisher", "citation_journal_title", "article:publisher", "cre", "source"),
)


def page_outlet(tree: Any, title: str | None, fields: dict[str, Any], addresses: Sequence[str]) -> str | None:
    """The outlet of a page; `fields` is its article in JSON-LD, `addresses` are those that it gives itself."""
    meta = meta_values(tree)
    hosts = [host for address in addresses if (host := bare_domain(address))]
    stated = [meta.get(SITE_NAMES[0]), *names(fields.get("publisher")), *names(fields.get("isPartOf"))]
    stated += [*marked_publishers(tree), *(meta.get(name) for name in (*PUBLISHERS, *SITE_NAMES[1:]))]
    cleaned = [name for value in stated if (name := clean_outlet(value, title))]
    keys = [outlet_key(host) for host in hosts]
    parts = list(title_parts(tree, title, hosts))
    cleaned += [name for place, name in enumerate(parts) if outlet_key(name) in keys or not (cleaned or place)]
    named = [name for name in cleaned if not DOMAIN.fullmatch(name)]
    if (
        named and named[0].isupper() and not may_publish(named[0], keys)
    ):  # a section, "U.S.", under the name of the site
        named.sort(key=lambda name: outlet_key(name) not in keys)
    named.sort(key=lambda name: outlet_key(name) in PLATFORMS)
    return next(iter(named), None) or next(iter([*cleaned, *hosts]), None)


def marked_publishers(tree: Any) -> list[str]:
    """The publisher's name in an article's microdata."""
    found = []
    for element in tree.xpath('//*[@itemprop="publisher"]//*[@itemprop="name"]')[:5]:
        found.append(element.get("content") or element.text_content()[: 4 * LONGEST_NAME])
    return found


def meta_values(tree: Any) -> dict[str, str]:
    """The first value of each `<meta>`, by its name in small letters."""
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            if (name := element.get(attribute, "").lower()) and element.get("content"):
                values.setdefault(name, element.get("content"))
    return values


def title_parts(tree: Any, title: str | None, hosts: Sequence[str]) -> Iterator[str]:
    """The outlet at the end, or the beginning, of the page's title: a part that is the domain's name, or the last one."""
    element = tree.find(".//head/title")
    whole = " ".join(element.text_content().split()) if element is not None else ""
    parts = [part for part in SEPARATOR.split(whole) if part]
    keys = [outlet_key(host) for host in hosts]
    if len(parts) < 2:
        return
    for part in parts:
        key, name = outlet_key(part), clean_outlet(part, title)
        if name and len(key) >= 4 and any(key in host or host in key for host in keys):
            yield name
    shown, told = whole.casefold(), (title or "").casefold()
    begins = shown.startswith(told[:40]) and not re.search(r"\w:$", whole.removesuffix(parts[-1]).rstrip())
    ends = not begins and parts[0].casefold() not in told and shown.endswith(told)
    for part, is_beside in ((parts[-1], begins), (parts[0], ends)):
        name = clean_outlet(part, title) if told and is_beside else None
        if name and may_publish(name, keys) and (keys or says_it_publishes(tree, name)):
            yield name


def says_it_publishes(tree: Any, name: str) -> bool:
    """Whether a name has a newspaper's word and is no heading of news, or the page names it beside its logo or its rights."""
    if OUTLET_WORD.search(name) and not re.match(rf"(?:{words.NO_OUTLETS})\b", name, re.IGNORECASE):
        return True
    shown = (*tree.xpath("//img/@alt"), *tree.xpath("//body//text()[contains(., '©')]"))
    return any(name.casefold() in str(text).casefold() for text in shown)


def may_publish(name: str, hosts: Sequence[str]) -> bool:
    """Whether the end of a title may be an outlet's name: it shares a word or its initials with the domain, where that is known.

    >>> may_publish("Larkfield Mail", ["lm"]), may_publish("Town and country", ["lm"])
    (True, False)
    """
    words = re.findall(r"\w+", name.removeprefix("The ").casefold())
    if not name[:1].isupper() or len(words) > LAST_WORDS:
        return False
    shared = ("".join(word[0] for word in words), *(word for word in words if len(word) >= 4))
    return not hosts or any(shared[0] == host or any(word in host for word in shared[1:]) for host in hosts)


def clean_outlet(value: Any, title: str | None = None) -> str | None:
    """An outlet's name, or None where the value is something else; of an address its bare domain.

    >>> clean_outlet("@larkecho"), clean_outlet("https://www.larkecho.example/news"), clean_outlet("The Lark | Local news")
    (None, 'larkecho.example', 'The Lark')
    """
    if not isinstance(value, str) or len(value) > 4 * LONGEST_NAME:
        return None
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if re.match(r"https?://|www\.", line, re.IGNORECASE):
        return bare_domain(line)
    line = without_day(line)
    line = spelled_out([part for part in SEPARATOR.split(line) if part.strip()]) if len(line.split()) > 3 else line
    if NO_NAME.search(line) or len(line) > LONGEST_NAME or len(line.split()) > MOST_WORDS:
        return None
    key = outlet_key(line)
    if key in NETWORKS or key in PROGRAMS or (title and key == outlet_key(title)) or reads_as_order(line):
        return None
    return line


def without_day(name: str) -> str:
    """`Tarn Gazette [Fri, 13 Mar 2020]`, as programs call an issue → `Tarn Gazette`."""
    found = next(iter(written_dates(name)), None)
    return BEFORE_A_DAY.sub("", name[: found.start]) if found else name


def spelled_out(parts: Sequence[str]) -> str:
    """The first part of a name, or the one of which it has only the first letters: `OZ – Ostreyer Zeitung` → `Ostreyer Zeitung`."""
    first = next(iter(parts), "")
    for part in parts:
        letters = "".join(word[0] for word in part.split()).casefold()
        if len(letters) > 1 and letters.endswith(first.casefold()):
            return part
    return first


def bare_domain(address: str) -> str | None:
    """`https://www.larkecho.example/2022/a.html` → `larkecho.example`; None for a social network's or a machine's."""
    address = WRAPPED.sub("//", address)
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return None
    host = re.sub(r"^(?:www\d?|m|amp|mobile)\.", "", host.lower())
    if not DOMAIN.fullmatch(host) or outlet_key(host) in NETWORKS | PROGRAMS:
        return None
    return host
