"""A turn of the conversation as HTML: the question, the answer sentence by sentence, what was removed, what comes nearest."""

from __future__ import annotations

from assistant.answering.assembly import NO_ANSWER, UNSURE
from assistant.schema import Answer, Evidence
from assistant.web.storage.conversations import Turn
from assistant.web.storage.feedback import REASONS
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import ANSWERER_NAMES, period

NEAREST = 3


def turn_html(turn: Turn, conversation_id: str) -> Fragment:
    """The whole turn. It carries no ids: the page gives it its place by `data-turn`."""
    answer = turn.answer
    return render(
        "turn.html",
        turn=turn,
        answer=answer,
        conversation_id=conversation_id,
        state="error" if turn.error else "final" if turn.final else "growing",
        byline=byline(answer, turn.seconds) if answer else "",
        abstained=abstained_html(answer, turn.number) if answer and answer.abstained else "",
        reasons=REASONS,
    )


def byline(answer: Answer, seconds: float | None) -> str:
    """Who speaks, from articles of which days, in what time."""
    model = (answer.trace.get("model") or {}).get("model") if answer.answerer == "llm" else None
    said = [f"Written by {model}" if model else ANSWERER_NAMES.get(answer.answerer, answer.answerer)]
    if dates := period(answer.as_of):
        said.append(f"articles of {dates}")
    if seconds is not None:
        said.append(f"{seconds:.1f} s")
    return " · ".join(said)


def abstained_html(answer: Answer, turn: int) -> Fragment:
    """That the articles do not answer, and what comes nearest in them."""
    verdict = UNSURE if answer.text.startswith(UNSURE) else NO_ANSWER
    explained = answer.text.removeprefix(verdict).strip()
    nearest = [(evidence, first_words(evidence)) for evidence in answer.evidence[:NEAREST]]
    return render("abstained.html", verdict=verdict, explained=explained, nearest=nearest, turn=turn)


def first_words(evidence: Evidence) -> str:
    """Of a passage that came near: its first marked sentence, or its beginning."""
    start, end = evidence.spans[0] if evidence.spans else (evidence.start, evidence.start + 160)
    return evidence.text[start - evidence.start : end - evidence.start].strip()
