"""The draft view: the text with its sentences as pieces, a card for each, and what the whole comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.draft.claims import MOST_CHARACTERS
from assistant.draft.findings import VERDICTS, DraftCheck, DraftSource, DraftVerdict, Finding
from assistant.draft.reading import SUFFIXES
from assistant.schema import Span
from assistant.web.views.check import KINDS
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.highlights import BLANK_LINES
from assistant.web.views.phrases import cited_place, count, title

SIGNS: Mapping[DraftVerdict, str] = {
    "supported": "✓",
    "partly": "◐",
    "contradicted": "✗",
    "attribution lost": "❝",
    "overtaken": "↻",
    "not in the archive": "?",
    "not judged": "–",
}
OPENING = 60
"""Characters of a sentence by which its card is told."""


def draft_html() -> Fragment:
    """The empty view."""
    return render("draft.html", most=MOST_CHARACTERS, accepted=",".join(SUFFIXES), verdicts=VERDICTS)


def text_html(text: str, spans: Sequence[Span]) -> Fragment:
    """The draft in its paragraphs, each sentence a piece with its number, with room beside each paragraph for its cards."""
    stretches: list[list[tuple[str, int | None]]] = [[]]
    at = 0
    for number, (start, end) in enumerate(spans):
        between = text[at:start]
        if number and BLANK_LINES.search(between):
            stretches.append([])
        elif between.strip() or (number and between):
            stretches[-1].append((between, None))
        stretches[-1].append((text[start:end], number))
        at = end
    if text[at:].strip():
        stretches[-1].append((text[at:], None))
    return render("draft_text.html", stretches=stretches)


def card_html(finding: Finding, number: int) -> Fragment:
    sentence = finding.sentence
    opening = sentence if len(sentence) <= OPENING else f"{sentence[:OPENING].rsplit(' ', 1)[0]} …"
    return render(
        "draft_card.html",
        finding=finding,
        number=number,
        opening=opening,
        sign=SIGNS[finding.verdict],
        kinds=KINDS,
        sources=[(source, named(source)) for source in finding.sources],
        opened=finding.verdict not in ("supported", "not judged"),
    )


def named(source: DraftSource) -> str:
    """`Kestrel Daily, 31 December 2021: Correction`"""
    return f"{cited_place(source, source.page)}: {title(source)}"


def summary_html(check: DraftCheck) -> Fragment:
    """`12 sentences: 7 supported, 1 contradicted`, and what is to be said of the whole."""
    counts = ", ".join(f"{number} {verdict}" for verdict, number in check.counts.items())
    return render("draft_summary.html", said=f"{count(len(check.findings), 'sentence')}: {counts}.", notes=check.notes)
