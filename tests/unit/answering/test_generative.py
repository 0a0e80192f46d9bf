"""What becomes of a model's words: labels judged one by one, citations found, one correction, honest fallback."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.answering import assembly, generative, pipeline
from assistant.answering.citations import DraftSentence, parse
from assistant.config import Config
from assistant.errors import LanguageModelError
from assistant.llm import client
from assistant.llm.settings import LanguageModelSettings, LocalModel
from assistant.retrieval.question import understand
from assistant.retrieval.types import Retrieved
from assistant.schema import Answer, Article, Citation, Evidence, Sentence, Support, SupportLabel
from tests.support.evidence import cut, read
from tests.support.scripted_endpoint import ScriptedEndpoint

TEXTS = {
    "ferry.txt": "The ferry Marisol sank on Tuesday. Forty people were saved, the coast guard said.",
    "band.txt": "The band played in the park of Port Alder until midnight. Nobody complained about it.",
    "bank.txt": "Calder Bank will pay $75 million to Port Alder. Another settlement was for $105 million.",
    "chief.txt": "Halden Works named its technology chief Ana Reyes as interim CEO on Friday.",
}
QUESTION = "How many people were saved from the ferry?"
PAID = "How much will Calder Bank pay to Port Alder?"
SEVENTY = "How many people were saved from the ferry with seventy on board?"
SHORT = {QUESTION: ("Forty", "Fifty"), SEVENTY: ("Forty",), PAID: ("$75 million",)}
"""Where the reader sees the short answer."""


def context(question: str = QUESTION, confidence: float = 0.9, **settings: object) -> pipeline.Context:
    day = dt.date(2022, 3, 30)
    evidence = [
        read(
            cut(
                Evidence(label, label, f"p{label}", name, None, "Courier", day, False, 0, len(text), text, 0.9, ()),
                Forty=0.5,
                will=0.6 if "Bank" in question else 0.001,
            ),
            *SHORT.get(question, ()),
        )
        for label, (name, text) in enumerate(TEXTS.items(), 1)
    ]
    articles = {name: Article(name, text) for name, text in TEXTS.items()}
    config = Config(model="scripted", **settings)
    return pipeline.Context(question, understand(question), Retrieved(tuple(evidence), confidence), articles, config)


def written(reply: str | list[str], question: str = QUESTION, confidence: float = 0.9) -> tuple[Answer, list[str]]:
    """The answer that is made of a model's replies, the last one repeated, and what the model was sent."""
    replies = [reply] if isinstance(reply, str) else list(reply)
    sent: list[str] = []

    def next_reply(asked: str) -> str:
        sent.append(asked)
        return replies[min(len(sent), len(replies)) - 1]

    with ScriptedEndpoint(next_reply) as endpoint:
        (*_, last) = pipeline.stream(context(question, confidence, base_url=endpoint.base_url), "llm")
    return last, sent


def cited(answer: Answer) -> list[list[tuple[int, bool]]]:
    return [[(one.label, one.found) for one in sentence.citations] for sentence in answer.sentences]


def test_labels_that_carry_nothing_are_taken_out() -> None:
    answer, _ = written("Forty people were saved, the coast guard said. [1][2][3][4]")
    assert (answer.answerer, cited(answer)) == ("llm", [[(1, False)]])


@pytest.mark.parametrize(
    "reply",
    [
        "Forty people were saved, the coast guard said.",
        "Forty people were saved, the coast guard said [3].",
        "Forty people were saved, the coast guard said [9].",
    ],
)
def test_a_citation_that_is_missing_or_wrong_is_found(reply: str) -> None:
    answer, _ = written(reply)
    assert cited(answer) == [[(1, True)]]
    (citation,) = answer.sentences[0].citations
    assert citation.quote == "Forty people were saved, the coast guard said."


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("They signed a letter. This is source [2].", [("They signed a letter.", (2,))]),
        ("It takes 18 months.\n\nSources: [1], [3] and [4]", [("It takes 18 months.", (1, 3, 4))]),
        ("According to source [3], it took an hour.", [("It took an hour.", (3,))]),
        ("It took an hour, according to sources [1] and [2].", [("It took an hour.", (1, 2))]),
        ("They won. It was their third. The sources are [1] and [4].", [("They won.", (1, 4)), ("It was their third.", (1, 4))]),
        ("They won [3]. It was their third. See source [1].", [("They won.", (3,)), ("It was their third.", (1,))]),
        ("The source of the river is in Uganda [1].", [("The source of the river is in Uganda.", (1,))]),
        ("He spoke in the article about tea [2].", [("He spoke in the article about tea.", (2,))]),
    ],
)  # fmt: skip
def test_a_sentence_that_only_cites_gives_its_labels_to_what_came_before(
    text: str, sentences: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(one.text, one.labels) for one in parse(text, [1, 2, 3, 4]).sentences] == sentences


def test_an_office_is_no_part_of_a_name() -> None:
    answer, _ = written("Ana Reyes is the interim CEO of Halden Works. [4]", "Who is Ana Reyes?")
    assert [sentence.text for sentence in answer.sentences] == ["Ana Reyes is the interim CEO of Halden Works."]


def test_what_no_source_says_is_removed_wherever_it_points() -> None:
    answer, _ = written("Forty people were saved [1]. The captain, Otto Brandt, was arrested [1].")
    assert [sentence.text for sentence in answer.sentences] == ["Forty people were saved."]
    assert [sentence.text for sentence in answer.removed] == ["The captain, Otto Brandt, was arrested."]


def test_the_model_is_asked_once_to_correct_what_was_not_found() -> None:
    answer, sent = written(["Sixty people were saved [1].", "Forty people were saved [1]."])
    assert (answer.answerer, answer.text) == ("llm", "Forty people were saved. [1]")
    assert len(sent) == 2
    assert "Sixty people were saved" in sent[1], "its own reply stands before the request"
    assert "what the sources do not say: “Sixty”." in sent[1]
    assert answer.notes[0].kind == "language model"
    assert answer.trace["before_correction"]["text"] == "Sixty people were saved [1]."
    assert [sentence.text for sentence in answer.removed] == ["Sixty people were saved."]


def test_a_figure_that_is_mended_alone_is_added_to_what_stands() -> None:
    first = "The ferry Marisol sank on Tuesday [1]. The coast guard said people were saved [1]. Sixty people were saved [1]."
    answer, sent = written(
        [first, "Forty people were saved [1]."], "What happened to the ferry Marisol on Tuesday at sea?"
    )
    assert len(sent) == 2
    said = [sentence.text for sentence in answer.sentences]
    assert said[0] == "The ferry Marisol sank on Tuesday."
    assert said[-1] == "Forty people were saved."
    assert [sentence.text for sentence in answer.removed] == ["Sixty people were saved."]
    assert answer.trace["before_correction"]["text"] == first


def test_a_model_that_insists_is_asked_once_and_then_quoted() -> None:
    answer, sent = written("Sixty people were saved [1].")
    assert len(sent) == 2
    assert (answer.answerer, answer.status) == ("extractive", "answered")
    assert answer.trace["correction"]["text"] == "Sixty people were saved [1]."
    (told,) = [note.text for note in answer.notes if "and the articles" in note.text]
    assert told == "the language model gave Sixty, and the articles Forty"


def test_a_correction_that_fails_is_told_in_the_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LanguageModelError("the endpoint is gone")

    monkeypatch.setattr("assistant.llm.client.follow_up", broken)
    answer, sent = written("Sixty people were saved [1].")
    assert (answer.answerer, len(sent)) == ("extractive", 1)
    assert answer.trace["correction_failed"] == "the endpoint is gone"


def test_a_sentence_that_broke_off_is_no_reason_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.client.follow_up", None)  # would raise if it were called
    reply = client.Completion(
        "Forty people were saved [1]. Sixty children of the crew [1]", "length", None, 0.0, "m", "answer", "", (), (1,)
    )
    monkeypatch.setattr("assistant.llm.client.complete", lambda *_: iter([reply]))
    (*_, answer) = pipeline.stream(context(), "llm")
    assert [sentence.text for sentence in answer.sentences] == ["Forty people were saved."]
    assert answer.removed[-1].text == "Sixty children of the crew"


def test_a_right_answer_is_not_asked_for_again() -> None:
    _, sent = written("Forty people were saved [1]. The captain, Otto Brandt, was arrested [1].")
    assert len(sent) == 1, "a name that is missing beside what stands is no reason"


def test_a_model_is_asked_although_retrieval_is_unsure_and_nothing_is_quoted_in_its_place() -> None:
    answer, sent = written("Forty people were saved [1].", confidence=0.05)
    assert (answer.answerer, answer.confidence, len(sent)) == ("llm", 0.05, 1)
    answer, _ = written("Sixty people were saved [1].", confidence=0.05)
    assert (answer.status, answer.sentences) == ("abstained", ())


def test_the_prompt_has_no_news_in_it() -> None:
    """Examples in prompts leak into answers: no word with a capital but those that are meant for the model."""
    from assistant.llm import prompts

    for name in ("answer", "correct"):
        for part in prompts.load(name).parts:
            words = {word.strip(".,:;“”()[]\"'") for word in part.content.split() if word[:1].isupper()}
            assert not words & {"Kremlin", "Biden", "Putin", "Macron", "Ukraine"}, name


def test_at_most_three_citations_the_best_first() -> None:
    texts = {f"{n}.txt": f"Forty people were saved, the coast guard said. Report {n} ends." for n in range(1, 6)}
    evidence = [
        cut(Evidence(n, n, f"p{n}", name, None, f"O{n}", dt.date(2022, 3, 30), False, 0, len(text), text, 0.9, ()))
        for n, (name, text) in enumerate(texts.items(), 1)
    ]
    with ScriptedEndpoint(lambda _: "Forty people were saved, the coast guard said [1][2][3][4][5].") as endpoint:
        asked = context(base_url=endpoint.base_url)
        articles = {name: Article(name, text) for name, text in texts.items()}
        asked = dataclasses.replace(asked, retrieved=Retrieved(tuple(evidence), 0.9), articles=articles)
        (*_, answer) = pipeline.stream(asked, "llm")
    assert cited(answer) == [[(1, False), (2, False), (3, False)]]


def test_a_reply_of_which_nothing_can_be_used_is_asked_for_again() -> None:
    answer, sent = written(["[1] [2]", "Forty people were saved [1]."])
    assert (answer.answerer, answer.text) == ("llm", "Forty people were saved. [1]")
    assert "does not answer the question" in sent[1]
    assert answer.notes[0].text.endswith("nothing that it wrote at first could be used")


def test_a_model_that_found_nothing_is_not_asked_again() -> None:
    answer, sent = written("The sources do not say how many were saved.")
    assert (answer.status, len(sent)) == ("abstained", 1)
    assert [sentence.text for sentence in answer.removed] == ["The sources do not say how many were saved."]


@pytest.mark.parametrize(("confidence", "status"), [(0.9, "answered"), (0.5, "abstained")])
def test_a_small_model_that_finds_nothing_takes_no_sure_quotation_away(
    confidence: float, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = LanguageModelSettings("tiny", local=LocalModel("tiny", Path("tiny.gguf"), 1))
    monkeypatch.setattr(generative, "settings_from", lambda config: here)
    monkeypatch.setattr("assistant.llm.client.follow_up", None)  # would raise if it were called
    said = "The passages do not give the number of the 70 people."
    reply = client.Completion(said, "stop", None, 0.0, "m", "answer", "", (), (1,))
    monkeypatch.setattr(client, "complete", lambda *_: iter([reply]))
    (*_, answer) = pipeline.stream(context(confidence=confidence), "llm")
    assert answer.status == status
    assert answer.notes[0].text.startswith(generative.FOUND_NONE)
    assert not any("gave" in note.text for note in answer.notes)
    assert [one.text for one in answer.removed] == [said]


def test_a_figure_unlike_the_one_that_was_read_is_told_with_both() -> None:
    answer, _ = written("Another settlement was for $105 million [3].", PAID)
    assert answer.answerer == "llm"
    (told,) = [note for note in answer.notes if note.text.startswith("The two differ")]
    assert "gives $105 million" in told.text
    assert "$75 million" in told.text
    assert told.labels == (1,)  # as it is shown: it is what the answer cites first
    answer, _ = written("Calder Bank will pay $75 million [3].", PAID)
    assert not [note for note in answer.notes if note.text.startswith("The two differ")]


@pytest.mark.parametrize(("day", "differs"), [("29 March 2022", False), ("22 March 2022", True)])
def test_days_are_compared_as_of_the_day_of_publication(
    day: str, differs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Sentence(f"The ferry Marisol sank on {day}.", (), Support("supported", 0.9))
    asked = context("When did the ferry Marisol sink?")
    cited = Citation(1, "p1", "ferry.txt", 0, 34, "The ferry Marisol sank on Tuesday.")
    lead = Sentence(cited.quote, (cited,), Support("quoted", 0.9), (26, 33))
    monkeypatch.setattr(generative, "quote", lambda asked: assembly.finish(asked, "extractive", [lead]))
    answer = generative._compared(asked, assembly.finish(asked, "llm", [said]))
    assert any(note.text.startswith("The two differ") for note in answer.notes) == differs


def test_another_figure_than_a_quoted_sentences_is_told() -> None:
    asked = context("What happened to the people of the ferry?")
    quoted = assembly.quote(asked)
    assert quoted.sentences[0].short_answer is None
    wrong = Sentence("Sixty people were saved.", (), Support("unsupported", 0.1))
    answer = generative.instead_of_model(asked, "nothing stands", "", (), [wrong])
    (told,) = [note.text for note in answer.notes if "gave Sixty" in note.text]
    assert told.endswith(f"and the articles “{quoted.sentences[0].citations[0].quote}”")


@pytest.mark.parametrize(
    ("gave", "told"),
    [
        ("Calder Bank paid $60 million.", None),
        ("Sixty people were saved.", "the language model gave Sixty, and the articles Forty"),
        ("Seventy people were saved.", None),
        ("Forty people were saved by 90 sailors.", None),
    ],
)
def test_only_what_is_comparable_with_the_short_answer_differs(gave: str, told: str | None) -> None:
    asked = context(SEVENTY)
    removed = Sentence(gave, (), Support("unsupported", 0.1))
    answer = generative.instead_of_model(asked, "nothing stands", "", (), [removed])
    assert answer.sentences[0].short_answer
    assert [note.text for note in answer.notes if "the language model gave" in note.text] == ([told] if told else [])


@pytest.mark.parametrize(("gave", "differs"), [("$75 million", False), ("$80 million", True)])
def test_every_quoted_sentence_is_compared(gave: str, differs: bool) -> None:
    asked = context()
    said = [TEXTS["band.txt"], "Calder Bank will pay $75 million to Port Alder."]
    cited = [Citation(label, "p", "x.txt", 0, len(text), text) for label, text in enumerate(said, 2)]
    lines = [Sentence(one.quote, (one,), Support("quoted", 0.9)) for one in cited]
    quoted = assembly.finish(asked, "extractive", lines)
    removed = Sentence(f"The bank pays {gave}.", (), Support("unsupported", 0.1))
    notes = generative._other_figures(quoted, [removed], asked)
    assert [note.labels for note in notes] == ([(3,)] if differs else [])


@pytest.mark.parametrize(
    "said",
    [
        "It is unclear from the passages how many people were saved from the ferry.",
        "The information about how many people were saved from the ferry is not available.",
        "How many people were saved is not specified [1].",
    ],
)
def test_that_the_question_has_no_answer_is_none(said: str) -> None:
    answer, sent = written(said)
    assert (answer.status, len(sent)) == ("abstained", 1)


def test_that_the_news_know_no_answer_is_one() -> None:
    assert not generative._finds_no_answer("It is unclear how many were saved, the coast guard said.", context())
    assert not generative._finds_no_answer("The ferry is not available.", context("Which ferry is not available?"))


def test_the_question_alone_is_no_answer() -> None:
    answer, sent = written([f"Question: {QUESTION}", "Answer: Forty people were saved [1]."])
    assert (answer.text, len(sent)) == ("Forty people were saved. [1]", 2)


def test_what_was_not_sent_is_not_cited(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Forty people were saved, the coast guard said."
    reply = client.Completion(f"{said} It", "stop", None, 0.0, "m", "answer", "", (), (2, 3))
    monkeypatch.setattr(client, "complete", lambda *_: iter([f"{said} It", reply]))
    monkeypatch.setattr(client, "follow_up", lambda *_, **__: reply)
    streamed = list(pipeline.stream(context(), "llm"))
    assert all(one.answerer != "llm" or not one.sentences for one in streamed[-1:])


def test_that_sources_differ_is_said_beside_a_written_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TEXTS, "band.txt", "Fifty people were saved from the ferry Marisol, officials said.")
    monkeypatch.setitem(TEXTS, "ferry.txt", "Forty people were saved from the ferry Marisol, the coast guard said.")
    answer, _ = written("Forty people were saved, the coast guard said [1].")
    assert answer.answerer == "llm"
    (told,) = [note for note in answer.notes if note.kind == "sources differ"]
    assert "Forty" in told.text
    assert "Fifty" in told.text
    answer, _ = written("Calder Bank will pay $75 million to Port Alder [3].")
    assert not [note for note in answer.notes if note.kind == "sources differ"], "it cites neither"


def test_a_sentence_that_only_repeats_the_question_is_no_answer() -> None:
    answer, sent = written(["People were saved from the ferry [1].", "Forty people were saved [1]."])
    assert (answer.text, len(sent)) == ("Forty people were saved. [1]", 2)
    assert answer.trace["before_correction"]["text"] == "People were saved from the ferry [1]."
    answer, _ = written("The ferry Marisol sank [1].", "Did the ferry Marisol sink?")
    assert answer.text == "The ferry Marisol sank. [1]"


def test_what_the_prompt_has_no_instruction_for_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    here = LocalModel("tiny", Path("tiny.gguf"), 1)
    told = LanguageModelSettings("tiny", local=here, prompt="short")
    monkeypatch.setattr(generative, "settings_from", lambda config: told)
    monkeypatch.setattr(client, "complete", lambda *_: pytest.fail("asked"))
    (*_, last) = pipeline.stream(context("Did the ferry Marisol sink?"), "llm")
    assert (last.status, last.answerer) == ("answered", "extractive")
    assert any(note.text.startswith(generative.NOT_OF_THIS_FORM) for note in last.notes)


@pytest.mark.parametrize(("confidence", "asked"), [(0.44, 0), (0.46, 1)])
def test_a_model_on_this_machine_is_asked_only_where_an_answer_is_likely(
    confidence: float, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def reply(question: str, *_: object) -> list[client.Completion]:
        sent.append(question)
        raise LanguageModelError("asked")

    here = LocalModel("tiny", Path("tiny.gguf"), 1)
    monkeypatch.setattr(generative, "settings_from", lambda config: LanguageModelSettings("tiny", local=here))
    monkeypatch.setattr(client, "complete", reply)
    (*_, last) = pipeline.stream(context(confidence=confidence), "llm")
    assert len(sent) == asked
    assert (last.status, any(note.text == generative.NOT_ASKED for note in last.notes)) == ("abstained", not asked)


@pytest.mark.parametrize(
    ("labels", "worth", "kept"),
    [
        ((1,), {(1,): ("partly", 0.4), (2,): ("supported", 0.6)}, [(2, True)]),
        ((1,), {(1,): ("partly", 0.4), (2,): ("partly", 0.9)}, [(1, False)]),
        ((1, 2, 3), {(1,): ("supported", 0.7), (2,): ("supported", 0.6), (3,): ("partly", 0.4)}, [(1, False)]),
        (
            (1, 2, 3),
            {(1,): ("supported", 0.8), (2,): ("supported", 0.9), (3,): ("partly", 0.4)},
            [(2, False), (1, False)],
        ),
        ((1, 2, 3), {(1,): ("partly", 0.4), (2,): ("partly", 0.3)}, [(1, False)]),
        ((1, 2), {(1,): ("partly", 0.4), (2,): ("partly", 0.3), (1, 2): ("supported", 0.6)}, [(1, False), (2, False)]),
        ((1,), {}, [(1, False)]),
    ],
)
def test_the_source_that_supports_a_sentence_best_is_cited_and_others_only_where_they_surely_do(
    labels: tuple[int, ...],
    worth: dict[tuple[int, ...], tuple[SupportLabel, float]],
    kept: list[tuple[int, bool]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def judged(text: str, of: Sequence[int], _: object) -> Sentence:
        label, score = worth.get(
            tuple(of), max((worth.get((one,), ("unsupported", 0.0)) for one in of), key=lambda w: w[1])
        )
        cited = tuple(Citation(one, f"p{one}", "a.txt", 0, 1, "q") for one in of)
        return Sentence(text, cited, Support(label, score))

    monkeypatch.setattr(generative, "_judged", judged)
    found = generative._cited(DraftSentence("It rained.", labels), context(), (1, 2, 3))
    assert [(one.label, one.found) for one in found.citations] == kept
