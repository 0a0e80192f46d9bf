"""Vectors kept small: eight bits a number for passages, four for their sentences. What that costs is in docs/decisions.md.

Both are read as matrices of float32 rows of length 1; a row of zeros, which stands for "no vector", stays one.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from typing import Any, Protocol, Self

import numpy as np

ROWS_AT_ONCE = 1024
"""Rows that are turned into float32 at once: what they fill stays in a core's cache."""
_UPPER = (0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0690, 2.7326)
LEVELS = np.array(sorted([*_UPPER, *(-level for level in _UPPER)]))
"""The sixteen numbers that stand for normally distributed ones with the least squared error (Max 1960)."""


class VectorRows(Protocol):
    """Rows of length 1, read as a matrix: `vectors[rows] @ question`, or `vectors @ question` for all of them."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Any, /) -> Any: ...

    def __matmul__(self, vector: Any, /) -> Any: ...


@dataclasses.dataclass(frozen=True, slots=True)
class RoundedRows:
    """Rows of codes, and what brings each to length 1."""

    codes: np.ndarray
    scales: np.ndarray
    """(rows,)"""

    def put(self, rows: Any, others: Self, which: Any) -> None:
        """Copies rows of others over its own."""
        self.codes[rows] = others.codes[which]
        self.scales[rows] = others.scales[which]

    def __len__(self) -> int:
        return len(self.codes)


@dataclasses.dataclass(frozen=True, slots=True)
class ByteVectors(RoundedRows):
    """Eight bits a number: the largest of a row becomes 127. A cosine is off by about .0005."""

    # codes: (rows, dimension), int8; scales: float32

    @classmethod
    def of(cls, vectors: np.ndarray) -> ByteVectors:
        """Rounds vectors of length 1."""
        largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
        codes = np.rint(vectors * (127 / np.maximum(largest, 1e-12))).astype(np.int8)
        lengths = np.linalg.norm(codes.astype(np.float32), axis=1)
        return cls(codes, (1 / np.maximum(lengths, 1)).astype(np.float32))

    @classmethod
    def zeros(cls, rows: int, dimension: int) -> ByteVectors:
        return cls(np.zeros((rows, dimension), dtype=np.int8), np.zeros(rows, dtype=np.float32))

    def __getitem__(self, rows: Any) -> np.ndarray:
        scaled: np.ndarray = self.codes[rows] * np.asarray(self.scales[rows])[..., np.newaxis]
        return scaled

    def __matmul__(self, vector: np.ndarray) -> np.ndarray:
        """The products of all rows: a row is scaled after its product, which is one number instead of a row of them."""
        products = np.empty((len(self), *vector.shape[1:]), dtype=np.float32)
        numbers = np.empty((min(ROWS_AT_ONCE, len(self)), self.codes.shape[1]), dtype=np.float32)
        for first in range(0, len(self), ROWS_AT_ONCE):
            codes = self.codes[first : first + ROWS_AT_ONCE]
            np.copyto(numbers[: len(codes)], codes)
            products[first : first + ROWS_AT_ONCE] = numbers[: len(codes)] @ vector
        products *= self.scales.reshape(-1, *(1 for _ in vector.shape[1:]))
        return products

    @property
    def present(self) -> np.ndarray:
        """(rows,), bool: whether a row holds a vector; what is not embedded yet is zero."""
        return np.asarray(self.codes.any(axis=1), dtype=bool)


@dataclasses.dataclass(frozen=True, slots=True)
class HalfByteVectors(RoundedRows):
    """Four bits a number, after a turn that makes a vector's numbers alike normally distributed. A cosine is off by about .005."""

    # codes: (rows, dimension / 2), uint8, two numbers a byte; scales: float16, 0 for a row of zeros

    @classmethod
    def of(cls, vectors: np.ndarray) -> HalfByteVectors:
        """Rounds vectors of length 1; the dimension must be even."""
        turned = _turn(vectors.astype(np.float32)) * np.sqrt(vectors.shape[1])
        places = np.searchsorted((LEVELS[1:] + LEVELS[:-1]) / 2, turned).astype(np.uint8)
        lengths = np.linalg.norm(LEVELS[places], axis=1)
        scales = np.where(vectors.any(axis=1), 1 / np.maximum(lengths, 1e-12), 0.0)
        return cls(places[:, 0::2] * np.uint8(16) + places[:, 1::2], scales.astype(np.float16))

    @classmethod
    def zeros(cls, rows: int, dimension: int) -> HalfByteVectors:
        return cls(np.zeros((rows, dimension // 2), dtype=np.uint8), np.zeros(rows, dtype=np.float16))

    def __getitem__(self, rows: Any) -> np.ndarray:
        return _turn_back(self._turned(rows))

    def __matmul__(self, vector: np.ndarray) -> np.ndarray:
        return self.dots(slice(None), vector)

    def dots(self, rows: Any, vectors: np.ndarray) -> np.ndarray:
        """The products of some rows with one or more vectors (columns): these are turned, not the rows."""
        products: np.ndarray = self._turned(rows) @ _turn(vectors.T).T
        return products

    def _turned(self, rows: Any) -> np.ndarray:
        codes = np.asarray(self.codes[rows])
        numbers = _pairs().take(codes).view(np.float32)
        turned: np.ndarray = numbers * np.asarray(self.scales[rows], dtype=np.float32)[..., np.newaxis]
        return turned


@functools.cache
def _pairs() -> np.ndarray:
    """(256,): the two numbers that each byte stands for, as one of 64 bits, because those are looked up fastest."""
    levels = LEVELS.astype(np.float32)
    return np.stack([np.repeat(levels, 16), np.tile(levels, 16)], axis=1).view(np.complex64)[:, 0]


def _turn(vectors: np.ndarray) -> np.ndarray:
    """A fixed rotation: signs changed, then Hadamard's matrix over blocks of numbers."""
    signs, matrix = _rotation(vectors.shape[-1])
    blocks = (vectors * signs).reshape(*vectors.shape[:-1], vectors.shape[-1] // len(matrix), len(matrix))
    turned: np.ndarray = (blocks @ matrix).reshape(vectors.shape)
    return turned


def _turn_back(turned: np.ndarray) -> np.ndarray:
    signs, matrix = _rotation(turned.shape[-1])
    blocks = turned.reshape(*turned.shape[:-1], turned.shape[-1] // len(matrix), len(matrix))
    vectors: np.ndarray = (blocks @ matrix).reshape(turned.shape) * signs
    return vectors


@functools.cache
def _rotation(dimension: int) -> tuple[np.ndarray, np.ndarray]:
    """The signs, and the matrix (its own inverse) as large as the greatest power of two that divides the dimension."""
    drawn = np.frombuffer(hashlib.shake_256(b"signs").digest(dimension), dtype=np.uint8)
    matrix = np.ones((1, 1), dtype=np.float32)
    while dimension and dimension % (2 * len(matrix)) == 0:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return np.where(drawn & 1, 1.0, -1.0).astype(np.float32), (matrix / np.sqrt(len(matrix))).astype(np.float32)
