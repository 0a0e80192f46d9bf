"""Texts to vectors: the built-in MiniLM on onnxruntime, or any LlamaIndex embedding (OpenAI-compatible endpoints).

Vectors are float32 of length 1, so that a dot product is the cosine.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from assistant.config import Config
from assistant.errors import EmbeddingError
from assistant.index import e5, minilm

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

BATCH = 32
"""Texts in one call to an endpoint."""
TOKENISED_AT_ONCE = 256
"""Texts that are cut into tokens at once."""
REMEMBERED = 1024
"""Questions whose vector is remembered: the same one is asked again with another answerer, in a comparison, by another reader."""
MAX_TOKENS = 256
"""The length all-MiniLM-L6-v2 was trained for; what is longer is cut."""
MOST_PIECES = 512
"""The length that multilingual-e5-small knows."""

Advance = Callable[[int], Any]
"""Called with how many more texts are done."""


@dataclasses.dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors of some texts and of the stretches asked for in each, from the same forward pass."""

    vectors: np.ndarray
    """(texts, dimension)"""
    spans: list[np.ndarray]
    """One array (stretches, dimension) a text."""


class Embedder(Protocol):
    """What the index and retrieval need of an embedding model."""

    @property
    def name(self) -> str: ...

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Advance | None = None
    ) -> Encoded: ...

    def query(self, text: str) -> np.ndarray: ...


def make_embedder(config: Config) -> Embedder:
    """The embedding model of the settings: built in, or behind an OpenAI-compatible endpoint."""
    if config.embedding_model is None:
        return built_in(config, multilingual=config.embedding == "multilingual")
    from llama_index.embeddings.openai import OpenAIEmbedding

    key = config.api_key.get_secret_value() if config.api_key else "none"
    model = OpenAIEmbedding(
        model_name=config.embedding_model,
        api_base=config.embedding_base_url or config.base_url,
        api_key=key,
        max_retries=2,
        timeout=60.0,
    )
    return LlamaIndexEmbedder(model, config.embedding_requests)


def built_in(config: Config, *, multilingual: bool) -> BuiltIn:
    """One of the two models that are built in."""
    return MultilingualE5(config.cache) if multilingual else MiniLM(config.cache)


class BuiltIn:
    """A model on onnxruntime. The session is made at the first use and shared by threads."""

    name: str
    before_a_question = before_a_passage = ""
    """What the model wants to read before each."""
    longest: int
    """Tokens that it knows; what is longer is cut."""
    means: e5.Means | None = None
    """What is taken off its vectors."""

    def __init__(self, cache: Path, threads: int | None = None) -> None:
        self.cache = cache
        self.threads = threads or os.cpu_count() or 1
        self._asked = lru_cache(maxsize=REMEMBERED)(self._embed)

    def graph(self) -> Path:
        """The path of its ONNX graph, built when it is not there yet."""
        raise NotImplementedError

    def tokenizer_file(self) -> Path:
        """The path of its tokenizer, written when it is not there yet."""
        raise NotImplementedError

    @cached_property
    def session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self.graph()), options, providers=["CPUExecutionProvider"])

    @cached_property
    def tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.tokenizer_file()))
        tokenizer.enable_truncation(self.longest)
        tokenizer.no_padding()
        return tokenizer

    def query(self, text: str) -> np.ndarray:
        """The vector of one text, shape (384,); not to be written to, since it is remembered."""
        return self._asked(text)

    def _embed(self, text: str) -> np.ndarray:
        encoding = self.tokenizer.encode(self.before_a_question + text)
        vector = self._forward(encoding, wants_tokens=False)[0]
        if self.means:
            vector = _without(vector, self.means.questions, self.means.languages)
        vector.flags.writeable = False
        return vector

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Advance | None = None
    ) -> Encoded:
        """The vectors of texts and of stretches of each, given as character intervals of that text.

        A stretch's vector is the mean of its token vectors in the text's own forward pass ("late chunking",
        Günther et al. 2024): it knows its surroundings and costs no second pass. A stretch beyond what the model reads
        gets the zero vector.

        Each text runs alone on one core, as many at once as there are cores: nothing is padded, what a layer makes
        stays in the core's cache, and a text's vector does not depend on its neighbours. Twice as fast as batches.
        """
        vectors = np.zeros((len(texts), minilm.WIDTH), dtype=np.float32)
        pooled: list[np.ndarray] = [np.zeros((0, minilm.WIDTH), dtype=np.float32)] * len(texts)

        shift = len(self.before_a_passage)

        def one(place: int, encoding: Any) -> None:
            vectors[place], tokens = self._forward(encoding, wants_tokens=bool(spans[place]))
            if tokens is not None:
                pooled[place] = _pool(tokens, encoding, [(a + shift, b + shift) for a, b in spans[place]])

        with ThreadPoolExecutor(self.threads) as pool:
            for first in range(0, len(texts), TOKENISED_AT_ONCE):
                some = [self.before_a_passage + text for text in texts[first : first + TOKENISED_AT_ONCE]]
                encodings = self.tokenizer.encode_batch(some)
                places = range(first, first + len(encodings))
                for _ in pool.map(one, places, encodings):
                    if progress:
                        progress(1)
        if self.means is None:
            return Encoded(vectors, pooled)
        off = (self.means.passages, self.means.languages)
        return Encoded(_without(vectors, *off), [_without(stretches, *off) for stretches in pooled])

    def _forward(self, encoding: Any, wants_tokens: bool) -> tuple[np.ndarray, np.ndarray | None]:
        """One text through the model: its vector, and its tokens' vectors where they are wanted."""
        ids = np.array([encoding.ids], dtype=np.int64)
        outputs = ["embedding", "tokens"] if wants_tokens else ["embedding"]
        result = self.session.run(outputs, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return result[0][0], result[1][0] if wants_tokens else None


class MiniLM(BuiltIn):
    """all-MiniLM-L6-v2, which knows English."""

    longest = MAX_TOKENS

    def __init__(self, cache: Path, threads: int | None = None, precision: minilm.Precision = "int8") -> None:
        super().__init__(cache, threads)
        self.precision = precision
        self.name = f"all-MiniLM-L6-v2 {precision} {minilm.WEIGHTS_SHA256[:12]}"

    def graph(self) -> Path:
        return minilm.prepare_graph(self.cache, self.precision)

    def tokenizer_file(self) -> Path:
        return minilm.package_file("tokenizer.json")


class MultilingualE5(BuiltIn):
    """multilingual-e5-small, which knows a hundred languages, its vectors centred: as they are, any two have a cosine of .7. What tells
    the language of a text is taken out of them (Yang et al. 2021, *A Simple and Effective Method To Eliminate the Self Language Bias in
    Multilingual Representations*), or a question finds what is in its own language first."""

    name = f"multilingual-e5-small int8 without language {e5.WEIGHTS_SHA256[:12]}"
    before_a_question, before_a_passage = "query: ", "passage: "
    longest = MOST_PIECES

    def __init__(self, cache: Path, threads: int | None = None, centred: bool = True) -> None:
        super().__init__(cache, threads)
        self.means = e5.load_means() if centred else None

    def graph(self) -> Path:
        return e5.prepare_graph(self.cache)

    def tokenizer_file(self) -> Path:
        return e5.prepare_tokenizer(self.cache)


def _without(vectors: np.ndarray, common: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Vectors without what all have in common and what tells their language, of length 1 again; zero stays zero."""
    rest = np.where(vectors.any(axis=-1, keepdims=True), vectors - common, 0.0)
    rest -= rest @ directions.T @ directions
    scaled: np.ndarray = (rest / np.maximum(np.linalg.norm(rest, axis=-1, keepdims=True), 1e-12)).astype(np.float32)
    return scaled


def _pool(tokens: np.ndarray, encoding: Any, spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """Mean of the token vectors that lie in each span, scaled to length 1: shape (spans, dimension)."""
    starts, ends = np.array(encoding.offsets).T
    first, last = np.array(spans).T[:, :, np.newaxis]
    inside = (starts < last) & (ends > first) & (ends > starts)
    total = inside.astype(np.float32) @ tokens
    scaled: np.ndarray = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    return scaled


class LlamaIndexEmbedder:
    """Any LlamaIndex embedding model in our seat, such as an OpenAI-compatible endpoint."""

    def __init__(self, model: BaseEmbedding, requests: int = 4) -> None:
        """`requests` batches are under way at a time."""
        self.model = model
        self.requests = requests
        self.name = f"{type(model).__name__} {model.model_name}"

    def query(self, text: str) -> np.ndarray:
        vector: np.ndarray = self._embed(lambda: [self.model.get_query_embedding(text)])[0]
        return vector

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Advance | None = None
    ) -> Encoded:
        """As MiniLM.encode; an endpoint gives no token vectors, so each stretch is embedded on its own."""
        pieces = [text[start:end] for text, wanted in zip(texts, spans, strict=True) for start, end in wanted]
        vectors = self._batches(list(texts), progress)
        stretches = self._batches(pieces, None)
        split, at = [], 0
        for wanted in spans:
            split.append(stretches[at : at + len(wanted)])
            at += len(wanted)
        return Encoded(vectors, split)

    def _batches(self, texts: list[str], progress: Advance | None) -> np.ndarray:
        batches = [texts[first : first + BATCH] for first in range(0, len(texts), BATCH)]
        rows = []
        with ThreadPoolExecutor(self.requests) as pool:
            under_way = [
                pool.submit(self._embed, partial(self.model.get_text_embedding_batch, batch)) for batch in batches
            ]
            try:
                for batch, future in zip(batches, under_way, strict=True):
                    rows.append(future.result())
                    if progress:
                        progress(len(batch))
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
        return np.concatenate(rows) if rows else np.zeros((0, 0), dtype=np.float32)

    def _embed(self, call: Callable[[], list[list[float]]]) -> np.ndarray:
        import httpx
        import openai

        try:
            rows = np.array(call(), dtype=np.float32)
        except (openai.OpenAIError, httpx.HTTPError) as error:
            raise EmbeddingError(
                f"the embedding endpoint failed ({type(error).__name__}): check that it is up and that it has the model"
            ) from error
        scaled: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return scaled
