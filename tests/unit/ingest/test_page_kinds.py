"""A page that is no article is skipped with its reason; an article about such things is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.folder import read_file
from tests.support.article_files import read_one

BODY = "<p>The council of Larkfield voted on Wednesday evening to keep the night bus to the hospital for another two years.</p>"
REFUSAL = "is a page that refuses access"
CONSENT = "is a page that asks for consent to cookies, not the article"
LINKS = "is a list of links, not an article"
CARD = f'<div><h3><a href="/a">A headline of some other article about the bus</a></h3>{BODY}</div>'
OF_A_WORD_PROCESSOR = BODY.replace("<p>", "<p><span><span>").replace("</p>", "</span></span></p>")
LINK = '<li><a href="/{0}">A headline of some other article, number {0}</a></li>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<iframe src="/_Incapsula_Resource?x=1">Request unsuccessful. Incapsula incident ID: 77-1</iframe>', REFUSAL),
        ("<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p>", REFUSAL),
        ("<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue</p>", REFUSAL),
        ("<h1>403 Forbidden</h1><hr><center>nginx</center>", REFUSAL),
        (
            "<h2>Checking your browser before accessing larkecho.example.</h2><p>DDoS protection by Cloudflare</p>",
            REFUSAL,
        ),
        (
            "<h1>Pardon Our Interruption</h1><p>As you were browsing something made us think you were a bot.</p>",
            REFUSAL,
        ),
        ("<h1>404 - Page not found</h1><p>The page you are looking for may have moved.</p>", REFUSAL),
        (
            "<h1>We value your privacy</h1><p>We and our 742 partners store cookies on your device to personalise content.</p>"
            "<p>You may accept all cookies or manage your choices at any time.</p><button>Accept all</button>",
            CONSENT,
        ),
        (
            "<h2>Mit Werbung weiterlesen</h2><p>Wir und unsere Partner verwenden Cookies, um personenbezogene Daten zu speichern.</p>"
            "<p>Ihre Zustimmung können Sie jederzeit in der Datenschutzerklärung widerrufen.</p><p>Alle akzeptieren</p>",
            CONSENT,
        ),
        ("<ul>" + "".join(LINK.format(number) for number in range(40)) + "</ul>", LINKS),
        ("<table>" + "".join(f"<tr><td>{LINK.format(number)}</td></tr>" for number in range(40)) + "</table>", LINKS),
        (CARD * 40, LINKS),
        (
            "<div>"
            + "".join(f"{LINK[4:-5].format(number)} <span>12 May</span><br>" for number in range(40))
            + "</div>",
            LINKS,
        ),
    ],
)
def test_a_page_that_is_no_article_is_skipped(tmp_path: Path, body: str, reason: str) -> None:
    (tmp_path / "a.html").write_text(
        f"<html><head><title>Lark</title></head><body>{body}</body></html>", encoding="utf-8"
    )
    articles, skipped = read_file(tmp_path, "a.html")
    assert articles == []
    assert [item.reason.startswith(reason) for item in skipped] == [True]


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Town hall's pages show “403 Forbidden” for a day</h1>" + BODY * 30,
        "<h1>Council bans cookies</h1><p>We value your privacy, the council wrote to all readers.</p>" + BODY * 4,
        f"<h1>Council keeps the night bus</h1>{BODY * 3}<ul>"
        + "".join(LINK.format(number) for number in range(40))
        + "</ul>",
        f"<h1>Council keeps the night bus</h1>{BODY * 3}{CARD * 40}",
        f"<h1>Council keeps the night bus</h1>{OF_A_WORD_PROCESSOR * 3}{LINK * 40}",
        f"<h1>Council keeps the night bus</h1><section>{OF_A_WORD_PROCESSOR[3:-4] * 3}</section>{LINK * 40}",
        "<h1>A ballad</h1><p>"
        + "To keep the night bus<br>" * 60
        + "to keep the night bus to the hospital</p>"
        + LINK * 40,
        "<h1>The evening in the council</h1>" + CARD.replace('"/a"', '"#a"') * 40,
    ],
)
def test_an_article_is_read_whatever_it_is_about(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    assert "keep the night bus to the hospital" in read_one(tmp_path, "a.html").text
