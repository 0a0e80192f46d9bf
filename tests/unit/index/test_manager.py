"""The index does only what changed, swaps whole states in, and refuses what it cannot trust."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.config import PassageSize
from assistant.errors import EmbeddingError, IndexDamaged, IndexMismatch, IndexMissing
from assistant.index import manager
from assistant.index.chroma import as_node
from assistant.index.embedding import Encoded
from assistant.index.snapshot import Generation, IndexSettings
from assistant.retrieval.question import understand
from assistant.retrieval.retriever import retrieve
from tests.conftest import HashedWords

TEXTS = {
    "a.txt": "The ferry left at noon. It carried forty people.",
    "b.txt": "The museum opened its doors again. Nobody came.",
    "c.txt": "A storm closed the harbour for two days.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def built(tmp_path: Path, corpus: Path, hashed: HashedWords) -> Path:
    manager.update(corpus, tmp_path / "index", hashed)
    return tmp_path / "index"


def test_every_passage_is_exactly_its_articles_characters_and_finds_itself(built: Path, hashed: HashedWords) -> None:
    generation = manager.open_current(built)
    assert sorted(generation.articles) == sorted(TEXTS)
    assert len(generation.passages) == generation.manifest["passages"] == 3
    for row, passage in enumerate(generation.passages):
        article = generation.articles[passage.article_id]
        assert article.text[passage.start : passage.end] == passage.text != ""
        rows, cosines = generation.store.nearest(generation.vectors[row], 1)
        assert rows.tolist() == [row]
        assert cosines[0] == pytest.approx(1, abs=1e-5)
    generation.close()


def test_only_what_changed_is_done_again(built: Path, corpus: Path, hashed: HashedWords) -> None:
    before = hashed.texts
    unchanged = manager.update(corpus, built, hashed)
    assert (unchanged.unchanged, unchanged.did_something, hashed.texts) == (3, False, before)

    (corpus / "a.txt").write_text("The ferry stayed in port.")
    (corpus / "b.txt").unlink()
    (corpus / "d.txt").write_text("A bridge was painted green.")
    report = manager.update(corpus, built, hashed)
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 1, 1, 1)
    assert (report.articles, report.passages, report.embedded) == (3, 3, 2)
    assert hashed.texts == before + 2
    generation = manager.open_current(built)
    assert list(generation.articles) == ["a.txt", "c.txt", "d.txt"]
    assert {p.text for p in generation.passages} >= {"The ferry stayed in port.", "A bridge was painted green."}
    assert generation.store._collection.count() == 3
    generation.close()


def test_an_update_equals_a_clean_build(tmp_path: Path, built: Path, corpus: Path, hashed: HashedWords) -> None:
    (corpus / "b.txt").write_text("The museum closed. It will open in May.")
    (corpus / "e.txt").write_text(TEXTS["a.txt"])
    manager.update(corpus, built, hashed)
    manager.update(corpus, tmp_path / "clean", hashed)
    states = []
    for folder in (built, tmp_path / "clean"):
        generation = manager.open_current(folder)
        states.append((list(generation.passages), np.array(generation.array("vectors"))))
        generation.close()
    assert states[0][0] == states[1][0]
    assert np.array_equal(states[0][1], states[1][1])


def test_a_rebuild_keeps_vectors_by_content(built: Path, corpus: Path, hashed: HashedWords) -> None:
    before = hashed.texts
    (corpus / "a.txt").rename(corpus / "moved.txt")
    report = manager.rebuild(corpus, built, hashed)
    assert (report.articles, report.embedded, hashed.texts) == (3, 0, before)


def test_a_failing_embedder_leaves_the_old_state(built: Path, corpus: Path, hashed: HashedWords) -> None:
    class Failing(HashedWords):
        def encode(
            self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Any = None
        ) -> Encoded:
            raise RuntimeError("out of memory")

    (corpus / "a.txt").write_text("Changed.")
    with pytest.raises(RuntimeError, match="out of memory"):
        manager.update(corpus, built, Failing())
    generation = manager.open_current(built)
    assert generation.articles["a.txt"].text == TEXTS["a.txt"]
    generation.close()
    assert manager.update(corpus, built, hashed).changed == 1
    assert len(list(built.glob("generation-*"))) == 1


def test_what_is_not_there_or_does_not_fit_is_named_with_its_mending(
    tmp_path: Path, built: Path, corpus: Path, hashed: HashedWords
) -> None:
    with pytest.raises(IndexMissing, match="run `assistant index`"):
        manager.open_current(tmp_path / "nowhere")
    with pytest.raises(IndexMismatch, match=r"built with hashed words.*assistant index --rebuild"):
        manager.open_current(built, "another model")
    other = HashedWords()
    other.name = "another model"
    with pytest.raises(IndexMismatch):
        manager.update(corpus, built, other)
    assert manager.rebuild(corpus, built, other).embedded == 3


def test_passages_of_another_size_ask_for_a_rebuild(built: Path, corpus: Path, hashed: HashedWords) -> None:
    (corpus / "a.txt").write_text("The ferry left at noon, and it carried forty people. " * 40)
    manager.update(corpus, built, hashed)
    smaller = IndexSettings(passage_size=PassageSize(200, 500))
    told = r"built with hashed words.* and passages of 600.*settings say another model and passages of 200.*assistant index --rebuild"
    with pytest.raises(IndexMismatch, match=told):
        manager.open_current(built, "another model", settings=IndexSettings(passage_size=PassageSize(200, 500)))
    told = r"built with passages of 600, at most 860 .*settings say passages of 200, at most 500 .*assistant index --rebuild"
    for attempt in (
        lambda: manager.open_current(built, hashed.name, settings=smaller),
        lambda: manager.update(corpus, built, hashed, settings=smaller),
    ):
        with pytest.raises(IndexMismatch, match=told):
            attempt()
    report = manager.rebuild(corpus, built, hashed, settings=smaller)
    assert report.passages - report.embedded == 2  # the short articles' passages are the same, and so their vectors
    generation = manager.open_current(built, hashed.name, settings=smaller)
    assert max(len(passage.text) for passage in generation.passages) <= 500
    generation.close()


def test_the_pointer_never_leads_outside(built: Path) -> None:
    (built / "CURRENT").write_text("../../etc")
    with pytest.raises(IndexDamaged, match="pointer"):
        manager.open_current(built)


def test_a_generation_in_use_is_not_removed(built: Path, corpus: Path, hashed: HashedWords) -> None:
    reader = manager.open_current(built)
    (corpus / "a.txt").write_text("The ferry sank.")
    manager.update(corpus, built, hashed)
    assert reader.folder.exists()
    assert reader.articles["a.txt"].text == TEXTS["a.txt"]
    reader.close()
    (corpus / "a.txt").write_text("The ferry was raised.")
    manager.update(corpus, built, hashed)
    assert not reader.folder.exists()


def test_skipped_files_are_listed_with_their_reason(built: Path, corpus: Path, hashed: HashedWords) -> None:
    (corpus / "empty.txt").write_text("")
    (corpus / "picture.png").write_bytes(b"\x89PNG")
    report = manager.update(corpus, built, hashed)
    assert {item.path for item in report.skipped} == {"empty.txt", "picture.png"}
    assert all(item.reason for item in report.skipped)
    again = manager.update(corpus, built, hashed)
    assert {item.path for item in again.skipped} == {"empty.txt", "picture.png"}


def test_an_empty_corpus_is_an_index_of_nothing(tmp_path: Path, hashed: HashedWords) -> None:
    (tmp_path / "corpus").mkdir()
    report = manager.update(tmp_path / "corpus", tmp_path / "index", hashed)
    assert (report.articles, report.passages) == (0, 0)
    generation = manager.open_current(tmp_path / "index")
    assert len(generation.collection.passages) == 0
    generation.close()


def test_an_index_may_become_empty_and_fill_again(built: Path, corpus: Path, hashed: HashedWords) -> None:
    for name in (*TEXTS, None):
        if name:
            (corpus / name).unlink()
        else:
            (corpus / "a.txt").write_text(TEXTS["a.txt"])
        manager.update(corpus, built, hashed)
        for _ in range(2):
            generation = manager.open_current(built)
            assert generation.store.nearest(hashed.query("ferry"), 1)[0].tolist() == [0][: len(generation.articles)]
            assert generation.verify() == []
            generation.close()


def test_the_manifest_is_plain_json(built: Path) -> None:
    manifest = json.loads((built / manager.current_name(built) / "manifest.json").read_text())
    assert manifest["settings"]["embedder"] == "hashed words"
    assert set(manifest["articles"]) == set(TEXTS)
    assert Generation.open(built / manager.current_name(built)).verify() == []


def test_many_new_articles_are_found_by_their_words_before_they_are_embedded(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a run that ends in between is continued, without embedding anything twice."""
    monkeypatch.setattr(manager, "MANY_ARTICLES", 1)
    monkeypatch.setattr(manager, "AT_FIRST", 1)
    monkeypatch.setattr(manager, "LEAST_PART", 1)

    class FailsLater(HashedWords):
        def encode(
            self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Any = None
        ) -> Encoded:
            if self.texts:
                raise EmbeddingError("the endpoint is down")
            return super().encode(texts, spans, progress)

    with pytest.raises(EmbeddingError):
        manager.update(corpus, tmp_path / "index", FailsLater())
    generation = manager.open_current(tmp_path / "index")
    assert generation.pending == 2
    assert generation.verify() == []
    found = retrieve(generation.collection, HashedWords(), understand("Which harbour was closed by a storm?"), 1)
    assert found.evidence[0].article_id == "c.txt"
    generation.close()

    counted = HashedWords()
    assert manager.update(corpus, tmp_path / "index", counted).embedded == counted.texts == 2
    manager.update(corpus, tmp_path / "clean", HashedWords())
    generations = [manager.open_current(tmp_path / name) for name in ("index", "clean")]
    assert [generation.pending for generation in generations] == [0, 0]
    for part in ("vectors", "sentence_vectors"):
        assert np.array_equal(generations[0].array(part), generations[1].array(part))
    for generation in generations:
        assert generation.verify() == []
        generation.close()


def test_llama_index_programs_can_open_the_index(built: Path, hashed: HashedWords) -> None:
    import chromadb
    from llama_index.core import MockEmbedding, QueryBundle, VectorStoreIndex
    from llama_index.core.schema import NodeWithScore, TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    generation = manager.open_current(built)
    client = chromadb.PersistentClient(path=str(generation.folder / "chroma"))
    store = ChromaVectorStore(chroma_collection=client.get_collection("passages", embedding_function=None))
    opened = VectorStoreIndex.from_vector_store(store, embed_model=MockEmbedding(embed_dim=1))
    words = "A storm closed the harbour"
    asked = QueryBundle(words, embedding=hashed.query(words).tolist())
    found: list[NodeWithScore] = opened.as_retriever(similarity_top_k=3).retrieve(asked)
    passages = {passage.passage_id: passage for passage in generation.passages}
    assert len(found) == 3
    for item in found:
        passage = passages[item.node.node_id]
        assert isinstance(item.node, TextNode)
        article = generation.articles[passage.article_id]
        expected = as_node(passage.passage_id, passage, article, np.zeros(1))
        assert (item.node.text, item.node.metadata) == (passage.text, expected.metadata)
        assert item.node.ref_doc_id == passage.article_id
    assert found[0].node.metadata["article_id"] == "c.txt"
    client.close()  # type: ignore[attr-defined]
    generation.close()


def test_other_chroma_tools_find_by_text_and_metadata_in_the_slim_database(built: Path, tmp_path: Path) -> None:
    """Its full-text index is a view of the texts: what is added, changed and deleted later is seen too."""
    import chromadb

    shutil.copytree(built, tmp_path / "copy")
    folder = tmp_path / "copy" / manager.current_name(built) / "chroma"
    client = chromadb.PersistentClient(path=str(folder))
    passages = client.get_collection("passages", embedding_function=None)
    texts = dict(zip(passages.get()["ids"], passages.get()["documents"] or [], strict=True))

    def holding(**how: Any) -> set[str]:
        return set(passages.get(**how)["ids"])

    harbour = {name for name, text in texts.items() if "harbour" in text}
    assert 0 < len(harbour) < len(texts)
    assert holding(where_document={"$contains": "harbour"}) == harbour
    assert holding(where_document={"$not_contains": "harbour"}) == texts.keys() - harbour
    assert holding(where_document={"$regex": "harb[o]ur"}) == harbour
    assert holding(where={"article_id": "c.txt"}) == {n for n, m in _metadata(passages) if m["article_id"] == "c.txt"}
    name = next(iter(harbour))
    vector = passages.get(ids=[name], include=["embeddings"])["embeddings"]
    passages.update(ids=[name], documents=["A quagga."], embeddings=vector)
    passages.add(ids=["other"], documents=["Two quaggas."], embeddings=vector)
    assert holding(where_document={"$contains": "quagga"}) == {name, "other"}
    passages.delete(ids=["other"])
    assert holding(where_document={"$contains": "quagga"}) == {name}
    client.close()  # type: ignore[attr-defined]


def _metadata(passages: Any) -> list[tuple[str, dict[str, Any]]]:
    found = passages.get()
    return list(zip(found["ids"], found["metadatas"], strict=True))


def test_a_dateline_has_the_year_that_its_neighbours_tell_now(built: Path, corpus: Path, hashed: HashedWords) -> None:
    def day_after(name: str, text: str | None) -> tuple[str | None, bool, int]:
        (corpus / name).write_text(text) if text else (corpus / name).unlink()
        changed = manager.update(corpus, built, hashed).changed
        with contextlib.closing(manager.open_current(built)) as generation:
            article = generation.articles["wire.txt"]
            return article.published.isoformat() if article.published else None, article.published_inferred, changed

    assert day_after("wire.txt", f"OSTREY, March 29 (Lark Wire) - {TEXTS['a.txt']}") == (None, False, 0)
    assert day_after("d.txt", f"Published: 30 March 2022\n\n{TEXTS['b.txt']}") == ("2022-03-29", True, 1)
    assert day_after("a.txt", "The ferry left at one.") == ("2022-03-29", True, 1)
    assert day_after("e.txt", f"Published: 28 March 2021\n\n{TEXTS['c.txt']}") == (None, False, 1)
    assert day_after("d.txt", None) == ("2021-03-29", True, 1)
    assert manager.rebuild(corpus, built, hashed).articles == 5
    with contextlib.closing(manager.open_current(built)) as generation:
        assert generation.articles["wire.txt"].published == dt.date(2021, 3, 29)
