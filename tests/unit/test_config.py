"""Settings that do not go together are refused, naming the one to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import PassageSize, load_config
from assistant.errors import ConfigError
from assistant.text.sentences import LONGEST_SENTENCE


def test_the_longest_passage_is_no_shorter_than_the_usual_one_or_a_sentence(tmp_path: Path) -> None:
    assert load_config(tmp_path, {}).passage_size == PassageSize()
    sized = {"ASSISTANT_PASSAGE_CHARACTERS": "1000", "ASSISTANT_LONGEST_PASSAGE": "1400"}
    assert load_config(tmp_path, sized).passage_size == PassageSize(1000, 1400)
    with pytest.raises(ConfigError, match=r"longest_passage: .*at least passage_characters, which is 1000"):
        load_config(tmp_path, {"ASSISTANT_PASSAGE_CHARACTERS": "1000"})
    with pytest.raises(ConfigError, match=f"longest_passage: .*{LONGEST_SENTENCE}"):
        load_config(tmp_path, {"ASSISTANT_PASSAGE_CHARACTERS": "200", "ASSISTANT_LONGEST_PASSAGE": "300"})
