"""Copies of one wire story are one piece of evidence: of ten word triples eight must be common, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.index.collection import Collection, collect
from assistant.retrieval.duplicates import fold_copies
from assistant.schema import Article
from tests.conftest import HashedWords

STORY = "The ferry Marisol left Port Alder harbour before dawn with forty passengers"
"""Twelve words, ten triples."""


def held(*articles: tuple[str, str, str | None]) -> Collection:
    return collect([Article(name, text, title=title) for name, text, title in articles], HashedWords())


def folded(collection: Collection, k: int = 9) -> list[tuple[int, list[str]]]:
    rows = np.arange(len(collection.passages))
    return fold_copies(collection, rows, rows.tolist(), k)


@pytest.mark.parametrize(
    ("other", "copy"),
    [
        (STORY, True),
        (STORY.upper(), True),
        (STORY.replace("passengers", "sailors"), True),  # 9 of 11
        (" ".join(STORY.split()[1:]), True),  # 9 of 10
        (" ".join(["Then", "on", *STORY.split()]), True),  # 10 of 12
        (" ".join(STORY.split()[1:]).replace("passengers", "sailors"), False),  # 8 of 11
        (STORY.replace("forty passengers", "sixty sailors"), False),  # 8 of 12
        (STORY.replace("Port", "Old"), False),  # 7 of 13
        (" ".join(reversed(STORY.split())), False),
    ],
)
def test_eight_of_ten_common_triples_make_a_copy(other: str, copy: bool) -> None:
    found = folded(held(("a.txt", f"{STORY}.", None), ("b.txt", f"{other}.", None)))
    assert found == ([(0, ["b.txt"])] if copy else [(0, []), (1, [])])


def test_the_headline_is_no_part_of_the_story() -> None:
    long = "Ferry Marisol leaves Port Alder before dawn with forty passengers and a crew of nine on board"
    assert folded(held(("a.txt", f"{STORY}.", long), ("b.txt", f"{STORY}.", None))) == [(0, ["b.txt"])]
    apart = held(
        ("a.txt", "The sea was calm and the sky was clear.", long), ("b.txt", "Nobody had come to wave.", long)
    )
    assert folded(apart) == [(0, []), (1, [])]


def test_an_article_is_no_copy_of_itself() -> None:
    again = "\n\n".join([f"{STORY}. " * 12] * 2)
    collection = held(("a.txt", again, None))
    assert len(collection.passages) >= 2
    assert [copies for _, copies in folded(collection)] == [[]] * len(collection.passages)


def test_the_best_ranked_stands_for_the_others_and_k_counts_stories() -> None:
    story = [(name, f"{STORY}.", None) for name in ("a.txt", "b.txt", "c.txt")]
    collection = held(*story, ("d.txt", "The museum opened its doors again on Friday after a year of repairs.", None))
    rows = np.arange(4)
    assert fold_copies(collection, rows, [2, 3, 0, 1], 2) == [(2, ["a.txt", "b.txt"]), (3, [])]
    assert fold_copies(collection, rows, [2, 0, 3, 1], 1) == [(2, ["a.txt", "b.txt"])]


def test_passages_too_short_for_a_triple_are_copies_of_nothing() -> None:
    assert folded(held(("a.txt", "Calm.", None), ("b.txt", "Calm.", None))) == [(0, []), (1, [])]
