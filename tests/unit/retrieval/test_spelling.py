"""One wrong letter still finds the word that was meant, and nothing else is touched."""

from __future__ import annotations

import pytest

from assistant.index.collection import Collection, collect
from assistant.retrieval.spelling import corrected
from assistant.schema import Article
from tests.conftest import HashedWords

TEXT = (
    "Elizabeth Marlow sold cannabis to two men. Her partner Svenja Hollander, and Svenja Hollender of the port, left by ferry. "
    "The fullback sat outside."
)


@pytest.fixture(scope="module")
def collection() -> Collection:
    return collect([Article("a.txt", TEXT)], HashedWords())


@pytest.mark.parametrize(
    ("question", "meant", "changes"),
    [
        ("What did Elizabth Marlow sell?", "What did Elizabeth Marlow sell?", [("Elizabth", "Elizabeth")]),
        ("Who sold canabis, Elizabeht?", "Who sold cannabis, Elizabeth?", [("canabis", "cannabis"), ("Elizabeht", "Elizabeth")]),
        ("What did Elizabeth sell?", "What did Elizabeth sell?", []),
        ("Who is Svenja Hollinder?", "Who is Svenja Hollinder?", []),
        ("Was the partner a painter?", "Was the partner a painter?", []),
        ("Who was parted?", "Who was parted?", []),
        ("Who is Elisabete Marvin?", "Who is Elisabete Marvin?", []),
        ("What is spent on mending it?", "What is spent on mending it?", []),
        ("Who was outbid?", "Who was outbid?", []),
        ("Who was the fallback?", "Who was the fallback?", []),
        ("", "", []),
    ],
)  # fmt: skip
def test_a_slip_of_one_letter_is_read_as_what_the_articles_write(
    collection: Collection, question: str, meant: str, changes: list[tuple[str, str]]
) -> None:
    assert corrected(question, collection) == (meant, changes)
