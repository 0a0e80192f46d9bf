"""Follow-ups become questions of their own, and what stands on its own is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from assistant.config import Config
from assistant.retrieval.dependence import depends, says_little
from assistant.retrieval.followup import rewrite, standalone
from assistant.schema import Turn

REPAIRS = "Why were the repairs delayed?"
LAST = "How long did Biden and Putin speak on 30 December 2021?"


def by_rules(question: str, history: Sequence[Turn]) -> str:
    return standalone(question, history, Config(), use_model=False, follows=lambda *_: False)


@pytest.mark.parametrize(
    ("question", "last", "becomes"),
    [
        ("What about Macron?", "How long did Biden speak with Zelensky?", "How long did Macron speak with Zelensky?"),
        ("What about 12 February?", LAST, "How long did Biden and Putin speak on 12 February?"),
        ("And who took part?", "How long was the call of 29 March 2022?", "Who took part? (29 March 2022, call)"),
        ("What did he say about sanctions?", "Who is Yuri Ushakov?", "What did Yuri Ushakov say about sanctions?"),
        ("And what of 7 December?", LAST, "How long did Biden and Putin speak on 7 December?"),
        ("And on the 7th?", LAST, "How long did Biden and Putin speak on 7 December 2021?"),
        (
            "and for Ukraine alone?",
            "How much did the plan hold for Ukraine and NATO?",
            "How much did the plan hold for Ukraine alone?",
        ),
        ("How did Macron react to it?", LAST, "How did Macron react to it? (Biden, Putin, 30 December 2021)"),
        (
            "How many of them were in Belgium?",
            "Which countries sent Russian diplomats home?",
            "How many of them were in Belgium? (Russian, countries, sent, diplomats, home)",
        ),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out_from_the_last_question(question: str, last: str, becomes: str) -> None:
    assert depends(question)
    assert rewrite(question, last) == becomes


@pytest.mark.parametrize("question", ["Who won the Marsh Cup?", "What does the ferry cost?", LAST])
def test_a_question_of_its_own_is_left_alone(question: str) -> None:
    assert by_rules(question, [("Who called?", "Putin did.")]) == question


FOLLOW_UPS = [
    "How did Macron react to it?",
    "Who sat opposite her?",
    "Which official in Moscow reported that?",
    "What was the score?",
    "Did the pipeline come up as well?",
    "How can we improve its performance?",
    "What was the title of his book?",
    "Is it free, or do I have to pay?",
    "How long did the second one last?",
    "Which is more important?",
    "Who collects and keeps all of these data?",
    "Does the lender earn in this kind of deal?",
    "Who else was there?",
    "If I live in Spain?",
    "What happened next?",
    "Same for France?",
    "How likely is it to succeed?",
    "And who took part?",
    "What about Macron?",
    "So how long did that take?",
    "Why?",
]
STANDING = [
    "How has ChatGPT developed since its launch, and which outlets disagree about it?",
    "Did Tesla raise its prices?",
    "Who warned that the assault might open with air strikes?",
    "When was the first iPhone sold?",
    "Before they talked by video, where had the two presidents last met?",
    "Who coaches the team whose captain rang his father from the pitch?",
    "What assurance about decisions on his country did Zelensky get from the American president?",
    "Which new tax is in Biden's plan, and who would pay it?",
    "Who drafted Biden's Warsaw speech for him?",
    "Is it true that the museum opens on Friday?",
    "What time was it in Washington when the link started?",
    "What is inflation?",
    "How do cities protect themselves from floods?",
    "How did the president describe himself?",
    "How hard is it to get a visa for Japan?",
    "What was it like to be in Kyiv during the war?",
    "What will Macron do next?",
    "What is the fare these days?",
    "How many people live in the three cities that flooded this year?",
    "So what caused the crash of Flight 12?",
    "How many cities did the One Earth paper on heat look at?",
]


@pytest.mark.parametrize("question", FOLLOW_UPS)
def test_what_lacks_a_bearer_is_a_follow_up(question: str) -> None:
    assert depends(question)


@pytest.mark.parametrize("question", STANDING)
def test_what_names_what_it_speaks_of_is_a_question_of_its_own(question: str) -> None:
    assert not depends(question)


def test_where_a_question_says_little_it_is_told_by_reading_whether_it_follows() -> None:
    asked: list[tuple[str, str, str]] = []

    def follows(question: str, last: str, answered: str) -> bool:
        asked.append((question, last, answered))
        return "bridge" in last

    def understood(question: str, *history: Turn) -> str:
        return standalone(question, history, Config(), use_model=False, follows=follows)

    bridge = ("What caused the cracks in the Morandi bridge?", "**Frost did.** [1]\nKestrel Daily: “It was cold.” [1]")
    whole = "Why were the repairs delayed? (Morandi, caused, cracks, bridge)"
    assert understood(REPAIRS, bridge) == whole
    assert understood(REPAIRS, ("Who won the Marsh Cup?", "Rovers.")) == REPAIRS
    assert asked == [
        (REPAIRS, "What caused the cracks in the Morandi bridge?", "Frost did. "),
        (REPAIRS, "Who won the Marsh Cup?", "Rovers."),
    ]
    assert "bridge" in understood("Who paid for them?", bridge, (REPAIRS, "A strike.")), "what it follows follows too"
    for own in (
        "Why did the council of Port Alder delay repairs?",
        "Which ships repair cables?",
        "Which two inks print the labels on milk bottles in a big dairy?",
    ):
        assert understood(own, bridge) == own


@pytest.mark.parametrize("use_model", [False, True])
def test_a_follow_up_goes_back_four_turns_also_with_a_model(use_model: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def asked(*_: object, history: str, **__: object) -> SimpleNamespace:
        shown.append(history)
        return SimpleNamespace(text="")

    monkeypatch.setattr("assistant.llm.client.ask", asked)
    for between, reaches in [(3, True), (4, False)]:
        history = [(LAST, "50 minutes."), *[("Who asked for it?", "word " * 200)] * between]
        whole = standalone(
            "How did Macron react to it?", history, Config(), use_model=use_model, follows=lambda *_: False
        )
        assert ("30 December 2021" in whole) is reaches
    assert {history.count("word") for history in shown} == ({300, 400} if use_model else set())
    assert [(history.count("Question: "), LAST in history) for history in shown] == [(4, True), (4, False)] * use_model


def test_only_the_beginning_of_an_answer_is_what_a_question_that_says_little_may_follow() -> None:
    read: list[str] = []

    def follows(_question: str, _last: str, answered: str) -> bool:
        read.append(answered)
        return False

    bridge = "What caused the cracks in the Morandi bridge?"
    standalone(REPAIRS, [(bridge, "x" * 300)], Config(), use_model=False, follows=follows)
    assert read == ["x" * 200]
    standalone(REPAIRS, [("cracks " * 58, "Frost.")], Config(), use_model=False, follows=follows)
    assert len(read) == 1, "a question of more than 400 characters is none to follow"


def test_up_to_five_words_may_be_about_what_was_spoken_of_before() -> None:
    assert says_little("Why were the repairs of old bridge piers delayed?")
    assert not says_little("Why were the repairs of old bridge piers delayed twice?")


def test_who_is_meant_is_named_where_the_main_clause_begins() -> None:
    near, far = "where had so often Ann", "where had so very often lately Ann"
    assert not depends(f"Before he left, {near} Hill spoken?")
    assert depends(f"Before he left, {far} Hill spoken?")


def test_a_courtesy_is_nothing_that_a_question_follows() -> None:
    history = [(LAST, "50 minutes."), ("Thanks!", "You are welcome.")]
    assert by_rules("And on the 7th?", history) == ("How long did Biden and Putin speak on 7 December 2021?")


def test_without_history_nothing_is_added() -> None:
    assert by_rules("And who took part?", []) == "And who took part?"


def test_a_person_is_taken_from_the_answer_where_the_question_asked_for_one() -> None:
    answered = "**Wendy Sherman** [1]\nHarbour Courier, 11 January 2022: “Sergei Ryabkov came too.” [1]"
    becomes = rewrite("Who sat opposite her?", "Who led the team in Geneva?", answered)
    assert becomes == "Who sat opposite Wendy Sherman? (Geneva, team)"
    assert rewrite("What did he say?", "Who met whom?", "Biden met Putin.") == "What did he say?"


@pytest.mark.parametrize(
    ("last", "asks"),
    [
        ("And who resigned?", True),
        ("To whom was it given?", True),
        ("In Geneva, who led the team?", True),
        ("Which minister resigned?", True),
        ("Which foreign ministers resigned?", True),
        ("What was the name of the captain?", True),
        ("What did the clerk who resigned call the plan?", False),
        ("Which plan was it?", False),
    ],
)
def test_which_questions_ask_for_a_person(last: str, asks: bool) -> None:
    assert ("Tom Birch" in rewrite("When did he speak?", last, "Tom Birch did.")) is asks


def test_a_follow_up_to_a_follow_up_takes_what_that_one_took() -> None:
    history = [(LAST, "50 minutes."), ("And on the 7th?", "About two hours.")]
    assert by_rules("Who asked for it?", history) == "Who asked for it? (Biden, Putin, 7 December 2021)"


@pytest.mark.parametrize(
    "written",
    ["The conversation so far:", "", "word " * 200, "Bananas grow in warm countries.", "Bananas, Putin, Biden, rice"],
)
def test_what_a_model_writes_in_place_of_a_question_is_not_asked(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.client.ask", lambda *_, **__: SimpleNamespace(text=written))
    asked = standalone("And on the 7th?", [(LAST, "50 minutes.")], Config(), use_model=True, follows=lambda *_: False)
    assert asked == "How long did Biden and Putin speak on 7 December 2021?"


@pytest.mark.parametrize(("length", "asked"), [(400, True), (401, False)])
def test_what_a_model_writes_at_length_is_no_question(
    length: int, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = f"{'Putin ' * 80}"[: length - 1] + "?"
    monkeypatch.setattr("assistant.llm.client.ask", lambda *_, **__: SimpleNamespace(text=written))
    whole = standalone("And on the 7th?", [(LAST, "50 minutes.")], Config(), use_model=True, follows=lambda *_: False)
    assert (whole == written) is asked


def test_a_model_on_this_machine_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr("assistant.llm.client.ask", asked)
    here = SimpleNamespace(local=object())
    monkeypatch.setattr("assistant.retrieval.followup.settings_from", lambda _: here)
    whole = standalone("And on the 7th?", [(LAST, "50 minutes.")], Config(), use_model=True, follows=lambda *_: False)
    assert whole == "How long did Biden and Putin speak on 7 December 2021?"
