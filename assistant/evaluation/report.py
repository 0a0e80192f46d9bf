"""A run as one HTML file that needs nothing else: figures with intervals, charts, and every question that went wrong.

No script, nothing fetched (a policy in the page forbids it), and every text of articles, questions and models escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from assistant.evaluation import charts, error_analysis, metrics
from assistant.evaluation.comparison import Comparison
from assistant.evaluation.measures import COUNTS, MEASURES, OF_ANY_SYSTEM, outcomes
from assistant.evaluation.run_files import Row, Run
from assistant.evaluation.summary import inapplicable, of_the_set

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ddd;vertical-align:top}
.wide{overflow-x:auto}figure{margin:0}td.n{font-variant-numeric:tabular-nums;white-space:nowrap}svg{max-width:100%;height:auto;font-size:11px;fill:#1c1c1c}
.bar{fill:#2f6690}.rest{fill:#e6e6e6}.line{fill:none;stroke:#2f6690;stroke-width:2}.dot{fill:#2f6690}
.axis,.perfect{fill:none;stroke:#888}.perfect{stroke-dasharray:4 4}.charts{display:flex;flex-wrap:wrap;gap:1.5rem}
details{border-top:1px solid #ddd;padding:.5rem 0}summary{cursor:pointer}blockquote{margin:.3rem 0 .3rem 1rem;white-space:pre-wrap}
.meta{color:#555;font-size:.85rem}.worse{color:#a11}.better{color:#161}code{word-break:break-all}
@media (prefers-color-scheme:dark){body{background:#161616;color:#e8e8e8}svg{fill:#e8e8e8}.rest{fill:#333}.meta{color:#aaa}
th,td,details{border-color:#333}.worse{color:#f88}.better{color:#8d8}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SAYS = {measure.name: measure.says for measure in (*MEASURES, *OF_ANY_SYSTEM)} | {
    "abstention precision": "of the questions abstained on, the share that no article answers",
    "abstention recall": "of the questions that no article answers, the share abstained on",
    "abstention F1": "harmonic mean of the two",
    "confidence AUC": "chance that an answerable question has more confidence than an unanswerable one",
    "risk-coverage area": "mean share of wrong answers as less and less confident ones are added; 0 is best",
    "calibration error": "mean distance of the confidence from the share whose evidence holds the answer; 0 is best",
}


def write(run: Run, comparison: Comparison | None = None, beside: str = "") -> None:
    """Writes `report.html` beside the rows; `beside` is HTML that stands before the figures."""
    (run.folder / "report.html").write_text(page(run, comparison, beside), encoding="utf-8")


def page(run: Run, comparison: Comparison | None = None, beside: str = "") -> str:
    title = f"Evaluation {escape(run.name)}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><h1>{title}</h1>'
        f"{_overview(run)}{beside}{_figures(run.summary)}{_comparison(comparison)}{_charts(run)}{_causes(run)}{_failures(run)}{_settings(run)}"
        "</body></html>\n"
    )


def went_wrong(row: Row) -> bool:
    """A question that failed, that was not answered right, or whose answer shows an unsupported sentence."""
    measures = row["measures"]
    return not measures or measures.get("right", 1.0) == 0.0 or bool(measures.get("unsupported shown"))


def calibration_points(done: Sequence[dict[str, Any]]) -> list[charts.Point]:
    """(mean confidence, share whose evidence holds the answer) of each bin of equal width that has questions."""
    return [(confidence, share) for _, confidence, share in metrics.calibration_bins(*outcomes(done, "evidence holds"))]


def _overview(run: Run) -> str:
    summary, settings = run.summary, run.settings
    facts = [f"{summary['questions']} questions", f"{summary['failed']} failed", f"answerer {settings.get('answerer')}"]
    facts += [f"model {settings['model']}"] if settings.get("model") else []
    facts += [f"{summary[name]} {name}" for name in COUNTS if name in summary]
    if summary.get("seconds"):
        facts.append(f"seconds p50 {summary['seconds']['p50']:.3f}, p95 {summary['seconds']['p95']:.3f}")
    facts += [f"{name} {value:g}" for name, value in summary.get("usage", {}).items() if value is not None]
    if "judgements" in summary:
        facts.append(f"judge: {summary['judgements']['replies']} replies, {summary['judgements']['unparsed']} unparsed")
    return f'<p class="meta">{escape(" · ".join([*facts, str(settings.get("started"))]))}</p>'


def _figures(summary: dict[str, Any]) -> str:
    rows = "".join(_figure(name, value, inapplicable(name, summary)) for name, value in summary["measures"].items())
    return f"<h2>Figures</h2>{_table(('Measure', 'Mean', '95 %', 'Questions', 'Not applicable'), rows)}"


def _figure(name: str, value: dict[str, Any] | None, otherwise: str) -> str:
    says = f'{escape(name)}<br><span class="meta">{escape(SAYS.get(name, ""))}</span>'
    if value is None:
        return f'<tr><td>{says}</td><td colspan="4">{otherwise}</td></tr>'
    return (
        f'<tr><td>{says}</td><td class="n">{value["mean"]:.3f}</td><td class="n">{value["low"]:.3f} to {value["high"]:.3f}</td>'
        f'<td class="n">{value["count"]}</td><td class="n">{value["not_applicable"]}</td></tr>'
    )


def _comparison(comparison: Comparison | None) -> str:
    if comparison is None:
        return ""
    smallest = {d.name: "–" if d.smallest is None else f"{d.smallest:.3f}" for d in comparison.differences}
    rows = "".join(
        f'<tr><td>{escape(d.name)}</td><td class="n">{d.before:.3f}</td><td class="n">{d.after:.3f}</td>'
        f'<td class="n {d.verdict}">{d.difference:+.3f}</td><td class="n">{d.low:+.3f} to {d.high:+.3f}</td>'
        f'<td class="n">{_p(d.p)}</td><td class="n">{_p(d.adjusted)}</td><td class="n">{smallest[d.name]}</td>'
        f'<td class="n">{d.pairs}</td><td class="{d.verdict}">{d.verdict or "not shown"}{", gated" if d.gated else ""}</td></tr>'
        for d in comparison.differences
    )
    names = [
        "Measure",
        "Before",
        "Now",
        "Difference",
        "95 %",
        "p",
        "p (Holm)",
        "Smallest that could show",
        "Pairs",
        "Verdict",
    ]
    notes = "".join(f"<p>{escape(note)}</p>" for note in (*comparison.notes, *comparison.turned))
    return f"<h2>Against {escape(comparison.against)}</h2>{notes}{_table(names, rows)}"


def _p(value: float) -> str:
    return "&lt; 0.001" if value < 0.001 else f"{value:.3f}"


def _charts(run: Run) -> str:
    done = [row["measures"] for row in run.rows if row["measures"]]
    if "calibration error" not in of_the_set(done):
        return ""
    answered = [case for case in done if not case["abstained"]]
    risk = [(coverage, risk) for _, coverage, risk in metrics.risk_coverage(*outcomes(answered, "right"))]
    tags = [(name, entry["right"], entry["questions"]) for name, entry in run.summary["tags"].items()]
    seconds = [case["seconds"] for case in done if case.get("seconds") is not None]
    drawn = [
        _chart("Right, by tag", charts.bars(tags)),
        _chart(
            "Risk and coverage, answered questions",
            charts.curve(
                risk, title="Risk against coverage", x="share answered, most confident first", y="share wrong"
            ),
        ),
        _chart(
            "Calibration",
            charts.curve(
                calibration_points(done),
                title="Calibration",
                x="confidence",
                y="share with the answer",
                diagonal=True,
                dots=True,
            ),
        ),
        _chart("Seconds", charts.histogram(seconds, title="Seconds a question took", x="seconds")),
    ]
    return f'<h2>Charts</h2><div class="charts">{"".join(drawn)}</div>'


def _chart(title: str, svg: str) -> str:
    return f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>"


def _causes(run: Run) -> str:
    """Every answerable question that was not answered right, under its cause."""
    found = error_analysis.causes(run.rows)
    texts = {row["query_id"]: row.get("text", "") for row in run.rows}
    rows = "".join(
        f'<tr><td>{escape(one.cause)}<br><span class="meta">{escape(one.detail or "")}</span></td>'
        f"<td>{escape(one.query_id)}</td><td>{escape(texts[one.query_id])}</td></tr>"
        for one in sorted(found, key=lambda one: error_analysis.CAUSES.index(one.cause))
    )
    table = _table(("Cause", "Question", ""), rows)
    return f"<h2>{len(found)} answerable questions not answered right, and why</h2>{table}" if found else ""


def _table(names: Sequence[str], rows: str) -> str:
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>" if names else ""
    return f'<div class="wide"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _failures(run: Run) -> str:
    wrong = [row for row in run.rows if went_wrong(row)]
    return f"<h2>{len(wrong)} questions that went wrong</h2>{''.join(map(_failure, wrong))}"


def _failure(row: Row) -> str:
    head = f"<summary><b>{escape(row['query_id'])}</b> {escape(row.get('text', ''))} {_why(row)}</summary>"
    if row.get("failed"):
        return f"<details>{head}<p>{escape(row['failed'])}</p></details>"
    answer = row.get("answer")
    if answer is None:
        return f"<details>{head}<p>The answer was not kept.</p></details>"
    confidence = row["measures"].get("confidence")
    sure = "" if confidence is None else f" Confidence {confidence:.3f}."  # another system may state none
    gold = ", ".join(f"{one['article_id']} {one['start']}–{one['end']}" for one in row.get("gold", ()))
    evidence = "".join(
        f'<p class="meta">[{item["label"]}] {escape(item["article_id"])} {item["start"]}–{item["end"]}, score {item["score"]:.3f}</p>'
        f"<blockquote>{escape(item['text'])}</blockquote>"
        for item in answer["evidence"]
    )
    removed = "".join(f"<blockquote>{escape(sentence['text'])}</blockquote>" for sentence in answer["removed"])
    return (
        f"<details>{head}<p>Expected: {escape(row.get('expected') or 'no answer')}</p>"
        f'<p class="meta">Gold: {escape(gold or "none")}.{sure} {escape(", ".join(row["tags"]))}</p>'
        f"<p>{escape(answer['status'].capitalize())}:</p><blockquote>{escape(answer['text'])}</blockquote>"
        f"{f'<p>Removed:</p>{removed}' if removed else ''}<p>Evidence:</p>{evidence}</details>"
    )


def _why(row: Row) -> str:
    measures = row["measures"]
    if not measures:
        return '<span class="worse">failed</span>'
    if measures.get("abstained"):
        return '<span class="worse">abstained, though an article answers it</span>'
    if not measures.get("answerable", 1.0):
        return '<span class="worse">answered, though no article answers it</span>'
    return f'<span class="worse">{"cites another place" if measures.get("right") == 0.0 else "shows an unsupported sentence"}</span>'


def _settings(run: Run) -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td><code>{escape(str(value))}</code></td></tr>"
        for name, value in sorted(run.settings.items())
    )
    return f"<h2>What ran</h2>{_table((), rows)}"
