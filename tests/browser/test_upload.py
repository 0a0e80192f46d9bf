"""Articles added on the page: read by the corpus's loaders, indexed by the running watcher, removed and put back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from assistant.config import Config
from assistant.errors import ArticleError
from assistant.index.watch import follow
from assistant.ingest.parsing import Limits
from assistant.service import Assistant
from assistant.web.storage.uploads import Uploads, clean_name
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.serving import served
from tests.browser.test_access import findings
from tests.conftest import HashedWords

Visit = Callable[..., Page]
REPORT = "LISBON, May 3, 2022 (Tidewater Post) — The harbour council of Lisbon voted for a third ferry on Tuesday.\n"


def file(name: str, text: str | bytes) -> FilePayload:
    return {
        "name": name,
        "mimeType": "application/octet-stream",
        "buffer": text if isinstance(text, bytes) else text.encode(),
    }


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("workspace")
    (home / "corpus").mkdir()
    (home / "corpus" / "first.txt").write_text("The mayor of Porto opened a bridge in April 2022.\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def real(workspace: Path) -> Iterator[str]:
    """The page of a real assistant whose watcher runs."""
    assistant = Assistant(Config(home=workspace))
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    with follow(assistant), served(assistant, history=workspace / "history") as address:
        yield address


@pytest.mark.browser
def test_an_added_article_is_answerable_and_can_be_removed_and_put_back(
    browser: Browser, real: str, workspace: Path
) -> None:
    page = browser.new_page()
    page.goto(real + "/#corpus")
    page.wait_for_selector("#view-corpus[data-filled]")
    page.set_input_files("#files", file("../Ferry vote.md", REPORT))
    line = page.locator(".uploads li")
    expect(line).to_have_attribute("data-state", "done")
    expect(line).to_contain_text("Can be asked about")
    assert (workspace / "corpus" / "uploaded" / "Ferry-vote.md").read_text(encoding="utf-8") == REPORT
    expect(page.locator("#summary")).to_contain_text("2 articles")
    row = page.locator('table.corpus tr:has-text("Ferry-vote.md")')
    expect(row).to_contain_text("3 May 2022")
    page.click('.views [data-view="ask"]')
    page.fill("#question textarea", "What did the harbour council of Lisbon vote for?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#turn-1:not([data-state="growing"])')
    expect(page.locator("#cards")).to_contain_text("third ferry")
    page.click('.views [data-view="corpus"]')
    page.click(".corpus .remove")
    expect(page.locator("#announcer")).to_contain_text("Moved to trash/")
    assert not (workspace / "corpus" / "uploaded" / "Ferry-vote.md").exists()
    assert [path.read_text(encoding="utf-8") for path in (workspace / "trash").iterdir()] == [REPORT]
    page.click("#announcer .undo")
    expect(page.locator("#announcer")).to_contain_text("can be asked about")
    assert (workspace / "corpus" / "uploaded" / "Ferry-vote.md").read_text(encoding="utf-8") == REPORT
    assert list((workspace / "trash").iterdir()) == []
    page.close()


@pytest.fixture
def uploaded(assistant: FakeAssistant) -> Iterator[Path]:
    """The folder of uploads of the page that all tests share, empty before and after."""
    folder = assistant.corpus_folder / "uploaded"
    yield folder
    shutil.rmtree(folder)


@pytest.mark.browser
def test_what_cannot_be_read_is_refused_with_the_reason(visit: Visit, uploaded: Path) -> None:
    page = visit("/#corpus")
    files = [
        file("photo.png", b"\x89PNG"),
        file("nothing.txt", ""),
        file("large.txt", "x" * 200_001),
        file("<img src=x onerror=window.harmed=1>.txt", "A report of May 2022 about a ferry.\n"),
    ]
    page.set_input_files("#files", files)
    lines = page.locator(".uploads li")
    expect(lines).to_have_count(4)
    expect(lines.nth(0)).to_contain_text("has the suffix .png; read are .txt")
    expect(lines.nth(1)).to_contain_text("It is empty.")
    expect(lines.nth(2)).to_contain_text("It is larger than 0.2 MB.")
    expect(lines.nth(3)).to_contain_text("Can be asked about")
    assert page.evaluate("window.harmed") is None
    names = [path.name for path in uploaded.iterdir()]
    assert names == ["img-src-x-onerror-window.harmed-1.txt"]
    page.fill("#find", "kestrel 2021")
    expect(page.locator("table.corpus tbody tr")).to_have_count(1)
    page.fill("#find", "zeppelin")
    expect(page.locator("table.corpus tbody")).to_contain_text("No article has these words")
    assert findings(page) == []


@pytest.mark.browser
def test_many_files_are_counted_and_their_results_stay(visit: Visit, uploaded: Path) -> None:
    page = visit("/#corpus")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    files = [file(f"ferry {number}.txt", f"A report of {number} May 2022 about a ferry.\n") for number in range(1, 8)]
    page.set_input_files("#files", [*files, file("photo.png", b"\x89PNG")])
    expect(page.locator(".uploads-sum")).to_have_text("7 of 8 can be asked about, 1 was not taken.")
    assert len(sent) == 8
    page.click('.views [data-view="history"]')
    page.click('.views [data-view="corpus"]')
    expect(page.locator(".uploads li")).to_have_count(8)
    expect(page.locator(".uploads-sum")).to_contain_text("7 of 8")
    expect(page.locator(".uploads li").nth(0)).to_contain_text("Can be asked about")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.md", "report.md"),
        ("../../etc/cron.d/evil.txt", "evil.txt"),
        ("C:\\Users\\x\\Notes.TXT", "Notes.txt"),
        ("..hidden..txt", "hidden.txt"),
        ("Kyïv — звіт.html", "Kyïv-звіт.html"),
        ("a\u202ecod.exe\x00.txt", "acod.exe.txt"),
        ("<script>.md", "script.md"),
        ("?.pdf", "article.pdf"),
        ("x.jsonl#1.txt", "x.jsonl-1.txt"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize("name", ["shell.sh", "noending", "README.md", ".txt.exe", ""])
def test_what_is_no_article_has_no_name(name: str) -> None:
    with pytest.raises(ArticleError):
        clean_name(name)


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "corpus", tmp_path / "trash", Limits())
    assert uploads.add("a.txt", b"One report of May.") == "uploaded/a.txt"
    assert uploads.add("a.txt", b"Another report of June.") == "uploaded/a-2.txt"
    with pytest.raises(ArticleError, match="there already"):
        uploads.add("a.txt", b"One report of May.")
    kept = uploads.remove("uploaded/a.txt")
    assert uploads.add("a.txt", b"A third report of July.") == "uploaded/a.txt"
    assert uploads.restore(kept) == "uploaded/a-3.txt"
    held = {path.name: path.read_bytes() for path in (tmp_path / "corpus" / "uploaded").iterdir()}
    assert held == {
        "a.txt": b"A third report of July.",
        "a-2.txt": b"Another report of June.",
        "a-3.txt": b"One report of May.",
    }


@pytest.mark.parametrize(
    "article", ["first.txt", "uploaded/../first.txt", "../x.txt", "uploaded/.x.txt", "uploaded/", ""]
)
def test_only_uploaded_files_are_removed(tmp_path: Path, article: str) -> None:
    (tmp_path / "corpus" / "uploaded").mkdir(parents=True)
    for name in ("corpus/first.txt", "corpus/uploaded/.x.txt", "x.txt"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    uploads = Uploads(tmp_path / "corpus", tmp_path / "trash", Limits())
    with pytest.raises(ArticleError, match="no uploaded article"):
        uploads.remove(article)
    assert not (tmp_path / "trash").exists()


@pytest.mark.parametrize(
    "kept", ["../corpus/first.txt", "20260101T000000-00000000-../x", "x", "20260101T000000-00000000-gone.txt"]
)
def test_only_what_is_in_the_trash_is_restored(tmp_path: Path, kept: str) -> None:
    uploads = Uploads(tmp_path / "corpus", tmp_path / "trash", Limits())
    with pytest.raises(ArticleError, match="not in the trash"):
        uploads.restore(kept)
