"""Whatever happens to the process, the disk or the files: nothing lost, nothing doubled, nothing wrong."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.config import Config
from assistant.errors import EmbeddingError, IndexDamaged, IndexMismatch, IndexMissing, StorageError
from assistant.index import manager, snapshot
from assistant.index.embedding import Encoded
from assistant.ingest import chunking
from assistant.service import Assistant
from tests.conftest import ROOT, HashedWords

WORDS = ["ferry", "harbour", "storm", "museum", "budget", "minister", "bridge", "vote", "strike", "river", "school"]


class IndexingProcess:
    """Indexing in processes of their own (see `indexing_process.py`)."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.support.indexing_process"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.orders, self.told = self.process.stdin, self.process.stdout
        assert self.told.readline() == "ready\n"

    def start(self, corpus: Path, folder: Path, die_at: int | None = None, trace: bool = False) -> int:
        """The id of a process that has begun to index."""
        order = {"corpus": str(corpus), "index": str(folder), "die_at": die_at, "trace": trace}
        self.orders.write(json.dumps(order) + "\n")
        self.orders.flush()
        pid: int = json.loads(self.told.readline())["pid"]
        return pid

    def wait(self) -> dict[str, Any]:
        self.orders.write("\n")
        self.orders.flush()
        value: dict[str, Any] = json.loads(self.told.readline())
        return value

    def run(self, corpus: Path, folder: Path, die_at: int | None = None, trace: bool = False) -> dict[str, Any]:
        self.start(corpus, folder, die_at, trace)
        return self.wait()

    def close(self) -> None:
        self.orders.close()
        self.process.wait(timeout=10)
        self.told.close()


@pytest.fixture(scope="module")
def indexing() -> Iterator[IndexingProcess]:
    process = IndexingProcess()
    yield process
    process.close()


@pytest.fixture
def memory_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: what a killed process has written is kept by the kernel either way."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path))
    yield folder
    shutil.rmtree(folder)


def write_articles(folder: Path, seed: int, count: int = 7) -> None:
    """Articles of several passages from made-up sentences; the same seed gives the same words."""
    folder.mkdir(exist_ok=True)
    rng = random.Random(seed)
    for number in range(count):
        sentences = [" ".join(rng.choices(WORDS, k=12)).capitalize() + "." for _ in range(15)]
        (folder / f"{number:02d}.txt").write_text("\n\n".join(sentences), encoding="utf-8")


def become(corpus: Path, version: Path) -> None:
    """The corpus folder takes on the content of another folder, files that stay the same untouched."""
    for path in corpus.iterdir():
        if not (version / path.name).exists():
            path.unlink()
    for path in version.iterdir():
        target = corpus / path.name
        if not target.exists() or target.read_bytes() != path.read_bytes():
            target.write_bytes(path.read_bytes())


def state(folder: Path, *, by_chroma: bool = True) -> dict[str, Any]:
    """All that an index holds, as hashes and counts, and how many passages find themselves by their own vector: in Chroma,
    or as a question finds them, which on a full disk does without it."""
    opened = manager.open_current(folder, HashedWords.name)
    try:
        ids = [passage.passage_id for passage in opened.passages]
        vectors = opened.vectors[:]
        nearest = opened.store.nearest if by_chroma else opened.collection.nearest
        found = sum(row == nearest(vector, 1)[0][0] for row, vector in enumerate(vectors))
        assert len(set(ids)) == len(ids)
        return {
            "articles": opened.article_hashes,
            "passages": list(opened.passages),
            "vectors": vectors.tobytes(),
            "sentences": np.array(opened.array("sentence_vectors")).tobytes(),
            "words": [opened.collection.lexical.scores(word).tolist() for word in WORDS],
            "found": found,
        }
    finally:
        opened.close()


def verified(folder: Path) -> list[str]:
    """The damaged parts of an index; Chroma's own content is among what is compared."""
    opened = manager.open_current(folder, check=False)
    try:
        return opened.verify()
    finally:
        opened.close()


# 1. A process that is killed


def test_killed_at_twenty_points_nothing_is_lost_or_doubled(memory_disk: Path, indexing: IndexingProcess) -> None:
    """Most of the points are events in the file system, all around the swap among them; six are moments in time."""
    tmp_path = memory_disk
    versions = [tmp_path / "a", tmp_path / "b"]
    write_articles(versions[0], 1)
    shutil.copytree(versions[0], versions[1])
    for name in ("01.txt", "03.txt"):
        (versions[1] / name).write_text((versions[0] / name).read_text()[::-1])
    (versions[1] / "05.txt").unlink()
    (versions[1] / "new.txt").write_text((versions[0] / "05.txt").read_text())
    clean = []
    for version in versions:
        manager.update(version, tmp_path / f"clean {version.name}", HashedWords())
        clean.append(state(tmp_path / f"clean {version.name}"))

    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    become(corpus, versions[0])
    assert indexing.run(corpus, folder)["exit"] == 0
    become(corpus, versions[1])
    started = time.monotonic()
    events = indexing.run(corpus, folder, trace=True)["events"]
    seconds = time.monotonic() - started
    swap = next(place for place, event in enumerate(events) if event.startswith("os.rename") and "CURRENT" in event)

    rng = random.Random(7)
    near_swap = list(range(swap - 3, min(swap + 6, len(events))))
    points: list[int | float] = [*near_swap, *rng.sample(range(len(events)), 14 - len(near_swap))]
    points += [rng.uniform(0, seconds) for _ in range(6)]
    killed, now = 0, 1
    for point in points:
        now = 1 - now
        become(corpus, versions[now])
        if isinstance(point, int):
            outcome = indexing.run(corpus, folder, die_at=point)
        else:
            pid = indexing.start(corpus, folder)
            time.sleep(point)
            os.kill(pid, signal.SIGKILL)
            outcome = indexing.wait()
        killed += outcome["exit"] == -signal.SIGKILL
        assert state(folder) in clean, point
        assert verified(folder) == []
        assert indexing.run(corpus, folder)["error"] is None
        assert state(folder) == clean[now], point
        assert len(list(folder.glob("generation-*"))) == 1
    assert killed >= 16


def test_killed_while_the_first_index_is_built(tmp_path: Path, indexing: IndexingProcess) -> None:
    write_articles(tmp_path / "corpus", 3, count=4)
    manager.update(tmp_path / "corpus", tmp_path / "clean", HashedWords())
    for point in (3, 12, 25):
        folder = tmp_path / f"index {point}"
        assert indexing.run(tmp_path / "corpus", folder, die_at=point)["exit"] == -signal.SIGKILL
        assert indexing.run(tmp_path / "corpus", folder)["error"] is None
        assert state(folder) == state(tmp_path / "clean")


# 2. Two that write


def test_a_second_indexer_is_refused_at_once_and_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    write_articles(tmp_path / "corpus", 1, count=2)
    holder = (
        "import pathlib, sys\n"
        "from assistant.index import manager\n"
        "with manager.writing(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holder, str(tmp_path / "index")]
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert first.stdin
    assert first.stdout
    try:
        assert first.stdout.readline() == "held\n"
        command = [sys.executable, "-m", "assistant", "index", "--home", str(tmp_path)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert second.returncode == 1
        assert f"written by process {first.pid}" in second.stderr
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
        first.stdin.close()
        first.stdout.close()
    assert manager.update(tmp_path / "corpus", tmp_path / "index", HashedWords()).added == 2


# 3. Indexing while questions are answered


def test_questions_are_answered_while_the_index_is_swapped(tmp_path: Path, indexing: IndexingProcess) -> None:
    corpus = tmp_path / "corpus"
    write_articles(corpus, 1, count=6)
    assistant = Assistant(Config(home=tmp_path))
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    stop = threading.Event()
    failed: list[BaseException] = []
    answered: list[str] = []

    def ask() -> None:
        while not stop.is_set():
            try:
                answered.append(assistant.ask("What did the minister say of the ferry?").status)
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
                failed.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(3):
            word = f"quokka{number}zebra"
            (corpus / f"new {number}.txt").write_text(f"The {word} was seen at the harbour on Monday.")
            before = len(answered)
            assert indexing.run(corpus, tmp_path / "index")["error"] is None
            found = assistant.search(f"Where was the {word} seen?", k=1)
            assert found[0].article_id == f"new {number}.txt"
            while len(answered) < before + 3 and not failed:
                time.sleep(0.01)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []
    assert len(answered) >= 9
    assistant.generation()
    assert indexing.run(corpus, tmp_path / "index")["error"] is None
    assert len(list((tmp_path / "index").glob("generation-*"))) == 1  # nobody holds the others any more


# 4. A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here: it needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_named_and_the_old_state_answers(tmp_path: Path, small_disk: Path) -> None:
    corpus, folder = tmp_path / "corpus", small_disk / "index"
    write_articles(corpus, 1, count=4)
    manager.update(corpus, folder, HashedWords())
    before = state(folder)
    (corpus / "new.txt").write_text("A new bridge was opened.")
    for left in (0, 50_000, 200_000):
        ballast = small_disk / "ballast"
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize
        ballast.write_bytes(bytes(max(0, free - left)))
        with pytest.raises(StorageError, match="disk is full: free space and run `assistant index` again"):
            manager.update(corpus, folder, HashedWords())
        assert state(folder, by_chroma=False) == before
        ballast.unlink()
    manager.update(corpus, folder, HashedWords())
    manager.update(corpus, tmp_path / "clean", HashedWords())
    assert state(folder) == state(tmp_path / "clean")
    assert verified(folder) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    write_articles(tmp_path / "corpus", 1, count=1)
    (tmp_path / "index").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="cannot be written"):
        manager.update(tmp_path / "corpus", tmp_path / "index", HashedWords())


# 5. Damaged files


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole")
    write_articles(home / "corpus", 1, count=5)
    manager.update(home / "corpus", home / "index", HashedWords())
    return home


@pytest.mark.parametrize("how", ["cut", "emptied", "overwritten", "removed"])
def test_every_damaged_file_is_named_or_does_no_harm(tmp_path: Path, whole: Path, how: str) -> None:
    """A damaged copy either says so, with the mending command, or gives exactly the evidence of the whole one."""
    shutil.copytree(whole / "corpus", tmp_path / "corpus", copy_function=shutil.copy2)
    good = found(whole)
    files = [path.relative_to(whole / "index") for path in sorted((whole / "index").rglob("*")) if path.is_file()]
    files = [path for path in files if not path.name.startswith("lock")]
    assert len(files) >= 15
    for path in files:
        shutil.rmtree(tmp_path / "index", ignore_errors=True)
        shutil.copytree(whole / "index", tmp_path / "index", copy_function=shutil.copy2)
        harm(tmp_path / "index" / path, how)
        outcomes = [outcome_of(lambda: found(tmp_path)), outcome_of(lambda: verified(tmp_path / "index"))]
        assert outcomes[0] == good or "assistant index" in outcomes[0], path
        assert outcomes[1] != [], path
    manager.rebuild(tmp_path / "corpus", tmp_path / "index", HashedWords())
    assert found(tmp_path) == good


def harm(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "removed":
        path.unlink()
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        middle = len(content) // 3
        length = max(1, len(content) // 3)
        path.write_bytes(content[:middle] + random.Random(1).randbytes(length) + content[middle + length :])


def outcome_of(attempt: Callable[[], list[Any]]) -> Any:
    """What it gives, or the one line of a named failure."""
    try:
        return attempt()
    except (IndexDamaged, IndexMissing) as error:
        return str(error)


def found(home: Path) -> list[Any]:
    assistant = Assistant(Config(home=home))
    assistant.__dict__["embedder"] = HashedWords()
    return assistant.search("minister ferry harbour", k=4)


def test_bytes_that_rot_silently_are_found_by_verifying(tmp_path: Path, whole: Path) -> None:
    """A file that changed without its time of change having changed, as a failing disk does it."""
    shutil.copytree(whole / "index", tmp_path / "index", copy_function=shutil.copy2)
    path = tmp_path / "index" / manager.current_name(tmp_path / "index") / "vectors.npy"
    times = path.stat()
    harm(path, "overwritten")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    opened = manager.open_current(tmp_path / "index")
    assert opened.verify() == ["vectors.npy"]
    opened.close()


# 6. Other settings


@pytest.mark.parametrize(("module", "name"), [(snapshot, "SCHEMA_VERSION"), (chunking, "SPLITTER_VERSION")])
def test_another_splitter_or_schema_is_refused_with_the_mending_command(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(module, name, 99)
    for attempt in (
        lambda: manager.open_current(tmp_path / "index", HashedWords.name),
        lambda: manager.update(tmp_path / "corpus", tmp_path / "index", HashedWords()),
    ):
        with pytest.raises(IndexMismatch, match="assistant index --rebuild"):
            attempt()
    counted = HashedWords()
    manager.rebuild(tmp_path / "corpus", tmp_path / "index", counted)
    assert counted.texts == 0  # what was embedded is the same, however it is stored


def test_an_index_of_the_first_version_is_not_called_damaged(tmp_path: Path, whole: Path) -> None:
    """Its pointer was the generation's name alone; the same of this version is a pointer that was cut off."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "index"
    name = manager.current_name(folder)
    (folder / "CURRENT").write_text(name + "\n")
    with pytest.raises(IndexDamaged, match="assistant index --rebuild"):
        manager.open_current(folder)
    manifest = json.loads((folder / name / "manifest.json").read_text())
    manifest["settings"]["schema"] = 1
    (folder / name / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(IndexMismatch, match="an older version of the program: run `assistant index --rebuild`"):
        manager.open_current(folder)
    manager.rebuild(tmp_path / "corpus", folder, HashedWords())
    assert manager.open_current(folder, HashedWords.name).verify() == []


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        (1, "an older version of the program: run `"),
        (snapshot.SCHEMA_VERSION - 1, "an older version of the program: run `"),
        (99, "a newer version of the program: install that"),
    ],
)
def test_an_index_of_another_version_is_never_called_damaged(
    tmp_path: Path, whole: Path, schema: int, says: str
) -> None:
    """Whatever its manifest lacks that this version writes."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "index"
    manifest = folder / manager.current_name(folder) / "manifest.json"
    content = json.dumps({"settings": {"schema": schema}})
    manifest.write_text(content)
    (folder / "CURRENT").write_text(f"{manifest.parent.name} {hashlib.sha256(content.encode()).hexdigest()}\n")
    for attempt in (
        lambda: manager.open_current(folder),
        lambda: manager.update(tmp_path / "corpus", folder, HashedWords()),
    ):
        with pytest.raises(IndexMismatch, match=says):
            attempt()
    manager.rebuild(tmp_path / "corpus", folder, HashedWords())
    assert manager.open_current(folder, HashedWords.name).verify() == []


# 7. An embedder that fails midway


def test_an_embedder_that_fails_midway_leaves_the_old_articles(tmp_path: Path, whole: Path) -> None:
    class FailsMidway(HashedWords):
        def encode(
            self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Any = None
        ) -> Encoded:
            half = len(texts) // 2
            super().encode(texts[:half], spans[:half], progress)
            raise EmbeddingError("the embedding endpoint failed: check that it is up")

    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    before = state(tmp_path / "index")
    write_articles(tmp_path / "corpus", 2, count=5)
    with pytest.raises(EmbeddingError):
        manager.update(tmp_path / "corpus", tmp_path / "index", FailsMidway())
    assert state(tmp_path / "index") == before
    assert manager.update(tmp_path / "corpus", tmp_path / "index", HashedWords()).changed == 5
