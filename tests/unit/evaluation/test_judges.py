"""Judges on a scripted endpoint: what is no verdict grades nothing, and agreement with people is κ."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.config import Config
from assistant.errors import ConfigError, QuestionSetError
from assistant.evaluation import judge_agreement, judges, runner
from assistant.evaluation.judge_agreement import LabelledSentence, cohens_kappa
from assistant.evaluation.question_sets import Gold, Question
from assistant.evaluation.runner import Evaluation
from assistant.llm import reply_cache
from assistant.schema import Answer, AsOf, Citation, Evidence, Sentence
from assistant.service import Assistant
from tests.conftest import ROOT
from tests.support.faulty_endpoint import FaultyEndpoint
from tests.support.language_model_server import LanguageModelServer
from tests.support.scripted_endpoint import ScriptedEndpoint

TEXT = "The ferry sank on Tuesday. Forty people were saved. The mayor thanked the crew."
QUESTION = Question("q", "How many were saved?", True, "Forty", ("forty people", "the mayor"), (Gold("a", 27, 51),), ())


def sentence(text: str, *spans: tuple[int, int]) -> Sentence:
    return Sentence(text, tuple(Citation(1, "p1", "a", start, end, TEXT[start:end]) for start, end in spans))


def answer(*sentences: Sentence) -> Answer:
    found = Evidence(1, 1, "p1", "a", None, None, None, False, 0, len(TEXT), TEXT, 0.9, ())
    text = " ".join(one.text for one in sentences)
    status = "answered" if sentences else "abstained"
    return Answer("?", status, "llm", text, sentences, (), (found,), 0.9, AsOf(None, None))  # type: ignore[arg-type]


@contextmanager
def judging(names: str, reply: Callable[[str], str]) -> Iterator[tuple[judges.Judge, ScriptedEndpoint]]:
    with ScriptedEndpoint(reply) as endpoint:
        yield judges.make_judge(names.split(","), Config(base_url=endpoint.base_url), "judge-1"), endpoint


def test_support_is_judged_for_each_citation_and_for_all_together() -> None:
    def reply(asked: str) -> str:
        held, said = "Forty people" in asked.split("Sentence:")[0].split("| ", 1)[1], "sank" in asked
        return "SUPPORTED" if held and said else "PARTLY"

    made = answer(sentence("The ferry sank and forty were saved.", (0, 26), (27, 51)), sentence("Nothing cited."))
    with judging("support", reply) as (one, endpoint):
        judged = one.judge(QUESTION, made)
    assert len(endpoint.requests) == 3
    assert {request["model"] for request in endpoint.requests} == {"judge-1"}
    # together: supported; the first alone: partly; the second alone: supported (its sentence says "sank")
    assert judged.measures["judged citation precision"] == 0.75
    assert judged.measures["judged citation recall"] == 0.5
    assert [kept["verdict"] for kept in judged.replies] == ["supported", "partly", "supported"]
    assert judged.replies[0]["reply"] == "SUPPORTED"


def test_a_reply_that_is_no_verdict_is_kept_and_grades_nothing() -> None:
    made = answer(sentence("Forty were saved.", (27, 51)))
    with judging("support,nuggets,faithfulness", lambda asked: "I would say it is supported, but not fully.") as (
        one,
        _,
    ):
        judged = one.judge(QUESTION, made)
    assert judged.replies
    assert all(kept["verdict"] is None and kept["reply"] for kept in judged.replies)
    assert set(judged.measures.values()) == {None}


def test_nuggets_are_judged_one_by_one() -> None:
    def reply(asked: str) -> str:
        return "Partly." if "Fact: forty people" in asked else "unsupported"

    with judging("nuggets", reply) as (one, endpoint):
        assert one.judge(QUESTION, answer(sentence("Forty.", (27, 51)))).measures == {"judged nugget recall": 0.25}
        assert one.judge(QUESTION, answer()).measures == {"judged nugget recall": 0.0}
    assert len(endpoint.requests) == 2, "who abstained states no fact: nothing to ask"


@pytest.mark.parametrize(
    ("name", "reply", "value"),
    [
        ("faithfulness", "YES", 1.0),
        ("faithfulness", "No, the context says otherwise.", 0.0),
        ("faithfulness", "<html>502 Bad Gateway</html>", None),
        ("relevancy", "yes", 1.0),
        ("relevancy", "Yes and no.", None),
        ("correctness", "4.0\nAlmost the same.", 0.75),
        ("correctness", "5", 1.0),
        ("correctness", "About four, I think.\nIt is fine.", None),
    ],
)
def test_llama_index_evaluators_ask_our_endpoint_and_their_replies_are_read_strictly(
    name: str, reply: str, value: float | None
) -> None:
    with judging(name, lambda asked: reply) as (one, endpoint):
        judged = one.judge(QUESTION, answer(sentence("Forty were saved.", (27, 51))))
        assert one.judge(QUESTION, answer()).measures == {f"judged {name}": None}
    assert judged.measures == {f"judged {name}": value}
    assert judged.replies[0]["reply"] == reply
    asked = "\n".join(message["content"] for message in endpoint.requests[0]["messages"])
    assert "Forty were saved." in asked
    assert (TEXT if name != "correctness" else "## Reference Answer\nForty") in asked


def test_an_evaluator_can_be_asked_while_a_loop_is_running() -> None:
    async def inside() -> dict[str, float | None]:
        return one.judge(QUESTION, answer(sentence("Forty were saved.", (27, 51)))).measures

    # in a thread of its own: the browser tests leave a loop running in this one
    with judging("faithfulness", lambda asked: "YES") as (one, _), ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(inside())).result() == {"judged faithfulness": 1.0}


def test_an_endpoint_that_fails_leaves_the_answer_ungraded() -> None:
    with FaultyEndpoint("e401") as endpoint:
        one = judges.make_judge(["support"], Config(base_url=endpoint.base_url))
        judged = one.judge(QUESTION, answer(sentence("Forty were saved.", (27, 51))))
    assert judged.replies[0]["reply"] is None
    assert judged.replies[0]["error"]
    assert judged.measures["judged citation F1"] is None


def test_judges_are_pinned_and_need_an_endpoint() -> None:
    with judging("support,nuggets", str) as (one, _):
        settings = one.settings
    assert settings["model"] == "judge-1"
    assert settings["temperature"] == 0.0
    assert set(settings["prompts_sha256"]) == {"judge", "nugget"}
    with pytest.raises(ConfigError, match="OPENAI_BASE_URL"):
        judges.make_judge(["support"], Config())
    with pytest.raises(ConfigError, match="no judge vibes: known are support"):
        judges.make_judge(["vibes"], Config())


def test_replies_of_judges_are_kept_too(tmp_path: Path) -> None:
    with judging("support", lambda asked: "SUPPORTED") as (one, endpoint), reply_cache.kept_in(tmp_path):
        first = one.label("Forty were saved.", [TEXT])
        again = one.label("Forty were saved.", [TEXT])
    assert first == again
    assert len(endpoint.requests) == 1, "the fence is another each time, the request the same"


@pytest.mark.server
def test_a_real_small_model_judges_or_is_counted_as_unparsed(language_model_server: LanguageModelServer) -> None:
    config = Config(base_url=language_model_server.base_url, context_tokens=2000, max_output_tokens=16)
    label, kept = judges.make_judge(["support"], config).label("Forty were saved.", [TEXT])
    assert kept["reply"]
    assert label == judges.read_label(kept["reply"])


def test_kappa_by_hand() -> None:
    # observed 35/50; by chance .5 * .6 + .5 * .4 = .5
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)
    assert cohens_kappa([("y", "n"), ("n", "y")]) == -1.0
    assert cohens_kappa([("y", "y")]) is None
    assert cohens_kappa([]) is None


def test_agreement_leaves_out_what_cannot_be_read() -> None:
    sentences = [
        LabelledSentence("1", "The ferry sank.", TEXT, "supported"),
        LabelledSentence("2", "Fifty were saved.", TEXT, "unsupported"),
        LabelledSentence("3", "Nobody knows.", TEXT, "unsupported"),
    ]
    said = {"ferry sank": "SUPPORTED", "Fifty": "UNSUPPORTED", "Nobody": "hm"}

    def reply(asked: str) -> str:
        return next(word for part, word in said.items() if part in asked.split("Sentence:")[1])

    with judging("support", reply) as (one, _):
        result = judge_agreement.measure_agreement(sentences, "support", one)
    assert (result["sentences"], result["unparsed"]) == (3, 1)
    assert result["kappa"]["mean"] == 1.0
    assert result["labels"] == {"supported → supported": 1, "unsupported → unsupported": 1}
    with judging("faithfulness", lambda asked: "YES") as (one, _):
        assert judge_agreement.measure_agreement(sentences, "faithfulness", one)["labels"] == {
            "no → yes": 2,
            "yes → yes": 1,
        }


def test_the_labelled_sentences_are_real(sample: Assistant) -> None:
    sentences = judge_agreement.load_labelled(ROOT / "eval" / "judged.jsonl", sample.generation().articles)
    assert len(sentences) == 60
    assert len({one.sentence for one in sentences}) == 60
    assert {one.label for one in sentences} == {"supported", "partly", "unsupported"}
    for one in sentences:
        assert one.text == one.text.strip()
        assert one.text[-1] in '.!?"”', one.sentence_id
        assert one.sentence not in one.text, "a copied sentence tests nothing"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": 1}', "labelled.jsonl:1: not a labelled sentence"),
        (
            '{"id": 1, "sentence": "x", "article_id": "a", "start": 0, "end": 1, "label": "yes"}',
            "the label 'yes' is none",
        ),
        (
            '{"id": 1, "sentence": "x", "article_id": "a", "start": 0, "end": 1, "label": "partly"}',
            "a is not in the index",
        ),
        ("", "holds no labelled sentence"),
    ],
)
def test_wrong_labels_are_named(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "labelled.jsonl").write_text(line)
    with pytest.raises(QuestionSetError, match=says):
        judge_agreement.load_labelled(tmp_path / "labelled.jsonl", {})


def test_a_run_counts_what_was_no_verdict(sample: Assistant, tmp_path: Path) -> None:
    lines = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "one.jsonl").write_text(lines[0], encoding="utf-8")
    with judging("support,nuggets", lambda asked: "SUPPORTED" if "Fact:" in asked else "Well") as (one, _):
        run = runner.run(sample, Evaluation(tmp_path / "one.jsonl", tmp_path / "runs", "judged", judge=one, jobs=1))
    counted = run.summary["judgements"]
    assert counted["unparsed"] == counted["unparsed_by_judge"]["support"] > 0
    assert counted["unparsed_by_judge"]["nuggets"] == counted["failed"] == 0
    assert run.summary["measures"]["judged nugget recall"]["mean"] == 1.0
    assert run.summary["measures"]["judged citation F1"] is None
    assert run.settings["judge"]["model"] == "judge-1"
    kept = run.rows[0]["judgements"]
    assert {"judge", "about", "reply", "verdict"} <= set(kept[0])
