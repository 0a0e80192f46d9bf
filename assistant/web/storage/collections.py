"""What readers keep: answers, passages and articles in named collections, a JSON file each beside the conversations.

A kept item holds the exact words that it rests on and a digest of each article as it was then, so that it can be told what changed
since (`changes.py`). An item that is taken out can be put back until Dateline is closed, a whole collection lies in `trash/`; a file
appears with its whole content or not at all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import secrets
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from assistant.errors import QuestionError
from assistant.schema import Answer, Article, to_json
from assistant.service import Assistant
from assistant.web.storage.answer_json import answer_from_json
from assistant.web.storage.conversations import Turn
from assistant.web.storage.shelf import Shelf

Kind = Literal["answer", "passage", "article"]
LONGEST_NAME = 80
USUAL_NAME = "Kept"


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """An article as it was when something of it was kept, and which characters of it."""

    article_id: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    published_inferred: bool
    digest: str
    """Of its text."""
    newest: str
    """The id of its newest version then; its own where that is the newest."""
    start: int | None = None
    """None where the whole article is kept."""
    end: int | None = None
    quote: str = ""
    page: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept."""

    item_id: str
    kind: Kind
    kept: dt.datetime
    sources: tuple[Source, ...]
    question: str | None = None
    """Of an answer."""
    asked: dt.datetime | None = None
    answer: Answer | None = None
    conversation_id: str | None = None
    turn: int | None = None
    corrections: tuple[str, ...] = ()
    """Articles that corrected reports of it when it was kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """Items in the order in which they were kept."""

    collection_id: str
    name: str
    items: tuple[Kept, ...] = ()

    def item(self, item_id: str) -> Kept | None:
        return next((item for item in self.items if item.item_id == item_id), None)


COLLECTION = TypeAdapter(Collection)


class Collections(Shelf[Collection]):
    """All collections; their files have a name in the trash that no conversation has."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(folder, read_collection, collection_to_json, "collection-")
        self.removed: dict[str, tuple[str, int, Kept]] = {}
        """Items taken out since the start: of which collection, from which place."""

    def list(self) -> list[Collection]:
        """Every collection by its name."""
        return sorted(self.all(), key=lambda one: (one.name.casefold(), one.collection_id))

    def keep(self, name: str, item: Kept) -> Collection:
        """Adds the item to the collection of that name, which is made where there is none. Raises QuestionError for no name."""
        name = " ".join(name.split()) or USUAL_NAME
        if len(name) > LONGEST_NAME:
            raise QuestionError(f"A collection's name has at most {LONGEST_NAME} characters.")
        with self.lock:
            same = (one for one in self.list() if one.name.casefold() == name.casefold())
            collection = next(same, None) or Collection(secrets.token_urlsafe(12), name)
            if twin := next((one for one in collection.items if same_thing(one, item)), None):
                raise QuestionError(f"It is in “{collection.name}” already, since {twin.kept:%-d %B %Y}.")
            return self._put(dataclasses.replace(collection, items=(*collection.items, item)))

    def take_out(self, collection_id: str, item_id: str) -> bool:
        """Takes an item out, to where it can be put back from; False where there is none."""
        with self.lock:
            collection = self.get(collection_id)
            item = collection.item(item_id) if collection else None
            if collection is None or item is None:
                return False
            self.removed[item_id] = (collection_id, collection.items.index(item), item)
            self._put(dataclasses.replace(collection, items=tuple(one for one in collection.items if one is not item)))
            return True

    def put_back(self, collection_id: str, item_id: str) -> bool:
        """Puts an item back in its place; False where it was not taken out, or its collection is gone."""
        with self.lock:
            of, place, item = self.removed.get(item_id, ("", 0, None))
            collection = self.get(collection_id)
            if collection is None or item is None or of != collection_id:
                return False
            items = (*collection.items[:place], item, *collection.items[place:])
            self._put(dataclasses.replace(collection, items=items))
            del self.removed[item_id]
            return True

    def _put(self, collection: Collection) -> Collection:
        self.write(collection.collection_id, collection)
        self.held[collection.collection_id] = collection
        return collection


def kept_answer(assistant: Assistant, conversation_id: str, turn: Turn) -> Kept:
    """A turn's answer with every place that it cites. Raises QuestionError where there is none."""
    answer = turn.answer
    if answer is None or not turn.final:
        raise QuestionError("There is no finished answer to keep.")
    cited = {(one.article_id, one.start, one.end): one for said in answer.sentences for one in said.citations}
    sources = [
        dataclasses.replace(
            source_of(assistant, one.article_id), start=one.start, end=one.end, quote=one.quote, page=one.page
        )
        for one in cited.values()
    ]
    item = new_item("answer", tuple(sources))
    return dataclasses.replace(
        item, question=turn.question, asked=turn.asked, answer=answer, conversation_id=conversation_id, turn=turn.number
    )


def kept_place(assistant: Assistant, article_id: str, start: int | None, end: int | None) -> Kept:
    """A passage of an article, or with no characters named the article. Raises QuestionError for a place outside it."""
    source = source_of(assistant, article_id)
    if start is None or end is None:
        return new_item("article", (source,))
    article = assistant.article(article_id)
    if not 0 <= start < end <= len(article.text):
        raise QuestionError("That passage is not in the article any more: search again.")
    place = dataclasses.replace(
        source, start=start, end=end, quote=article.text[start:end], page=article.page_of(start)
    )
    return new_item("passage", (place,))


def source_of(assistant: Assistant, article_id: str) -> Source:
    """Raises QuestionError where the article has left the index."""
    try:
        article, versions = assistant.article(article_id), assistant.versions(article_id)
    except KeyError:
        raise QuestionError("This article is no longer in the index.") from None
    newest = versions[0] if versions else article_id
    about = (article.title, article.outlet, article.published, article.published_inferred)
    return Source(article_id, *about, digest_of(article), newest)


def new_item(kind: Kind, sources: tuple[Source, ...]) -> Kept:
    return Kept(secrets.token_urlsafe(12), kind, dt.datetime.now(dt.UTC), sources)


def digest_of(article: Article) -> str:
    return hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def same_thing(one: Kept, other: Kept) -> bool:
    """The same answer, passage or article, whenever it was kept."""
    if one.kind == "answer" == other.kind:
        return (one.conversation_id, one.turn) == (other.conversation_id, other.turn)
    places = [[(source.article_id, source.start, source.end) for source in item.sources] for item in (one, other)]
    return one.kind == other.kind and places[0] == places[1]


def collection_to_json(collection: Collection) -> dict[str, Any]:
    """The shape of the file and of the export."""
    items = [
        to_json(item) | {"kept": item.kept.isoformat(), "asked": item.asked.isoformat() if item.asked else None}
        for item in collection.items
    ]
    return {"collection_id": collection.collection_id, "name": collection.name, "items": items}


def read_collection(path: Path) -> Collection:
    raw = json.loads(path.read_text(encoding="utf-8"))
    answers = [item.pop("answer") for item in raw["items"]]
    bare = COLLECTION.validate_python(raw | {"items": [item | {"answer": None} for item in raw["items"]]})
    items = (
        dataclasses.replace(item, answer=answer_from_json(answer) if answer else None)
        for item, answer in zip(bare.items, answers, strict=True)
    )
    return dataclasses.replace(bare, items=tuple(items))
