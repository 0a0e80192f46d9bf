"""A page is of the day that its outlet prints: not of that of its stamp in UTC, its last change, a teaser, a comment or a clock."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]

from assistant.ingest.folder import read_file
from assistant.ingest.page_dates import day_in_address
from assistant.ingest.printed_dates import printed_dates
from assistant.schema import Article
from tests.support.article_files import read_one

DAY = dt.date(2021, 4, 22)
NIGHT = '<meta property="article:published_time" content="2021-04-23T01:49:09+00:00">'
"""In UTC; in America it is still the evening of DAY."""
ADDRESS = '<link rel="canonical" href="https://larkecho.example/{}/night-bus.html">'
LIST_OF_OTHERS = '<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [{"datePublished": "2021-05-01"}]}</script>'
TEASER = '<li class="item"><h3><a href="/b">The pool closes for a week</a></h3><span class="date">20 September 2021</span></li>'
PAGE = """<!DOCTYPE html><html><head><title>Council keeps the night bus | The Lark Echo</title>{head}</head><body>
<div id="page"><div class="top">{masthead}</div><nav><ul><li><a href="/">Home</a></li></ul></nav>
<main>{above}<h1>Council keeps the night bus</h1>{below}
<p>The council of Larkfield voted on Wednesday evening to keep the night bus to the hospital for two years, on 3 May 2009's terms.</p>
<p>Nine members were in favour, four against. The bus carries about 70 people a night, most of them nurses who begin or end a shift.</p>
<p>The line costs 310,000 crowns a year, a third of which the hospital will pay from January, the treasurer said after the vote.</p>
<p>Drivers had asked for a second stop at the station, which will be built in spring, when the square before it is paved anew.</p>
{foot}</main></div></body></html>"""


def read(folder: Path, **parts: str) -> Article:
    blank = dict.fromkeys(("head", "masthead", "above", "below", "foot"), "")
    (folder / "a.html").write_text(PAGE.format_map(blank | parts), encoding="utf-8")
    return read_one(folder, "a.html")


@pytest.mark.parametrize(
    "line",
    [
        '<p class="time"><span>PUBLISHED: April 22, 2021 at 5:49 p.m.</span></p>',
        '<div class="byline">By Ann Lee <span>|</span> Apr 22, 2021 5:49 PM</div>',
        '<time datetime="2021-04-23T01:49:09Z">22 April 2021</time>',
        '<p class="published-date">jueves 22 de abril de 2021</p>',
        '<span class="date">2021年04月22日</span>',
        '<div class="fecha">22/04/2021 - 17:30</div>',
        '<p class="info">Veröffentlicht am 22.04.2021, 18:30 Uhr</p>',
        '<div class="meta"><span>Thứ năm, 22/4/2021, 17:49 (GMT-7)</span></div>',
        '<div class="meta">22 เมษายน 2564 17:49 น.</div>',
        '<div class="meta">गुरुवार, 22 अप्रैल 2021</div>',
        '<div class="meta"><span>Updated</span> <span>May 2, 2021</span> <span>Published</span> <span>April 22, 2021</span></div>',
        '<div class="entry-meta"><time class="entry-date published" datetime="2021-04-22T17:49:09-08:00">22. April 2021</time>'
        '<time class="updated" datetime="2021-05-02T10:00:00-08:00">2. Mai 2021</time></div>',
        "Larkfield, 22 April 2021<br>",
    ],
)
def test_the_printed_day_stands_before_a_stamp_in_utc(tmp_path: Path, line: str) -> None:
    article = read(tmp_path, head=NIGHT, below=line)
    assert (article.published, article.published_inferred) == (DAY, False)
    assert article.date_note == "printed on the page; 23 April 2021 in its metadata"


@pytest.mark.parametrize("path", ["2021/04/22", "news/2021-04-22", "2021/apr/22", "a/20210422", "2021/4/22"])
def test_the_day_in_the_address_stands_before_a_stamp_in_utc(tmp_path: Path, path: str) -> None:
    article = read(tmp_path, head=NIGHT + ADDRESS.format(path))
    assert (article.published, article.published_inferred) == (DAY, False)
    assert article.date_note == "in its address; 23 April 2021 in its metadata"


def test_a_stamp_in_utc_is_read_in_the_zone_that_the_page_names_elsewhere(tmp_path: Path) -> None:
    changed = '<meta property="article:modified_time" content="2021-04-24T08:00:00-07:00">'
    article = read(tmp_path, head=NIGHT + changed)
    assert (article.published, article.updated, article.date_note) == (DAY, dt.date(2021, 4, 24), None)


def test_a_page_that_says_one_day_only_has_no_remark(tmp_path: Path) -> None:
    head = '<meta property="article:published_time" content="2021-04-22T12:00:00Z">' + ADDRESS.format("2021/04/22")
    article = read(tmp_path, head=head, below="<p>Published 22 April 2021</p>")
    assert (article.published, article.published_inferred, article.date_note) == (DAY, False, None)


def test_days_that_are_far_apart_are_said_and_not_certain(tmp_path: Path) -> None:
    head = '<meta property="article:published_time" content="2023-01-05T12:00:00Z">'
    article = read(tmp_path, head=head, below="<p>Published: 22 April 2021</p>")
    assert (article.published, article.published_inferred) == (DAY, True)
    assert article.date_note == "printed on the page; 5 January 2023 in its metadata"


@pytest.mark.parametrize(
    "parts",
    [
        {"masthead": "<div>Sunday, November 29, 2026</div>"},
        {"masthead": '<span class="current-date">Sunday, November 29, 2026</span>'},
        {"above": '<div class="ticker"><span>29 November 2026</span></div>'},
        {"below": f'<div class="related"><ul>{TEASER}</ul></div>'},
        {"below": f"<ul>{TEASER}</ul>"},
        {"foot": f"<ul>{TEASER}{TEASER}</ul>"},
        {"foot": '<section class="comments"><div>Ann, published 1 May 2021: I walk home.</div></section>'},
        {"foot": '<div id="comments"><time pubdate datetime="2021-05-01">1 May 2021</time></div>'},
        {"foot": '<aside><time pubdate datetime="2021-05-01">1 May 2021</time></aside>'},
        {
            "foot": '<article><h3><a href="/b">Pool</a></h3><time pubdate datetime="2021-05-01">1 May 2021</time></article>'
        },
        {"foot": "<footer>© 22 April 2021 The Lark Echo</footer>"},
        {"foot": LIST_OF_OTHERS},
        {"below": "<p>03/04/2021</p>"},  # the third of April or the fourth of March
    ],
)
def test_a_date_of_something_else_is_none_of_the_article(tmp_path: Path, parts: dict[str, str]) -> None:
    assert read(tmp_path, **parts).published is None
    stated = read(
        tmp_path, **(parts | {"head": '<meta property="article:published_time" content="2021-04-22T12:00:00+02:00">'})
    )
    assert (stated.published, stated.published_inferred, stated.date_note) == (DAY, False, None)


def test_the_comment_in_json_ld_is_not_the_article(tmp_path: Path) -> None:
    comment = '"comment": [{"@type": "Comment", "datePublished": "2021-05-01T10:00:00Z"}]'
    fields = f'{{"@type": "NewsArticle", {comment}, "headline": "Council keeps the night bus", "datePublished": "2021-04-22T10:00:00Z"}}'
    other = '{"@type": "NewsArticle", "headline": "The pool closes", "datePublished": "2021-03-01T10:00:00Z"}'
    article = read(tmp_path, head=f'<script type="application/ld+json">{{"@graph": [{other}, {fields}]}}</script>')
    assert (article.published, article.published_inferred) == (DAY, False)


@pytest.mark.parametrize(("line", "head"), [("04/22/2021", ""), ("04/03/2021", ADDRESS.format("2021/03/04"))])
def test_an_ambiguous_printed_day_is_settled_by_the_address(tmp_path: Path, line: str, head: str) -> None:
    article = read(tmp_path, head=head, below=f"<p>Published {line}</p>")
    assert article.published == (dt.date(2021, 3, 4) if head else DAY)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Updated 2 May 2021</p>",
        "<p>Mis à jour le 2 mai 2021</p>",
        "<p>Zuletzt aktualisiert: 2. Mai 2021</p>",
        "<div>2021年05月02日 更新</div>",
        '<time class="updated" datetime="2021-05-02">2 May 2021</time>',
        "<p>22 April 2021 (updated 2 May 2021)</p>",
        '<span itemprop="dateModified">2 May 2021</span>',
        "<dl><dt>Updated</dt><dd>2 May 2021</dd></dl>",
    ],
)
def test_the_day_of_a_change_is_kept_apart(tmp_path: Path, line: str) -> None:
    article = read(
        tmp_path, head='<meta property="article:published_time" content="2021-04-22T12:00:00+02:00">', below=line
    )
    assert (article.published, article.updated, article.date_note) == (DAY, dt.date(2021, 5, 2), None)


def test_a_time_that_is_shown_as_so_long_ago_has_its_day_in_its_value(tmp_path: Path) -> None:
    assert read(tmp_path, below='<time datetime="2021-04-22T12:00:00Z">3 hours ago</time>').published == DAY


@pytest.mark.parametrize(
    ("stamp", "head"),
    [
        ("2021-04-23T01:49:09Z", ADDRESS.format("2021/04/22")),
        ("2021-04-23T01:49:09Z", '<meta property="article:modified_time" content="2021-04-22T20:49:09-07:00">'),
        ("2021-04-22T18:49:09-07:00", ""),
    ],
)
def test_a_time_of_which_the_page_prints_no_day_is_a_stamp(tmp_path: Path, stamp: str, head: str) -> None:
    article = read(tmp_path, head=head, below=f'<p class="byline"><time datetime="{stamp}">6 hours ago</time></p>')
    assert (article.published, article.published_inferred) == (DAY, False)
    assert "printed" not in (article.date_note or "")


def test_blocks_of_a_page_builder_are_the_articles_own(tmp_path: Path) -> None:
    block = '<div class="elementor-element elementor-widget elementor-widget-text-editor"><p>22 April 2021</p></div>'
    assert read(tmp_path, below=block).published == DAY


@pytest.mark.parametrize(
    "below",
    [
        "<p>The fair takes place on 3 May 2022.</p>",
        "<p>Das Fest wird am 3. Mai 2022 auf dem Platz gefeiert.</p>",
        '<div class="author-bio">Ann Lee joined the Echo on 3 May 2010</div>',
        '<div class="who"><p>Ann Lee joined the Echo on 3 May 2010.</p></div>',
    ],
)
def test_the_day_of_something_else_is_not_the_articles(tmp_path: Path, below: str) -> None:
    assert read(tmp_path, below=below).published is None
    assert read(tmp_path, foot=below).published is None


@pytest.mark.parametrize(
    "below",
    [
        '<div class="node node-promoted"><div class="submitted">By <span>Ann Lee</span> on 22 April 2021 - 18:55</div></div>',
        '<div class="widget_article_info">Published<br>22 April 2021</div>',
    ],
)
def test_the_day_is_seen_as_publishing_systems_set_it(tmp_path: Path, below: str) -> None:
    assert read(tmp_path, below=below).published == DAY


@pytest.mark.parametrize("below", ["Final score 6-4-10", "Ann Hill, tel. 12-11-22"])
def test_other_figures_are_no_day(below: str) -> None:
    tree = html.fromstring(f"<html><body><h1>The night bus</h1><p>{below}</p></body></html>")
    assert printed_dates(tree, "The night bus").days == ()


@pytest.mark.parametrize("day", ["1970-01-01", "1900-01-01", "2000-01-01"])
def test_a_day_of_years_before_the_stated_one_is_none(tmp_path: Path, day: str) -> None:
    article = read(tmp_path, head=STATED + f'<meta name="pubdate" content="{day}">')
    assert (article.published, article.published_inferred) == (DAY, False)


def test_a_day_in_its_own_element_is_certain(tmp_path: Path) -> None:
    article = read(tmp_path, below='<span class="published">April 22, 2021</span>')
    assert (article.published, article.published_inferred) == (DAY, False)


def test_figures_are_no_day_where_the_year_comes_first(tmp_path: Path) -> None:
    body = "<p>라크필드 시의회는 수요일 저녁 병원으로 가는 심야 버스를 이 년 더 운행하기로 결정했다고 밝혔다.</p>" * 4
    page = (
        f"<html><head><title>심야 버스</title></head><body><h1>심야 버스</h1><p>입력 21.04.22</p>{body}</body></html>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert read_one(tmp_path, "a.html").published is None


CHANGED = '<meta property="article:modified_time" content="2021-05-02T10:00:00-08:00">'
STATED = '<meta property="article:published_time" content="2021-04-22T17:49:09-08:00">'


def test_a_printed_day_that_the_metadata_call_that_of_a_change_is_that(tmp_path: Path) -> None:
    article = read(tmp_path, head=STATED + CHANGED, below='<div class="date">2 May 2021, 10:00</div>')
    assert (article.published, article.published_inferred, article.updated) == (DAY, False, dt.date(2021, 5, 2))
    labelled = read(tmp_path, head=STATED + CHANGED, below='<span class="updated">April 22, 2021</span>')
    assert (labelled.published, labelled.updated) == (DAY, dt.date(2021, 5, 2))


def test_a_draft_is_older_than_its_article(tmp_path: Path) -> None:
    draft = '<meta name="dcterms.created" content="2021-04-12T10:00:00-08:00">'
    article = read(tmp_path, head=draft + STATED)
    assert (article.published, article.published_inferred, article.date_note) == (DAY, False, None)
    empty = '<meta property="article:published_time" content="">'
    assert [read(tmp_path, head=one).published for one in (draft, draft + empty)] == [dt.date(2021, 4, 12)] * 2


def test_a_page_is_known_in_json_ld_by_its_title_with_the_outlet(tmp_path: Path) -> None:
    page = '{"@type": "WebPage", "name": "Council keeps the night bus - The Lark Echo", "datePublished": "2021-04-22"}'
    graph = f'{{"@graph": [{{"@type": "Thing", "name": "The Lark Echo"}}, {page}]}}'
    article = read(tmp_path, head=f'<script type="application/ld+json">{graph}</script>')
    assert (article.published, article.published_inferred) == (DAY, False)


def test_the_weekday_tells_which_day_is_printed(tmp_path: Path) -> None:
    assert read(tmp_path, below="<p>Sunday, 04/03/2022</p>").published == dt.date(2022, 4, 3)


def test_a_day_at_the_end_counts_where_it_says_what_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, foot="<p>First published on 22 April 2021</p>").published == DAY
    assert read(tmp_path, foot="<p>The concert is on 22 April 2021</p>").published is None


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://larkecho.example/2021/04/22/night-bus/", DAY),
        ("https://larkecho.example/night-bus-20210422.html", DAY),
        ("https://larkecho.example/202104/22/night-bus.html", DAY),
        ("https://larkecho.example/news/t20210422_1.htm", DAY),
        ("https://larkecho.example/22-04-2021/night-bus", DAY),
        ("https://larkecho.example/04-03-2021/night-bus", None),
        ("https://larkecho.example/news?from=2021-04-22", None),
        ("https://larkecho.example/2021/04/night-bus", None),
        ("https://larkecho.example/2021/13/45/a", None),
        ("https://larkecho.example/article-2021042299.html", None),
        ("https://larkecho.example/2021/22/april/a", None),
    ],
)
def test_the_day_in_an_address(address: str, day: dt.date | None) -> None:
    assert day_in_address(address) == day


IN_ADDRESS = "https://lark.example/2021/04/22/a"


@pytest.mark.parametrize(
    ("stated", "day", "inferred", "note"),
    [
        ("2021-04-23T01:49:09+00:00", DAY, False, "in its address; 23 April 2021 in its metadata"),
        ("Fri, 23 Apr 2021 01:49:09 GMT", DAY, False, "in its address; 23 April 2021 in its metadata"),
        (1619142549, DAY, False, "in its address; 23 April 2021 in its metadata"),
        ("2021-04-22T01:49:09+00:00", DAY, False, None),
        ("2021-04-23", dt.date(2021, 4, 23), False, "in its metadata; 22 April 2021 in its address"),
        ("2021-04-23T00:00:00+02:00", dt.date(2021, 4, 23), False, "in its metadata; 22 April 2021 in its address"),
        ("April 2021", DAY, True, None),
        (None, DAY, True, None),
    ],
)
def test_a_record_has_the_day_in_its_address(
    tmp_path: Path, stated: object, day: dt.date, inferred: bool, note: str | None
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Rain.", "url": IN_ADDRESS, "publish_date": stated}))
    article = read_one(tmp_path, "a.jsonl")
    assert (article.published, article.published_inferred, article.date_note) == (day, inferred, note)


def test_feeds_and_front_matter_have_the_day_in_their_addresses(tmp_path: Path) -> None:
    stamp = "2021-04-23T01:49:09Z"
    item = f"<title>A</title><link>{IN_ADDRESS}</link><description>Rain.</description>"
    (tmp_path / "a.rss").write_text(f"<rss><channel><item>{item}<date>{stamp}</date></item></channel></rss>")
    (tmp_path / "b.md").write_text(f"---\nurl: {IN_ADDRESS}\ndate: {stamp}\n---\nRain.\n")
    assert [read_file(tmp_path, name)[0][0].published for name in ("a.rss", "b.md")] == [DAY, DAY]
