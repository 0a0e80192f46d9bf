"""Every benchmark of the list is there; their data is read as published, and measures are what their definitions say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.config import Config
from assistant.errors import QuestionSetError
from assistant.evaluation import benchmarks
from assistant.evaluation.benchmarks import abstaining, injection, multihop, results, retrieval
from assistant.evaluation.benchmarks.perturbation import perturb
from assistant.evaluation.benchmarks.support import macro_f1
from assistant.service import Assistant
from assistant.text.languages import ENGLISH
from assistant.text.sentences import sentences
from tests.conftest import HashedWords

TEXT = "The mayor opened the bridge on Monday. Nobody was hurt. The bridge cost nine million."


REPORT = (
    "Harbour officials in Belcourt met the ferry company on Tuesday. The talks lasted about fifty minutes. "
    "The company will pay $1.2bn for two new ships, finance minister Ana Reyes announced. The union rejected the offer."
)


@pytest.mark.parametrize("name", benchmarks.BENCHMARKS)
def test_every_benchmark_of_the_list_is_there(name: str) -> None:
    assert callable(benchmarks.find(name))


def write_chunking(folder: Path, span: tuple[int, int]) -> None:
    (folder / "corpora").mkdir()
    (folder / "corpora" / "town.md").write_text(TEXT, encoding="utf-8")
    question = {"query_id": "q1", "text": "What did the bridge cost?", "article_id": "town.md", "spans": [span]}
    (folder / "questions.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")


def test_chunking_figures_of_one_passage_are_worked_out_by_hand(tmp_path: Path) -> None:
    start = TEXT.index("The bridge cost")
    write_chunking(tmp_path, (start, len(TEXT)))
    result = benchmarks.run("chunking", tmp_path, HashedWords())
    row = result["rows"][0]
    gold = len(TEXT) - start
    assert row["recall@4000"] == row["recall of 5"] == 1.0
    assert row["precision of 5"] == pytest.approx(gold / len(TEXT))
    assert row["IoU of 5"] == pytest.approx(gold / len(TEXT))
    assert row["marks recall"] == 1.0
    assert result["summary"]["recall of 5"]["count"] == 1


def test_a_span_that_stands_twice_counts_at_either_place(tmp_path: Path) -> None:
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "twice.md").write_text("Sales fell. Sales fell.", encoding="utf-8")
    question = {"query_id": "q1", "text": "What fell?", "article_id": "twice.md", "spans": [[12, 23]]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question), encoding="utf-8")
    loaded = retrieval.load_chunking(tmp_path)
    assert [piece[1] for piece in loaded.questions[0].gold[0]] == [(12, 23), (0, 11)]


def test_clapnq_counts_the_gold_article_its_sentences_and_the_confidence(tmp_path: Path) -> None:
    passages = [
        {"article_id": "p1", "title": "Bridges", "text": TEXT},
        {"article_id": "p2", "title": "Fishing", "text": "The fleet stayed in port because of storms ."},
    ]
    questions = [
        {
            "query_id": "a1",
            "text": "what did the bridge cost",
            "article_id": "p1",
            "answerable": True,
            "selected_sentences": ["The bridge cost nine million."],
        },
        {"query_id": "u1", "text": "who painted the harbour", "article_id": "p2", "answerable": False},
    ]
    for name, rows in (("passages", passages), ("questions", questions)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = benchmarks.run("clapnq", tmp_path, HashedWords())
    row = result["rows"][0]
    assert (row["recall@1"], row["recall@5"]) == (1.0, 1.0)
    assert row["sentence F1"] > 0
    assert result["summary"]["confidence AUC"]["count"] == 2
    assert "recall@1" not in result["rows"][1]
    results.write(result, tmp_path / "out", "clapnq")
    assert len((tmp_path / "out" / "rows.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert "recall@1" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "risk-coverage.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "recall@1" in results.table(result)


def test_data_that_is_missing_or_malformed_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="corpora"):
        retrieval.load_chunking(tmp_path)
    write_chunking(tmp_path, (0, 5))
    (tmp_path / "questions.jsonl").write_text('{"query_id": "q1"}\n', encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"questions\.jsonl:1: .*article_id"):
        retrieval.load_chunking(tmp_path)


def test_what_stands_before_and_after_is_no_attack() -> None:
    assert injection._says((0, 10), (4, 14))
    assert not injection._says((0, 10), (8, 30))


def test_perturbations_are_false_and_repeat() -> None:
    claim = "Reyes said the talks had lasted 50 minutes on 29 March 2022."
    made = {change.kind: change.claim for change in perturb(claim, [REPORT])}
    assert set(made) == {
        "number",
        "name",
        "name_within",
        "negation",
        "negation_worded",
        "date",
        "attribution",
    }  # one name: none to exchange; nothing that is said of a part
    assert made["negation"] == "Reyes said the talks had not lasted 50 minutes on 29 March 2022."
    assert made == {change.kind: change.claim for change in perturb(claim, [REPORT])}
    assert "50" not in made["number"]
    assert "Reyes" not in made["name"]


def test_two_names_of_a_claim_are_exchanged() -> None:
    made = {change.kind: change.claim for change in perturb("Ana Reyes thanked Marko Vidal.", [REPORT])}
    assert made["exchanged"] == "Marko Vidal thanked Ana Reyes."


@pytest.mark.parametrize(
    ("claim", "kind", "wrong"),
    [
        ("The union will meet the owners.", "negation_worded", "The union will no longer meet the owners."),
        ("The owners are happy.", "negation_worded", None),
        ("Some of the men left.", "widened", "All of the men left."),
        ("The men left.", "widened", None),
    ],
)
def test_a_denial_in_other_words_and_a_part_for_the_whole(claim: str, kind: str, wrong: str | None) -> None:
    made: dict[str, str] = {change.kind: change.claim for change in perturb(claim, [REPORT])}
    if wrong is None and kind == "negation_worded":
        assert made[kind] in ("The owners are no longer happy.", "The owners are unhappy.")
    else:
        assert made.get(kind) == wrong


def test_halves_of_two_sentences_are_joined_where_both_have_the_same_word() -> None:
    reports = ["The company will pay a fine for two ships. The minister thanked the crew for their long patience."]
    made = {change.kind: change.claim for change in perturb("The company will pay a fine for two ships.", reports)}
    assert made["joined"] == "The company will pay a fine for their long patience."


def test_macro_f1_by_hand() -> None:
    """Supported: hit 1 of 2 predicted and 2 true, F1 1/2; the rest the same."""
    assert macro_f1(np.array([True, True, False, False]), np.array([True, False, True, False])) == 0.5


def test_claims_about_indexed_articles_give_characters_in_place_of_texts(
    tmp_path: Path, sample: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(sample.config.home))
    monkeypatch.setenv("ASSISTANT_INDEX", str(sample.config.index))
    article = sample.articles()[0]
    start, end = next(span for span in sentences(article.text, ENGLISH) if span[0] >= article.body_start)
    place = {"article_id": article.article_id, "start": start, "end": end}
    row = {"id": "a", "claim": article.text[start:end], "references": [place], "label": "supported"}
    data = tmp_path / "written.jsonl"
    data.write_text(json.dumps(row), encoding="utf-8")
    result = benchmarks.run("support", data, HashedWords())
    assert [checked["predicted"] for checked in result["rows"]] == ["supported"]
    data.write_text(json.dumps({**row, "references": [{**place, "article_id": "gone.txt"}]}), encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"gone\.txt is not indexed"):
        benchmarks.run("support", data, HashedWords())


def test_the_check_is_measured_on_every_claim(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "claim": "The union rejected the offer.", "references": [REPORT], "label": "supported"},
        {"id": "b", "claim": "The union bought 12 pianos.", "references": [REPORT], "label": "unsupported"},
    ]
    (tmp_path / "claims.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = benchmarks.run("support", tmp_path, HashedWords())
    whole = result["summary"]["all"]
    assert (whole["macro_f1"]["mean"], whole["auc"]["mean"]) == (1.0, 1.0)
    # one bin each: the supported claim's score from 1, the other's from 0
    scores = [row["score"] for row in result["rows"]]
    assert whole["calibration_error"] == pytest.approx((1 - scores[0] + scores[1]) / 2, abs=1e-4)
    assert [row["predicted"] for row in result["rows"]] == ["supported", "unsupported"]
    assert [row["source"] for row in result["rows"]] == ["claims", "claims"]
    json.dumps(result)
    (tmp_path / "bad.jsonl").write_text('{"claim": 1}', encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"bad\.jsonl:1: .*lacks 'id'"):
        benchmarks.run("support", tmp_path, HashedWords())


def test_a_fact_counts_where_it_stands_whole_in_one_passage() -> None:
    gold = [("a.md", "Shewon."), ("b.md", "Helost.")]
    found = [("a.md", "Rain. She\nwon."), ("c.md", "He lost."), ("b.md", "He"), ("b.md", "lost.")]
    assert list(multihop.measured(found, gold).values()) == [1.0, 1.0, 1.0]
    assert list(multihop.measured(found[2:], gold).values()) == [0.0, 0.5, 0.0]
    far = [("c.md", "x" * multihop.BUDGET), *found]
    assert list(multihop.measured(far, gold).values()) == [1.0, 1.0, 0.0]


def test_multihop_is_asked_of_the_workspace_and_of_bm25_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "town.txt").write_text(TEXT, encoding="utf-8")
    assistant = Assistant(Config(home=tmp_path))
    assistant.update()
    fact = {"article_id": "town.txt", "evidence": "The bridge cost nine million."}
    lines: list[dict[str, Any]] = [
        {"query_id": "q1", "text": "What did the bridge cost?", "gold": [fact]},
        {"query_id": "q2", "text": "?", "gold": []},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    summary = benchmarks.run("multihop", tmp_path)["summary"]
    assert summary["questions"] == 1
    assert summary["Hits@10"]["mean"] == summary["BM25 alone: articles@10"]["mean"] == 1.0
    (tmp_path / "questions.jsonl").write_text(
        json.dumps({**lines[0], "gold": [{**fact, "article_id": "no.txt"}]}), encoding="utf-8"
    )
    with pytest.raises(QuestionSetError, match="lacks articles of q1"):
        benchmarks.run("multihop", tmp_path)


def test_what_cannot_be_answered_is_counted_beside_what_is_lost() -> None:
    values = [(True, "even", 0.9), (True, "even", 0.5), (False, "even", 0.2), (True, "odd", 0.7), (False, "odd", 0.6)]
    rows = [
        {"answerable": answerable, "half": half, "confidence": value, "BM25": 10 * value, "cosine": value}
        for answerable, half, value in values
    ]
    summary = abstaining.summarise(rows, 0.65)
    assert summary["even: confidence: answerable lost"]["mean"] == 0.5
    assert summary["odd: confidence: unanswerable abstained on"]["mean"] == 1.0
    assert summary["odd: BM25: unanswerable abstained on"]["mean"] == 0.0, "its threshold, 5, is that of the even half"
    assert summary["even: BM25: AUC"] == 1.0


def test_abstaining_is_measured_in_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "town.txt").write_text(TEXT, encoding="utf-8")
    Assistant(Config(home=tmp_path)).update()
    asked = [("What did the bridge cost?", True), ("How many people died in the flood?", False)] * 2
    lines = [{"query_id": f"q{n}", "text": text, "answerable": one} for n, (text, one) in enumerate(asked)]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    rows = benchmarks.run("abstaining", tmp_path)["rows"]
    assert len(rows) == 4
    assert {row["answerable"]: row["confidence"] > 0.6 for row in rows} == {True: True, False: False}
    monkeypatch.setattr(abstaining, "ANSWERABLE", 1)
    assert len(benchmarks.run("abstaining", tmp_path)["rows"]) == 3
