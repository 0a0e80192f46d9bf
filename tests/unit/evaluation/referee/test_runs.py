"""Other systems' answers scored: by hand-made articles whose right figures are plain to see."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import threading
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import LanguageModelError, QuestionSetError
from assistant.evaluation import run_files
from assistant.evaluation.comparison import Gates, compare
from assistant.evaluation.question_sets import Gold, Question, QuestionSet, load_set
from assistant.evaluation.referee import endpoint, runs, shapes, side_by_side
from assistant.evaluation.referee.given import Context
from assistant.evaluation.referee.placing import Placed, Placer, folded, stands_in
from assistant.evaluation.referee.runs import Court, System
from assistant.evaluation.run_files import Row
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Article
from tests.support.faulty_endpoint import FaultyEndpoint
from tests.support.scripted_endpoint import ScriptedEndpoint

CALL = "The two leaders spoke by phone on Thursday.\n\nThe call lasted 50 minutes, the Kremlin said. Both called it “frank and useful”."
FERRY = "The ferry Marigold carried 212 passengers on its first crossing to Dunmere. The crossing took two hours in calm weather."
ARTICLES = {
    "call.txt": Article(
        "call.txt", CALL, outlet="Northgate Post", published=dt.date(2021, 12, 30), url="https://post.example/call"
    ),
    "ferry.txt": Article(
        "ferry.txt", FERRY, title="First crossing", outlet="Harbour Courier", published=dt.date(2022, 2, 3)
    ),
}


def gold(article_id: str, words: str) -> Gold:
    start = ARTICLES[article_id].text.index(words)
    return Gold(article_id, start, start + len(words))


QUESTIONS = QuestionSet(
    (
        Question(
            "q1",
            "How long did the call last?",
            True,
            "50 minutes",
            ("50 minutes",),
            (gold("call.txt", "The call lasted 50 minutes, the Kremlin said."),),
            ("figure",),
        ),
        Question(
            "q2",
            "How many passengers did the Marigold carry?",
            True,
            "212",
            ("212 passengers",),
            (gold("ferry.txt", FERRY.split(". ")[0] + "."),),
            ("figure",),
        ),
        Question("q3", "Who painted the Marigold?", False, None, (), (), ("near-miss",)),
    ),
    0,
    "hash",
)


@pytest.fixture
def court(tmp_path: Path) -> Court:
    return Court(tmp_path / "runs", QUESTIONS, Placer(ARTICLES))


def system(name: str, *records: dict[str, Any]) -> System:
    return System(name, tuple(shapes.read(record, f"{name}:{at}") for at, record in enumerate(records, 1)))


def by_id(rows: list[Row]) -> dict[str, dict[str, Any]]:
    return {row["query_id"]: row["measures"] for row in rows}


GOOD = {
    "question": "How long did the call last?",
    "answer": "It lasted 50 minutes, the Kremlin said [1].",
    "contexts": [CALL, FERRY],
}
WRONG = {
    "query_id": "q2",
    "question": "how many passengers did the Marigold carry",
    "answer": "It carried 312 passengers [1]. Both called it “frank and easy” [2].",
    "contexts": [FERRY, CALL],
}
INVENTED = {"question": "Who painted the Marigold?", "answer": "Ann Hill painted it [7].", "contexts": [FERRY]}
REFUSED = {**INVENTED, "answer": "I don't know."}


def test_what_is_right_and_what_is_wrong_is_told(court: Court) -> None:
    found = by_id(runs.rows_of(system("one", GOOD, WRONG, INVENTED), court))
    assert (found["q1"]["right"], found["q1"]["gold cited"], found["q1"]["recall@5"], found["q1"]["nugget recall"]) == (
        1.0,
        1.0,
        1.0,
        1.0,
    )
    assert found["q1"]["citation precision"] == found["q1"]["citation recall"] == found["q1"]["atom accuracy"] == 1.0
    assert (found["q1"]["wrongly withheld"], found["q1"]["wrongly answered"]) == (0.0, None)
    assert found["q1"]["characters cited"] == len(CALL)
    assert (found["q2"]["gold cited"], found["q2"]["nugget recall"]) == (1.0, 0.0)
    assert found["q2"]["quotations exact"] == 0.0
    assert found["q2"]["atom accuracy"] == 0.0, "312 and “frank and easy” stand nowhere"
    assert found["q2"]["unsupported shown"] == 2.0
    assert (
        found["q3"] | {"right": 0.0, "wrongly answered": 1.0, "citations resolved": 0.0, "citation recall": 0.0}
        == found["q3"]
    )


def test_a_refusal_is_right_where_nothing_answers_and_withheld_elsewhere(court: Court) -> None:
    found = by_id(runs.rows_of(system("one", {**GOOD, "answer": "The sources do not say."}, REFUSED, WRONG), court))
    assert (found["q3"]["right"], found["q3"]["wrongly answered"]) == (1.0, 0.0)
    assert (found["q1"]["right"], found["q1"]["wrongly withheld"]) == (0.0, 1.0)


def test_a_system_that_never_cites_has_no_measures_of_citations(court: Court) -> None:
    found = by_id(
        runs.rows_of(system("one", {**GOOD, "answer": "It lasted 50 minutes, the Kremlin said."}, REFUSED), court)
    )
    assert found["q1"]["context support"] == 1.0
    for name in ("right", "gold cited", "citation precision", "citation recall", "citations resolved"):
        assert found["q1"][name] is None
    assert found["q1"]["wrongly withheld"] == 0.0


def test_a_question_without_an_answer_failed_and_is_in_no_mean(court: Court) -> None:
    run = runs.judge(system("one", GOOD), court, court.runs / "one")
    assert (run.summary["questions"], run.summary["failed"]) == (3, 2)
    assert run.rows[1]["failed"] == "the file holds no answer to it"
    assert run.summary["measures"]["right"]["count"] == 1
    assert "confidence AUC" not in run.summary["measures"], "it states no confidence"
    assert "quotations doubted" not in run.summary
    assert run_files.load_run(run.folder).rows == run.rows
    assert "Confidence" not in (run.folder / "report.html").read_text("utf-8")


def test_a_reply_that_says_nothing_failed_and_is_no_right_refusal(court: Court) -> None:
    answers = system("one", GOOD, {**REFUSED, "answer": "<think>Who painted it?"})
    assert runs.rows_of(answers, court)[2]["failed"].startswith("it says nothing")
    alone = Court(court.runs, None, Placer({}))
    assert [bool(row.get("failed")) for row in runs.rows_of(answers, alone)] == [False, True]


def test_what_was_retrieved_is_measured_only_where_it_is_known(court: Court) -> None:
    annotation = {"type": "url_citation", "start_index": 0, "end_index": 21, "article_id": "call.txt"}
    reply = {
        "question": "How long did the call last?",
        "content": "It lasted 50 minutes, the Kremlin said.",
        "annotations": [annotation],
    }
    only_cited = by_id(runs.rows_of(system("one", reply), court))["q1"]
    assert (only_cited["recall@5"], only_cited["context support"], only_cited["gold cited"]) == (None, None, 1.0)
    beside = by_id(runs.rows_of(system("one", {**reply, "contexts": [CALL]}), court))["q1"]
    assert (beside["recall@5"], beside["context support"]) == (1.0, 1.0)


def test_of_a_set_without_gold_what_needs_none_is_measured(court: Court, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"query_id": "q1", "text": GOOD["question"], "answer": "50 minutes"},
        {"query_id": "q3", "text": INVENTED["question"], "answerable": False},
    ]
    path = tmp_path / "asked.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    asked = load_set(path, judged=False)
    rows = by_id(runs.rows_of(system("one", GOOD, INVENTED), Court(court.runs, asked, court.placer)))
    assert (rows["q1"].get("right"), rows["q1"]["wrongly withheld"]) == (None, None)
    assert (rows["q1"]["citation recall"], rows["q1"]["reference stated"]) == (1.0, 1.0)
    assert (rows["q3"]["wrongly answered"], rows["q3"]["reference stated"]) == (1.0, None)
    with pytest.raises(QuestionSetError, match=r"asked.jsonl:1"):
        load_set(path)


def test_without_a_question_set_what_needs_none_is_measured(court: Court) -> None:
    alone = Court(court.runs, None, Placer({}))
    (row,) = runs.rows_of(system("one", {**GOOD, "reference": "50 minutes, says the Kremlin"}), alone)
    values = row["measures"]
    assert (values["citation recall"], values["atom accuracy"], values["reference stated"]) == (1.0, 1.0, 1.0)
    assert values.get("answerable") is None
    assert values["wrongly answered"] is None
    assert values.get("right") is None


def test_systems_stand_side_by_side_and_are_compared_in_pairs(court: Court) -> None:
    one = runs.judge(system("one", GOOD, WRONG, INVENTED), court, court.runs / "one")
    two = runs.judge(system("two", GOOD, WRONG, REFUSED), court, court.runs / "two")
    (compared,) = runs.beside([one, two], None)
    assert compared.gained == ("q3",)
    assert "wrongly answered" in [item.name for item in compared.differences]
    shown = dict(side_by_side.lines([one, two]))
    assert shown["wrongly answered ↓"] == ["1.000 (1.000–1.000)", "0.000 (0.000–0.000)"]
    assert "one" in side_by_side.table([one, two]).splitlines()[0]
    assert "Side by side" in (two.folder / "report.html").read_text("utf-8")


def test_strangers_names_are_text_in_the_report(court: Court) -> None:
    evil = "<script>alert(1)</script>"
    run = runs.judge(
        system(evil, {**GOOD, "answer": f"{evil} It lasted 12 hours [1]."}, REFUSED), court, court.runs / "evil"
    )
    runs.beside([run], None)
    page = (run.folder / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert "12 hours" in page


def test_our_own_run_is_held_to_the_same(court: Court) -> None:
    answer = {
        "question": "How long did the call last?",
        "status": "answered",
        "text": "…",
        "confidence": 0.9,
        "query_id": "q1",
        "notes": [],
        "evidence": [{"label": 1, "text": CALL, "article_id": "call.txt", "start": 0, "end": len(CALL)}],
        "sentences": [
            {
                "text": "Northgate Post, 30 December 2021: “The call lasted 50 hours.”",
                "support": {"label": "quoted"},
                "citations": [{"label": 1, "quote": "The call lasted 50 hours.", "start": 45, "end": 90}],
            },
        ],
    }
    mine = run_files.Run(
        court.runs / "mine",
        {"schema": 2},
        [{"query_id": "q1", "text": "How long did the call last?", "measures": {"right": 1.0}, "answer": answer}],
        {},
    )
    values = by_id(list(runs.rescored(mine, court).rows))["q1"]
    assert values["quotations exact"] == 0.0, "it calls itself quoted, and is not"
    assert values["unsupported shown"] == 1.0
    theirs = runs.judge(system("one", GOOD), court, court.runs / "one")
    assert compare(theirs, runs.rescored(mine, court), Gates()).questions == 1


def test_answers_that_cannot_be_matched_are_named(court: Court) -> None:
    with pytest.raises(QuestionSetError, match="its id says q1, its words are those of q2"):
        runs.rows_of(system("one", {**WRONG, "query_id": "q1"}), court)
    with pytest.raises(QuestionSetError, match="q1 is answered at one:1 already"):
        runs.rows_of(system("one", GOOD, {**GOOD, "query_id": "q1", "question": "Length of the call?"}), court)


@pytest.mark.parametrize(
    ("context", "article_id", "words"),
    [
        (Context(1, CALL.replace("\n\n", " ")), "call.txt", CALL),
        (Context(1, "file: call.txt\n\n" + CALL), "call.txt", CALL),
        (Context(1, "“frank and useful”", "call.txt"), "call.txt", "“frank and useful”"),
        (Context(1, "", "https://www.post.example/call?utm=1"), "call.txt", CALL),
        (Context(1, "", "first crossing"), "ferry.txt", FERRY),
        (Context(1, "", "ferry.txt", (4, 9)), "ferry.txt", "ferry"),
    ],
)
def test_contexts_are_found_in_the_articles(context: Context, article_id: str, words: str) -> None:
    placed = Placer(ARTICLES).place(context)
    assert placed is not None
    assert placed.article_id == article_id
    assert ARTICLES[article_id].text[slice(*placed.span)] == words


def test_what_no_article_has_is_placed_nowhere() -> None:
    placer = Placer(ARTICLES)
    assert placer.place(Context(1, "Nothing of this stands in any article that is here at all.")) is None
    assert placer.place(Context(1, "", "gone.txt")) is None
    assert placer.place(Context(1, "frank")) is None, "a word stands in many"
    assert placer.place(Context(1, "", "ferry.txt", (4, 10_000))) == Placed("ferry.txt", (0, len(FERRY)))


def test_exact_is_exact() -> None:
    assert stands_in('lasted\n 50 "minutes"', "It lasted 50 “minutes”.") == (3, 22)
    assert stands_in("lasted 51 minutes", "It lasted 50 minutes.") is None


def test_what_is_kept_of_an_article_to_look_in_it_is_a_few_bytes_a_character() -> None:
    tracemalloc.start()
    kept = [folded("The call lasted 50 minutes, they said.\n\n" * 5_000)]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 8 * len(kept[0][0])


# A system behind an endpoint


def asked(base_url: str, **changed: Any) -> endpoint.Asked:
    settings = LanguageModelSettings(model="m", base_url=base_url, total_deadline=60.0, max_requests=1)
    return endpoint.Asked("m", settings, **{"jobs": 2, **changed})


def test_an_endpoint_is_asked_once_a_question_and_goes_on(court: Court) -> None:
    with ScriptedEndpoint(lambda said: "It lasted 50 minutes." if "call" in said else "I don't know.") as server:
        server.mode = "whole"
        folder = court.runs / "m"
        first = endpoint.ask_all(asked(server.base_url), QUESTIONS.questions[:2], folder, {"model": "m"})
        assert len(server.requests) == 2
        lines = (folder / "answers.jsonl").read_text("utf-8").splitlines(keepends=True)
        (folder / "answers.jsonl").write_text("".join(lines[:2]) + lines[2][:40], "utf-8")
        again = endpoint.ask_all(asked(server.base_url), QUESTIONS.questions, folder, {"model": "m"})
        assert len(server.requests) == 4, "one that was cut off and one that is new"
    assert [given.abstained for given in sorted(again.given, key=lambda one: str(one.query_id))] == [False, True, True]
    assert first.given[0].usage == {"prompt_tokens": 200, "completion_tokens": 20}
    with pytest.raises(QuestionSetError, match="another system's answers"):
        endpoint.ask_all(asked("http://127.0.0.1:9/v1"), QUESTIONS.questions, folder, {"model": "other"})


def test_contexts_are_sent_and_what_it_cites_is_scored(court: Court) -> None:
    from assistant.evaluation.referee.scoring import evidence_of
    from assistant.llm import prompts

    def contexts(question: Question) -> list[Any]:
        return [evidence_of(Context(1, CALL), 1, court.placer)]

    with ScriptedEndpoint(
        lambda said: "It lasted 50 minutes, the Kremlin said [1]." if "| The call" in said else "none"
    ) as server:
        server.mode = "whole"
        given = endpoint.ask_all(
            asked(server.base_url, contexts=contexts, prompt=prompts.load("answer")),
            QUESTIONS.questions[:1],
            court.runs / "m",
            {},
        )
    found = by_id(runs.rows_of(given, court))
    assert found["q1"]["right"] == found["q1"]["citation recall"] == 1.0


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("html", "broken JSON"),
        ("e401", r"refused the key \(401\)"),
        ("e404", "has no model `m`"),
        ("reset", "closed the connection"),
        ("hang_before_headers", "did not finish within 1 s"),
        ("whole_endless", "sent more than 8 MB"),
        ("error_as_success", "without any choice"),
    ],
)
def test_an_endpoint_that_fails_at_once_is_one_named_error(court: Court, mode: str, says: str) -> None:
    with FaultyEndpoint(mode) as server:
        one = asked(server.base_url)
        quick = endpoint.Asked(
            "m",
            LanguageModelSettings("m", server.base_url, total_deadline=1.0 if "hang" in mode else 20.0, max_requests=1),
        )
        with pytest.raises(LanguageModelError, match=says):
            endpoint.ask_all(quick, QUESTIONS.questions, court.runs / one.name, {})
    with ScriptedEndpoint(lambda _: "I don't know.") as mended:
        mended.mode = "whole"
        again = endpoint.ask_all(asked(mended.base_url), QUESTIONS.questions, court.runs / one.name, {"mended": 1})
    assert len(again.given) == 3, "what nothing came of locks no name"


def test_how_a_stopped_run_goes_on_is_said_by_its_name(court: Court) -> None:
    questions = [dataclasses.replace(QUESTIONS.questions[0], query_id=f"q{number}") for number in range(12)]
    with ScriptedEndpoint(lambda _: "I don't know.") as server:
        server.mode = "whole"
        endpoint.ask_all(asked(server.base_url), questions[:1], court.runs / "2026-01-02", {})
    with pytest.raises(LanguageModelError, match="1 answered: run it again with --name 2026-01-02 to go on"):
        endpoint.ask_all(asked("http://127.0.0.1:9/v1"), questions, court.runs / "2026-01-02", {})


def test_a_model_that_takes_other_parameters_is_asked_with_these(court: Court) -> None:
    with FaultyEndpoint("reasoning") as server:
        found = endpoint.ask_all(asked(server.base_url), QUESTIONS.questions[:1], court.runs / "m", {})
        sent = [sorted(request.keys() - {"model", "messages"}) for request in server.requests]
    assert sent == [["temperature"], []], "no limit of tokens, which a model would spend on its thoughts"
    assert found.given[0].text


def test_two_questions_are_under_way_at_once(court: Court) -> None:
    both = threading.Barrier(2, timeout=30)

    def reply(_: str) -> str:
        if len(server.requests) > 1:
            both.wait()
        return "I don't know."

    with ScriptedEndpoint(reply) as server:
        server.mode = "whole"
        found = endpoint.ask_all(asked(server.base_url), QUESTIONS.questions, court.runs / "m", {})
    assert (len(found.given), found.failed) == (3, {})


def test_a_reply_that_cannot_be_read_fails_its_question_only(court: Court) -> None:
    (court.runs / "m").mkdir(parents=True)
    kept = {
        "query_id": "q1",
        "question": "How long did the call last?",
        "response": {"choices": [{"message": {"content": 7}}]},
    }
    lines = [json.dumps({"asked": {}}), json.dumps(kept)]
    (court.runs / "m" / "answers.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    with ScriptedEndpoint(lambda said: "I don't know.") as server:
        server.mode = "whole"
        found = endpoint.ask_all(asked(server.base_url), QUESTIONS.questions, court.runs / "m", {})
    rows = runs.rows_of(found, court)
    assert "not an answer in the shape openai" in rows[0]["failed"]
    assert rows[2]["measures"]["wrongly answered"] == 0.0
