"""Files of several articles: every kind is read as is written beside it, and an article's id stays its own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.ingest.folder import read_file
from assistant.ingest.parsing import Limits
from assistant.schema import Article
from tests.conftest import ROOT
from tests.support.article_files import read_one, reason_for
from tests.support.hostile_files import write_sheet

FILES = ROOT / "tests" / "support" / "data" / "articles"
"""Invented articles in the forms in which databases, scrapers, feeds and mail programs write them. Beside each file stands
`NAME.expected.json`: how it is to be read, as a person read it."""
NAMES = sorted(path.name for path in FILES.iterdir() if not path.name.endswith(".expected.json"))

SHARED = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%b</t></si></sst>'
PUNY_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=punycode\r\n\r\n<html><body><p>-"
PUNY_PAGE += b"a" * 1_000_000 + b" and some more words</p></body></html>"
RECORD = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n%b"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_read_as_is_written_beside_it(name: str) -> None:
    expected = json.loads((FILES / f"{name}.expected.json").read_text(encoding="utf-8"))
    articles, skipped = read_file(FILES, name)
    assert [described(article) for article in articles] == expected["articles"]
    assert [item.reason for item in skipped] == expected["skipped"]


def described(article: Article) -> dict[str, Any]:
    """An article as the expectations write it."""
    head, text = article.text[: article.body_start], article.text[article.body_start :]
    fields = {
        "id": article.article_id.partition("#")[2],
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
        "inferred": article.published_inferred,
        "head": head.rstrip("\n").replace("\r", "").split("\n") if head.strip() else [],
        "text": text.replace("\r", "").split("\n"),
        "url": article.url,
    }
    return {name: value for name, value in fields.items() if value or name not in ("id", "inferred", "url")}


def test_the_line_that_says_where_an_item_first_appeared_is_left_out(tmp_path: Path) -> None:
    text = "<p>The swan sat.</p><p>{}</p>"
    footers = (
        "The post Swan stops tram appeared first on Tarn Gazette.",
        "Der Beitrag Swan stops tram erschien zuerst auf TG.",
    )
    items = "".join(
        f"<item><title>Swan stops tram</title><description><![CDATA[{text.format(one)}]]></description></item>"
        for one in footers
    )
    (tmp_path / "a.rss").write_text(f"<rss><channel><title>Tarn Gazette – News</title>{items}</channel></rss>")
    for article in read_file(tmp_path, "a.rss")[0]:
        assert (article.title, article.outlet) == ("Swan stops tram", "Tarn Gazette")
        assert article.text == "The swan sat."


def test_a_feed_of_summaries_says_so(tmp_path: Path) -> None:
    items = ("<description>It rains.</description>", "<description>It</description><content>It snows.</content>")
    channel = "".join(f"<item><title>A</title>{item}</item>" for item in items)
    (tmp_path / "a.rss").write_text(f"<rss><channel>{channel}</channel></rss>")
    articles, skipped = read_file(tmp_path, "a.rss")
    assert [article.text for article in articles] == ["It rains.", "It snows."]
    assert [item.reason for item in skipped] == ["has no text in 1 item: the summary is read"]


def test_a_headline_of_several_lines_and_labels_on_lines_of_their_own(tmp_path: Path) -> None:
    headline = "News\nFerry to Ostrey\nIsland is to stop in\nOctober"
    head = f"{headline}\n\nAnn Lee\n12 words\n4 March 2019\nLark Echo\nLARKEC\nEnglish\n© 2019 Lark\n\n"
    (tmp_path / "factiva.txt").write_text(
        f"{head}The ferry stops.\n\nDocument LARKEC0020190304ef34000b5\n", encoding="utf-8"
    )
    fields = {
        "Full Text": "The ferry stops.",
        "Title": "Ferry stops",
        "Publication title": "Lark Echo, Late Edition (East Coast); Larkfield, N.Y.",
        "Publication date": "Mar 4, 2019",
    }
    labelled = "\n".join(f"{label}\n{value}" for label, value in (*fields.items(), ("ProQuest document ID", "224000")))
    (tmp_path / "proquest.txt").write_text(f"Document 1 of 1\n\n{labelled}\n", encoding="utf-8")
    for name, title in (
        ("factiva.txt", "Ferry to Ostrey Island is to stop in October"),
        ("proquest.txt", "Ferry stops"),
    ):
        article = read_one(tmp_path, name)
        assert (article.title, article.outlet, str(article.published)) == (title, "Lark Echo", "2019-03-04")
        assert article.text[article.body_start :] == "The ferry stops."


@pytest.mark.parametrize("name", ["Data", "дата", "日期", "Publication date"])
def test_a_serial_day_is_read_in_a_column_of_any_language(tmp_path: Path, name: str) -> None:
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    heads = "".join(map(cell.format, ("title", "text", name)))
    values = "".join(map(cell.format, ("Ferry stops", "The ferry stops for the winter."))) + "<c><v>43528</v></c>"
    rows = f"<row>{heads}</row><row>{values}</row></sheetData></worksheet>"
    write_sheet(rows.encode(), header=b"")(tmp_path / "a.xlsx")
    assert str(read_file(tmp_path, "a.xlsx")[0][0].published) == "2019-03-04"


def test_the_fuller_summary_is_read_and_a_title_ends_before_its_outlet(tmp_path: Path) -> None:
    fields = {"headline": "Light sold - The Tarn Gazette", "source": "Tarn Gazette", "abstract": "Sold."}
    (tmp_path / "a.json").write_text(json.dumps([fields | {"lead_paragraph": "It was sold for a crown."}]))
    article = read_file(tmp_path, "a.json")[0][0]
    assert (article.title, article.text) == ("Light sold", "It was sold for a crown.")


def test_an_articles_id_stays_when_others_come_and_go(tmp_path: Path) -> None:
    whole = (FILES / "nexis_export.txt").read_text(encoding="utf-8")
    first = whole.index("1 of 3 DOCUMENTS")
    (tmp_path / "all.txt").write_text(whole, encoding="utf-8")
    (tmp_path / "fewer.txt").write_text(whole[:first] + whole[whole.index("2 of 3 DOCUMENTS") :], encoding="utf-8")
    every, fewer = (
        [a.article_id.partition("#")[2] for a in read_file(tmp_path, n)[0]] for n in ("all.txt", "fewer.txt")
    )
    assert len(set(every)) == 3
    assert fewer == every[1:]


def test_two_articles_of_one_headline_outlet_and_day_are_two(tmp_path: Path) -> None:
    whole = (FILES / "nexis_german.txt").read_text(encoding="utf-8")
    document = whole[whole.index("Dokument 2") :]
    other = document.replace("ist verkauft worden", "wurde verkauft")
    (tmp_path / "a.txt").write_text(document + "\n\n" + other + "\n\n" + document, encoding="utf-8")
    articles, _ = read_file(tmp_path, "a.txt")
    assert len({article.article_id for article in articles}) == 3
    assert len({article.title for article in articles}) == 1


def test_the_ids_of_two_articles_of_one_headline_do_not_swap_with_their_places(tmp_path: Path) -> None:
    rows = ["Rain,It rains.\n", "Rain,It pours.\n", "Rain,It drips.\n"]
    (tmp_path / "a.csv").write_text("title,text\n" + "".join(rows))
    first = {article.text: article.article_id for article in read_file(tmp_path, "a.csv")[0]}
    (tmp_path / "a.csv").write_text("title,text\n" + "".join(rows[::-1]))
    assert {article.text: article.article_id for article in read_file(tmp_path, "a.csv")[0]} == first


def test_an_agency_is_named_by_its_words_or_its_code(tmp_path: Path) -> None:
    provider, credit = '<provider qcode="nprov:AFPW"/>', "<creditline>Agence Larkfield</creditline>"
    for more, outlet in ((credit, "Agence Larkfield"), ("", "AFPW")):
        content = "<contentSet><inlineXML><p>It rains in Tarn.</p></inlineXML></contentSet>"
        item = f"<newsItem><itemMeta>{provider}</itemMeta><contentMeta>{more}</contentMeta>{content}</newsItem>"
        (tmp_path / "a.xml").write_text(f"<newsMessage><itemSet>{item}</itemSet></newsMessage>")
        assert [article.outlet for article in read_file(tmp_path, "a.xml")[0]] == [outlet]


def test_the_day_of_an_export_is_no_day_of_its_articles(tmp_path: Path) -> None:
    (tmp_path / "2022-03-29.csv").write_text("title,text\nRain,It rains.\n")
    (tmp_path / "2022-03-29.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nIt rains.\n")
    days = [str(read_file(tmp_path, f"2022-03-29.{suffix}")[0][0].published) for suffix in ("csv", "srt")]
    assert days == ["None", "2022-03-29"]


def test_articles_that_an_export_announces_and_lacks_are_told(tmp_path: Path) -> None:
    whole = (FILES / "nexis_export.txt").read_text(encoding="utf-8")
    middle = slice(whole.index("2 of 3 DOCUMENTS"), whole.index("3 of 3 DOCUMENTS"))
    (tmp_path / "a.txt").write_text(whole.replace(whole[middle], ""), encoding="utf-8")
    articles, skipped = read_file(tmp_path, "a.txt")
    assert len(articles) == 2
    assert [item.reason for item in skipped] == ["holds 2 of the 3 articles that it announces"]


def test_an_export_that_is_cut_off_says_so(tmp_path: Path) -> None:
    whole = (FILES / "factiva.txt").read_text(encoding="utf-8")
    cut = whole[: whole.index("Document TARN")].replace("the night", "the night " + "they flew " * 20)
    (tmp_path / "a.txt").write_text(cut, encoding="utf-8")
    articles, skipped = read_file(tmp_path, "a.txt")
    assert len(articles) == 1
    assert [item.reason for item in skipped] == ["ends with an article that is cut off, which is not read: “SE News”"]


def test_reading_ends_in_time_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One more."}\n' * 50)
    articles, skipped = read_file(tmp_path, "a.jsonl", Limits(file_seconds=0))
    assert len(articles) == 1
    assert [item.reason for item in skipped] == ["takes longer than a file may: nothing after line 1 is read"]


def test_an_ordinary_article_that_speaks_of_documents_is_one(tmp_path: Path) -> None:
    text = "Clerk loses file\n\nHe found 1 of 3 documents in the cellar.\n\nEnd of document\n\nLength: two metres of shelf.\n"
    (tmp_path / "a.txt").write_text(text)
    articles, _ = read_file(tmp_path, "a.txt")
    assert [article.text for article in articles] == [text]


def test_what_one_text_is_pointed_to_a_million_times_ends(tmp_path: Path) -> None:
    lines = "\n".join(['{"text": "' + "a word " * 10_000 + '"}'] * 20)
    (tmp_path / "a.jsonl").write_text(lines)
    articles, skipped = read_file(tmp_path, "a.jsonl", Limits(unpacked_bytes=500_000))
    assert len(articles) == 8
    assert [item.reason for item in skipped] == ["holds more text than a file may: nothing after line 8 is read"]
    rows = b'<row><c t="s"><v>0</v></c></row>' * 20_000 + b"</sheetData></worksheet>"
    write_sheet(rows, SHARED % (b"a word " * 10_000))(tmp_path / "a.xlsx")
    articles, skipped = read_file(tmp_path, "a.xlsx", Limits(unpacked_bytes=1_000_000, file_seconds=20))
    assert len(articles) == 15
    assert [item.reason for item in skipped] == ["holds more text than a file may: nothing after row 16 is read"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b'{"text": "' + b"<p " * 300_000 + b'words"}'),
        ("a.eml", b"From: a@b.example\n\n" + b"\nunsubscribe now\n" * 100_000 + b"\n" + b"words " * 70),
        ("a.warc", RECORD % (len(PUNY_PAGE), PUNY_PAGE)),
    ],
    ids=["tags", "furniture", "punycode"],
)
def test_what_would_take_a_careless_reader_hours_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert read_one(tmp_path, name).text.endswith("words")


@pytest.mark.parametrize(
    "end", [b"WARC/1.0\r\nWARC-Type: resp", RECORD % (9, b""), RECORD % (9, b"HTTP/1"), b"words\n"]
)
def test_what_follows_a_web_archives_last_whole_record_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], end: bytes
) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>The ferry stops.</p></body></html>"
    for between in (b"\r\n\r\n", b""):
        (tmp_path / "a.warc").write_bytes(RECORD % (len(page), page) + between + end)
        articles, [skipped] = read_file(tmp_path, "a.warc")
        assert [article.text for article in articles] == ["The ferry stops."]
        assert skipped.reason.endswith("the rest is not read")
    assert capfd.readouterr() == ("", "")


def test_a_record_that_is_none_and_bytes_behind_the_last_one_do_not_end_a_web_archive(tmp_path: Path) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>The ferry stops at %b.</p></body></html>"
    told = [RECORD % (len(one), one) for one in (page % b"Ostrey", b"", b"no answer", page % b"Northam")]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(gzip.compress(one + b"\r\n\r\n") for one in told) + b"junk")
    articles, _ = read_file(tmp_path, "a.warc.gz")
    assert [article.text for article in articles] == ["The ferry stops at Ostrey.", "The ferry stops at Northam."]


def test_an_rtf_ends_in_time(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 " + b"{}" * 20_000 + b"words}")
    assert reason_for(tmp_path, "a.rtf", Limits(file_seconds=0)) == "takes too long to read"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"Content-Type: a" + b";" * 10_000, "has a field in its header that is too long"),
        (b"From: a@b.example\n" + b"\n" * 500_001, "has more than 500,000 lines"),
    ],
)
def test_a_mail_that_takes_the_parser_long_is_refused(tmp_path: Path, header: bytes, reason: str) -> None:
    (tmp_path / "a.eml").write_bytes(header + b"\n\nwords\n")
    assert reason_for(tmp_path, "a.eml") == reason


def test_headers_of_mails_are_read_however_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes("From: Café Letter <a@b.example>\nSubject: Fähre\n  hält\n\nEin Wort.\n".encode())
    article = read_one(tmp_path, "a.eml")
    assert (article.outlet, article.title, article.published) == ("Café Letter", "Fähre hält", None)
    (tmp_path / "c.eml").write_bytes(b"From: =?utf-8?q?Larkfield_Echo=2C_Morning?= <a@b.example>\n\nOne word.\n")
    assert read_one(tmp_path, "c.eml").outlet == "Larkfield Echo, Morning"
    (tmp_path / "b.eml").write_bytes(b"From: " + b"a <b@c.example>, " * 100_000 + b"\nDate: never\n\nOne word.\n")
    assert read_one(tmp_path, "b.eml").published is None


OLD_FORM = (
    "1 of 1 DOCUMENTS\n\n\nThe Lark Echo\n\n{day}Bridge closed\n\nBYLINE: Ann Lee\n\nLENGTH: 9 words\n\n{text}\n\n"
    "LOAD-DATE: May 3, 2011\n"
)
UNI_FORM = (
    "Bridge closed\n\nThe Lark Echo\n\n{day}Copyright 2011 Lark\n\nLength: 9 words\n\nBody\n\n{text}\n\n"
    "Load-Date: May 3, 2011\n\nEnd of Document\n"
)


@pytest.mark.parametrize("form", [OLD_FORM, UNI_FORM], ids=["old", "uni"])
@pytest.mark.parametrize("label", ["UPDATE", "CITY", "NOTES", "Language"])
def test_a_paragraph_that_begins_like_a_field_ends_no_text(form: str, label: str, tmp_path: Path) -> None:
    text = f"One.\n\n{label}: the second bridge is not safe.\n\nLast."
    fields = "\n\nGraphic\n\nThe bridge\n\nLANGUAGE: ENGLISH\n\nSUBJECT: BRIDGES (90%)"
    (tmp_path / "a.txt").write_text(form.format(day="May 2, 2011\n\n", text=text + fields))
    article = read_one(tmp_path, "a.txt")
    assert article.text[article.body_start :] == text


@pytest.mark.parametrize("form", [OLD_FORM, UNI_FORM], ids=["old", "uni"])
@pytest.mark.parametrize("day", ["Spring 2011\n\n", ""], ids=["season", "none"])
def test_without_a_day_headline_and_outlet_are_taken_by_their_place(form: str, day: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(form.format(day=day, text="It is not safe."))
    [article], skipped = read_file(tmp_path, "a.txt")
    assert (article.title, article.outlet, article.published) == ("Bridge closed", "The Lark Echo", None)
    assert day.strip() in article.text
    assert [item.reason.partition(":")[0] for item in skipped] == ["article 1 has no day that is understood"]
