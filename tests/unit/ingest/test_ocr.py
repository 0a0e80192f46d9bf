"""Scanned pages: read in the order of reading by a bounded child process, and named where nothing can read them.

The child here runs stand-ins of the two libraries, which say what the file holds; the last test runs the real ones where they are.
"""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import time
from pathlib import Path

import pytest

from assistant.errors import ArticleError, Scanned
from assistant.ingest import ocr
from assistant.ingest.folder import read_file
from assistant.ingest.ocr import in_reading_order, lines_of
from assistant.ingest.parsing import Limits, Loaded
from assistant.ingest.pdf import listed_pages, read_pdf
from assistant.ingest.preview import preview
from assistant.ingest.progress import telling
from assistant.web.storage.uploads import Uploads
from tests.support.article_files import BODY, make_pdf, page_of, placed

PICTURE = b"/XObject << /Im0 << /Subtype /Image >> >>"
STAND_INS = {
    "pypdfium2.py": """
import time
class PdfDocument:
    def __init__(self, data): self.data = data
    def __getitem__(self, place):
        if b"HANG" in self.data and place: time.sleep(60)
        if b"EAT" in self.data and place: bytearray(10**12)
        if b"CRASH" in self.data: import os; os.abort()
        return Page(place + 1)
class Page:
    def __init__(self, number): self.number = number
    def get_size(self): return 612.0, 792.0
    def render(self, scale): return self
    def to_numpy(self): return self.number
    def close(self): pass
""",
    "rapidocr.py": """
class RapidOCR:
    def __init__(self, params): print("noise on standard output")
    def __call__(self, number): return Found(number)
class Found:
    def __init__(self, number):
        self.txts = (f"The ferry stopped on day {chr(64 + number)} for good.", "smudge", f"Nobody said more of it {chr(64 + number)}.")
        self.scores = (0.99, 0.2, 0.9)
        self.boxes = [[[100, y], [900, y], [900, y + 30], [100, y + 30]] for y in (100, 200, 300)]
""",
}


def scanned(pages: int, mark: bytes = b"") -> bytes:
    """A PDF of pages that show a picture and hold no text."""
    made = make_pdf([b"q /Im0 Do Q"] * pages)
    return made.replace(b"/Resources << ", b"/Resources << " + PICTURE + b" ") + b"\n%" + mark


def read_whole(data: bytes, limits: Limits) -> Loaded:
    """A PDF that is one article."""
    loaded = read_pdf(data, limits)
    assert isinstance(loaded, Loaded)
    return loaded


@pytest.fixture
def extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two libraries' stand-ins, where this process and its child find them."""
    folder = tmp_path / "extra"
    folder.mkdir()
    for name, text in STAND_INS.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()


def test_scanned_pages_are_read_marked_and_told_of(extra: None) -> None:
    steps: list[tuple[str, int, int]] = []
    with telling(lambda *step: steps.append(step)):
        loaded = read_whole(scanned(2), Limits())
    assert loaded.text == (
        "The ferry stopped on day A for good.\n\nNobody said more of it A.\n\n"
        "The ferry stopped on day B for good.\n\nNobody said more of it B."
    )
    assert loaded.by_ocr
    assert loaded.text[loaded.pages[1] :].startswith("The ferry stopped on day B")
    assert steps == [("reading 2 scanned pages by OCR (about 8 s)", place, 2) for place in (1, 2)]


def test_without_the_extra_the_file_is_named_as_scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "NEEDED", ("no_such_module",))
    (tmp_path / "a.pdf").write_bytes(scanned(3))
    articles, skipped = read_file(tmp_path, "a.pdf")
    assert articles == []
    assert skipped[0].reason == "is scanned: `pip install 'dateline-assistant[ocr]'` lets them be read by OCR"


def test_scanned_pages_among_others_are_not_lost_silently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page_of("The council of Larkfield met on Monday and voted for a ferry.")
    mixed = make_pdf([text, b"q /Im0 Do Q", b"q /Im0 Do Q"])
    (tmp_path / "a.pdf").write_bytes(mixed.replace(b"/Resources << ", b"/Resources << " + PICTURE + b" "))
    monkeypatch.setattr(ocr, "NEEDED", ("no_such_module",))
    (article,), (problem,) = read_file(tmp_path, "a.pdf")
    assert "voted for a ferry" in article.text
    assert not article.by_ocr
    assert problem.reason.startswith("pages 2 to 3: pictures without text: `pip install")


STAMP = placed((60, 770, 9, "Case 1:21-cv-01234-ABC Document 45-2 Filed 03/12/21 Page 3 of 17"))


def drawing(*pages: bytes) -> bytes:
    """A PDF of pages that may draw a picture."""
    return make_pdf(list(pages)).replace(b"/Resources << ", b"/Resources << " + PICTURE + b" ")


def covering(share: float, *strips: bytes) -> bytes:
    """A picture over so much of a page of 612 by 792 points; in strips as a scanner writes them."""
    tall = 792 * share / len(strips or b"1")
    return b"".join(b"q 612 0 0 %d 0 %d cm %s Q " % (tall, 0, one) for one in strips or [b"/Im0 Do"])


@pytest.mark.parametrize(
    "page",
    [
        covering(1.0) + STAMP,
        STAMP + covering(0.8, b"/Im0 Do", b"/Im0 Do", b"/Im0 Do"),
        covering(1.0, b"BI /W 1 /H 1 /BPC 8 /CS /G ID a EI") + STAMP,
    ],
)
def test_a_scanned_page_with_a_stamp_is_read_by_ocr(extra: None, page: bytes) -> None:
    loaded = read_whole(drawing(page, page_of(BODY)), Limits())
    assert "The ferry stopped on day A" in loaded.text
    assert BODY in loaded.text
    assert "Nobody said more of it B" not in loaded.text
    assert loaded.by_ocr


def test_a_scan_within_a_form_is_read_by_ocr(extra: None) -> None:
    form = b"<< /Subtype /Form /BBox [0 0 1 1] /Matrix [612 0 0 792 0 0] /Length 7 /Resources << %s >> >>" % PICTURE
    loaded = read_whole(make_pdf([b"q /Fm0 Do Q " + STAMP], xobject=form + b"\nstream\n/Im0 Do\nendstream"), Limits())
    assert loaded.by_ocr


def test_a_scanned_page_with_a_stamp_is_named_where_nothing_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "NEEDED", ("no_such_module",))
    with pytest.raises(ArticleError, match="is scanned"):
        read_whole(drawing(covering(1.0) + STAMP, covering(1.0) + STAMP), Limits())
    loaded = read_whole(drawing(covering(1.0) + placed((60, 770, 9, "Exhibit A")), page_of(BODY)), Limits())
    assert loaded.problems[0].startswith("page 1: pictures without text")
    assert "Exhibit A" in loaded.text


@pytest.mark.parametrize(
    "page",
    [
        covering(0.3) + page_of(BODY),  # a photograph above a short report
        covering(1.0) + page_of(*[BODY] * 4),  # a scan that has its text behind it, or a page with a ground
        page_of(BODY),
    ],
)
def test_a_page_with_text_or_a_smaller_picture_is_read_as_it_is(extra: None, page: bytes) -> None:
    loaded = read_whole(drawing(page), Limits())
    assert not loaded.by_ocr
    assert loaded.problems == ()
    assert BODY in loaded.text


@pytest.mark.parametrize(("mark", "seconds"), [(b"HANG", 10.0), (b"EAT", 60.0)])
def test_time_and_memory_are_bounded_and_what_was_read_stays(extra: None, mark: bytes, seconds: float) -> None:
    began = time.monotonic()
    loaded = read_whole(scanned(3, mark), Limits(ocr_seconds=seconds, ocr_bytes=2_000_000_000))
    assert time.monotonic() - began < 50
    assert "day A" in loaded.text
    assert loaded.problems == ("page 2 and 1 more: not read by OCR, it took too long or too much memory",)


def test_a_crash_is_a_reason_and_pages_are_bounded(extra: None) -> None:
    with pytest.raises(ArticleError, match="page 1: not read by OCR"):
        read_whole(scanned(1, b"CRASH"), Limits())
    loaded = read_whole(scanned(3), Limits(ocr_pages=1))
    assert loaded.problems == ("only the first 1 of 3 scanned pages are read by OCR",)


def test_dry_run_and_upload_say_how_long_it_will_take_and_do_not_do_it(extra: None, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(scanned(30))
    assert preview(folder).skipped[0].reason == "is scanned: 30 scanned pages will be read by OCR, in about 2 min"
    with pytest.raises(Scanned):
        read_whole(scanned(1), Limits(ocr=False))
    assert Uploads(folder, tmp_path / "trash", Limits()).add("b.pdf", scanned(1)) == "uploaded/b.pdf"


@pytest.mark.parametrize(
    ("boxes", "read"),
    [
        # A headline over two columns.
        (
            [
                (50, 50, 550, 80, "head"),
                *((x, y, x + 200, y + 12, f"{x}-{y}") for x in (50, 300) for y in (100, 115, 130)),
            ],
            ["head", "50-100", "50-115", "50-130", "300-100", "300-115", "300-130"],
        ),
        # The cells of a table stay in their rows.
        (
            [(x, y, x + 40, y + 12, f"{x}-{y}") for x in (50, 150, 250) for y in (100, 115)],
            ["50-100 | 150-100 | 250-100", "50-115 | 150-115 | 250-115"],
        ),
        # A line that is slightly turned.
        ([(50, 104, 200, 116, "b"), (210, 100, 400, 112, "c"), (50, 118, 400, 130, "d")], ["b | c", "d"]),
    ],
)
def test_pages_are_read_column_by_column(boxes: list[tuple[float, float, float, float, str]], read: list[str]) -> None:
    found = in_reading_order([ocr.Box(*box) for box in boxes], 12.0)
    assert [" | ".join(box.text for box in row) for row in found] == read


def test_letters_of_nearly_one_size_are_of_one(extra: None) -> None:
    page = {
        "page": 1,
        "height": 800.0,
        "boxes": [[50, y, 300, y + h, "word", 0.9] for y, h in ((10, 12), (30, 14), (50, 40))],
    }
    sizes = [line.size for line in lines_of(page)]
    assert sizes[0] == sizes[1] < sizes[2]


@pytest.mark.parametrize(
    ("numbers", "said"), [([3], "page 3"), ([3, 4, 5], "pages 3 to 5"), ([1, 4, 9, 12], "pages 1, 4, 9 …")]
)
def test_pages_are_named(numbers: list[int], said: str) -> None:
    assert listed_pages(numbers) == said


@pytest.mark.skipif(not all(map(importlib.util.find_spec, ocr.NEEDED)), reason="the extra `ocr` is not installed")
def test_a_real_scan_is_read() -> None:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1240, 600), "white")
    font = ImageFont.load_default(34)
    ImageDraw.Draw(image).text((80, 200), "The ferry stopped for good after 41 years.", "black", font)
    data = io.BytesIO()
    image.save(data, "PDF", resolution=150)
    loaded = read_whole(data.getvalue(), Limits())
    assert "ferry stopped for good after 41 years" in loaded.text
    assert loaded.by_ocr


def test_the_child_says_one_line_a_page_and_nothing_else(extra: None) -> None:
    pages = list(ocr.recognised(scanned(2), [1, 2], Limits()))
    assert [page["page"] for page in pages] == [1, 2]
    assert json.dumps(pages)
    assert not any(name.startswith("OPENAI") for name in ocr.environment())
    assert sys.executable
