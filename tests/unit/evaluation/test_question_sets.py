"""The question sets are true to their articles: every span is real, nothing is asked twice, and what is called
unanswerable is stated in no sentence."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.question_sets import load_questions
from assistant.ingest.folder import read_file, scan
from assistant.text.normalize import Word, is_function_word, words
from assistant.text.sentences import sentences
from assistant.text.transliteration import skeleton
from tests.conftest import ROOT, SEEDS

Line = dict[str, Any]

TAGS = (
    "single fact",
    "figure",
    "date",
    "quotation",
    "who-said",
    "several articles",
    "same event in several outlets",
    "look-alike event",
    "sources differ",
    "superseded",
    "follow-up",
    "spelling variant",
    "near-miss unanswerable",
    "off-topic unanswerable",
    "false premise",
    "two-hop",
)
UNANSWERABLE = {"near-miss unanswerable", "off-topic unanswerable"}
SEVERAL_SPANS = {"several articles", "sources differ", "superseded", "same event in several outlets", "two-hop"}
"""Where one answer is put together from several spans, or spans with different figures answer alike."""
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Dec\.)"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}(?:(?: and|-|,) ?\d{{1,2}})?|{_MONTH})(?:,? \d{{4}})?\b"
)
_DATELINE = re.compile(r"(?m)^ ?date \d{4}-\d\d-\d\d $")
"""What stands before the first sentence of some files, on its line."""
_TOLD_DAY = re.compile(r"\b(?:\w+day|yesterday|tomorrow|today|afternoon|evening|week|this year|Dec|month)\b")


@dataclasses.dataclass(frozen=True)
class Set:
    """A question set, the folder of its articles and what it has to hold at least."""

    file: Path
    folder: Path
    questions: int
    unanswerable: int
    least: dict[str, int]

    @property
    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]

    def texts(self) -> dict[str, str]:
        return article_texts(self.folder)


SAMPLE = Set(
    ROOT / "eval" / "questions.jsonl",
    ROOT / "corpus",
    170,
    50,
    {"near-miss unanswerable": 25, "off-topic unanswerable": 8, "two-hop": 20},
)
KINDS = (
    "who or what",
    "figure",
    "when",
    "quotation",
    "why or how",
    "yes or no",
    "compare",
    "list",
    "summary",
    "unanswerable",
)
SEED = Set(ROOT / "eval" / "seeds.jsonl", SEEDS, 90, 25, {"near-miss unanswerable": 15})


@cache
def article_texts(folder: Path) -> dict[str, str]:
    files, _ = scan(folder)
    return {article.article_id: article.text for file in files for article in read_file(folder, file.path)[0]}


@cache
def article_sentences(folder: Path) -> list[frozenset[str]]:
    """The words of every sentence of a folder's articles."""
    return [
        frozenset(key for word in words(text[start:end]) for key in keys(text[start:end], word))
        for text in article_texts(folder).values()
        for start, end in sentences(text)
    ]


def keys(text: str, word: Word) -> set[str]:
    """What a word is found by: its stem, and for a name its sound too, so that spellings of it meet."""
    written = text[word.start : word.end]
    return {word.stem, f"name {skeleton(written)}"} if written[0].isupper() else {word.stem}


def is_stated(phrase: str, folder: Path) -> bool:
    """Whether one sentence of the articles holds all words of a phrase, in any order, folded and stemmed."""
    wanted = [keys(phrase, word) for word in words(phrase)]
    assert wanted, phrase
    return any(all(key & sentence for key in wanted) for sentence in article_sentences(folder))


def figures(text: str) -> set[str]:
    return {word.stem for word in words(text) if word.stem[0].isdigit()}


@pytest.fixture(params=[SAMPLE, SEED], ids=["sample", "seeds"])
def chosen(request: pytest.FixtureRequest) -> Set:
    chosen: Set = request.param
    if not chosen.folder.is_dir():
        pytest.skip("the folder of real articles is not here")
    return chosen


def spans(line: Line, fields: tuple[str, ...] = ("gold", "bridge")) -> list[Line]:
    return [span for field in fields for span in line.get(field, [])]


def test_the_loader_reads_every_line(chosen: Set) -> None:
    assert [question.query_id for question in load_questions(chosen.file)] == [
        line["query_id"] for line in chosen.lines
    ]


def test_there_are_enough_of_each_kind(chosen: Set) -> None:
    lines = chosen.lines
    tags = Counter(tag for line in lines for tag in line["tags"])
    assert len(lines) >= chosen.questions
    assert sum(not line["answerable"] for line in lines) >= chosen.unanswerable
    assert set(tags) == set(TAGS)
    assert all(len(set(line["tags"])) == len(line["tags"]) > 0 for line in lines)
    assert {tag: tags[tag] for tag in TAGS if tags[tag] < chosen.least.get(tag, 6)} == {}
    refused = [line for line in lines if "false premise" in line["tags"] and not line["answerable"]]
    assert len(refused) >= 8


def test_nothing_is_asked_twice(chosen: Set) -> None:
    asked = Counter(
        " ".join(word.stem for turn in line.get("history", []) for word in words(turn[0]))
        + " > "
        + " ".join(word.stem for word in words(line["text"]))
        for line in chosen.lines
    )
    assert [text for text, count in asked.items() if count > 1] == []
    assert len({line["query_id"] for line in chosen.lines}) == len(chosen.lines)


def test_spans_are_whole_sentences_of_the_articles(chosen: Set) -> None:
    for line in chosen.lines:
        for span in spans(line):
            text = chosen.texts()[span["article_id"]]
            start, end = span["start"], span["end"]
            assert 0 <= start < end <= len(text), line["query_id"]
            quote = text[start:end]
            assert quote == quote.strip(), line["query_id"]
            assert 10 <= len(quote) <= 600, line["query_id"]
            assert start == 0 or text[start - 1].isspace(), (line["query_id"], quote)
            assert text[end : end + 1].isspace() or end == len(text), (line["query_id"], quote)
            before = _DATELINE.sub("", text[:start]).rstrip(" \xa0")
            assert before[-1:] in ("", "\n", *".!?\"”’'):—"), (line["query_id"], quote)


def test_every_kind_has_the_fields_it_needs(chosen: Set) -> None:
    for line in chosen.lines:
        tags = set(line["tags"])
        assert bool(line["gold"]) == bool(line["nuggets"]) == bool(line["answer"]) == line["answerable"], line
        assert bool(line.get("missing")) == bool(UNANSWERABLE & tags) == (not line["answerable"]), line
        assert bool(line.get("history")) == ("follow-up" in tags), line
        assert all(len(turn) == 2 and all(turn) for turn in line.get("history", [])), line
        assert not line.get("bridge") or "two-hop" in tags, line
        parts = {gold.get("part") for gold in line["gold"]}
        assert parts <= {None} or parts == set(range(1, len(parts) + 1)) != {1}, line


def test_gold_holds_the_figures_of_the_answer(chosen: Set) -> None:
    """Each span alone, or all together where a tag says so; dates may follow from a day of the week."""
    for line in chosen.lines:
        quotes = [chosen.texts()[gold["article_id"]][gold["start"] : gold["end"]] for gold in line["gold"]]
        joined = [" ".join(quotes)] if SEVERAL_SPANS & set(line["tags"]) else quotes
        for quote in joined:
            answer = _DATE.sub(" ", line["answer"]) if _TOLD_DAY.search(quote) else line["answer"]
            assert figures(answer) <= figures(quote), (line["query_id"], figures(answer) - figures(quote))


def test_gold_holds_the_nuggets(chosen: Set) -> None:
    """At least half of a vital fact's informative words stand in gold, bridges or the question: facts are restated,
    not invented."""
    for line in chosen.lines:
        quotes = [chosen.texts()[gold["article_id"]][gold["start"] : gold["end"]] for gold in spans(line)]
        held = {word.stem for text in [*quotes, line["text"]] for word in words(text)}
        for nugget in line["nuggets"]:
            wanted = [word.stem for word in words(nugget) if not is_function_word(word.stem)]
            assert 2 * sum(stem in held for stem in wanted) >= len(wanted) > 0, (line["query_id"], nugget)


def test_no_sentence_states_what_an_unanswerable_question_asks(chosen: Set) -> None:
    stated = {
        line["query_id"]: phrase
        for line in chosen.lines
        for phrase in line.get("missing", [])
        if is_stated(phrase, chosen.folder)
    }
    assert stated == {}


def test_a_statement_is_found_in_any_spelling_and_order() -> None:
    assert is_stated("Zelensky shells explosions", SAMPLE.folder)
    assert is_stated("erdoğan", SAMPLE.folder)
    assert not is_stated("Zelensky shells Erdogan", SAMPLE.folder)


def test_the_seeds_sentences_are_not_copied() -> None:
    """Nuggets and answers are facts in own words: no run of more than five words is the articles'."""
    if not SEEDS.is_dir():
        pytest.skip("the folder of real articles is not here")
    texts = [plain(text) for text in SEED.texts().values()]
    for line in SEED.lines:
        for text in (line["text"], line["answer"] or "", *line["nuggets"]):
            written = plain(text).split()
            runs = [" ".join(written[i : i + 6]) for i in range(len(written) - 5)]
            copied = [run for run in runs if any(f" {run} " in f" {article} " for article in texts)]
            assert copied == [], line["query_id"]


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_the_questions_over_the_609_articles_have_ten_kinds_of_twelve() -> None:
    questions = load_questions(ROOT / "eval" / "multihop.jsonl")
    assert Counter(question.tags[0] for question in questions) == dict.fromkeys(KINDS, 12)
    assert len({question.text for question in questions}) == 120
    for question in questions:
        assert bool(question.gold) == question.answerable == bool(question.nuggets), question.query_id
        even = [int(span.article_id[:3]) % 2 == 0 for span in question.gold]
        assert any(even) == question.answerable, question.query_id


def test_gold_of_other_languages_is_whole_sentences() -> None:
    """Checked by form: an answer in French about a German report shares no word with it."""
    folder = ROOT / "eval" / "languages"
    texts = article_texts(ROOT / "corpus") | article_texts(folder / "corpus")
    questions = load_questions(folder / "questions.jsonl")
    assert len(questions) >= 40
    for question in questions:
        for gold in question.gold:
            text = texts[gold.article_id]
            starts, ends = zip(*sentences(text), strict=True)
            assert gold.start in starts, question.query_id
            assert gold.end in ends, question.query_id
