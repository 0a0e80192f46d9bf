"""The language model of this machine as the page speaks of it: a line under the question box, and what its dialog says."""

from __future__ import annotations

from assistant.background import State
from assistant.config import Config
from assistant.errors import ConfigError
from assistant.llm import local_server, model_store
from assistant.llm.settings import EXTRA, LanguageModelSettings, can_serve, require_language_model
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import megabytes

OFFER = "Answers can also be written by a language model on this machine."


def model_html(writer: LanguageModelSettings | None, config: Config, plan: model_store.Plan, state: State) -> Fragment:
    """Empty where an endpoint writes. The states: `offered`, `running`, `stopping`, `here`, and `said` where a sentence is all."""
    if state.running:
        shown = "stopping" if state.stopping else "running"
    elif writer:
        shown = "here" if writer.local else ""
    else:
        shown = "said" if missing(config) else "offered"
    left = plan.missing or 0
    return render(
        "model.html",
        state=shown,
        said=missing(config) if shown == "said" else OFFER,
        percent=round(100 * state.done / state.total) if state.total else 0,
        download=state,
        model=model_store.DEFAULT,
        writer=writer,
        plan=plan,
        left=left,
        come=(plan.size or 0) - left,
        sources=" or else ".join(source.named for source in plan.sources),
        memory=megabytes(int(local_server.needed_memory(plan.size or 0))),
    )


def missing(config: Config) -> str | None:
    """What other than a download is needed before a model on this machine writes; None where that is all."""
    here = [one for one in model_store.installed(config.models_path) if one.there]
    if not here and config.local_model is None:
        return None if can_serve() else f"For answers written on this machine, {EXTRA}, and start Dateline again."
    try:
        require_language_model(config)
    except ConfigError as error:
        return f"No answers are written: {error}."
    return None
