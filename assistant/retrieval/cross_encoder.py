"""Reads the best passages beside the question: does one answer it, and which of its sentences?

Signals of words and vectors (`signals.py`) see what a text is about; a question that the news nearly answers is about the
same. So the encoder of all-MiniLM-L6-v2 reads question and passage as one text (a cross-encoder, Nogueira & Cho 2019):
`[CLS] question [SEP] headline, outlet, date, passage [SEP]`, where the passage says which day its "Tuesday" was.
Its upper layers and two small heads were trained by
`assistant/training/reader.py` on invented reports with questions that they answer and questions that they only seem to
answer (`eval/reading/`); the lower layers, the words and the tokenizer are those of the embedding model.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import math
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.index import minilm
from assistant.ingest.chunking import source_line
from assistant.retrieval.retriever import Retrieved
from assistant.schema import Article, Evidence, Span
from assistant.text.date_words import DateWords, days_meant
from assistant.text.mentions import read_mentions
from assistant.text.sentences import sentences

if TYPE_CHECKING:
    import numpy as np

READ = 8
"""Passages that are read: all that an answer is made of. Each costs about 20 ms of processor time."""
QUESTION_TOKENS, TOKENS = 48, 256
CLS, SEP = 101, 102
GRAPH_VERSION = 1
THREADS = 2
SUREST = 8.0
"""Log-odds beyond which the reader is not believed to be surer, of a passage or of a sentence."""
_BEFORE_A_DATE = re.compile(r"\s*\b(?:in|on|of|at|from|during|since|until|by|for)?(?: the)?\s*$", re.IGNORECASE)
KEPT = 4096
"""Readings that are remembered: the same question is asked again with another answerer, in a comparison, by another reader."""


Pair = tuple[str, str, tuple[Span, ...]]
"""Question, text, and where the sentences lie in it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one passage."""

    answers: float
    """Log-odds that the passage answers the question."""
    sentences: tuple[float, ...]
    """For each of its sentences the log-odds that it does; one beyond TOKENS has none (minus infinity)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Tokens:
    """Question and passage as one text."""

    ids: np.ndarray
    """(tokens,)"""
    kinds: np.ndarray
    """(tokens,): 0 for the question, 1 for the passage"""
    inside: np.ndarray
    """(sentences, tokens), bool: which tokens each sentence has"""


class Reader:
    """The trained network. The session is made at the first use and shared by threads; at most THREADS passages are read at a time,
    whoever asks, so that many who ask do not drive each other's layers out of the cores' caches.
    """

    def __init__(self, cache: Path, precision: minilm.Precision = "int8") -> None:
        self.cache = cache
        self.precision = precision
        self.kept: dict[Pair, Reading] = {}
        """The last KEPT readings, the oldest first."""
        self._lock = threading.Lock()

    def prepare(self) -> Path:
        """The path of the network's graph, built when it is not there yet (some seconds)."""
        return prepare_graph(self.cache, self.precision)

    @functools.cached_property
    def session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        path = str(self.prepare())
        return onnxruntime.InferenceSession(
            path,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # slower than the two steps it joins
        )

    @functools.cached_property
    def tokenizer(self) -> Any:
        return load_tokenizer()

    @functools.cached_property
    def heads(self) -> dict[str, np.ndarray]:
        return network(encoder=False)

    def read(self, question: str, evidence: Sequence[Evidence]) -> list[Reading]:
        """One reading a passage, in their order."""
        pairs = [as_pair(question, item) for item in evidence]
        with self._lock:
            known = {pair: self.kept[pair] for pair in pairs if pair in self.kept}
        new = [pair for pair in dict.fromkeys(pairs) if pair not in known]
        if new:
            known |= dict(zip(new, self.pool.map(lambda pair: self.judged(*pair), new), strict=True))
            self._keep({pair: known[pair] for pair in new})
        return [known[pair] for pair in pairs]

    @functools.cached_property
    def pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, thread_name_prefix="reader")

    def _keep(self, readings: dict[Pair, Reading]) -> None:
        with self._lock:
            self.kept |= readings
            for oldest in list(self.kept)[: max(0, len(self.kept) - KEPT)]:
                del self.kept[oldest]

    def judged(self, question: str, text: str, spans: tuple[Span, ...]) -> Reading:
        """What the network says of one pair."""
        import numpy as np

        pair = tokenise(self.tokenizer, question, text, spans)
        inputs = {
            "input_ids": pair.ids[np.newaxis],
            "attention_mask": np.ones((1, len(pair.ids)), dtype=np.int64),
            "token_type_ids": pair.kinds[np.newaxis],
        }
        return judge(self.session.run(["tokens"], inputs)[0][0], pair, self.heads)


def as_pair(question: str, item: Evidence) -> Pair:
    """What a reading depends on: the question as it is put to this passage, the passage as it is read, and its sentences in that."""
    text, spans = as_read(item, item.text, sentences(item.text))
    return question if item.published else without_dates(question), text, tuple(spans)


def as_read(source: Article | Evidence, text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """A passage's text as the network reads it, and where its sentences lie in that: behind headline, outlet and date, and with the
    days that its words mean, which no network can reckon.

    `They spoke on Tuesday.` of 30 March 2022 → `They spoke on Tuesday (29 March 2022).`
    """
    pieces, places, last = [source_line(source, text)], [], 0
    length = len(pieces[0])
    for start, end in spans:
        sentence = _with_days(text[start:end], source.published)
        pieces += [text[last:start], sentence]
        length += start - last
        places.append((length, length + len(sentence)))
        length, last = length + len(sentence), end
    return "".join([*pieces, text[last:]]), places


def without_dates(question: str) -> str:
    """A question without its dates, as it is put to a passage of which nobody knows the day.

    `Who called in February 2022?` → `Who called?`
    """
    for mention in reversed(read_mentions(question)):
        if mention.kind == "date":
            before, behind = _BEFORE_A_DATE.sub("", question[: mention.start]), question[mention.end :]
            question = before + behind if before else behind.lstrip(" ,")
    return question


def _with_days(sentence: str, published: dt.date | None) -> str:
    """The day or the month behind words that mean one beside the day of publication only."""
    if published is None:
        return sentence
    for mention in reversed(read_mentions(sentence)):
        if isinstance(mention.value, DateWords) and mention.value.month is None and mention.value.year is None:
            meant = days_meant(mention.value, published)
            if meant and (meant.last - meant.first).days <= 31:
                said = f"{meant.first.day} {meant.first:%B %Y}" if meant.only else f"{meant.first:%B %Y}"
                sentence = f"{sentence[: mention.end]} ({said}){sentence[mention.end :]}"
    return sentence


def judge(tokens: np.ndarray, pair: Tokens, heads: dict[str, np.ndarray]) -> Reading:
    """The heads over token vectors of shape (tokens, width).

    A sentence is judged by the mean of its tokens, the first token's vector, and the product and distance of that mean
    and the question's, and by how much nearer to the question it is than the passage's other sentences; the passage by
    the first token, the question's mean, and its best sentence.
    """
    import numpy as np

    counts = pair.inside.sum(axis=1)
    means = pair.inside @ tokens / np.maximum(counts, 1)[:, np.newaxis]
    first, asked = tokens[0], tokens[pair.kinds == 0].mean(axis=0)
    near = _unit(means) @ _unit(asked)
    nearer = near - near[counts > 0].mean() if (counts > 0).any() else near
    wide = np.concatenate([means, np.broadcast_to(first, means.shape), means * asked, np.abs(means - asked)], axis=1)
    each = (wide @ heads["sentence.weight"] + heads["sentence.constant"] + heads["scale"][0] * nearer).astype(float)
    each[counts == 0] = -np.inf
    best = max(each.max(initial=-np.inf), -30.0)
    whole = np.concatenate([first, asked]) @ heads["passage.weight"] + heads["passage.constant"]
    return Reading(float(whole + 0.1 * heads["scale"][1] * (best + 1.5)), tuple(each.tolist()))


def _unit(vectors: np.ndarray) -> np.ndarray:
    import numpy as np

    scaled: np.ndarray = vectors / np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True) + 1e-6)
    return scaled


def tokenise(tokenizer: Any, question: str, text: str, spans: Sequence[Span]) -> Tokens:
    """Question and text as one sequence of at most TOKENS tokens, and where the text's sentences lie in it."""
    import numpy as np

    asked = tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS]
    told = tokenizer.encode(text, add_special_tokens=False)
    room = TOKENS - len(asked) - 3
    ids = [CLS, *asked, SEP, *told.ids[:room], SEP]
    before = len(asked) + 2
    kinds = np.array([0] * before + [1] * (len(ids) - before), dtype=np.int64)
    inside = np.zeros((len(spans), len(ids)), dtype=bool)
    starts, ends = np.array(told.offsets[:room]).reshape(-1, 2).T
    for place, (start, end) in enumerate(spans):
        inside[place, before : before + len(starts)] = (starts < end) & (ends > start)
    return Tokens(np.array(ids, dtype=np.int64), kinds, inside)


def load_tokenizer() -> Any:
    """The embedding model's tokenizer, which neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(minilm.package_file("tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def network(encoder: bool = True) -> dict[str, np.ndarray]:
    """The trained layers and heads, by name; the heads alone without `encoder`. Matrices are kept as int8 with a scale a row."""
    import numpy as np

    with resources.files("assistant").joinpath("data/reader.npz").open("rb") as file, np.load(file) as every:
        stored = {name: every[name] for name in every.files if encoder or not name.startswith("encoder.")}
    scales = {name.removesuffix("|scale"): stored.pop(name) for name in list(stored) if name.endswith("|scale")}
    return {
        name: (value * scales[name]).astype(np.float32) if name in scales else value.astype(np.float32)
        for name, value in stored.items()
    }


def prepare_graph(cache: Path, precision: minilm.Precision) -> Path:
    """The path of the ONNX graph below `cache`, built when it is not there yet.

    Raises WeightsError when the embedding weights are not installed.
    """
    digest = hashlib.sha256(resources.files("assistant").joinpath("data/reader.npz").read_bytes()).hexdigest()
    exact = cache / f"reader-{digest[:12]}-{GRAPH_VERSION}.onnx"
    target = exact.with_stem(f"{exact.stem}-int8") if precision == "int8" else exact
    if target.exists():
        return target
    if not exact.exists():
        trained = {name: value for name, value in network().items() if name.startswith("encoder.")}
        weights = minilm.load_weights(minilm.package_file("model.safetensors"))
        minilm.save(minilm.build_graph({**weights, **trained}, pairs=True), exact)
    if precision == "int8":
        minilm.quantise(exact, target)
        exact.unlink(missing_ok=True)
    return target


# --- what reading adds to what was retrieved -----------------------------------------------------------------------

SIGNALS = (
    "log-odds of the confidence without reading",
    "passages together",
    "first passage",
    "constant",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Weights:
    """How reading and the signals are put together (`data/reading.json`)."""

    confidence: np.ndarray
    """One weight a name of SIGNALS."""
    sentence: np.ndarray
    """(3,): of the log-odds that a sentence answers without reading, of those that were read, and a constant"""


@functools.cache
def weights() -> Weights:
    """The trained weights. Raises KeyError where the file lacks one."""
    import numpy as np

    stored = json.loads(resources.files("assistant").joinpath("data/reading.json").read_text(encoding="utf-8"))
    return Weights(
        np.array([stored["confidence"][name] for name in SIGNALS]),
        np.array([stored["sentence"][name] for name in ("without reading", "reading", "constant")]),
    )


def read(reader: Reader, question: str, retrieved: Retrieved) -> Retrieved:
    """What was retrieved, with the confidence and the sentences' probabilities that reading the best passages leaves."""
    best = retrieved.evidence[:READ]
    if not best:
        return retrieved
    readings = reader.read(question, best)
    learned = weights()
    confidence = probability(float(confidence_signals(retrieved.confidence, readings) @ learned.confidence))
    likely = dict(retrieved.likely)
    for item, reading in zip(best, readings, strict=True):
        for (start, _), value in zip(sentences(item.text), reading.sentences, strict=True):
            key = (item.article_id, item.start + start)
            if key in likely and math.isfinite(value):
                before, read_, constant = learned.sentence
                likely[key] = probability(before * log_odds(likely[key]) + read_ * bounded(value) + constant)
    return dataclasses.replace(retrieved, confidence=round(confidence, 4), likely=likely)


def confidence_signals(confidence: float, readings: Sequence[Reading]) -> np.ndarray:
    """The values of SIGNALS, shape (len(SIGNALS),).

    Passages together: log of the sum of the square roots of their odds. Several that may answer count for more than one, and a sure one
    outweighs many that do not. However sure the reader is, it counts no more than SUREST.
    """
    import numpy as np

    answers = np.array([bounded(reading.answers) for reading in readings])
    return np.array([log_odds(confidence), np.logaddexp.reduce(answers / 2), answers[0], 1.0])


def bounded(log_odds: float) -> float:
    """Within SUREST on either side: where the reader finds nothing at all, what retrieval found still tells sentences apart."""
    return max(-SUREST, min(SUREST, log_odds))


def log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
