"""What is kept, as HTML and Markdown: each collection with its items, each item with the exact places that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.answering.wording import written_day, written_page
from assistant.schema import Span
from assistant.web.storage.collections import Collection, Kept, Source
from assistant.web.views.export import answer_markdown, escape
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import count, outlet, shortened, title, where_kept

KINDS = {"answer": "Answer", "passage": "Passage", "article": "Article"}


def collections_html(
    collections: Sequence[tuple[Collection, Mapping[str, bool]]], kept: bool, damaged: Iterable[str] = ()
) -> Fragment:
    """Every collection with its items folded; an item of which an article changed since says so."""
    listed = [
        (one, [(item, KINDS[item.kind], name_of(item), changed.get(item.item_id, False)) for item in one.items])
        for one, changed in collections
    ]
    return render("kept.html", collections=listed, where=where_kept(kept, damaged))


def item_html(item: Kept, now: Sequence[Span | None]) -> Fragment:
    """The item opened: an answer's sentences, and the places, each with the characters where its words stand now."""
    places = [(source, cited(source), words) for source, words in zip(item.sources, now, strict=True)]
    return render("kept_item.html", item=item, places=places, said=f"Kept on {written_day(item.kept)}")


def since_html(said: Sequence[str]) -> Fragment:
    return render("kept_since.html", said=said)


def name_of(item: Kept) -> str:
    """The question of an answer, the first words of a passage, the title of an article."""
    if item.question is not None:
        return item.question
    source = item.sources[0]
    return f"“{shortened(source.quote)}”" if item.kind == "passage" else title(source)


def cited(source: Source) -> str:
    """`Kestrel Daily, 31 December 2021, p. 4: Correction (file.md, characters 12–80)`"""
    place = f", characters {source.start}–{source.end}" if source.start is not None else ""
    day = written_day(source.published)
    return f"{outlet(source)}, {day}{written_page(source.page)}: {title(source)} ({source.article_id}{place})"


def collection_markdown(collection: Collection) -> str:
    """Every item with its exact citations, each with the words that it rests on."""
    parts = [f"# {escape(collection.name)}", count(len(collection.items), "item")]
    for item in collection.items:
        parts.append(f"## {escape(name_of(item))}")
        parts.append(f"*{KINDS[item.kind]}, kept on {written_day(item.kept)}*")
        if item.answer:
            parts.append(answer_markdown(item.answer).strip())
        parts.append("\n".join(place_markdown(source) for source in item.sources))
    return "\n\n".join(part for part in parts if part) + "\n"


def place_markdown(source: Source) -> str:
    quoted = f"\n    > {escape(' '.join(source.quote.split()))}" if source.quote else ""
    return f"- {escape(cited(source))}{quoted}"
