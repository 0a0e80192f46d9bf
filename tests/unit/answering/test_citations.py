"""A model's text taken apart: which labels a sentence cites, and what of it is no sentence."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.citations import DraftSentence, Parsed, complete_sentences, end_of_answer, once, parse
from assistant.text.sentences import with_quotations_whole

KNOWN = (1, 2, 3)


def pairs(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.labels) for sentence in parse(text, KNOWN).sentences]


@pytest.mark.parametrize(
    ("marker", "labels"),
    [
        ("[2]", (2,)),
        ("[1, 3]", (1, 3)),
        ("[1][2]", (1, 2)),
        ("[1] [2]", (1, 2)),
        ("[1-3]", (1, 2, 3)),
        ("[1–3]", (1, 2, 3)),
        ("[1; 2]", (1, 2)),
        ("[1 and 2]", (1, 2)),
        ("【2】", (2,)),
        ("【2†source】", (2,)),
        ("［２］", (2,)),
        ("[٢]", (2,)),
        ("[Source 2]", (2,)),
        ("[Sources 1, 3]", (1, 3)),
        ("[source 1, source 2]", (1, 2)),
        ("(Source 2)", (2,)),
        ("[^2]", (2,)),
        ("[#2]", (2,)),
        ("[[2]](#source-2)", (2,)),
        ("[2](http://elsewhere.example/x)", (2,)),
        ("**[2]**", (2,)),
        ("<sup>[2]</sup>", (2,)),
        (r"\[2\]", (2,)),
        ("[\u200b2]", (2,)),
        ("[2][2][2]", (2,)),
    ],
)
def test_markers_before_and_after_the_full_stop(marker: str, labels: tuple[int, ...]) -> None:
    for text in (
        f"It lasted 50 minutes {marker}.",
        f"It lasted 50 minutes. {marker}",
        f"It lasted 50 minutes.{marker}",
    ):
        assert pairs(text) == [("It lasted 50 minutes.", labels)], text
        assert pairs(f"{text} They agreed to talk again [3].") == [
            ("It lasted 50 minutes.", labels),
            ("They agreed to talk again.", (3,)),
        ]


def test_a_marker_within_a_sentence() -> None:
    assert pairs("According to one report [1], it lasted 50 minutes; another [2] says an hour.") == [
        ("According to one report, it lasted 50 minutes; another says an hour.", (1, 2))
    ]


def test_markers_that_come_first_belong_to_what_follows() -> None:
    assert pairs("[1] It lasted 50 minutes. [2] They agreed to talk.\n\nThe end came. [3]") == [
        ("It lasted 50 minutes.", (1,)),
        ("They agreed to talk.", (2,)),
        ("The end came.", (3,)),
    ]


def test_a_marker_on_a_line_of_its_own() -> None:
    assert pairs("It lasted 50 minutes.\n[1]\n\nThey agreed.\n\n[2]") == [
        ("It lasted 50 minutes.", (1,)),
        ("They agreed.", (2,)),
    ]


@pytest.mark.parametrize(
    ("marker", "labels", "unknown"),
    [
        ("[99]", (), ("99",)),
        ("[0]", (), ("0",)),
        ("[1, 99]", (1,), ("99",)),
        ("[2-99]", (), ("2-99",)),
        ("[3-1]", (), ("3-1",)),
        ("[2022]", (), ("2022",)),
        ("[n]", (), ("n",)),
        ("[Source A]", (), ("Source A",)),
        ("[citation needed]", (), ("citation needed",)),
        ("[99][99]", (), ("99", "99")),
        ("[999999999]", (), ("999999999",)),
    ],
)
def test_unknown_labels_are_dropped_and_counted(marker: str, labels: tuple[int, ...], unknown: tuple[str, ...]) -> None:
    assert parse(f"It lasted 50 minutes {marker}.", KNOWN) == Parsed(
        (DraftSentence("It lasted 50 minutes.", labels),), unknown
    )


def test_a_range_over_evidence_that_was_left_out() -> None:
    assert parse("It lasted an hour [1-3].", (1, 3)) == Parsed((DraftSentence("It lasted an hour.", (1, 3)),), ("2",))


@pytest.mark.parametrize("text", ["We [Russia] won.", "He said [sic] so.", "In (1) case.", "It is [about 50] long."])
def test_brackets_that_are_no_markers_stay(text: str) -> None:
    assert parse(text, KNOWN) == Parsed((DraftSentence(text, ()),), ())


# Bad input


@pytest.mark.parametrize(
    "text", ["", " \n ", "[1]", "[1][2] [3]\n[1, 2]", "...", "**[1]**", "| |\n|-|", "```\n```", "<think>It is 50 [1]."]
)
def test_nothing_said(text: str) -> None:
    parsed = parse(text, KNOWN)
    assert parsed.sentences == ()
    assert not parsed.not_in_sources


def test_a_thousand_labels() -> None:
    each = "".join(f"[{label}]" for label in range(1, 1001))
    within = "[" + ", ".join(str(label) for label in range(1, 1001)) + "]"
    for marker in (each, within):
        parsed = parse(f"It lasted 50 minutes {marker}.", KNOWN)
        assert parsed.sentences == (DraftSentence("It lasted 50 minutes.", KNOWN),)
        assert len(parsed.unknown) == 997


@pytest.mark.parametrize(
    "part",
    [
        "[1]",
        "[",
        "[1,",
        "]",
        "*",
        "_",
        " ",
        "|",
        "| a ",
        "<",
        '"',
        "a. ",
        "A. ",
        "[Source ",
        "(source 1",
        "\n",
        "1. ",
        "(",
        "[[2](",
        "# ",
        "> ",
        "-",
        "| -",
        "`",
    ],
)
def test_long_nonsense_takes_no_long_time(part: str) -> None:
    text = part * (50_000 // len(part)) + "x"
    begin = time.process_time()
    parse(text, KNOWN)
    complete_sentences(text, KNOWN)
    assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    "text",
    [
        "NOT IN THE SOURCES",
        "NOT IN THE SOURCES.",
        "**NOT IN THE SOURCES**",
        "Not in the sources.",
        "NOT IN THE SOURCES [1]",
        "<think>Hm. [1]</think>\nNOT IN THE SOURCES",
    ],
)
def test_not_in_the_sources(text: str) -> None:
    assert parse(text, KNOWN).not_in_sources
    assert parse(text, KNOWN).sentences == ()


def test_not_in_the_sources_beside_an_answer() -> None:
    parsed = parse("The call took place on Tuesday [1]. Its length: NOT IN THE SOURCES.", KNOWN)
    assert parsed == Parsed(
        (DraftSentence("The call took place on Tuesday.", (1,)),), (), ("Its length: NOT IN THE SOURCES.",)
    )


def test_words_like_it_are_no_refusal() -> None:
    assert not parse("The Kremlin said it was not in the sources' interest [1].", KNOWN).not_in_sources


# Markdown


def test_table() -> None:
    text = "| What | Value |\n|:--|--:|\n| Length | **50 minutes** [1] |\n| Day | 30 December [2] |"
    assert pairs(text) == [("Length, 50 minutes", (1,)), ("Day, 30 December", (2,))]


def test_list_heading_code_and_references() -> None:
    text = """## The call

- **About 50 minutes** [1]
* *According to the Kremlin*, it was `constructive`. [2]
3) They agreed to talk again [3]

```text
A line of code [1].
```

***

> A quotation. [2]

**Sources:**
[1] The Northern Courier
[2] Harbour Post
"""
    assert pairs(text) == [
        ("The call", ()),
        ("About 50 minutes", (1,)),
        ("According to the Kremlin, it was constructive.", (2,)),
        ("They agreed to talk again", (3,)),
        ("A line of code.", (1,)),
        ("A quotation.", (2,)),
    ]


def test_a_wrapped_line_goes_on() -> None:
    text = "The two leaders spoke for about fifty minutes on Thursday, according to\nMr. Peskov [1]. They\nagreed to talk again [2]."
    assert pairs(text) == [
        ("The two leaders spoke for about fifty minutes on Thursday, according to Mr. Peskov.", (1,)),
        ("They agreed to talk again.", (2,)),
    ]


def test_what_cannot_be_seen_is_not_kept() -> None:
    assert pairs("It la\u200bsted \u202e50 minutes\U000e0041 [1].") == [("It lasted 50 minutes.", (1,))]


# Sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Biden met Dr. Jill Biden in the U.S. Senate.", "He left."],
        ["It began at 3 p.m. Moscow time.", "It ended at 5 p.m. EST."],
        ["Gen. Milley and Lt. Col. Vindman met Sen. Cruz at Ft. Hood.", "No. 10 agreed."],
        ["He said: “We won’t leave. Never.”", "Then he left."],
        ["It cost $1.5 bn. more than in 2021.", "Joseph R. Biden paid."],
        ["They spoke on Dec. 30 and Jan. 5.", "They agreed."],
        ["Разговор длился 50 минут.", "Путин сказал: «Нет. Никогда»."],
        ["Scholz sprach z. B. mit Macron.", "Er ging."],
    ],
)
def test_sentences_of_news_prose(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in with_quotations_whole(text)] == sentences


def test_sentences_without_spaces() -> None:
    assert pairs("会谈持续了五十分钟【1】。普京说不【2】。") == [("会谈持续了五十分钟。", (1,)), ("普京说不。", (2,))]


# Streams


ANSWERS = [
    "The call lasted about fifty minutes [1]. Both leaders agreed to talk again.[2] NOT IN THE SOURCES",
    '[1] It lasted 50 minutes. [2] Mr. Biden said: "Yes. We will." [3] He left at 9 p.m. on Jan. 5. Then it ended.',
    "# Answer\n- **50 minutes** [1]\n- He said: “Not now. Not ever.” [2, 3]\n\n| a | b |\n|---|---|\n| c | d [1] |\n\nSources:\n[1] A",
    "<think>Let me see. It is [1].</think>It cost $6.9 bln. [1][99]. According to the U.S. State Dept. it was less [2].\n[3]\nDone.",
    "Разговор длился 50 минут [1]. Путин сказал: «Нет. Никогда» [2]. Потом ушёл.",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_what_is_complete_no_longer_changes(text: str) -> None:
    whole = parse(text, KNOWN).sentences
    shown = 0
    for end in range(len(text) + 1):
        complete, _ = complete_sentences(text[:end], KNOWN)
        assert complete == whole[: len(complete)], text[:end]
        shown = max(shown, len(complete))
    assert shown >= len(whole) - 1, "all but the last are shown as they come"


@given(
    st.lists(
        st.sampled_from(
            ["The call lasted", " 50 minutes", ".", " [1]", "[2]", " He", " left", "\n", "\n- ", "! ", "? ", ", "]
        ),
        max_size=30,
    )
)
@settings(max_examples=200, deadline=None)
def test_complete_sentences_are_those_of_the_whole(parts: list[str]) -> None:
    text = "".join(parts)
    whole = parse(text, KNOWN).sentences
    for end in range(len(text) + 1):
        complete, _ = complete_sentences(text[:end], KNOWN)
        assert complete == whole[: len(complete)], text[:end]


def test_the_rest_is_what_is_being_written() -> None:
    complete, rest = complete_sentences("They spoke. [1] The call las", KNOWN)
    assert complete == (DraftSentence("They spoke.", (1,)),)
    assert rest == "The call las"


def test_half_a_marker_completes_nothing() -> None:
    for begun in ("It rained. (S", "It rained. (Passa", "It rained. (see pass", "It rained. (1, "):
        assert complete_sentences(begun, KNOWN)[0] == (), begun
    for half in ("[", "[1", "[Source", "【1", "(Source 1"):
        assert complete_sentences(f"They spoke. {half}", KNOWN) == ((), "They spoke.")


@given(st.text(alphabet='ab .[]【】(){}0123456789,-–^*_`|#>\n"“”†\u200b?!', max_size=80))
@settings(max_examples=500, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    parsed = parse(text, KNOWN)
    for sentence in parsed.sentences:
        assert set(sentence.labels) <= set(KNOWN)
        assert sentence.text == " ".join(sentence.text.split())
        assert any(char.isalnum() for char in sentence.text)
        assert "[1]" not in sentence.text
        assert "[2]" not in sentence.text


def test_what_joins_markers_goes_with_them() -> None:
    assert pairs("It lasted an hour. [1], [2] and [3]") == [("It lasted an hour.", (1, 2, 3))]
    assert pairs("It lasted [1], [2]; they met.") == [("It lasted; they met.", (1, 2))]


def test_that_the_sources_say_so_is_no_part_of_the_answer() -> None:
    assert pairs("The passages say that it lasted an hour [1].") == [("It lasted an hour.", (1,))]
    assert pairs("It lasted an hour. This was announced in [2].") == [("It lasted an hour.", (2,))]
    assert pairs("It rained. [1] This crack about it is made in the first passage. [2]") == [("It rained.", (1,))]
    assert pairs("It rained. [1] This is where it ends [2].") == [
        ("It rained.", (1,)),
        ("This is where it ends.", (2,)),
    ]
    assert pairs("The passage in [1] states that it lasted an hour.") == [("It lasted an hour.", (1,))]
    assert pairs("It lasted an hour, according to the passage in [1].") == [("It lasted an hour.", (1,))]
    assert pairs("The articles of faith say that it lasted [1].") == [
        ("The articles of faith say that it lasted.", (1,))
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("This is found in the second passage, which states: “It rained.”", [("“It rained.”", ())]),
        ("This is stated in the first passage, which mentions that it rained.", [("It rained.", ())]),
        ("It rained, which is mentioned in the fourth passage.", [("It rained.", ())]),
        ("The rain, which is one of the sources, ended [1].", [("The rain ended.", (1,))]),
        ("According to passage 2, it rained.", [("It rained.", (2,))]),
        ("Source 3 states that it rained.", [("It rained.", (3,))]),
        ("It rained. This is passage 2.", [("It rained.", (2,))]),
        ("It rained. This is the second passage.", [("It rained.", ())]),
        ("It rained (2). It snowed (1).\n\nIt hailed. (3)", [("It rained.", (2,)), ("It snowed.", (1,)), ("It hailed.", (3,))]),
        ("Sources [1] and [2] say that it rained.", [("It rained.", (1, 2))]),
        ("It rained (Passage 1).", [("It rained.", (1,))]),
        ("It rained (see passage 1). It snowed (Passages 1 and 2).", [("It rained.", (1,)), ("It snowed.", (1, 2))]),
        ("It rained (1, 2).", [("It rained.", (1, 2))]),
        ("They won (2-1).", [("They won (2-1).", ())]),
        ("Passage 1: It rained.", [("It rained.", (1,))]),
        ("It rained (Passage #1). According to passage #2, it snowed.", [("It rained.", (1,)), ("It snowed.", (2,))]),
        ("Answer: It rained. Passage: It snowed.", [("It rained.", ()), ("It snowed.", ())]),
    ],
)  # fmt: skip
def test_a_passages_number_in_words_is_no_figure_of_the_answer(
    text: str, said: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert pairs(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "Sources say that a deal is near.",
        "A deal is near, according to sources.",
        "That was the year he was born in.",
        "As stated in Article 5, an attack on one is an attack on all.",
        "The second passage of the canal failed.",
    ],
)
def test_the_sources_of_the_news_stay_in_the_answer(text: str) -> None:
    assert pairs(f"{text} [1]") == [(text, (1,))]


def test_a_sources_head_is_no_part_of_the_answer() -> None:
    assert pairs("Harbour Courier, 2022-03-30: Forty were saved [1].") == [("Forty were saved.", (1,))]
    assert pairs("On 2022-03-30: forty were saved [1].") == [("On 2022-03-30: forty were saved.", (1,))]


def test_a_sentence_that_is_repeated_is_one_with_all_its_labels() -> None:
    every = parse("It lasted an hour [1]. They met [2]. It lasted an hour [3].", KNOWN).sentences
    assert len(every) == 3, "a stream grows with each"
    assert once(every) == [DraftSentence("It lasted an hour.", (1, 3)), DraftSentence("They met.", (2,))]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It rained. [1] It snowed. [2] It hailed. [1]", None),
        ("It rained. [1]\n\nIt snowed. [2]\n\nIt hailed. [1]\n- It blew. [2]\n\nThen it", 4),
        ("They led:\n1. Ana [1]\n2. Ben [2]\n3. Cy [1]\n4. Dora [2]\n5. Eva [1]\n6. Fay", None),
        ("They led. [1]\nIt rained. [2]\n- Ana [1]\n- Ben [2]\n- Cy [1]\n\nIt snowed. [1] It", 6),
        ("It rained. [1] It snowed. [2] It rained. [1] It sn", 3),
        ("It rained. [1] It rained. [2] It snowed. [1] It bl", None),
        ("He said: “It rained. It snowed. It hailed. It blew. It", None),
    ],
)
def test_a_reply_ends_where_it_has_said_enough(text: str, kept: int | None) -> None:
    end = end_of_answer(text, [1, 2], most=4)
    assert (end is None) == (kept is None)
    if end is not None:
        assert len(parse(text[:end], [1, 2]).sentences) == kept
        assert parse(text[:end], [1, 2]).sentences == parse(text, [1, 2]).sentences[:kept]
