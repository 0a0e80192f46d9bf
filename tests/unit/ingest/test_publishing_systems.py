"""Pages as the publishing systems of many outlets mark them up: the day, outlet and headline of each are read right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.ingest.html import read_html
from assistant.ingest.parsing import Limits, make_article
from tests.conftest import ROOT

PAGES = json.loads((ROOT / "tests" / "support" / "data" / "pages.json").read_text(encoding="utf-8"))
"""Markup only: `{B}` stands for the article, whose outlets and events are invented."""
BODY = "".join(
    f"<p>The council of Larkfield discussed the ferry again, for the {time} time, and nobody was surprised by what was said there.</p>"
    for time in ("first", "second", "third", "fourth", "fifth")
)


@pytest.mark.parametrize("page", PAGES, ids=[page["kind"] for page in PAGES])
def test_day_outlet_and_headline_are_right(page: dict[str, Any]) -> None:
    article = make_article("a.html", read_html(page["html"].replace("{B}", BODY).encode(), Limits()))
    found = {"title": article.title, "outlet": article.outlet, "published": str(article.published)}
    assert found == {name: page[name] for name in found}
