"""Contexts from a file for a system that is asked through an endpoint: one question a line, with the texts it is given."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import QuestionSetError
from assistant.evaluation.referee import shapes
from assistant.evaluation.referee.placing import Placer
from assistant.evaluation.referee.scoring import evidence_of
from assistant.schema import Evidence


def load(path: Path, placer: Placer) -> dict[str, list[Evidence]]:
    """By query_id, or the question's words where a line has none. Raises QuestionSetError naming file and line."""
    found: dict[str, list[Evidence]] = {}
    for where, record in shapes.records(path):
        contexts = shapes.contexts(record)
        question = shapes.first(record, "question")
        name = record.get("query_id") or (shapes.plain(question) if isinstance(question, str) else None)
        if not contexts or name is None:
            raise QuestionSetError(
                f"{where}: holds no contexts for a question: give `query_id` or `question`, and `contexts`"
            )
        found[str(name)] = [evidence_of(item, rank, placer) for rank, item in enumerate(contexts, 1)]
    return found
