"""What one answer is worth, and what all answers of a run are: every measure of an evaluation by name.

`measure` gives a question's values (None is not applicable), `MEASURES` says which of them are averaged, `STATISTICS`
what is taken over all questions at once. How each is computed stands in `metrics`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from assistant.evaluation import metrics
from assistant.evaluation.metrics import ArticleSpan
from assistant.evaluation.question_sets import Gold, Question
from assistant.schema import Answer, Evidence, Passage, Sentence, SupportLabel
from assistant.text.normalize import content_stems, stems
from assistant.verification.check import Reference, check_claim

Values = Mapping[str, float | None]
"""One question's measures."""
Statistic = Callable[[Sequence[Values]], float | None]

TOP = 5
DEPTH = 10
HELD = 0.5
"""A passage holds a gold span when it has at least this share of its characters."""


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """A measure that is averaged over questions."""

    name: str
    says: str
    yes_or_no: bool = False


MEASURES: tuple[Measure, ...] = (
    Measure("right", "answered citing gold of every part, or unanswerable and abstained", yes_or_no=True),
    Measure("recall@5", "the largest share of one gold span inside the first five passages, mean over parts"),
    Measure("nDCG@10", "ten passages, relevant where they hold half of a gold span"),
    Measure("MRR@10", "1 / rank of the first passage that holds half of a gold span"),
    Measure("mark recall", "the same inside the marked sentences"),
    Measure("span precision", "share of the marked characters that are gold"),
    Measure("span recall", "share of all gold characters that are marked"),
    Measure("span IoU", "gold and marked / gold or marked characters"),
    Measure("gold cited", "a citation of the answer overlaps a gold span", yes_or_no=True),
    Measure("nugget recall", "share of the expected facts in the answer's text"),
    Measure("vital nugget recall", "the same for the vital ones"),
    Measure("citation precision", "support of a sentence by one of its citations: 1, ½ or 0; none of quoted answers"),
    Measure("citation recall", "support of a sentence by all its citations: 1, ½ or 0; none of quoted answers"),
    Measure("citation F1", "harmonic mean of the two"),
    Measure(
        "atom accuracy",
        "share of the figures, dates, names and quotations shown that the cited text has; none of quoted answers",
    ),
)
"""Those of every run; a judge adds its own (`judges`)."""
OF_ANY_SYSTEM: tuple[Measure, ...] = (
    Measure("wrongly answered", "of the questions that no article answers: answered all the same", yes_or_no=True),
    Measure("wrongly withheld", "of the questions that an article answers: not answered", yes_or_no=True),
    Measure("quotations exact", "share of the quotations that stand in what is cited, character for character"),
    Measure("citations resolved", "share of the citations that name a source the system was given"),
    Measure("context support", "support of a sentence by all that the system was given: 1, ½ or 0"),
    Measure("characters cited", "characters that one sentence cites, which a reader has to read to check it"),
    Measure(
        "reference stated", "share of the expected answer's figures, dates, names and quotations that the answer states"
    ),
)
"""Added by the referee, which holds another system's answers to the same measures (`referee/scoring.py`)."""
OF_WRITTEN = ("citation precision", "citation recall", "citation F1", "atom accuracy")
"""Not applicable where every sentence is quoted: what is shown is what is cited, so they would be 1 by construction and say
nothing of how good the answer is. A quotation that does not hold is counted in `quotations doubted`, which is gated."""


def _share(cases: Sequence[Values], among: str, value: bool, hit: Callable[[Values], bool]) -> float | None:
    """The share of hits among the cases whose measure `among` is `value`."""
    chosen = [case for case in cases if bool(case[among]) is value]
    return sum(map(hit, chosen)) / len(chosen) if chosen else None


def abstention_precision(cases: Sequence[Values]) -> float | None:
    """Of the questions abstained on, the share that nothing answers."""
    return _share(cases, "abstained", True, lambda case: not case["answerable"])


def abstention_recall(cases: Sequence[Values]) -> float | None:
    """Of the questions that nothing answers, the share abstained on."""
    return _share(cases, "answerable", False, lambda case: bool(case["abstained"]))


def abstention_f1(cases: Sequence[Values]) -> float | None:
    """2·tp / (2·tp + fp + fn), where a true positive is an unanswerable question abstained on."""
    right = sum(bool(case["abstained"]) and not case["answerable"] for case in cases)
    wrong = sum(bool(case["abstained"]) == bool(case["answerable"]) for case in cases)
    return 2 * right / (2 * right + wrong) if right or wrong else None


def risk_coverage_area(cases: Sequence[Values]) -> float | None:
    """Over the questions that were answered, the most confident first; wrong is what cites no gold."""
    answered = [case for case in cases if not case["abstained"]]
    return metrics.risk_coverage_area(*outcomes(answered, "right"))


def calibration_error(cases: Sequence[Values]) -> float | None:
    """Over all questions: the confidence against whether the evidence holds the answer."""
    return metrics.expected_calibration_error(*outcomes(cases, "evidence holds"))


def outcomes(cases: Sequence[Values], name: str) -> tuple[list[float], list[bool]]:
    """Confidences, and whether each case has the measure."""
    return [case["confidence"] or 0.0 for case in cases], [bool(case[name]) for case in cases]


def confidence_auc(cases: Sequence[Values]) -> float | None:
    """The chance that an answerable question has more confidence than an unanswerable one."""
    return metrics.auc(*outcomes(cases, "answerable"))


STATISTICS: dict[str, Statistic] = {
    "abstention precision": abstention_precision,
    "abstention recall": abstention_recall,
    "abstention F1": abstention_f1,
    "confidence AUC": confidence_auc,
    "risk-coverage area": risk_coverage_area,
    "calibration error": calibration_error,
}
NEEDS: dict[str, frozenset[str]] = {
    "confidence AUC": frozenset({"answerable", "confidence"}),
    "risk-coverage area": frozenset({"abstained", "confidence", "right"}),
    "calibration error": frozenset({"confidence", "evidence holds"}),
} | dict.fromkeys(
    ("abstention precision", "abstention recall", "abstention F1"), frozenset({"answerable", "abstained"})
)
"""What every question must have a value of for a statistic: a system that states no confidence has none of the first three."""
LOWER_IS_BETTER = frozenset(
    {"risk-coverage area", "calibration error", "unsupported shown", "quotations doubted", "seconds", "cost"}
    | {"wrongly answered", "wrongly withheld", "characters cited"}
)
COUNTS = ("unsupported shown", "atoms missing", "quotations doubted")
"""Sentences, added up over all questions. The first is 0 by construction: what the check calls unsupported is removed. The last, too,
unless something broke: sentences that quoted answers show, and that are not called `quoted`."""


def measure(
    question: Question, answer: Answer, ranking: Sequence[Evidence] = (), passages: Sequence[Passage] = ()
) -> dict[str, float | None]:
    """The values of one answer. Measures of evidence and of the text are for answerable questions only.

    `ranking` is the evidence ten deep, `passages` all passages of the articles that hold gold.
    """
    values: dict[str, float | None] = dict.fromkeys(measure.name for measure in MEASURES)
    checks = [sentence.support for sentence in answer.sentences]
    values |= {
        "answerable": float(question.answerable),
        "abstained": float(answer.abstained),
        "confidence": answer.confidence,
        "unsupported shown": float(sum(check is None or check.label == "unsupported" for check in checks)),
        "atoms missing": float(
            sum(check is not None and not all(atom.found for atom in check.atoms) for check in checks)
        ),
        "quotations doubted": float(_doubted(answer)),
        "right": float(answer.abstained),
        "evidence holds": 0.0,
        **_citations(answer),
    }
    if question.answerable:
        values |= _evidence(question, answer) | _ranking(question, ranking, passages)
        values["gold cited"] = float(_cites_any(question.gold, answer))
        values["right"] = float(all(_cites_any(part, answer) for part in question.parts))
        values["nugget recall"] = nugget_recall(answer.text, question.nuggets)
        values["vital nugget recall"] = nugget_recall(answer.text, question.vital)
    return values


def nugget_recall(text: str, nuggets: Sequence[str]) -> float | None:
    """The share of the facts that the text holds; None where none is expected."""
    return metrics.mean([float(holds_nugget(text, nugget)) for nugget in nuggets])


def holds_nugget(text: str, nugget: str) -> bool:
    """True when the text holds all figures of a vital fact and at least 70 % of its informative words."""
    held, wanted = set(stems(text)), content_stems(nugget)
    figures = [stem for stem in wanted if stem[:1].isdigit()]
    return bool(wanted) and set(figures) <= held and sum(stem in held for stem in wanted) >= 0.7 * len(wanted)


def relevant_passages(gold: Sequence[Gold], passages: Sequence[Passage]) -> dict[str, str]:
    """The passages that hold half of a gold span, else those that hold most of it: passage id → article id."""
    relevant: dict[str, str] = {}
    for one in gold:
        shares = {p.passage_id: _most_of_one([(p.article_id, (p.start, p.end))], [one]) for p in passages}
        least = min(HELD, max(shares.values(), default=0.0))
        relevant |= {p.passage_id: p.article_id for p in passages if shares[p.passage_id] >= least > 0}
    return relevant


def _ranking(question: Question, ranking: Sequence[Evidence], passages: Sequence[Passage]) -> dict[str, float | None]:
    """nDCG and reciprocal rank over passages; copies that were folded under a relevant one count as ranked with it."""
    relevant = relevant_passages(question.gold, passages)
    if not relevant:
        return {"nDCG@10": None, "MRR@10": None}
    ranked: list[str] = []
    for item in ranking[:DEPTH]:
        ranked.append(item.passage_id)
        if item.passage_id in relevant:
            ranked += [other for other, article in relevant.items() if article in item.duplicates]
    return {
        "nDCG@10": metrics.ndcg_at(ranked, relevant, DEPTH),
        "MRR@10": metrics.reciprocal_rank(ranked[:DEPTH], relevant),
    }


def _evidence(question: Question, answer: Answer) -> dict[str, float | None]:
    first = answer.evidence[:TOP]
    gold = [one.article_span for one in question.gold]
    marks: list[ArticleSpan] = [(item.article_id, span) for item in first for span in item.spans]
    shown: list[ArticleSpan] = [(item.article_id, (item.start, item.end)) for item in first]
    recalls = [_most_of_one(shown, part) for part in question.parts]
    marked = metrics.strict_coverage(marks, gold)
    return {
        "recall@5": metrics.mean(recalls),
        "evidence holds": float(min(recalls) >= HELD),
        "mark recall": metrics.mean([_most_of_one(marks, part) for part in question.parts]),
        "span precision": marked.precision if marks else None,
        "span recall": marked.recall,
        "span IoU": marked.iou,
    }


def _citations(answer: Answer) -> dict[str, float | None]:
    """Support as the check sees it. What it removed is not shown, so not counted; neither is what it did not judge.

    So of written sentences none counts that the same check found unsupported: only a judge or a person can tell more. Of an
    answer that quotes in every sentence none applies (see OF_WRITTEN).
    """
    if all(sentence.support and sentence.support.label == "quoted" for sentence in answer.sentences):
        return dict.fromkeys(OF_WRITTEN)
    judged = [s for s in answer.sentences if not (s.support and s.support.label == "not judged")]
    labels = [sentence.support.label if sentence.support else "unsupported" for sentence in judged]
    whole = [label if s.citations else None for label, s in zip(labels, judged, strict=True)]
    pairs = [label for sentence in judged for label in pair_labels(sentence, answer)]
    scores = metrics.citation_scores(pairs, whole)
    atoms = [atom.found for s in answer.sentences if s.support for atom in s.support.atoms]
    return {
        "citation precision": scores.precision,
        "citation recall": scores.recall,
        "citation F1": scores.f1,
        "atom accuracy": metrics.mean([float(found) for found in atoms]),
    }


def pair_labels(sentence: Sentence, answer: Answer) -> list[SupportLabel]:
    """How far each citation alone carries the sentence, its outlet and date read along as a reader reads them."""
    if len(sentence.citations) == 1 and sentence.support:
        return [sentence.support.label]
    sources = {item.label: item for item in answer.evidence}
    labels: list[SupportLabel] = []
    for citation in sentence.citations:
        source = sources[citation.label]
        text = f"{source.outlet or ''}, {source.published or ''}: {citation.quote}"
        labels.append(check_claim(sentence.text, [Reference(text, citation.article_id, 0, source.published)]).label)
    return labels


def _cites_any(spans: Sequence[Gold], answer: Answer) -> bool:
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    return any(gold.meets(citation) for citation in cited for gold in spans)


def _doubted(answer: Answer) -> int:
    """How many sentences of a quoted answer the check does not find in the words that they quote."""
    labels = [sentence.support.label if sentence.support else None for sentence in answer.sentences]
    return sum(label != "quoted" for label in labels) if answer.answerer == "extractive" else 0


def _most_of_one(places: Sequence[ArticleSpan], part: Sequence[Gold]) -> float:
    """The largest share of any one span of a part that the places cover: each of them says it on its own."""
    return max(metrics.strict_coverage(places, [gold.article_span]).recall for gold in part)
