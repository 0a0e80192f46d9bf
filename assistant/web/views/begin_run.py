"""In the evaluation view: the form that begins a run, or how far the one is that is under way."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.background import State
from assistant.llm.settings import LanguageModelSettings
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import answerer_choices


def begin_html(
    state: State, files: Sequence[str], answerers: Sequence[str], writer: LanguageModelSettings | None
) -> Fragment:
    return render("begin_run.html", state=state, files=files, answerers=answerer_choices(answerers, writer))
