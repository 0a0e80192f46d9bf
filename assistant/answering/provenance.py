"""What an answer stands on: how many outlets, and whether they are dated. One voice is not two because it was printed twice.

An answer from one article is the normal case in a small folder, so not each gets a note: `trace["standing"]` says it of every answer, and
the page in the line above it; a note comes only where the articles at hand make it worth a second look.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.answering.sentence_ranking import is_copy
from assistant.answering.wording import listed
from assistant.retrieval.sources import not_found
from assistant.schema import Evidence, Note, Query, Sentence


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """The articles that an answer cites; `lead` is what its first sentence cites."""

    articles: int
    lead_articles: int
    outlets: tuple[str, ...]
    """Those that are known, each once."""
    lead_undated: bool
    """No article that the first sentence cites has a date."""

    @property
    def one_outlet(self) -> bool:
        return len(self.outlets) <= 1

    @property
    def told(self) -> str | None:
        """What the page says above every answer: `its first line from one of 3 articles`; None where nothing is cited."""
        if not self.lead_articles:
            return None
        lead = "one" if self.lead_articles == 1 else str(self.lead_articles)
        of = f" of {self.articles}" if self.articles > self.lead_articles else ""
        return f"its first line from {lead}{of} article{'s' if self.articles > 1 else ''}"


def standing(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> Standing:
    """What the sentences of an answer stand on."""
    cited, lead = cited_by(sentences, evidence), cited_by(sentences[:1], evidence)
    return Standing(
        articles=len({item.article_id for item in cited}),
        lead_articles=len({item.article_id for item in lead}),
        outlets=tuple(sorted({item.outlet for item in cited if item.outlet})),
        lead_undated=bool(lead) and all(item.published is None for item in lead),
    )


def notes(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> list[Note]:
    """What a reader should know before taking the answer for settled; nothing for most answers.

    - several articles of one outlet and no other: printed twice, it is still one voice; of articles that name none nobody knows
    - several that tell what leads in the same sentence: all but one have it from another
    - a first sentence without a dated article: it may be of any time
    """
    seen = standing(sentences, evidence)
    lead = tuple(item.label for item in cited_by(sentences[:1], evidence))
    found = []
    cited = cited_by(sentences, evidence)
    if seen.articles > 1 and seen.one_outlet and all(item.outlet for item in cited):
        text = f"One outlet only: all {seen.articles} cited articles are of {seen.outlets[0]}"
        found.append(Note("one outlet", text, tuple(item.label for item in cited)))
    elif seen.lead_articles > 1 and _is_one_sentence(sentences[0], evidence):
        text = f"One source only: the {seen.lead_articles} articles that are cited first tell this in the same sentence"
        found.append(Note("one outlet", text, lead))
    if seen.lead_undated:
        labels = ", ".join(f"[{label}]" for label in lead)
        text = f"No date: {labels} does not say when it was published, so this may be of any time"
        found.append(Note("no date", text, lead))
    return found


def by_others(query: Query, evidence: Sequence[Evidence]) -> str | None:
    """Says that what was found is not by those whose report the question asks for; None where it may be."""
    lacking = not_found(query.sources, evidence)
    return f"No passage that was found is by {listed(lacking)}" if lacking and evidence else None


def _is_one_sentence(lead: Sentence, evidence: Sequence[Evidence]) -> bool:
    """Whether all that a sentence cites lies in copies of one sentence."""
    texts = {item.label: item for item in evidence}
    told = [
        item.text[one.start - item.start : one.end - item.start]
        for citation in lead.citations
        for item in [texts[citation.label]]
        for one in item.sentences
        if one.start <= citation.start < one.end
    ]
    return len(told) > 1 and all(is_copy(told[0], other) for other in told[1:])


def cited_by(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The pieces of evidence that sentences cite."""
    labels = {citation.label for sentence in sentences for citation in sentence.citations}
    return [item for item in evidence if item.label in labels]
