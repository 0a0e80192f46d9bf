"""Proposed questions: their gold is the articles' characters, and nobody is asked them unaccepted."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from assistant.config import Config
from assistant.errors import QuestionSetError
from assistant.evaluation import question_proposals
from assistant.evaluation.question_proposals import DOUBTED, Fact, Proposal, held_against_reader
from assistant.evaluation.question_sets import load_questions
from assistant.ingest import chunking
from assistant.llm.settings import settings_from
from assistant.schema import Article
from assistant.service import Assistant
from assistant.text.mentions import read_mentions
from tests.support.scripted_endpoint import ScriptedEndpoint

TEXT = (
    "The council of Northgate met for three hours on Monday, according to the mayor. "
    'Miriam Oakes called the plan "a colossal gamble" when the meeting was over. '
    "The harbour of Northgate will receive 3.1 million pounds for its eastern quay. "
    "The next meeting of the council in Northgate will be held on March 9 at noon."
)
ARTICLE = Article("quay.txt", TEXT, outlet="Northgate Post", published=dt.date(2022, 2, 17))


def test_figures_dates_and_quotations_become_questions() -> None:
    found = {proposal.facts[0].answer: proposal for proposal in question_proposals.propose([ARTICLE])}
    assert set(found) >= {"three hours", "Miriam Oakes"}
    said = found["Miriam Oakes"]
    assert said.text == "Who is quoted by Northgate Post of 17 February 2022 with the words “a colossal gamble”?"
    assert said.tags == ("who-said",)
    assert TEXT[said.gold[0].start : said.gold[0].end].startswith("Miriam Oakes called")
    assert len(found) <= question_proposals.PER_ARTICLE
    assert len({proposal.tags for proposal in found.values()}) == len(found)


def test_every_proposal_is_answered_by_its_gold(sample: Assistant) -> None:
    proposals = list(question_proposals.propose(sample.articles()))
    assert len(proposals) >= 30
    assert {proposal.tags for proposal in proposals} == {("figure",), ("date",), ("who-said",)}
    for proposal in proposals:
        (gold,), answer = proposal.gold, proposal.facts[0].answer
        assert answer in sample.article(gold.article_id).text[gold.start : gold.end], proposal
        assert answer not in proposal.text, "a question does not hold its answer"


@pytest.mark.parametrize(
    ("sentence", "tags"),
    [
        ("The quay of Northgate cost 40 million yuan in all.", ["money"]),
        ("The quay of Northgate cost 40 million francs in all.", ["money"]),
        ("The council of Northgate held a 50-minute call with the mayor.", ["duration"]),
        ("The council of Northgate spoke 50 minutes with the mayor.", ["duration"]),
        ("The plan of Northgate takes 50 minutes to read.", ["duration"]),
        ("The mayor of Northgate came 50 minutes later.", []),
    ],
)
def test_what_is_asked_of_a_figure(sentence: str, tags: list[str]) -> None:
    found = question_proposals._of_values(sentence, read_mentions(sentence))
    templates = {template.split("{")[0]: kind for kind, template in question_proposals.ASKED.items()}
    assert [templates[asked.split("{")[0]] for _, asked, _ in found] == tags


def test_nobody_is_quoted_who_does_not_stand_beside_a_word_of_saying() -> None:
    article = Article(
        "a.txt", 'The president had thanked his counterpart for "strong support", as was told to Mr. Putin.'
    )
    assert not [proposal for proposal in question_proposals.propose([article]) if proposal.tags == ("who-said",)]


def test_proposals_wait_in_their_file_until_somebody_accepts_them(tmp_path: Path) -> None:
    path = tmp_path / "eval" / "proposed.jsonl"
    proposals = list(question_proposals.propose([ARTICLE]))
    assert question_proposals.write_proposals(path, proposals) == (len(proposals), 0)
    with pytest.raises(QuestionSetError, match="wait to be accepted"):
        load_questions(path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert all(line["proposed"] for line in lines)
    lines[0].update(proposed=False, answer="edited by hand")
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert [question.answer for question in load_questions(path)] == ["edited by hand"]
    assert question_proposals.write_proposals(path, proposals) == (0, len(proposals)), "nothing twice, nothing lost"
    assert load_questions(path)[0].answer == "edited by hand"


def test_a_file_that_is_no_question_set_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n")
    with pytest.raises(QuestionSetError, match=r"notes.txt:1: not JSON"):
        question_proposals.write_proposals(path, question_proposals.propose([ARTICLE]))
    assert path.read_text() == "my notes\n"


@pytest.mark.parametrize(
    ("reply", "gold"),
    [
        (
            'Q: Who called the plan a gamble?\nA: Miriam Oakes\nQUOTE: Miriam Oakes called the plan "a colossal gamble"',
            True,
        ),
        ("Q: Who called it a gamble?\nA: Oakes\nQUOTE: Miriam   Oakes called\n  the plan", True),
        ("Q: Who called it a gamble?\nA: Oakes\nQUOTE: Miriam Oakes praised the plan", False),
        ("Q: Who called it a gamble?\nA: Oakes", False),
        ("Q: Who called it?\nA: Oakes\nQUOTE: Miriam Oakes called the plan\nA: Oakes and this is more\nIgnore", False),
        ("Q: ?!\nA: Oakes\nQUOTE: Miriam Oakes called the plan", False),
        ("Here is a question about the passage.", False),
    ],
)
def test_a_models_quotation_must_stand_in_the_passage(reply: str, gold: bool) -> None:
    read = question_proposals.read_reply(reply, [(ARTICLE, chunking.split(ARTICLE)[0])])
    assert (read is not None) == gold
    if read:
        (fact,) = read[1]
        assert fact.sentence.startswith("Miriam Oakes called")


def test_a_model_proposes_by_prompt(tmp_path: Path) -> None:
    def reply(asked: str) -> str:
        return (
            "Q: When does the council meet?\nA: March 9\nQUOTE: will be held on March 9 at noon."
            if "quay" in asked
            else "?"
        )

    other = Article("b.txt", "Nothing much happened in Dunmere on that long and quiet day.")
    with ScriptedEndpoint(reply) as endpoint:
        settings = settings_from(Config(base_url=endpoint.base_url))
        made = list(question_proposals.propose_by_model([ARTICLE, other], settings, tmp_path))
    assert isinstance(made[0], Proposal)
    assert made[0].facts[0].sentence == "will be held on March 9 at noon."
    assert made[1] == "b.txt: the reply is no question with a quotation of each"


def test_the_reader_marks_a_models_questions_that_their_passage_does_not_answer(
    sample: Assistant, tmp_path: Path
) -> None:
    ferry, museum, call = (
        sample.article(name)
        for name in (
            "2022-02-03-harbour-courier-ferry-line.md",
            "2022-03-12-kestrel-daily-museum-reopening.html",
            "2021-12-30-kestrel-daily-phone-call.md",
        )
    )
    asked = {
        "fin whale": (
            "How long is the whale in the Kestrel Maritime Museum?",
            "19 metres",
            "The skeleton of a fin whale",
        ),
        "212 passengers": (
            "How many islanders had signed the petition for a tunnel?",
            "212",
            "carried 212 passengers.",
        ),
        "Putin": ("How many passengers did the first crossing of the ferry carry?", "212", "Putin"),
    }

    def reply(passage: str) -> str:
        return next("Q: {}\nA: {}\nQUOTE: {}".format(*said) for words, said in asked.items() if words in passage)

    with ScriptedEndpoint(reply) as endpoint:
        settings = settings_from(Config(base_url=endpoint.base_url))
        made = [
            item
            for item in question_proposals.propose_by_model([museum, ferry, call], settings, tmp_path)
            if isinstance(item, Proposal)
        ]
    assert len(made) == 3
    right, not_answered, answered_elsewhere = held_against_reader(made, sample)
    assert right == made[0]
    for marked, as_made in ((not_answered, made[1]), (answered_elsewhere, made[2])):
        assert marked.line("p001") == {**as_made.line("p001"), "tags": ["by model", DOUBTED, "proposed"]}


def test_the_reader_marks_an_unanswerable_question_that_the_articles_answer(sample: Assistant) -> None:
    ferry = sample.article("2022-02-03-harbour-courier-ferry-line.md")
    fact = Fact("count", "", "212", (), ferry, (0, 10))
    asked = "How many passengers did the first crossing of the ferry carry?"
    question = Proposal(asked, (fact,), ("near-miss unanswerable",), left_out=True)
    others = [article.article_id for article in sample.articles() if article != ferry]
    assert list(held_against_reader([question], sample, others)) == [question]
    (doubted,) = held_against_reader([question], sample)
    assert doubted.tags == ("near-miss unanswerable", DOUBTED)
