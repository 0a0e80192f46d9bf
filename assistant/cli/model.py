"""The command `assistant model`: get, list and remove the language models of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import Workspace, plain, progress_bars, shared
from assistant.errors import ConfigError

if TYPE_CHECKING:
    from assistant.config import Config
    from assistant.llm.model_store import Installed, Plan


@click.group()
def model() -> None:
    """Language models on this machine, which write answers without a key or network.

    What serves them is optional: pip install 'dateline-assistant[local]' (`make chat` has installed it).
    """


@model.command()
@click.argument("name", required=False)
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="A GGUF file that is here; it stays.")
@click.option("--url", help="The http address of a GGUF file.")
@click.option("--sha256", help="With --url: the digest that the file must have.")
@click.option("--yes", is_flag=True, help="Do not ask before downloading.")
@shared(index=False)
def get(place: Workspace, name: str | None, file: Path | None, url: str | None, sha256: str | None, yes: bool) -> None:
    """Get a model: the default one, a known one by NAME, or any GGUF file.

    Says what will be downloaded and asks; a download that was stopped goes on, and is verified before it is used.
    """
    from assistant.llm import model_store

    if sum(given is not None for given in (name, file, url)) > 1:
        raise click.UsageError("give one of NAME, --file and --url")
    if sha256 and not (url and len(sha256) == 64 and all(digit in "0123456789abcdefABCDEF" for digit in sha256)):
        raise click.UsageError("--sha256 takes 64 hexadecimal digits, beside --url")
    config = place.config()
    if file:
        got = model_store.register(file, config.models_path)
    else:
        plan = (
            model_store.address_plan(url, config.models_path, sha256)
            if url
            else model_store.known_plan(name or model_store.DEFAULT.name, config.models_path)
        )
        here = {one.name: one for one in model_store.installed(config.models_path) if one.there}.get(plan.name)
        got = here or _download(plan, yes)
    place.tell(_told(got, config), f"{got.name} is here: {got.path}", _next(config))


def _download(plan: Plan, yes: bool) -> Installed:
    from assistant.llm import model_store

    model_store.check_space(plan)
    size = f"{plan.size / 1e9:.2f} GB" if plan.size else "of unknown size"
    left = f" ({plan.missing / 1e9:.2f} GB still to come)" if plan.missing and plan.missing != plan.size else ""
    click.echo(f"{plan.name}: {size}{left}, licence: {plan.licence or 'not known here'}", err=True)
    click.echo(f"from {' or else '.join(source.named for source in plan.sources)}", err=True)
    click.echo(f"to {plan.target}", err=True)
    click.echo(f"verified by SHA-256 {plan.sha256}" if plan.sha256 else "not verified: no digest is known", err=True)
    if not yes:
        click.confirm("Download it?", abort=True, err=True)
    with progress_bars(unit="B", unit_scale=True) as progress:
        return model_store.get(plan, progress)


def _next(config: Config) -> str:
    """What is to be done before a model that is here answers."""
    from assistant.llm.settings import local_model, require_language_model

    try:
        require_language_model(config)
    except ConfigError as error:
        return f"Before it answers: {error}"
    if local_model(config) is None:
        return "The endpoint that is set answers. To have this model answer, unset OPENAI_API_KEY and OPENAI_BASE_URL"
    return 'Ask it with: assistant ask "…" --answerer llm'


@model.command("list")
@shared(index=False)
def listing(place: Workspace) -> None:
    """The models that are here, and the known ones that can be got."""
    from assistant.llm import model_store

    config = place.config()
    here = [_told(one, config) for one in model_store.installed(config.models_path)]
    names = {one["name"] for one in here}
    further = [one for one in model_store.KNOWN if one.name not in names]
    to_get = [{"name": one.name, "title": one.title, "size": one.size, "licence": one.licence} for one in further]
    lines = []
    for one in here:
        state = "answers" if one["answers"] else "here" if one["there"] else "its file is gone or changed"
        lines.append(f"{plain(one['name'])}  {one['size'] / 1e9:.2f} GB  {state}  {plain(one['path'])}")
    for known in further:
        told = f"{known.title}, {known.licence}: assistant model get"
        lines.append(f"{known.name}  {known.size / 1e9:.2f} GB  not here  {told}")
    place.tell({"folder": str(config.models_path), "here": here, "to_get": to_get}, *lines)


@model.command()
@click.argument("name")
@shared(index=False)
def remove(place: Workspace, name: str) -> None:
    """Remove the model NAME: its file too if it was downloaded, not if it was registered with --file."""
    from assistant.llm import model_store

    gone = model_store.remove(name, place.config().models_path)
    stays = "" if gone.ours else f"; its file stays at {plain(str(gone.path))}"
    place.tell(
        {"name": gone.name, "path": str(gone.path), "deleted": gone.ours}, f"{plain(gone.name)} is removed{stays}"
    )


def _told(one: Installed, config: Config) -> dict[str, Any]:
    """A model as --json prints it."""
    import dataclasses

    from assistant.llm.settings import local_model

    try:
        chosen = local_model(config)
    except ConfigError:
        chosen = None
    answers = chosen is not None and chosen.path == one.path
    return {**dataclasses.asdict(one), "path": str(one.path), "there": one.there, "answers": answers}
