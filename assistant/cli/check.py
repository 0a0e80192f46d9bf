"""`assistant check`: a claim against given texts, or a draft against the archive."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.answering.wording import written_day, written_page
from assistant.cli.options import Workspace, batched, known, plain, print_json, shared
from assistant.schema import to_json

if TYPE_CHECKING:
    from assistant.draft.findings import DraftSource, Finding
    from assistant.service import Assistant


@click.command()
@click.option("--claim", help="The sentence to check.")
@click.option("--reference", "references", multiple=True, help="A text it should rest on; may be given several times.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="One JSON object a line: {id, claim, references: [text, …]}.",
)
@click.option(
    "--draft",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="A draft to check against all articles, sentence by sentence: .txt, .md, .html, .docx, or - for standard input.",
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The draft's day, from which its “Tuesday” counts.")
@shared()
def check(
    place: Workspace,
    claim: str | None,
    references: tuple[str, ...],
    batch: Path | None,
    draft: Path | None,
    day: dt.datetime | None,
) -> None:
    """Is a claim supported by the given texts, or a draft by the articles?"""
    if draft is not None:
        if claim is not None or batch is not None or references:
            raise click.UsageError("give either --draft FILE or a claim")
        check_draft(place.open(), draft, day.date() if day else None, place.as_json)
    else:
        check_claims(claim, references, batch, place.as_json)


def check_claims(claim: str | None, references: tuple[str, ...], batch: Path | None, as_json: bool) -> None:
    from assistant.verification.check import Reference, check_claim

    def one(line: dict[str, Any]) -> dict[str, Any]:
        support = check_claim(line["claim"], [Reference(text) for text in line["references"]])
        return {"id": line.get("id"), **to_json(support)}

    if batch is None and claim is not None and not references:
        raise click.UsageError("give at least one --reference")
    single = None if claim is None else {"claim": claim, "references": references}
    result = batched(batch, single, one, ("claim", "references"), as_json)
    if result is None:
        return
    click.echo(f"{result['label']} ({result['score']:.2f})" + (f": {result['reason']}" if result["reason"] else ""))
    for atom in result["atoms"]:
        click.echo(f"  {'found' if atom['found'] else 'not found'}  {atom['kind']}: {plain(atom['text'])}")


def check_draft(assistant: Assistant, draft: Path, day: dt.date | None, as_json: bool) -> None:
    """Prints each finding as it comes; as JSON all at the end."""
    from assistant.draft.check import notes
    from assistant.draft.findings import DraftCheck
    from assistant.draft.reading import read_draft

    given = sys.stdin.buffer.read() if str(draft) == "-" else draft.read_bytes()
    text, stated = read_draft("" if str(draft) == "-" else draft.name, given, assistant.limits)
    if as_json:
        print_json(to_json(assistant.check_draft(text, day=day or stated)))
        return
    counted, findings = assistant.stream_draft(text, day=day or stated)
    shown = []
    for finding in findings:
        _print_finding(finding)
        shown.append(finding)
    counts = DraftCheck(text, counted, tuple(shown)).counts
    click.echo(f"\n{len(shown)} sentences: " + ", ".join(f"{number} {verdict}" for verdict, number in counts.items()))
    for note in notes(shown, counted):
        click.echo(f"note: {note}")


def _print_finding(finding: Finding) -> None:
    click.echo(f"[{finding.verdict}] {plain(finding.sentence)}")
    if finding.verdict != "supported":
        click.echo(f"    {plain(finding.reason)}")
    for source in finding.sources:
        click.echo(f"    {_named(source)}")
        click.echo(f"        {plain(source.quote)}")


def _named(source: DraftSource) -> str:
    """`Kestrel Daily, 31 December 2021, “Correction”: 2021-12-31-correction.md 120–270`"""
    day = written_day(source.published) + (" (inferred)" if source.published_inferred else "")
    named = known(source.outlet, day, f"“{source.title}”" if source.title else None)
    copies = f" (also in {len(source.copies)} copies)" if source.copies else ""
    return f"{named}{copies}: {plain(source.article_id)}{written_page(source.page)} {source.start}–{source.end}"
