"""What the cited passages say by day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re

from assistant.schema import Answer, AsOf, Citation, Evidence, Note, Sentence
from assistant.web.storage.conversations import Turn
from assistant.web.timeline import reports
from assistant.web.views.timeline import timeline_html, whole_sentence


def told(outlet: str, published: dt.date | None, quote: str, label: int) -> tuple[Sentence, Evidence]:
    """A sentence that cites the whole text of one article, and the evidence of it."""
    name = f"{outlet}.txt"
    found = Evidence(
        label, label, name, name, None, outlet, published, False, 0, len(quote), quote, 0.9, ((0, len(quote)),)
    )
    return Sentence(quote, (Citation(label, name, name, 0, len(quote), quote),)), found


def of_sources(*pairs: tuple[Sentence, Evidence]) -> Answer:
    sentences, evidence = zip(*pairs, strict=True)
    return Answer("x", "answered", "extractive", "x", sentences, (), evidence, 0.9, AsOf(None, None))


MAY = dt.date(2022, 5, 3)


def test_timeline_puts_each_place_once_on_the_day_it_speaks_of() -> None:
    quote = "The vote was held on Monday in the harbour."  # 2 May 2022 was a Monday
    sentence, found = told("A", MAY, quote, 1)
    part = Citation(1, "A.txt", "A.txt", 4, 8, "vote")
    answer = of_sources((dataclasses.replace(sentence, citations=(part, *sentence.citations)), found))
    (report,) = reports(answer)
    assert report.citation.quote == quote
    assert report.day == dt.date(2022, 5, 2)


def test_a_card_shows_the_sentence_and_not_the_bare_figure() -> None:
    text = "The council met on Monday. The ferry <cost> 40 million dollars. Nobody objected."
    _, found = told("A", MAY, text, 1)
    at = text.index("40 million dollars")
    figure = Citation(1, "A.txt", "A.txt", at, at + 18, "40 million dollars")
    assert whole_sentence(figure, found) == (27, "The ferry <cost> 40 million dollars.")
    answer = dataclasses.replace(of_sources(told("A", MAY, text, 1)), sentences=(Sentence("40", (figure,)),))
    shown = timeline_html(Turn(1, "?", dt.datetime(2022, 5, 4, tzinfo=dt.UTC), answer=answer))
    assert "&#60;cost&#62; " not in shown  # a space is encoded too
    assert '<mark class="detail">40&#32;million&#32;dollars</mark>' in shown
    assert "The&#32;ferry" in shown
    beyond = dataclasses.replace(figure, end=500, quote="x" * 40)
    assert whole_sentence(beyond, found) == (beyond.start, beyond.quote)


def test_a_note_that_sources_differ_stands_above_the_days_with_its_sources() -> None:
    notes = (Note("sources differ", "Sources differ: 2 hours (A); 3 hours (B)", (1, 2)), Note("copies", "2 articles"))
    one, two = told("A", MAY, "It took 2 hours.", 1), told("B", MAY, "It took 3 hours.", 2)
    answer = dataclasses.replace(of_sources(one, two), notes=notes)
    shown = timeline_html(Turn(1, "?", dt.datetime(2022, 5, 4, tzinfo=dt.UTC), answer=answer))
    above, _, below = html.unescape(shown).partition('<ol class="timeline">')
    assert "Sources differ: 2 hours (A)" in above
    assert re.findall('href="#(.*?)"', above) == ["source-1-1", "source-1-2"]
    assert ("2 articles" in above, "Sources differ" in below) == (False, False)
