"""What the README says to programs: every command, the client's lines and the MCP settings, run against the real server."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from tests.browser.fake_assistant import FakeAssistant
from tests.browser.serving import served
from tests.conftest import ROOT, clean_environment
from tests.support import command

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = re.findall(r"<!-- run with the page -->\n```(sh|python)\n(.*?)```", README, re.DOTALL)
SETTINGS = re.findall(r"<!-- an MCP client's settings -->\n```json\n(.*?)```", README, re.DOTALL)
WRITTEN = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(FakeAssistant()) as address:
        yield address


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_has_both() -> None:
    assert [kind for kind, _ in RUN] == ["sh", "python", "python", "sh", "sh"]
    assert len(SETTINGS) == 1


def test_curl_gets_a_checked_answer(address: str) -> None:
    said = run(["sh", "-c", RUN[0][1].replace(WRITTEN, address)])
    assert "event: complete" in said
    assert '"label": "supported"' in said


def test_the_client_gets_answer_evidence_and_check(address: str) -> None:
    said = run([sys.executable, "-c", RUN[1][1].replace(WRITTEN, address)])
    assert "The two presidents talked by telephone for 50 minutes." in said
    assert said.strip().endswith("3 supported supported")


def test_openais_client_gets_text_and_citations(address: str) -> None:
    said = run([sys.executable, "-c", RUN[2][1].replace(WRITTEN, address)])
    assert "for 50 minutes" in said
    assert "2021-12-31-kestrel-daily-correction.md Both governments have since given its length as 50 minutes" in said


def test_a_search_is_plain_json(address: str) -> None:
    found = json.loads(run(["sh", "-c", RUN[3][1].replace(WRITTEN, address)]))
    assert [item["label"] for item in found["evidence"]] == [1, 2, 3]


def test_the_referee_asks_the_endpoint(address: str, tmp_path: Path) -> None:
    (tmp_path / "eval").mkdir()
    asked = [
        {"query_id": "q1", "text": "How long did the call last?", "answer": "50 minutes"},
        {"query_id": "q2", "text": "How long was the call?", "answer": "20 minutes"},
    ]
    (tmp_path / "eval" / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in asked), "utf-8")
    line = RUN[4][1].replace(WRITTEN, address)
    done = command.run(tuple(shlex.split(line)[1:]), tmp_path, clean_environment())
    assert done.returncode == 0, done.stderr
    stated = next(line.split()[2] for line in done.stdout.splitlines() if line.startswith("reference stated"))
    assert stated == "0.500", "the first is answered with 50 minutes, and so is the second"
    rows = [json.loads(row) for row in (tmp_path / "eval/runs/asked/rows.jsonl").read_text("utf-8").splitlines()]
    assert [row["measures"]["quotations exact"] for row in rows] == [1.0, 1.0]


def test_an_mcp_client_finds_the_tools_and_asks(address: str) -> None:
    url = json.loads(SETTINGS[0])["mcpServers"]["dateline"]["url"].replace(WRITTEN, address)
    with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
        tools, answer = thread.submit(asyncio.run, ask_by_mcp(url)).result()
    names = ["ask", "check", "check_draft", "search", "search_articles"]
    assert sorted(name.removeprefix("Dateline_") for name in tools) == names
    assert "The two presidents talked by telephone for 50 minutes." in answer


async def ask_by_mcp(url: str) -> tuple[list[str], str]:
    async with streamable_http_client(url) as (read, write, *_), ClientSession(read, write) as session:
        await session.initialize()
        tools = [tool.name for tool in (await session.list_tools()).tools]
        name = next(tool for tool in tools if tool.endswith("ask"))
        result: Any = await session.call_tool(name, {"question": "How long did the call last?"})
        return tools, result.content[0].text
