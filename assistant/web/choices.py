"""What a reader chose beside the question, as the page sends it: JSON of `static/choices.js` made `Choices`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from assistant.answering.wording import written_day
from assistant.errors import QuestionError
from assistant.schema import Filters
from assistant.web.storage.conversations import Choices

MOST_PASSAGES = 20
Outlet = Annotated[str, Field(max_length=500)]
Code = Annotated[str, Field(max_length=8)]


class Within(BaseModel):
    """What a question may be asked within: days of publication (both ends in), names of outlets, codes of languages, passages to read."""

    since: dt.date | None = None
    until: dt.date | None = None
    outlets: tuple[Outlet, ...] = Field((), max_length=500)
    languages: tuple[Code, ...] = Field((), max_length=100)
    k: int | None = Field(None, ge=1, le=50)

    @property
    def filters(self) -> Filters:
        return Filters(since=self.since, until=self.until, outlets=self.outlets, languages=self.languages)


class AskedWith(Within, extra="forbid"):
    """Absent is what was not chosen."""

    articles: tuple[str, ...] = Field((), max_length=500)
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
