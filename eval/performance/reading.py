"""What reading costs: time a page, its share of indexing, and whether memory grows over many pages.

PYTHONPATH=eval python -m performance.reading 10000
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from assistant.config import Config
from assistant.index.embedding import make_embedder
from assistant.ingest.chunking import embedded_text, split
from assistant.ingest.folder import read_file, scan
from assistant.schema import Article

MARKS = (1_000, 5_000, 10_000)
EMBEDDED = 100
"""Pages whose passages are embedded, to know what that costs beside reading."""
PARAGRAPH = (
    "The council of {town} voted on {day} March for ferry number {number}, which is to sail from June. "
    "“We waited {number} days for this,” said the harbour master, Ilse Brandt, who has worked there for 22 years. "
    "The boat costs {number},000 crowns, and the bus that runs in its place will be given up."
)
PAGE = """<!doctype html><html lang="en"><head><title>Ferry {number} sails | Larkfield Echo</title>
<meta property="og:site_name" content="Larkfield Echo"><meta property="article:published_time" content="2022-03-{day}T10:00:00Z">
</head><body><nav>{links}</nav><article><h1>Ferry {number} sails</h1><time>{day} March 2022</time>{body}</article></body></html>"""


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_pages(Path(folder), count)
        files, _ = scan(Path(folder))
        kept: list[Article] = []
        began = time.process_time()
        for number, file in enumerate(files, 1):
            articles, _ = read_file(Path(folder), file.path)
            kept += articles if number <= EMBEDDED else []
            if number in MARKS or number == count:
                print(f"{number:,} pages: {resident():,.0f} MB resident", flush=True)
        a_page = (time.process_time() - began) / count
        embedding = embed(kept) / len(kept)
        print(
            f"reading {1000 * a_page:.1f} ms a page, cutting and embedding {1000 * embedding:.1f} ms (processor time)"
        )
        print(f"share of reading: {a_page / (a_page + embedding):.2f}")


def make_pages(folder: Path, count: int) -> None:
    links = "".join(f'<a href="/{name}">Section {name}</a>' for name in range(40))
    for number in range(count):
        day, town = 10 + number % 20, f"Larkfield {number}"
        body = "".join(f"<p>{PARAGRAPH.format(town=town, day=day, number=number + part)}</p>" for part in range(8))
        text = PAGE.format(number=number, day=day, links=links, body=body)
        (folder / f"{number}.html").write_text(text, encoding="utf-8")


def embed(articles: list[Article]) -> float:
    """The processor time of cutting and embedding these articles."""
    embedder = make_embedder(Config())
    embedder.encode(["warm"], [[(0, 4)]])
    began = time.process_time()
    for article in articles:
        passages = split(article)
        texts = [embedded_text(article, passage) for passage in passages]
        shifted = [
            [(start - passage.start + shift, end - passage.start + shift) for start, end in passage.sentences]
            for passage, (_, shift) in zip(passages, texts, strict=True)
        ]
        embedder.encode([text for text, _ in texts], shifted)
    return time.process_time() - began


def resident() -> float:
    """Megabytes of this process in memory now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else max(MARKS))
