"""Atoms: each pair is worked out by hand; offsets must be exact in any text."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.mentions import Reference, _mentions, as_atom, find_mention, locate, read_mentions
from assistant.text.sentences import sentences
from assistant.text.tokens import words_of
from assistant.text.transliteration import same_name

WEDNESDAY = dt.date(2022, 3, 30)


def found_as(claim: str, text: str, kind: str, published: dt.date | None = WEDNESDAY) -> list[str | None]:
    """For each atom of the kind in the claim, the characters of the text that it was found at."""
    references = [Reference(text, "a.txt", 100, published)]
    atoms = [as_atom(found, references) for found in locate(claim, references) if found.mention.kind == kind]
    return [
        text[atom.start - 100 : atom.end - 100] if atom.start is not None and atom.end is not None else None
        for atom in atoms
    ]


def test_a_name_with_initials_and_a_title_is_found_in_its_own_words() -> None:
    sentence = "U.S. President Joe Biden spoke for an hour."
    assert found_as(sentence, sentence, "name") == ["U.S. President Joe Biden"]
    sentence = "It named NATO’s expansion and the forces of NATO."
    assert None not in found_as(sentence, sentence, "name")


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("It cost $1.2bn.", "It cost 1,200 million dollars.", "1,200 million dollars"),
        ("They spoke for fifty minutes.", "A 50-minute call.", "50-minute"),
        ("They spoke for 50 minutes.", "They spoke for about fifty minutes.", "fifty minutes"),
        ("It took an hour.", "It took 60 minutes.", "60 minutes"),
        ("A one-hour call.", "The call took an hour.", "an hour"),
        ("It took 90 minutes.", "It took an hour and a half.", "an hour and a half"),
        ("It took 80 minutes.", "It took one hour and 20 minutes.", "one hour and 20 minutes"),
        ("It rose by 5 per cent.", "It rose by 5%.", "5%"),
        ("A third of voters stayed away.", "33% of voters stayed away.", "33%"),
        ("About 1,200 people came.", "1,234 people came.", "1,234"),
        ("It was the 3rd call.", "It was the third call.", "third"),
        ("He is a 50-year-old man.", "The man, aged 50, left.", "50"),
        ("It rose 5% last year.", "It rose 5 to 7 per cent.", "5"),
        ("At 3 p.m. he left.", "He left at 15:00.", "15:00"),
        ("250 people came.", "Two hundred and fifty people came.", "Two hundred and fifty"),
        ("Her brother is 24.", "At 24 years old he is the youngest.", "24 years"),
    ],
)
def test_a_figure_is_found_in_another_form(claim: str, text: str, expected: str) -> None:
    assert found_as(claim, text, "figure") == [expected]


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("It rose by 5 per cent.", "It rose by 5 percentage points."),
        ("It cost $5m.", "It cost €5m."),
        ("They spoke for 40 minutes.", "They spoke for 50 minutes."),
        ("They spoke for 50 minutes.", "They spoke to 50 people."),
        ("1,200 people came.", "1,234 people came."),
        ("It cost $5bn.", "It cost $5m."),
        ("19 people came.", "They had COVID-19."),
    ],
)
def test_another_figure_is_not_found(claim: str, text: str) -> None:
    assert found_as(claim, text, "figure") == [None]


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("They spoke on 29 March 2022.", "They spoke on Tuesday.", "Tuesday"),
        ("They spoke on 29 March.", "They spoke yesterday.", "yesterday"),
        ("They spoke in February 2022.", "They spoke last month.", "last month"),
        ("They spoke in 2022.", "They spoke on March 29, 2022.", "March 29, 2022"),
        ("They spoke on 29 March 2022.", "They spoke on 2022-03-29.", "2022-03-29"),
        ("They will meet on 5 April.", "They will meet on Tuesday.", "Tuesday"),
        ("They spoke on 27 March.", "They spoke three days ago.", "three days ago"),
        ("They spoke on 29 March 2022.", "Ils ont parlé le 29 mars 2022.", "29 mars 2022"),
        ("It was built in the 1990s.", "It was built in 1994.", "1994"),
    ],
)
def test_a_date_is_found_by_the_day_it_means(claim: str, text: str, expected: str) -> None:
    assert found_as(claim, text, "date") == [expected]


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("They spoke on 28 March 2022.", "They spoke on Tuesday."),
        ("They spoke on 29 March 2022.", "They spoke in March 2022."),
        ("They spoke in 2021.", "They spoke last month."),
        ("They spoke on Monday.", "They spoke on Tuesday."),
    ],
)
def test_another_date_is_not_found(claim: str, text: str) -> None:
    assert found_as(claim, text, "date") == [None]


def test_a_weekday_without_any_date_is_compared_as_a_weekday() -> None:
    assert found_as("They spoke on Tuesday.", "On Tuesday they spoke.", "date", None) == ["Tuesday"]
    assert found_as("They spoke on 29 March 2022.", "On Tuesday they spoke.", "date", None) == [None]


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("He flew to Kiev.", "He flew to Kyïv.", "Kyïv"),
        ("They met Zelensky.", "They met Mr. Zelenskyy’s aide.", "Zelenskyy"),
        ("He left Chernihiv.", "Il a quitté Cherniguiv.", "Cherniguiv"),
        ("They met Putin.", "Ils ont vu Vladimir Poutine.", "Poutine"),
        ("He met Vladimir Putin.", "He met President Putin.", "Putin"),
        ("He flew to the United States.", "He flew to the U.S. on a plane.", "U.S."),
        ("He flew to the US.", "He flew to the United States.", "United States"),
        ("He asked the WHO.", "He asked the World Health Organization.", "World Health Organization"),
        ("They met Russian officials.", "They met officials of Russia.", "Russia"),
        ("They fear Western sanctions.", "They fear sanctions of the West.", "West"),
        ("They met Saurabh Raj Jain.", "They met Sourabh Raaj Jain there.", "Sourabh Raaj Jain"),
        ("He likes Pareto Charts.", "A Pareto chart has bars.", "Pareto chart"),
        ("He set MCQs.", "He set multiple choice questions.", "multiple choice questions"),
        ("He met Ana Reyes of MTV.", "Ana Reyes left. MTV stayed.", "Ana Reyes"),
        ("He watches TV.", "He watches television.", "television"),
    ],
)
def test_a_name_is_found_in_another_spelling(claim: str, text: str, expected: str) -> None:
    assert found_as(claim, text, "name") == [expected]


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("They met Macron.", "They met Micron."),
        ("He joined the Bank of England.", "He left the Bank of France for England."),
        ("He met Ana Reyes of MTV.", "Ana Reyes left. BBC stayed."),
        ("They met Joe Biden.", "Yesterday they met Hunter Biden."),
        ("He flew to Paris.", "He flew with Peres."),
        ("He flew to the US.", "He flew to us."),
    ],
)
def test_another_name_is_not_found(claim: str, text: str) -> None:
    assert found_as(claim, text, "name") == [None]


def test_what_heads_an_item_or_speaks_of_the_known_is_no_name() -> None:
    assert [mention.text for mention in read_mentions("Testing: Run the tests. The Act of 539 BC is old.")] == ["539"]
    assert [mention.text for mention in read_mentions("The winner: Macron.")] == ["Macron"]


@pytest.mark.parametrize("country", ["U.S.", "US"])
def test_a_country_in_initials_is_a_name_where_a_sentence_opens(country: str) -> None:
    assert [mention.text for mention in read_mentions(f"{country} officials met. After Macron left, they went.")] == [
        country,
        "Macron",
    ]


def test_a_name_of_small_words_is_whole() -> None:
    assert [mention.text for mention in read_mentions("He met Oscar de la Renta and Ursula von der Leyen.")] == [
        "Oscar de la Renta",
        "Ursula von der Leyen",
    ]


def test_a_school_year_is_one_date() -> None:
    assert found_as("It changed in the 2018–19 season.", "It changes in the 2018-2019 season.", "date") == ["2018"]
    assert found_as("It changed in the 2018–19 season.", "It changes in the 2018-2019 season.", "figure") == []


def test_the_title_of_a_work_may_be_cited_in_part_but_not_changed() -> None:
    assert found_as("She sang 'I Want to Be Bobby's Girl.'", 'Her song "Bobby\'s Girl" sold.', "quote") == [
        "Bobby's Girl"
    ]
    assert found_as("He sang 'Should Have Been a Cowboy'.", "“Should've Been a Cowboy” sold.", "quote") == [
        "Should've Been a Cowboy"
    ]
    assert found_as("He read 'The Lord of the Ships'.", "He read “The Lord of the Rings”.", "quote") == [None]
    assert found_as('He said "we will never ever go".', '"We will never go," he said.', "quote") == [None]


def test_quoted_words_are_found_whatever_the_marks() -> None:
    assert found_as('He said "it’s a good talk".', "“It's a good talk,” he said.", "quote") == ["It's a good talk"]
    assert found_as("He said “it … talk”.", "It is a good talk.", "quote") == ["It"]
    assert found_as('He said "it is a bad talk".', "It is a good talk.", "quote") == [None]
    assert found_as("The soldiers' wives said it's late.", "Nothing.", "quote") == []


def test_a_common_word_that_opens_a_sentence_is_no_name() -> None:
    assert [mention.text for mention in read_mentions("Officials met in Geneva. However, Lavrov left.")] == [
        "Geneva",
        "Lavrov",
    ]


def test_citation_markers_and_list_numbers_are_no_figures() -> None:
    assert read_mentions("3. he left [12].") == []


def test_spellings() -> None:
    assert same_name("Kharkov", "Kharkiv")
    assert same_name("Mohammed", "Muhammad")
    assert not same_name("Martin", "Morton")
    assert not same_name("Iran", "Iraq")


def test_sentences_do_not_break_at_titles_and_initials() -> None:
    text = "Mr. Li of the U.S. Army met J. K. Rowling. “Then he left.” She said: no!\nA line"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Mr. Li of the U.S. Army met J. K. Rowling.",
        "“Then he left.”",
        "She said: no!",
        "A line",
    ]


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("0123456789.,:/-–%$€°'\"“”‘’«»[]() \n\u00a0\u202f\u0301\u200d\ufeff"),
        st.sampled_from("AaBbİıßéïЖж三１²½ "),
        st.characters(),
    ),
    max_size=80,
)
PIECES = st.lists(
    st.one_of(
        HOSTILE,
        st.sampled_from(
            [
                "an hour",
                "half",
                "Tuesday",
                "29 March",
                "2022",
                "U.S.",
                "per cent",
                "and a half",
                "million",
                "the",
                "of",
                "next",
                "ago",
                "Kyïv",
                "31",
            ]
        ),
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(PIECES, PIECES)
@pytest.mark.filterwarnings("default")
def test_offsets_are_exact_in_any_text(claim: str, text: str) -> None:
    for mention in read_mentions(claim):
        assert claim[mention.start : mention.end] == mention.text
        assert 0 <= mention.start < mention.end <= len(claim)
        for other in (text, f"{text}\n{claim}"):
            span = find_mention(mention, other, WEDNESDAY, WEDNESDAY)
            if span is not None:
                assert 0 <= span[0] < span[1] <= len(other)
                assert other[slice(*span)].strip() == other[slice(*span)]


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_tokens_and_sentences_cover_every_letter(text: str) -> None:
    words = words_of(text)
    for i, token in enumerate(words.tokens):
        assert text[slice(*words.span(i, i + 1))] == token
    spans = words.sentences
    assert all(a < b for a, b in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "1,",
        "9.",
        "'",
        '"',
        "“",
        "A",
        "A ",
        "A.",
        "a-",
        "$",
        "[1",
        "half ",
        "twenty ",
        "million ",
        "A of ",
        "\n",
        "é",
        "3/",
    ],
)
def test_long_monotonous_text_is_read_in_linear_work(piece: str) -> None:
    """Ten times the text may cost about ten times the time: a pattern that backtracks would cost a hundred times."""
    import gc
    import time

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        _mentions.cache_clear()
        gc.disable()  # a collection of all that the other tests left behind takes longer than this
        began = time.process_time()
        read_mentions(text)
        taken = time.process_time() - began
        gc.enable()
        return taken

    short, long = (min(seconds(length + more) for more in range(3)) for length in (5_000, 50_000))
    assert long < 0.3 + 40 * short
