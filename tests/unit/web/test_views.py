"""What the page shows of answers, sources and articles, as HTML."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.wording import QUOTED
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Article, AsOf, Atom, AtomKind, Translation
from assistant.text.invisible import strip_invisible
from assistant.web.storage.comparisons import Side
from assistant.web.storage.conversations import Choices, Turn
from assistant.web.views.check import check_html, kind_word
from assistant.web.views.compare import figures
from assistant.web.views.escape import encode
from assistant.web.views.export import answer_markdown, answer_text
from assistant.web.views.highlights import Mark, marked, paragraphs
from assistant.web.views.phrases import coded, count, months, period
from assistant.web.views.sources import article_html, sources_html, translation_html, web_host
from assistant.web.views.timeline import timeline_html
from assistant.web.views.turn import turn_html
from tests.browser.fake_assistant import COURIER, abstained, answered

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
TAG = re.compile(r"<[^>]*>")


def shown(markup: str) -> str:
    """The text a browser shows of markup."""
    return html.unescape(TAG.sub("", markup))


@given(st.text())
def test_encoded_text_holds_no_markup_and_reads_the_same(text: str) -> None:
    encoded = encode(text)
    assert re.fullmatch(r"(?:\w|&#\d+;)*", encoded)
    assert not set(encoded) & set("<>\"'`${}[]()=/\\ ")
    printable = strip_invisible(text)
    assert len(re.findall(r"&#\d+;|\w", encoded)) == len(printable)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=6)


@given(st.text(alphabet="ab \nå<", max_size=60), spans, st.integers(0, 20))
def test_marks_change_no_character_and_cover_exactly_their_own(text: str, pairs: list[list[int]], offset: int) -> None:
    marks = [Mark(start + offset, end + offset, f"m{index}") for index, (start, end) in enumerate(pairs)]
    markup = marked(text, marks, offset)
    assert shown(markup) == text
    for index, (start, end) in enumerate(pairs):
        pieces = re.findall(r'<mark class="([^"]*)">(.*?)</mark>', markup)
        own = [piece for names, piece in pieces if f"m{index}" in html.unescape(names).split()]
        assert shown("".join(own)) == text[start:end]


def test_paragraphs_part_at_blank_lines_and_keep_marks_across_them() -> None:
    text = "One line\nof two.\n\nSecond."
    assert shown(paragraphs(text, [])) == "One line\nof two.Second."
    assert paragraphs(text, [Mark(12, 24, "m")], offset=0).count("<mark") == 2


def test_answer_shows_support_in_words_and_removed_sentences_with_the_reason() -> None:
    markup = turn_html(Turn(1, "How long?", NOW, answer=answered("How long?"), final=True), "c" * 16)
    assert "partly supported" in shown(markup)
    assert "“Friday” is not in the cited text." in shown(markup)
    assert "Not in the cited text: 90 minutes." in shown(markup)
    assert 'href="#source-1-2"' in markup


def test_question_and_sentences_run_in_the_direction_of_their_language() -> None:
    shown = turn_html(Turn(1, "מי התקשר?", NOW, answer=answered("Who?"), final=True), "c" * 16)
    assert '<h2 class="question" dir="auto">' in shown
    assert '<span class="said" dir="auto">' in shown
    assert '<del dir="auto">' in shown


def test_what_is_quoted_says_so_and_how_likely_the_short_answer_answers() -> None:
    answer = answered("How long, as quoted?")
    markup = turn_html(Turn(1, "How long?", NOW, answer=answer, final=True), "c" * 16)
    words = re.findall(r'<span class="support"([^>]*)>(.*?)</span>', markup)
    assert [shown(word) for _, word in words] == ["quoted", "quoted", "quoted", "partly supported"]
    assert [QUOTED in html.unescape(title) for title, _ in words] == [True, True, True, False]
    assert [shown(found) for found in re.findall(r'<span class="likely">(.*?)</span>', markup)] == [
        "likely to answer the question"
    ]
    unsure = dataclasses.replace(answer, confidence=0.7)
    assert "may answer the question" in shown(turn_html(Turn(1, "How long?", NOW, answer=unsure, final=True), "c" * 16))
    assert answer_markdown(answer).startswith("**50 minutes** [2] *(quoted, likely to answer the question)*")
    assert answer_text(unsure).startswith(
        "50 minutes [2] (quoted, may answer the question)\n\nKestrel Daily: about 35 minutes [2] (quoted)\n\nK"
    )
    assert "“colossal mistake”. [1] (partly supported)" in answer_text(answer)


def test_the_check_tells_quotations_from_verdicts() -> None:
    table = check_html(Turn(1, "How long?", NOW, answer=answered("How long, as quoted?"), final=True))
    assert "4 sentences: 3 quoted, 1 partly supported. 1 sentence removed." in shown(table)
    assert f"{QUOTED}." in shown(table)
    assert "Not plainly supported 2" in shown(table), "the one in part and the one removed"
    written = check_html(Turn(1, "How long?", NOW, answer=answered("How long?"), final=True))
    assert "2 sentences: 1 supported, 1 partly supported." in shown(written)
    assert QUOTED not in shown(written)


def test_a_comparison_counts_quotations_apart() -> None:
    sides = [
        Side("a", asked, Choices(), None, answered(asked), None, 0.1) for asked in ("How long, as quoted?", "How long?")
    ]
    rows = {name: (one, other, differs) for name, one, other, differs in figures(*sides)}
    assert rows["Quoted"] == ("3", "0", True)
    assert rows["Supported"] == ("0", "1", True)


def test_abstained_answer_shows_what_comes_nearest_and_claims_nothing() -> None:
    markup = turn_html(Turn(1, "Who won?", NOW, answer=abstained("Who won?"), final=True), "c" * 16)
    assert "The articles do not answer this." in shown(markup)
    assert "over in 55 minutes" in shown(markup)
    assert "support" not in markup


def test_what_was_not_judged_is_not_said_to_be_unanswered() -> None:
    told = "Whether the articles answer this was not judged: what reads them knows English only, and the question is in French."
    answer = dataclasses.replace(abstained("Qui ?"), text=told)
    markup = shown(turn_html(Turn(1, "Qui ?", NOW, answer=answer, final=True), "c" * 16))
    assert "Whether the articles answer this was not judged" in markup
    assert "what reads them knows English only" in markup
    assert "do not answer" not in markup


def test_what_is_in_another_language_says_so_and_stands_as_it_is_written() -> None:
    answer = answered("How long?")
    spoken = tuple(dataclasses.replace(item, language="ar") for item in answer.evidence)
    turn = Turn(1, "How long?", NOW, answer=dataclasses.replace(answer, evidence=spoken), final=True)
    assert turn.answer
    for markup, tags in (
        (sources_html(turn.answer, 1), ("h4", 'div class="passage"')),
        (check_html(turn), ("blockquote",)),
        (timeline_html(turn), ("blockquote",)),
    ):
        assert '<span class="language">Arabic</span>' in markup
        for tag in tags:
            assert f'<{tag} lang="ar" dir="rtl">' in markup


def test_what_is_in_another_language_than_the_question_may_be_translated_where_a_model_is_set() -> None:
    def offered(question: str, writer: LanguageModelSettings | None) -> list[str]:
        answer = answered(question)
        first, second, *others = answer.evidence
        spoken = (dataclasses.replace(first, language="uk"), dataclasses.replace(second, language=None), *others)
        markup = sources_html(dataclasses.replace(answer, evidence=spoken), 1, writer)
        cards = re.findall(r'data-label="(\d)"(.*?)</li>', markup, re.DOTALL)
        return [label for label, card in cards if "Sends this passage to tiny; nothing" in card]

    writer = LanguageModelSettings("tiny")
    assert offered("How long did the call last?", writer) == ["1"]
    assert offered("Скільки тривала розмова президентів?", writer) == ["2", "3", "4"]
    assert offered("How long did the call last?", None) == []


def test_a_translation_is_marked_as_the_models_and_none_of_it_is_markup() -> None:
    hostile = "<b>x</b> [y](javascript:1)"
    markup = translation_html(Translation(f"{hostile} كلمات", "ar", f"tiny {hostile}", ("240", hostile)))
    assert not set(re.findall(r"<(\w+)", markup)) - {"p", "div"}
    assert re.findall(r"<(?:p|div)[^>]*>", markup)[:2] == [
        '<p class="translator">',
        '<div class="translated" lang="ar" dir="rtl">',
    ]
    said = shown(markup)
    assert said.startswith(f"Translated by tiny {hostile}; not a quotation{hostile}")
    assert said.endswith(f"كلماتNot in the translation: 240, {hostile}")
    assert "Not in" not in shown(translation_html(Translation("x", "en", "tiny")))


def test_a_passage_that_came_near_ends_with_a_whole_word() -> None:
    answer = abstained("Anything?")
    plain = dataclasses.replace(answer.evidence[0], text="forty-nine words " * 20, spans=())
    turn = Turn(1, "Anything?", NOW, answer=dataclasses.replace(answer, evidence=(plain,)), final=True)
    quoted = re.search(r"<q[^>]*>(.*?)</q>", turn_html(turn, "c" * 16))
    assert quoted
    assert set(shown(quoted[1]).split()) == {"forty-nine", "words", "…"}


def test_sources_come_in_the_order_cited_then_the_rest() -> None:
    markup = sources_html(answered("How long?"), 1)
    assert re.findall(r'<li class="source" data-turn="1" data-label="(\d)"', markup) == ["1", "2", "3", "4"]
    assert shown(markup).index("Cited") < shown(markup).index("Also found, not cited")


def test_article_folds_its_front_matter_away() -> None:
    markup = article_html(COURIER, [Mark(COURIER.body_start, COURIER.body_start + 9, "cited")])
    assert '<mark class="cited">Joe&#32;Biden</mark>' in markup
    assert markup.count("File header") == 1


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/b?c=d", "a.example"),
        ("http://a.example", "a.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example", None),
        ("https://", None),
        ("https://[bad", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, host: str | None) -> None:
    assert web_host(url) == host
    markup = article_html(dataclasses.replace(COURIER, url=url))
    found = re.findall(r'<a class="original" href="([^"]*)"[^>]*>(.*?)</a>', markup)
    assert [(shown(address), shown(name)) for address, name in found] == ([(url, host)] if host else [])


def test_the_short_answer_is_bold_on_the_page_and_in_markdown() -> None:
    answer = answered("How long?")
    text = "It took *about* 50 minutes."
    short = dataclasses.replace(answer.sentences[0], text=text, short_answer=(8, 26))
    answer = dataclasses.replace(answer, sentences=(short,))
    markup = turn_html(Turn(1, "How long?", NOW, answer=answer, final=True), "c" * 16)
    assert [shown(found) for found in re.findall(r"<strong>(.*?)</strong>", markup)] == ["*about* 50 minutes"]
    assert answer_markdown(answer).startswith(r"It took **\*about\* 50 minutes**. [1][2]")


def test_words() -> None:
    assert count(1, "copy", "copies") == "1 copy"
    assert count(1200, "article") == "1,200 articles"
    assert months(dt.date(2021, 12, 7), dt.date(2022, 3, 30)) == "Dec 2021–Mar 2022"
    assert period(AsOf(dt.date(2022, 3, 29), dt.date(2022, 3, 29))) == "29 March 2022"


def test_a_citation_that_the_check_found_is_said_to_be_found() -> None:
    answer = answered("How long?")
    first = answer.sentences[0]
    cited = tuple(dataclasses.replace(citation, found=True) for citation in first.citations)
    looked_up = dataclasses.replace(
        answer, sentences=(dataclasses.replace(first, citations=cited), *answer.sentences[1:])
    )
    shows = [turn_html(Turn(1, "How long?", NOW, answer=given, final=True), "c") for given in (answer, looked_up)]
    assert ["citation found" in shown(page) for page in shows] == [False, True]


def test_the_page_of_a_source_and_what_is_remarked_on_its_date_are_shown() -> None:
    answer = answered("How long?")
    evidence = tuple(dataclasses.replace(item, page=4) for item in answer.evidence)
    sentences = tuple(
        dataclasses.replace(one, citations=tuple(dataclasses.replace(place, page=5) for place in one.citations))
        for one in answer.sentences
    )
    paged = dataclasses.replace(answer, evidence=evidence, sentences=sentences)
    assert "p. 4" in shown(sources_html(paged, 0))
    assert ", p. 5" in shown(check_html(Turn(1, "How long?", NOW, answer=paged, final=True)))
    assert ", p. 4: " in answer_text(paged)
    assert "p. " not in shown(sources_html(answer, 0))
    noted = dataclasses.replace(COURIER, date_note="printed on the page", updated=dt.date(2022, 4, 1))
    assert "Date printed on the page. Changed 1 April 2022." in shown(article_html(noted))


def test_the_versions_of_an_article_are_linked() -> None:
    assert "newest version" not in article_html(COURIER)
    older = article_html(COURIER, versions=("new.md", COURIER.article_id, "first.md"))
    assert re.findall(r'open-article" data-article="([^"]*)"', older) == ["new&#46;md", "first&#46;md"]
    newest = article_html(COURIER, versions=(COURIER.article_id, "first.md"))
    assert re.findall(r'open-article" data-article="([^"]*)"', newest) == ["first&#46;md"]


def test_cards_stand_in_the_order_cited_and_those_of_one_article_together() -> None:
    whole = answered("x")
    courier, kestrel, wire, _ = whole.evidence
    again = dataclasses.replace(courier, label=3, passage_id="p3")
    wire = dataclasses.replace(wire, label=4)
    third = dataclasses.replace(whole.sentences[0].citations[0], label=3, passage_id="p3")
    sentences = (*whole.sentences, dataclasses.replace(whole.sentences[0], citations=(third,)))
    markup = sources_html(dataclasses.replace(whole, sentences=sentences, evidence=(courier, kestrel, again, wire)), 1)
    cards = re.findall(r'<li class="(source(?: same-article)?)"[^>]*data-label="(\d)"', markup)
    assert cards == [("source", "1"), ("source same-article", "3"), ("source", "2"), ("source", "4")]
    assert shown(markup).count("Fresh warnings") == 1
    assert "The same article" in shown(markup)


def test_messages_are_english_and_what_is_to_be_typed_is_set_as_such() -> None:
    failed = Turn(1, "x", NOW, error="No index: run `assistant index`.", final=True)
    assert "<code>assistant&#32;index</code>" in turn_html(failed, "abc")
    assert coded("a ` alone") == [("a ` alone", False)]


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("noon", "figure", "time of day"),
        ("9:15 a.m.", "figure", "time of day"),
        ("50 minutes", "figure", "figure"),
        ("Friday", "date", "date"),
        ("“so”", "quote", "quotation"),
    ],
)
def test_a_detail_is_called_what_it_is(text: str, kind: AtomKind, word: str) -> None:
    assert kind_word(Atom(text, kind, False)) == word


def test_a_headline_that_opens_the_text_is_not_shown_twice() -> None:
    article = Article("a.md", "---\n---\n\n# Third  ferry\n\nThe council voted.", 8, title="Third ferry")
    assert shown(article_html(article)).count("ferry") == 1
    at = article.text.index("ferry")
    assert shown(article_html(article, [Mark(at, at + 5, "cited cite-0-1")])).count("ferry") == 2
    assert "The council voted." in shown(article_html(dataclasses.replace(article, title="Another")))
