"""A page gives its main text and what it states of itself; its date comes from where it is stated best."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from assistant.ingest.folder import read_file
from assistant.ingest.parsing import Limits
from assistant.schema import Article
from tests.support.article_files import BODY, read_one, reason_for

DAY = dt.date(2022, 3, 29)

PAGE = """<!DOCTYPE html><html><head><title>Ministers meet | The Lark</title>{head}
<meta property="og:title" content="Ministers meet"><meta property="og:site_name" content="The Lark">
<link rel="canonical" href="https://lark.example/1"></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Ministers meet</h1>{top}<p>The two ministers met in Geneva for three hours &amp; agreed to meet again.</p>
<p>“It was useful,” said one of them on leaving the talks, and the café near the lake was full.</p></article>
<script>alert("no")</script><footer>© 2019 The Lark. All rights reserved.</footer></body></html>"""


def write_page(folder: Path, head: str = "", top: str = "", encoding: str = "utf-8") -> Article:
    (folder / "a.html").write_bytes(PAGE.format(head=head, top=top).encode(encoding))
    return read_one(folder, "a.html")


def test_a_reader_that_is_not_installed_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (tmp_path / "a.html").write_text(PAGE.format(head="", top=""), encoding="utf-8")
    assert "what reads HTML is not installed whole (ModuleNotFoundError" in reason_for(tmp_path, "a.html")


def test_a_page_gives_its_main_text_and_stated_metadata(tmp_path: Path) -> None:
    article = write_page(tmp_path, '<meta property="article:published_time" content="2022-03-29T23:06:00-05:00">')
    assert (article.title, article.outlet, article.url) == ("Ministers meet", "The Lark", "https://lark.example/1")
    assert (article.published, article.published_inferred) == (dt.date(2022, 3, 29), False)
    assert article.text[article.body_start :].startswith("The two ministers met in Geneva for three hours & agreed")
    assert "Home" not in article.text
    assert "alert" not in article.text


@pytest.mark.parametrize(
    ("head", "top", "published", "inferred"),
    [
        (
            '<script type="application/ld+json">{"datePublished": "2022-03-29"}</script>',
            "",
            dt.date(2022, 3, 29),
            False,
        ),
        ('<meta name="DC.date" content="2022-03-29">', "", dt.date(2022, 3, 29), False),
        ("", "<p>Published 29 March 2022</p>", dt.date(2022, 3, 29), True),
        ('<meta property="article:modified_time" content="2022-03-31">', "", dt.date(2022, 3, 31), True),
        (
            '<meta property="article:modified_time" content="2022-03-31">',
            "<p>Published 29 March 2022</p>",
            dt.date(2022, 3, 29),
            True,
        ),
        ("", "", None, False),  # the year of the copyright line is no date
    ],
)
def test_the_date_of_a_page(tmp_path: Path, head: str, top: str, published: dt.date | None, inferred: bool) -> None:
    article = write_page(tmp_path, head, top)
    assert (article.published, article.published_inferred) == (published, inferred)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1252", "cp1252"), ("iso-8859-1", "cp1252"), ("utf-8", "utf-8"), ("idna", "utf-8"), ("utf-16", "utf-8")],
)
def test_the_declared_charset_of_a_page_is_a_hint(tmp_path: Path, declared: str, encoding: str) -> None:
    assert "“It was useful,”" in write_page(tmp_path, f'<meta charset="{declared}">', encoding=encoding).text


def test_a_very_short_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_text("<p>Talks ended.</p>")
    assert read_one(tmp_path, "a.htm").text == "Talks ended."


def test_stray_bytes_outside_the_text_do_not_refuse_a_page(tmp_path: Path) -> None:
    page = PAGE.format(head='<meta charset="utf-8">', top="").encode()
    stray = page.replace(b"</footer>", b'<img alt="K\xfcche"></footer>')
    (tmp_path / "a.html").write_bytes(stray)
    assert "“It was useful,” said" in read_one(tmp_path, "a.html").text
    (tmp_path / "b.html").write_bytes(page.replace(b"three hours", b"three caf\xe9s and hours"))
    articles, skipped = read_file(tmp_path, "b.html")
    assert "three caf�s and hours" in articles[0].text
    assert [item.reason for item in skipped] == ["has 1 character that cannot be read"]
    (tmp_path / "b.html").write_bytes(page.replace(b"three hours", "caf� ".encode() * 30))
    assert reason_for(tmp_path, "b.html") == "mixes UTF-8 with another encoding or is damaged: save it as UTF-8"


@pytest.mark.parametrize(
    "data",
    [
        f"data:image/png;base64,{'QUJD' * 50_000}",
        f"data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'>{'<path d=M1/>' * 9_000}</svg>",
        f"data:image/svg+xml,{'%3Cpath/%3E' * 9_000}",
    ],
    ids=("base64", "utf8", "escaped"),
)
def test_pictures_within_a_page_do_not_count(tmp_path: Path, data: str) -> None:
    picture = f'<img src="{data}">'
    (tmp_path / "a.html").write_text(PAGE.format(head="", top=picture), encoding="utf-8")
    assert "“It was useful,” said" in read_one(tmp_path, "a.html", Limits(html_bytes=20_000)).text
    (tmp_path / "b.html").write_text(PAGE.format(head="", top=f"<p>{'word ' * 5_000}</p>"), encoding="utf-8")
    assert reason_for(tmp_path, "b.html", Limits(html_bytes=20_000)) == "is larger than 0.02 MB without its pictures"


def test_the_address_of_a_saved_page_is_read_from_the_browsers_remark(tmp_path: Path) -> None:
    remark = "<!-- saved from url=(0037)https://larkecho.example/2022/03/29/a.html -->\n"
    text = f"<html><body><h1>Ministers meet</h1><p>{'The two ministers met in Geneva. ' * 9}</p></body></html>"
    (tmp_path / "a.html").write_text(remark + text, encoding="utf-8")
    article = read_one(tmp_path, "a.html")
    assert article.url == "https://larkecho.example/2022/03/29/a.html"
    assert (article.published, article.published_inferred, article.outlet) == (DAY, True, "larkecho.example")


def test_the_values_of_a_table_stand_beside_their_heads(tmp_path: Path) -> None:
    rows = "<tr><th>Line</th><th>2019</th><th>2020</th></tr><tr><td>Ostrey</td><td>41,200</td><td>18,900</td></tr>"
    article = write_page(
        tmp_path, top=f"<p>{'The port authority has published these figures. ' * 5}</p><table>{rows}</table>"
    )
    assert "\nLine | 2019 | 2020\nOstrey | 2019: 41,200 | 2020: 18,900\n" in article.text


def test_a_headline_that_is_no_heading_is_told_by_standing_alone(tmp_path: Path) -> None:
    page = "<html><head><title>Tarn Herald: Flood on the Wend</title></head><body><font size=5><b>Flood on the Wend</b></font>"
    (tmp_path / "a.html").write_text(page + f"<p>{BODY}</p><p>{BODY}</p></body></html>", encoding="utf-8")
    article = read_one(tmp_path, "a.html")
    assert (article.title, article.outlet) == ("Flood on the Wend", "Tarn Herald")
    (tmp_path / "b.html").write_text(
        page.partition("<font")[0] + f"<p>{BODY}</p><p>{BODY}</p></body></html>", encoding="utf-8"
    )
    assert read_one(tmp_path, "b.html").outlet is None


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Flood: the Wend rises again | News - Tarn Videos", "Flood: the Wend rises again"),
        ("Snow shuts roads | Flooded", "Snow shuts roads | Flooded"),
        ("Flooded-out town moves", "Flooded-out town moves"),
        ("Analysis: The Wend rises | Tarn News", "The Wend rises"),
        ("Flood at Tarn - a night to remember - Ann Lee - Lady Tarn", "Flood at Tarn – a night to remember"),
        ("河水上涨居民撤离-塔恩网", "河水上涨居民撤离"),
    ],
)
def test_a_headline_is_the_part_of_the_title_that_the_page_shows(tmp_path: Path, title: str, heading: str) -> None:
    head = f"<html><head><title>{title}</title><meta property='og:title' content='{title}'></head>"
    page = f"{head}<body><h3>Ann Lee</h3><h1>{heading}</h1><p>{BODY}</p><p>{BODY}</p></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert (read_one(tmp_path, "a.html").title or "").replace("–", "-") == heading.replace("–", "-")
