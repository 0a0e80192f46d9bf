"""The evaluation view's requests: past runs of question sets, and one question of them."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.web.protocol import AssistantLike
from assistant.web.storage.records import Records
from assistant.web.storage.runs import Runs
from assistant.web.views.feedback import feedback_html
from assistant.web.views.questions import record_html
from assistant.web.views.runs import evaluation_html


def evaluation_routes(assistant: AssistantLike) -> APIRouter:
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)
    runs = Runs(assistant.home / "eval" / "runs")
    feedback = Records(assistant.home / "eval" / "feedback.jsonl")

    @router.get("/evaluation")
    def evaluation(a: str | None = None, b: str | None = None) -> str:
        held = runs.list()
        one = runs.get(a) or next((run for run in held if run.problem is None), None)
        other = runs.get(b) if b and (one is None or b != one.name) else None
        return evaluation_html(held, one, other) + feedback_html(feedback.all())

    @router.get("/evaluation/answer")
    def answer(question: str, run: str, other: str | None = None) -> str:
        return record_html([found for name in (run, other) if (found := runs.get(name)) is not None], question)

    return router
