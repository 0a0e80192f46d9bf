"""Title, outlet and date: what is stated is taken from where it is stated, and nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.ingest.metadata import Metadata, clean_url, from_fields, read_front_matter
from tests.support.article_files import BODY

DAY = dt.date(2022, 3, 29)


def test_fields_are_found_under_their_many_names() -> None:
    fields = {"Headline": " Ministers\n meet ", "source": {"id": 3, "name": "The Lark"}, "published_at": "2022-03-29"}
    assert from_fields(fields) == Metadata("Ministers meet", "The Lark", DAY)
    assert from_fields({"title": "The Lark&#039;s &amp; others'"}).title == "The Lark's & others'"
    assert from_fields({"title": "", "headline": "Second", "date": "soon", "pubDate": "2022-03-29"}).title == "Second"
    assert from_fields({"date": "2022-03-29", "published": "soon"}).published == DAY
    assert from_fields({"date_modify": "2022-03-29"}).updated == DAY
    assert from_fields({"title": 7, "outlet": ["x"], "url": None, "date": {}}) == Metadata()
    assert from_fields({"title": "x" * 5_000}) == Metadata()


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a b", 'https://a"onclick=', "//a", 5],
)
def test_only_web_addresses_are_addresses(url: object) -> None:
    assert clean_url(url) is None


def test_front_matter() -> None:
    block = "---\r\ntitle: 'Talks: day two'\r\noutlet: The Lark\r\ndate: 2022-03-29 10:00:00\r\ntags: [a, b]\r\n---\r\n"
    assert read_front_matter(block + BODY) == (Metadata("Talks: day two", "The Lark", DAY, stamped=True), len(block))


def test_a_colon_that_is_not_quoted_does_not_cost_the_metadata() -> None:
    metadata, start = read_front_matter("---\ntitle: Talks: day two\npublished: 2022-03-29\n---\n")
    assert (metadata.title, metadata.published, start) == ("Talks: day two", DAY, 52)


@pytest.mark.parametrize(
    "text", ["---\nA rule, then prose.\n---\nMore.", "--- no\n", "---\ntitle: open", "text\n---\na: b\n---"]
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert read_front_matter(text) == (Metadata(), 0)


def test_laughing_aliases_stay_small() -> None:
    lines = ["a0: &a0 [ha, ha]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    block = "---\n" + "\n".join(lines) + "\ntitle: *a29\noutlet: The Lark\n---\n"
    assert read_front_matter(block)[0] == Metadata(outlet="The Lark")


def test_merge_keys_do_not_multiply() -> None:
    lines = ["a0: &a0 {k: v}"] + [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 30)]
    assert read_front_matter("---\n" + "\n".join(lines) + "\ntitle: T\n---\n")[0].title == "T"
