"""A stand-in for the child that serves a language model: it speaks the same protocol, and replies as a test asks it to.

    python local_child.py FOLDER

In FOLDER it leaves a file a process, named by its id, with the order that it was given, and a line in `log` when a reply begins and ends.
A question that holds `die after N` ends the process by a signal after N pieces; `fail` is answered 500; `slow` takes a while.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.llm.local_server import LocalServer

PIECES = ("The call ", "lasted ", "50 ", "minutes. ", "[1]")
ANSWER = "".join(PIECES)


def stand_in(folder: Path, **options: Any) -> LocalServer:
    """A local server whose child is the stand-in."""
    from assistant.llm.local_server import LocalServer  # here, since the child that runs this file starts without it

    folder.mkdir(parents=True, exist_ok=True)
    return LocalServer((sys.executable, __file__, str(folder)), **options)


def started(folder: Path) -> list[int]:
    """The ids of all children that were started, in order."""
    files = [path for path in folder.iterdir() if path.name.isdigit()]
    return [int(path.name) for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]


def alive(process_id: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True).stdout
    return bool(listed.strip()) and not listed.strip().startswith("Z")


def all_ended(folder: Path, seconds: float = 10) -> bool:
    """Whether none of the children runs any more, after at most so long."""
    until = time.monotonic() + seconds
    while any(alive(child) for child in started(folder)) and time.monotonic() < until:
        time.sleep(0.02)
    return bool(started(folder)) and not any(alive(child) for child in started(folder))


def main(folder: Path) -> None:
    order = json.loads(sys.stdin.readline())
    (folder / str(os.getpid())).write_text(json.dumps(order))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(order["key"], folder / "log"))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
    os._exit(0)


def handler(key: str, log: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.headers.get("Authorization") != f"Bearer {key}":
                self.send_error(401)
            elif "fail" in asked:
                self.send_error(500)
            else:
                write(log, "begin")
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                for event in events(asked):
                    self.wfile.write(f"data: {event}\n\n".encode())
                    self.wfile.flush()
                write(log, "end")

        def log_message(self, *_: Any) -> None:
            """Not in the tests' output."""

    return Handler


def write(log: Path, word: str) -> None:
    with log.open("a") as file:
        file.write(word + "\n")


def events(asked: str) -> Iterator[str]:
    last = re.search(r"die after (\d)", asked)
    for number, piece in enumerate(PIECES):
        if last and number == int(last[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        yield event(piece, None)
        time.sleep(0.1 if "slow" in asked else 0)
    yield event("", "stop")
    yield "[DONE]"


def event(text: str, reason: str | None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}
    return json.dumps({"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
