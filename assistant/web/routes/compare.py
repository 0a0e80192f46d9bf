"""The compare view's requests: one question asked under two configurations, and the judgement on the answers."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from assistant.errors import QuestionError
from assistant.service import Assistant
from assistant.web.choices import check_days
from assistant.web.routes.conversation import source_in, whole_article
from assistant.web.storage.comparisons import Comparisons, judgement_record
from assistant.web.storage.conversations import Choices
from assistant.web.storage.records import Records
from assistant.web.views.compare import MOST_PASSAGES, compare_html, compared_html, side_html


class Asked(BaseModel):
    """One side of a comparison, as the form sends it."""

    side: str = Field(pattern="^[AB]$")
    question: str = Field(min_length=1, max_length=2000)
    answerer: str = Field(pattern="^(extractive|llm)$")
    model: str | None = Field(None, max_length=200)
    k: int = Field(5, ge=1, le=MOST_PASSAGES)
    since: dt.date | None = None
    until: dt.date | None = None


class Judged(BaseModel):
    one: str = Field(max_length=40)
    other: str = Field(max_length=40)
    better: str = Field(max_length=10)
    blind: bool = False


def compare_routes(assistant: Assistant) -> APIRouter:
    router = APIRouter(prefix="/dateline")
    comparisons = Comparisons()
    judgements = Records(assistant.home / "eval" / "judgements.jsonl")

    @router.get("/compare", response_class=HTMLResponse)
    def compare() -> str:
        usual = min(int(assistant.settings()["passages"]), MOST_PASSAGES // 2)
        return compare_html(assistant.answerers, assistant.writer, usual)

    @router.post("/compare/side", response_class=HTMLResponse)
    def side(asked: Asked) -> str:
        choices = Choices(asked.answerer, asked.since, asked.until, (), asked.k)
        question = asked.question.strip()
        try:
            check_days(asked.since, asked.until)
            return side_html(comparisons.ask(assistant, question, choices, asked.model or None), asked.side)
        except QuestionError as error:
            raise HTTPException(503, str(error)) from None

    @router.get("/compare/both", response_class=HTMLResponse)
    def both(one: str, other: str) -> str:
        return compared_html(comparisons.get(one), comparisons.get(other))

    @router.get("/compare/article", response_class=HTMLResponse)
    def article(side: str, label: int) -> str:
        answer = comparisons.get(side).answer
        evidence = source_in(answer, label)
        return whole_article(assistant, evidence.article_id, evidence, answer)

    @router.post("/judgement")
    def judge(judged: Judged) -> dict[str, str]:
        one, other = comparisons.get(judged.one), comparisons.get(judged.other)
        record = judgement_record(assistant, one, other, judged.better)
        return {"record": judgements.append(record | {"blind": judged.blind})}

    @router.delete("/judgement/{record}")
    def take_back(record: str) -> dict[str, bool]:
        return {"taken": judgements.take_back(record)}

    return router
