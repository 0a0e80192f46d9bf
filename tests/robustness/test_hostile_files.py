"""A folder of the worst files at once, indexed in a process of its own: read correctly or skipped with the reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.support.hostile_files import HOSTILE

SCRIPT = """
import json, pathlib, resource, sys
from assistant.index import manager
from tests.conftest import HashedWords

home = pathlib.Path(sys.argv[1])

def peak_megabytes():
    # of this program alone: Linux's ru_maxrss still counts the process that started it
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

def progress(what, done, total):
    if what.startswith("reading ") and done == 1:
        (home / "corpus" / "vanishing.txt").unlink()

report = manager.update(home / "corpus", home / "index", HashedWords(), progress=progress)
opened = manager.open_current(home / "index")
print(json.dumps({
    "articles": {name: opened.articles[name].text for name in opened.articles},
    "skipped": {item.path: item.reason for item in report.skipped},
    "megabytes": peak_megabytes(),
}))
"""


def test_forty_hostile_files_are_read_rightly_or_skipped_with_a_reason(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, make, _ in HOSTILE:
        make(corpus / name)
    expected = {
        "anciens.txt": "Le préfet a démenti la rumeur à Orléans dès le début de l’été.",
        "wide.txt": "The minister resigned on Friday.",
        "copy one.txt": "One wire story, word for word.",
        "copy two.txt": "One wire story, word for word.",
        "é" * 125 + ".txt": "A name of 254 bytes.",
        "line ends.txt": "First line.\r\n\r\nSecond line.\n",
    }
    for name, text in expected.items():
        encoding = {"anciens.txt": "cp1252", "wide.txt": "utf-16"}.get(name, "utf-8")
        (corpus / name).write_bytes(text.encode(encoding))
    with (corpus / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    with (corpus / "page.html").open("wb") as file:
        file.truncate(50_000_000)
    (corpus / "deep.jsonl").write_text('{"text":' * 100_000)
    (corpus / "outside.txt").symlink_to("/etc/passwd")
    (corpus / "circle.txt").symlink_to("circle.txt")
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "vanishing.txt").write_text("Gone before it is read.")
    (corpus / "bell\x07\x1b[2J.txt").write_text("A name that clears the screen.")
    (corpus / os.fsdecode(b"b\xff.txt")).write_text("A name that is no UTF-8.")
    assert len(list(corpus.iterdir())) >= 45

    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=110
    )
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    told = json.loads(run.stdout)
    assert told["articles"] == expected
    skipped = told["skipped"]
    for name, _, reason in HOSTILE:
        assert any(path.startswith(name) and why.startswith(reason) for path, why in skipped.items()), name
    for name, reason in {
        "huge.txt": "is larger than 20 MB",
        "page.html": "is larger than 10 MB",
        "outside.txt": "leads out of the folder",
        "circle.txt": "link in a circle",
        "pipe.txt": "is a device, pipe or socket",
        "vanishing.txt": "vanished while reading",
        "bell\\x07\\x1b[2J.txt": "unprintable characters in its name",
        "b\\udcff.txt": "unprintable characters in its name",
    }.items():
        assert reason in skipped[name]
    assert any(path.startswith("deep.jsonl") for path in skipped)
    assert told["megabytes"] < 700
