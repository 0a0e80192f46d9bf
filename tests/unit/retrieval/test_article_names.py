"""Which spellings are one name, which only look like it, and where a name begins and ends."""

from __future__ import annotations

import csv

import pytest

from assistant.answering.portrait import portrait
from assistant.index.collection import collect
from assistant.retrieval.article_names import name_keys, names_of, same_keys
from assistant.retrieval.catalogue import Catalogue, Names
from assistant.retrieval.search_matching import Archive
from assistant.schema import Article
from tests.conftest import ROOT, HashedWords


def shown(*texts: str) -> dict[str, int]:
    """The names of articles with these texts, as they are shown, and in how many they stand."""
    collection = collect([Article(f"{number}.md", text) for number, text in enumerate(texts)], HashedWords())
    table = Names().table(collection, Catalogue.read(collection), wait=True)
    assert table is not None
    return {table.shown[place]: table.places.tolist().count(place) for place in range(len(table.shown))}


def read(text: str) -> set[str]:
    return {name.text for name in names_of(Article("a.md", text))}


@pytest.mark.parametrize(
    "spellings",
    [
        ("Kyiv", "Kiev"),
        ("Zelensky", "Zelenskyy"),
        ("Zelenskyy", "Selenskyj"),
        ("Putin", "Poutine"),
        ("Volodymyr Zelensky", "Wolodymyr Selenskyj"),
        ("Muhammad Ali", "Mohammed Ali"),
        ("Mikhail Gorbachev", "Mikhail Gorbachov"),
    ],
)
def test_spellings_of_one_name_are_shown_as_one(spellings: tuple[str, str]) -> None:
    names = shown(*(f"On Friday they spoke of {name}." for name in spellings))
    assert len(names) == 1
    assert set(names) <= set(spellings)
    assert set(names.values()) == {2}


@pytest.mark.parametrize(
    "names",
    [("Bing", "Beijing"), ("Sony", "Sonny"), ("Alexa", "Alex"), ("Colombia", "Columbia"), ("New Jersey", "New Years")],
)
def test_names_that_only_look_alike_are_two_in_one_article_and_in_several(names: tuple[str, str]) -> None:
    one, other = names
    assert shown(f"On Friday they spoke of {one}.", f"On Friday they spoke of {other}.") == {one: 1, other: 1}
    assert read(f"On Friday they spoke of {one} and of {other}.") == {one, other}


def test_of_the_spellings_that_are_joined_on_real_news_eight_in_ten_are_one_name() -> None:
    """All that were ever joined over 609 articles, judged in their sentences; of those with other letters, the ones lost are counted."""
    with (ROOT / "eval" / "names" / "joined.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    joined = [judged for one, other, judged, _ in rows if same_keys(name_keys(one), name_keys(other))]
    assert len(joined) >= 34
    assert joined.count("one") >= 0.8 * len(joined)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "He wrote to the Securities and Exchange Commission on Friday. The SEC agreed.",
            {"Securities and Exchange Commission", "SEC"},
        ),
        (
            "He wrote to the U.S. Food and Drug Administration (FDA) on Friday.",
            {"U.S. Food and Drug Administration", "FDA"},
        ),
        ("He met the Centre for Basic Science, or CBS, on Friday.", {"Centre for Basic Science", "CBS"}),
        ("On Friday Tyler Lockett and Amari Cooper beat LAC.", {"Tyler Lockett", "Amari Cooper", "LAC"}),
        ("On Friday Anna Birch and Tom Rook met Joan Reed.", {"Anna Birch", "Tom Rook", "Joan Reed"}),
    ],
)
def test_an_and_parts_two_names_unless_their_initials_stand_in_the_article(text: str, names: set[str]) -> None:
    assert read(text) == names


def test_a_place_is_named_beside_what_is_called_after_it() -> None:
    text = "On Friday the Bank of England wrote to the men of England."
    assert read(text) == {"Bank of England", "England"}


def test_names_begin_with_words_that_join_others() -> None:
    text = "On Friday, said The Guardian, it was Ben Stokes who met Al Gore in El Salvador."
    assert read(text) == {"Guardian", "Ben Stokes", "Al Gore", "El Salvador"}


@pytest.mark.parametrize("name", ["Bank of England", "Robert De Niro", "Securities and Exchange Commission"])
def test_a_name_with_small_words_has_a_page(name: str) -> None:
    texts = [f"On Friday they wrote to the {name}, SEC, again." for _ in range(2)]
    collection = collect([Article(f"{number}.md", text) for number, text in enumerate(texts)], HashedWords())
    held = Archive(collection, Catalogue.read(collection), Names())
    assert portrait(held, HashedWords(), name, wait=True).articles.found == 2
