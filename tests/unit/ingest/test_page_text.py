"""An article in several containers is read whole; comments and teasers are not read with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.article_files import read_one

PARAGRAPHS = (
    "The council of Larkfield voted on Wednesday evening to keep the night bus to the hospital for two more years, as its staff wanted.",
    "Nine members were in favour, four against. The bus carries about 70 people a night, most of them nurses who begin or end a shift.",
    "The line costs 310,000 crowns a year, a third of which the hospital will pay from January, the treasurer said after the vote.",
    "Drivers had asked for a second stop at the station. It will be built in spring, when the square is paved anew and trams have moved.",
    "A petition with 1,204 names was handed over before the session. Its author, a night nurse, had walked home for eleven years.",
    "The opposition called the price too high. It wants shared taxis that can be called by telephone, as Northam has had them.",
)
RELATED = '<div class="related"><h3>Read also</h3><ul><li><a href="/x">Ferry to stop in October because of ice</a></li></ul></div>'
COMMENT = "I have taken this bus for years and never saw more than three people on it, whatever the council says about nurses at night."


def of(first: int, last: int) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[first:last])


def text_of(folder: Path, body: str, head: str = "") -> str:
    page = f"<html><head><title>Night bus</title>{head}</head><body><main><h1>Night bus</h1>{body}</main>"
    (folder / "a.html").write_text(f"{page}<footer>© 2023</footer></body></html>", encoding="utf-8")
    return read_one(folder, "a.html").text


@pytest.mark.parametrize(
    "body",
    [
        f'<div itemprop="articleBody">{of(0, 3)}</div>{RELATED}<div itemprop="articleBody">{of(3, 6)}</div>',
        f'<div class="entry-content">{of(0, 3)}</div>{RELATED}<div class="entry-content">{of(3, 6)}</div>',
        f'<article class="post"><div class="post-content">{of(0, 3)}</div></article><div class="wp-block-group">{of(3, 6)}</div>',
        f'<div class="article-text">{of(0, 3)}</div><div class="paywall premium-content">{of(3, 6)}</div>',
        f'<div class="content"><div class="body">{of(0, 3)}</div></div><div class="module"><div class="text">{of(3, 6)}</div></div>',
        f'<div class="lead"><p>{PARAGRAPHS[0]}</p></div><div class="article-content">{of(1, 3)}</div><div class="x">{of(3, 6)}</div>',
        f"<div class='article-content'>{of(0, 3)}</div><section>{PARAGRAPHS[3]}<br>{PARAGRAPHS[4]}<h3>Why?</h3>"
        f"<div>{PARAGRAPHS[5]}</div></section>",
        f"<div class='entry-content'>{of(0, 3)}</div>{RELATED}<div class='x'><h3>Why?</h3><div>{PARAGRAPHS[3]}</div>"
        f"<div>{PARAGRAPHS[4]}<br>{PARAGRAPHS[5]}</div></div>",
        f"<section>{of(0, 2)}</section>{RELATED}<section>{of(2, 4)}</section><section>{of(4, 6)}</section>",
    ],
)
def test_every_paragraph_is_read_once_and_in_order(tmp_path: Path, body: str) -> None:
    text = text_of(tmp_path, f'{body}<div class="comments"><p>{COMMENT}</p></div>')
    places = [text.find(paragraph) for paragraph in PARAGRAPHS]
    assert min(places) >= 0
    assert places == sorted(places)
    assert [text.count(paragraph) for paragraph in PARAGRAPHS] == [1] * 6
    assert "Ferry" not in text
    assert COMMENT not in text


def test_the_body_that_the_metadata_states_is_taken_where_the_page_shows_less(tmp_path: Path) -> None:
    fields = {"@type": "NewsArticle", "articleBody": "<p>" + "</p><p>".join(PARAGRAPHS) + " R&amp;D</p>"}
    script = f'<script type="application/ld+json">{json.dumps(fields)}</script>'
    text = text_of(tmp_path, f'<div class="entry-content">{of(0, 1)}<p>Read on with a subscription.</p></div>', script)
    assert text == "\n".join(PARAGRAPHS) + " R&D"


def test_a_page_in_one_container_stays_as_the_extractor_gives_it(tmp_path: Path) -> None:
    about = "<div class='x'><p>The Lark Echo has been printed in Larkfield since 1871 and is delivered before seven each day.</p></div>"
    assert text_of(tmp_path, f"<article>{of(0, 6)}</article>{about}") == "\n".join(PARAGRAPHS)
