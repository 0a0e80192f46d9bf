"""Rounded vectors say nearly what the vectors said, and zero stays zero."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.index.quantization import ByteVectors, HalfByteVectors


def _vectors(rows: int, dimension: int) -> np.ndarray:
    drawn = np.random.default_rng(1).standard_normal((rows, dimension)).astype(np.float32)
    scaled: np.ndarray = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return scaled


@pytest.mark.parametrize(("kind", "worst"), [(ByteVectors, 0.003), (HalfByteVectors, 0.025)])
@pytest.mark.parametrize("dimension", [384, 1536, 66])
def test_cosines_are_kept(kind: type[ByteVectors] | type[HalfByteVectors], worst: float, dimension: int) -> None:
    vectors = _vectors(1500, dimension)
    rounded = kind.of(vectors)
    tolerance = worst * max(1.0, (384 / dimension) ** 0.5)
    assert np.abs(rounded @ vectors[3] - vectors @ vectors[3])[4:].max() < tolerance
    assert np.linalg.norm(rounded[:], axis=1) == pytest.approx(1, abs=2e-3)
    assert (rounded[[3, 9]] * vectors[[3, 9]]).sum(axis=1).min() > 0.99


def test_sentences_products_with_two_questions_are_those_of_the_rows_read() -> None:
    vectors = _vectors(20, 384)
    rounded = HalfByteVectors.of(vectors)
    rows = np.array([4, 4, 17])
    assert rounded.dots(rows, vectors[:2].T) == pytest.approx(rounded[rows] @ vectors[:2].T, abs=1e-5)


@pytest.mark.parametrize("kind", [ByteVectors, HalfByteVectors])
def test_no_vector_stays_none(kind: type[ByteVectors] | type[HalfByteVectors]) -> None:
    vectors = _vectors(3, 8)
    vectors[1] = 0
    rounded = kind.of(vectors)
    assert np.abs(rounded[1]).max() == 0
    assert (rounded @ vectors[0])[1] == 0
    assert len(kind.of(np.zeros((0, 0), dtype=np.float32))) == 0
    assert ByteVectors.of(vectors).present.tolist() == [True, False, True]


def test_rows_are_copied_as_they_are() -> None:
    vectors = _vectors(4, 16)
    for kind in (ByteVectors, HalfByteVectors):
        target, source = kind.zeros(3, 16), kind.of(vectors)
        target.put(np.array([2, 0]), source, [1, 3])  # type: ignore[arg-type]
        assert np.array_equal(target[:], np.stack([source[3], np.zeros(16, dtype=np.float32), source[1]]))
