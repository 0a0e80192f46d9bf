"""Conversations, stored answers and what readers said: written and read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.schema import to_json
from assistant.web.asking import STOPPED, ask, stop
from assistant.web.storage.answer_json import answer_from_json
from assistant.web.storage.conversations import RECENT, Choices, Conversations, Turn
from assistant.web.storage.pace import Pace
from assistant.web.storage.records import Records
from assistant.web.views.escape import encode
from assistant.web.views.history import history_html
from tests.browser.fake_assistant import FakeAssistant, answered


def test_recorded_answers_of_another_shape_are_not_shown() -> None:
    raw = to_json(answered("How long?"))
    assert answer_from_json(raw) == answered("How long?")
    raw["evidence"][0]["label"] = "<img>"
    with pytest.raises(ValueError, match="<img>"):
        answer_from_json(raw)
    raw = to_json(answered("How long?"))
    raw["sentences"][0]["support"]["label"] = "x' onclick="
    with pytest.raises(ValueError, match="Input should be 'supported'"):
        answer_from_json(raw)
    quoted = answer_from_json(to_json(answered("How long, as quoted?")))
    assert quoted.sentences[0].support is not None
    assert quoted.sentences[0].support.label == "quoted"
    raw = to_json(answered("How long?"))
    raw["of a later version"] = raw["evidence"][0]["later"] = {"x": 1}
    assert answer_from_json(raw) == answered("How long?")


def test_notes_of_an_answer_kept_before_they_had_kinds_are_read() -> None:
    raw = to_json(answered("How long?"))
    del raw["noted"]
    read = answer_from_json(raw)
    assert [(note.kind, note.text) for note in read.notes] == [("other", raw["notes"][0])]
    with pytest.raises(ValueError, match="notes"):
        answer_from_json(raw | {"notes": 3})


def test_records_are_appended_and_only_the_named_one_is_taken_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    records = Records(tmp_path_factory.mktemp("eval") / "deeper" / "feedback.jsonl")
    first, second = records.append({"text": "a\nb\u2028c"}), records.append({"text": "d"})
    with records.path.open("a", encoding="utf-8") as file:
        file.write("not a record\n")
    assert [record["text"] for record in records.all()] == ["a\nb\u2028c", "d"]
    assert records.take_back(first)
    assert not records.take_back(first)
    lines = records.path.read_text(encoding="utf-8").split("\n")
    assert lines[1:] == ["not a record", ""]
    assert records.take_back(second)


def test_conversation_reads_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("history")
    written = Conversations(folder)
    choices = Choices("extractive", dt.date(2021, 1, 1), None, ("Kestrel Daily",), 7)
    conversation, turn = written.begin("", "How long?", choices)
    final = Turn(turn.number, turn.question, turn.asked, choices, answered("How long?"), None, True, 0.1)
    written.update(conversation, final)
    read = Conversations(folder).get(conversation.conversation_id)
    assert read is not None
    assert read.turns == [final]


def test_a_stopped_turn_stays_stopped_and_is_said_last(tmp_path: Path) -> None:
    held = Conversations()
    growing = ask(FakeAssistant(), held, "", "A slow one", Choices(), Pace(tmp_path))
    conversation, first = next(growing)
    stop(held, conversation.conversation_id)
    held.update(conversation, first)
    assert conversation.turns[0].error == STOPPED
    assert [turn.error for _, turn in growing] == [STOPPED]


def finished(held: Conversations, identity: str, question: str) -> str:
    """Asks and answers; gives the conversation's id."""
    conversation, turn = held.begin(identity, question, Choices())
    held.update(conversation, Turn(turn.number, question, turn.asked, Choices(), answered("x"), None, True, 0.1))
    return conversation.conversation_id


def test_what_is_asked_in_an_old_one_of_many_conversations_is_kept(tmp_path: Path) -> None:
    written = Conversations(tmp_path)
    for number in range(60):
        finished(written, "", f"Question {number}")
    held = Conversations(tmp_path)
    assert len(held.list()) == 60
    oldest = next(iter(held.held))
    conversation, _ = held.begin(oldest, "And then?", Choices())
    assert held.get(oldest) is conversation
    assert len(held.held) == RECENT
    finished(held, "", "Elsewhere")
    assert held.get(oldest) is conversation


@pytest.mark.parametrize("content", ['{"conversation_id": "x", "tu', '{"conversation_id": "x"}', "[]", b"\xff"])
def test_a_file_that_cannot_be_read_is_named_beside_the_others(
    tmp_path: Path, content: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    held = Conversations(tmp_path)
    good = finished(held, "", "How long?")
    damaged = tmp_path / f"{'d' * 16}.json"
    damaged.write_bytes(content if isinstance(content, bytes) else content.encode())
    held = Conversations(tmp_path)
    for _ in range(2):
        assert [one.conversation_id for one in held.list()] == [good]
        assert held.get(damaged.stem) is None
    assert caplog.text.count(damaged.name) == 1
    shown = history_html(held)
    assert encode(f"1 file could not be read: {damaged.name}.") in shown
    assert finished(held, damaged.stem, "Asked there") != damaged.stem
    damaged.unlink()
    held.list()
    assert not held.damaged


def test_conversation_ids_are_no_paths(tmp_path_factory: pytest.TempPathFactory) -> None:
    held = Conversations(tmp_path_factory.mktemp("history"))
    assert held.get("../../../etc/passw") is None
    assert held.get("a" * 16) is None


def test_a_name_stays_and_is_found(tmp_path: Path) -> None:
    held = Conversations(tmp_path)
    conversation, turn = held.begin("", "How long did it last?", Choices())
    held.update(conversation, Turn(1, turn.question, turn.asked, Choices(), answered("x"), None, True, 0.1))
    assert held.call(conversation.conversation_id, "  The \n call ")
    read = Conversations(tmp_path).get(conversation.conversation_id)
    assert read is not None
    assert read.title == "The call"
    assert read.holds(["call", "long", "50 minutes"])
    assert not read.holds(["call", "ferry"])
    assert held.call(conversation.conversation_id, " ")
    assert conversation.title == "How long did it last?"
    assert not held.call("a" * 16, "x")
