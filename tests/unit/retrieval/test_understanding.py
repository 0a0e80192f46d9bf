"""A question is understood once, and a passage's sentences are cut once."""

from __future__ import annotations

import textwrap

import pytest

from assistant.answering import extractive
from assistant.index.collection import collect
from assistant.index.embedding import MiniLM
from assistant.retrieval import confidence, question, retriever
from assistant.retrieval.cross_encoder import CrossEncoder
from assistant.schema import Article, Query
from assistant.service import Assistant


def test_a_question_is_understood_once(sample: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    understand = question.understand

    def counted(text: str, **options: object) -> Query:
        calls.append(text)
        return understand(text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("assistant.service.understand", counted)
    monkeypatch.setattr(question, "understand", counted)
    answer = sample.ask("How long did the call of 30 December 2021 last?", answerer="extractive")
    assert answer.sentences
    assert calls == ["How long did the call of 30 December 2021 last?"]


def test_what_is_understood() -> None:
    asked = question.understand("What did the Kremlin call the mood on 12 February 2022?")
    assert asked.undated_text == "What did the Kremlin call the mood?"
    assert [(word.text, word.named) for word in asked.words] == [("Kremlin", True), ("mood", False)]
    asked = question.understand("How many diplomats are still in Minsk since Tuesday, and who took part on 9 December?")
    assert asked.wants_latest
    assert (asked.days, asked.partial_days) == ((), ("9 December",))
    asked = question.understand("How much does the harbour plan to spend next year?")
    assert asked.partial_days == (), "counted from the reader's day, not from that of an article"


SENTENCES = (
    "The ferry Marisol left the harbour of Port Alder on Tuesday morning with ninety passengers and a crew of twelve on board.",
    "Forty people were saved when it sank two hours later, the coast guard said, and the others are missing.",
    "The mayor thanked the crews of the two boats that had searched the bay through the whole of the night.",
    "Nobody knows yet why the pumps failed, which had been looked at only a week before by two engineers.",
)
LAYOUTS = {
    "wrapped at 60": textwrap.fill(" ".join(SENTENCES), 60),
    "wrapped at 72": textwrap.fill(" ".join(SENTENCES), 72),
    "wrapped at 80": textwrap.fill(" ".join(SENTENCES), 80),
    "CRLF": textwrap.fill(" ".join(SENTENCES), 72).replace("\n", "\r\n"),
    "one line a paragraph": "\n".join(SENTENCES),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_sentence_keeps_its_probability(layout: str, minilm: MiniLM, network: CrossEncoder) -> None:
    """However a text is wrapped: what answers is as likely, and every sentence that was cut has a probability of its own."""
    heading = "A heading that is no sentence, above what was wrapped\n\n"
    article = Article("ferry.txt", heading + LAYOUTS[layout])
    query = question.understand("How many people were saved when the ferry sank?")
    found = retriever.retrieve(collect([article], minilm), minilm, query, 8)
    found = confidence.after_reading(network, query, found)
    for item in found.evidence:
        assert all(item.start <= one.start < one.end <= item.end for one in item.sentences)
    every = {(one.start, one.end): one.probability for item in found.evidence for one in item.sentences}
    told = {" ".join(article.text[start:end].split()): likely for (start, end), likely in every.items()}
    assert set(SENTENCES) <= set(told)
    assert max(told, key=lambda text: told[text]) == SENTENCES[1]
    assert told[SENTENCES[1]] > 0.3
    quoted = extractive.draft(query, found.evidence, {"ferry.txt": article})
    assert any("Forty people were saved" in " ".join(one.claim.split()) for one in quoted.statements)
