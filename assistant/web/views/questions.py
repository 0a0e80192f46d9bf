"""Two runs question by question, and one question with the answers that they gave it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.schema import Answer
from assistant.web.storage.runs import AskedQuestion, Run, answer_of
from assistant.web.views.compare import answer_html
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import SIDES, count
from assistant.web.views.sources import sources_html

MOST_SHOWN = 1000
"""Questions listed at once."""


def questions_html(chosen: Sequence[Run]) -> Fragment:
    """One row a question, those that went wrong first; with two runs, those that changed first."""
    first, second = chosen[0], chosen[1] if len(chosen) == 2 else None
    pairs = paired(first, second)
    wrong = sum(not question.right for question in first.questions)
    filters = [("all", "All", len(pairs)), ("wrong", "Wrong in A", wrong)]
    filters += [("changed", "Changed", sum(pair.change != "same" for pair in pairs))] if second else []
    return render(
        "questions.html",
        first=first,
        second=second,
        filters=filters,
        shown="changed" if second else "wrong" if wrong else "all",
        pairs=pairs[:MOST_SHOWN],
        not_listed=not_listed(first, second),
    )


class Pair(NamedTuple):
    """A question of A, and B's answer to it where B was asked."""

    question: AskedQuestion
    other: AskedQuestion | None

    @property
    def change(self) -> str:
        """How B compares: `better`, `worse` or `same`."""
        if self.other is None or self.question.right == self.other.right:
            return "same"
        return "better" if self.other.right else "worse"

    @property
    def classes(self) -> str:
        """What the filters above the table choose rows by."""
        wrong, changed = not self.question.right, self.change != "same"
        return " ".join(name for name, holds in (("is-wrong", wrong), ("is-changed", changed)) if holds)

    @property
    def tags(self) -> str:
        return tags(self.question)


def paired(first: Run, second: Run | None) -> list[Pair]:
    """Every question of A with B's, what changed or went wrong first: the order in which one looks."""
    others = {question.query_id: question for question in second.questions} if second else {}
    pairs = [Pair(question, others.get(question.query_id)) for question in first.questions]
    return sorted(pairs, key=lambda pair: (("worse", "better", "same").index(pair.change), pair.question.right))


def not_listed(first: Run, second: Run | None) -> str:
    """What the list leaves out, said in a line."""
    many = len(first.questions)
    said = [f"The first {MOST_SHOWN:,} of {many:,} are listed."] if many > MOST_SHOWN else []
    asked = {question.query_id for question in first.questions}
    only = {question.query_id for question in second.questions} - asked if second else set()
    said += [f"{count(len(only), 'question')} asked in B only are not listed."] if only else []
    return " ".join(said)


def tags(question: AskedQuestion) -> str:
    return " · ".join((question.query_id, *question.tags))


class RecordedSide(NamedTuple):
    """What one run recorded of the question: the answer as it was checked and its sources, where it can be shown."""

    name: str
    run: str
    question: AskedQuestion
    answer: Answer | None
    said: str
    sources: str
    measured: list[tuple[str, str]]


def record_html(runs: Sequence[Run], query_id: str) -> Fragment:
    """One question with the answer that each of the runs gave, side by side."""
    found = [(run.name, question) for run in runs if (question := run.question(query_id)) is not None]
    if not found:
        return render("record.html", sides=())
    asked = found[0][1]
    sides = [recorded_side(name, question, place) for place, (name, question) in enumerate(found)]
    return render("record.html", asked=asked, tags=tags(asked), sides=sides)


def recorded_side(run: str, question: AskedQuestion, place: int) -> RecordedSide:
    answer = answer_of(question)
    return RecordedSide(
        SIDES[place],
        run,
        question,
        answer,
        answer_html(answer, place) if answer else "",
        sources_html(answer, -1 - place) if answer else "",
        [(name, f"{value:.3g}") for name, value in sorted(question.measures.items())],
    )
