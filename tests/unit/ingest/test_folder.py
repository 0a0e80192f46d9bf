"""The folder of articles: what is listed, what is skipped with which reason, and that nothing leads out of it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from assistant.errors import ConfigError
from assistant.ingest import folder as corpus
from assistant.ingest.folder import CorpusFile, read_file, scan
from assistant.ingest.parsing import Limits
from tests.support.article_files import BODY, read_one, reason_for


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
        (b"a.jsonl#7.txt", "a.jsonl#7.txt", "named like one of several articles in a file"),
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


def test_the_frames_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    for path in (
        "Night bus.html",
        "Night bus_files/saved_resource.html",
        "Night bus_files/style.css",
        "Night bus_files/data.json",
        "Nacht-Dateien/a.htm",
        "old_files/b.html",
        "old_files/saved_resource(1).html",
        "Nacht.htm",
    ):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(f"<p>{BODY}</p>")
    files, skipped = scan(tmp_path)
    assert [file.path for file in files] == ["Nacht.htm", "Night bus.html", "old_files/b.html"]  # no page of that name
    assert [item.reason for item in skipped] == [
        "is a frame of the saved page Nacht, not an article",
        "is a frame of the saved page Night bus, not an article",
        "is a frame of a saved page, not an article",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "TY  - NEWS\nTI  - Bridge closed\nPY  - 2011/05/02\nER  - \n",
        "% from a database\n@article{lee2011,\n  title = {Bridge closed},\n}\n",
    ],
    ids=["RIS", "BibTeX"],
)
def test_a_list_of_references_is_named(text: str, tmp_path: Path) -> None:
    for name in ("a.txt", "b.ris", "c.bib"):
        (tmp_path / name).write_text(text)
        assert reason_for(tmp_path, name) == "is a list of references, not of articles"
