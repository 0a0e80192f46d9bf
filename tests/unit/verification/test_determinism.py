"""The same claim has the same features in every process: no order of a set decides."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT, clean_environment

SCRIPT = """
from assistant.text.tokens import words_of
from assistant.verification.features import align
weights = {"ferri": 0.6, "harbour": 0.1, "bridg": 0.2, "mayor": 0.3}
def weigh(stem):
    return weights.get(stem, weights["harbour"])
claim = words_of("ferry harbour bridge mayor")
seen = align(claim, [words_of("Ferry. Harbour bridge mayor.")], weigh, [])
print(seen.share(seen.hits[0]) == seen.share(seen.hits[1]))
"""


def test_equal_shares_are_equal() -> None:
    """.6 is .1 + .2 + .3 only if they are added exactly: added one by one, two of three orders make a little more."""
    told = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=clean_environment() | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in range(1, 5)
    ]
    assert told == ["True"] * 4
