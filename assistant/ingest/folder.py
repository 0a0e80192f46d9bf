"""The folder of articles: which files it holds, and each file as articles. No other module opens it.

Files come from strangers. Whatever one of them holds or is named, the worst that happens is an entry in the list of
skipped files with the reason.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import ArticleError, ConfigError
from assistant.ingest.file_dates import FROM_NEIGHBOURS, among
from assistant.ingest.loaders import A_LIST, LISTS, SUFFIXES, file_of, read_articles
from assistant.ingest.loaders import suffix_of as suffix_of
from assistant.ingest.overrides import FILE as OVERRIDES
from assistant.ingest.overrides import LARGEST, Overrides
from assistant.ingest.overrides import read_overrides as parse_overrides
from assistant.ingest.parsing import Limits
from assistant.schema import Article, Skipped

NOTHING_SET = Overrides()
EMPTY = "is empty"
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
FOLDER_OF_A_PAGE = re.compile(
    r"(.+?)(?:_files|\.files|_archivos|_fichiers|_ficheiros|_file|_bestanden|_pliki|_soubory|-Dateien|-filer|_filer|_arquivos)"
)
"""What browsers call the folder in which they keep the parts of a page, in the languages that they speak."""
FRAME = re.compile(r"(?:^|/)saved_resource(?:\(\d+\))?\.html?$")
"""How a browser names the frames there."""


@dataclasses.dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that may hold articles. Size and time tell whether it has changed since it was indexed."""

    path: str
    """Below the corpus folder, with forward slashes."""
    size: int
    mtime_ns: int


def scan(folder: Path, limits: Limits | None = None) -> tuple[list[CorpusFile], list[Skipped]]:
    """The article files below `folder` and the files that are none, both sorted by path.

    Hidden files, READMEs, and a saved page's pictures and scripts are not articles and not worth a mention. Raises ConfigError without
    the folder.
    """
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {printable(str(folder))}: make it and put articles in, or name another.")
    files: list[CorpusFile] = []
    skipped: list[Skipped] = []
    root = folder.resolve()
    for found in walk(root):
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        path, entry = found
        page = page_of_frame(root, path)
        if page or FRAME.search(path):
            if suffix_of(path) in PAGE_SUFFIXES:
                whose = f"the saved page {printable(page)}" if page else "a saved page"
                skipped.append(Skipped(printable(path), f"is a frame of {whose}, not an article"))
            continue
        try:
            files.append(examine(root, path, entry, limits or Limits()))
        except ArticleError as error:
            skipped.append(Skipped(printable(path), str(error)))
    return sorted(files, key=lambda file: file.path), sorted(skipped, key=lambda item: item.path)


def read_file(
    folder: Path, path: str, limits: Limits | None = None, overrides: Overrides = NOTHING_SET
) -> tuple[list[Article], list[Skipped]]:
    """The articles in one file, and what of it had to be skipped. Never raises for what the file is or holds."""
    limits = limits or Limits()
    try:
        check_name(path)
        articles, skipped = read_articles(path, read_bytes(folder.resolve(), path, limits), limits)
    except ArticleError as error:
        return [], [Skipped(printable(path), str(error))]
    articles, problems = overrides.applied(path, articles)
    return articles, [*skipped, *problems]


def yearless_datelines(articles: Iterable[Article]) -> dict[str, str]:
    """By their ids, the days without a year in the datelines of articles that have no day: other articles may tell the year."""
    from assistant.ingest.first_lines import day_of_dateline  # imported late: its patterns take 40 ms to compile

    undated = (one for one in articles if one.published is None and "published" not in one.by_hand)
    return {one.article_id: day for one in undated if (day := day_of_dateline(one.text, one.body_start))}


def years_beside(datelines: Mapping[str, str], days: Mapping[str, dt.date]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the `days` of the other articles of their file, or of the files in their folder, change in those of `datelines`."""
    beside = defaultdict[str, list[dt.date]](list)
    for name in days.keys() - datelines.keys():
        beside[place_of(name)].append(days[name])
    spans = {place: (min(known), max(known)) for place, known in beside.items()}
    for name, dateline in datelines.items():
        day = among(dateline, spans.get(place_of(name), ()))
        if day != days.get(name):
            note = FROM_NEIGHBOURS if day else None
            yield name, {"published": day, "published_inferred": bool(day), "date_note": note}


def place_of(article_id: str) -> str:
    return file if (file := file_of(article_id)) != article_id else file.rpartition("/")[0]


def read_overrides(folder: Path) -> Overrides:
    """What a person set of the folder's articles. Raises ConfigError where the file that says it is broken."""
    root = folder.resolve()
    if not os.path.lexists(root / OVERRIDES):
        return NOTHING_SET
    try:
        return parse_overrides(read_bytes(root, OVERRIDES, Limits(LARGEST, LARGEST)))
    except ArticleError as error:
        if str(error) == EMPTY:
            return NOTHING_SET
        raise ConfigError(f"{OVERRIDES} {error}") from None


def walk(root: Path) -> Iterator[tuple[str, os.DirEntry[str]] | Skipped]:
    """Every path below `root` that is no folder. Folders are not entered through links, which may go in circles."""
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            with os.scandir(root / below) as entries:
                for entry in entries:
                    path = f"{below}/{entry.name}" if below else entry.name
                    if is_unmentioned(entry.name) or path == OVERRIDES:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(path)
                    else:
                        yield path, entry
        except OSError as error:
            yield Skipped(printable(below or root.name), f"is a folder that cannot be read ({system_reason(error)})")


def is_unmentioned(name: str) -> bool:
    """Hidden files, READMEs and the lock files of word processors."""
    return name.startswith((".", "~$")) or name.split(".")[0].lower() == "readme"


def examine(root: Path, path: str, entry: os.DirEntry[str], limits: Limits) -> CorpusFile:
    """Name, kind, place and size of a file, without opening it; raises ArticleError where it is no article."""
    check_name(path)
    try:
        status = inside(root, path).stat() if entry.is_symlink() else entry.stat()
    except OSError as error:
        raise ArticleError(f"cannot be read ({system_reason(error)})") from None
    check_status(status, path, limits)
    return CorpusFile(path, status.st_size, status.st_mtime_ns)


def check_name(path: str) -> None:
    """Refuse names that cannot be shown, stored or told apart; the name is part of every citation."""
    if not path.isprintable():
        raise ArticleError("has unprintable characters in its name: rename it")
    if file_of(path) != path:
        raise ArticleError("is named like one of several articles in a file (it has a # behind a suffix): rename it")
    suffix = suffix_of(path)
    if suffix in LISTS:
        raise ArticleError(A_LIST)
    if suffix not in SUFFIXES:
        raise ArticleError(f"has {f'the suffix {suffix}' if suffix else 'no suffix'}; read are {', '.join(SUFFIXES)}")


def page_of_frame(root: Path, path: str) -> str | None:
    """The saved page of which a file is a part: a browser keeps frames, pictures and scripts in a folder that is named for it."""
    page = FOLDER_OF_A_PAGE.fullmatch(path.rpartition("/")[0])
    if page and any((root / f"{page[1]}{suffix}").is_file() for suffix in PAGE_SUFFIXES):
        return page[1].rpartition("/")[2]
    return None


def inside(root: Path, path: str) -> Path:
    """The file itself, links followed, provided that it lies in the folder."""
    try:
        target = Path(os.path.realpath(root / path, strict=True))
    except FileNotFoundError:
        raise ArticleError("is a broken link" if (root / path).is_symlink() else "vanished while reading") from None
    except OSError as error:
        is_loop = error.errno == errno.ELOOP
        raise ArticleError("is a link in a circle" if is_loop else f"cannot be read ({system_reason(error)})") from None
    if not target.is_relative_to(root):
        raise ArticleError("is a link that leads out of the folder")
    return target


def check_status(status: os.stat_result, path: str, limits: Limits) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ArticleError("is a link to a folder")
    if not stat.S_ISREG(status.st_mode):
        raise ArticleError("is a device, pipe or socket and no file")
    if status.st_size == 0:
        raise ArticleError(EMPTY)
    check_size(status.st_size, path, limits)


def check_size(size: int, path: str, limits: Limits) -> None:
    if size <= min(limits.file_bytes, limits.html_bytes):
        return  # whatever its suffix
    largest = limits.bytes_of(suffix_of(path))
    if size > largest:
        raise ArticleError(f"is larger than {largest / 1_000_000:g} MB")


def read_bytes(root: Path, path: str, limits: Limits) -> bytes:
    """The whole file, checked again once it is open: between listing and reading it may have become anything."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(inside(root, path), flags)
        with os.fdopen(descriptor, "rb") as stream:
            check_status(os.fstat(descriptor), path, limits)
            data = stream.read(limits.bytes_of(suffix_of(path)) + 1)
    except FileNotFoundError:
        raise ArticleError("vanished while reading") from None
    except OSError as error:
        raise ArticleError(f"cannot be read ({system_reason(error)})") from None
    check_size(len(data), path, limits)
    return data


def system_reason(error: OSError) -> str:
    """What the system says, without the path."""
    return (error.strerror or type(error).__name__).lower()


def printable(path: str) -> str:
    """A path for display: what would break a line, move the cursor or not encode is written as an escape.

    >>> printable("a\\x1b[2Jb.txt")
    'a\\\\x1b[2Jb.txt'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in path)
