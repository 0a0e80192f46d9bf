"""Articles added on the page: checked by the corpus's own loaders, kept in `corpus/uploaded/`, removed into `trash/`.

The folder is the record of what was uploaded: only what lies in it can be removed here. Nothing is ever overwritten or deleted.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import re
import secrets
import shutil
import unicodedata
from pathlib import Path

from assistant.errors import ArticleError, Scanned
from assistant.ingest.folder import check_name, check_size, is_unmentioned, suffix_of
from assistant.ingest.loaders import SUFFIXES, file_of, read_articles
from assistant.ingest.parsing import Limits

FOLDER = "uploaded"
LONGEST_STEM = 120
TRIES = 1000
UNWANTED = re.compile(r"[^\w.()+,'-]+")


class Uploads:
    """The uploaded files of one corpus folder, and the trash beside it."""

    def __init__(self, corpus: Path, trash: Path, limits: Limits) -> None:
        self.folder = corpus / FOLDER
        self.trash = trash
        self.limits = limits

    def limit(self, name: str) -> int:
        """The bytes that a file of this name may have."""
        return self.limits.bytes_of(suffix_of(name))

    def add(self, name: str, data: bytes) -> str:
        """Keeps the file under a name that is free, and gives its article id.

        Raises ArticleError, with the reason, for what the index would skip, and for what is there already.
        """
        name = clean_name(name)
        check_size(len(data), name, self.limits)
        if not data:
            raise ArticleError("is empty")
        with contextlib.suppress(Scanned):  # the index will read it, in its time
            articles, skipped = read_articles(name, data, dataclasses.replace(self.limits, ocr=False))
            if not articles:
                raise ArticleError(skipped[0].reason if skipped else "holds no article")
        return f"{FOLDER}/{self.keep(name, data)}"

    def keep(self, name: str, data: bytes) -> str:
        """Writes the file under the first name that is free: a name appears with its whole content or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / f".{secrets.token_hex(8)}.part"
        beside.write_bytes(data)
        try:
            return self.link(beside, name, data)
        finally:
            beside.unlink()

    def link(self, beside: Path, name: str, data: bytes) -> str:
        path = Path(name)
        for number in range(1, TRIES):
            candidate = name if number == 1 else f"{path.stem}-{number}{path.suffix}"
            try:
                os.link(beside, self.folder / candidate)
            except FileExistsError:
                held = self.folder / candidate
                if held.is_file() and held.stat().st_size == len(data) and held.read_bytes() == data:
                    raise ArticleError("is there already") from None
                continue
            return candidate
        raise ArticleError("has a name that is taken a thousand times: rename it")

    def remove(self, article_id: str) -> str:
        """Moves an uploaded file to the trash and gives the name by which it can be restored."""
        name = self.name_of(article_id)
        if name is None or not (self.folder / name).is_file():
            raise ArticleError("is no uploaded article: remove it from the corpus folder by hand")
        self.trash.mkdir(parents=True, exist_ok=True)
        kept = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}-{name}"
        shutil.move(self.folder / name, self.trash / kept)
        return kept

    def restore(self, kept: str) -> str:
        """Puts a removed file back, under another name where its own was taken since; gives its article id."""
        found = re.fullmatch(r"\d{8}T\d{6}-[0-9a-f]{8}-([^/\\]+)", kept)
        if not found or not (self.trash / kept).is_file():
            raise ArticleError("is not in the trash")
        name = self.keep(found[1], (self.trash / kept).read_bytes())
        (self.trash / kept).unlink()
        return f"{FOLDER}/{name}"

    def name_of(self, article_id: str) -> str | None:
        """The file's name of an uploaded article; None for any other."""
        folder, _, rest = article_id.partition("/")
        name = file_of(rest)
        return name if folder == FOLDER and name and "/" not in name and "\\" not in name and name[0] != "." else None


def clean_name(name: str) -> str:
    """A file name that is safe everywhere: no folders, nothing invisible, no leading dots; raises ArticleError for no article.

    >>> clean_name("../../My report\\u202e (final).MD")
    'My-report-(final).md'
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\\\]", name)[-1])
    shown = "".join(char for char in last if char.isprintable())
    suffix = suffix_of(shown)
    stem = UNWANTED.sub("-", shown[: len(shown) - len(suffix)]).strip(".- ")
    while len(stem.encode()) > LONGEST_STEM:
        stem = stem[:-1]
    if suffix not in SUFFIXES:
        check_name(f"{stem or 'file'}{suffix}")
    cleaned = f"{stem or 'article'}{suffix}"
    if is_unmentioned(cleaned):
        raise ArticleError("is a README, which is not read as an article: rename it")
    return cleaned
