"""A state of the index as it is read: its articles, its figures, and that it stays while it is in use."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
from pathlib import Path

import pytest

from assistant.errors import IndexDamaged
from assistant.index import manager, snapshot
from assistant.index.snapshot import Generation, Hold
from tests.conftest import HashedWords

ARTICLES = {
    "a.md": "---\noutlet: Tidewater Post\npublished: 2022-05-03\n---\nThe council voted for a third ferry.\n",
    "b.md": "---\noutlet: Kestrel Daily\npublished: 2021-12-31\n---\nThe report has been corrected.\n",
    "c.txt": "The drafts were discussed on the telephone.\n",
}


def write(corpus: Path, articles: dict[str, str]) -> None:
    corpus.mkdir(exist_ok=True)
    for name, text in articles.items():
        (corpus / name).write_text(text, encoding="utf-8")


@pytest.fixture
def index(tmp_path: Path, hashed: HashedWords) -> Path:
    write(tmp_path / "corpus", ARTICLES)
    manager.update(tmp_path / "corpus", tmp_path / "index", hashed)
    return tmp_path / "index"


def test_the_figures_are_those_of_the_articles(index: Path) -> None:
    with_all = manager.open_current(index)
    assert with_all.facts() == {
        "outlets": ["Kestrel Daily", "Tidewater Post"],
        "languages": {"en": 3},
        "oldest": dt.date(2021, 12, 31),
        "newest": dt.date(2022, 5, 3),
        "undated": 1,
        "inferred": 0,
    }
    assert list(with_all.articles) == ["a.md", "b.md", "c.txt"]
    assert with_all.articles["b.md"].published == dt.date(2021, 12, 31)
    assert "d.txt" not in with_all.articles
    assert [passage.article_id for passage in with_all.passages[0:2]] == ["a.md", "b.md"]
    with_all.close()


def test_outlets_and_dates_are_right_after_articles_came_and_went(
    index: Path, tmp_path: Path, hashed: HashedWords
) -> None:
    """Those that stay are copied with their outlet's number: an outlet that is gone must not shift it."""
    corpus = tmp_path / "corpus"
    (corpus / "a.md").unlink()
    write(
        corpus,
        {"0.md": ARTICLES["a.md"].replace("Tidewater Post", "Meridian Wire").replace("2022-05-03", "2020-01-02")},
    )
    manager.update(corpus, index, hashed)
    manager.update(corpus, tmp_path / "clean", hashed)
    updated, clean = manager.open_current(index), manager.open_current(tmp_path / "clean")
    assert updated.facts() == clean.facts()
    assert updated.facts()["outlets"] == ["Kestrel Daily", "Meridian Wire"]
    assert updated.collection.outlets == clean.collection.outlets == ["Meridian Wire", "Kestrel Daily", None]
    assert [updated.articles[name] for name in updated.articles] == [clean.articles[name] for name in clean.articles]
    updated.close()
    clean.close()


def test_a_manifest_that_is_not_the_one_pointed_to_is_damaged(index: Path) -> None:
    folder = index / manager.current_name(index)
    manifest = folder / "manifest.json"
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    Generation.open(folder, digest=digest).close()
    manifest.write_text(json.dumps(json.loads(manifest.read_text())))
    with pytest.raises(IndexDamaged, match="manifest is damaged: run `assistant index --rebuild`"):
        Generation.open(folder, digest=digest)
    Generation.open(folder).close()


def test_a_folder_that_was_removed_while_it_was_opened_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text("{}")
    lock = fcntl.flock

    def removed_before_the_lock(handle: int, operation: int) -> None:
        manifest.unlink()
        lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", removed_before_the_lock)
    with pytest.raises(FileNotFoundError, match="removed while it was opened"):
        Hold(manifest)


@pytest.mark.parametrize("few", [0, 10_000])
def test_chroma_is_asked_only_where_passages_are_many(index: Path, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "FEW_PASSAGES", few)
    opened = manager.open_current(index)
    rows, cosines = opened.collection.nearest(opened.vectors[1], 3)
    assert rows[0] == 1
    assert cosines[0] == pytest.approx(1, abs=1e-4)
    assert ("store" in opened.__dict__) is (few == 0)
    opened.close()


def test_an_outlet_is_shown_and_counted_once_however_it_is_written(tmp_path: Path, hashed: HashedWords) -> None:
    spellings = ("The Kestrel Daily", "KESTREL DAILY", "The Kestrel Daily")
    write(
        tmp_path / "corpus", {f"{n}.md": f"---\noutlet: {name}\n---\nA report.\n" for n, name in enumerate(spellings)}
    )
    manager.update(tmp_path / "corpus", tmp_path / "index", hashed)
    opened = manager.open_current(tmp_path / "index")
    assert opened.facts()["outlets"] == ["The Kestrel Daily"]
    assert opened.articles["1.md"].outlet == "KESTREL DAILY"
    assert opened.articles.shown("1.md").outlet == "The Kestrel Daily"
    opened.close()
