"""What of the passages a small model reads."""

from __future__ import annotations

import dataclasses

from assistant.llm.excerpts import excerpts
from assistant.schema import Evidence, EvidenceSentence

WORDS = (
    "The fair opened early.",
    "It drew 4,000 people.",
    "Rain ended it at noon.",
    "A band played.",
    "The mayor left.",
)


def passage(label: int, *probabilities: float) -> Evidence:
    text, sentences = "", []
    for words, probability in zip(WORDS, probabilities, strict=False):
        start = 100 + len(text)
        text += f"{words} "
        sentences.append(EvidenceSentence(start, start + len(words), probability))
    return Evidence(
        label, label, f"p{label}", f"a{label}.md", None, None, None, False, 100, 100 + len(text), text, 0.5, (), sentences=tuple(sentences)
    )  # fmt: skip


def test_the_likeliest_sentences_come_with_their_neighbours() -> None:
    one, other = passage(1, 0.1, 0.1, 0.1, 0.9, 0.1), passage(2, 0.1, 0.2, 0.1, 0.1, 0.1)
    assert [item.text for item in excerpts([one, other], 55)] == ["\n".join(WORDS[2:5])]
    both = excerpts([one, other], 108)
    assert [item.label for item in both] == [1, 2]
    assert both[0].text == "\n".join(WORDS[2:5])
    assert WORDS[1] in both[1].text


def test_all_is_given_where_there_is_room() -> None:
    assert excerpts([passage(1, 0.1, 0.1, 0.9)], 500)[0].text == "\n".join(WORDS[:3])


def test_a_sentence_that_does_not_fit_is_given_all_the_same() -> None:
    assert [item.text for item in excerpts([passage(1, 0.1, 0.9, 0.1)], 10)] == [WORDS[1]]


def test_a_passage_whose_sentences_are_not_known_stays_whole() -> None:
    bare = dataclasses.replace(passage(3, 0.5), sentences=())
    assert excerpts([bare], 10) == [bare]
