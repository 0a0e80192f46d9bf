"""Other systems' files: every shape is read into one form, and what cannot be read is named with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.assembly import NO_ANSWER, UNSURE
from assistant.errors import QuestionSetError
from assistant.evaluation.referee import shapes
from assistant.evaluation.referee.plain_text import flatten, marked, read_text, refuses

QUESTION = "How long did the call last?"
CONTEXTS = ["The call lasted 50 minutes, the Kremlin said.", "Leaders agreed to talk again."]
SAID = [("It lasted 50 minutes.", [1]), ("They will talk again.", [2])]


def cited(record: dict[str, Any], shape: str | None = None) -> list[tuple[str, list[int]]]:
    given = shapes.read(record, "here:1", shape)
    return [(said.text, [one.label for one in said.cited]) for said in given.said]


@pytest.mark.parametrize(
    ("shape", "record"),
    [
        (
            "plain",
            {
                "question": QUESTION,
                "answer": "It lasted 50 minutes [1]. They will talk again [2].",
                "contexts": CONTEXTS,
            },
        ),
        (
            "ragas",
            {
                "user_input": QUESTION,
                "response": "It lasted 50 minutes.[1] They will talk again.[2]",
                "retrieved_contexts": CONTEXTS,
                "reference": "50 minutes",
            },
        ),
        (
            "deepeval",
            {
                "input": QUESTION,
                "actualOutput": "It lasted 50 minutes 【1】. They will talk again 【2】.",
                "retrievalContext": CONTEXTS,
                "context": ["what should have been found"],
            },
        ),
        (
            "plain",
            {
                "query": QUESTION,
                "response": "<p>It lasted 50 minutes<sup>1</sup>.</p><p>They will talk again<a href='#2'>[2]</a>.</p>",
                "source_nodes": [{"node": {"text": text, "metadata": {"file_name": "a.txt"}}} for text in CONTEXTS],
            },
        ),
        (
            "openai",
            {
                "question": QUESTION,
                "response": {
                    "choices": [
                        {
                            "message": {
                                "role": "assistant",
                                "content": "It lasted 50 minutes ([a](https://a.example/1)). They will talk again.",
                                "annotations": [
                                    {
                                        "type": "url_citation",
                                        "url_citation": {
                                            "start_index": 21,
                                            "end_index": 47,
                                            "url": "https://a.example/1",
                                        },
                                    },
                                    {
                                        "type": "url_citation",
                                        "url_citation": {
                                            "start_index": 49,
                                            "end_index": 70,
                                            "url": "https://b.example/2",
                                        },
                                    },
                                ],
                            }
                        }
                    ],
                    "usage": {"prompt_tokens": 12, "completion_tokens": 3},
                },
            },
        ),
        (
            "openai",
            {
                "question": QUESTION,
                "output": [
                    {
                        "type": "message",
                        "content": [
                            {
                                "type": "output_text",
                                "text": "It lasted 50 minutes. ",
                                "annotations": [
                                    {"type": "file_citation", "start_index": 0, "end_index": 21, "filename": "a.txt"}
                                ],
                            },
                            {
                                "type": "output_text",
                                "text": "They will talk again.",
                                "annotations": [
                                    {"type": "file_citation", "start_index": 0, "end_index": 21, "filename": "b.txt"}
                                ],
                            },
                        ],
                    }
                ],
            },
        ),
        (
            "openai",
            {
                "question": QUESTION,
                "role": "assistant",
                "content": [
                    {
                        "type": "text",
                        "text": {
                            "value": "It lasted 50 minutes【4:0†a.txt】. They will talk again【4:1†b.txt】.",
                            "annotations": [
                                {
                                    "type": "file_citation",
                                    "start_index": 20,
                                    "end_index": 31,
                                    "file_citation": {"file_id": "f1", "quote": CONTEXTS[0]},
                                },
                                {
                                    "type": "file_citation",
                                    "start_index": 53,
                                    "end_index": 64,
                                    "file_citation": {"file_id": "f2", "quote": CONTEXTS[1]},
                                },
                            ],
                        },
                    }
                ],
            },
        ),
    ],
)
def test_every_shape_is_told_and_read(shape: str, record: dict[str, Any]) -> None:
    assert shapes.shape_of(record) == shape
    assert cited(record) == SAID
    assert shapes.read(record, "here:1").question == QUESTION


def test_what_stands_beside_an_answer_is_read() -> None:
    given = shapes.read(
        {
            "query_id": 7,
            "question": QUESTION,
            "answer": "50 minutes [3].",
            "contexts": [{"id": 3, "page_content": "x", "metadata": {"source": "a.md"}}],
            "usage": {"input_tokens": 9, "output_tokens": 2},
            "seconds": 1.5,
            "confidence": 0.25,
            "ground_truth": ["50"],
        },
        "here:1",
    )
    assert (given.query_id, given.seconds, given.confidence, given.reference) == ("7", 1.5, 0.25, "50")
    assert given.usage == {"prompt_tokens": 9, "completion_tokens": 2}
    assert (given.contexts[0].label, given.contexts[0].name, given.contexts[0].text) == (3, "a.md", "x")


def test_a_marker_that_names_nothing_is_kept_apart() -> None:
    given = shapes.read({"question": QUESTION, "answer": "It lasted 50 minutes [4].", "contexts": CONTEXTS}, "here:1")
    assert given.unknown == ("4",)
    assert given.said[0].cited == ()
    assert given.cites


@pytest.mark.parametrize(
    ("ids", "answer"),
    [
        ((417, 902), "It lasted 50 minutes [1]. They will talk again [2]."),
        ((4, 9), "It lasted 50 minutes [4]. They will talk again [9]."),
    ],
)
def test_the_ids_of_a_database_are_no_labels_unless_the_text_names_them(ids: tuple[int, int], answer: str) -> None:
    contexts = [{"id": name, "text": text} for name, text in zip(ids, CONTEXTS, strict=True)]
    given = shapes.read({"question": QUESTION, "answer": answer, "contexts": contexts}, "here:1")
    texts = {item.label: item.text for item in given.contexts}
    assert [texts[said.cited[0].label] for said in given.said] == CONTEXTS
    assert given.unknown == ()


@pytest.mark.parametrize(
    "said",
    [
        "He called it “what [3] ministers wanted in [2014]”.",
        "The treaty of [2014] was signed.",
        'They wrote "in [7] days".',
    ],
)
def test_a_number_in_brackets_that_is_no_marker_is_words(said: str) -> None:
    given = shapes.read({"question": QUESTION, "answer": said, "contexts": CONTEXTS}, "here:1")
    assert not given.cites
    assert [sentence.text for sentence in given.said] == [said]


@pytest.mark.parametrize(
    "thought",
    [
        "<think>The call [1]. It may have lasted an hour [2].</think>\n",
        "The call [1].\n</think>\n\n",
        "<thinking>The call</thinking>",
    ],
)
def test_what_a_model_thought_is_no_answer(thought: str) -> None:
    assert read_text(f"{thought}It lasted 50 minutes [1].", [1, 2]) == read_text("It lasted 50 minutes [1].", [1, 2])


@pytest.mark.parametrize(
    "text",
    [
        "I don't know.",
        "I'm sorry, but the context doesn't say who painted it.",
        "Empty Response",
        "The provided context does not contain information about the painter.",
        "Unfortunately, I couldn't find anything about this.",
        "N/A",
        "The answer cannot be determined from the given context.",
        "The sources do not mention the painter. The ship carried 212 people.",
        "Based on the context provided, it is not mentioned who painted it.",
        "It is not possible to answer from the sources.",
        "<p>I don&#39;t know.</p>",
        "No relevant information was found in the articles. The nearest report says that they met.",
        "The answer isn't in the documents.",
        "There is no information about the painter. The ship carried 212 people.",
        "No answer was given, according to the articles. They spoke.",
        "The sources do not say who paid, but the call lasted 50 minutes.",
        "The documents I have don't cover this.",
        "None of the passages say who won.",
        "I was not able to find an answer in the articles.",
        "I have no information about that.",
        "That information is not available.",
        "The retrieved articles are silent on this.",
        "Die Quellen enthalten dazu keine Angaben.",
        f"{NO_ANSWER} The nearest passages do not mention “Kiev”.",
        f"{UNSURE} The articles were published from 7 December 2021 to 30 March 2022.",
    ],
)
def test_refusals_are_known(text: str) -> None:
    assert read_text(text, [1, 2])[1]


@pytest.mark.parametrize(
    "text",
    [
        "It lasted 50 minutes [1].",
        "No details were given, the Kremlin said. [1]",
        "The Kremlin said it could not confirm the call [2].",
        "He said he did not know the minister [1].",
        "Nothing was agreed, both sides said [1]. The sources do not say why.",
        "50 minutes",
        "The documents do not name the minister [1].",
        "The article was not the first of its kind [1].",
        "Nothing in the deal forbids it.",
        "None of the ministers answered.",
        "No documents were signed, the Kremlin said. They spoke for 50 minutes [1].",
        "No evidence was found, police said. They spoke for 50 minutes [1].",
        "No information was released. They spoke for 50 minutes [1].",
        "The sources do not say who paid, but the call lasted 50 minutes [1].",
        "The sources do not mention the painter. The ship carried 212 people [1].",
    ],
)
def test_answers_that_deny_something_are_no_refusals(text: str) -> None:
    assert not read_text(text, [1, 2])[1]


@pytest.mark.parametrize(
    "sources",
    [
        "\n\nSources:\n1. A long call - https://a.example\n2. The ferry",
        "\n\n**References**\n\n- A long call (a.txt)\n- The ferry",
        "\n[1] A long call\n[2] The ferry, 3 May 2022",
        "\n\n- [1] A long call (a.txt)\n    > It lasted 50 minutes.\n    > They agreed.\n- [2] The ferry",
        "\n\n[^1]: A long call\n[^2]: The ferry",
        "\n\n> Sources differ: an hour.\n>\n> Both \\[1\\] are old.\n\n- [1] A long call (a.txt)\n    > It lasted.\n- [2] The ferry",
        "<h3>Sources</h3><ol><li>[1] A long call</li><li>[2] The ferry</li></ol>",
    ],
)
def test_a_list_of_sources_is_no_part_of_an_answer(sources: str) -> None:
    said = "It lasted 50 minutes [1]. The ferry sailed [2]."
    assert read_text(said + sources, [1, 2]) == read_text(said, [1, 2])


def test_a_quotation_that_cites_is_no_remark() -> None:
    said = read_text("The Kremlin said:\n\n> “It lasted 50 minutes.” [1]\n\n- [1] A long call", [1])[0].sentences
    assert any("50 minutes" in sentence.text and sentence.labels == (1,) for sentence in said)


def completion(content: str | None, reason: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {"question": QUESTION, "response": {"choices": [{"message": message, "finish_reason": reason}]}}


@pytest.mark.parametrize(
    "record",
    [
        completion(None),
        completion(""),
        completion("<think>The call [1]"),
        completion("I don't", "length"),
        completion("It lasted 50 minutes [1]. They", "length"),
        {"question": QUESTION, "status": "incomplete", "output": [{"content": [{"text": "It"}]}]},
        {"user_input": QUESTION, "response": None, "retrieved_contexts": CONTEXTS},
        {"question": QUESTION, "answer": "  "},
    ],
)
def test_a_reply_that_says_nothing_or_was_cut_off_is_neither_answer_nor_refusal(record: dict[str, Any]) -> None:
    assert shapes.read(record, "here:1").failed


@pytest.mark.parametrize(
    "record",
    [
        completion("I don't know."),
        completion("It lasted 50 minutes [1]."),
        {"question": QUESTION, "answer": "", "abstained": True},
    ],
)
def test_what_is_said_is_answer_or_refusal(record: dict[str, Any]) -> None:
    assert shapes.read(record, "here:1").failed is None


def test_a_remark_on_a_sentence_is_none_of_it() -> None:
    said, remarked = "It lasted 50 minutes [1].", "**It lasted 50 minutes** [1] *(quoted, likely to answer)*"
    assert read_text(remarked, [1])[0].sentences[0].labels == read_text(said, [1])[0].sentences[0].labels
    assert "likely" not in read_text(remarked, [1])[0].sentences[0].text


@pytest.mark.parametrize(
    "text",
    [
        "[1] It lasted 50 minutes.\n[2] The ferry sailed.",
        "- It lasted 50 minutes [1]\n- The ferry sailed [2]",
        "It lasted 50 minutes [1].\n[2] The ferry sailed.",
        "Sources:\n- It lasted 50 minutes [1]\n- The ferry sailed [2]",
        "1. It lasted 50 minutes [1]\n2. The ferry sailed [2]",
    ],
)
def test_what_is_said_in_a_list_is_an_answer(text: str) -> None:
    said = [sentence.text for sentence in read_text(text, [1, 2])[0].sentences]
    assert any("lasted" in sentence for sentence in said)
    assert any("sailed" in sentence for sentence in said)


def test_hostile_html_is_text() -> None:
    assert flatten("<script>alert(1)</script><b onclick='x()'>An hour</b><!-- [1] --> &lt;3") == "An hour <3"
    assert "alert" not in flatten("<style>a</style><script>alert(1)")
    assert not refuses("An hour.")
    assert marked("abc", [(0, 3, 1), (3, 3, 2)]) == "abc [1] [2]"


def write(path: Path, *lines: Any) -> Path:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), "utf-8")
    return path


GOOD = {"question": QUESTION, "answer": "50 minutes"}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([GOOD, "{half"], r"answers.jsonl:2: not JSON"),
        ([GOOD, "[" * 100_000], r"answers.jsonl:2: not JSON"),
        ([GOOD, "7"], r"answers.jsonl:2: not an object but int"),
        ([{"colour": "red"}], r"answers.jsonl:1: no shape that is known \(colour\)"),
        (
            [{"question": 7, "answer": "x"}],
            r"answers.jsonl:1: not an answer in the shape plain: its question is int",
        ),
        ([{"question": "x", "answer": ["y"]}], r"answers.jsonl:1: not an answer in the shape plain"),
        ([{"user_input": "x", "reference": "y"}], r"in the shape ragas: its answer is missing$"),
        (
            [{"question": "x", "sentences": [], "evidence": 3}],
            r"in the shape dateline: a part of it is of another kind than there$",
        ),
        ([{"sentences": [], "evidence": []}], r"in the shape dateline: it has no 'question'$"),
        ([{"question": "x", "answer": "y", "contexts": [7]}], r"a context is int, not a text"),
        ([{"question": "x", "response": {"choices": []}}], r"answers.jsonl:1: not an answer in the shape openai"),
        ([{"sentences": 1, "evidence": 2, "question": "x"}], r"answers.jsonl:1: not an answer in the shape dateline"),
        (
            [GOOD, {**GOOD, "question": "how long did the CALL last"}],
            r"answers.jsonl:2: .* is answered at .*answers.jsonl:1 already",
        ),
        ([""], r"answers.jsonl: holds no answer"),
        (['[{"question": "x", "answer": "y"}, 3]'], r"answers.jsonl: item 2 is not an object but int"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, lines: list[Any], says: str) -> None:
    with pytest.raises(QuestionSetError, match=says):
        shapes.load(write(tmp_path / "answers.jsonl", *lines))


def test_a_list_is_read_as_lines_are(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text(json.dumps([GOOD, {**GOOD, "question": "Who?"}]), "utf-8")
    assert [given.question for given in shapes.load(tmp_path / "list.json")] == [QUESTION, "Who?"]


@pytest.mark.parametrize("places", [(-5, 10**9), ("a", None), (30, 10), (True, 3)])
def test_annotations_that_point_nowhere_stand_for_the_end(places: tuple[Any, Any]) -> None:
    record = {
        "question": QUESTION,
        "content": "It lasted 50 minutes. They will talk again.",
        "annotations": [
            {"type": "url_citation", "start_index": places[0], "end_index": places[1], "url": "u"},
            7,
            None,
        ],
    }
    assert cited(record)[1] == ("They will talk again.", [1]) or cited(record)[0][1] == [1]
