"""Writes minilm_reference.json: vectors of a few texts from a float64 forward pass written apart from the product.

Plain numpy, one text at a time, straight from the model's description: run it by hand when the reference is in doubt.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from assistant.index.minilm import package_file

TEXTS = [
    "How long did the call last?",
    "Zażółć gęślą jaźń: the café in Kyïv paid $1,200.50 (about 5 %).",
    "The harbour was closed for two days. " * 60,
]


def norm(x: np.ndarray, w: dict[str, np.ndarray], name: str) -> np.ndarray:
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    scaled: np.ndarray = (x - mean) / np.sqrt(variance + 1e-12) * w[f"{name}.weight"] + w[f"{name}.bias"]
    return scaled


def linear(x: np.ndarray, w: dict[str, np.ndarray], name: str) -> np.ndarray:
    return np.asarray(np.einsum("ti,oi->to", x, w[f"{name}.weight"]) + w[f"{name}.bias"])


def forward(ids: list[int], w: dict[str, np.ndarray]) -> np.ndarray:
    e = "embeddings"
    x = w[f"{e}.word_embeddings.weight"][ids] + w[f"{e}.position_embeddings.weight"][: len(ids)]
    x = norm(x + w[f"{e}.token_type_embeddings.weight"][0], w, f"{e}.LayerNorm")
    for layer in range(6):
        at = f"encoder.layer.{layer}"
        q, k, v = (linear(x, w, f"{at}.attention.self.{n}") for n in ("query", "key", "value"))
        parts = []
        for head in range(12):
            part = slice(32 * head, 32 * head + 32)
            scores = q[:, part] @ k[:, part].T / math.sqrt(32)
            shares = np.exp(scores - scores.max(-1, keepdims=True))
            parts.append(shares / shares.sum(-1, keepdims=True) @ v[:, part])
        attended = linear(np.concatenate(parts, axis=1), w, f"{at}.attention.output.dense")
        x = norm(x + attended, w, f"{at}.attention.output.LayerNorm")
        inner = linear(x, w, f"{at}.intermediate.dense")
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        x = norm(x + linear(inner, w, f"{at}.output.dense"), w, f"{at}.output.LayerNorm")
    mean = x.mean(0)
    return np.asarray(mean / np.linalg.norm(mean))


def main() -> None:
    weights = {name: value.astype(np.float64) for name, value in load_file(package_file("model.safetensors")).items()}
    tokenizer = Tokenizer.from_file(str(package_file("tokenizer.json")))
    tokenizer.enable_truncation(256)
    tokenizer.no_padding()
    vectors = [forward(tokenizer.encode(text).ids, weights).round(8).tolist() for text in TEXTS]
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps({"texts": TEXTS, "vectors": vectors}, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
