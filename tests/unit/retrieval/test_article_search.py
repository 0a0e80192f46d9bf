"""Articles found by words, exact words and operators; their order, excerpts and facets. On the sample and on planted articles."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from assistant.config import Config
from assistant.errors import QuestionError
from assistant.retrieval.article_search import ArticleSearch
from assistant.service import Assistant
from tests.conftest import HashedWords

PLANTED = {
    "ferry.md": (
        ("Ferry sails again", "Harbour Courier", "2022-02-03"),
        "The ferry is back. Anna Birch, who runs the line, paid for engines.",
    ),
    "ferries.md": (
        ("Two ferries collide", "Harbour Courier", "2022-02-28"),
        "Two ferries of the line collided. “A very colossal mistake,” said Mr. Birch, no kin of the owner.",
    ),
    "budget.txt": (
        (None, None, None),
        "The council voted on the budget: a colossal  mistake for the ferry, an envoy of Zelenskyy said in Kyiv.",
    ),
    "museum.md": (
        ("Museum opens", "The Kestrel Daily", "2022-03-01"),
        "The museum opened its doors. Volodymyr Zelensky sent a letter from Kyiv to the museum.",
    ),
    "cup.md": (
        ("Cup final", "KESTREL DAILY", "2021-12-31"),
        "Saltmarsh won the cup. Mistakes were colossal on both sides, and Kyiv was far away.",
    ),
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = tmp_path_factory.mktemp("planted")
    (home / "corpus").mkdir()
    for name, (head, text) in PLANTED.items():
        named = zip(("title", "outlet", "published"), head, strict=True)
        front = "".join(f"{key}: {value}\n" for key, value in named if value)
        (home / "corpus" / name).write_text(f"---\n{front}---\n{text}\n" if front else f"{text}\n", encoding="utf-8")
    assistant = Assistant(Config(home=home))
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    return assistant


def ids(found: ArticleSearch) -> set[str]:
    return {article.article_id.partition(".")[0] for article in found.articles}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ferry", {"ferry", "ferries", "budget"}),
        ('"ferry"', {"ferry", "budget"}),
        ("ferry -budget", {"ferry", "ferries"}),
        ("ferry -title:ferries", {"budget"}),
        ('"colossal mistake"', {"ferries", "budget"}),
        ('"colossal mistake" OR museum', {"ferries", "budget", "museum"}),
        ("line ferry", {"ferry", "ferries"}),
        ("outlet:kestrel", {"museum", "cup"}),
        ('outlet:"kestrel daily" kyiv', {"museum", "cup"}),
        ("outlet:harbour outlet:kestrel -outlet:kestrel", {"ferry", "ferries"}),
        ("kind:txt", {"budget"}),
        ("-kind:md", {"budget"}),
        ("person:Birch", {"ferry", "ferries"}),
        ('person:"Anna Birch"', {"ferry"}),
        ('person:"Volodymyr Zelenskyy"', {"museum"}),
        ("person:Zelensky", {"budget", "museum"}),
        ('person:"President Zelensky"', {"budget", "museum"}),
        ('person:"Ms. Birch"', {"ferry", "ferries"}),
        ("title:ferry", {"ferry", "ferries"}),
        ('title:"ferry sails"', {"ferry"}),
        ("after:2022-02-03 before:2022-03", {"ferry", "ferries"}),
        ("date:2021", {"cup"}),
        ("lang:en kyiv -zelenskyy", {"cup"}),
    ],
)
def test_what_is_found(planted: Assistant, text: str, expected: set[str]) -> None:
    found = planted.search_articles(text)
    assert ids(found) == expected
    assert found.found == len(expected)
    assert found.every_word


def test_where_no_article_has_all_words_those_with_some_are_found_and_it_is_said(planted: Assistant) -> None:
    found = planted.search_articles("ferry museum letter")
    assert not found.every_word
    assert "museum" in ids(found)
    assert planted.search_articles('"ferry museum"').found == 0
    assert planted.search_articles("the -kyiv -ferry -ferries").found == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("outlet:kestral", "did you mean “KESTREL DAILY”?"),
        ("lang:fr", "in French: there are English (en)."),
        ("kind:pdf", "there are md, txt"),
    ],
)
def test_what_is_not_here_is_said(planted: Assistant, text: str, says: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(says)):
        planted.search_articles(text)


def test_orders(planted: Assistant) -> None:
    newest = [article.article_id for article in planted.search_articles("ferry", sort="newest").articles]
    assert newest == ["ferries.md", "ferry.md", "budget.txt"]
    oldest = [article.article_id for article in planted.search_articles("ferry", sort="oldest").articles]
    assert oldest == ["ferry.md", "ferries.md", "budget.txt"]
    assert planted.search_articles("-cup").articles[0].article_id == "museum.md"
    part = planted.search_articles("ferry", sort="newest", count=1, offset=1)
    assert [(one.rank, one.article_id, part.found) for one in part.articles] == [(2, "ferry.md", 3)]


def test_excerpts_are_whole_sentences_of_the_article_with_the_words_marked(sample: Assistant) -> None:
    for text in ("further sanctions", '"colossal mistake"', "person:Biden call", "title:call"):
        found = sample.search_articles(text)
        assert found.articles
        for article in found.articles:
            whole = sample.article(article.article_id).text
            for passage in article.passages:
                assert whole[passage.start : passage.end] == passage.text
                assert all(passage.start <= start < end <= passage.end for start, end in passage.marks)
            for start, end in article.title_marks:
                assert article.title
                assert article.title[start:end].lower() in ("call", "calls", "biden", "sanctions", "biden's")
    first = sample.search_articles('"colossal mistake"').articles[0].passages[0]
    assert [sample.article(first_article(sample)).text[start:end] for start, end in first.marks] == ["colossal mistake"]


def first_article(sample: Assistant) -> str:
    return sample.search_articles('"colossal mistake"').articles[0].article_id


def test_facets_count_what_is_found_and_a_choice_does_not_hide_the_others(planted: Assistant) -> None:
    facets = planted.search_facets("ferry outlet:harbour")
    assert {one.value: one.count for one in facets.outlets} == {"Harbour Courier": 2}
    facets = planted.search_facets("outlet:harbour")
    assert {one.value: one.count for one in facets.outlets} == {"Harbour Courier": 2, "KESTREL DAILY": 2}
    assert [(one.value, one.count) for one in facets.kinds] == [("md", 2)]
    facets = planted.search_facets("kyiv after:2022")
    assert [(one.value, one.count) for one in facets.months] == [("2021-12", 1), ("2022-03", 1)]
    assert [one.day for one in facets.days] == [dt.date(2021, 12, 31), dt.date(2022, 3, 1)]
    assert facets.undated == 1
    assert facets.names_read


def test_names_are_joined_by_spelling_and_each_counts_once_an_article(sample: Assistant) -> None:
    names = {one.value: one.count for one in sample.search_facets("call").names}
    assert names["Joe Biden"] > names["Yuri Ushakov"] > 1
    assert not {"Russian", "American", "Things", "Neither"} & names.keys()
    for name, count in names.items():
        assert sample.search_articles(f'call person:"{name}"').found >= count, name


def test_a_name_is_pressed_in_whichever_spelling_it_is_searched(planted: Assistant) -> None:
    assert [one.value for one in planted.search_facets("person:Kiev").names if one.chosen] == ["Kyiv"]


def test_an_outlet_that_is_read_from_the_question_is_said(sample: Assistant) -> None:
    question = "What did Kestrel Daily report on 31 December 2021?"
    said = "Only articles of Kestrel Daily"
    assert said in [note.text for note in sample.ask(question, answerer="extractive").notes]
    chosen = sample.ask(question, answerer="extractive", outlets=("Kestrel Daily",))
    assert said not in [note.text for note in chosen.notes]


def test_only_chosen_articles_answer(sample: Assistant) -> None:
    question = "How long did the call of 30 December 2021 last?"
    chosen = ("2021-12-30-kestrel-daily-phone-call.md",)
    assert {one.article_id for one in sample.search(question, articles=chosen)} == set(chosen)
    answer = sample.ask(question, answerer="extractive", articles=chosen)
    assert "35 minutes" in answer.text
    assert {one.article_id for one in answer.evidence} == set(chosen)
    assert sample.search(question, articles=("gone.md",)) == []


def test_a_search_follows_the_index(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("The council of Lisbon voted for a third ferry.\n", encoding="utf-8")
    assistant = Assistant(Config(home=tmp_path))
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    assert assistant.search_articles("ferry").found == 1
    (tmp_path / "corpus" / "b.txt").write_text("Another ferry left Porto for Lisbon.\n", encoding="utf-8")
    assistant.update()
    assert assistant.search_articles("ferry").found == 2
    assert [(one.value, one.count) for one in assistant.search_facets("ferry").names] == [("Lisbon", 2)]
