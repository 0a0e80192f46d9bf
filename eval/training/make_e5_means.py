"""Makes `assistant/data/e5_means.npz`: what all vectors of multilingual-e5-small have in common, for questions and for passages.

All its cosines lie between .7 and .9. Without their mean they spread as those of the English model do, for which the ranking was
fitted, and passages in the question's own language lose what they have for the language alone. The mean is that of short texts in
twenty languages (`eval/languages/short_questions*.tsv`), and for passages also of invented English reports, half and half; of no
text of the sample.

    python eval/training/make_e5_means.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from assistant.config import load_config
from assistant.index import e5
from assistant.index.embedding import MultilingualE5

ROOT = Path(__file__).parents[2]
REPORTS = 30


def main() -> None:
    model = MultilingualE5(load_config().cache, centred=False)
    lines = [
        line.split("\t")[1]
        for path in sorted((ROOT / "eval" / "languages").glob("short_questions*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    questions = np.mean([model.query(line) for line in lines], axis=0)
    short = model.encode(lines, [()] * len(lines)).vectors.mean(axis=0)
    long = model.encode(reports(), [()] * REPORTS).vectors.mean(axis=0)
    np.savez(e5.means_path(), questions=questions.astype(np.float32), passages=((short + long) / 2).astype(np.float32))


def reports() -> list[str]:
    """The first passages of invented reports."""
    texts: dict[str, None] = {}
    for line in (ROOT / "eval" / "reading" / "held_out.jsonl").read_text(encoding="utf-8").splitlines():
        texts.setdefault(json.loads(line)["text"][:800], None)
    return list(texts)[:REPORTS]


if __name__ == "__main__":
    main()
