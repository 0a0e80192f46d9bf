"""The container's files: what they copy is there, nothing secret is in them, and what they start starts, on a machine without a runtime."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from assistant.config import Config, load_config
from tests.conftest import ROOT, clean_environment

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|AUTH")
PAGES = ("page", "page-chroma", "page-local")


class Instruction(NamedTuple):
    stage: int
    name: str
    words: list[str]


def instructions(text: str) -> list[Instruction]:
    """Every instruction, its options included, with the number of the stage it belongs to."""
    whole = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    found, stage = [], -1
    for line in filter(str.strip, whole.splitlines()):
        name, _, rest = line.strip().partition(" ")
        stage += name == "FROM"
        rest = rest.strip()
        exec_form = re.search(r"\[.*\]$", rest)
        words = (
            json.loads(exec_form[0])
            if exec_form and name in ("CMD", "ENTRYPOINT", "HEALTHCHECK", "VOLUME")
            else shlex.split(rest)
        )
        found.append(Instruction(stage, name, words))
    return found


READ = instructions(DOCKERFILE)
LAST = READ[-1].stage


def last(name: str) -> list[str]:
    return next(one.words for one in READ if one.stage == LAST and one.name == name)


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path of the checkout from the build: its last line that fits decides."""
    kept_out = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and fnmatch.fnmatch(path, line.removeprefix("!")):
            kept_out = not line.startswith("!")
    return kept_out


def test_what_is_copied_is_there_and_let_in() -> None:
    copied = [
        word for one in READ if one.name == "COPY" and not one.words[0].startswith("--") for word in one.words[:-1]
    ]
    assert {"requirements.lock", "pyproject.toml", "prompts", "assistant"} <= set(copied)
    for path in copied:
        assert (ROOT / path).exists(), path
        assert not ignored(path), path


@pytest.mark.parametrize("path", [".env", "assistant.toml", "corpus", "index", "history", ".git", "eval", ".venv"])
def test_nothing_else_gets_into_the_build(path: str) -> None:
    assert ignored(path)


def test_the_wheel_is_made_of_what_is_copied() -> None:
    copied = {word for one in READ if one.name == "COPY" for word in one.words}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *wheel["packages"],
        *wheel["force-include"],
        project["project"]["readme"],
        *project["project"]["license-files"],
    }
    assert needed <= copied
    extras = re.search(r"dateline-assistant\[([\w,]+)\]", DOCKERFILE)
    assert extras
    assert set(extras[1].split(",")) <= set(project["project"]["optional-dependencies"])


def test_every_package_is_installed_by_its_hash() -> None:
    runs = [one.words for one in READ if one.name == "RUN"]
    fetching = [words for words in runs if "pip" in " ".join(words) and "--no-index" not in words]
    assert [words for words in fetching if "--require-hashes" not in words] == []
    assert len(fetching) == 1


def secrets_in(variables: dict[str, str]) -> list[str]:
    """The names of those that hold a secret here, and do not take it from whoever starts the container."""
    return [name for name, value in variables.items() if SECRET.search(name) and not value.startswith("${")]


def test_no_root_no_secret_and_a_check_of_health() -> None:
    assert last("USER") not in ([], ["root"], ["0"])
    told = [word.partition("=") for one in READ if one.name in ("ENV", "ARG", "LABEL") for word in one.words]
    assert secrets_in({name.upper(): value for name, _, value in told}) == []
    assert "/health" in " ".join(last("HEALTHCHECK"))
    assert last("VOLUME") == ["/data"]


def test_a_planted_secret_is_found() -> None:
    planted = {"ASSISTANT_AUTH": "name:secret", "OPENAI_API_KEY": "${OPENAI_API_KEY:-}", "ASSISTANT_CHROMA_TOKEN": "t"}
    assert secrets_in(planted) == ["ASSISTANT_AUTH", "ASSISTANT_CHROMA_TOKEN"]


def test_the_variables_of_both_are_settings() -> None:
    told = [DOCKERFILE, *(json.dumps(one) for one in COMPOSE["services"].values())]
    names = {name.lower() for text in told for name in re.findall(r"ASSISTANT_([A-Z_]+)", text)}
    assert names <= set(Config.model_fields)
    assert {"auth", "host", "cache", "chroma_url"} <= names


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_closed_in_and_asks_for_a_password(name: str) -> None:
    page = COMPOSE["services"][name]
    assert page["read_only"] is True
    assert page["cap_drop"] == ["ALL"]
    assert page["environment"]["ASSISTANT_AUTH"].startswith("${ASSISTANT_AUTH:?")
    assert all(port.startswith("127.0.0.1:") for port in page["ports"])
    assert secrets_in(page["environment"]) == []
    for volume in page["volumes"]:
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or (ROOT / source).exists()
        assert volume.split(":")[1].startswith(last("VOLUME")[0])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_configured_and_reached_by_its_own_name(name: str, tmp_path: Path) -> None:
    page = COMPOSE["services"][name]
    told = {
        key: re.sub(r"\$\{ASSISTANT_ALLOWED_HOSTS:-\}", "news.example", value)
        for key, value in page["environment"].items()
    }
    assert {name, "news.example"} <= set(load_config(tmp_path, told).allowed_hosts)
    traces = {"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS"}
    assert traces <= set(told)
    assert ("ASSISTANT_MODEL" in told) == ("OPENAI_BASE_URL" in told) == (name != "page-local")
    assert page["extra_hosts"] == ["host.docker.internal:host-gateway"]
    unset = {key: re.sub(r"\$\{\w+:-\}", "", value) for key, value in page["environment"].items()}
    assert name in load_config(tmp_path, unset).allowed_hosts


def test_chroma_is_reached_by_its_page_alone() -> None:
    chroma, page = COMPOSE["services"]["chroma"], COMPOSE["services"]["page-chroma"]
    assert "ports" not in chroma
    assert chroma["networks"] == ["vectors"]
    assert COMPOSE["networks"]["vectors"]["internal"] is True
    assert [name for name, one in COMPOSE["services"].items() if "vectors" in one.get("networks", ())] == [
        "page-chroma", "chroma",
    ]  # fmt: skip
    assert page["depends_on"] == ["chroma"]
    locked = re.search(r"^chromadb==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked
    assert chroma["image"] == f"chromadb/chroma:{locked[1]}"


# The same steps here, as far as they need no network


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from what is copied and nothing else, and installed by the Dockerfile's own kind of command."""
    folder = tmp_path_factory.mktemp("image")
    build = folder / "build"
    build.mkdir()
    for one in READ:
        if one.name == "COPY" and not one.words[0].startswith("--"):
            for path in one.words[:-1]:
                subprocess.run(["cp", "-r", str(ROOT / path), str(build)], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheel = [*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), "."]
    subprocess.run(wheel, cwd=build, check=True, timeout=300, capture_output=True)
    (made,) = folder.glob("*.whl")
    install = [*pip, "install", "--no-deps", "--no-index", "--target", str(folder / "site"), str(made)]
    subprocess.run(install, check=True, timeout=300, capture_output=True)
    return folder / "site"


@pytest.fixture
def running(image: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The image's command, with its variables, in a folder like its volume; on loopback."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "ferry.md").write_text("The harbour council voted for a third ferry on Tuesday.\n", encoding="utf-8")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    told = dict(word.split("=", 1) for word in last("ENV") if word.startswith("ASSISTANT_"))
    assert set(told) == {"ASSISTANT_CACHE", "ASSISTANT_HOST", "ASSISTANT_PORT"}
    environment = clean_environment() | {
        **told,
        "ASSISTANT_CACHE": str(tmp_path / "cache"),
        "ASSISTANT_HOST": "127.0.0.1",
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_AUTH": "name:password",
        "PYTHONPATH": str(image),
    }
    command = [sys.executable, "-m", *last("ENTRYPOINT"), *last("CMD")]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    yield environment
    process.terminate()
    process.wait(30)


def test_the_command_starts_a_healthy_page(running: dict[str, str], tmp_path: Path) -> None:
    check = [sys.executable, *last("HEALTHCHECK")[1:]]
    late = time.monotonic() + 240
    while time.monotonic() < late:
        if subprocess.run(check, env=running, capture_output=True, check=False).returncode == 0:
            break
        time.sleep(0.5)
    else:
        pytest.fail("it did not become healthy")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{running['ASSISTANT_PORT']}/config", timeout=20)
    assert not list(tmp_path.glob("cache/**/*.onnx")), "the graphs are in the image"
