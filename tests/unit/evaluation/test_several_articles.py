"""Proposed comparisons rest on both articles; what is proposed as unanswerable is told nowhere else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Config
from assistant.errors import QuestionSetError
from assistant.evaluation import question_proposals, several_articles
from assistant.evaluation.question_sets import load_questions
from assistant.llm.settings import settings_from
from assistant.schema import Article
from assistant.service import Assistant
from tests.support.scripted_endpoint import ScriptedEndpoint


def article(name: str, text: str, outlet: str, day: int) -> Article:
    return Article(name, text, outlet=outlet, published=dt.date(2022, 2, day))


ONE = article(
    "one.txt", "Mayor Miriam Oakes met the harbour board of Northgate for three hours on Monday.", "Northgate Post", 14
)
TWO = article(
    "two.txt",
    "The board of Northgate and Miriam Oakes talked for nearly four hours behind closed doors.",
    "Harbour Courier",
    15,
)
FAR = article(
    "far.txt",
    "A ferry to Dunmere carried Ann Hill for two hours in calm weather on its first crossing.",
    "Kestrel Daily",
    20,
)


def test_two_reports_of_one_thing_are_compared() -> None:
    (found,) = several_articles.compare([ONE, TWO, FAR])
    line = found.line("c1")
    assert "Northgate Post of 14 February 2022" in found.text
    assert "Harbour Courier of 15 February 2022" in found.text
    assert "Miriam Oakes" in found.text
    assert [gold["part"] for gold in line["gold"]] == [1, 2]
    texts = {"one.txt": ONE.text, "two.txt": TWO.text}
    for gold, hours in zip(line["gold"], ("three hours", "four hours"), strict=True):
        assert hours in texts[gold["article_id"]][gold["start"] : gold["end"]]
        assert hours not in found.text
    assert "sources differ" in line["tags"]
    assert line["proposed"] is True
    assert line["nuggets"][0] == "three hours"


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("around three hours", "same event in several outlets"),
        ("180 minutes", "same event in several outlets"),
        ("around five hours", "sources differ"),
    ],
)
def test_sources_differ_in_figures_not_in_words(said: str, tag: str) -> None:
    one = dataclasses.replace(ONE, text=ONE.text.replace("three", "about three"))
    other = dataclasses.replace(TWO, text=TWO.text.replace("nearly four hours", said))
    (found,) = several_articles.compare([one, other, FAR])
    assert tag in found.line("c1")["tags"]


COMPARED = """Q: How long did Miriam Oakes and the board of Northgate talk, by Northgate Post and by Harbour Courier?
A: three hours
QUOTE: Mayor Miriam Oakes met the harbour board of Northgate for three hours on Monday.
A: nearly four hours
QUOTE: The board of Northgate and Miriam Oakes talked for nearly four hours"""


@pytest.mark.parametrize(
    "reply", [COMPARED.rpartition("\nA: ")[0], COMPARED.replace("talked", "quarrelled"), COMPARED.replace("Q:", "1.")]
)
def test_a_model_that_does_not_quote_both_articles_has_compared_nothing(reply: str, tmp_path: Path) -> None:
    with ScriptedEndpoint(lambda _: reply) as endpoint:
        settings = settings_from(Config(base_url=endpoint.base_url))
        (said,) = several_articles.compare_by_model([ONE, TWO, FAR], settings, tmp_path)
    assert said == "one.txt and two.txt: the reply is no question with a quotation of each"


def test_a_model_compares_the_two_reports_that_share_names(sample: Assistant, tmp_path: Path) -> None:
    with ScriptedEndpoint(lambda _: COMPARED) as endpoint:
        settings = settings_from(Config(base_url=endpoint.base_url))
        (found,) = several_articles.compare_by_model([ONE, TWO, FAR], settings, tmp_path)
        (request,) = endpoint.requests
    asked = request["messages"][-1]["content"]
    assert f"[1] Northgate Post of 14 February 2022\n| {ONE.text}" in asked
    assert f"[2] Harbour Courier of 15 February 2022\n| {TWO.text}" in asked
    assert isinstance(found, question_proposals.Proposal)
    line = found.line("c1")
    assert line["text"] == COMPARED.splitlines()[0].removeprefix("Q: ")
    texts = {"one.txt": ONE.text, "two.txt": TWO.text}
    gold = [texts[one["article_id"]][one["start"] : one["end"]] for one in line["gold"]]
    assert gold == [ONE.text, TWO.text.partition(" behind")[0]]
    assert [one["part"] for one in line["gold"]] == [1, 2]
    assert line["tags"] == ["by model", "several articles", "sources differ", "proposed"]
    assert {"three hours", "nearly four hours"} <= set(map(str, line["nuggets"]))
    (held,) = question_proposals.held_against_reader([found], sample)
    assert question_proposals.DOUBTED in held.tags, "the sample's articles do not tell of it"


def test_a_weekday_is_no_name() -> None:
    told = article("s.txt", "Saturday's talks with Miriam Oakes in Northgate took nearly six hours.", "Post", 14)
    assert {name for fact in question_proposals.facts(told) for name in fact.topic} == {"Miriam Oakes", "Northgate"}


def test_of_very_many_reports_of_one_name_each_is_compared_with_those_of_the_next_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = [
        dataclasses.replace(
            ONE,
            article_id=f"{at}.txt",
            outlet=f"Post {at}",
            published=dt.date(2022, 1, 1) + dt.timedelta(days=at % 300),
        )
        for at in range(900)
    ]
    told = next(question_proposals.facts(ONE))
    monkeypatch.setattr(several_articles, "facts", lambda article: [dataclasses.replace(told, article=article)])
    monkeypatch.setattr(several_articles, "COMMON", 1.0)
    monkeypatch.setattr(several_articles, "_compared", lambda text, one, other: (one.article, other.article))
    found: list[Any] = list(several_articles.compare(many))
    assert len(found) <= len(many) * several_articles.NEXT
    assert all(abs(one.published - other.published) <= dt.timedelta(days=7) for one, other in found)


def test_of_the_sample_every_comparison_has_gold_in_two_articles(sample: Assistant) -> None:
    found = list(several_articles.compare(sample.articles()))
    assert len(found) >= 10
    for one in found:
        line = one.line("c")
        assert len({gold["article_id"] for gold in line["gold"]}) == 2
        for gold, fact in zip(line["gold"], one.facts, strict=True):
            assert fact.answer in sample.article(gold["article_id"]).text[gold["start"] : gold["end"]]


def test_what_a_left_out_article_alone_told_is_unanswerable(tmp_path: Path) -> None:
    copy = article(
        "copy.txt",
        "Ann Hill travelled by the ferry to Dunmere for two hours in calm weather on its first crossing.",
        "Other Post",
        21,
    )
    lone = several_articles.to_leave_out([ONE, TWO, ONE, FAR])
    assert [one.article_id for one in lone] == ["far.txt"]
    proposed = list(question_proposals.propose(lone))
    questions: list[Any] = list(several_articles.untold([*proposed, "far.txt: no question"], [ONE, TWO, ONE]))
    assert len(questions) == 2
    line = questions[0].line("u1")
    assert (line["answerable"], line["gold"], line["left_out"]) == (False, [], "far.txt")
    assert questions.pop() == "far.txt: no question", "why there is none is told"
    assert list(several_articles.untold(proposed, [ONE, TWO, copy])) == [], "another article tells it"
    in_a_file = article("many.csv#4", FAR.text, "x", 1)
    assert several_articles.to_leave_out([ONE, TWO, ONE, in_a_file]) == [], "a file is left out whole"
    question_proposals.write_proposals(tmp_path / "p.jsonl", questions)
    with pytest.raises(QuestionSetError, match="its 1 proposals wait"):
        load_questions(tmp_path / "p.jsonl")


def test_the_corpus_without_them_is_a_copy(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "deep").mkdir(parents=True)
    (tmp_path / "corpus" / "far.txt").write_text(FAR.text)
    (tmp_path / "corpus" / "deep" / "one.txt").write_text(ONE.text)
    assert several_articles.copy_without(tmp_path / "corpus", [FAR], tmp_path / "less") == 1
    assert sorted(path.name for path in (tmp_path / "less").rglob("*.txt")) == ["one.txt"]
    with pytest.raises(QuestionSetError, match="is not empty"):
        several_articles.copy_without(tmp_path / "corpus", [FAR], tmp_path / "less")
    with pytest.raises(QuestionSetError, match="lies in the corpus itself"):
        several_articles.copy_without(tmp_path / "corpus", [FAR], tmp_path / "corpus" / "inside")
