"""Greetings, thanks and a bare "?" are known as such, and questions that begin with one are not."""

from __future__ import annotations

import pytest

from assistant.retrieval.courtesy import courtesy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello", "greeting"),
        ("Hi there!", "greeting"),
        ("Good morning, Dateline", "greeting"),
        ("Thanks!", "thanks"),
        ("Ok, thanks a lot.", "thanks"),
        ("That’s all", "thanks"),
        ("Good night", "thanks"),
        ("Thanks, that helps", "thanks"),
        ("thank you, great answer", "thanks"),
        ("?", "nothing"),
        ("…", "nothing"),
        ("Hello, who won the cup?", None),
        ("Thanks to whom was the bridge built?", None),
        ("Great Britain?", None),
        ("Good Morning Vietnam", None),
        ("Why?", None),
        ("", None),
        ("hello " * 40, None),
    ],
)
def test_what_asks_nothing_is_known(text: str, kind: str | None) -> None:
    assert courtesy(text) == kind
