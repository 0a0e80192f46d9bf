"""The check: planted faults are caught, offsets hold, and its figures are worked out by hand."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.schema import to_json
from assistant.text.mentions import locate
from assistant.text.tokens import words_of
from assistant.verification.check import Reference, check_claim, examine, supporting_span
from assistant.verification.features import FEATURES, align, features_of
from assistant.verification.model import load_model
from assistant.verification.name_binding import SIGNS, bindings

TEXT = (
    "Harbour officials in Belcourt met the ferry company on Tuesday. The talks lasted about fifty minutes. "
    "The company will pay $1.2bn for two new ships, finance minister Ana Reyes announced. "
    "“We have waited long enough,” Reyes told reporters in Kyiv. The union rejected the offer. "
    "The old pier collapsed because of rust, according to the harbour master."
)
REFERENCE = Reference(TEXT, "news/ferry.txt", 40, dt.date(2022, 3, 30))


@pytest.mark.parametrize(
    ("question", "named", "missing"),
    [
        ("What did Ana Reyes tell reporters?", "Reyes, the finance minister, travelled.", []),
        ("What did Ana Reyes tell reporters?", "Carlos Reyes, the finance minister, travelled.", ["Ana Reyes"]),
        ("What did Ana Reyes tell reporters?", "The finance minister travelled.", ["Ana Reyes"]),
        ("What did the minister tell reporters?", "Reyes, the finance minister, travelled.", ["Ana Reyes"]),
    ],
)
def test_a_name_that_the_question_gives_may_stand_elsewhere_in_the_article(
    question: str, named: str, missing: list[str]
) -> None:
    said = "“We have waited long enough,” she told reporters."
    part = Reference(said, "news/ferry.txt", 40, dt.date(2022, 3, 30), f"{named} {said}")
    support = check_claim("Ana Reyes told reporters: “We have waited long enough.”", [part], question=question)
    assert [atom.text for atom in support.atoms if not atom.found] == missing


@pytest.mark.parametrize(
    "claim",
    [
        "The talks lasted about fifty minutes.",
        "The talks lasted 50 minutes.",
        "The company will pay 1,200 million dollars for two new ships.",
        "Harbour officials in Belcourt met the ferry company on 29 March 2022.",
        "The union rejected the offer.",
        "“We have waited long enough,” Reyes told reporters in Kiev.",
        "According to the harbour master, the old pier collapsed because of rust.",
    ],
)
def test_a_true_sentence_is_supported(claim: str) -> None:
    support = check_claim(claim, [REFERENCE])
    assert (support.label, support.reason) == ("supported", None)
    assert all(atom.found for atom in support.atoms)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The talks lasted about forty minutes.", "Not in the cited text: forty minutes; it has fifty minutes."),
        ("The company will pay €1.2bn for two new ships.", "Not in the cited text: €1.2bn."),
        (
            "Harbour officials in Belcourt met the ferry company on Monday.",
            "Not in the cited text: Monday; it has Tuesday.",
        ),
        ("Harbour officials in Ostrava met the ferry company on Tuesday.", "Not in the cited text: Ostrava."),
        (
            "“We have waited far too long,” Reyes told reporters in Kyiv.",
            "Not in the cited text: We have waited far too long.",
        ),
        ("The union did not reject the offer.", "The cited text seems to say the contrary."),
        ("The union accepted the offer.", "The cited text seems to say the contrary."),
    ],
)
def test_a_planted_fault_is_caught_and_named(claim: str, reason: str) -> None:
    support = check_claim(claim, [REFERENCE])
    assert support.label != "supported"
    assert support.reason == reason


@pytest.mark.parametrize(
    ("claim", "text", "label"),
    [
        ("Aldry infringed two patents.", "The court ruled that Aldry had infringed two patents.", "supported"),
        ("Aldry infringed two patents.", "The court ruled out that Aldry had infringed two patents.", "partly"),
        ("“You can't hide,” Ana Reyes warned.", "Ana Reyes warned: “Duties remain. You can't hide.”", "supported"),
    ],
)
def test_what_denies_and_what_does_not(claim: str, text: str, label: str) -> None:
    assert check_claim(claim, [Reference(text)]).label == label


def test_invented_quotes_are_unsupported_not_partly() -> None:
    assert check_claim("“We never waited,” Reyes told reporters in Kyiv.", [REFERENCE]).label == "unsupported"


def test_offsets_count_the_articles_characters() -> None:
    article = "x" * 40 + TEXT
    atoms = check_claim(
        "The talks lasted 50 minutes on 29 March.", [Reference("Nothing here.", "b.txt"), REFERENCE]
    ).atoms
    assert [(atom.article_id, article[atom.start : atom.end]) for atom in atoms] == [
        ("news/ferry.txt", "fifty minutes"),
        ("news/ferry.txt", "Tuesday"),
    ]


def test_a_name_from_elsewhere_in_the_text_is_noticed() -> None:
    text = (
        "Ana Reyes opened the new bridge over the Tarn in Belcourt. Police closed two streets for the ceremony. "
        "A choir sang. The weather was fine. Marko Vidal repairs bicycles in a small village shop."
    )
    assert check_claim("Ana Reyes opened the new bridge over the Tarn.", [Reference(text)]).label == "supported"
    support = check_claim("Marko Vidal opened the new bridge over the Tarn.", [Reference(text)])
    assert (support.label, support.reason) == (
        "partly",
        "The cited text names Marko Vidal, but not beside the rest of this.",
    )


def test_a_name_in_the_heading_or_behind_a_pronoun_counts_as_there() -> None:
    under_heading = (
        "Ana Reyes: a portrait\n\nThe minister opened the new bridge over the Tarn on Tuesday. A choir sang."
    )
    behind_pronoun = "Ana Reyes is minister of finance. Her day began when she opened the new bridge over the Tarn."
    for text in (under_heading, behind_pronoun):
        assert check_claim("Ana Reyes opened the new bridge over the Tarn.", [Reference(text)]).label == "supported"


@pytest.mark.parametrize(
    ("claim", "text", "contrary"),
    [
        ("The harbour was not closed in winter.", "The harbour was closed in winter.", True),
        ("The harbour was closed in winter.", "The harbour was not closed in winter.", True),
        ("The harbour was not closed in winter.", "The harbour wasn't closed in winter.", False),
        (
            "The harbour is important for fishing.",
            "The harbour is not only important for fishing but for trade.",
            False,
        ),
        ("The harbour was closed in winter.", "The harbour was closed in winter, but not the pier.", False),
        ("Prices of fish rose in winter.", "Prices of fish fell in winter.", True),
        ("Prices of fish rose in winter.", "Prices of fish rose in winter; prices of oil fell.", False),
    ],
)
def test_only_a_denial_of_the_same_thing_is_the_contrary(claim: str, text: str, contrary: bool) -> None:
    assert examine(claim, [Reference(text)]).contrary == contrary


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("Reyes accused Vidal of taking bribes from a builder.", "supported"),
        ("Vidal accused Reyes of taking bribes from a builder.", "partly"),
        ("Vidal was accused by Reyes of taking bribes from a builder.", "supported"),
        ("Belcourt Shipping bought the Tarn Line for $2bn in 2021.", "supported"),
        ("The Tarn Line bought Belcourt Shipping for $2bn in 2021.", "partly"),
        ("The Tarn Line was bought by Belcourt Shipping for $2bn in 2021.", "supported"),
    ],
)
def test_two_names_that_changed_places_are_noticed_and_a_passive_sentence_is_not(claim: str, label: str) -> None:
    text = (
        "The minister Ana Reyes met Marko Vidal in Belcourt on Tuesday. Reyes accused Vidal of taking bribes from a "
        "builder. Belcourt Shipping bought the Tarn Line for $2bn in 2021. The Tarn Line sails from Ostrava to Kyiv."
    )
    support = check_claim(claim, [Reference(text)])
    assert support.label == label
    assert (support.reason or "but not beside the rest of this.").endswith("but not beside the rest of this.")


def test_signs_of_a_name_by_hand() -> None:
    """Two names exchanged: each stands on the other side of the other, and what is said beside one of them stands
    beside the other in the text.
    """
    text = words_of("Reyes accused Vidal.")

    def signs(claim: str) -> dict[str, dict[str, float]]:
        words, located = words_of(claim), locate(claim, [Reference(text.text)])
        seen = align(words, [text], lambda stem: 1.0, located)
        return {found.mention.text: dict(found.signs) for found in bindings(seen, words, [text], located)}

    right, wrong, passive = (
        signs(claim)["Vidal"]
        for claim in ("Reyes accused Vidal.", "Vidal accused Reyes.", "Vidal was accused by Reyes.")
    )
    assert (right["inverted"], wrong["inverted"], passive["inverted"]) == (0.0, 1.0, 0.0)
    assert (right["others"], wrong["others"], passive["others"]) == (0.0, 1.0, 0.0)
    assert right["context"] == 2.0
    assert wrong["context"] == 0.0
    assert set(right) == set(SIGNS)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The company reached its target in winter.", "The cited text seems to say the contrary."),
        ("The company serves the old pier.", "The cited text seems to say the contrary."),
        ("The talks on wages began.", "The cited text seems to say the contrary."),
        ("The company fell short of its target in winter.", None),
        ("The company no longer serves the old pier.", None),
        ("The talks on wages never began.", None),
    ],
)
def test_a_denial_in_other_words_is_seen(claim: str, reason: str | None) -> None:
    text = (
        "The company fell short of its target in winter. It no longer serves the old pier. The talks on wages never "
        "began."
    )
    assert check_claim(claim, [Reference(text)]).reason == reason


@pytest.mark.parametrize(
    ("claim", "text", "groundless"),
    [
        ("Fish is not sold at the pier.", "Traders sell their fish at the pier each morning.", True),
        ("Fish is not sold at the pier.", "Traders no longer sell their fish at the pier.", False),
        ("Fish is not sold at the pier.", "Traders sell their fish at the pier. They refuse to sell meat.", True),
        ("Fish is sold not only at the pier.", "Traders sell their fish at the pier each morning.", False),
        ("No, fish is sold at the pier.", "Traders sell their fish at the pier each morning.", False),
        ("Whether or not it rains, fish is sold.", "Traders sell their fish at the pier each morning.", False),
        ("Fish is rarely sold at the pier.", "Traders sell their fish at the pier each morning.", False),
        (
            'Post: “The harbour master said his men were tired of the long winter. "I do not complain," he said.”',
            'The harbour master said his men were tired of the long winter. "I do not complain," he said.',
            False,
        ),
    ],
)
def test_a_not_rests_on_a_denial_in_the_nearest_sentences(claim: str, text: str, groundless: bool) -> None:
    assert examine(claim, [Reference(text)]).groundless == groundless


@pytest.mark.parametrize(
    ("claim", "text", "label"),
    [
        ("", TEXT, "unsupported"),
        ("   \n\t", TEXT, "unsupported"),
        ("[1] [2, 3] 【4†source】", TEXT, "unsupported"),
        ("The union rejected the offer [1, 2].", TEXT, "supported"),
        ("**The union** rejected the offer.[^3]", TEXT, "supported"),
        ("- The union rejected the offer.", TEXT, "supported"),
        ("2. The union rejected the offer.", TEXT, "supported"),
        ("The union rejected the offer.", "", "unsupported"),
        ("The union rejected the offer.", "\n" * 50, "unsupported"),
        ("Київ відхилив пропозицію.", "У вівторок Київ відхилив пропозицію.", "supported"),
        ("会谈持续了五十分钟。", "会谈持续了五十分钟。", "supported"),
        ("会谈持续了五十分钟。", "港口在冬天关闭。", "unsupported"),
        ("استمرت المحادثات خمسين دقيقة.", "انهار الرصيف القديم.", "unsupported"),
        ("Kyiv had 12 dead.", "| City | Dead |\n|---|---|\n| Kyiv | 14 |\n| Lviv | 3 |", "unsupported"),
        ("| Kyiv | 12 |", "| City | Dead |\n|---|---|\n| Kyiv | 12 |", "supported"),
    ],
)
def test_odd_input_has_a_clear_result(claim: str, text: str, label: str) -> None:
    support = check_claim(claim, [Reference(text)])
    assert support.label == label
    assert (support.reason is None) == (label == "supported")


@pytest.mark.parametrize(
    "unit", [TEXT + " ", "Love ", "a.", "12 ", '"a" ', "A Mar. ", "| Kyiv | 12 |\n", "not no ", "("]
)
def test_a_hundred_thousand_characters_take_seconds_not_minutes(unit: str) -> None:
    long = (unit * (100_000 // len(unit) + 1))[:100_000]
    began = time.perf_counter()
    for claim in ("The talks lasted 50 minutes, Reyes said.", 'He sang "Big Mean Old World" in Belcourt.', long):
        assert 0 <= check_claim(claim, [Reference(long)]).score <= 1
    assert time.perf_counter() - began < 20


def test_nothing_against_nothing() -> None:
    assert check_claim("", [REFERENCE]).label == "unsupported"
    assert check_claim("The union rejected the offer.", []).label == "unsupported"
    assert check_claim("…", [Reference("")]).score == 0.0


def test_supporting_span_is_the_run_of_sentences_that_carries_the_claim() -> None:
    span = supporting_span("The talks took fifty minutes.", TEXT)
    assert span is not None
    assert TEXT[slice(*span)] == "The talks lasted about fifty minutes."
    two = supporting_span("The harbour officials' talks with the ferry company lasted fifty minutes.", TEXT)
    assert two is not None
    assert TEXT[slice(*two)] == TEXT[: TEXT.index(" The company")]
    assert supporting_span("Bananas ripen faster beside apples.", TEXT) is None


ANY_TEXT = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(TEXT.split()), max_size=30).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=3), st.integers(0, 1000))
def test_any_text_gets_a_clear_answer(claim: str, texts: list[str], start: int) -> None:
    support = check_claim(claim, [Reference(text, str(i), start) for i, text in enumerate(texts)])
    assert 0 <= support.score <= 1
    assert support.label == load_model().label(support.score)
    assert (support.reason is None) == (support.label == "supported")
    for atom in support.atoms:
        if atom.found:
            assert atom.article_id is not None
            assert atom.start is not None
            assert atom.end is not None
            assert start <= atom.start < atom.end <= start + len(texts[int(atom.article_id)])
    json.dumps(to_json(support))
    for text in texts:
        span = supporting_span(claim, text)
        assert span is None or text[slice(*span)].strip() == text[slice(*span)] != ""


def measured(claim: str, text: str) -> dict[str, float]:
    return features_of(align(words_of(claim), [words_of(text)], lambda stem: 1.0), [])


def test_features_of_a_sentence_against_itself() -> None:
    features = measured("The union rejected the offer.", "The union rejected the offer.")
    assert set(features) == set(FEATURES) == set(load_model().weights)
    assert features["plain_three"] == features["overlap_two"] == 1.0
    assert not any(features[name] for name in FEATURES if name.startswith("missing_"))


def test_shares_by_hand() -> None:
    """Two sentences hold the claim's three words and one more; three in a row hold what no two do."""
    features = measured("Union rejected offer", "The offer. Union rejected terms.")
    assert features["plain_three"] == 1.0
    assert features["overlap_two"] == pytest.approx(2 * 3 / (3 + 4))
    spread = measured("Union rejected offer", "Union met. Masters rejected terms. Offer fell. Piers rot.")
    assert spread["plain_three"] == 1.0
    assert spread["overlap_two"] == pytest.approx(2 * 2 / (3 + 5))
    assert measured("Union rejected offer", "Piers rot. Offer fell.")["plain_three"] == pytest.approx(1 / 3)


def test_importing_the_check_loads_nothing_heavy() -> None:
    heavy = ("numpy", "scipy", "llama_index", "onnxruntime")
    code = f"import sys, assistant.verification.check; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
