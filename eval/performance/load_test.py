"""`make load`: the page under many readers, over its own routes on 127.0.0.1: time, failures, memory, and what a closed tab frees.

Four measurements, each against a server process of its own: readers who ask without a pause, many who ask at the same moment,
memory over many questions, and readers who close the tab while a language model (a stand-in that never ends) still answers.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import itertools
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.evaluation.metrics import percentile

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

LOOPBACK = "127.0.0.1"
BUSY = 503
PATIENCE = 120.0
"""Seconds after which a question counts as hanging."""
MESSAGE_PAUSE = 0.1
"""Seconds between two words of the stand-in for a language model."""
SWITCHED_OFF = ("OPENAI_API_KEY", "OPENAI_BASE_URL")


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What one reader got: `answered`, `busy` or `failed`, after so many seconds."""

    outcome: str
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="PYTHONPATH=eval python -m performance.load_test", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(), help="the workspace whose corpus/ and questions are used")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long readers ask without a pause")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--burst", type=int, default=100, help="questions at the same moment")
    parser.add_argument("--questions", type=int, default=2000, help="questions over which memory is looked at")
    parser.add_argument("--tabs", type=int, default=20, help="tabs that are closed")
    parser.add_argument("--out", type=Path, default=Path("eval/runs/load"), help="folder of the figures")
    options = parser.parse_args()
    result = measure(options)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "load.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(json.dumps(result, indent=1))


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All four, with the load of the machine before each."""
    lines = (options.home / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [str(json.loads(line)["text"]) for line in lines]
    corpus = (options.home / "corpus").absolute()
    result: dict[str, Any] = {"cores": os.cpu_count()}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with served(home, corpus) as (address, process_id):
            asyncio.run(burst(address, questions[:8]))  # warm
            result["burst"] = loaded() | summary(asyncio.run(burst(address, many(questions, options.burst))))
            before = processor_seconds(process_id)
            asked = asyncio.run(steady(address, questions, options.readers, options.seconds))
            used = (processor_seconds(process_id) - before) / len(asked)
            result["steady"] = (
                loaded() | summary(asked, options.seconds) | {"processor_seconds_a_question": round(used, 4)}
            )
            result["memory"] = loaded() | asyncio.run(memory(address, process_id, questions, options.questions))
        result["closed_tabs"] = loaded() | closed_tabs(home, corpus, questions[0], options.tabs)
    return result


def many(questions: Sequence[str], count: int) -> list[str]:
    return [questions[number % len(questions)] for number in range(count)]


def loaded() -> dict[str, float]:
    return {"load_average": round(os.getloadavg()[0], 2)}


@contextlib.contextmanager
def served(home: Path, corpus: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """The page's address and process, in a workspace of its own and without a language model unless one is set."""
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHED_OFF} | settings
    command = [sys.executable, "-m", "assistant", "chat", "--json", "--port", "0"]
    folders = ["--home", str(home), "--corpus", str(corpus)]
    with (home / "log.jsonl").open("ab") as log:
        process = subprocess.Popen([*command, *folders], stdout=subprocess.PIPE, stderr=log, env=environment, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if '"url"' in line:
                yield json.loads(line)["url"], process.pid
                return
        raise RuntimeError(f"the page did not start:\n{(home / 'log.jsonl').read_text(encoding='utf-8')[-2000:]}")
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


class Reader:
    """One browser tab, as the server sees it: joins the queue and reads its own stream of events."""

    def __init__(self, client: httpx.AsyncClient, event: int) -> None:
        self.client = client
        self.event = event
        self.session = secrets.token_hex(6)

    async def ask(self, question: str, answerer: str = "extractive") -> Asked:
        import httpx

        began = time.perf_counter()
        outcome = "failed"
        with contextlib.suppress(httpx.HTTPError, TimeoutError):  # a failure like any other
            async with asyncio.timeout(PATIENCE):
                async for message in self.events(question, answerer):
                    if message["msg"] == "busy":
                        outcome = "busy"
                    elif message["msg"] == "process_completed":
                        outcome = "answered" if message["success"] else "failed"
        return Asked(outcome, time.perf_counter() - began)

    async def events(self, question: str, answerer: str) -> AsyncIterator[dict[str, Any]]:
        """The messages about one question; a full queue is the message `busy`."""
        data: list[Any] = ["", question, answerer, ""]
        joined = await self.client.post(
            "/gradio_api/queue/join", json={"data": data, "fn_index": self.event, "session_hash": self.session}
        )
        if joined.status_code == BUSY:
            yield {"msg": "busy"}
            return
        joined.raise_for_status()
        async with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    message: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    if message["msg"] == "close_stream":
                        return
                    yield message


@contextlib.asynccontextmanager
async def reading(address: str) -> AsyncIterator[Callable[[], Reader]]:
    """Makes readers of the page, each a tab of its own; with as many connections as are wanted."""
    import httpx

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) as client:
        config = (await client.get("/config")).json()
        asks = next(d for d in config["dependencies"] if len(d["inputs"]) == 4 and len(d["outputs"]) == 4)
        yield lambda: Reader(client, int(asks["id"]))


async def burst(address: str, questions: Sequence[str]) -> list[Asked]:
    """All questions at the same moment."""
    async with reading(address) as reader:
        return list(await asyncio.gather(*(reader().ask(question) for question in questions)))


async def steady(address: str, questions: Sequence[str], readers: int, seconds: float) -> list[Asked]:
    """So many readers who ask again as soon as they are answered."""
    end = time.monotonic() + seconds
    async with reading(address) as reader:

        async def ask_on(place: int) -> list[Asked]:
            asked, one = [], reader()
            while time.monotonic() < end:
                place += 1
                asked.append(await one.ask(questions[place * 7 % len(questions)]))
            return asked

        return [asked for one in await asyncio.gather(*(ask_on(13 * n) for n in range(readers))) for asked in one]


async def memory(address: str, process_id: int, questions: Sequence[str], count: int) -> dict[str, Any]:
    """Megabytes of the server after a tenth of the questions (warm-up), and after all."""
    seen: list[float] = []
    async with reading(address) as reader:
        for begin in range(0, count + count // 10, max(1, count // 10)):
            for start in range(begin, begin + count // 10, 2):
                await asyncio.gather(*(reader().ask(questions[n % len(questions)]) for n in (start, start + 1)))
            seen.append(resident(process_id))
    return {"questions": count, "megabytes": seen, "growth": round(seen[-1] - seen[0], 1)}


def resident(process_id: int) -> float:
    """Megabytes of memory that a process holds (Linux)."""
    fields = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()
    return round(int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def processor_seconds(process_id: int) -> float:
    """What the process has used of all cores so far (Linux)."""
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def closed_tabs(home: Path, corpus: Path, question: str, tabs: int) -> dict[str, Any]:
    """How long after a tab is closed the endpoint loses its reader: the work that the tab had begun is then over."""

    async def close_one_by_one() -> list[float | None]:
        async with endless_endpoint() as (url, open_now):
            settings = {"OPENAI_BASE_URL": url, "ASSISTANT_MODEL": "endless", "ASSISTANT_DEADLINE": "600"}
            with contextlib.ExitStack() as stack:
                address, _ = await asyncio.to_thread(stack.enter_context, served(home, corpus, **settings))
                async with reading(address) as reader:
                    return [await close_a_tab(reader(), question, open_now) for _ in range(tabs)]

    took = asyncio.run(close_one_by_one())
    freed = [seconds for seconds in took if seconds is not None]
    return {"tabs": tabs, "freed_within_2_s": sum(seconds <= 2 for seconds in freed), "seconds": freed}


async def close_a_tab(reader: Reader, question: str, open_now: set[int], patience: float = 10.0) -> float | None:
    """Seconds from leaving a growing answer to the end of its request at the endpoint; None where that did not come."""
    messages = reader.events(question, "llm")
    generating = 0
    async for message in messages:
        generating += message["msg"] == "process_generating"
        if generating >= 3 and open_now:
            break
    await messages.aclose()  # type: ignore[attr-defined]
    return await until_none(open_now, patience)


async def until_none(open_now: set[int], patience: float) -> float | None:
    """Seconds until no request is open any more; None where some still is."""
    began = time.perf_counter()
    while open_now and time.perf_counter() < began + patience:
        await asyncio.sleep(0.01)
    return None if open_now else round(time.perf_counter() - began, 3)


@contextlib.asynccontextmanager
async def endless_endpoint() -> AsyncIterator[tuple[str, set[int]]]:
    """An OpenAI-compatible endpoint whose answer never ends, and the requests that are open at it."""
    open_now: set[int] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now.add(id(writer))
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            gone = asyncio.create_task(until_closed(reader))
            for number in itertools.count():
                if gone.done():
                    break
                text = f"Call {number} lasted on and on [1]. "
                delta = {"index": 0, "delta": {"content": text}, "finish_reason": None}
                chunk = {
                    "id": "x",
                    "object": "chat.completion.chunk",
                    "created": 0,
                    "model": "endless",
                    "choices": [delta],
                }
                writer.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
                await writer.drain()
                await asyncio.wait([gone], timeout=MESSAGE_PAUSE)
        open_now.discard(id(writer))
        writer.close()

    server = await asyncio.start_server(answer, LOOPBACK, 0)
    async with server:
        yield f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/v1", open_now


async def until_closed(reader: asyncio.StreamReader) -> None:
    while await reader.read(65536):
        pass


def summary(asked: Sequence[Asked], seconds: float | None = None) -> dict[str, Any]:
    """Counts, and seconds of those answered and of those told `busy`: median, 95th percentile, longest."""
    counts = {name: sum(one.outcome == name for one in asked) for name in ("answered", "busy", "failed")}
    rate = {"answers_per_second": round(counts["answered"] / seconds, 1)} if seconds else {}
    spreads = {
        f"seconds_{name}": spread([a.seconds for a in asked if a.outcome == name]) for name in ("answered", "busy")
    }
    return counts | rate | spreads


def spread(seconds: Sequence[float]) -> dict[str, float] | None:
    places = {"p50": 0.5, "p95": 0.95, "longest": 1.0}
    found = {name: percentile(seconds, share) for name, share in places.items()}
    return {name: round(value, 3) for name, value in found.items() if value is not None} or None


if __name__ == "__main__":
    main()
