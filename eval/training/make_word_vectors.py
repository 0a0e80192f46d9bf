"""Make the check's word vectors: `PYTHONPATH=eval python -m training.make_word_vectors` writes `assistant/data/word_vectors.npz`.

From the embedding model's own table of word pieces: whole English words, centred, brought to 32 dimensions by singular
value decomposition, averaged over the words of a stem, kept in 8 bits.
"""

from __future__ import annotations

import argparse
import collections
from pathlib import Path

import numpy as np

from assistant.index.minilm import package_file
from assistant.text.languages import ENGLISH
from assistant.text.normalize import stem

DIMENSIONS = 32


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("assistant/data/word_vectors.npz"))
    out = parser.parse_args().out
    stems, vectors = make_vectors(*read_table())
    listed = np.frombuffer(" ".join(stems).encode("ascii"), dtype=np.uint8)
    np.savez_compressed(out, stems=listed, vectors=vectors)
    print(f"{len(stems)} stems, {vectors.shape[1]} dimensions, {out.stat().st_size // 1024} kB")


def read_table() -> tuple[list[str], np.ndarray]:
    """The whole words of the model's vocabulary and their rows of the input table."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    vocabulary = Tokenizer.from_file(str(package_file("tokenizer.json"))).get_vocab()
    words = sorted(word for word in vocabulary if len(word) > 1 and word.isalpha() and word.isascii())
    table = load_file(package_file("model.safetensors"))["embeddings.word_embeddings.weight"]
    return words, table[[vocabulary[word] for word in words]]


def make_vectors(words: list[str], table: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Stems in order and one 8-bit row for each."""
    centred = table.astype(np.float64) - table.mean(0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    rows = centred @ directions[:DIMENSIONS].T
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    members: dict[str, list[int]] = collections.defaultdict(list)
    for i, word in enumerate(words):
        if word not in ENGLISH.function_words:
            members[stem(word)].append(i)
    stems = sorted(members)
    mean = np.stack([rows[members[found]].mean(0) for found in stems])
    return stems, np.round(127 * mean / np.abs(mean).max(1, keepdims=True)).astype(np.int8)


if __name__ == "__main__":
    main()
