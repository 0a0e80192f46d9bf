"""What a reader chose beside the question, as the page sends it: JSON of `static/choices.js` made `Choices`."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answering.wording import written_day
from assistant.errors import QuestionError
from assistant.web.storage.conversations import Choices

MOST_PASSAGES = 20
MOST_OUTLETS = 500
MOST_ARTICLES = 500
MOST_LANGUAGES = 100


class AskedWith(BaseModel):
    """Absent is what was not chosen."""

    model_config = ConfigDict(extra="forbid")

    since: dt.date | None = None
    until: dt.date | None = None
    outlets: tuple[str, ...] = Field((), max_length=MOST_OUTLETS)
    languages: tuple[str, ...] = Field((), max_length=MOST_LANGUAGES)
    articles: tuple[str, ...] = Field((), max_length=MOST_ARTICLES)
    k: int | None = Field(None, ge=1, le=100)
    alone: bool = False


def read_choices(answerer: str, asked_with: str) -> Choices:
    """The choices of a question. Raises QuestionError for dates that are none, or the wrong way round."""
    try:
        chosen = AskedWith.model_validate_json(asked_with or "{}")
    except ValidationError as error:
        what = ", ".join(str(part) for part in error.errors()[0]["loc"]) or "the choices"
        raise QuestionError(f"The question was not asked: {what} cannot be read. Reload the page.") from None
    check_days(chosen.since, chosen.until)
    given = {name: value for name, value in chosen if value is not None}
    lists = {name: tuple(dict.fromkeys(given[name])) for name in ("outlets", "languages", "articles")}
    return Choices(answerer, **given | lists)


def check_days(since: dt.date | None, until: dt.date | None) -> None:
    """Raises QuestionError for days that are the wrong way round."""
    if since and until and since > until:
        raise QuestionError(
            f"“From” ({written_day(since)}) is later than “To” ({written_day(until)}): no article lies between."
        )
