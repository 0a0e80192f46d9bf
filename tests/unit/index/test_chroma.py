"""Chroma holds what was written, or it is said that it does not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexDamaged
from assistant.index.chroma import ChromaPassages, ChromaWriting
from assistant.index.quantization import ByteVectors
from assistant.schema import Article, Passage

TEXTS = ["The ferry left at noon.", "The museum opened again.", "Half \ud83d a pair."]
"""The last holds what SQLite cannot."""
PASSAGES = [Passage(f"p{row}", "a.txt", 0, len(text), text, ((0, len(text)),)) for row, text in enumerate(TEXTS)]
ARTICLE = Article("a.txt", "".join(TEXTS))
VECTORS = ByteVectors.of(np.eye(3, 8, dtype=np.float32))
ROWS = {passage.passage_id: row for row, passage in enumerate(PASSAGES)}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    ChromaWriting(tmp_path / "chroma", None, []).finish([(passage, ARTICLE) for passage in PASSAGES], VECTORS[:], 3)
    return tmp_path / "chroma"


def test_the_nearest_are_rows_with_their_cosines(written: Path) -> None:
    store = ChromaPassages(written, ROWS)
    rows, cosines = store.nearest(np.array([0.6, 0, 0.8, 0, 0, 0, 0, 0], dtype=np.float32), 9)
    assert rows.tolist() == [2, 0, 1]
    assert cosines == pytest.approx([0.8, 0.6, 0], abs=0.01)
    store.close()


def test_it_holds_exactly_what_was_written(written: Path) -> None:
    store = ChromaPassages(written, ROWS)
    assert store.holds(PASSAGES, VECTORS)
    other = [dataclasses.replace(PASSAGES[0], text="The ferry left at nine."), *PASSAGES[1:]]
    assert not store.holds(other, VECTORS)
    assert not store.holds(PASSAGES, ByteVectors.of(np.eye(3, 8, k=1, dtype=np.float32)))
    store.close()


def test_another_number_of_passages_is_damage(written: Path) -> None:
    with pytest.raises(
        IndexDamaged, match="does not hold the passages that were written: run `assistant index --rebuild`"
    ):
        ChromaPassages(written, {"p0": 0})


def test_an_id_that_is_not_the_indexs_is_damage(written: Path) -> None:
    store = ChromaPassages(written, {"p0": 0, "p1": 1, "q2": 2})
    with pytest.raises(IndexDamaged, match="part chroma is damaged"):
        store.nearest(np.ones(8, dtype=np.float32), 3)
    store.close()


def test_what_is_gone_is_taken_out_of_the_copy_and_stays_in_the_state_before(written: Path, tmp_path: Path) -> None:
    ChromaWriting(tmp_path / "next", written, ["p1"]).finish([], VECTORS[:0], 2)
    left = ChromaPassages(tmp_path / "next", {"p0": 0, "p2": 1})
    assert left.holds([PASSAGES[0], PASSAGES[2]], ByteVectors.of(VECTORS[[0, 2]]))
    left.close()
    before = ChromaPassages(written, ROWS)
    assert before.holds(PASSAGES, VECTORS)
    before.close()


def test_a_count_that_is_not_as_it_should_be_is_no_new_state(tmp_path: Path) -> None:
    writing = ChromaWriting(tmp_path / "chroma", None, [])
    with pytest.raises(IndexDamaged, match="holds 1 passages instead of 2"):
        writing.finish([(PASSAGES[0], ARTICLE)], VECTORS[:1], 2)


def test_a_folder_without_a_database_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="cannot be opened"):
        ChromaPassages(tmp_path, ROWS)
