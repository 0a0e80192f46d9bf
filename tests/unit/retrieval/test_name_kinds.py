"""Persons, organisations and places are told by their names, rightly enough to stand under a heading, and what is no name is left out."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import pytest

from assistant.errors import WeightsError
from assistant.index.collection import collect
from assistant.index.embedding import Encoded, MiniLM
from assistant.retrieval.article_names import names_of
from assistant.retrieval.catalogue import Catalogue, Names, tabulate
from assistant.retrieval.name_kinds import KINDS, NameKinds
from assistant.schema import Article, Span
from tests.conftest import ROOT, HashedWords


@pytest.fixture(scope="module")
def kinds(minilm: MiniLM) -> NameKinds:
    return NameKinds(minilm)


def test_nine_in_ten_that_stand_under_a_heading_belong_there(kinds: NameKinds) -> None:
    """Names of a source of which none is trained on."""
    with (ROOT / "eval" / "names" / "cnn.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    told = kinds.of([name for name, _ in rows])
    right = dict.fromkeys(KINDS[:3], 0)
    shown = dict.fromkeys(KINDS[:3], 0)
    for (_, kind), found in zip(rows, told, strict=True):
        if found in shown:
            shown[found] += 1
            right[found] += found == kind
    assert sum(right.values()) >= 0.9 * sum(shown.values())
    assert all(right[kind] >= 0.75 * shown[kind] for kind in shown)
    assert sum(shown.values()) >= 0.6 * sum(kind in shown for _, kind in rows)


def test_nearly_every_person_may_be_one_and_few_others(kinds: NameKinds) -> None:
    """Full names of all three sources of which none is trained on: who "he" is said to be."""
    rows: list[list[str]] = []
    for source in ("cnn", "sample", "seeds"):
        with (ROOT / "eval" / "names" / f"{source}.tsv").open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if " " in row[0]]
    persons, others = ([name for name, kind in rows if (kind == "person") is wanted] for wanted in (True, False))
    assert sum(map(kinds.may_be_person, persons)) >= 0.98 * len(persons)
    assert sum(map(kinds.may_be_person, others)) <= 0.15 * len(others)
    assert kinds.may_be_person("Meta")  # one word tells too little


def test_a_name_is_embedded_once(kinds: NameKinds, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kinds.of(["Angela Merkel", "London", "Angela Merkel"])
    assert first == ["person", "place", "person"]
    monkeypatch.setattr(kinds.embedder, "encode", None)
    assert kinds.of(["London"]) == ["place"]
    assert kinds.of([]) == []


def test_new_names_alone_are_embedded_when_the_index_changes(minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    encode = minilm.encode
    asked: list[str] = []

    def counted(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        asked.extend(texts)
        return encode(texts, spans)

    monkeypatch.setattr(minilm, "encode", counted)
    kinds = NameKinds(minilm)
    names = Names(lambda: kinds)
    articles = [Article(name, "On Friday Angela Merkel met Olaf Scholz.") for name in ("a.md", "b.md")]
    later = [Article(name, "On Friday Jens Spahn met Angela Merkel.") for name in ("c.md", "d.md")]
    for told, wanted in ((articles, ["Angela Merkel", "Olaf Scholz"]), ([*articles, *later], ["Jens Spahn"])):
        asked.clear()
        collection = collect(told, HashedWords())
        table = names.table(collection, Catalogue.read(collection), wait=True)
        assert table is not None
        assert dict(zip(table.shown, table.kinds, strict=True))["Angela Merkel"] == "person"
        assert sorted(asked) == wanted


def test_without_the_model_names_are_there_all_the_same() -> None:
    def missing() -> NameKinds:
        raise WeightsError("install it")

    collection = collect([Article("a.md", "On Friday Anna Birch sailed.")], HashedWords())
    table = Names(missing).table(collection, Catalogue.read(collection), wait=True)
    assert table is not None
    assert (list(table.shown), list(table.kinds)) == (["Anna Birch"], ["other"])


def test_names_of_several_articles_have_a_kind_and_what_is_none_goes() -> None:
    told = (
        "On Friday Anna Birch met the men of Dunmere Sound. On Monday somebody read the Terms Of Use in Dunmere Sound."
    )
    articles = [Article("a.md", told), Article("b.md", told), Article("c.md", "On Sunday Tom Rook left Dunmere Sound.")]
    collection = collect(articles, HashedWords())
    known = NameKinds(HashedWords())
    known.known = {"Anna Birch": "person", "Dunmere Sound": "place", "Terms Of Use": "none"}
    names = [names_of(article) for article in articles]
    table = tabulate(names, collection, known)
    assert dict(zip(table.shown, table.kinds, strict=True)) == {
        "Anna Birch": "person",
        "Dunmere Sound": "place",
        "Tom Rook": "other",
    }
    assert set(tabulate(names, collection).kinds) == {"other"}
    assert "Terms Of Use" in tabulate(names, collection).shown
