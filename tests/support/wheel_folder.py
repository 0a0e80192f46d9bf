"""Wheels made anew from the packages of this environment: a folder to install from where no index may be asked."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path


def make_wheels(folder: Path) -> None:
    """One for each package that was installed from a wheel, except this project's."""
    for package in distributions():
        if package.files and package.read_text("WHEEL") and package.metadata["Name"] != "dateline-assistant":
            _pack(package, list(package.files), folder)


def _pack(package: Distribution, files: list[PackagePath], folder: Path) -> None:
    """Stored, not compressed, without what was put beside the packages and what Python compiled."""
    record = next(file for file in files if file.name == "RECORD")
    kept = [file for file in files if not ({"..", "__pycache__"} & set(file.parts)) and file != record]
    with zipfile.ZipFile(folder / f"{record.parent.name.removesuffix('.dist-info')}-{_tag(package)}.whl", "w") as wheel:
        for file in kept:
            wheel.write(str(file.locate()), str(file))
        lines = io.StringIO()
        csv.writer(lines).writerows([str(file), "", ""] for file in [*kept, record])
        wheel.writestr(str(record), lines.getvalue())


def _tag(package: Distribution) -> str:
    """`py2-none-any` and `py3-none-any` → `py2.py3-none-any`"""
    tags = [line.split()[1].split("-") for line in _lines(package) if line.startswith("Tag:")]
    return "-".join(".".join(dict.fromkeys(part)) for part in zip(*tags, strict=True))


def _lines(package: Distribution) -> Iterator[str]:
    yield from (package.read_text("WHEEL") or "").splitlines()
