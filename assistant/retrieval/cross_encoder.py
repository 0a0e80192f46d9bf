"""Reads the best passages beside the question: does one answer it, and which of its sentences?

Signals of words and vectors (`features.py`) see what a text is about; a question that the news nearly answers is about the
same. So the encoder of all-MiniLM-L6-v2 reads question and passage as one text (a cross-encoder, Nogueira & Cho 2019):
`[CLS] question [SEP] headline, outlet, date, passage [SEP]`, where the passage says which day its "Tuesday" was.
Its upper layers and two small heads were trained by
`eval/training/train_cross_encoder.py` on invented reports with questions that they answer and questions that they only seem to
answer (`eval/reading/`); the lower layers, the words and the tokenizer are those of the embedding model. A second network, made so of
the multilingual embedding model, reads where question or passages are not English.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from assistant.index import e5, minilm
from assistant.ingest.chunking import source_line
from assistant.retrieval.echoes import asks_again, without_echoes
from assistant.retrieval.question import days_asked, is_of
from assistant.retrieval.types import Reading
from assistant.schema import Article, Evidence, Query, Span
from assistant.text.mentions import days_said

QUESTION_TOKENS, TOKENS = 48, 256
GRAPH_VERSION = 1
LONGEST_ANSWER = 30
"""Tokens of a short answer."""
LEAST = -30.0
"""Log-odds of a passage of which no sentence was read."""
THREADS = 2
REMEMBERED = 4096
"""Readings that are remembered: the same question is asked again with another answerer, in a comparison, by another reader."""


@dataclasses.dataclass(frozen=True, slots=True)
class Base:
    """An embedding model's encoder, whose upper layers were trained further to read."""

    weights: str
    """The file of the trained layers and heads in `assistant/data`."""
    marks: tuple[int, int]
    """The tokens before everything and behind either text."""
    unknown: int
    """The token in the place of such a mark that a text spells out."""
    kinds: bool
    """Whether the encoder was made to be told which text a token is of."""


ENGLISH = Base("reader.npz", (101, 102), 100, kinds=True)
MULTILINGUAL = Base("reader_multilingual.npz", (0, 2), 3, kinds=False)


@dataclasses.dataclass(frozen=True, slots=True)
class ReadText:
    """A passage as the network reads it."""

    text: str
    sentences: tuple[Span, ...]
    """Where the passage's sentences lie in it."""
    added: tuple[Span, ...]
    """What of it is not the passage's: headline, outlet and date before it, days in brackets."""

    def place(self, offset: int) -> int:
        """Where in the passage a character of this text stands."""
        return offset - sum(min(end, offset) - start for start, end in self.added if start < offset)


Pair = tuple[str, ReadText]
"""Question and passage."""


@dataclasses.dataclass(frozen=True, slots=True)
class Tokens:
    """Question and passage as one text."""

    ids: np.ndarray
    """(tokens,)"""
    kinds: np.ndarray
    """(tokens,): 0 for the question, 1 for the passage"""
    inside: np.ndarray
    """(sentences, tokens), bool: which tokens each sentence has"""
    offsets: np.ndarray
    """(tokens, 2): which characters of the text each token is; (0, 0) for the question's and the marks"""


class CrossEncoder:
    """The trained network, a `Reranker`. The session is made at the first use and shared by threads; at most THREADS passages are
    read at a time, whoever asks, so that many who ask do not drive each other's layers out of the cores' caches.
    """

    def __init__(self, cache: Path, precision: minilm.Precision = "int8", base: Base = ENGLISH) -> None:
        self.cache = cache
        self.precision = precision
        self.base = base
        self.kept: dict[Pair, Reading] = {}
        """The last REMEMBERED readings, the oldest first."""
        self._lock = threading.Lock()

    def prepare(self) -> Path:
        """The path of the network's graph, built when it is not there yet (some seconds)."""
        return prepare_graph(self.cache, self.precision, self.base)

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
    def tokenizer(self) -> PairTokenizer:
        return PairTokenizer(self.base, self.cache)

    @functools.cached_property
    def heads(self) -> dict[str, np.ndarray]:
        return network(self.base, encoder=False)

    def score(self, query: Query, passages: Sequence[Evidence]) -> list[Reading]:
        """One reading a passage, in their order."""
        told = any(is_of(item.published, days_asked(query, item.published)) for item in passages)
        pairs = [as_pair(query, item, told) for item in passages]
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
            for oldest in list(self.kept)[: max(0, len(self.kept) - REMEMBERED)]:
                del self.kept[oldest]

    def judged(self, question: str, read: ReadText) -> Reading:
        """What the network says of one pair."""
        pair = self.tokenizer(question, read.text, read.sentences)
        inputs = {
            "input_ids": pair.ids[np.newaxis],
            "attention_mask": np.ones((1, len(pair.ids)), dtype=np.int64),
            "token_type_ids": pair.kinds[np.newaxis] * self.base.kinds,
        }
        reading = judge(self.session.run(["tokens"], inputs)[0][0], pair, self.heads)
        if reading.span is None:
            return reading
        start, end = reading.span
        span = (read.place(start), read.place(end))
        return dataclasses.replace(reading, span=span if span[0] < span[1] else None)


def as_pair(query: Query, item: Evidence, told: bool = False) -> Pair:
    """What a reading depends on: the question as it is put to this passage, and the passage as it is read, without the question.

    A passage of which nobody knows the day is not asked about one, unless reports of the days asked about are `told` beside it.
    """
    spans = [(sentence.start - item.start, sentence.end - item.start) for sentence in item.sentences]
    text = without_echoes(query, item)
    headed = dataclasses.replace(item, title=None) if item.title and asks_again(query, item.title) else item
    return query.text if item.published or told else query.undated_text, as_read(headed, text, spans)


def as_read(source: Article | Evidence, text: str, spans: Sequence[Span]) -> ReadText:
    """A passage's text as the network reads it: behind headline, outlet and date, and with the days that its words mean, which no
    network can reckon.

    `They spoke on Tuesday.` of 30 March 2022 → `They spoke on Tuesday (29 March 2022).`
    """
    pieces, places, added, last = [source_line(source, text)], [], [], 0
    length = len(pieces[0])
    if length:
        added.append((0, length))
    for start, end in spans:
        pieces.append(text[last:start])
        length += start - last
        begin, last = length, start
        for place, day in days_said(text[start:end], source.published):
            said = f" ({day})"
            pieces += [text[last : start + place], said]
            length += start + place - last
            added.append((length, length + len(said)))
            length, last = length + len(said), start + place
        pieces.append(text[last:end])
        length, last = length + end - last, end
        places.append((begin, length))
    return ReadText("".join([*pieces, text[last:]]), tuple(places), tuple(added))


def judge(tokens: np.ndarray, pair: Tokens, heads: dict[str, np.ndarray]) -> Reading:
    """The heads over token vectors of shape (tokens, width). The reading's span is that of the text as it was read.

    A sentence is judged by the mean of its tokens, the first token's vector, and the product and distance of that mean
    and the question's, and by how much nearer to the question it is than the passage's other sentences; the passage by
    its best sentence; the short answer by its first and last token.
    """
    counts = pair.inside.sum(axis=1)
    means = pair.inside @ tokens / np.maximum(counts, 1)[:, np.newaxis]
    first, asked = tokens[0], tokens[pair.kinds == 0].mean(axis=0)
    near = _unit(means) @ _unit(asked)
    nearer = near - near[counts > 0].mean() if (counts > 0).any() else near
    wide = np.concatenate([means, np.broadcast_to(first, means.shape), means * asked, np.abs(means - asked)], axis=1)
    each = (wide @ heads["sentence.weight"] + heads["sentence.constant"] + heads["scale"] * nearer).astype(float)
    each[counts == 0] = -np.inf
    span, odds = best_span(tokens @ heads["answer.weight"], pair.inside)
    if span is not None:
        span = (int(pair.offsets[span[0], 0]), int(pair.offsets[span[1], 1]))
    return Reading(float(each.max(initial=LEAST)), tuple(each.tolist()), span, odds)


def best_span(ends: np.ndarray, inside: np.ndarray) -> tuple[Span | None, float]:
    """First and last token of the likeliest answer within one sentence, and its log-odds against none, which is the first token.

    `ends` are the log-odds of each token to be the first and the last one, shape (tokens, 2).
    """
    best, odds = None, -np.inf
    for places in map(np.flatnonzero, inside):
        if not len(places):
            continue
        both = ends[places, 0][:, np.newaxis] + ends[places, 1]
        both = np.where(np.tri(len(places), k=LONGEST_ANSWER - 1) * np.tri(len(places)).T > 0, both, -np.inf)
        first, last = np.unravel_index(int(both.argmax()), both.shape)
        if both[first, last] > odds:
            best, odds = (int(places[first]), int(places[last])), float(both[first, last])
    return best, odds - float(ends[0].sum())


def _unit(vectors: np.ndarray) -> np.ndarray:
    scaled: np.ndarray = vectors / np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True) + 1e-6)
    return scaled


class PairTokenizer:
    """Makes one sequence of question and text; `plain` is the base's tokenizer."""

    def __init__(self, base: Base, cache: Path) -> None:
        self.base = base
        self.plain = load_tokenizer() if base is ENGLISH else load_tokenizer(e5.prepare_tokenizer(cache))

    def __call__(self, question: str, text: str, spans: Sequence[Span]) -> Tokens:
        """At most TOKENS tokens, and where the text's sentences lie in them."""
        asked = self._ids(self.plain.encode(question, add_special_tokens=False).ids)[:QUESTION_TOKENS]
        told = self.plain.encode(text, add_special_tokens=False)
        room = TOKENS - len(asked) - 3
        first, behind = self.base.marks
        ids = [first, *asked, behind, *self._ids(told.ids[:room]), behind]
        before = len(asked) + 2
        kinds = np.array([0] * before + [1] * (len(ids) - before), dtype=np.int64)
        inside = np.zeros((len(spans), len(ids)), dtype=bool)
        offsets = np.zeros((len(ids), 2), dtype=np.int64)
        offsets[before:-1] = np.array(told.offsets[:room]).reshape(-1, 2)
        starts, ends = offsets[before:-1].T
        for place, (start, end) in enumerate(spans):
            inside[place, before : before + len(starts)] = (starts < end) & (ends > start)
        return Tokens(np.array(ids, dtype=np.int64), kinds, inside, offsets)

    def _ids(self, ids: Sequence[int]) -> list[int]:
        """A text that spells out a mark makes none: `[SEP]` would end the question, or begin another passage."""
        return [self.base.unknown if one in self.base.marks else one for one in ids]


def load_tokenizer(path: Path | None = None) -> Any:
    """The English embedding model's tokenizer, or that of a file, which neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path or minilm.package_file("tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def network(base: Base = ENGLISH, encoder: bool = True) -> dict[str, np.ndarray]:
    """The trained layers and heads, by name; the heads alone without `encoder`. Matrices are kept as int8 with a scale a row."""
    with _stored(base).open("rb") as file, np.load(file) as every:
        stored = {name: every[name] for name in every.files if encoder or not name.startswith("encoder.")}
    scales = {name.removesuffix("|scale"): stored.pop(name) for name in list(stored) if name.endswith("|scale")}
    return {
        name: (value * scales[name]).astype(np.float32) if name in scales else value.astype(np.float32)
        for name, value in stored.items()
    }


def base_weights(base: Base) -> dict[str, np.ndarray]:
    """The weights of the embedding model's encoder, by name."""
    return minilm.load_weights(minilm.package_file("model.safetensors")) if base is ENGLISH else e5.load_weights()


def _stored(base: Base) -> Path:
    return Path(str(resources.files("assistant").joinpath("data", base.weights)))


def prepare_graph(cache: Path, precision: minilm.Precision, base: Base = ENGLISH) -> Path:
    """The path of the ONNX graph: the one that the wheel carries, else below `cache`, built when it is not there yet.

    Raises WeightsError when the embedding weights, or what builds the graph, are not installed.
    """
    stored = _stored(base)
    exact = cache / f"{stored.stem}-{hashlib.sha256(stored.read_bytes()).hexdigest()[:12]}-{GRAPH_VERSION}.onnx"
    target = exact.with_stem(f"{exact.stem}-int8") if precision == "int8" else exact
    if (found := minilm.carried(target.name)) or target.exists():
        return found or target
    model = minilm if base is ENGLISH else e5
    minilm.require_builders(model.INSTALL_HINT, model.BUILDERS)
    if not exact.exists():
        trained = {name: value for name, value in network(base).items() if name.startswith("encoder.")}
        minilm.save(model.build_graph({**base_weights(base), **trained}, pairs=True), exact)
    if precision == "int8":
        minilm.quantise(exact, target)
        exact.unlink(missing_ok=True)
    return target
