"""A question that asks several things is taken apart; one that asks one thing, with its circumstances, is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from assistant.answering.assembly import missing_parts
from assistant.index.collection import Collection, collect
from assistant.retrieval.confidence import NOT_THE_SOURCE, after_reading
from assistant.retrieval.logistic import log_odds
from assistant.retrieval.question import understand
from assistant.retrieval.retriever import interleaved, retrieve
from assistant.retrieval.types import Reading, Retrieved
from assistant.schema import Article, Evidence, Query, QueryPart
from tests.conftest import HashedWords

OUTLETS = ["The Harbour Courier", "Meridian Wire", "Kestrel Daily"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Does the Meridian Wire article call the ferry fire an accident, while the 'Kestrel Daily' says that sailors set it?",
            [
                ("Does the Meridian Wire article call the ferry fire an accident", ("Meridian Wire",)),
                ("while the 'Kestrel Daily' says that sailors set it?", ("Kestrel Daily",)),
            ],
        ),
        (
            "Who was accused of setting the ferry fire by both Meridian Wire and the Harbour Courier?",
            [
                ("Who was accused of setting the ferry fire by both Meridian Wire and the Harbour Courier?", (outlet,))
                for outlet in ("Meridian Wire", "The Harbour Courier")
            ],
        ),
        (
            "Which company bought the burnt island ferry, paid its drowned sailors' widows, and closed the old northern shipyard early,"
            " according to Meridian Wire?",
            [
                ("Which company bought the burnt island ferry", ("Meridian Wire",)),
                ("paid its drowned sailors' widows", ("Meridian Wire",)),
                ("and closed the old northern shipyard early, according to Meridian Wire?", ("Meridian Wire",)),
            ],
        ),
        (
            "Did the Meridian Wire report of October 20, 2023, on the ferry fire differ from the Meridian Wire report on"
            " the trial, and did sailors deny the later charges?",
            [
                (
                    "Did the Meridian Wire report of October 20, 2023, on the ferry fire differ from the Meridian Wire"
                    " report on the trial",
                    ("Meridian Wire",),
                ),
                ("and did sailors deny the later charges?", ("Meridian Wire",)),
            ],
        ),
        (
            "What did Meridian Wire say of the burnt island ferry's crew, and who repaired the broken northern pier of Alder?",
            [
                ("What did Meridian Wire say of the burnt island ferry's crew", ("Meridian Wire",)),
                ("and who repaired the broken northern pier of Alder?", ()),
            ],
        ),
        (
            "How many tickets did the island ferry sell in March, and who repaired its broken northern pier?",
            [
                ("How many tickets did the island ferry sell in March?", ()),
                ("Who repaired its broken northern pier? (March, tickets, island, ferry, sell)", ()),
            ],
        ),
        (
            "How long did Ann Hill speak and did Ana Reyes resign?",
            [("How long did Ann Hill speak?", ()), ("Did Ana Reyes resign?", ())],
        ),
        (
            "What did the new bridge cost? And who opened the bridge?",
            [("What did the new bridge cost?", ()), ("Who opened the bridge? (cost)", ())],
        ),
    ],
)
def test_a_question_is_cut_where_another_begins(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert understand(text, outlets=OUTLETS).parts == tuple(QueryPart(*each) for each in expected)


@pytest.mark.parametrize(
    "text",
    [
        "With Ann Hill on her way out, who gets the top job at the ferry company?",
        "How long did the mayor speak with the union two days after he had seen the burnt ferry?",
        "What did the union and the ferry company agree on after the strike?",
        "What does Meridian Wire say about the fire?",
        "Where was the ferry, and when?",
        "When and where did the mayor meet the union?",
        "Who scored, and in which minute?",
    ],
)
def test_circumstances_and_short_halves_are_no_parts(text: str) -> None:
    assert understand(text, outlets=OUTLETS).parts == ()


def test_what_is_said_of_outlets_and_days_filters_parts_and_not_the_whole() -> None:
    query = understand(
        "Did the report by Meridian Wire published on 1 March 2022 blame the ferry's crew, while Kestrel Daily blamed the port's"
        " owners?",
        outlets=OUTLETS,
    )
    assert (query.since, query.until, query.outlets) == (None, None, ())
    assert [part.outlets for part in query.parts] == [("Meridian Wire",), ("Kestrel Daily",)]


def test_orders_take_turns() -> None:
    assert interleaved([[1, 2, 3], [2, 4], []]) == [1, 2, 3, 4]


FIRE = (
    "The island ferry burnt in the harbour on Monday night. Sailors set the ferry fire, the police said of the ferry. "
)
ARTICLES = [
    *(Article(f"fire{n}.txt", FIRE * n, title="Ferry fire", outlet="Meridian Wire") for n in (1, 2, 3)),
    Article("budget.txt", "The northern pier was repaired by Hill and Sons for nine million.", outlet="Kestrel Daily"),
]


@pytest.fixture(scope="module")
def collection() -> Collection:
    return collect(ARTICLES, HashedWords())


def test_every_part_has_its_best_among_the_first(collection: Collection) -> None:
    query = understand("Who set the island ferry fire on Monday night, and who repaired its broken northern pier?")
    assert len(query.parts) == 2
    assert "budget.txt" in [item.article_id for item in retrieve(collection, HashedWords(), query, 2).evidence]


def test_a_filter_of_the_reader_holds_for_every_part(collection: Collection) -> None:
    query = understand(
        "Does Meridian Wire report that sailors set the ferry fire, while Kestrel Daily tells who repaired the northern pier?",
        outlets=OUTLETS,
    )
    only = dataclasses.replace(query, outlets=("Meridian Wire",))
    assert {item.outlet for item in retrieve(collection, HashedWords(), only, 8).evidence} == {"Meridian Wire"}
    both = retrieve(collection, HashedWords(), query, 2).evidence
    assert [item.outlet for item in both] == ["Meridian Wire", "Kestrel Daily"]


class Halves:
    """What speaks of the ferry answers who set it on fire, and nothing answers another question."""

    def prepare(self) -> None:
        pass

    def score(self, query: Query, passages: Sequence[Evidence]) -> list[Reading]:
        return [
            Reading(6.0 if query.text.startswith("Who set") and "ferry" in item.text else -6.0) for item in passages
        ]


@pytest.mark.parametrize(
    "question",
    [
        "Who set the island ferry fire on Monday night, and who cleaned the broken northern pier of oil?",
        "Who set the island ferry fire as Meridian Wire told, while Kestrel Daily said who cleaned the broken northern pier?",
    ],
)
def test_every_part_is_judged_by_passages_of_its_own(collection: Collection, question: str) -> None:
    query = understand(question, outlets=OUTLETS)
    found = retrieve(collection, HashedWords(), query, 8)
    assert [part.text for part, _ in found.parts] == [part.text for part in query.parts]
    (_, fire), (_, pier) = after_reading(Halves(), query, found).parts
    read = after_reading(Halves(), query, found)
    assert fire.confidence > 0.6 > pier.confidence, "what answers one part does not answer for the other"
    foreign = dataclasses.replace(
        found.parts[1][1],
        evidence=tuple(dataclasses.replace(item, language="de") for item in found.parts[1][1].evidence),
    )
    unread = after_reading(
        Halves(), query, dataclasses.replace(found, parts=(found.parts[0], (found.parts[1][0], foreign)))
    )
    assert unread.confidence == pytest.approx(fire.confidence, abs=0.001), "what was not judged tells nothing"
    if query.parts[0].outlets:
        assert fire.confidence > read.confidence > pier.confidence, "clauses of one question"
    else:
        assert read.confidence == pytest.approx(fire.confidence, abs=0.001), "one of two questions is answered"


def test_a_question_beside_another_that_nothing_answers_is_named(collection: Collection) -> None:
    query = understand("Who set the island ferry fire on Monday night, and who repaired its broken northern pier?")
    found = after_reading(Halves(), query, retrieve(collection, HashedWords(), query, 8))
    (fire, burnt), (pier, _) = found.parts
    lacking = dataclasses.replace(found, parts=((fire, burnt), (pier, Retrieved((), 0.0))))
    assert missing_parts(query, lacking) == ["Who repaired its broken northern pier?"]
    assert missing_parts(query, dataclasses.replace(found, parts=((fire, burnt), (pier, burnt)))) == []
    unread = dataclasses.replace(burnt, confidence=0.0)
    assert missing_parts(query, dataclasses.replace(found, parts=((fire, burnt), (pier, unread)))) == [], "not judged"
    clauses = understand("Does Meridian Wire say who set the ferry fire, or does Kestrel Daily?", outlets=OUTLETS)
    assert missing_parts(clauses, lacking) == []


def test_a_source_that_nothing_found_is_by_lowers_the_confidence(collection: Collection) -> None:
    asked, other = (
        understand(f"Who set the ferry fire on Monday, as told in the {outlet} article?")
        for outlet in ("Meridian Wire", "Lantern Post")
    )
    found = retrieve(collection, HashedWords(), asked, 3)
    sure, unsure = (after_reading(Halves(), query, found).confidence for query in (asked, other))
    assert sure > unsure
    assert log_odds(sure) - log_odds(unsure) == pytest.approx(NOT_THE_SOURCE, abs=0.02)
