"""The frame of the page: head and navigation, the empty conversation, the place of the sources, the article dialog."""

from __future__ import annotations

from typing import Any

from assistant.web.views.escape import encode
from assistant.web.views.phrases import count, months

VIEWS = (
    ("ask", "Ask"),
    ("check", "Check"),
    ("timeline", "Timeline"),
    ("compare", "Compare"),
    ("corpus", "Corpus"),
    ("evaluation", "Evaluation"),
    ("history", "History"),
)
KEYS = (
    ("/", "write a question"),
    ("n, p", "next and previous citation, in the answer and in an open article"),
    ("o", "open the article of the chosen citation"),
    ("1 to 7", "go to a view, in the order of the head"),
    ("Escape", "close what is open"),
    ("?", "this list"),
)

LOG_OUT = '<button type="button" class="log-out">Log out</button>'
FRAME_HEAD = (
    '<a class="skip" href="#question">Skip to the question</a>'
    '<header class="top"><p class="brand"><a href="/">Dateline</a></p><p class="summary" id="summary"></p>'
    '<nav class="views" aria-label="Views">'
    + "".join(f'<a href="#{name}" data-view="{name}">{word}</a>' for name, word in VIEWS)
    + '</nav><div class="tools"><a class="new" href="/">New conversation</a>'
    '<!-- log out --><button type="button" class="show-keys">Keys</button>'
    '<button type="button" class="scheme" id="scheme" aria-label="Dark colours" aria-pressed="false"></button></div></header>'
    '<p class="unseen" id="announcer" role="status" aria-live="polite"></p>'
    '<dialog id="article" aria-label="Article"><div class="article-bar"><button type="button" class="quiet previous" '
    'aria-keyshortcuts="p">Previous citation</button><button type="button" class="quiet next" aria-keyshortcuts="n">'
    'Next citation</button><span class="place" role="status"></span><button type="button" class="quiet close">Close</button>'
    '</div><div class="article-body" tabindex="0" role="region" aria-label="Text of the article"></div></dialog>'
    '<dialog id="record" aria-label="A question and its answers"><div class="article-bar"><button type="button" class="quiet close">'
    'Close</button></div><div class="record-body" tabindex="0" role="region" aria-label="The question and its answers"></div></dialog>'
    '<dialog id="keys" aria-labelledby="keys-title"><div class="article-bar"><h2 id="keys-title">Keys</h2>'
    '<button type="button" class="quiet close">Close</button></div><dl>'
    + "".join(f"<dt>{key}</dt><dd>{does}</dd>" for key, does in KEYS)
    + '</dl><label><input type="checkbox" id="single-keys" checked> Use these keys</label></dialog>'
)

FRAME_VIEWS = "".join(
    f'<section class="view" id="view-{name}" aria-label="{word}" tabindex="-1"></section>' for name, word in VIEWS[1:]
)

FRAME_LOG = '<div id="main"><h1 class="unseen">Ask the articles</h1><div id="welcome"></div><div id="log"></div></div>'

FRAME_SOURCES = (
    '<aside id="sources" aria-label="Sources"><div class="sources-bar"><h2>Sources</h2>'
    '<button type="button" class="quiet close" aria-label="Close the sources">Close</button></div><div id="cards"></div>'
    '<p class="sources-empty">The passages an answer rests on appear here, each with its outlet and its date.</p></aside>'
)


def frame_head(log_out: bool) -> str:
    """The head, with the way out where a password is asked for."""
    return FRAME_HEAD.replace("<!-- log out -->", LOG_OUT if log_out else "")


def login_html(named: bool, said: str) -> str:
    """The login page, whole, without a script: a name where one is asked for, the password, what was wrong with the last one."""
    name = (
        '<label for="username">Name</label><input id="username" name="username" autocomplete="username" required autofocus>'
        if named
        else ""
    )
    focus = "" if named else " autofocus"
    wrong = f'<p class="failure" role="alert">{encode(said)}</p>' if said else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dateline: log in</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/dateline/static/base.css"><link rel="stylesheet" href="/dateline/static/login.css">'
        '</head><body class="login"><main><h1>Dateline</h1><form method="post" action="/login">'
        f'{wrong}{name}<label for="password">Password</label><input id="password" name="password" type="password" '
        f'autocomplete="current-password" required{focus}><button type="submit">Log in</button></form></main></body></html>'
    )


def summary(status: dict[str, Any]) -> str:
    """`36 articles · Dec 2021–Mar 2022`, and how many passages wait for their vectors while some do."""
    said = [count(int(status.get("articles") or 0), "article")]
    if covered := months(status.get("oldest"), status.get("newest")):
        said.append(covered)
    waiting = pending(status)
    more = (
        f' <span class="pending" title="Until then they are found by their words.">{encode(f"· {waiting}")}</span>'
        if waiting
        else ""
    )
    return encode(" · ".join(said)) + more


def pending(status: dict[str, Any]) -> str | None:
    """`1,204 passages wait for their vectors`; None when all have theirs."""
    waiting = int(status.get("pending") or 0)
    return (
        f"{count(waiting, 'passage')} {'waits for its vector' if waiting == 1 else 'wait for their vectors'}"
        if waiting
        else None
    )


def welcome_html(status: dict[str, Any], examples: list[str]) -> str:
    """The empty conversation: what this is, and questions to begin with; or what to do where nothing is indexed."""
    if not status.get("articles"):
        return (
            '<p class="lede">There is nothing to read yet.</p><p class="about">Put articles into the corpus folder, as text, '
            'Markdown, HTML, PDF or Word files, or <a href="#corpus" class="to-corpus" data-view="corpus">add them here</a>.</p>'
        )
    buttons = "".join(f'<li><button type="button" class="example">{encode(text)}</button></li>' for text in examples)
    return (
        '<p class="lede">What would you like to know?</p><p class="about">Every sentence of an answer names the passage it '
        "rests on and is checked against it. What the articles do not hold is not answered.</p>"
        f'<ul class="examples" aria-label="Example questions">{buttons}</ul>'
    )
