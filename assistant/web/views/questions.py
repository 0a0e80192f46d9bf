"""Two runs question by question, and one question with the answers that they gave it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assistant.web.storage.conversations import Turn
from assistant.web.storage.runs import Row, Run, answer_of
from assistant.web.views.check import check_table
from assistant.web.views.escape import encode
from assistant.web.views.phrases import SIDES, count
from assistant.web.views.sources import sources_html
from assistant.web.views.turn import abstained, notes

MOST_SHOWN = 1000
"""Questions listed at once."""


def questions_html(chosen: Sequence[Run]) -> str:
    """One row a question, those that went wrong first; with two runs, those that changed first."""
    first, second = chosen[0], chosen[1] if len(chosen) == 2 else None
    pairs = paired(first, second)
    wrong = sum(not row.right for row in first.rows)
    changed = sum(state(row, other) in ("better", "worse") for row, other in pairs if second)
    filters = [("all", "All", len(pairs)), ("wrong", "Wrong in A", wrong)]
    filters += [("changed", "Changed", changed)] if second else []
    start = "changed" if second else "wrong" if wrong else "all"
    buttons = "".join(
        f'<button type="button" class="chip filter-rows" data-show="{name}" aria-pressed="{str(name == start).lower()}">'
        f"{word} <span>{number}</span></button>"
        for name, word, number in filters
    )
    both = '<th scope="col">B</th><th scope="col">Change</th>' if second else ""
    rows = "".join(question_row(row, other, first, second) for row, other in pairs[:MOST_SHOWN])
    return (
        f'<h3 class="part">Questions</h3><div class="chips" role="group" aria-label="Questions shown">{buttons}</div>'
        f'<div class="table-frame" tabindex="0" role="region" aria-label="Questions"><table class="questions" data-show="{start}">'
        f'<thead><tr><th scope="col">Question</th><th scope="col">A</th>{both}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="nothing">No question of this kind.</p></div>{not_listed(first, second)}'
    )


def paired(first: Run, second: Run | None) -> list[tuple[Row, Row | None]]:
    """Every question of A with B's row of it, what changed or went wrong first: the order in which one looks."""
    others = {row.query_id: row for row in second.rows} if second else {}
    pairs = [(row, others.get(row.query_id)) for row in first.rows]
    return sorted(pairs, key=lambda pair: (("worse", "better", "same").index(state(*pair)), pair[0].right))


def not_listed(first: Run, second: Run | None) -> str:
    """What the list leaves out, said in a line."""
    said = [f"The first {MOST_SHOWN:,} of {len(first.rows):,} are listed."] if len(first.rows) > MOST_SHOWN else []
    only = {row.query_id for row in second.rows} - {row.query_id for row in first.rows} if second else set()
    said += [f"{count(len(only), 'question')} asked in B only are not listed."] if only else []
    return f'<p class="view-sum">{" ".join(said)}</p>' if said else ""


def state(row: Row, other: Row | None) -> str:
    """`better`, `worse` or `same`: B against A."""
    if other is None or row.right == other.right:
        return "same"
    return "better" if other.right else "worse"


def question_row(row: Row, other: Row | None, first: Run, second: Run | None) -> str:
    change = state(row, other)
    classes = " ".join(
        name
        for name, holds in (("is-wrong", not row.right), ("is-changed", second is not None and change != "same"))
        if holds
    )
    cells = f'<td data-head="A">{verdict_html(row)}</td>'
    if second is not None:
        word = {"better": "better in B", "worse": "worse in B", "same": "same"}[change]
        cells += f'<td data-head="B">{verdict_html(other)}</td>'
        cells += f'<td data-head="Change"><span class="change {change}">{word}</span></td>'
    compared = f' data-other="{encode(second.name)}"' if second else ""
    tags = f'<span class="tags">{encode(" · ".join((row.query_id, *row.tags)))}</span>'
    return (
        f'<tr class="{classes}"><td data-head="Question"><button type="button" class="open-record" data-run="{encode(first.name)}" '
        f'data-question="{encode(row.query_id)}"{compared}>{encode(row.text)}</button>{tags}</td>{cells}</tr>'
    )


def verdict_html(row: Row | None) -> str:
    if row is None:
        return '<span class="none">not asked</span>'
    sign, name = ("✓", "good") if row.right else ("✗", "bad")
    return f'<span class="verdict-word {name}"><span aria-hidden="true">{sign}</span> {encode(row.verdict)}</span>'


def record_html(runs: Sequence[Run], query_id: str) -> str:
    """One question with the answer that each of the runs gave, side by side."""
    rows = [(run, row) for run in runs if (row := run.row(query_id)) is not None]
    if not rows:
        return '<p class="view-empty">This question is in none of the chosen runs.</p>'
    asked = rows[0][1]
    expected = f'<p class="expected"><b>Expected</b> {encode(asked.expected)}</p>' if asked.expected else ""
    tags = f'<p class="view-sum">{encode(" · ".join((asked.query_id, *asked.tags)))}</p>'
    sides = "".join(record_side(run, row, number) for number, (run, row) in enumerate(rows))
    return f'<h2 class="view-title">{encode(asked.text)}</h2>{tags}{expected}<div class="sides">{sides}</div>'


def record_side(run: Run, row: Row, number: int) -> str:
    measured = "".join(f"<li>{encode(name)} <b>{value:.3g}</b></li>" for name, value in sorted(row.measures.items()))
    head = f'<h3>{SIDES[number]}: {encode(run.name)}</h3><p class="outcome">{verdict_html(row)}</p>'
    return f'<section class="side">{head}{recorded_answer(row, number)}<ul class="measured">{measured}</ul></section>'


def recorded_answer(row: Row, number: int) -> str:
    """The answer as it was checked, and its sources; or why there is none."""
    if row.failed is not None:
        return f'<div class="failure"><p>{encode(row.failed)}</p></div>'
    answer = answer_of(row)
    if answer is None:
        return '<p class="view-empty">The run kept no answer that can be shown.</p>'
    turn = Turn(-1 - number, row.text, dt.datetime.now(dt.UTC), answer=answer, final=True)
    body = abstained(answer, turn) if answer.abstained else check_table(answer, turn.number)
    summary = f"<summary>{count(len(answer.evidence), 'source')}</summary>"
    sources = f'<details class="record-sources">{summary}{sources_html(answer, turn.number)}</details>'
    return f"{body}{notes(answer)}{sources}"
