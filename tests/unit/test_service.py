"""`Assistant`: the settings in force meet the index in force, and an answer tells how it came about."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, service
from assistant.answering.languages import FINDS_LESS, LESS_SURE, language_notes
from assistant.config import Config
from assistant.errors import ConfigError, IndexMismatch, IndexMissing
from assistant.index.embedding import MiniLM, MultilingualE5
from assistant.llm import local_server, model_store, settings
from assistant.retrieval.cross_encoder import CrossEncoder
from assistant.retrieval.question import understand
from assistant.retrieval.types import Reading, Retrieved
from assistant.schema import Evidence, Query
from tests.conftest import HashedWords
from tests.support.local_child import ANSWER, stand_in, started

FERRY = (
    "---\ntitle: Third ferry is to link island and mainland\noutlet: Tidewater Post\npublished: 2022-05-03\n---\n"
    "The harbour council voted for a third ferry on Tuesday.\n"
)
MUSEUM = "---\noutlet: Kestrel Daily\npublished: 2021-12-31\n---\nThe museum in Port Alder opened again on Friday, “a gift to the town”.\n"
QUESTION = "What did the harbour council vote for?"


class Certain:
    """A reranker that is sure of every passage, or of none, and remembers what it was asked; `short` is what it sees the answer in."""

    def __init__(self, log_odds: float, short: str | None = None) -> None:
        self.log_odds, self.short = log_odds, short
        self.asked: list[str] = []

    def prepare(self) -> None:
        """Nothing to be made ready."""

    def score(self, query: Query, passages: Sequence[Evidence]) -> list[Reading]:
        self.asked.append(query.text)
        return [self._read(item) for item in passages]

    def _read(self, item: Evidence) -> Reading:
        if self.short is None or self.short not in item.text:
            return Reading(self.log_odds)
        start = item.text.index(self.short)
        odds = self.log_odds
        return Reading(odds, (odds,) * len(item.sentences), (start, start + len(self.short)), odds)


def opened(home: Path, reranker: Certain, **further: Any) -> Assistant:
    assistant = Assistant(Config(home=home, cache=home / "cache", **further), reranker)
    assistant.__dict__["embedder"] = HashedWords()
    return assistant


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    for name, text in {"a.md": FERRY, "b.md": MUSEUM}.items():
        (tmp_path / "corpus" / name).write_text(text, encoding="utf-8")
    opened(tmp_path, Certain(0)).update()
    return tmp_path


@pytest.fixture
def assistant(home: Path) -> Assistant:
    return opened(home, Certain(8))


def test_a_given_filter_replaces_the_one_that_the_question_states(assistant: Assistant) -> None:
    question = "What was reported in articles published in May 2022 by the Tidewater Post?"
    read = assistant.understand(question)
    assert (read.since, read.until, read.outlets) == (dt.date(2022, 5, 1), dt.date(2022, 5, 31), ("Tidewater Post",))
    given = assistant.understand(question, since=dt.date(2021, 1, 1), outlets=["Kestrel Daily"], query_id="q7")
    assert (given.since, given.until, given.outlets) == (dt.date(2021, 1, 1), dt.date(2022, 5, 31), ("Kestrel Daily",))
    assert (given.query_id, given.text) == ("q7", question)


def test_filters_and_k_reach_the_search(assistant: Assistant) -> None:
    assert {item.article_id for item in assistant.search(QUESTION)} == {"a.md", "b.md"}
    assert [item.article_id for item in assistant.search(QUESTION, 1)] == ["a.md"]
    assert [item.article_id for item in assistant.search(QUESTION, until=dt.date(2021, 12, 31))] == ["b.md"]
    assert [item.article_id for item in assistant.search(QUESTION, outlets=["Kestrel Daily"])] == ["b.md"]


def test_what_the_reranker_finds_decides_whether_it_is_answered(home: Path) -> None:
    sure, unsure = Certain(8), Certain(-8)
    answered = opened(home, sure).ask(QUESTION)
    abstained = opened(home, unsure).ask(QUESTION)
    assert sure.asked == unsure.asked == [QUESTION]
    assert (answered.status, abstained.status) == ("answered", "abstained")
    assert answered.confidence > abstained.confidence + 0.3
    assert answered.sentences[0].citations[0].article_id == "a.md"


def test_an_answer_tells_how_it_came_about(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION, query_id="q1", trace_id="abc", k=1)
    assert (answer.question, answer.query_id, answer.trace["id"]) == (QUESTION, "q1", "abc")
    assert len(answer.evidence) == 1
    assert 0 <= answer.trace["seconds"]["search"] <= answer.trace["seconds"]["all"]
    assert assistant.ask(QUESTION).trace["id"] != assistant.ask(QUESTION).trace["id"]


def test_a_follow_up_is_searched_for_as_it_is_understood_and_says_so(assistant: Assistant) -> None:
    history = [("When did the museum in Port Alder open again?", "On Friday.")]
    answer = assistant.ask("And the harbour council?", history=history)
    (note,) = [note for note in answer.notes if note.kind == "understood"]
    assert answer.question == "And the harbour council?"
    assert note.text == f"Understood as: {answer.trace['query']}"
    assert "harbour council" in answer.trace["query"] != answer.question
    own = assistant.ask("What did the council of Oslo vote for?", history=history)
    assert not [note for note in own.notes if note.kind == "understood"]


def test_a_question_that_says_little_follows_where_what_was_spoken_of_answers_it(
    tmp_path: Path, network: CrossEncoder, minilm: MiniLM
) -> None:
    (tmp_path / "corpus").mkdir()
    for name, text in {
        "bridge.md": "Frost caused the cracks in the harbour bridge, an engineer said on Tuesday. The work on it began three months late "
        "because the steel had not come.",
        "school.md": "The repairs were delayed because the roofers went on strike, the headmaster of the school said.",
        "cup.md": "Saltmarsh Rovers won the Marsh Cup on Sunday after penalties, their captain said.",
    }.items():
        (tmp_path / "corpus" / name).write_text(text, encoding="utf-8")
    assistant = Assistant(Config(home=tmp_path, cache=tmp_path / "cache"), network)
    assistant.__dict__["embedder"] = minilm
    assistant.update()

    def follows(last: str, answered: str = "") -> bool:
        history = [(last, answered or assistant.ask(last).text)]
        answer = assistant.ask("Why were the repairs delayed?", history=history)
        followed = any(note.kind == "understood" for note in answer.notes)
        assert ("steel" if followed else "roofers") in answer.text
        return followed

    cracks = "What caused the cracks in the harbour bridge?"
    assert follows(cracks)
    assert follows(cracks, "Frost did, it says in articles published in March 1998."), (
        "no filter is read from an article"
    )
    assert not follows(cracks, "The articles do not answer this."), "nothing was told that could be followed"
    assert not follows("Who won the Marsh Cup?")


@pytest.mark.parametrize(("confidence", "follows"), [(0.59, False), (0.6, True)])
def test_an_article_is_what_a_question_follows_where_it_surely_answers_it(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, confidence: float, follows: bool
) -> None:
    def read(_query: Query, retrieved: Retrieved) -> Retrieved:
        return dataclasses.replace(retrieved, confidence=confidence)

    monkeypatch.setattr(assistant, "_read", read)
    assert assistant._follows({}, "When did the museum open again?", QUESTION, "A third ferry.") is follows


@pytest.mark.parametrize(
    ("text", "said"), [("Hello", "Hello."), ("Thanks!", "You are welcome."), ("?", "Ask a question")]
)
def test_a_courtesy_is_answered_as_what_it_is(assistant: Assistant, text: str, said: str) -> None:
    answer = assistant.ask(text, history=[(QUESTION, "On Friday.")])
    assert answer.text.startswith(said)
    assert (answer.status, answer.evidence, answer.notes) == ("abstained", (), ())


def test_a_question_in_another_language_is_not_read_by_what_knows_english_only(home: Path) -> None:
    reranker = Certain(8)
    answer = opened(home, reranker).ask("Was hat der Rat des Hafens beschlossen und wann?")
    assert reranker.asked == []
    assert answer.abstained
    assert answer.text.startswith(
        "Whether the articles answer this was not judged: what reads them knows English only, and the question is in German."
    )
    assert "do not mention" not in answer.text
    assert answer.evidence


def test_a_question_in_another_language_is_read_by_what_knows_it(home: Path) -> None:
    english, across = Certain(8), Certain(8, "Tuesday")
    assistant = opened(home, english)
    assistant.across = across
    answer = assistant.ask("Was hat der Rat des Hafens beschlossen und wann?")
    assert (english.asked, across.asked) == ([], ["Was hat der Rat des Hafens beschlossen und wann?"] * 2)
    day, quotation = answer.sentences[:2]
    assert day.text == "Tuesday (3 May 2022)"
    assert "The harbour council voted for a third ferry on Tuesday." in quotation.text
    assert [note.text for note in answer.notes if note.kind == "language"] == [LESS_SURE]
    assert not [note for note in assistant.ask(QUESTION).notes if note.kind == "language"]
    assert (english.asked, len(across.asked)) == ([QUESTION], 2), "where all is English the English one reads"
    across.log_odds = -8
    refused = assistant.ask("Скільки катерів замовила рада порту?")
    assert refused.abstained
    assert "do not mention" not in refused.text, "an English text has no Ukrainian words"
    swedish = assistant.ask("Vad beslutade hamnens råd om färjan och när var det?")
    assert swedish.abstained
    assert (
        "knows Arabic, Chinese, English, French, German, Polish, Spanish and Ukrainian, and the question is in Swedish"
        in swedish.text
    )


def test_an_index_that_finds_by_meaning_in_english_says_so_to_who_asks_in_another_language(tmp_path: Path) -> None:
    asked, found = understand("Was hat der Rat des Hafens beschlossen und wann?"), Retrieved((), 0.5)
    told = [note.text for note in language_notes(asked, found, MiniLM(tmp_path))]
    assert told == [FINDS_LESS.format("German")]
    assert language_notes(asked, found, MultilingualE5(tmp_path)) == []
    assert language_notes(understand(QUESTION), found, MiniLM(tmp_path)) == []


def test_passages_that_no_reader_knows_are_named_as_the_reason(home: Path) -> None:
    swedish = "Hamnens råd beslutade på tisdagen att köpa en tredje färja till ön, och den ska gå varje timme.\n"
    (home / "corpus" / "c.md").write_text(swedish, encoding="utf-8")
    assistant = opened(home, Certain(8))
    assistant.across = Certain(8)
    assistant.update()
    answer = assistant.ask("Was hat der Rat des Hafens beschlossen und wann?", languages=("sv",))
    assert "German, Polish, Spanish and Ukrainian, and the nearest passages are in Swedish" in answer.text


@pytest.mark.parametrize(
    ("answerer", "says"), [("nobody", "choose extractive or llm"), ("llm", "set OPENAI_API_KEY or OPENAI_BASE_URL")]
)
def test_an_answerer_that_is_not_there_is_named(
    home: Path, answerer: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name)
    assistant = opened(home, Certain(8))
    assert "llm" not in assistant.answerers
    with pytest.raises(ConfigError, match=says):
        assistant.ask(QUESTION, answerer=answerer)


def test_a_model_on_this_machine_answers_where_it_is_asked_to(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF" + bytes(100))
    assistant = opened(home, Certain(8))
    model_store.register(tmp_path / "tiny.gguf", assistant.config.models_path)
    monkeypatch.setattr(settings, "can_serve", lambda: True)
    server = stand_in(tmp_path / "children")
    monkeypatch.setattr(local_server, "SERVER", server)
    assert assistant.answerers == ("extractive", "llm")
    assert opened(home, Certain(8), answerer="llm").answerers == ("llm", "extractive")
    assert (assistant.settings()["model"], assistant.settings()["context_tokens"]) == ("tiny", 2048)
    assert assistant.ask(QUESTION).answerer == "extractive"
    assert started(tmp_path / "children") == [], "nobody asked for it yet"
    answer = assistant.ask(QUESTION, answerer="llm")
    assert (answer.trace["model"]["text"], answer.trace["model"]["model"]) == (ANSWER, "tiny")
    server.stop()


def test_it_follows_the_index_and_its_figures(home: Path, assistant: Assistant) -> None:
    assert list(assistant.outlets) == ["Kestrel Daily", "Tidewater Post"]
    before = assistant.generation()
    assert assistant.generation() is before, "nothing has changed"
    (home / "corpus" / "a.md").unlink()
    (home / "corpus" / "c.txt").write_text("A bridge was painted green.")
    opened(home, Certain(0)).update()
    assert [article.article_id for article in assistant.articles()] == ["b.md", "c.txt"]
    assert list(assistant.outlets) == ["Kestrel Daily"]
    assert assistant.dates() == (dt.date(2021, 12, 31), dt.date(2021, 12, 31))
    assert (assistant.status()["articles"], assistant.status()["undated"]) == (2, 1)
    with pytest.raises(KeyError):
        assistant.article("a.md")


def test_another_model_asks_the_same_index(assistant: Assistant) -> None:
    other = assistant.with_model("larger")
    assert (other.config.model, assistant.config.model != "larger") == ("larger", True)
    assert other.generation() is assistant.generation()
    assert (other.embedder, other.reranker) == (assistant.embedder, assistant.reranker)


def test_what_is_not_there_or_of_another_embedder_is_named(home: Path) -> None:
    with pytest.raises(IndexMissing, match="run `assistant index`"):
        Assistant.open(config=Config(home=home, index=Path("nowhere")))
    with pytest.raises(IndexMismatch, match=r"hashed words.*--rebuild"):
        Assistant.open(config=Config(home=home))


def test_the_settings_beside_an_answer_hold_no_key(home: Path) -> None:
    assistant = opened(home, Certain(0), api_key="sk-nothing-to-be-seen", passages=5)
    assert assistant.settings()["passages"] == 5
    assert "sk-nothing" not in str(assistant.settings())
    assert "api_key" not in assistant.settings()


def test_questions_to_start_with_are_answered_by_the_article_that_they_are_made_from(
    home: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in ("AT_START", "AFTERWARDS"):
        monkeypatch.setattr(service, seconds, 600.0)  # long enough for a crowded machine
    told = (
        "LISBON, May 3, 2022 — The Lisbon ferry was closed in the harbour because engineers found cracks in it.\n\n"
        "Three people were injured in the harbour. Port Royal was asked for another ferry.\n"
    )
    (home / "corpus" / "c.md").write_text(told, encoding="utf-8")
    assistant.update()
    examples = assistant.examples()
    assert "What is reported about Port Royal?" in examples
    for question in examples:
        answer = assistant.ask(question)
        assert answer.status == "answered"
    assert assistant.examples() == examples
    del assistant.generation().manifest["examples"]
    with assistant._trying:
        assert assistant.examples() == [], "nobody waits while others are tried"
    answer = assistant.ask("Why was the Lisbon ferry closed?")
    assert assistant.follow_ups(answer) == ["What is reported about Port Royal?"]
    read = Certain(9)
    trying = opened(home, read)
    monkeypatch.setattr(trying, "search", lambda _question, k, **_: [item for item in answer.evidence if k != 2])
    assert (trying.follow_ups(answer), read.asked) == ([], []), "nothing is tried of which no likely passage tells"
    refused = Assistant(assistant.config, Certain(-9))
    refused.__dict__["embedder"] = HashedWords()
    assert refused.follow_ups(answer) == []
