"""Messages into a question, answers into messages: what is cited stands where it says, and nothing of an article is markup."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.llm.settings import LanguageModelSettings, LocalModel
from assistant.schema import Answer
from assistant.web.completions import Message, Part, Reply, Shape, asked_of, models, plain
from assistant.web.security.refusals import Refusal
from assistant.web.views.export import answer_markdown
from tests.browser.fake_assistant import COURIER, FakeAssistant

HOME = "http://127.0.0.1:7860/"
QUESTION = [Message(role="user", content="How long did the call last?")]


def replied(question: str = "How long did the call last?", change: Any = lambda answer: answer) -> Reply:
    assistant = FakeAssistant()
    return Reply(change(assistant.ask(question)), assistant, HOME, QUESTION)


def test_every_citation_says_where_its_marker_stands_and_what_it_cites() -> None:
    reply = replied()
    assert len(reply.annotations) == sum(len(sentence.citations) for sentence in reply.answer.sentences) >= 3
    for one in reply.annotations:
        cited = one["url_citation"]
        assert one["type"] == "url_citation"
        assert reply.content[cited["start_index"] : cited["end_index"]] == f"[{cited['label']}]"
        article = FakeAssistant().article(cited["article_id"])
        assert article.text[cited["start"] : cited["end"]] == cited["quote"]
        assert cited["url"] == (article.url or f"{HOME}dateline/file?article={article.article_id}")
    assert any(one["url_citation"]["url"] == COURIER.url for one in reply.annotations)


def test_the_sources_are_footnotes_of_the_text() -> None:
    reply = replied()
    assert "".join(reply.pieces) == reply.content
    for label in {one["url_citation"]["label"] for one in reply.annotations}:
        assert f"\n- [{label}] " in reply.content


def test_an_address_that_is_none_of_the_web_is_not_linked() -> None:
    class Hostile(FakeAssistant):
        def article(self, article_id: str) -> Any:
            return dataclasses.replace(super().article(article_id), url="javascript:alert(1)")

    class Gone(FakeAssistant):
        def article(self, article_id: str) -> Any:
            raise KeyError(article_id)

    for assistant in (Hostile(), Gone()):
        reply = Reply(assistant.ask("How long?"), assistant, HOME, QUESTION)
        assert all(one["url_citation"]["url"].startswith(f"{HOME}dateline/file?") for one in reply.annotations)


def test_markup_of_an_article_is_none_in_the_content() -> None:
    planted = "![x](http://evil.example/a.png) <img src=http://evil.example/b> [read](http://evil.example)"

    def plant(answer: Answer) -> Answer:
        first = dataclasses.replace(answer.sentences[0], text=planted, short_answer=None)
        return dataclasses.replace(answer, sentences=(first, *answer.sentences[1:]))

    reply = replied(change=plant)
    bare = re.sub(r"\\.", "", reply.content)  # without what is escaped
    assert "![" not in bare
    assert "](" not in bare
    assert "<img" not in bare
    assert "http://evil" not in reply.content
    cited = reply.annotations[0]["url_citation"]
    assert reply.content[cited["start_index"] : cited["end_index"]] == f"[{cited['label']}]"


def test_an_answer_withheld_is_a_message_without_citations() -> None:
    said = "The articles do not answer this."
    reply = replied("There is nothing on this", lambda answer: dataclasses.replace(answer, text=said))
    assert reply.annotations == []
    assert reply.content.startswith(said)
    assert reply.facts["status"] == "abstained"


def test_tokens_are_the_models_where_it_counts_and_estimated_where_none_wrote() -> None:
    counted = {"model": {"usage": {"prompt_tokens": 700, "completion_tokens": 20}}, "correction": {"usage": None}}
    twice = counted | {"before_correction": {"usage": {"prompt_tokens": 50, "completion_tokens": 5}}}
    total = {"prompt_tokens": 750, "completion_tokens": 25, "total_tokens": 775}
    assert replied(change=lambda answer: dataclasses.replace(answer, trace=twice)).usage == total
    estimated = replied().usage
    assert estimated["prompt_tokens"] == 12, "two fifths of 26 letters and blanks, rounded up, and a question mark"
    assert estimated["total_tokens"] == estimated["prompt_tokens"] + estimated["completion_tokens"]


def test_the_last_message_asks_and_the_others_are_turns() -> None:
    messages = [
        Message(role="system", content="Answer in rhyme."),
        Message(role="user", content="How long did the call last?"),
        Message(role="assistant", content="It lasted **50 minutes**. [1]\n\n> A note\n\n- [1] Kestrel: here"),
        Message(role="user", content=[Part(type="text", text="And the"), Part(type="text", text="second?")]),
    ]
    question, history = asked_of(messages)
    assert question == "And the\nsecond?"
    assert history == [("How long did the call last?", "It lasted 50 minutes. [1]")]


def test_an_answer_comes_back_as_its_sentences() -> None:
    answer = FakeAssistant().ask("How long?")
    back = plain(answer_markdown(answer))
    for sentence in answer.sentences:
        assert sentence.text in back
    assert "- [" not in back


@pytest.mark.parametrize(
    "messages",
    [
        [Message(role="system", content="Be kind.")],
        [Message(role="user", content="How long?"), Message(role="assistant", content="An hour.")],
        [Message(role="user", content=[Part(type="image_url")])],
    ],
)
def test_what_asks_nothing_is_refused(messages: list[Message]) -> None:
    with pytest.raises(Refusal) as refused:
        asked_of(messages)
    assert (refused.value.status, refused.value.param) == (400, "messages")


def test_the_answerers_are_models() -> None:
    assert models(FakeAssistant()) == {"dateline": None, "dateline-quoted": "extractive", "dateline-written": "llm"}

    class Local(FakeAssistant):
        @property
        def writer(self) -> LanguageModelSettings:
            return LanguageModelSettings("tiny", local=LocalModel("tiny", Path("tiny.gguf"), 1))

    assert models(Local()) == {"dateline": None, "dateline-quoted": "extractive", "dateline-local": "llm"}


def test_chunks_put_together_are_the_completion() -> None:
    reply, shape = replied(), Shape(id="x", model="dateline")
    chunks = list(shape.chunks(reply, with_usage=True))
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    whole = shape.completion(reply)["choices"][0]["message"]
    assert "".join(delta.get("content", "") for delta in deltas) == whole["content"]
    assert [delta["annotations"] for delta in deltas if "annotations" in delta] == [whole["annotations"]]
    assert chunks[-1]["usage"] == reply.usage
    assert chunks[-1]["choices"] == []


def test_an_article_that_cannot_be_read_is_linked_on_the_page() -> None:
    class Broken(FakeAssistant):
        def article(self, article_id: str) -> Any:
            raise AssistantError("damaged")

    reply = Reply(FakeAssistant().ask("How long?"), Broken(), HOME, QUESTION)
    assert reply.annotations[0]["url_citation"]["url"].startswith(HOME)
