"""From what the archive has for a claim to a verdict: the rules, in the order in which they are asked.

Their constants were chosen on `eval/draft.jsonl` and half of `eval/draft_news.jsonl`; `assistant bench draft` reports the other half.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.draft.attribution import MOSTLY, keeps_a_speaker, spoken
from assistant.draft.claims import Claim
from assistant.draft.corrections import correction
from assistant.draft.evidence import Found, Held
from assistant.draft.findings import Difference, DraftVerdict
from assistant.draft.values import Placed, differences, other_speakers, placed
from assistant.text.content_words import stems_in
from assistant.text.tokens import words_of
from assistant.verification.check import Reference, examine
from assistant.verification.model import load_model

RELATED = 1.0
"""Cosine and coverage together from which a sentence of the archive is about what the claim, or one part of it, says."""
NEAR_THE_BEST = 0.3
"""Sentences that are at most so much further away carry the claim too."""
SURE = 0.55
"""The check's score from which a claim whose details are all found is carried."""
CARRIERS = 12
ASKED = 4
"""Passages that the check reads."""


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """A verdict and what it rests on."""

    verdict: DraftVerdict
    reason: str
    held: tuple[Held, ...] = ()
    differences: tuple[Difference, ...] = ()
    values: tuple[Placed, ...] = ()


def judge(claim: Claim, found: Found | None) -> Judged:
    """The verdict on one claim."""
    if found is None or (found.held[0].score < RELATED and max(found.parts) < RELATED):
        return Judged("not in the archive", "Nothing in the archive comes near to it.")
    carrying = carriers(found)[:CARRIERS]
    values = [placed(mention, claim, carrying) for mention in claim.mentions]
    if corrected := correction(claim, found, values):
        held, difference = corrected
        said = f"A later report puts it right: {difference.stated}, not {difference.claimed}."
        return Judged("overtaken", said, (held, *carrying), (difference,), tuple(values))
    told = [*differences(claim, found, values, carrying), *other_speakers(claim, values)]
    if told:
        role = {"name": " as the speaker"}
        pairs = (f"the archive has {one.stated}, the draft {one.claimed}{role.get(one.kind, '')}" for one in told)
        said = "; ".join(dict.fromkeys(pairs))
        return Judged("contradicted", f"{said[:1].upper()}{said[1:]}.", tuple(carrying), tuple(told), tuple(values))
    return _carried(claim, found, carrying, values)


def carriers(found: Found) -> list[Held]:
    """The sentences that are about as near to the claim as the nearest."""
    best = found.held[0].score
    return [held for held in found.held if held.score >= max(best - NEAR_THE_BEST, min(RELATED, best))]


def _carried(claim: Claim, found: Found, carrying: Sequence[Held], values: Sequence[Placed]) -> Judged:
    """Where nothing speaks against a claim: how much of it the archive carries, and as whose words."""
    missing = [value.mention.text for value in values if value.held is None]
    short = [part for part, score in zip(claim.parts, found.parts, strict=True) if score < RELATED]
    kept = (tuple(carrying), (), tuple(values))
    if missing:
        return Judged("partly", f"Not found beside the rest: {', '.join(dict.fromkeys(missing))}.", *kept)
    if short:
        return Judged("partly", f"Not found: “{short[0].strip(' .,;')}”.", *kept)
    if only_spoken(claim, found, carrying):
        return Judged(
            "attribution lost", "The archive has this as what somebody said; the draft states it as fact.", *kept
        )
    if doubt := doubted(claim, carrying):
        return Judged("partly", doubt, *kept)
    return Judged("supported", "The archive carries it.", *kept)


def doubted(claim: Claim, carrying: Sequence[Held]) -> str:
    """What the check has against a claim beside the best passages, in words for a reader; empty where it has nothing.

    Its doubts about details are left out: those are placed here, in the whole archive.
    """
    passages = {held.passage.passage_id: held for held in reversed(carrying)}
    best = list(reversed(list(passages.values())))[:ASKED]
    references = [
        Reference(
            held.passage.text, held.article.article_id, held.passage.start, held.article.published, held.article.text
        )
        for held in best
    ]
    seen = examine(claim.text, references, claim.day, question=claim.text)
    if seen.contrary:
        return "The archive seems to say the contrary."
    if seen.groundless:
        return "The draft denies something; the archive does not."
    if seen.features is None or load_model().score(seen.features) < SURE:
        return "Only part of it is found together in the archive."
    return ""


def only_spoken(claim: Claim, found: Found, carrying: Sequence[Held]) -> bool:
    """Whether all sentences that carry the claim have it as somebody's words, and the claim says so nowhere."""
    if keeps_a_speaker(claim.sentence):
        return False
    best = found.share(carrying[0].own)
    near = [held for held in carrying if found.share(held.own) >= 0.8 * best] or carrying[:1]
    return all(_is_spoken(held, found) for held in near)


def _is_spoken(held: Held, found: Found) -> bool:
    """Whether most of what a sentence holds of the claim stands in somebody's words."""
    before = held.article.text[held.passage.start : held.span[0]]
    spans = spoken(held.text, before)
    words = words_of(held.text)
    told: frozenset[str] = frozenset().union(*(stems_in(words, start, end) for start, end in spans))
    own = found.share(held.own)
    return own > 0 and found.share(held.own & told) >= MOSTLY * own
