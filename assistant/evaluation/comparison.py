"""Two runs side by side, paired by question: which measure changed, by how much, and whether that is more than chance.

`eval/gates.toml` names the measures that must not become worse. They are one family of tests, all others another; p-values
are adjusted (Holm) within each, so that looking at many figures does not blunt the gate.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.errors import ConfigError, QuestionSetError
from assistant.evaluation import run_files, statistics
from assistant.evaluation.measures import COUNTS, LOWER_IS_BETTER, MEASURES, OF_ANY_SYSTEM, STATISTICS, Values
from assistant.evaluation.run_files import Row, Run
from assistant.evaluation.summary import averaged, of_the_set

YES_OR_NO = frozenset(measure.name for measure in (*MEASURES, *OF_ANY_SYSTEM) if measure.yes_or_no)
OTHERS = ("unsupported shown", "quotations doubted", "seconds", "cost")
"""Compared too, beside what a summary averages."""
LEAST_PAIRED = 0.5
"""A gate needs at least this share of the questions in both runs."""


@dataclasses.dataclass(frozen=True, slots=True)
class Gates:
    """What must hold for a run to pass."""

    gated: tuple[str, ...] = ()
    """Measures that must not be worse beyond chance."""
    alpha: float = statistics.ALPHA
    most: Mapping[str, float] = dataclasses.field(default_factory=dict)
    """The most sentences of a kind that may be shown, whatever the other run shows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs, over the questions for which both have it."""

    name: str
    pairs: int
    before: float
    after: float
    low: float
    high: float
    p: float
    smallest: float | None
    """The smallest difference that these pairs could have shown, as scattered as they are; None where none differs."""
    gated: bool
    adjusted: float = 1.0
    """p, adjusted for the number of measures in its family."""
    alpha: float = statistics.ALPHA

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def verdict(self) -> str:
        """`better` or `worse` beyond chance, else empty."""
        if self.adjusted >= self.alpha or self.difference == 0:
            return ""
        return "better" if (self.difference < 0) == (self.name in LOWER_IS_BETTER) else "worse"


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    against: str
    questions: int
    """In both runs, in the same words."""
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    broken: tuple[str, ...]
    """What a gate does not let pass; empty: passed."""
    gained: tuple[str, ...] = ()
    """The questions that are right now and were not before."""
    lost: tuple[str, ...] = ()

    @property
    def turned(self) -> list[str]:
        """Which questions turned, in words."""
        sides = (("right now, not before", self.gained), ("right before, not now", self.lost))
        return [f"{len(names)} {verb}: {', '.join(names)}" for verb, names in sides if names]

    @property
    def passed(self) -> bool:
        return not self.broken


def compare(run: Run, against: Run, gates: Gates) -> Comparison:
    """The run held against another. Raises QuestionSetError where they have no question in common."""
    pairs = paired(against.rows, run.rows)
    if not pairs:
        raise QuestionSetError(
            f"the runs {against.name} and {run.name} have no question in common: run the same questions, or renew the "
            "baseline with `make baseline`"
        )
    found = [difference(name, pairs, gated=name in gates.gated) for name in _names(pairs)]
    differences = _adjusted([item for item in found if item is not None], gates.alpha)
    return Comparison(
        against.name,
        len(pairs),
        differences,
        tuple(_notes(run, against, len(pairs))),
        tuple(_broken(run, differences, gates, len(pairs))),
        gained=_turned(pairs, 1.0),
        lost=_turned(pairs, 0.0),
    )


def paired(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[Row, Row]]:
    """The rows of the questions that both runs asked in the same words with the same gold, and that neither failed at."""
    known = {row["query_id"]: row for row in before if row["measures"]}
    both = [(known[row["query_id"]], row) for row in after if row["measures"] and row["query_id"] in known]
    return [(one, other) for one, other in both if one["question_sha256"] == other["question_sha256"]]


def load_gates(path: Path) -> Gates:
    """The gates of `eval/gates.toml`; none where there is no file. Raises ConfigError for another kind of file."""
    known = {measure.name for measure in MEASURES} | STATISTICS.keys() | set(OTHERS)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        gates = Gates(
            tuple(map(str, values["gated"])),
            float(values.get("alpha", statistics.ALPHA)),
            {str(name): float(most) for name, most in values.get("most", {}).items()},
        )
    except FileNotFoundError:
        return Gates()
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: not a file of gates: {type(error).__name__} {error}") from None
    unknown = sorted(set(gates.gated) - known) + sorted(gates.most.keys() - set(COUNTS))
    if unknown:
        raise ConfigError(f"{path}: there is no measure {unknown[0]!r}: known are {', '.join(sorted(known))}")
    return gates


def table(comparison: Comparison) -> str:
    """The comparison for a terminal."""
    lines = [f"against {comparison.against}: {comparison.questions} questions in both", *comparison.notes]
    lines.append(
        f"{'':22} {'before':>7} {'now':>7} {'change':>7}  {'95 %':18} {'p (Holm)':>8}  {'could show':>10}  pairs"
    )
    for item in comparison.differences:
        interval = f"{item.low:+.3f} to {item.high:+.3f}"
        marks = f"{item.verdict}{' (gated)' if item.gated else ''}".strip()
        smallest = "-" if item.smallest is None else f"{item.smallest:.3f}"
        lines.append(
            f"{item.name:22} {item.before:7.3f} {item.after:7.3f} {item.difference:+7.3f}  {interval:18} {item.adjusted:8.3f}"
            f"  {smallest:>10}  {item.pairs:5} {marks}".rstrip()
        )
    lines += comparison.turned
    held = "every gate holds" if any(item.gated for item in comparison.differences) else "no measure is gated"
    lines += [f"GATE: {reason}" for reason in comparison.broken] or [held]
    return "\n".join(lines)


def difference(name: str, pairs: Sequence[tuple[Row, Row]], *, gated: bool = False) -> Difference | None:
    """One measure over pairs of rows; None where no pair has it on both sides."""
    before = [one["measures"] for one, _ in pairs]
    after = [other["measures"] for _, other in pairs]
    if name in STATISTICS:
        return _of_set(name, before, after, gated)
    both = [
        (float(one[name]), float(other[name]))
        for one, other in zip(before, after, strict=True)
        if one.get(name) is not None and other.get(name) is not None
    ]
    return _of_mean(name, both, gated) if both else None


def _turned(pairs: Sequence[tuple[Row, Row]], right: float) -> tuple[str, ...]:
    """The questions whose answer is right (or wrong) now and was not before."""
    both = ((row["query_id"], one["measures"].get("right"), row["measures"].get("right")) for one, row in pairs)
    return tuple(name for name, before, now in both if now == right and before not in (None, now))


def _names(pairs: Sequence[tuple[Row, Row]]) -> list[str]:
    """Every measure that both runs have."""
    sides = [[pair[side]["measures"] for pair in pairs] for side in (0, 1)]
    before, after = ([*averaged(side), *OTHERS, *of_the_set(side)] for side in sides)
    return [name for name in after if name in before]


def _of_mean(name: str, pairs: Sequence[statistics.Pair], gated: bool) -> Difference:
    low, high = statistics.bootstrap_difference(pairs)
    # Of yes and no only the questions that turned say anything: McNemar's test is exact there.
    p = statistics.mcnemar_p(pairs) if name in YES_OR_NO else statistics.permutation_p(pairs)
    before, after = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    return Difference(name, len(pairs), before, after, low, high, p, statistics.smallest_difference(pairs), gated)


def _of_set(name: str, before: Sequence[Values], after: Sequence[Values], gated: bool) -> Difference | None:
    statistic = STATISTICS[name]
    found = statistics.set_difference(before, after, statistic)
    if found is None:
        return None
    change, (low, high), p, smallest = found
    first = statistic(before) or 0.0
    return Difference(name, len(before), first, first + change, low, high, p, smallest, gated)


def _adjusted(found: Sequence[Difference], alpha: float) -> tuple[Difference, ...]:
    """Holm's adjustment, over the gated measures and over the others."""
    # Two families: a figure that is only looked at does not make it harder for a gated one to fail.
    adjusted: dict[str, float] = {}
    for side in (True, False):
        family = [item for item in found if item.gated is side]
        adjusted |= dict(zip([i.name for i in family], statistics.holm([i.p for i in family]), strict=True))
    return tuple(dataclasses.replace(item, adjusted=adjusted[item.name], alpha=alpha) for item in found)


def _notes(run: Run, against: Run, questions: int) -> list[str]:
    notes = []
    if questions < max(len(run.rows), len(against.rows)):
        notes.append(
            f"{len(run.rows)} questions here, {len(against.rows)} there: those that are new, edited or failed are left out"
        )
    differing = run_files.differing(run.settings, against.settings)
    changed = [name.removesuffix("_sha256") for name in differing if name != "questions_sha256"]
    return [*notes, f"they differ in {', '.join(changed)}"] if changed else notes


def _broken(run: Run, differences: Sequence[Difference], gates: Gates, questions: int) -> list[str]:
    broken = [
        f"{item.name} is worse: {item.before:.3f} before, {item.after:.3f} now, p {item.adjusted:.3f}"
        for item in differences
        if item.gated and item.verdict == "worse"
    ]
    broken += [
        f"{run.summary[name]} {name}, at most {most:g} may be"
        for name, most in gates.most.items()
        if run.summary.get(name, 0) > most
    ]
    if gates.gated and questions < LEAST_PAIRED * len(run.rows):
        broken.append(
            f"only {questions} of {len(run.rows)} questions are in both runs: renew the baseline with `make baseline`"
        )
    if gates.gated and run.summary["failed"]:
        broken.append(f"{run.summary['failed']} questions failed: see their rows")
    return broken
