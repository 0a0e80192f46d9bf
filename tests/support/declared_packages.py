"""A folder of the packages that a wheel declares and no others, linked from this environment: no index is asked, nothing copied."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from importlib.util import cache_from_source
from pathlib import Path

from packaging.requirements import Requirement


def link_packages(requirements: Iterable[str], site: Path) -> None:
    """Links what the requirements need, and what that needs. Fails where a version that is here is none of those wished."""
    waiting = applying(requirements, {""})
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        package, extras = distribution(requirement.name), frozenset(requirement.extras)
        assert requirement.specifier.contains(package.version, prereleases=True), f"{requirement}: {package.version}"
        if (package.metadata["Name"], extras) not in seen:
            seen.add((package.metadata["Name"], extras))
            _link(package, site)
            waiting += applying(package.requires or (), {"", *extras})


def applying(requirements: Iterable[str], extras: set[str]) -> list[Requirement]:
    """Those whose markers hold on this machine with one of the extras."""
    read = map(Requirement, requirements)
    return [one for one in read if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in extras)]


def _link(package: Distribution, site: Path) -> None:
    """Each file of it, and what Python has compiled of it here, without what was put beside the packages."""
    home = Path(str(package.locate_file("")))
    for file in package.files or ():
        if not {"..", "__pycache__"} & set(file.parts):
            compiled = [Path(cache_from_source(str(file)))] if file.suffix == ".py" else []
            for path in (Path(file), *compiled):
                if (home / path).exists() and not (site / path).exists():
                    (site / path).parent.mkdir(parents=True, exist_ok=True)
                    (site / path).symlink_to(home / path)
