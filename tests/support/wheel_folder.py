"""A folder of wheels of the packages that are here, for pip to choose from without an index: what each declares, without its files.

Pip resolves and installs them like any others; `link_files` then links the files of those that it chose: nothing is packed or copied.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from importlib.util import cache_from_source
from pathlib import Path

GENERATOR = "a test"
WHEEL = f"Wheel-Version: 1.0\nGenerator: {GENERATOR}\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
DECLARED = ("METADATA", "entry_points.txt")


def make_wheels(folder: Path, packages: Iterable[Distribution]) -> None:
    """A wheel of each package: its name, version, what it needs and its commands."""
    for package in packages:
        name = f"{re.sub(r'[-_.]+', '_', package.metadata['Name'])}-{package.version}"
        files = {file: text for file in DECLARED if (text := package.read_text(file))} | {"WHEEL": WHEEL}
        record = "".join(f"{name}.dist-info/{file},,\n" for file in [*files, "RECORD"])
        with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w") as wheel:
            for file, text in (files | {"RECORD": record}).items():
                wheel.writestr(f"{name}.dist-info/{file}", text)


def link_files(environment: Path) -> None:
    """In the place of each package that pip has put there of such a wheel: its files here, and what Python has compiled of them."""
    (site,) = environment.glob("lib/python*/site-packages")
    for told in list(site.glob("*.dist-info/WHEEL")):
        if GENERATOR in told.read_text(encoding="utf-8"):
            name = str(Distribution.at(told.parent).metadata["Name"])
            shutil.rmtree(told.parent)
            _link(distribution(name), site)


def _link(package: Distribution, site: Path) -> None:
    """Each file of it, without what was put beside the packages."""
    home = Path(str(package.locate_file("")))
    for file in package.files or ():
        if not {"..", "__pycache__"} & set(file.parts):
            compiled = [Path(cache_from_source(str(file)))] if file.suffix == ".py" else []
            for path in (Path(file), *compiled):
                if (home / path).exists() and not (site / path).exists():
                    (site / path).parent.mkdir(parents=True, exist_ok=True)
                    (site / path).symlink_to(home / path)
