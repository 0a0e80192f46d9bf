"""`make bench` measures something: a small run of its parts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from performance import ann_recall, indexing_and_search, synthetic_corpus

from assistant.config import Config
from assistant.index.quantization import ByteVectors
from assistant.ingest import folder
from tests.conftest import ROOT


def test_made_up_articles_are_articles_and_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        synthetic_corpus.write_articles(tmp_path / name, 3, vocabulary=600)
    files, skipped = folder.scan(tmp_path / "a")
    assert skipped == []
    for file in files:
        assert (tmp_path / "a" / file.path).read_bytes() == (tmp_path / "b" / file.path).read_bytes()
        article = folder.read_file(tmp_path / "a", file.path)[0][0]
        assert article.published is not None
        assert article.outlet is not None
        assert len(article.text) > 1_500


def test_made_up_vectors_are_near_where_words_are_shared() -> None:
    model = synthetic_corpus.WordVectors()
    a, b, c = (model.query(text) for text in ("one two three four", "one two three five", "six seven eight nine"))
    assert a @ b > 0.5 > abs(a @ c)
    assert np.linalg.norm(a) == np.float32(1) or abs(np.linalg.norm(a) - 1) < 1e-5


def test_a_collection_is_measured_and_shown(tmp_path: Path, cache: Path) -> None:
    at = indexing_and_search.at_size(Config(home=ROOT, cache=cache), tmp_path, 60, asked=10)
    assert at["passages"] >= 40
    assert 0 < at["embed_question_p50"] < at["question_p50"]
    assert at["recall_of_exact"] == 1
    assert at["index_bytes"] > at["text_bytes"] > 0
    result = {
        "embedding": {
            f"{precision}_{what}_{on}": seconds
            for on in ("all", "one")
            for precision, what, seconds in (
                ("fp32", "bare", 10.0),
                ("fp32", "index", 6.0),
                ("int8", "bare", 5.0),
                ("int8", "index", 3.0),
            )
        },
        "cold": {"ask": 3.0, "imports": 2.0},
        "first_answer": {"articles": 5, "seconds": 1.5},
        "scaling": [at],
    }
    shown = indexing_and_search.table(result)
    assert "| indexing over the bare fp32 model, all cores | 0.60 | 0.6 |" in shown
    assert "| cold ask over importing chromadb and llama_index.core | 1.50 | 1.5 |" in shown
    assert f"{at['passages']:,} passages: MB while asking | {at['megabytes']:.2f}" in shown


def test_chromas_recall_is_measured_over_the_texts_of_a_folder(tmp_path: Path, cache: Path) -> None:
    ships = synthetic_corpus.SYLLABLES[:60]
    lines = [f"The {ship}{ship} lay in the harbour for {number} days." for number, ship in enumerate(ships)]
    (tmp_path / "harbour.txt").write_text(" ".join(lines[:40]), encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": "short", "text": " ".join(lines[40:])}), encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text(json.dumps({"question": "What lay there?"}) + "\n", encoding="utf-8")
    found = ann_recall.recall_on(tmp_path, cache)
    assert found["passages"] > 60
    assert found["asked"] == 1
    assert found["questions_recall"] == found["blends_recall"] == 1


def test_recall_counts_what_a_search_misses() -> None:
    vectors = ByteVectors.of(np.eye(40, 64, dtype=np.float32))
    question = np.linspace(1, 0, 64, dtype=np.float32)

    def misses_every_second(vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        return np.arange(0, 2 * k, 2), np.ones(k, dtype=np.float32)

    assert ann_recall.recall(vectors, misses_every_second, question[np.newaxis])[0] == 0.5


def test_passages_are_cut_from_every_sentence_on() -> None:
    first, second = "A" + "a" * 299 + ".", "B" + "b" * 200 + "."
    assert list(ann_recall.pieces(f"{first} {second}")) == [f"{first} {second}", first, second, second]
