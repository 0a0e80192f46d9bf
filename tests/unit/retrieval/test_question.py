"""Questions that cannot be asked are named; dates and outlets are read where they are certain."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.errors import QuestionError
from assistant.retrieval.question import understand

D = dt.date


@pytest.mark.parametrize("text", ["", "  \n", "?!…", "word " * 10_000, "x" * 2_001])
def test_what_is_no_question_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(QuestionError) as caught:
        understand(text)
    assert "ask" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("What do articles published in March 2022 say?", D(2022, 3, 1), D(2022, 3, 31)),
        ("What do reports from 29 March 2022 say?", D(2022, 3, 29), D(2022, 3, 29)),
        ("What do articles since 5 March 2022 say?", D(2022, 3, 5), None),
        ("What was published before 5 March 2022?", None, D(2022, 3, 4)),
        ("What was published between 1 March 2022 and 5 March 2022?", D(2022, 3, 1), D(2022, 3, 5)),
        ("Who called on 29 March 2022?", None, None),
        ("What did the reports say about the call?", None, None),
    ],
)
def test_only_words_about_publication_become_filters(text: str, since: D | None, until: D | None) -> None:
    query = understand(text)
    assert (query.since, query.until) == (since, until)


def test_an_outlet_asked_to_speak_becomes_a_filter() -> None:
    outlets = ["The Harbour Courier", "Meridian Wire"]
    assert understand("What happened according to the Harbour Courier?", outlets=outlets).outlets == (
        "The Harbour Courier",
    )
    assert understand("Who bought Meridian Wire?", outlets=outlets).outlets == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qui a appelé le président dans la nuit ?", True),
        ("Кто звонил президенту?", True),
        ("谁给总统打电话了？", True),
        ("Who called the president?", False),
        ("Biden Putin call", False),
        ("What is El Niño?", False),
    ],
)
def test_foreign(text: str, expected: bool) -> None:
    assert (understand(text).language != "en") is expected


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("What is the latest on the ferry strike?", True),
        ("How many people have died so far?", True),
        ("Is the bridge still closed?", True),
        ("Who is currently in charge of the port?", True),
        ("Where are the talks now?", True),
        ("What was the last known figure?", True),
        ("How long did the clock stand still that time?", False),
        ("What did he say while the cameras were still on?", False),
        ("How many had died by then?", False),
        ("How did the seals come so far up?", False),
        ("What was the latest toll on 3 March 2022?", False),
        ("What is the updated toll of the flood?", True),
        ("Who leads the harbour council now?", True),
        ("Who was at the head of what the mayor leads now?", False),
    ],
)
def test_which_question_asks_for_the_latest(text: str, latest: bool) -> None:
    assert understand(text).wants_latest is latest
