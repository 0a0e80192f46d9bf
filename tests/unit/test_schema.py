"""The JSON that leaves the program keeps the shape the design promises."""

from __future__ import annotations

import datetime as dt

from assistant.schema import AsOf, Citation, Sentence, to_json


def test_to_json_turns_dates_and_tuples_into_plain_values() -> None:
    sentence = Sentence("It lasted an hour [1].", (Citation(1, "p", "a.txt", 3, 7, "hour"),))
    assert to_json({"sentences": (sentence,), "as_of": AsOf(None, dt.date(2022, 3, 29))}) == {
        "sentences": [
            {
                "text": "It lasted an hour [1].",
                "citations": [
                    {
                        "label": 1,
                        "passage_id": "p",
                        "article_id": "a.txt",
                        "start": 3,
                        "end": 7,
                        "quote": "hour",
                        "found": False,
                        "page": None,
                    }
                ],
                "support": None,
                "short_answer": None,
            }
        ],
        "as_of": {"oldest": None, "newest": "2022-03-29"},
    }
