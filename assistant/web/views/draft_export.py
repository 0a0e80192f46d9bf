"""A checked draft to take away: as Markdown with notes, as a page of its own, as a Word document with comments."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.wording import written_day
from assistant.draft.findings import DraftCheck, Finding
from assistant.web.views.draft import SIGNS, named
from assistant.web.views.export import escape
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.highlights import BLANK_LINES
from assistant.web.views.word import new_document, saved, written

NOT_SAID = ("supported", "not judged")
"""Verdicts of which the draft itself carries no remark: their sources are listed in the notes."""


def draft_markdown(check: DraftCheck) -> str:
    """The draft, a note behind each sentence that was judged, and the notes with their sources."""
    said: list[str] = []
    notes: list[str] = []
    for between, finding in pieces(check):
        said.append(
            "\n\n" if BLANK_LINES.search(between) else escape(between) if between.strip() else " " * bool(between)
        )
        if finding is None:
            continue
        mark = ""
        if finding.verdict != "not judged":
            notes.append(note(finding, len(notes) + 1))
            mark = f"[^{len(notes)}]"
        said.append(f"{escape(finding.sentence)}{mark}")
    return "".join(said).strip() + "\n\n" + "\n\n".join([f"*{escape(counted(check))}*", *notes]) + "\n"


def note(finding: Finding, number: int) -> str:
    lines = [f"[^{number}]: **{finding.verdict}**: {escape(finding.reason)}"]
    for source in finding.sources:
        place = f"{named(source)} ({source.article_id}, {source.start}–{source.end})"
        lines.append(f"    - {escape(place)}: “{escape(source.quote)}”")
    return "\n".join(lines)


def draft_page(check: DraftCheck) -> Fragment:
    """A page that needs nothing beside it."""
    shown = [
        (
            BLANK_LINES.search(between) is not None,
            between,
            finding,
            [(s, named(s)) for s in finding.sources] if finding else [],
        )
        for between, finding in pieces(check)
    ]
    return render("draft_export.html", pieces=shown, said=counted(check), notes=check.notes, signs=SIGNS)


def draft_document(check: DraftCheck) -> bytes:
    """A Word document of the draft, a comment on each sentence that was judged."""
    document = new_document("A draft against the archive")
    paragraph = document.add_paragraph()
    for between, finding in pieces(check):
        if BLANK_LINES.search(between):
            paragraph = document.add_paragraph()
        elif between:
            paragraph.add_run(written(between))
        if finding is None:
            continue
        run = paragraph.add_run(written(finding.sentence))
        if finding.verdict != "not judged":
            run.font.underline = finding.verdict not in NOT_SAID
            document.add_comment(run, text=written(remark(finding)), author="Dateline", initials="D")
    document.add_paragraph().add_run(counted(check)).italic = True
    return saved(document)


def remark(finding: Finding) -> str:
    """What a comment says: verdict, why, and each source with its words."""
    quotes = [f"{named(source)}: “{' '.join(source.quote.split())}”" for source in finding.sources]
    return "\n".join([f"{finding.verdict}: {finding.reason}", *quotes])


def counted(check: DraftCheck) -> str:
    """`Checked against the archive, as of 1 April 2022: 7 supported, 1 contradicted.`"""
    day = f", as of {written_day(check.day)}" if check.day else ""
    return f"Checked against the archive{day}: {', '.join(f'{n} {verdict}' for verdict, n in check.counts.items())}."


def pieces(check: DraftCheck) -> Iterator[tuple[str, Finding | None]]:
    """What stands before each sentence, with its finding; at the end what stands behind the last, which may not be judged yet."""
    at = 0
    for finding in check.findings:
        yield check.text[at : finding.start], finding
        at = finding.end
    yield check.text[at:], None
