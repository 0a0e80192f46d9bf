"""How far a judge, or the built-in check, agrees with people: Cohen's κ over sentences that were labelled by hand."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError
from assistant.evaluation import metrics
from assistant.evaluation.judges import LABELS, Judge
from assistant.evaluation.question_sets import read_lines
from assistant.schema import Article, Verdict
from assistant.verification.check import Reference, check_claim

Labels = tuple[str, str]
"""(by hand, by the judge)"""


@dataclasses.dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence, the article's characters it is held against, and what a careful reader says."""

    sentence_id: str
    sentence: str
    text: str
    label: Verdict


def cohens_kappa(pairs: Sequence[Labels]) -> float | None:
    """(observed - expected) / (1 - expected), the expected agreement from both sides' shares of labels (Cohen 1960).

    None over no pairs, and where chance alone would agree on everything.

    >>> cohens_kappa([("yes", "yes"), ("yes", "no"), ("no", "no"), ("no", "no")])
    0.5
    """
    if not pairs:
        return None
    observed = sum(one == other for one, other in pairs) / len(pairs)
    sides = [collections.Counter(pair[side] for pair in pairs) for side in (0, 1)]
    expected = sum(sides[0][label] * sides[1][label] for label in sides[0]) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def load_labelled(path: Path, articles: Mapping[str, Article]) -> list[LabelledSentence]:
    """Lines of `{"id", "sentence", "article_id", "start", "end", "label"}`. Raises QuestionSetError naming file and line."""
    found = [_read(values, articles, f"{path}:{number}") for number, values in read_lines(path)]
    if not found:
        raise QuestionSetError(f"{path}: holds no labelled sentence")
    return found


def measure_agreement(sentences: Sequence[LabelledSentence], name: str, judge: Judge | None) -> dict[str, Any]:
    """The judge's verdicts beside the labels; unparsed replies are counted and left out.

    `check` is the built-in check, which needs no model. `faithfulness` knows only yes and no: partly counts as no.
    """
    from tqdm import tqdm

    rows = [_judged(one, name, judge) for one in tqdm(sentences, desc="judging", disable=None, leave=False)]
    pairs = [(row["label"], row["verdict"]) for row in rows if row["verdict"] is not None]
    interval = metrics.bootstrap_statistic(pairs, cohens_kappa)
    best = "yes" if name == "faithfulness" else "supported"
    return {
        "judge": name,
        "model": judge.settings if judge else None,
        "sentences": len(sentences),
        "unparsed": len(rows) - len(pairs),
        "agreement": metrics.mean([float(one == other) for one, other in pairs]),
        "kappa": dataclasses.asdict(interval) if interval else None,
        "kappa_supported": cohens_kappa([(str(one == best), str(other == best)) for one, other in pairs]),
        "labels": {f"{one} → {other}": count for (one, other), count in sorted(collections.Counter(pairs).items())},
        "rows": rows,
    }


def table(result: dict[str, Any]) -> str:
    """The agreement for a terminal."""
    lines = [
        f"{result['judge']}: {result['sentences']} sentences labelled by hand, {result['unparsed']} replies unparsed"
    ]
    if kappa := result["kappa"]:
        lines.append(f"Cohen's κ {kappa['mean']:.3f} (95 %: {kappa['low']:.3f} to {kappa['high']:.3f})")
    else:
        lines.append("Cohen's κ not applicable")
    if result["agreement"] is not None:
        lines.append(f"same label {result['agreement']:.3f}")
    if result["kappa_supported"] is not None:
        lines.append(f"κ of supported against the rest {result['kappa_supported']:.3f}")
    lines += [f"  {labels}: {count}" for labels, count in result["labels"].items()]
    return "\n".join(lines)


def _judged(one: LabelledSentence, name: str, judge: Judge | None) -> dict[str, Any]:
    label: str = one.label
    reply: dict[str, Any] = {}
    verdict: str | None
    if judge is None:
        verdict = check_claim(one.sentence, [Reference(one.text)]).label
    elif name == "faithfulness":
        reply = judge.evaluate(name, "", one.sentence, [one.text], None)
        verdict = {None: None, True: "yes", False: "no"}[reply["verdict"]]
        label = "yes" if one.label == "supported" else "no"
    else:
        verdict, reply = judge.label(one.sentence, [one.text])
    return {"id": one.sentence_id, "sentence": one.sentence, "label": label, **reply, "verdict": verdict}


def _read(values: Mapping[str, Any], articles: Mapping[str, Article], where: str) -> LabelledSentence:
    try:
        article_id, start, end = str(values["article_id"]), int(values["start"]), int(values["end"])
        label: Any = values["label"]
        named = (str(values["id"]), str(values["sentence"]))
    except (KeyError, TypeError, ValueError) as error:
        raise QuestionSetError(f"{where}: not a labelled sentence: {type(error).__name__} {error}") from None
    if label not in LABELS:
        raise QuestionSetError(f"{where}: the label {label!r} is none of {', '.join(LABELS)}")
    if article_id not in articles:
        raise QuestionSetError(f"{where}: {article_id} is not in the index: put it into the corpus, or mend the line")
    text = articles[article_id].text
    if not 0 <= start < end <= len(text):
        raise QuestionSetError(f"{where}: {article_id} has no characters {start} to {end}: mark them anew")
    return LabelledSentence(*named, text[start:end], label)
