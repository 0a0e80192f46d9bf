"""The real local language model killed while it speaks: each time one named error, and the next question is answered after its restart."""

from __future__ import annotations

import os

import pytest

from assistant.errors import LanguageModelError
from assistant.llm import client
from assistant.llm.client import Completion
from assistant.llm.prompts import Prompt
from assistant.llm.settings import LanguageModelSettings
from tests.support.language_model_server import LanguageModelServer, find_weights
from tests.unit.llm.test_client import EVIDENCE, assert_clean

TIMES = int(os.environ.get("TIMES_KILLED", "3"))
"""Once after each of the first pieces; `TIMES_KILLED=20` for a long look of a minute and a half."""
SHORT = Prompt("short", "# user\n$sources\n\nWrite all that you know about telephone calls $fence: $question")


def ask(server: LanguageModelServer, kill_after: int | None = None) -> tuple[str, Completion | None]:
    """What the model said, the server killed after so many pieces of it."""
    settings = LanguageModelSettings(
        "local",
        server.base_url,
        "sk-canary-0123456789",
        max_output_tokens=200 if kill_after else 12,
        context_tokens=2048,
        total_deadline=30,
    )
    text, last = "", None
    for place, piece in enumerate(client.complete("How long was the call?", EVIDENCE, settings, SHORT), 1):
        if isinstance(piece, Completion):
            last = piece
        else:
            text += piece
        if place == kill_after:
            server.kill()
    return text, last


@pytest.mark.server
def test_a_server_killed_in_the_stream_is_one_named_error_each_time(
    language_model_server: LanguageModelServer,
) -> None:
    weights = find_weights()
    assert weights
    errors = []
    server = LanguageModelServer(weights)
    for time in range(TIMES):
        with pytest.raises(LanguageModelError) as caught:
            ask(server, kill_after=2 + time % 5)
        errors.append(str(caught.value))
        assert_clean(caught.value)
        server = LanguageModelServer(weights)
        text, completion = ask(server)
        assert text.strip()
        assert completion
    server.kill()
    assert len(errors) == TIMES
    assert all("closed the connection in mid-reply: ask again" in error for error in errors), set(errors)
