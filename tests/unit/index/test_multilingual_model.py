"""The real multilingual model, where its package is installed: a question finds its answer in five languages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.config import load_config
from assistant.index import e5
from assistant.index.embedding import MultilingualE5

pytestmark = pytest.mark.skipif(not e5.is_installed(), reason="the extra `multilingual` is not installed")

ANSWERS = [
    "The telephone call lasted fifty minutes.",
    "Le coup de téléphone a duré cinquante minutes.",
    "Das Telefongespräch dauerte fünfzig Minuten.",
    "Rozmowa telefoniczna trwała pięćdziesiąt minut.",
    "Телефонна розмова тривала п’ятдесят хвилин.",
]
OTHERS = ["Der Hafen bleibt wegen Eis geschlossen.", "Le musée rouvre samedi.", "The council voted for a new tram."]


@pytest.fixture(scope="module")
def model() -> MultilingualE5:
    return MultilingualE5(load_config(Path()).cache)


@pytest.mark.parametrize("question", ["How long did the phone call last?", "Скільки тривала телефонна розмова?"])
def test_the_answer_is_nearest_in_every_language(model: MultilingualE5, question: str) -> None:
    encoded = model.encode([*ANSWERS, *OTHERS], [[(0, len(text))] for text in (*ANSWERS, *OTHERS)])
    cosines = encoded.vectors @ model.query(question)
    assert cosines[: len(ANSWERS)].min() > cosines[len(ANSWERS) :].max() + 0.1
    np.testing.assert_allclose(np.linalg.norm(encoded.vectors, axis=1), 1.0, atol=1e-5)
    sentences = np.concatenate(encoded.spans) @ model.query(question)
    assert sentences[: len(ANSWERS)].min() > sentences[len(ANSWERS) :].max()
