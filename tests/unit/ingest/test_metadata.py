"""Title, outlet and date: what is stated is taken from where it is stated, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.first_lines import read_head
from assistant.ingest.metadata import Metadata, clean_url, from_fields, parse_date, read_front_matter

DAY = dt.date(2022, 3, 29)
BODY = "The two ministers met in Geneva for three hours and agreed to meet again in May."


# dates


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2022-03-29", DAY),
        ("2022-03-29T23:30:00-05:00", DAY),  # the day as written there, not in another zone
        ("2022-03-29 23:30", DAY),
        ("20220329", DAY),
        ("29/03/2022", DAY),
        ("3/29/2022", DAY),
        ("29.03.2022", DAY),
        ("03/03/2022", dt.date(2022, 3, 3)),
        ("03/04/2022", None),  # the third of April or the fourth of March
        ("March 29, 2022", DAY),
        ("29 March 2022", DAY),
        ("29th March 2022", DAY),
        ("Tue, 29 Mar 2022 21:06:00 +0200", DAY),
        ("Sept. 5, 2021", dt.date(2021, 9, 5)),
        ("29 mars 2022", DAY),
        ("29. März 2022", DAY),
        ("29 марта 2022", DAY),
        ("March 2022", None),
        ("March 29", None),
        ("yesterday", None),
        ("2022-13-45", None),
        ("May 32, 2022", None),
        ("0001-01-01", None),
        ("", None),
        ("x" * 100_000, None),
        (DAY, DAY),
        (dt.datetime(2022, 3, 29, 23, 30), DAY),
        (1_648_512_000, DAY),
        (1_648_512_000_000, DAY),
        (float("nan"), None),
        (10**400, None),
        (True, None),
        (None, None),
        (["2022-03-29"], None),
    ],
)
def test_parse_date(value: object, day: dt.date | None) -> None:
    assert parse_date(value) == day


@settings(deadline=None)  # dateparser loads its languages once
@given(st.text(max_size=70) | st.integers() | st.floats())
def test_parse_date_never_raises(value: object) -> None:
    parse_date(value)


@settings(deadline=None)
@given(st.from_regex(r"\d{1,2}[ .]\w{3,9}[ ,]{1,2}\d{4}.{0,20}", fullmatch=True))
def test_what_looks_like_a_date_never_raises(value: str) -> None:
    parse_date(value)


# fields and front matter


def test_fields_are_found_under_their_many_names() -> None:
    fields = {"Headline": " Ministers\n meet ", "source": {"id": 3, "name": "The Lark"}, "published_at": "2022-03-29"}
    assert from_fields(fields) == Metadata("Ministers meet", "The Lark", DAY)
    assert from_fields({"title": "", "headline": "Second", "date": "soon", "pubDate": "2022-03-29"}).title == "Second"
    assert from_fields({"date": "2022-03-29", "published": "soon"}).published == DAY
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
    assert read_front_matter(block + BODY) == (Metadata("Talks: day two", "The Lark", DAY), len(block))


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


# first lines


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (" date 2022-03-29 ", Metadata(published=DAY)),
        ("Published on 29 March 2022: ", Metadata(published=DAY)),
        ("Europe 1 with AFP 9:06 p.m., March 29, 2022\n\n", Metadata(outlet="Europe 1", published=DAY)),
        ("Europe 1 with AFP 9:06 p.m., March 29, 2022 ", Metadata(outlet="Europe 1", published=DAY)),
        ("The Lark, 9:40 p.m., March 29, 2022\n", Metadata(outlet="The Lark", published=DAY)),
        ("By Ann Lee | The Lark | 2022-03-29\n\n", Metadata(outlet="The Lark", published=DAY)),
        (
            "By Ann Lee, Diplomatic Correspondent\nLark News, 29 March 2022\n",
            Metadata(outlet="Lark News", published=DAY),
        ),
        ("Published: 29 Mar 2022\r\n\r\n", Metadata(published=DAY)),
        ("Updated: 30 March 2022 | Published: 29 March 2022, 10:15 GMT\n", Metadata(published=DAY)),
        ("Updated 30 March 2022\n\n", Metadata()),
        ("Tuesday, 29 March 2022\n", Metadata(published=DAY)),
        ("Paris, March 29, 2022\n\n", Metadata(published=DAY)),  # a place, not an outlet
        ("Title: Ministers meet\nSource: The Lark\nDate: 2022-03-29\n\n", Metadata("Ministers meet", "The Lark", DAY)),
        ("Ministers meet in Geneva\n\n", Metadata("Ministers meet in Geneva")),
        ("Ministers meet in Geneva\n", Metadata("Ministers meet in Geneva")),
        ("Who won in Geneva?\n\n", Metadata("Who won in Geneva?")),
        ("Ministers leave the U.S.\n\n", Metadata("Ministers leave the U.S.")),
        ("Ministers meet\nPublished: 29 March 2022\n\n", Metadata("Ministers meet", published=DAY)),
        ("The Lark | 29 March 2022\n\nMinisters meet\n\n", Metadata("Ministers meet", "The Lark", DAY)),
        ("# Ministers meet #\n\n*The Lark, 10:00, 29 March 2022*\n\n", Metadata("Ministers meet", "The Lark", DAY)),
        ("Ministers meet\n==============\n\n", Metadata("Ministers meet")),
        ("© 2022 The Lark\n", Metadata()),
        ("Breaking News\n\n", Metadata("Breaking News")),  # no outlet, for all its last word
        ("The Lark Gazette\n\n", Metadata(outlet="The Lark Gazette")),
        ("LARK OBSERVER | World\n29 March 2022\n\n", Metadata(outlet="LARK OBSERVER", published=DAY)),
        ("LARK DAILY, Tuesday 29 March 2022, evening edition\n", Metadata(outlet="LARK DAILY", published=DAY)),
        (
            " date 2022-03-29 Ministers meet\n\nBy our diplomatic staff, Tribune of the Lakes\n\n",
            Metadata("Ministers meet", "Tribune of the Lakes", DAY),
        ),
    ],
)
def test_a_head_is_read_and_left_before_the_body(head: str, expected: Metadata) -> None:
    metadata, body_start = read_head(head + BODY)
    inferred = expected.published is not None
    assert metadata == Metadata(expected.title, expected.outlet, expected.published, published_inferred=inferred)
    assert (head + BODY)[body_start:] == BODY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"WASHINGTON, March 29 (Reuters) — {BODY}", Metadata(outlet="Reuters")),
        (f"KYIV, Ukraine (AP) — {BODY}", Metadata(outlet="AP")),
        (f"GENEVA, March 29, 2022 (Lark Wire) - {BODY}", Metadata(outlet="Lark Wire", published=DAY)),
        (f"PARIS, 29 March 2022 – {BODY}", Metadata(published=DAY)),
        (f"Geneva: {BODY}", Metadata()),
        (f"He said on 29 March 2022 that he would go. {BODY}", Metadata()),
        (f"On 3 May 2019 he was born. {BODY}", Metadata()),
        (f"Date 2022-03-29 was named by both sides. {BODY}", Metadata()),
        (f"{BODY}\n\nA line.\n\nAnother line.\n\nPublished: 29 March 2022\n", Metadata()),
        (f"{BODY * 5}\n\nPublished: 29 March 2022\n", Metadata()),
        ("Only one line without a stop", Metadata()),
        ("Breaking\n\nMore words follow here.", Metadata()),
        (
            "The ministers, who met for three hours on Tuesday, agreed to meet again in May and to leave all other "
            f"questions for later talks\n{BODY}",  # a summary, too long for a headline
            Metadata(),
        ),
        (
            "The two ministers met in Geneva for three hours\nand agreed to meet again in May, as both sides\nsaid.",
            Metadata(),  # wrapped lines
        ),
        ("Image: The Lark\n\n" + BODY, Metadata()),
    ],
)
def test_the_article_proper_is_never_cut_and_its_dates_not_taken(text: str, expected: Metadata) -> None:
    metadata, body_start = read_head(text)
    inferred = expected.published is not None
    assert metadata == Metadata(expected.title, expected.outlet, expected.published, published_inferred=inferred)
    assert body_start == 0


def test_a_date_line_below_the_summary_is_read_and_stays() -> None:
    head = "Ministers meet\n\n"
    text = f"{head}They want to go on, both said after the talks in Geneva.\n\nThe Lark | 29 March 2022\n\n{BODY}"
    metadata, body_start = read_head(text)
    assert metadata == Metadata("Ministers meet", "The Lark", DAY, published_inferred=True)
    assert body_start == len(head)


def test_a_dateline_takes_its_year_from_the_head_only() -> None:
    line = f"GENEVA, March 29 (Lark Wire) — {BODY}"
    assert read_head(line)[0].published is None
    assert read_head(f"© 2022 Lark Wire\n{line}")[0].published == DAY


def test_what_is_known_is_not_overruled() -> None:
    known = Metadata("Ministers meet", "The Lark", dt.date(2022, 3, 30))
    text = f"Ministers meet\n\nOther News | 29 March 2022\n\n{BODY}"
    assert read_head(text, known) == (known, text.index(BODY))
    assert read_head(f"Another headline\n\n{BODY}", known) == (known, 0)  # it is nowhere else: it stays in the body


HEAD_WORDS = "Ministers meet/The Lark/29 March 2022/By Ann Lee/9:06 p.m./© 2022/Published: / date /Updated /Title: "
HEAD_MARKS = ["GENEVA (AP) — ", " | ", ", ", ".", " ", "# ", "---", "\n", "\n\n", "\r\n", "\u2028", "\x85"]
HEAD_PIECES = st.sampled_from([*HEAD_WORDS.split("/"), *HEAD_MARKS, BODY])


@given(st.lists(HEAD_PIECES, max_size=12).map("".join) | st.text(max_size=400))
def test_only_what_is_understood_lies_before_the_body(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        metadata, body_start = read_head(text)
    assert 0 <= body_start <= len(text)
    assert BODY not in text[:body_start] or BODY in (metadata.title or "")
    assert metadata.published_inferred == (metadata.published is not None)
    if metadata.title:
        assert metadata.title in text
