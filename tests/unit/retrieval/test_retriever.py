"""Evidence is ranked, folded, filtered and marked; nothing found is no failure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys

import pytest

from assistant.index.collection import Collection, collect
from assistant.retrieval.question import understand
from assistant.retrieval.retriever import merge, retrieve
from assistant.schema import Article
from tests.conftest import HashedWords

CALL = "The two leaders spoke on the telephone for fifty minutes on Thursday. They agreed to meet in Geneva in January."
ARTICLES = [
    Article("call.txt", CALL, title="Leaders speak", outlet="Harbour Courier", published=dt.date(2021, 12, 31)),
    Article("copy.txt", CALL, title="Leaders speak", outlet="Meridian Wire", published=dt.date(2022, 1, 1)),
    Article("fish.txt", "The fishing fleet stayed in port. Storms closed the harbour.", outlet="Harbour Courier"),
    Article(
        "budget.txt", "The budget holds 6.9 billion for the alliance. Parliament votes in May.", outlet="Meridian Wire"
    ),
]


@pytest.fixture(scope="module")
def collection() -> Collection:
    return collect(ARTICLES, HashedWords())


def test_evidence_is_ranked_labelled_and_exact(collection: Collection) -> None:
    found = retrieve(collection, HashedWords(), understand("How long did the leaders speak on the telephone?"))
    assert (
        [e.label for e in found.evidence] == [e.rank for e in found.evidence] == list(range(1, len(found.evidence) + 1))
    )
    assert [e.score for e in found.evidence] == sorted((e.score for e in found.evidence), reverse=True)
    assert found.evidence[0].article_id in ("call.txt", "copy.txt")
    assert found.confidence == 0.0, "nothing was read"
    for evidence in found.evidence:
        assert collection.articles[evidence.article_id].text[evidence.start : evidence.end] == evidence.text


def test_spans_are_whole_sentences_that_bear_on_the_question(collection: Collection) -> None:
    best = retrieve(
        collection, HashedWords(), understand("How many minutes did the leaders speak on the telephone?")
    ).evidence[0]
    assert [CALL[start:end] for start, end in best.spans] == [CALL[: CALL.index(" They")]]


def test_wire_copies_are_folded_under_the_first(collection: Collection) -> None:
    found = retrieve(collection, HashedWords(), understand("How long did the leaders speak?"))
    articles = [e.article_id for e in found.evidence]
    assert len({"call.txt", "copy.txt"} & set(articles)) == 1
    assert {articles[0], *found.evidence[0].duplicates} == {"call.txt", "copy.txt"}


def test_a_copy_takes_nothing_from_the_score() -> None:
    told = "The ferry Marisol left Port Alder before dawn with forty passengers, and nobody was hurt in the storm. " * 4
    others = [Article(f"{n}.txt", f"The museum of Northam opened room {n} on Friday. " * 4) for n in range(30)]
    once = [Article("a.txt", told), *others]
    query = understand("How many passengers had the ferry Marisol?")
    alone, copied, often = (
        retrieve(
            collect([*once, *(Article(f"copy{n}.txt", told) for n in range(copies))], HashedWords()),
            HashedWords(),
            query,
        )
        for copies in (0, 1, 12)
    )
    assert copied.evidence[0].duplicates
    for found in (copied, often):
        assert found.evidence[0].score == pytest.approx(alone.evidence[0].score, abs=0.1)


def test_filters_hold(collection: Collection) -> None:
    embedder = HashedWords()
    query = dataclasses.replace(understand("How long did the leaders speak?"), since=dt.date(2022, 1, 1))
    assert {e.article_id for e in retrieve(collection, embedder, query).evidence} == {"copy.txt"}
    query = dataclasses.replace(understand("How long did the leaders speak?"), until=dt.date(2021, 12, 31))
    assert {e.article_id for e in retrieve(collection, embedder, query).evidence} == {"call.txt"}
    query = dataclasses.replace(understand("How long did the leaders speak?"), outlets=("Harbour Courier",))
    assert {e.outlet for e in retrieve(collection, embedder, query).evidence} == {"Harbour Courier"}
    query = dataclasses.replace(understand("How long did the leaders speak?"), since=dt.date(2030, 1, 1))
    assert retrieve(collection, embedder, query).evidence == ()


def test_k_limits_the_evidence(collection: Collection) -> None:
    assert len(retrieve(collection, HashedWords(), understand("leaders fish budget"), k=2).evidence) == 2


def test_an_empty_collection_gives_nothing() -> None:
    found = retrieve(collect([], HashedWords()), HashedWords(), understand("Who called?"))
    assert (found.evidence, found.confidence) == ((), 0.0)


def test_adjacent_sentences_merge() -> None:
    assert merge(((0, 3), (4, 8), (9, 12), (13, 15)), [0, 1, 3]) == ((0, 8), (13, 15))


def test_importing_is_quick() -> None:
    code = "import sys, assistant.retrieval.retriever; assert not {'rapidfuzz', 'chromadb'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_spellings_of_one_outlet_are_one() -> None:
    outlets = ("The Kestrel Daily", "KESTREL DAILY", "KESTREL DAILY", "Meridian Wire")
    texts = [f"The {word} leaders spoke on the telephone for fifty minutes." for word in ("two", "old", "new", "shy")]
    several = [Article(f"{n}.txt", texts[n], outlet=outlet) for n, outlet in enumerate(outlets)]
    query = dataclasses.replace(understand("How long did the leaders speak?"), outlets=("Kestrel Daily",))
    found = retrieve(collect(several, HashedWords()), HashedWords(), query).evidence
    assert {e.outlet for e in found} == {"KESTREL DAILY"}  # as it is written most often
    assert {e.article_id for e in found} | {name for e in found for name in e.duplicates} == {"0.txt", "1.txt", "2.txt"}


def test_evidence_tells_the_page_on_which_it_stands() -> None:
    text = "One. " * 300 + "The leaders spoke on the telephone for fifty minutes. " + "Two. " * 300
    pages = (0, 750, 1510, 1520)  # the third begins amid the sentence's passage
    collection = collect([Article("a.pdf", text, pages=pages)], HashedWords())
    best = retrieve(collection, HashedWords(), understand("How long did the leaders speak on the telephone?")).evidence[
        0
    ]
    place = text.index("The leaders")
    assert (best.page_of(place), best.page_of(place + 15), best.page_of(place + 25)) == (2, 3, 4)
    assert Article("b.txt", text).page_of(place) is None
