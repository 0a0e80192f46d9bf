"""What readers set of articles on the page, written into the folder's `overrides.toml`; the rest of that file stays as it was."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import ArticleError
from assistant.files import write_durably
from assistant.ingest.folder import read_overrides
from assistant.ingest.loaders import file_of
from assistant.ingest.overrides import FIELDS, FILE, checked
from assistant.ingest.overrides import read_overrides as parse_overrides
from assistant.schema import Article

Entry = Mapping[str, str]
"""Title, outlet and day as written, each as far as it is set; an empty text where nothing is known."""


class ByHand:
    """The entries of one folder's file. One thread writes at a time; the file is replaced whole, or not at all."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self._lock = threading.RLock()

    def entry(self, name: str) -> Entry | None:
        """What is set under the name of a file or an article. Raises ConfigError where the file is broken."""
        values = read_overrides(self.corpus).entries.get(name)
        return {field: str(value or "") for field, value in values.items()} if values is not None else None

    def change(self, name: str, fields: Entry) -> Entry | None:
        """Sets these fields beside those that are set; gives the entry before. Raises ArticleError for what none can be."""
        with self._lock:
            return self.put(name, {**(self.entry(name) or {}), **fields})

    def put(self, name: str, entry: Entry | None) -> Entry | None:
        """Makes the entry this one, or takes it out; gives the entry before."""
        import tomlkit  # imported late: 30 ms

        with self._lock:
            before = self.entry(name)
            path = self.corpus / FILE
            document = tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")
            document.pop(name, None) if not entry else document.__setitem__(name, table(entry))
            text = tomlkit.dumps(document)
            parse_overrides(text.encode("utf-8"))  # nothing is written that would not be read
            write_durably(path, text)
        return before

    def in_force(self, article: Article, several: bool) -> bool:
        """Whether an article of the index, one of several of its file or the only one, is as it was set by now."""
        overrides = read_overrides(self.corpus)
        wanted = overrides.of_article(file_of(article.article_id), article.article_id, several)
        return set(article.by_hand) == set(wanted) and all(getattr(article, name) == wanted[name] for name in wanted)


def table(entry: Entry) -> Any:
    import tomlkit

    made = tomlkit.table()
    for field in FIELDS:
        if field in entry:
            value = checked(field, entry[field])
            made.add(field, "" if value is None else value)
    if unknown := entry.keys() - set(FIELDS):
        raise ArticleError(f"sets {min(unknown)!r}, which cannot be set")
    return made
