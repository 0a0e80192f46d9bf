"""The container's files: what they copy is there, nothing secret is in them, and what they start starts, on a machine without a runtime."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import socket
import subprocess
import time
import tomllib
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement

from assistant.config import Config, load_config
from tests.conftest import ROOT
from tests.support.wheel_folder import link_files, make_wheels

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|AUTH")
PAGES = ("page", "page-chroma", "page-local")


class Instruction(NamedTuple):
    stage: int
    name: str
    words: list[str]
    text: str
    """As it stands there, on one line."""


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
        found.append(Instruction(stage, name, words, rest))
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


def test_every_instruction_and_key_is_one_that_there_is() -> None:
    """A misspelt one would fail where the image is built, or be passed over."""
    assert {one.name for one in READ} <= {
        "FROM", "ENV", "WORKDIR", "COPY", "RUN", "LABEL", "VOLUME", "EXPOSE", "USER", "HEALTHCHECK", "ENTRYPOINT", "CMD",
    }  # fmt: skip
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "networks", "volumes"}
    assert {key for one in COMPOSE["services"].values() for key in one} <= {
        "build", "image", "init", "read_only", "tmpfs", "cap_drop", "security_opt", "restart", "ports", "volumes",
        "extra_hosts", "environment", "profiles", "depends_on", "networks",
    }  # fmt: skip


def test_what_the_readme_starts_is_there() -> None:
    block = next(text for text in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "docker compose" in text)
    export, up = block.splitlines()
    assert re.match(r"export ASSISTANT_AUTH=\w+:\w+$", export)
    assert {"page", *re.findall(r"page-\w+", up)} == set(PAGES) <= set(COMPOSE["services"])


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
    pinned = re.search(r"^chromadb==(\S+)", LOCK, re.MULTILINE)
    assert pinned
    assert chroma["image"] == f"chromadb/chroma:{pinned[1]}"


# The same steps here, as far as they need no network


def fetches(one: Instruction) -> bool:
    """Whether a step asks an index: for the wheels of the lock, or for a system's package."""
    return "--require-hashes" in one.words or "apt-get" in one.words


def locked() -> Iterator[Distribution]:
    """The packages that requirements.lock pins for this machine, as they are here."""
    lines = (line.rstrip(" \\") for line in LOCK.splitlines() if line[:1].isalnum())
    for pinned in map(Requirement, lines):
        if not pinned.marker or pinned.marker.evaluate():
            package = distribution(pinned.name)
            assert package.version in pinned.specifier, f"{pinned}, here {package.version}: run make setup"
            yield package


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image's root: every COPY and RUN of the first stage as the Dockerfile has it, but for the step that fetches what the lock pins.

    What that would bring is made of the packages that are here (`wheel_folder`). Each command finds the build's own Python first.
    """
    root = tmp_path_factory.mktemp("image")
    told = environment_of(0, root)
    work = root / "build"
    for folder in (work, root / "wheels", root / "opt"):
        folder.mkdir()
    make_wheels(root / "wheels", locked())
    venv.create(root / "python", with_pip=True)
    told |= {"PATH": f"{root / 'python' / 'bin'}:{os.environ['PATH']}", "PIP_CONFIG_FILE": os.devnull}
    told |= {
        name: value for name, value in os.environ.items() if name == "ASSISTANT_CACHE"
    }  # graphs that are made already
    for one in READ:
        if one.stage == 0 and one.name == "COPY":
            for path in one.words[:-1]:
                subprocess.run(["cp", "-r", str(ROOT / path), str(work / one.words[-1])], check=True)
        elif one.stage == 0 and one.name == "RUN" and not fetches(one):
            step = ["sh", "-c", placed(one.text, root)]
            done = subprocess.run(step, cwd=work, env=told, capture_output=True, text=True, timeout=600, check=False)
            assert done.returncode == 0, f"{one.text}\n{done.stderr}"
            for made in filter(Path.exists, (root / "python", root / "opt" / "dateline")):
                link_files(made)
    return root


def placed(text: str, root: Path) -> str:
    """The image's own paths, below this root."""
    return re.sub(r"(?<![\w.}])/(?=(?:opt|wheels|data|tmp)\b)", f"{root}/", text)


def environment_of(stage: int, root: Path) -> dict[str, str]:
    """The environment that a stage states, beside what is everybody's."""
    words = [word for one in READ if (one.stage, one.name) == (stage, "ENV") for word in one.words]
    stated = dict(word.split("=", 1) for word in words)
    return {"HOME": str(root), "PATH": os.environ["PATH"]} | {name: placed(text, root) for name, text in stated.items()}


def test_what_the_last_stage_takes_is_what_the_first_made(image: Path) -> None:
    names = [one.words[2] for one in READ if one.name == "FROM" and len(one.words) == 3]
    (taken,) = [one for one in READ if one.name == "COPY" and one.words[0].startswith("--")]
    assert taken.words[0] == f"--from={names[0]}"
    assert Path(placed(taken.words[1], image), "bin", *last("ENTRYPOINT")).exists()
    tools = "('pytest', 'mypy', 'hatchling', 'onnx', 'scipy')"
    program = f"import importlib.util as u; print([name for name in {tools} if u.find_spec(name)])"
    python = Path(placed(taken.words[1], image), "bin", "python")
    found = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]", "only what the page needs"


@pytest.fixture
def running(image: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The image's command, with its variables, in a folder like its volume; on loopback."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "ferry.md").write_text("The harbour council voted for a third ferry on Tuesday.\n", encoding="utf-8")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    told = environment_of(LAST, image)
    assert {name for name in told if name.startswith("ASSISTANT_")} == {
        "ASSISTANT_CACHE", "ASSISTANT_HOST", "ASSISTANT_PORT",
    }  # fmt: skip
    environment = told | {
        "PATH": told["PATH"].replace("$PATH", os.environ["PATH"]),
        "HOME": str(tmp_path),
        "ASSISTANT_CACHE": str(tmp_path / "cache"),
        "ASSISTANT_HOST": "127.0.0.1",
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_AUTH": "name:password",
    }
    with (tmp_path / "log").open("w") as log:
        command = [*last("ENTRYPOINT"), *last("CMD")]
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    yield environment
    process.terminate()
    process.wait(30)


def test_the_command_starts_a_healthy_page(running: dict[str, str], tmp_path: Path) -> None:
    check = last("HEALTHCHECK")
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
