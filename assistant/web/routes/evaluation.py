"""The evaluation view's requests: past runs of question sets, and one question of them."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from assistant.background import Background
from assistant.evaluation import runner
from assistant.schema import Answerer
from assistant.service import Assistant
from assistant.web.storage.records import Records
from assistant.web.storage.runs import Runs
from assistant.web.views.fragments import render
from assistant.web.views.judgements import feedback_html, judgements_html
from assistant.web.views.phrases import answerer_choices
from assistant.web.views.questions import record_html
from assistant.web.views.runs import evaluation_html


class Wanted(BaseModel):
    """A run to begin: a file of questions by its name in `eval/`, and who answers."""

    questions: str = Field(max_length=300)
    answerer: Answerer = "extractive"


def evaluation_routes(assistant: Assistant) -> APIRouter:
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)
    runs = Runs(assistant.home / "eval" / "runs")
    background = Background("evaluation")
    feedback = Records(assistant.home / "eval" / "feedback.jsonl")
    judgements = Records(assistant.home / "eval" / "judgements.jsonl")

    @router.get("/evaluation")
    def view(a: str | None = None, b: str | None = None) -> str:
        held = runs.list()
        one = runs.get(a) or next((run for run in held if run.problem is None), None)
        other = runs.get(b) if b and (one is None or b != one.name) else None
        return (
            evaluation_html(held, one, other, under_way())
            + judgements_html(judgements.all())
            + feedback_html(feedback.all())
        )

    @router.get("/evaluation/run")
    def under_way() -> str:
        """How far the run is, or the form that begins one."""
        answerers = answerer_choices(assistant.answerers, assistant.writer)
        return render("begin_run.html", state=background.state, files=runs.question_files(), answerers=answerers)

    @router.post("/evaluation/run")
    def begin(wanted: Wanted) -> str:
        if wanted.questions not in runs.question_files() or wanted.answerer not in assistant.answerers:
            raise HTTPException(422, "There is no such file of questions, or nobody to answer them so.")
        questions = runs.folder.parent / wanted.questions
        runner.begin(background, assistant, runner.Evaluation(questions, runs.folder, answerer=wanted.answerer))
        return under_way()

    @router.delete("/evaluation/run")
    def stop() -> str:
        background.stop()
        return under_way()

    @router.get("/evaluation/answer")
    def answer(question: str, run: str, other: str | None = None) -> str:
        return record_html([found for name in (run, other) if (found := runs.get(name)) is not None], question)

    return router
