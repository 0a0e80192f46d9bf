"""Nuggets proposed from a question's answer and its gold: the facts that a good answer states, vital or welcome (TREC's distinction)."""

from __future__ import annotations

from typing import Any

from assistant.text.mentions import find_mention, read_mentions
from assistant.text.normalize import content_stems, stems

WHOLE = 8
"""Words of an answer that is one fact as it stands."""
MOST_OKAY = 4


def propose_nuggets(question: str, answer: str | None, gold: str) -> list[Any]:
    """Vital: the answer's figures, dates, names and quotations that its gold bears out, or a short answer as a whole.

    Welcome: what else of that kind the gold states and the question does not give.

    >>> propose_nuggets("How long was the call?", "50 minutes", "The call of 30 December lasted 50 minutes.")
    ['50 minutes', {'text': '30 December', 'vital': False}]
    """
    if not answer or not answer.strip():
        return []
    vital = _vital(answer, gold, question)
    taken = set(stems(" ".join(vital) + " " + question))
    okay: list[dict[str, Any]] = []
    for mention in read_mentions(gold):
        words = mention.text.strip("\"'“”‘’«».,; ")
        new = set(content_stems(words)) - taken
        if mention.kind != "quote" and new and len(okay) < MOST_OKAY:
            okay.append({"text": words, "vital": False})
            taken |= new
    return [*vital, *okay]


def _vital(answer: str, gold: str, question: str) -> list[str]:
    if len(answer.split()) <= WHOLE:
        return [answer.strip().rstrip(".")]
    asked = set(stems(question))
    borne_out = [m.text.strip("\"'“”‘’«».,; ") for m in read_mentions(answer) if find_mention(m, gold) is not None]
    return [text for text in dict.fromkeys(borne_out) if set(content_stems(text)) - asked] or [answer.strip()]
