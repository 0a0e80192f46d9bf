"""HTML is written by the templates of `assistant/web/templates/` and by nothing else: `render` fills one.

Jinja's own escaping is not enough here (Gradio's page still asked for an image that `html.escape` had passed), and calling the
encoder can be forgotten. So it is not called: whatever a template writes with `{{ }}` passes `escape.encode`, unless it is a
Fragment, which only `render` makes. A Fragment joined to a string is a plain string again, and is encoded whole.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from assistant.answering.wording import QUOTED, SUPPORT_WORDS, UNDERSTOOD, likelihood, written_day
from assistant.web.views import phrases
from assistant.web.views.escape import encode

TEMPLATES = Path(__file__).parents[1] / "templates"
PHRASES: Mapping[str, object] = {
    **{name: value for name, value in vars(phrases).items() if getattr(value, "__module__", None) == phrases.__name__},
    "likelihood": likelihood,
    "written_day": written_day,
}
"""What every template may call."""
WORDS: Mapping[str, object] = {
    "SUPPORT_WORDS": SUPPORT_WORDS,
    "QUOTED": QUOTED,
    "UNDERSTOOD": UNDERSTOOD,
    "FEW": phrases.FEW,
}
"""What every template may name."""
BREAK = re.compile(r"(\A|>)?\s*\n\s*(<|\Z)?")


class Fragment(str):
    """HTML that a template of ours wrote."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def render(template: str, /, **values: object) -> Fragment:
    """The template of that name, filled. A variable that it names and does not get is an error."""
    return Fragment(environment().get_template(template).render(values))


@functools.cache
def environment() -> Environment:
    """Jinja with our encoder, and with no filter by which a string could become markup or be joined to it."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # so that Jinja marks what its macros wrote
        finalize=encoded,
        undefined=StrictUndefined,
        extensions=[LineBreaks],
        auto_reload=False,
    )
    made.filters = {"length": len}
    made.globals = {**PHRASES, **WORDS}
    return made


def encoded(value: object) -> str:
    """What `{{ value }}` writes. Markup comes from Jinja's macros only: no module of ours makes any.

    Raises TypeError for a phrase that is not called: a variable of its name was not given.
    """
    if inspect.isfunction(value):
        raise TypeError(f"{value.__name__} is a phrase: call it, or give a variable of that name")
    return value if isinstance(value, (Fragment, Markup)) else Fragment(encode(value))


class LineBreaks(Extension):
    """Line breaks and indentation of a template are for its readers, as the page would show them as gaps.

    Beside a tag or a `{{ }}` they are dropped, within text they are one space; a space that is meant stands within a line.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        for token in stream:
            yield Token(token.lineno, "data", BREAK.sub(joint, token.value)) if token.type == "data" else token


def joint(found: re.Match[str]) -> str:
    before, after = found.groups()
    return " " if before is None and after is None else (before or "") + (after or "")
