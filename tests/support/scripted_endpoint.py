"""An OpenAI-compatible endpoint on loopback whose replies a test writes, by what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.support.faulty_endpoint import FaultyEndpoint


class ScriptedEndpoint(FaultyEndpoint):
    """`reply` is given the text of all messages of a request and returns the text of the model."""

    def __init__(self, reply: Callable[[str], str]) -> None:
        self.reply = reply
        super().__init__("good")

    @property
    def pieces(self) -> Sequence[str]:
        asked = "\n".join(message["content"] for message in self.requests[-1]["messages"])
        return [self.reply(asked)]

    @pieces.setter
    def pieces(self, _: Sequence[str]) -> None:
        """What the faulty endpoint would say."""
