"""An Answer from the JSON that `schema.to_json` wrote: of conversations that are reopened, and of runs.

Files may be damaged or come from others: what has another shape raises ValueError, so that what is shown holds numbers where
numbers stand and known words where known words stand. A field of a later version is passed over.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from assistant.schema import Answer

ANSWER = TypeAdapter(Answer)


def answer_from_json(raw: dict[str, Any]) -> Answer:
    """The Answer that was written. Raises pydantic's ValidationError, a ValueError that names the field."""
    notes = raw.get("noted", raw.get("notes"))
    if "noted" not in raw and isinstance(notes, list):  # before notes had kinds they were texts
        notes = [{"kind": "other", "text": text} for text in notes]
    return ANSWER.validate_python(raw | {"notes": notes})
