"""A folder of articles: every format is read right, and no hostile file does more than be skipped with a reason."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ConfigError
from assistant.ingest import folder as corpus
from assistant.ingest.folder import CorpusFile, read_file, scan
from assistant.ingest.parsing import Limits
from assistant.schema import Article, Skipped
from tests.support.article_files import make_docx, make_encrypted_pdf, make_pdf, page_of, replace_in_zip

BODY = "The two ministers met in Geneva for three hours and agreed to meet again in May."


def read_one(folder: Path, path: str, limits: Limits | None = None) -> Article:
    articles, skipped = read_file(folder, path, limits)
    assert skipped == []
    assert len(articles) == 1
    return articles[0]


def reason_for(folder: Path, path: str, limits: Limits | None = None) -> str:
    articles, skipped = read_file(folder, path, limits)
    assert articles == []
    assert len(skipped) == 1
    assert skipped[0].reason.isprintable()
    return skipped[0].reason


# scan


def test_scan_lists_articles_sorted_and_names_the_rest(tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text(BODY)
    for name in (
        "z.txt",
        "b/a.MD",
        "b/deep/c.jsonl",
        "README.md",
        "b/readme.txt",
        "README",
        ".hidden.txt",
        ".git/x.txt",
    ):
        (tmp_path / name).write_text(BODY)
    (tmp_path / "~$draft.docx").write_text("lock")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "Makefile").write_text("all:")
    files, skipped = scan(tmp_path)
    assert [file.path for file in files] == ["b/a.MD", "b/deep/c.jsonl", "z.txt"]
    assert files[2] == CorpusFile("z.txt", len(BODY), (tmp_path / "z.txt").stat().st_mtime_ns)
    assert [(item.path, item.reason.split(";")[0]) for item in skipped] == [
        ("Makefile", "has no suffix"),
        ("photo.jpg", "has the suffix .jpg"),
    ]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no folder"):
        scan(tmp_path / "nowhere")


def test_a_linked_folder_may_be_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text(BODY)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    files, skipped = scan(tmp_path / "link")
    assert ([file.path for file in files], skipped) == (["a.txt"], [])
    assert read_one(tmp_path / "link", "a.txt").text == BODY


def test_links_devices_and_sizes_are_skipped_while_listing(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "good.txt").write_text(BODY)
    (folder / "alias.txt").symlink_to(folder / "good.txt")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "etc.txt").symlink_to("/etc/passwd")
    (folder / "broken.txt").symlink_to(folder / "gone.txt")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "sub" / "up.txt").symlink_to(folder)
    (folder / "sub" / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket.txt"))
        (folder / "empty.txt").touch()
        with (folder / "large.txt").open("wb") as stream:
            stream.truncate(200_000_000)
        files, skipped = scan(folder)
    assert [file.path for file in files] == ["alias.txt", "good.txt"]
    assert {item.path: item.reason.split(";")[0] for item in skipped} == {
        "broken.txt": "is a broken link",
        "circle.txt": "is a link in a circle",
        "empty.txt": "is empty",
        "etc.txt": "is a link that leads out of the folder",
        "large.txt": "is larger than 20 MB",
        "out.txt": "is a link that leads out of the folder",
        "pipe.txt": "is a device, pipe or socket and no file",
        "socket.txt": "is a device, pipe or socket and no file",
        "sub/loop": "has no suffix",
        "sub/up.txt": "is a link to a folder",
    }
    for item in skipped:  # read_file comes to the same without the listing, and does not hang on the pipe
        assert read_file(folder, item.path)[0] == []


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd.txt", "sub/../../secret.txt"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "corpus" / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    assert reason_for(tmp_path / "corpus", path) in (
        "is a link that leads out of the folder",
        "vanished while reading",
    )


@pytest.mark.parametrize(
    ("name", "shown", "reason"),
    [
        (b"a\nb.txt", "a\\nb.txt", "unprintable characters"),
        (b"\x1b[2Jboo.txt", "\\x1b[2Jboo.txt", "unprintable characters"),
        ("\u202etxt.exe.txt".encode(), "\\u202etxt.exe.txt", "unprintable characters"),
        (b"caf\xe9.txt", "caf\\udce9.txt", "unprintable characters"),
        (b"a.jsonl#7.txt", "a.jsonl#7.txt", "named like a line of a JSONL file"),
    ],
)
def test_names_that_cannot_be_shown_are_skipped_and_shown_safely(
    tmp_path: Path, name: bytes, shown: str, reason: str
) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    with open(path, "w") as stream:
        stream.write(BODY)
    files, skipped = scan(tmp_path)
    assert files == []
    assert skipped[0].path == shown
    assert reason in skipped[0].reason
    assert read_file(tmp_path, os.fsdecode(name)) == ([], skipped)


def test_a_name_of_255_bytes_in_many_scripts_is_read(tmp_path: Path) -> None:
    name = "é" * 125 + "x.txt"
    assert len(name.encode()) == 255
    (tmp_path / name).write_text(BODY)
    assert [file.path for file in scan(tmp_path)[0]] == [name]
    assert read_one(tmp_path, name).article_id == name


def test_a_file_that_goes_or_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    (listed,), _ = scan(tmp_path)

    def deny(*_args: object) -> int:
        raise PermissionError(13, "Permission denied")

    def vanish(*_args: object) -> int:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "open", deny)
    assert reason_for(tmp_path, listed.path) == "cannot be read (permission denied)"
    monkeypatch.setattr(os, "open", vanish)
    assert reason_for(tmp_path, listed.path) == "vanished while reading"
    monkeypatch.undo()
    (tmp_path / "a.txt").unlink()
    assert reason_for(tmp_path, listed.path) == "vanished while reading"


def test_a_file_that_grows_while_it_is_read_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x" * 101)
    monkeypatch.setattr(corpus, "check_status", lambda *_args: None)
    assert reason_for(tmp_path, "a.txt", Limits(file_bytes=100)) == "is larger than 0.0001 MB"


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, assistant.corpus; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"trafilatura", "pypdf", "docx", "lxml", "dateparser", "yaml", "charset_normalizer"} & set(loaded)


# text and Markdown


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])).filter(lambda text: text.strip()))
def test_the_text_of_a_text_file_is_the_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("any.txt", "any.md"):
        (folder / name).write_bytes(text.encode("utf-8"))
        articles, skipped = read_file(folder, name)
        decoded = text.removeprefix("\ufeff")
        if any(character.isalnum() for character in decoded):
            assert articles
        for article in articles:
            assert article.text == decoded
            assert 0 <= article.body_start < len(decoded)
            assert article.text[article.body_start :].strip()
        assert len(articles) + len(skipped) == 1


def test_newlines_stay_and_the_mark_goes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfMinisters meet in Geneva\r\n\r\n" + BODY.encode() + b"\r\n")
    article = read_one(tmp_path, "a.txt")
    assert article.text == f"Ministers meet in Geneva\r\n\r\n{BODY}\r\n"
    assert article.title == "Ministers meet in Geneva"
    assert article.text[article.body_start :] == f"{BODY}\r\n"


def test_front_matter_stays_in_the_text_before_the_body(tmp_path: Path) -> None:
    front = "---\ntitle: Ministers meet\noutlet: The Lark\npublished: 2022-03-29\nurl: https://lark.example/1\n---\n"
    (tmp_path / "a.md").write_text(front + "\n# Ministers meet\n\n" + BODY)
    article = read_one(tmp_path, "a.md")
    assert article == Article(
        "a.md",
        front + "\n# Ministers meet\n\n" + BODY,
        len(front) + len("\n# Ministers meet\n\n"),
        title="Ministers meet",
        outlet="The Lark",
        published=dt.date(2022, 3, 29),
        url="https://lark.example/1",
    )


def test_lines_of_any_length_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("word " * 1_000_000)
    assert len(read_one(tmp_path, "a.txt").text) == 5_000_000


@pytest.mark.parametrize("blanks", [b" ", b"\n", b" \n", b"# ", b"- "])
def test_what_must_be_scanned_is_scanned_once(tmp_path: Path, blanks: bytes) -> None:
    (tmp_path / "a.md").write_bytes(blanks * 1_000_000 + b"word")  # a quadratic pattern would take hours
    assert read_one(tmp_path, "a.md").text.endswith("word")


# the other formats

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


def test_a_pdf_gives_its_pages_and_title_but_no_date(tmp_path: Path) -> None:
    lines = (
        "The two ministers met for three hours – in Gene-",
        "va, officials of both sides said, and agreed to",
        "go on.",
    )
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(*lines), page_of("A second page ends it.")], "Ministers meet"))
    article = read_one(tmp_path, "a.pdf")
    assert article.text == (
        "The two ministers met for three hours – in Geneva, officials of both sides said, and agreed to go on.\n\n"
        "A second page ends it."
    )
    assert (article.title, article.published) == ("Ministers meet", None)


def test_a_pdf_title_that_is_a_file_name_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(BODY)], "Microsoft Word - draft3.doc"))
    assert read_one(tmp_path, "a.pdf").title is None


def test_the_good_pages_of_a_pdf_are_kept(tmp_path: Path) -> None:
    bomb = b"BT /F1 1 Tf " + b"(a) Tj\n" * 5_000 + b"ET"
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(BODY), bomb]))
    articles, skipped = read_file(tmp_path, "a.pdf", Limits(pdf_page_steps=2_000))
    assert articles[0].text == BODY
    assert skipped[0].reason.startswith("page 2: LimitReachedError")


def test_a_docx_gives_paragraphs_tables_and_tracked_insertions(tmp_path: Path) -> None:
    make_docx(tmp_path / "a.docx", ["Ministers meet in Geneva", BODY], title="Ministers meet in Geneva")
    word = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    word += b"<w:p><w:r><w:t>Kept </w:t></w:r><w:ins><w:r><w:t>added</w:t></w:r></w:ins>"
    word += b"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:tab/><w:t>end.</w:t></w:r></w:p>"
    word += b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    article = read_one(tmp_path, "a.docx")
    assert (article.title, article.published) == ("Ministers meet in Geneva", None)
    assert article.text[article.body_start :] == BODY
    replace_in_zip(tmp_path / "a.docx", "word/document.xml", word)
    assert read_one(tmp_path, "a.docx").text == "Kept added\tend.\n\nIn a cell"


def write_lines(folder: Path, *lines: object) -> tuple[list[Article], list[Skipped]]:
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "a.jsonl").write_text("\n".join(written), encoding="utf-8")
    return read_file(folder, "a.jsonl")


def test_jsonl_holds_an_article_a_line(tmp_path: Path) -> None:
    articles, skipped = write_lines(
        tmp_path,
        {
            "id": "x1",
            "title": "Talks",
            "source": {"name": "Lark"},
            "publishedAt": "2022-03-29T10:00Z",
            "text": BODY,
        },
        {
            "url": "https://lark.example/2",
            "headline": "More",
            "site": "L",
            "date": "30 Dec 2021",
            "body": "A\u2028b.",
        },
        "",
        {"content": "Third one."},
        {"id": "x1", "text": "The same name."},
    )
    assert skipped == []
    assert [article.article_id for article in articles] == [
        "a.jsonl#x1",
        "a.jsonl#https://lark.example/2",
        "a.jsonl#4",
        "a.jsonl#x1@5",
    ]
    first, second = articles[:2]
    assert (first.title, first.outlet, first.published, first.text) == ("Talks", "Lark", dt.date(2022, 3, 29), BODY)
    assert (second.title, second.outlet, second.published) == ("More", "L", dt.date(2021, 12, 30))
    assert (second.url, second.text) == ("https://lark.example/2", "A\u2028b.")


def test_bad_lines_are_skipped_by_number_and_good_ones_stay(tmp_path: Path) -> None:
    lines = [
        '{"text": "Good one."}',
        "not json",
        "[1, 2]",
        '{"title": "no text"}',
        '{"text": 5}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"text": "half \\ud800"}',
        '{"text": "nul \\u0000"}',
        '{"text": " "}',
        '{"text": "x", "n": ' + "9" * 10_000 + "}",
        '{"text": "Good two.", "id": "a\\nb", "published": "never", "url": "javascript:alert(1)", "title": 7}',
    ]
    articles, skipped = write_lines(tmp_path, *lines)
    assert [(article.article_id, article.text) for article in articles] == [
        ("a.jsonl#1", "Good one."),
        ("a.jsonl#12", "Good two."),
    ]
    assert (articles[1].title, articles[1].published, articles[1].url) == (None, None, None)
    assert [item.reason for item in skipped] == [
        "line 2 is not JSON",
        "line 3 is not a JSON object",
        "line 4 has no text (text, body, content, articleBody)",
        "line 5 has no text (text, body, content, articleBody)",
        "line 6 is nested too deeply",
        "line 7 is nested too deeply",
        "line 8 holds broken characters (NUL or half a surrogate pair)",
        "line 9 holds broken characters (NUL or half a surrogate pair)",
        "line 10 is empty",
        "line 11 is not JSON",
    ]


def test_one_bad_byte_costs_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "One."}\r\n{"text": "caf\xe9"}\r\n{"text": "Three."}\r\n')
    articles, skipped = read_file(tmp_path, "a.jsonl")
    assert [article.text for article in articles] == ["One.", "Three."]
    assert skipped == [Skipped("a.jsonl", "line 2 is not UTF-8")]


def test_jsonl_in_utf16_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"text": "Één."}\n{"text": "Two."}'.encode("utf-16"))
    assert [article.text for article in read_file(tmp_path, "a.jsonl")[0]] == ["Één.", "Two."]


def test_a_flood_of_bad_lines_is_counted(tmp_path: Path) -> None:
    _, skipped = write_lines(tmp_path, *["junk"] * 5_000)
    assert len(skipped) == 51
    assert skipped[-1].reason == "4,950 more lines cannot be read"


# hostile files


def write(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def write_docx_with(data: bytes, name: str = "word/document.xml") -> Callable[[Path], object]:
    def make(path: Path) -> None:
        make_docx(path, [BODY])
        replace_in_zip(path, name, data)

    return make


def truncate_docx(path: Path) -> None:
    make_docx(path, [BODY])
    path.write_bytes(path.read_bytes()[:-200])


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHING = (
    LAUGHS + b"]><w:document " + NAMESPACE + b"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
)
SECRET = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document ' + NAMESPACE
SECRET += b"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
DEEP = b"<w:document " + NAMESPACE + b"><w:body>" + b"<w:p>" * 100_000 + b"</w:body></w:document>"

HOSTILE: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty.txt", write(b""), "is empty"),
    ("blank.txt", write(b" \r\n\t\n"), "is empty"),
    ("mark.txt", write(b"\xef\xbb\xbf"), "is empty"),
    ("dashes.md", write(b"---\ntitle: x\n---\n***\n"), "holds no words"),
    ("nul.txt", write(b"text \x00 text"), "is binary, not text"),
    ("binary.txt", write(bytes(range(256)) * 40), "is binary, not text"),
    ("zip.txt", write(b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(128, 256)) * 9), "is binary, not text"),
    ("mixed.txt", write("café ".encode() * 3 + "café".encode("cp1252")), "mixes UTF-8 with another encoding"),
    ("cut.txt", write("Ein Café für alle — ein Ende mitten im é".encode()[:-1]), "mixes UTF-8 with another encoding"),
    ("large.html", write(b"<p>words</p>" + b" " * 10_000_000), "is larger than 10 MB"),
    ("tags.html", write(b"<p>" * 200_000), "has more than 100,000 tags"),
    ("deep.html", write(b"<div>" * 90_000 + b"text"), "has no article text"),
    ("angle.html", write(b"<" * 90_000), "holds no words"),
    ("nothing.html", write(b"<html><body><script>x</script></body></html>"), "has no article text"),
    ("binary.html", write(b"<p>\x00\x01</p>"), "is binary, not text"),
    ("no.pdf", write(b"no PDF at all"), "is no readable PDF"),
    ("cut.pdf", write(make_pdf([page_of(BODY)])[:300]), "is no readable PDF"),
    ("scan.pdf", write(make_pdf([b"0 0 m 10 10 l S"])), "is a PDF without text (scanned?)"),
    ("locked.pdf", write(make_encrypted_pdf("secret")), "is encrypted"),
    ("bomb.pdf", write(make_pdf([b"BT " + b" " * 60_000_000], compress=True)), "cannot be read (page 1: LimitReached"),
    ("pages.pdf", write(make_pdf([b"BT ET"] * 1_001)), "has more than 1,000 pages"),
    ("loop.pdf", write(make_pdf([b""]).replace(b"/Kids [4 0 R", b"/Kids [2 0 R")), "is no readable PDF"),
    ("no.docx", write(b"no DOCX"), "is no DOCX, or a damaged one"),
    ("cut.docx", truncate_docx, "is no DOCX, or a damaged one"),
    ("old.docx", write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600), "is encrypted, or an old .doc file"),
    ("bomb.docx", write_docx_with(b" " * 60_000_000), "unpacks to more than 50 MB"),
    ("media.docx", write_docx_with(b"\x00" * 60_000_000, "word/media/image.png"), "unpacks to more than 50 MB"),
    ("bare.docx", write_docx_with(b"<x/>", "[Content_Types].xml"), "is no readable DOCX"),
    ("xml.docx", write_docx_with(b"<w:document"), "is no readable DOCX"),
    ("deep.docx", write_docx_with(DEEP), "is no readable DOCX"),
    ("blank.docx", write_docx_with(b"<w:document " + NAMESPACE + b"><w:body/></w:document>"), "has no article text"),
    ("laughs.docx", write_docx_with(LAUGHING), "is no readable DOCX"),
    ("secret.docx", write_docx_with(SECRET), "has no article text"),
    ("blank.jsonl", write(b"\n\n\n"), "is empty"),
    ("binary.jsonl", write(b"\x00" * 5_000), "is binary, not text"),
]


@pytest.mark.parametrize(("name", "make", "reason"), HOSTILE, ids=[case[0] for case in HOSTILE])
def test_a_hostile_file_is_skipped_with_its_reason(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, make: Callable[[Path], object], reason: str
) -> None:
    make(tmp_path / name)
    assert reason_for(tmp_path, name).startswith(reason)
    assert capfd.readouterr() == ("", "")  # no parser speaks past us


def test_a_slow_pdf_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(BODY)] * 3))
    assert reason_for(tmp_path, "a.pdf", Limits(pdf_seconds=0.0)) == "takes longer than 0 s to read"


def test_a_pdf_without_a_user_password_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_encrypted_pdf(""))
    assert read_one(tmp_path, "a.pdf").text == "Hidden words here."


@pytest.mark.parametrize(
    "block",
    [
        "title: [unclosed",
        "\t- tabs\n\t\tbad",
        "&a [*a]",
        "title: !!python/object/apply:os.system ['true']",
        "[" * 10_000,
        "published: 2022-13-45",
    ],
)
def test_wrong_front_matter_does_not_cost_the_article(tmp_path: Path, block: str) -> None:
    text = f"---\n{block}\n---\n{BODY}\n"
    (tmp_path / "a.md").write_text(text)
    article = read_one(tmp_path, "a.md")
    assert article.text == text
    assert (article.title, article.outlet, article.published) == (None, None, None)
