"""`make bench`: what indexing and asking cost in time, memory and disk, as ratios within one run.

Embedding is measured with the built-in model on the sample articles. Everything else is measured on made-up articles;
in the large collections their vectors are made up too (`synthetic_corpus.WordVectors`), because a hundred thousand passages take
the model an hour. Questions are embedded by the built-in model throughout; each is asked once, in words of the collection.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from performance import ann_recall, synthetic_corpus

from assistant.config import Config
from assistant.errors import AssistantError
from assistant.index import manager
from assistant.index.embedding import Encoded, MiniLM
from assistant.index.minilm import Precision
from assistant.index.quantization import ByteVectors
from assistant.ingest import chunking
from assistant.ingest.folder import read_file, scan
from assistant.retrieval.question import understand
from assistant.schema import Passage
from assistant.service import Assistant

if TYPE_CHECKING:
    import numpy as np

SCRIPTS = Path(__file__).parents[1]
QUESTION = "What did the minister say about the budget on Monday?"
OPENINGS = ("What did", "How many", "Who called for", "When was", "Where did")
MADE_UP_QUESTION = "What did Ba ke di say about kebadi?"
PASSAGES_AN_ARTICLE = 6
PRECISIONS: tuple[Precision, ...] = ("fp32", "int8")


class Stand(MiniLM):
    """The built-in model for questions and for few passages, made-up vectors for many."""

    def __init__(self, cache: Path) -> None:
        super().__init__(cache)
        self.name += ", many passages made up"
        self._many = synthetic_corpus.WordVectors()

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Any = None) -> Encoded:
        return self._many.encode(texts, spans, progress) if len(texts) > 32 else super().encode(texts, spans, progress)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="PYTHONPATH=eval python -m performance.indexing_and_search", description=__doc__
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000], help="passages of the collections")
    parser.add_argument("--home", type=Path, default=Path(), help="the workspace whose corpus/ is embedded")
    parser.add_argument("--real-text", type=Path, help="only Chroma's recall, over the texts of this folder")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long --real-text may embed")
    parser.add_argument("--out", type=Path, default=Path("eval/runs/speed"), help="folder of the figures")
    options = parser.parse_args()
    config = Config(home=options.home)
    if options.real_text:
        print(json.dumps(ann_recall.recall_on(options.real_text, config.cache, options.seconds), indent=1))
        return
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        steps: list[tuple[str, Callable[[], Any]]] = [
            ("embedding", lambda: embedding_cost(config, work)),
            ("cold", lambda: cold_cost(config, work)),
            ("first_answer", lambda: first_answer(config, work / "new", 1_400)),
            ("scaling", lambda: [at_size(config, work / str(size), size) for size in options.sizes]),
        ]
        for name, step in steps:
            result[name] = step()
            print(name, json.dumps(result[name]), file=sys.stderr, flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "speed.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(table(result))


def embedding_cost(config: Config, work: Path) -> dict[str, float]:
    """Indexing the sample articles, twice over, against the bare model's time for the same passages.

    In seconds on all cores, which a busy machine distorts, and in processor seconds on one core, which it does not.
    The better of two.
    """
    folder = work / "sample"
    folder.mkdir()
    for copy in range(2):
        for file in scan(config.corpus_path)[0]:
            name = f"{copy} {file.path.replace('/', ' ')}"
            (folder / name).write_bytes((config.corpus_path / file.path).read_bytes())
    articles = [item for file in scan(folder)[0] for item in read_file(folder, file.path)[0]]
    texts = [chunking.embedded_text(article, cut)[0] for article in articles for cut in chunking.split(article)]
    result: dict[str, float] = {"passages": len(texts)}
    for precision in PRECISIONS:
        for threads, clock in ((None, time.perf_counter), (1, time.process_time)):
            model = MiniLM(config.cache, threads, precision)
            model.query("warm")
            bare, whole = [], []
            for number in range(2):
                bare.append(_seconds(lambda model=model: bare_pass(model, texts), clock))  # type: ignore[misc]
                target = work / f"{precision} {threads} {number}"
                whole.append(_seconds(lambda model=model, target=target: manager.update(folder, target, model), clock))  # type: ignore[misc]
            on = "one" if threads else "all"
            result |= {f"{precision}_bare_{on}": min(bare), f"{precision}_index_{on}": min(whole)}
    return result


def bare_pass(model: MiniLM, texts: Sequence[str]) -> None:
    """The usual way: sorted by length, padded in batches of 32, all cores on one batch."""
    import numpy as np
    import onnxruntime

    from assistant.index.minilm import prepare_graph

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = model.threads
    graph = str(prepare_graph(model.cache, model.precision))
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    encodings = sorted(model.tokenizer.encode_batch(list(texts)), key=lambda encoding: len(encoding.ids))
    for first in range(0, len(encodings), 32):
        batch = encodings[first : first + 32]
        ids = np.zeros((len(batch), len(batch[-1].ids)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(batch):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})


def cold_cost(config: Config, work: Path) -> dict[str, float]:
    """`assistant ask` in a new process over importing chromadb and llama_index.core alone; the best of three."""
    folder = work / "cold"
    manager.update(config.corpus_path, folder, MiniLM(config.cache))
    ask = [sys.executable, "-m", "assistant", "ask", QUESTION, "--index", str(folder), "--answerer", "extractive"]
    imports = [sys.executable, "-c", "import chromadb, llama_index.core"]
    return {
        "ask": min(_process_seconds(ask) for _ in range(3)),
        "imports": min(_process_seconds(imports) for _ in range(3)),
    }


def first_answer(config: Config, home: Path, articles: int) -> dict[str, float]:
    """From starting `assistant index` on new articles to the first answer out of them."""
    synthetic_corpus.write_articles(home / "corpus", articles)
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "index", "--home", str(home)], stdout=subprocess.DEVNULL
    )
    try:
        assistant = Assistant(Config(home=home, cache=config.cache))
        while process.poll() is None or (home / "index" / "CURRENT").exists():
            try:
                assistant.ask(MADE_UP_QUESTION, answerer="extractive")
            except AssistantError:
                time.sleep(0.05)
            else:
                pending = assistant.generation().pending
                return {"articles": articles, "seconds": time.monotonic() - started, "passages_without_vector": pending}
        raise AssistantError("indexing the made-up articles failed: run `assistant index` on them to see why")
    finally:
        process.kill()
        process.wait()


ASKED = 60
"""Questions that are timed, for each thing that is timed."""


def at_size(config: Config, home: Path, size: int, asked: int = ASKED) -> dict[str, float]:
    """A collection of about so many passages: what it costs to build, to change and to ask."""
    synthetic_corpus.write_articles(home / "corpus", size // PASSAGES_AN_ARTICLE)
    model = Stand(config.cache)
    built = manager.update(home / "corpus", home / "index", model)
    changed = home / "corpus" / "00007.md"
    reindex = []
    for seed in range(3):
        synthetic_corpus.write_articles(home / "other", 1, seed=100 + seed)
        changed.write_text((home / "other" / "00000.md").read_text(encoding="utf-8"), encoding="utf-8")
        reindex.append(_seconds(lambda: manager.update(home / "corpus", home / "index", model)))
    article = read_file(home / "corpus", changed.name)[0][0]
    texts = [chunking.embedded_text(article, cut)[0] for cut in chunking.split(article)]
    child = subprocess.run(
        [sys.executable, "-c", ASKING, str(SCRIPTS), str(home), str(config.cache), str(asked)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(child.stdout)
    return {
        "passages": built.passages,
        "build_seconds": built.seconds,
        "reindex_seconds": min(reindex),
        "embed_article_seconds": min(
            _seconds(lambda: MiniLM.encode(model, texts, [()] * len(texts))) for _ in range(3)
        ),
        "text_bytes": sum(path.stat().st_size for path in (home / "corpus").iterdir()),
        "index_bytes": sum(path.stat().st_size for path in (home / "index").rglob("*") if path.is_file()),
        **told,
    }


ASKING = "import sys; sys.path.insert(0, sys.argv[1]); from performance.indexing_and_search import asking; asking(*sys.argv[2:])"


def asking(home: str, cache: str, asked: str) -> None:
    """In a process of its own, so that its memory is that of asking alone: prints times and memory as JSON."""
    import datetime as dt

    import numpy as np

    model, exact = Stand(Path(cache)), MiniLM(Path(cache), precision="fp32")
    assistant = Assistant(Config(home=Path(home), cache=Path(cache)))
    assistant.__dict__["embedder"] = model
    since = dt.date(2017, 1, 1)  # eight of the ten years of the made-up articles
    vectors, nearest = assistant.generation().vectors, assistant.generation().store.nearest
    questions = iter(questions_about(assistant.generation().passages, 10 + 5 * int(asked)))
    for question in itertools.islice(questions, 10):
        assistant.retrieve(understand(question))
        assistant.retrieve(dataclasses.replace(understand(question), since=since))
    megabytes = _peak_megabytes()  # before the second model, which is here to be compared with
    exact.query(QUESTION)
    steps: dict[str, Callable[[str], Any]] = {
        "embed": model.query,
        "embed_fp32": exact.query,
        "candidates": lambda question: _look_up(assistant, question),
        "question": lambda question: assistant.retrieve(understand(question)),
        "filtered": lambda question: assistant.retrieve(dataclasses.replace(understand(question), since=since)),
    }
    wall: dict[str, list[float]] = {name: [] for name in steps}
    used: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(int(asked)):
        for name, step in steps.items():
            question = next(questions)  # each step asks its own: what one has found out is remembered
            started = time.thread_time()
            wall[name].append(_seconds(lambda step=step, question=question: step(question)))  # type: ignore[misc]
            used[name].append(time.thread_time() - started)
    told = {
        "embed_question_p50": float(np.median(wall["embed"])),
        "candidates_p50": float(np.median(wall["candidates"])),
        "question_p50": float(np.median(wall["question"])),
        "filtered_p95": float(np.percentile(wall["filtered"], 95)),
        "filtered_processor_p95": float(np.percentile(used["filtered"], 95)),
        **{f"{name}_processor_p50": float(np.median(seconds)) for name, seconds in used.items()},
        "megabytes": megabytes,
        "recall_of_exact": ann_recall.recall(vectors, nearest, _blends(vectors))[0],
    }
    print(json.dumps(told))


def questions_about(found: Sequence[Passage], count: int) -> list[str]:
    """Different questions in the words of the passages themselves: no cache knows them, and every one finds something."""
    import numpy as np

    rng = np.random.default_rng(1)
    questions: dict[str, None] = {}
    while len(questions) < count:
        said = found[int(rng.integers(len(found)))].text.replace(".", "").split()
        first, length = int(rng.integers(max(1, len(said) - 10))), int(rng.integers(4, 11))
        questions[f"{OPENINGS[len(questions) % len(OPENINGS)]} {' '.join(said[first : first + length])}?"] = None
    return list(questions)


def _blends(vectors: ByteVectors) -> np.ndarray:
    """Questions' vectors for the recall: each between two passages' vectors."""
    import numpy as np

    rng = np.random.default_rng(1)
    blends = np.stack([vectors[rng.integers(len(vectors), size=2)].sum(axis=0) for _ in range(50)])
    return np.asarray(blends / np.linalg.norm(blends, axis=1, keepdims=True))


def _look_up(assistant: Assistant, text: str) -> None:
    """From a question to the candidates of both sides, without the learned ranking and the marked sentences."""
    from assistant.retrieval.retriever import candidates

    collection, vector = assistant.generation().collection, assistant.embedder.query(text)
    lexical = collection.lexical.term_scores(collection.lexical.terms(text))
    candidates(collection, understand(text), vector, lexical)


def _peak_megabytes() -> float:
    """The most memory that this process has held. Where Linux tells it; elsewhere with what its parent held."""
    import resource

    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(result: dict[str, Any]) -> str:
    """The figures against their goals, for a terminal and for eval/README.md."""
    embedding, cold, first = result["embedding"], result["cold"], result["first_answer"]
    rows = []
    for on, meaning in (("all", "all cores"), ("one", "one core, processor time")):
        exact, small = embedding[f"fp32_index_{on}"], embedding[f"int8_index_{on}"]
        rows += [
            (f"indexing over the bare fp32 model, {meaning}", exact / embedding[f"fp32_bare_{on}"], "0.6"),
            (f"the same with int8, {meaning}", small / embedding[f"fp32_bare_{on}"], "0.6"),
            (f"indexing over its own bare model, int8, {meaning}", small / embedding[f"int8_bare_{on}"], "1.10"),
        ]
    rows += [
        (f"seconds to the first answer, {first['articles']} new articles", first["seconds"], "10"),
        ("cold ask over importing chromadb and llama_index.core", cold["ask"] / cold["imports"], "1.5"),
    ]
    for at in result["scaling"]:
        size, embed, used = f"{at['passages']:,} passages", at["embed_question_p50"], at["question_processor_p50"]
        reindex = at["reindex_seconds"]
        rows += [
            (f"{size}: one changed article over embedding it", reindex / at["embed_article_seconds"], "3"),
            (f"{size}: that in seconds", reindex, "3"),
            (
                f"{size}: question to unranked candidates over embedding it, p50",
                at["candidates_p50"] / embed,
                "1.5 to 3",
            ),
            (f"{size}: question over embedding it, p50", at["question_p50"] / embed, "1.5 to 3"),
            (f"{size}: the same in processor time", used / at["embed_processor_p50"], "1.5 to 3"),
            (f"{size}: over fp32's embedding it, processor time", used / at["embed_fp32_processor_p50"], "1.5 to 3"),
            (f"{size}: date filter that keeps 80 %, p95, ms", 1000 * at["filtered_p95"], "50"),
            (f"{size}: the same in processor time", 1000 * at["filtered_processor_p95"], "50"),
            (f"{size}: recall of exact search by Chroma, made-up vectors", at["recall_of_exact"], "at least .99"),
            (f"{size}: MB while asking", at["megabytes"], "400 to 700"),
            (f"{size}: index over text", at["index_bytes"] / at["text_bytes"], "6"),
        ]
    lines = ["| what | measured | at most |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {what} | {value:.2f} | {goal} |" for what, value, goal in rows)])


def _seconds(action: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    action()
    return clock() - started


def _process_seconds(command: list[str]) -> float:
    return _seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


if __name__ == "__main__":
    main()
