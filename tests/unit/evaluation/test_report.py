"""The report stands alone: nothing in it runs or is fetched, and strangers' text stays text."""

from __future__ import annotations

import html.parser
from pathlib import Path
from typing import Any

from assistant.evaluation import report, run_files
from assistant.evaluation.measures import OF_WRITTEN
from assistant.evaluation.run_files import Run
from assistant.evaluation.summary import BY_CONSTRUCTION, summarise, table

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


class Elements(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def row(query_id: str, **changed: Any) -> run_files.Row:
    measures = {
        "right": 0.0,
        "answerable": 1.0,
        "abstained": 0.0,
        "confidence": 0.4,
        "evidence holds": 1.0,
        "gold cited": 0.0,
        "unsupported shown": 0.0,
        "atoms missing": 0.0,
        "seconds": 0.2,
        **changed,
    }
    evidence = {"label": 1, "article_id": EVIL, "start": 0, "end": 5, "score": 0.5, "text": EVIL}
    answer = {
        "status": "answered",
        "text": EVIL,
        "confidence": 0.4,
        "evidence": [evidence],
        "removed": [{"text": EVIL}],
    }
    gold = [{"article_id": EVIL, "start": 0, "end": 5}]
    return {
        "query_id": query_id,
        "text": EVIL,
        "expected": EVIL,
        "gold": gold,
        "tags": [EVIL],
        "measures": measures,
        "answer": answer,
    }


def page(rows: list[run_files.Row]) -> Elements:
    parsed = Elements()
    parsed.feed(report.page(Run(Path(EVIL.replace("/", "")), {"schema": 2, "model": EVIL}, rows, summarise(rows))))
    return parsed


def test_strangers_text_stays_text_and_nothing_is_fetched() -> None:
    failed = {"query_id": EVIL, "text": EVIL, "tags": [EVIL], "measures": {}, "failed": EVIL}
    parsed = page([row(EVIL), failed])
    names = {name for name, _ in parsed.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "a", "form"}
    for _, attributes in parsed.tags:
        assert not any(name.startswith("on") or name in ("src", "href") for name in attributes)
    assert parsed.text.count(EVIL) >= 8
    policies = [a for name, a in parsed.tags if name == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    assert policies[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_question_that_went_wrong_is_shown_and_no_other() -> None:
    rows = [row("wrong"), row("fine", right=1.0), row("shown", right=1.0, **{"unsupported shown": 1.0})]
    parsed = page(rows)
    assert "2 questions that went wrong" in parsed.text
    assert "wrong " in parsed.text
    assert "fine " not in parsed.text
    assert sum(name == "details" for name, _ in parsed.tags) == 2
    assert sum(name == "svg" for name, _ in parsed.tags) == 4


def test_a_run_that_failed_altogether_still_has_a_report() -> None:
    failed = {"query_id": "q", "text": "?", "tags": [], "measures": {}, "failed": "the endpoint is gone"}
    assert "the endpoint is gone" in page([failed]).text


def test_calibration_points_by_hand() -> None:
    cases = [{"confidence": c, "evidence holds": h} for c, h in ((0.11, 0.0), (0.19, 1.0), (0.95, 1.0))]
    assert report.calibration_points(cases) == [(0.15, 0.5), (0.95, 1.0)]


def test_a_histogram_counts_the_largest_value_too() -> None:
    assert report.histogram([0.1, 1.0, 1.0], bins=2) == ([1, 2], 1.0)
    drawn = report.template("charts.html").module.histogram([1, 2], 1.0, "t", "s")
    assert "highest bar: 2" in drawn
    assert drawn.count("<rect") == 2
    counts, most = report.histogram([])
    assert (sum(counts), len(counts), most) == (0, 20, 1.0)


def test_rows_of_a_benchmark_are_summed_up_and_shown_too() -> None:
    rows = [{"query_id": f"b{at}", "tags": [], "measures": {"recall@4000": at / 4, "seconds": 0.1}} for at in range(5)]
    summary = summarise(rows)
    assert list(summary["measures"]) == ["recall@4000"]
    assert summary["measures"]["recall@4000"]["mean"] == 0.5
    assert "recall@4000" in page(rows).text


def test_a_table_of_nothing_but_failures() -> None:
    failed = [{"query_id": "q", "tags": [], "measures": {}, "failed": "gone"}]
    assert table(summarise(failed), "runs/x").splitlines()[0] == "1 questions, 1 failed"


def test_what_holds_by_construction_is_no_figure(tmp_path: Path) -> None:
    unmeasured: dict[str, Any] = dict.fromkeys(OF_WRITTEN)
    quoted = [
        row("a", **unmeasured, **{"quotations doubted": 0.0}),
        row("b", **unmeasured, **{"quotations doubted": 2.0}),
    ]
    summary = summarise(quoted)
    page = report.page(Run(tmp_path, {}, quoted, summary))
    for name in OF_WRITTEN:
        assert f"{name:22} {BY_CONSTRUCTION}" in table(summary, tmp_path)
    assert page.count(BY_CONSTRUCTION) == len(OF_WRITTEN)
    assert f"{'quotations doubted':22} 2" in table(summary, tmp_path)
    assert "2 quotations doubted" in page
    mixed = summarise([*quoted, row("c", **dict.fromkeys(OF_WRITTEN, 0.5))])["measures"]["citation F1"]
    assert (mixed["mean"], mixed["count"], mixed["not_applicable"]) == (0.5, 1, 2)
