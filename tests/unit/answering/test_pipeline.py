"""The way from evidence to a checked answer, with a scripted draft and real articles."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering import assembly, pipeline
from assistant.answering.sentence_ranking import Statement
from assistant.config import Config
from assistant.retrieval.question import understand
from assistant.retrieval.types import Retrieved
from assistant.schema import Article, Atom, Evidence
from tests.support.evidence import bold, cut, read

TEXT = "The ferry sank on Tuesday. Forty people were saved, the coast guard said. The mayor thanked the crew."


def evidence(label: int, article: Article, published: dt.date | None = dt.date(2022, 3, 30)) -> Evidence:
    text = article.text
    spans = ((0, len(text)),)
    outlet = "Harbour Courier"
    item = Evidence(
        label, label, f"p{label}", article.article_id, None, outlet, published, False, 0, len(text), text, 0.9, spans
    )
    return read(cut(item, people=0.5), "Forty")


@pytest.fixture
def context() -> pipeline.Context:
    article = Article("a.txt", TEXT)
    found = Retrieved((evidence(1, article),), 0.9)
    return pipeline.Context(
        "How many were saved?", understand("How many people were saved?"), found, {"a.txt": article}, Config()
    )


def test_a_quotation_is_cited_to_its_exact_characters(context: pipeline.Context) -> None:
    answer = assembly.quote(context)
    assert answer.status == "answered"
    assert bold(answer.sentences[0]) == "**Forty**"
    for sentence in answer.sentences:
        assert sentence.support
        assert sentence.support.label == "quoted"
        for citation in sentence.citations:
            assert TEXT[citation.start : citation.end] == citation.quote
    assert "Forty people were saved, the coast guard said." in answer.text
    assert answer.as_of.newest == dt.date(2022, 3, 30)


def test_only_words_that_stand_there_are_quoted_and_what_is_written_is_supported(context: pipeline.Context) -> None:
    said = "Forty people were saved, the coast guard said."
    start = TEXT.index(said)
    where = ((start, start + len(said)),)
    checked = [
        assembly.check(Statement(said, said, (1,), where), context),
        assembly.check(Statement(said, said, (1,)), context),
        assembly.check(Statement("Sixty were saved.", "Sixty people were saved.", (1,), where), context),
    ]
    assert [one.support.label for one in checked if one.support] == ["quoted", "supported", "unsupported"]


def test_a_false_figure_is_removed_and_named(context: pipeline.Context) -> None:
    planted = assembly.check(Statement("Sixty people were saved.", "Sixty people were saved.", (1,)), context)
    true = assembly.check(
        Statement("Forty people were saved.", "The coast guard said forty people were saved.", (1,)), context
    )
    answer = assembly.finish(context, "llm", [planted, true], ())
    assert [sentence.text for sentence in answer.removed] == ["Sixty people were saved."]
    assert [sentence.text for sentence in answer.sentences] == ["Forty people were saved."]
    assert planted.support
    assert [(atom.text, atom.found) for atom in planted.support.atoms] == [("Sixty", False)]
    assert "Sixty" not in answer.text


def test_a_models_sentence_points_at_the_characters_that_carry_it(context: pipeline.Context) -> None:
    checked = assembly.check(Statement("x", "The coast guard said that forty people were saved.", (1,)), context)
    assert checked.citations[0].quote == "Forty people were saved, the coast guard said."


def test_without_evidence_it_abstains_and_says_so(context: pipeline.Context) -> None:
    nothing = Retrieved((), 0.0)
    empty = pipeline.Context(
        "Who won?",
        understand("Who won?"),
        nothing,
        context.articles,
        Config(),
        (dt.date(2021, 12, 7), dt.date(2022, 3, 30)),
    )
    (answer,) = pipeline.stream(empty, "llm")
    assert (answer.status, answer.sentences, answer.confidence) == ("abstained", (), 0.0)
    assert "7 December 2021 to 30 March 2022" in answer.text


def test_low_confidence_abstains_and_names_what_is_missing(context: pipeline.Context) -> None:
    unsure = Retrieved(context.evidence, 0.01)
    asked = understand("What did Biden say to Xi about the ferry?")
    low = pipeline.Context(asked.text, asked, unsure, context.articles, Config())
    (answer,) = pipeline.stream(low, "extractive")
    assert answer.abstained
    assert "“Biden” or “Xi”" in answer.text
    assert answer.evidence == context.evidence


@pytest.mark.parametrize(("threshold", "status"), [(0.6, "answered"), (0.95, "abstained"), (0.0, "answered")])
def test_the_settings_say_how_sure_an_answer_has_to_be(
    context: pipeline.Context, threshold: float, status: str
) -> None:
    strict = dataclasses.replace(context, config=Config(answer_threshold=threshold))
    (answer,) = pipeline.stream(strict, "extractive")
    assert answer.status == status


def test_a_sentence_with_a_detail_that_its_citation_lacks_is_removed(context: pipeline.Context) -> None:
    true = assembly.check(Statement("Forty people were saved.", "Forty people were saved.", (1,)), context)
    assert true.support
    missing = Atom("Port Alder", "name", False, None, None, None)
    partly = dataclasses.replace(true.support, label="partly", atoms=(*true.support.atoms, missing))
    doubtful = dataclasses.replace(true, text="Forty people were saved off Port Alder.", support=partly)
    answer = assembly.finish(context, "llm", [true, doubtful], ())
    assert answer.sentences == (true,)
    assert answer.removed == (doubtful,)


def dated(label: int, article_id: str, outlet: str, day: int, text: str) -> Evidence:
    published = dt.date(2022, 3, day)
    spans = ((0, len(text)),)
    item = Evidence(
        label, label, f"p{label}", article_id, None, outlet, published, False, 0, len(text), text, 0.5, spans
    )
    return read(cut(item), "35 minutes", "50 minutes")


def test_a_correction_leads_although_it_does_not_name_what_it_corrects() -> None:
    texts = {
        "first.txt": "The ministers talked on the telephone for 35 minutes about the ferry.",
        "second.txt": "The ministers talked on the telephone for 50 minutes about the ferry.",
        "correction.txt": "In yesterday's report we gave a wrong duration. It lasted 50 minutes. We regret the error.",
    }
    found = (
        dated(1, "first.txt", "Kestrel", 1, texts["first.txt"]),
        dated(2, "second.txt", "Courier", 1, texts["second.txt"]),
        dated(3, "correction.txt", "Kestrel", 2, texts["correction.txt"]),
    )
    articles = {name: Article(name, text) for name, text in texts.items()}
    articles["correction.txt"] = Article(
        "correction.txt", texts["correction.txt"], title="Correction: the call's length"
    )
    question = "How long did the ministers talk on the telephone about the ferry?"
    context = pipeline.Context(question, understand(question), Retrieved(found, 0.9), articles, Config())
    answer = assembly.quote(context)
    assert bold(answer.sentences[0]) == "**50 minutes**"
    assert {citation.label for citation in answer.sentences[0].citations} == {2, 3}
    assert any(note.text.startswith("Corrected: 50 minutes") for note in answer.notes)
