"""A written answer behind a quoted one: the articles are quoted at once, and stay until the model's answer is checked.

The written one takes its place whole. Sentence by sentence it could not: what the check finds missing the model may correct, and
what a reader has begun to read would change twice.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Generator
from concurrent.futures import Future

from assistant.llm import local_server
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Answer
from assistant.service import Assistant
from assistant.web.protocol import AskOptions
from assistant.web.storage.pace import Pace
from assistant.web.views.phrases import about, count, writer_name

LOOK = 0.25
"""Seconds between two looks at how far the model is."""


def behind_quoted(
    assistant: Assistant, question: str, options: AskOptions, pace: Pace
) -> Generator[tuple[Answer, str | None], None, None]:
    """The quoted answer with how far the written one is, again and again; last the written one, with None.

    Raises what the assistant raises: once the quoted answer was given, it is the written one that failed.
    """
    quoted = assistant.ask(question, **(options | AskOptions(answerer="extractive")))
    writer = assistant.writer
    usual = pace.usual(writer.model) if writer and writer.local else None
    yield quoted, being_written(writer, usual)
    work = Writing(assistant, question, options)
    try:
        while not work.ended.wait(LOOK):
            yield quoted, progress(work, writer, usual)
    finally:
        work.left.set()
    if work.error:
        raise work.error
    assert work.answer is not None
    if writer and writer.local and work.answer.trace.get("model"):
        pace.keep(writer.model, time.monotonic() - work.began)
    yield work.answer, None


class Writing:
    """The thread in which an answer is written, and what is known of it meanwhile. It ends once nobody waits for it any more."""

    def __init__(self, assistant: Assistant, question: str, options: AskOptions) -> None:
        self.before = 0
        """Questions that stand before this one."""
        self.answer: Answer | None = None
        """As far as it is."""
        self.error: Exception | None = None
        self.began = time.monotonic()
        """When the model's first turn came: what a later one of the same answer waits is part of how long it takes."""
        self._had_turn = False
        self.ended, self.left = threading.Event(), threading.Event()
        self.over: Future[None] = Future()
        """The same as `ended`, for those who wait in a loop."""
        work = threading.Thread(target=self._run, args=(assistant, question, options), name="writing", daemon=True)
        work.start()

    def _run(self, assistant: Assistant, question: str, options: AskOptions) -> None:
        try:
            with (
                local_server.telling(self._told),
                contextlib.closing(assistant.stream(question, **options)) as answers,
            ):
                for self.answer in answers:
                    if self.left.is_set():
                        return
        except Exception as error:  # noqa: BLE001 - raised again where the answer is waited for
            self.error = error
        finally:
            self.ended.set()
            self.over.set_result(None)

    def _told(self, before: int) -> None:
        if self.left.is_set():
            raise NobodyWaits
        self.before = before
        if not before and not self._had_turn:
            self.began, self._had_turn = time.monotonic(), True


class NobodyWaits(Exception):
    """Takes a question out of the model's line."""


def progress(work: Writing, writer: LanguageModelSettings | None, usual: float | None) -> str:
    """How far a written answer is, in a line."""
    if work.before:
        return f"{count(work.before, 'question')} {'stands' if work.before == 1 else 'stand'} before yours"
    if work.answer and work.answer.sentences:
        return f"{being_written(writer, None)}: {count(len(work.answer.sentences), 'sentence')} so far"
    if writer and writer.local and local_server.SERVER.running != writer.local:
        return "The language model is being loaded"
    return being_written(writer, usual)


def being_written(writer: LanguageModelSettings | None, usual: float | None) -> str:
    """`Being written on this machine, about 14 s`"""
    return f"Being written {writer_name(writer)}" + (f", {about(usual)}" if usual else "")
