"""What is asked of nothing, of little, or of a model that says nonsense has a clear result."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import pipeline
from assistant.config import Config
from assistant.llm import client
from assistant.retrieval.question import understand
from assistant.retrieval.types import Retrieved
from assistant.schema import Answer, Article, Evidence
from assistant.service import Assistant
from tests.conftest import HashedWords
from tests.support.evidence import cut

TEXT = "The ferry Marigold sank on Tuesday. Forty people were saved, the coast guard said."
QUESTION = "How many people were saved when the ferry Marigold sank?"


def opened(folder: Path, texts: dict[str, str]) -> Assistant:
    """An index of these texts."""
    (folder / "corpus").mkdir()
    for name, text in texts.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    assistant = Assistant(Config(home=folder))
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    return assistant


def test_an_empty_corpus_says_what_to_do(tmp_path: Path) -> None:
    answer = opened(tmp_path, {}).ask(QUESTION)
    assert (answer.status, answer.sentences, answer.evidence) == ("abstained", (), ())
    assert answer.text == "There are no articles yet: put some into the corpus folder, and run `assistant index`."


def test_one_article_is_searched_and_quoted(tmp_path: Path) -> None:
    assistant = opened(tmp_path, {"ferry.txt": TEXT})
    assert [item.article_id for item in assistant.search(QUESTION)] == ["ferry.txt"]
    answer = assistant.ask(QUESTION)
    assert answer.status in ("answered", "abstained")
    assert all(TEXT[c.start : c.end] == c.quote for sentence in answer.sentences for c in sentence.citations)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How many articles do you have?", True),
        ("What is in this corpus?", True),
        ("Which outlets are in the index?", True),
        ("What can you answer?", True),
        ("How big is your collection?", True),
        ("How many articles does the treaty have?", False),
        ("What do you know about the ferry?", False),
        ("Which sources are named for the claim?", False),
        ("What is in the collection of the Maritime Museum?", False),
    ],
)
def test_a_question_about_the_index(question: str, about: bool) -> None:
    assert understand(question).about_collection is about


def test_a_question_about_the_index_is_told_what_it_holds(tmp_path: Path) -> None:
    answer = opened(tmp_path, {"a.txt": TEXT, "b.txt": "The band played."}).ask("How many articles do you have?")
    assert answer.status == "abstained"
    assert "It holds 2 articles" in answer.text


@pytest.fixture
def context() -> pipeline.Context:
    article = Article("a.txt", TEXT)
    day, whole = dt.date(2022, 3, 30), ((0, len(TEXT)),)
    item = cut(Evidence(1, 1, "p1", "a.txt", None, "Courier", day, False, 0, len(TEXT), TEXT, 0.9, whole))
    return pipeline.Context(QUESTION, understand(QUESTION), Retrieved((item,), 0.9), {"a.txt": article}, Config())


def answered(context: pipeline.Context, written: str, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """The answer made of what a model wrote."""

    def complete(*_: object) -> Iterator[str | client.Completion]:
        yield written
        yield client.Completion(written, "stop", None, 0.1, "scripted", "answer", "0" * 64, (), (1,))

    monkeypatch.setattr(client, "complete", complete)
    return list(pipeline.stream(context, "llm"))[-1]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   \n\n ",
        "[1]",
        "[1][2][3]",
        "Sixty people were saved [99].",
        "Sixty people were saved " + "".join(f"[{label}]" for label in range(100, 1100)),
        "| who | how many |\n|---|---|\n| children | sixty [1] |",
        "Soixante personnes ont été sauvées par la Marine [1].",
        "Шестьдесят человек спасены [1].",
    ],
)
def test_a_model_that_says_nothing_that_holds_is_replaced_by_quotations(
    written: str, context: pipeline.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answered(context, written, monkeypatch)
    assert (answer.status, answer.answerer) == ("answered", "extractive")
    assert "Forty people were saved, the coast guard said." in answer.text
    assert any("nothing that the language model wrote is supported" in note.text for note in answer.notes)
    assert all(atom.found for sentence in answer.sentences if sentence.support for atom in sentence.support.atoms)


def test_nothing_is_quoted_in_place_of_a_model_that_would_not_be_quoted_without_one(
    context: pipeline.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = dataclasses.replace(context.retrieved, confidence=0.8 * Config().answer_threshold)
    answer = answered(dataclasses.replace(context, retrieved=unsure), "Sixty children [1].", monkeypatch)
    assert (answer.status, answer.sentences, len(answer.removed)) == ("abstained", (), 1)
    assert any("too unsure to be quoted instead" in note.text for note in answer.notes)


@pytest.mark.parametrize(
    "written",
    [
        "Forty people were saved " + "".join(f"[{label}]" for label in range(1, 1001)) + ".",
        "| who | how many |\n|---|---|\n| people saved | forty, the coast guard said [1] |",
        "Forty people were saved, the coast guard said [1][99].",
    ],
)
def test_what_holds_is_kept_whatever_stands_around_it(
    written: str, context: pipeline.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answered(context, written, monkeypatch)
    assert (answer.status, answer.answerer) == ("answered", "llm")
    assert [citation.label for sentence in answer.sentences for citation in sentence.citations] == [1]
