"""What one answer is worth, on answers made by hand."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.evaluation import measures
from assistant.evaluation.question_sets import Gold, Question
from assistant.schema import Answer, AsOf, Atom, Citation, Evidence, Passage, Sentence, Support, SupportLabel

QUESTION = Question("q", "How long?", True, "50 minutes", ("50 minutes", "on Thursday"), (Gold("a", 10, 30),), ())


def passage(number: int, article: str = "a", start: int = 0, end: int = 40) -> Passage:
    return Passage(f"p{number}", article, start, end, "x" * (end - start), ())


def evidence(
    number: int, article: str = "a", start: int = 0, end: int = 40, spans: tuple[tuple[int, int], ...] = ()
) -> Evidence:
    text = "x" * (end - start)
    return Evidence(number, number, f"p{number}", article, None, None, None, False, start, end, text, 0.5, spans)


def sentence(text: str, label: SupportLabel, *places: tuple[str, int, int], found: tuple[bool, ...] = ()) -> Sentence:
    citations = tuple(Citation(at, f"p{at}", a, s, e, "x") for at, (a, s, e) in enumerate(places, 1))
    return Sentence(text, citations, Support(label, 0.5, tuple(Atom("50", "figure", one) for one in found)))


def answer(*sentences: Sentence, shown: tuple[Evidence, ...] = (), confidence: float = 0.8) -> Answer:
    status = "answered" if sentences else "abstained"
    text = " ".join(one.text for one in sentences)
    return Answer("How long?", status, "extractive", text, sentences, (), shown, confidence, AsOf(None, None))  # type: ignore[arg-type]


def test_evidence_and_marks_by_hand() -> None:
    # passage 0-25 has 15 of the 20 gold characters, the mark 5-15 has 5 of them
    values = measures.measure(QUESTION, answer(shown=(evidence(1, end=25, spans=((5, 15),)),)))
    assert values["recall@5"] == 0.75
    assert values["evidence holds"] == 1.0
    assert values["mark recall"] == values["span recall"] == 0.25
    assert values["span precision"] == 0.5
    assert values["span IoU"] == pytest.approx(5 / 25)


def test_a_right_answer_cites_gold_and_an_unanswerable_question_is_abstained_on() -> None:
    cites = answer(sentence("It lasted fifty minutes.", "supported", ("a", 20, 40)))
    beside = answer(sentence("It lasted fifty minutes.", "supported", ("a", 30, 40)))
    assert measures.measure(QUESTION, cites)["right"] == 1.0
    assert measures.measure(QUESTION, beside)["right"] == 0.0
    assert measures.measure(QUESTION, answer())["right"] == 0.0
    nobody = dataclasses.replace(QUESTION, answerable=False, gold=(), nuggets=())
    assert measures.measure(nobody, answer())["right"] == 1.0
    assert measures.measure(nobody, cites)["right"] == 0.0
    assert measures.measure(nobody, cites)["recall@5"] is None, "not applicable, not 0"


def test_every_part_of_an_answer_is_needed() -> None:
    question = dataclasses.replace(QUESTION, gold=(Gold("a", 10, 30, 1), Gold("b", 0, 10, 1), Gold("a", 50, 60, 2)))
    half = answer(sentence("One.", "supported", ("b", 0, 10)), shown=(evidence(1, "b"), evidence(2, end=30)))
    values = measures.measure(question, half)
    assert (values["gold cited"], values["right"]) == (1.0, 0.0)
    assert (values["recall@5"], values["evidence holds"]) == (0.5, 0.0)
    whole = answer(
        sentence("One.", "supported", ("b", 0, 10), ("a", 55, 70)),
        shown=(evidence(1, start=5, end=56), evidence(2, "c")),
    )
    values = measures.measure(question, whole)
    assert values["right"] == 1.0
    assert values["recall@5"] == pytest.approx((1.0 + 0.6) / 2)
    assert values["evidence holds"] == 1.0


def test_nuggets_are_found_in_other_words_and_vital_ones_are_told_apart() -> None:
    question = dataclasses.replace(QUESTION, okay=frozenset({"on Thursday"}))
    values = measures.measure(question, answer(sentence("It lasted fifty minutes.", "supported", ("a", 0, 5))))
    assert values["nugget recall"] == 0.5
    assert values["vital nugget recall"] == 1.0
    assert measures.holds_nugget("nearly $7 billion", "$6.9 billion") is False, "figures are all or nothing"


def test_citations_and_atoms_by_hand() -> None:
    made = answer(
        sentence("One.", "supported", ("a", 0, 5), found=(True, True)),
        sentence("Two.", "partly", ("a", 0, 5), found=(True, False)),
        sentence("Three.", "unsupported"),
    )
    values = measures.measure(QUESTION, made)
    assert values["citation precision"] == 0.75
    assert values["citation recall"] == 0.5
    assert values["citation F1"] == pytest.approx(0.6)
    assert values["atom accuracy"] == 0.75
    assert (values["unsupported shown"], values["atoms missing"]) == (1.0, 1.0)
    assert measures.measure(QUESTION, answer())["citation precision"] is None


def test_quotations_are_no_evidence_of_quality_and_doubted_ones_are_counted() -> None:
    quoted = sentence("“One.”", "quoted", ("a", 0, 5), found=(True,))
    values = measures.measure(QUESTION, answer(quoted, quoted))
    assert {values[name] for name in measures.OF_WRITTEN} == {None}, "1.000 by construction: not applicable"
    assert (values["quotations doubted"], values["unsupported shown"]) == (0.0, 0.0)
    doubted = measures.measure(QUESTION, answer(quoted, sentence("“Two.”", "partly", ("a", 0, 5), found=(False,))))
    assert (doubted["citation F1"], doubted["atom accuracy"], doubted["quotations doubted"]) == (0.75, 0.5, 1.0)
    written = dataclasses.replace(answer(sentence("Two.", "partly", ("a", 0, 5))), answerer="llm")
    assert measures.measure(QUESTION, written)["quotations doubted"] == 0.0


def test_passages_are_relevant_that_hold_half_of_a_gold_span() -> None:
    gold = (Gold("a", 10, 30),)
    passages = [passage(1, end=19), passage(2, start=19), passage(3, "b")]
    assert measures.relevant_passages(gold, passages) == {"p2": "a"}
    thirds = [passage(1, end=17), passage(2, start=17, end=24), passage(3, start=24)]
    assert measures.relevant_passages(gold, thirds) == {"p1": "a", "p2": "a"}, "none has half: those with most"


def test_rankings_count_folded_copies_as_ranked() -> None:
    question = dataclasses.replace(QUESTION, gold=(Gold("a", 0, 20), Gold("b", 0, 20)))
    passages = [passage(1), passage(2, "b"), passage(3, "c")]
    ranking = [evidence(3, "c"), dataclasses.replace(evidence(1), duplicates=("b",))]
    values = measures.measure(question, answer(), ranking, passages)
    assert values["MRR@10"] == 0.5
    # p3, p1, p2: (1/log2(3) + 1/log2(4)) / (1 + 1/log2(3))
    assert values["nDCG@10"] == pytest.approx((0.63093 + 0.5) / 1.63093, abs=1e-4)


def test_statistics_of_a_set_by_hand() -> None:
    def case(answerable: int, abstained: int, confidence: float, right: int) -> dict[str, float | None]:
        values = {"answerable": answerable, "abstained": abstained, "confidence": confidence, "right": right}
        return {**values, "evidence holds": answerable}

    cases = [case(1, 0, 0.9, 1), case(1, 0, 0.7, 0), case(1, 1, 0.2, 0), case(0, 1, 0.1, 1), case(0, 0, 0.5, 0)]
    found = {name: statistic(cases) for name, statistic in measures.STATISTICS.items()}
    assert found["abstention precision"] == 0.5
    assert found["abstention recall"] == 0.5
    assert found["abstention F1"] == 0.5
    assert found["confidence AUC"] == pytest.approx(5 / 6)
    assert found["risk-coverage area"] == pytest.approx((0 + 1 / 2 + 2 / 3) / 3), "over the three answered"
    assert found["calibration error"] == pytest.approx((0.1 + 0.3 + 0.8 + 0.1 + 0.5) / 5)
