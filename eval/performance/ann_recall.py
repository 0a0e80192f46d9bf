"""How much of exact search Chroma finds over real text: `PYTHONPATH=eval python -m performance.indexing_and_search --real-text FOLDER`.

The folder's text files, and the long strings of its JSONL files, are cut with much overlap: one passage of up to 600 and
one of up to 250 characters from every sentence on. They are embedded by the built-in model for as long as is allowed, in
a random order, and asked the questions of the folder's `questions.jsonl` files, and blends of two passages' vectors,
which lie where no question lies.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.index.chroma import ChromaPassages, ChromaWriting
from assistant.index.collection import NearestPassages
from assistant.index.embedding import MiniLM
from assistant.index.quantization import ByteVectors
from assistant.schema import Article, Passage
from assistant.text.sentences import sentences

if TYPE_CHECKING:
    import numpy as np

QUESTIONS_FILE = "questions.jsonl"
LENGTHS = (600, 250)
SHORTEST = 200
"""Characters from which a string of a JSONL file counts as a text."""
NEAREST = 20
QUESTIONS, BLENDS = 400, 200
PART = 512
"""Passages that are embedded between two looks at the clock."""


def recall_on(folder: Path, cache: Path, seconds: float = 300.0) -> dict[str, float]:
    """Recall of the nearest passages against exact search, and the time of a search in Chroma, by kind of question.

    Embeds for about `seconds`. Raises ValueError where the folder holds no text or no question.
    """
    import numpy as np

    model = MiniLM(cache)
    cut = list(dict.fromkeys(piece for text in texts_of(folder) for piece in pieces(text)))
    asked = list(dict.fromkeys(questions_of(folder)))
    if len(cut) < 2 or not asked:
        raise ValueError(f"{folder} holds no text or no {QUESTIONS_FILE}: name a folder that has both")
    rng = np.random.default_rng(1)
    cut = [cut[place] for place in rng.permutation(len(cut))]
    vectors = ByteVectors.of(_embedded(model, cut, seconds))
    cut = cut[: len(vectors)]
    questions = np.stack([model.query(asked[place]) for place in rng.permutation(len(asked))[:QUESTIONS]])
    blends = np.stack([vectors[rng.integers(len(vectors), size=2)].sum(axis=0) for _ in range(BLENDS)])
    blends /= np.linalg.norm(blends, axis=1, keepdims=True)
    with tempfile.TemporaryDirectory() as work:
        store = _stored(Path(work) / "chroma", cut, vectors)
        found = {
            "questions": recall(vectors, store.nearest, questions),
            "blends": recall(vectors, store.nearest, blends),
        }
        store.close()
    return {
        "passages": len(cut),
        "characters": float(np.mean([len(piece) for piece in cut])),
        "asked": len(questions),
        **{f"{kind}_recall": share for kind, (share, _) in found.items()},
        **{f"{kind}_seconds_p50": median for kind, (_, median) in found.items()},
    }


def recall(vectors: ByteVectors, nearest: NearestPassages, questions: np.ndarray) -> tuple[float, float]:
    """The mean share of the exactly nearest that a search finds, and the median of its seconds."""
    import numpy as np

    shares, seconds = [], []
    for question in questions:
        exact = np.argsort(-(vectors @ question), kind="stable")[:NEAREST]
        started = time.perf_counter()
        rows = nearest(question, NEAREST)[0]
        seconds.append(time.perf_counter() - started)
        shares.append(len(np.intersect1d(exact, rows)) / len(exact))
    return float(np.mean(shares)), float(np.median(seconds))


def pieces(text: str) -> Iterator[str]:
    """From every sentence on, as many whole sentences as each of LENGTHS holds, one at least.

    "A b. C d." with a length of 4 → "A b.", "C d."
    """
    spans = sentences(text)
    for place, (start, end) in enumerate(spans):
        for length in LENGTHS:
            ends = [stop for _, stop in spans[place : place + length] if stop - start <= length]
            yield text[start : max(ends, default=end)]


def texts_of(folder: Path) -> Iterator[str]:
    """The folder's text files, and the long strings of its JSONL files, in the order of their paths."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".txt", ".md"):
            yield path.read_text(encoding="utf-8", errors="replace")
        elif path.suffix == ".jsonl" and path.name != QUESTIONS_FILE:
            for line in path.read_text(encoding="utf-8").splitlines():
                yield from (text for text in _strings(json.loads(line)) if len(text) >= SHORTEST)


def questions_of(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob(QUESTIONS_FILE)):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if isinstance(text := row.get("question", row.get("text")), str):
                yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _embedded(model: MiniLM, cut: list[str], seconds: float) -> np.ndarray:
    """The vectors of as many of the first passages as the time allows."""
    import numpy as np

    started = time.monotonic()
    parts = []
    for first in range(0, len(cut), PART):
        some = cut[first : first + PART]
        parts.append(model.encode(some, [()] * len(some)).vectors)
        if time.monotonic() - started > seconds:
            break
    return np.concatenate(parts)


def _stored(folder: Path, cut: list[str], vectors: ByteVectors) -> ChromaPassages:
    """The passages in Chroma, with the settings that the index has."""
    article = Article("text", "")
    records = [
        (Passage(passage_id=str(row), article_id="text", start=0, end=len(text), text=text, sentences=()), article)
        for row, text in enumerate(cut)
    ]
    ChromaWriting(folder, None, []).finish(records, vectors[:], len(records))
    return ChromaPassages(folder, {str(row): row for row in range(len(cut))})
