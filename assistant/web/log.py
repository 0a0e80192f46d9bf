"""The page's log: JSON lines on stderr, one a question, with the id that the answer's trace holds.

{"time": "2026-11-24T14:05:11.031+00:00", "level": "info", "event": "ask", "id": "9f6c02e1b7d4a853", "via": "page",
 "status": "answered", "answerer": "extractive", "seconds": 0.081, "search_seconds": 0.034, "evidence": 8, "sentences": 2, …}

No text of an article, no key, and no word of a question unless the setting `log_questions` asks for it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.config import Config
from assistant.errors import AssistantError
from assistant.schema import Answer

logger = logging.getLogger(__name__)

FRAMES = 12
"""Places in the code that an unexpected failure is told with."""
LEAST_SECRET = 4
"""Characters from which a secret is looked for in lines: shorter ones are parts of common words."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """What will be said of one question when it is over."""

    facts: dict[str, Any]

    def ended(self, answer: Answer) -> None:
        """Notes the counts of a whole answer."""
        sentences = answer.sentences
        self.facts.update(
            status=answer.status,
            answerer=answer.answerer,
            search_seconds=(answer.trace.get("seconds") or {}).get("search"),
            evidence=len(answer.evidence),
            sentences=len(sentences),
            citations=sum(len(sentence.citations) for sentence in sentences),
            removed=len(answer.removed),
            confidence=round(answer.confidence, 3),
        )


@contextlib.contextmanager
def logged(event: str, question_id: str, via: str, words: str) -> Iterator[Line]:
    """One line when the block ends, however it ends: `stopped` where a reader went away, `failed` with the kind of error.

    `words` are the question's; whether they are written is for the handler to decide.
    """
    line = Line({"via": via, "status": "stopped"})
    began = time.perf_counter()
    level, failure = logging.INFO, None
    try:
        yield line
        if line.facts["status"] == "stopped":
            line.facts["status"] = "done"
    except AssistantError as error:
        level = logging.WARNING
        line.facts.update(status="failed", error=type(error).__name__)
        raise
    except Exception as error:
        level, failure = logging.ERROR, error
        line.facts["status"] = "failed"
        raise
    finally:
        facts = {"event": event, "id": question_id, **line.facts, "seconds": round(time.perf_counter() - began, 4)}
        logger.log(level, event, extra={"facts": facts, "question": words}, exc_info=failure)


class JsonLines(logging.Formatter):
    """A record as one JSON line. Of a failure it tells the kind and the places in the code, never its message."""

    def __init__(self, secrets: Sequence[str] = (), log_questions: bool = False) -> None:
        super().__init__()
        self.log_questions = log_questions
        self.secrets = [secret for secret in secrets if len(secret) >= LEAST_SECRET]

    def format(self, record: logging.LogRecord) -> str:
        when = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": when, "level": record.levelname.lower()}
        line |= getattr(record, "facts", None) or {"logger": record.name, "message": record.getMessage()}
        if self.log_questions and getattr(record, "question", None):
            line["question"] = getattr(record, "question")  # noqa: B009  mypy knows no such attribute
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line |= {"error": type(error).__name__, "where": places(error)}
        text = json.dumps(line, ensure_ascii=False)
        for secret in self.secrets:
            text = text.replace(json.dumps(secret, ensure_ascii=False)[1:-1], "***")
        return text


def places(error: BaseException) -> list[str]:
    """Where it was raised, from the outside in: `assistant/service.py:181 stream`."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}" for frame in frames]


def log_to_stderr(config: Config) -> None:
    """Makes every log of this process JSON lines on stderr: ours from `info` on, those of libraries from `warning` on."""
    secrets = (config.api_key, config.auth, config.chroma_token)
    texts = [secret.get_secret_value() for secret in secrets if secret]
    passwords = [text.partition(":")[2] for text in texts if ":" in text]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines([*texts, *passwords], config.log_questions))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("assistant").setLevel(logging.INFO)
