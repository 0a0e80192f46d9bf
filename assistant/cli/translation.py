"""`assistant ask --translate`: the passages that an answer shows, in the language of its question, by the language model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.cli.options import plain
from assistant.errors import LanguageModelError
from assistant.schema import Note, to_json

if TYPE_CHECKING:
    from assistant.service import Assistant


def shown(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The evidence that is printed: what is cited, or of what is not answered all."""
    cited = {citation["label"] for sentence in answer["sentences"] for citation in sentence["citations"]}
    items = [item for item in answer["evidence"] if item["label"] in cited or answer["status"] == "abstained"]
    return sorted(items, key=lambda item: item["label"])


def translate(assistant: Assistant, answer: dict[str, Any]) -> None:
    """Gives each shown passage that is in another language than the question a `translation`, None from where the model failed.

    A note says why; the rest is not asked for, as each could take as long to fail.
    """
    from assistant.text.languages.detection import language_of

    into = language_of(answer["question"])
    foreign = [item for item in shown(answer) if (item["language"] or "en") != into]
    for item in foreign:
        item["translation"] = None
    try:
        for item in foreign:
            item["translation"] = to_json(assistant.translate(item["text"], into, spoken=item["language"]))
    except LanguageModelError as error:
        note = Note("language model", f"there is no translation of [{item['label']}]: {error}", (item["label"],))
        answer["notes"].append(note.text)
        answer["noted"].append(to_json(note))


def translation_lines(item: dict[str, Any]) -> Iterator[str]:
    """A passage and its translation, as they stand under its source."""
    if made := item.get("translation"):
        yield f"    {plain(item['text'])}"
        yield f"    Translated by {plain(made['model'])}; not a quotation: {plain(made['text'])}"
        if made["missing"]:
            yield f"    Not in the translation: {', '.join(map(plain, made['missing']))}"
