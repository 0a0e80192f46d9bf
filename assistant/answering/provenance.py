"""What an answer stands on: how many outlets, and whether they are dated. One voice is not two because it was printed twice.

An answer from one article is the normal case in a small folder, so not each is remarked on: `trace["standing"]` says it of every answer,
a note only where the articles at hand make it worth a second look.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.answering.wording import listed
from assistant.retrieval.question import SAME_EVENT_DAYS
from assistant.retrieval.sources import not_found
from assistant.schema import Evidence, Note, Query, Sentence

SILENT = 2
"""A value of one outlet is remarked on when so many reports by others of the same days do not have it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """The articles that an answer cites; `lead` is what its first sentence cites."""

    articles: int
    outlets: tuple[str, ...]
    """Those that are known, each once."""
    lead_outlets: tuple[str, ...]
    lead_undated: bool
    """No article that the first sentence cites has a date."""

    @property
    def one_outlet(self) -> bool:
        return len(self.outlets) <= 1


def standing(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> Standing:
    """What the sentences of an answer stand on."""
    cited, lead = _cited(sentences, evidence), _cited(sentences[:1], evidence)
    return Standing(
        articles=len({item.article_id for item in cited}),
        outlets=tuple(sorted({item.outlet for item in cited if item.outlet})),
        lead_outlets=tuple(sorted({item.outlet for item in lead if item.outlet})),
        lead_undated=bool(lead) and all(item.published is None for item in lead),
    )


def notes(sentences: Sequence[Sentence], evidence: Sequence[Evidence], differ: bool = False) -> list[Note]:
    """What a reader should know before taking the answer for settled; nothing for most answers.

    - several articles of one outlet and no other: printed twice, it is still one voice
    - a figure, name or wording that one outlet gives and at least two reports by others of the same days do not, unless the answer
      says already that sources `differ`
    - a first sentence without a dated article: it may be of any time
    """
    seen = standing(sentences, evidence)
    lead = tuple(item.label for item in _cited(sentences[:1], evidence))
    found = []
    if seen.articles > 1 and seen.one_outlet:
        named = [seen.outlets[0]] if seen.outlets else []
        cited = _cited(sentences, evidence)
        unnamed = any(not item.outlet for item in cited)
        outlet = " or ".join([*named, *(["no outlet that is named"] if unnamed else [])])
        text = f"One outlet only: all {seen.articles} cited articles are of {outlet}"
        found.append(Note("one outlet", text, tuple(item.label for item in cited)))
    elif not differ and (silent := _silent(sentences, evidence)):
        text = f"{seen.lead_outlets[0]} gives this; {silent} reports by others of these days, among the sources, do not"
        found.append(Note("one outlet", f"One outlet only: {text}", lead))
    if seen.lead_undated:
        labels = ", ".join(f"[{label}]" for label in lead)
        text = f"No date: {labels} does not say when it was published, so this may be of any time"
        found.append(Note("no date", text, lead))
    return found


def by_others(query: Query, evidence: Sequence[Evidence]) -> str | None:
    """Says that what was found is not by those whose report the question asks for; None where it may be."""
    lacking = not_found(query.sources, evidence)
    return f"No passage that was found is by {listed(lacking)}" if lacking and evidence else None


def _silent(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> int:
    """How many reports by other outlets, of the days of the only outlet that gives the leading value, do not give it."""
    lead = _cited(sentences[:1], evidence)
    outlets = {item.outlet for item in lead}
    values = _values(sentences[0]) if sentences else []
    if len(outlets) != 1 or None in outlets or not values:
        return 0
    others = [item for item in evidence if item.outlet not in outlets and any(_same_days(item, one) for one in lead)]
    if any(value in _plain(item.text) for item in others for value in values):
        return 0
    silent = len({item.article_id for item in others})
    return silent if silent >= SILENT else 0


def _values(lead: Sentence) -> list[str]:
    """What the first sentence gives for an answer: the short answer itself, or a model's figures and quoted words."""
    if lead.short_answer:
        return [_plain(lead.text[slice(*lead.short_answer)].strip("“”"))]
    if any(_plain(citation.quote) in _plain(lead.text) for citation in lead.citations) or lead.support is None:
        return []
    return [_plain(atom.text) for atom in lead.support.atoms if atom.kind in ("figure", "quote")]


def _cited(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> list[Evidence]:
    labels = {citation.label for sentence in sentences for citation in sentence.citations}
    return [item for item in evidence if item.label in labels]


def _same_days(one: Evidence, other: Evidence) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs((one.published - other.published).days) <= SAME_EVENT_DAYS


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
