"""The frame of the page: head and navigation, the empty conversation, the place of the sources, the article dialog."""

from __future__ import annotations

from typing import Any

from assistant.index.progress import Doing
from assistant.schema import AsOf
from assistant.text.languages.detection import language_name
from assistant.web.choices import MOST_PASSAGES
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import count, months, period

VIEWS = (
    ("ask", "Ask"),
    ("search", "Search"),
    ("check", "Check"),
    ("draft", "Draft"),
    ("timeline", "Timeline"),
    ("compare", "Compare"),
    ("corpus", "Corpus"),
    ("evaluation", "Evaluation"),
    ("kept", "Kept"),
    ("history", "History"),
)
KEYS = (
    ("/", "search the articles"),
    ("a", "write a question"),
    (
        "n, p",
        "next and previous citation, in the answer and in an open article; in a draft, next and previous sentence",
    ),
    ("o", "open the article of the chosen citation"),
    ("1 to 9, 0", "go to a view, in the order of the head"),
    ("Escape", "close what is open"),
    ("?", "this list"),
)


def frame_head(log_out: bool) -> Fragment:
    """Head, navigation and dialogs, with the way out where a password is asked for."""
    return render("frame_head.html", views=VIEWS, keys=KEYS, log_out=log_out)


def frame_views() -> Fragment:
    """The places of the views beside the conversation, which are filled when they are opened."""
    return render("frame_views.html", views=VIEWS)


def frame_choices(usual: int) -> Fragment:
    """Dates, outlets, languages and number of passages, empty."""
    return render("frame_choices.html", usual=usual, most=max(MOST_PASSAGES, usual))


def choices_html(status: dict[str, Any]) -> Fragment:
    """What there is to choose from: the days that the articles cover, their outlets, and their languages where they are several."""
    covered = period(AsOf(status.get("oldest"), status.get("newest")))
    outlets = [str(name) for name in status.get("outlets") or () if name]
    held = [
        (code, language_name(code), count(number, "article"))
        for code, number in (status.get("languages") or {}).items()
    ]
    return render("choices.html", covered=covered, outlets=outlets, languages=held if len(held) > 1 else ())


def login_html(named: bool, said: str) -> Fragment:
    """The login page, whole, without a script: a name where one is asked for, the password, what was wrong with the last one."""
    return render("login.html", named=named, said=said)


def summary_html(status: dict[str, Any]) -> Fragment:
    """`36 articles · Dec 2021–Mar 2022`, and how many passages wait for their vectors while some do."""
    said = [count(int(status.get("articles") or 0), "article")]
    if covered := months(status.get("oldest"), status.get("newest")):
        said.append(covered)
    return render("summary.html", said=" · ".join(said), waiting=pending(status))


def starting_html(doing: Doing | None, said: str) -> Fragment:
    """The page before there is an index: how far the reading of the articles is; `said` is why there is none where nothing reads."""
    return render("starting.html", doing=doing, said=said)


def starting_summary_html(doing: Doing | None) -> Fragment:
    """The same in the head, in a line."""
    return render("summary.html", said="", waiting=str(doing) if doing else "nothing is indexed yet")


def pending(status: dict[str, Any]) -> str | None:
    """`1,204 passages wait for their vectors`; None when all have theirs."""
    waiting = int(status.get("pending") or 0)
    verb = "waits for its vector" if waiting == 1 else "wait for their vectors"
    return f"{count(waiting, 'passage')} {verb}" if waiting else None


def welcome_html(status: dict[str, Any]) -> Fragment:
    """The empty conversation: what this is, and the place of questions to begin with; or what to do where nothing is indexed."""
    return render("welcome.html", articles=status.get("articles"))
