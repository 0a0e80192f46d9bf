"""What the page shows of answers, sources and articles, as HTML."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionError
from assistant.schema import Answer, AsOf, Citation, Evidence, Sentence, to_json
from assistant.text.invisible import strip_invisible
from assistant.web.asking import STOPPED, ask, stop
from assistant.web.storage.answer_json import answer_from_json
from assistant.web.storage.conversations import Choices, Conversations, Turn
from assistant.web.storage.records import Records
from assistant.web.timeline import differences, reports
from assistant.web.views.escape import encode
from assistant.web.views.export import answer_markdown
from assistant.web.views.highlights import Mark, marked, paragraphs
from assistant.web.views.phrases import count, months, period, read_day
from assistant.web.views.sources import article_html, sources_html, web_host
from assistant.web.views.turn import turn_html
from tests.browser.fake_assistant import COURIER, FakeAssistant, abstained, answered

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


def test_abstained_answer_shows_what_comes_nearest_and_claims_nothing() -> None:
    markup = turn_html(Turn(1, "Who won?", NOW, answer=abstained("Who won?"), final=True), "c" * 16)
    assert "The articles do not answer this." in shown(markup)
    assert "over in 55 minutes" in shown(markup)
    assert "support" not in markup


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


@pytest.mark.parametrize(
    ("one", "other", "later", "values"),
    [
        ("It cost 40 million dollars.", "It cost 45 million dollars.", 1, ["40 million dollars", "45 million dollars"]),
        ("It cost 40 million dollars.", "The price was $40 million.", 1, []),
        ("It cost 40 million dollars.", "It cost 45 million dollars.", 30, []),  # another event
        ("It took 2 hours.", "It cost 45 million dollars.", 1, []),  # two kinds
        ("There were 30 ships.", "There were 12 ports.", 1, []),  # counts of different things
        ("It began at 9 a.m.", "It was over at 10 a.m.", 1, []),
        ("It took 2 hours and then 3 hours.", "It took 4 hours.", 1, []),  # not clear which is meant
    ],
)
def test_sources_differ_only_where_both_state_one_value_of_one_kind(
    one: str, other: str, later: int, values: list[str]
) -> None:
    answer = of_sources(told("A", MAY, one, 1), told("B", MAY + dt.timedelta(days=later), other, 2))
    assert [said.text for groups in differences(answer) for said in groups] == values


def test_undated_sources_are_not_set_against_others() -> None:
    assert differences(of_sources(told("A", MAY, "It took 2 hours.", 1), told("B", None, "It took 3 hours.", 2))) == []


def test_timeline_puts_each_place_once_on_the_day_it_speaks_of() -> None:
    quote = "The vote was held on Monday in the harbour."  # 2 May 2022 was a Monday
    sentence, found = told("A", MAY, quote, 1)
    part = Citation(1, "A.txt", "A.txt", 4, 8, "vote")
    answer = of_sources((dataclasses.replace(sentence, citations=(part, *sentence.citations)), found))
    (report,) = reports(answer)
    assert report.citation.quote == quote
    assert report.day == dt.date(2022, 5, 2)


def test_recorded_answers_of_another_shape_are_not_shown() -> None:
    raw = to_json(answered("How long?"))
    assert answer_from_json(raw) == answered("How long?")
    raw["evidence"][0]["label"] = "<img>"
    with pytest.raises(ValueError, match="<img>"):
        answer_from_json(raw)
    raw = to_json(answered("How long?"))
    raw["sentences"][0]["support"]["label"] = "x' onclick="
    with pytest.raises(ValueError, match="Input should be 'supported'"):
        answer_from_json(raw)
    raw = to_json(answered("How long?"))
    raw["of a later version"] = raw["evidence"][0]["later"] = {"x": 1}
    assert answer_from_json(raw) == answered("How long?")


def test_notes_of_an_answer_kept_before_they_had_kinds_are_read() -> None:
    raw = to_json(answered("How long?"))
    del raw["noted"]
    read = answer_from_json(raw)
    assert [(note.kind, note.text) for note in read.notes] == [("other", raw["notes"][0])]
    with pytest.raises(ValueError, match="notes"):
        answer_from_json(raw | {"notes": 3})


def test_the_short_answer_is_bold_on_the_page_and_in_markdown() -> None:
    answer = answered("How long?")
    text = "It took *about* 50 minutes."
    short = dataclasses.replace(answer.sentences[0], text=text, short_answer=(8, 26))
    answer = dataclasses.replace(answer, sentences=(short,))
    markup = turn_html(Turn(1, "How long?", NOW, answer=answer, final=True), "c" * 16)
    assert [shown(found) for found in re.findall(r"<strong>(.*?)</strong>", markup)] == ["*about* 50 minutes"]
    assert answer_markdown(answer).startswith(r"It took **\*about\* 50 minutes**. \[1\]\[2\]")


def test_records_are_appended_and_only_the_named_one_is_taken_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    records = Records(tmp_path_factory.mktemp("eval") / "deeper" / "feedback.jsonl")
    first, second = records.append({"text": "a\nb\u2028c"}), records.append({"text": "d"})
    with records.path.open("a", encoding="utf-8") as file:
        file.write("not a record\n")
    assert [record["text"] for record in records.all()] == ["a\nb\u2028c", "d"]
    assert records.take_back(first)
    assert not records.take_back(first)
    lines = records.path.read_text(encoding="utf-8").split("\n")
    assert lines[1:] == ["not a record", ""]
    assert records.take_back(second)


def test_a_date_field_is_empty_a_date_or_a_named_mistake() -> None:
    assert read_day(None) is None
    assert read_day("2022-03-29 00:00:00") == dt.date(2022, 3, 29)
    with pytest.raises(QuestionError, match="“soon” is not a date"):
        read_day("soon")


def test_words() -> None:
    assert count(1, "copy", "copies") == "1 copy"
    assert count(1200, "article") == "1,200 articles"
    assert months(dt.date(2021, 12, 7), dt.date(2022, 3, 30)) == "Dec 2021–Mar 2022"
    assert period(AsOf(dt.date(2022, 3, 29), dt.date(2022, 3, 29))) == "29 March 2022"


def test_conversation_reads_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("history")
    written = Conversations(folder)
    choices = Choices("extractive", dt.date(2021, 1, 1), None, ("Kestrel Daily",), 7)
    conversation, turn = written.begin("", "How long?", choices)
    final = Turn(turn.number, turn.question, turn.asked, choices, answered("How long?"), None, True, 0.1)
    written.update(conversation, final)
    read = Conversations(folder).get(conversation.conversation_id)
    assert read is not None
    assert read.turns == [final]


def test_a_stopped_turn_stays_stopped_and_is_said_last() -> None:
    held = Conversations()
    growing = ask(FakeAssistant(), held, "", "A slow one", Choices())
    conversation, first = next(growing)
    stop(held, conversation.conversation_id)
    held.update(conversation, first)
    assert conversation.turns[0].error == STOPPED
    assert [turn.error for _, turn in growing] == [STOPPED]


def test_conversation_ids_are_no_paths(tmp_path_factory: pytest.TempPathFactory) -> None:
    held = Conversations(tmp_path_factory.mktemp("history"))
    assert held.get("../../../etc/passw") is None
    assert held.get("a" * 16) is None
