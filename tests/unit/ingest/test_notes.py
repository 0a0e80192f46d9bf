"""Footnotes and endnotes of ODT and RTF files stand behind the paragraph or table that refers to them, each with its mark."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.support.article_files import read_one

READ = [
    "The ferry carries 310,000 people.[1] It stops in May.[2]",
    "[1] Figures of the county.",
    "Those of 2019.",
    "[2] As the board wrote.",
    "Line | Riders",
    "Ostrey | Riders: 41,200[3]",
    "[3] Estimated.",
    "The end.[4]",
    "[4] Of the line.",
]


def note(mark: int, *paragraphs: str, kind: str = "footnote") -> str:
    body = "".join(f"<text:p>{one}</text:p>" for one in paragraphs)
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation>'
        f"<text:note-body>{body}</text:note-body></text:note>"
    )


def cell(text: str) -> str:
    return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"


def write_odt(path: Path, body: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body>{body}'
            "</office:body></office:document-content>",
        )


def test_notes_of_an_odt(tmp_path: Path) -> None:
    write_odt(
        tmp_path / "a.odt",
        f"<text:tracked-changes><text:p>Gone{note(0, 'Gone, too.')}</text:p></text:tracked-changes>"
        f"<text:p>The ferry <text:span>carries 310,000 people.{note(1, 'Figures of the <text:span>county</text:span>.', 'Those of 2019.')}"
        f" It stops</text:span> in May.{note(2, 'As the board wrote.', kind='endnote')}</text:p>"
        f"<table:table><table:table-row>{cell('Line')}{cell('Riders')}</table:table-row>"
        f"<table:table-row>{cell('Ostrey')}{cell('41,200' + note(3, 'Estimated.'))}</table:table-row></table:table>"
        f"<text:p>The end.<text:note/>{note(4, 'Of the line.')}</text:p>",
    )
    assert read_one(tmp_path, "a.odt").text.split("\n\n") == READ


def test_an_odt_with_notes_that_stand_nowhere_is_read(tmp_path: Path) -> None:
    write_odt(
        tmp_path / "a.odt", f"<text:p>Kept.</text:p>{note(1, 'Lost.')}<text:note><text:p>None.</text:p></text:note>"
    )
    assert read_one(tmp_path, "a.odt").text == "Kept.\n\n[1][1] Lost."


def test_notes_within_notes_of_an_odt_are_read_once(tmp_path: Path) -> None:
    inner = note(2, "Second.")
    for number in range(3, 40):
        inner = note(number, f"Note.{inner}")
    write_odt(tmp_path / "a.odt", f"<text:p>Kept.{inner}</text:p>")
    text = read_one(tmp_path, "a.odt").text
    assert text.count("Second.") == 1
    assert text.count("Note.") == 37


def test_notes_of_an_rtf(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1 The ferry carries 310,000 people.{\super\chftn}{\footnote\pard\plain {\super\chftn} Figures of the {\b county}.\par"
        rb" Those of 2019.} It stops in May.{\super\chftn{\*\footnote\ftnalt\chftn  As the board wrote.}}{\deleted Gone{\footnote no.}}\par"
        rb" \trowd\intbl Line\cell Riders\cell\row\trowd\intbl Ostrey\cell 41,200{\footnote Estimated.}\cell\row\pard"
        rb" The end.{\footnote {\super\chftn} Of the line.}}"
    )
    assert read_one(tmp_path, "a.rtf").text.split("\n\n") == READ


def test_notes_within_notes_of_an_rtf_stand_in_order_and_empty_ones_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 Kept.{\footnote One {\footnote two} ends.} Here.{\footnote }}")
    assert read_one(tmp_path, "a.rtf").text.split("\n\n")[1:] == ["[1] One [2] ends.", "[2] two"]
