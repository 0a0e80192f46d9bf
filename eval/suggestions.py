"""What is suggested under answers, and what it costs: `python eval/suggestions.py --questions FILE --home DIR`.

Every so many of a set's questions are asked of the workspace DIR; a line for each answer with what is suggested, to be judged by
reading. Seconds are the processor's, and so is the time within which suggestions are tried: how busy the machine is changes nothing.
"""

from __future__ import annotations

import argparse
import collections
import json
import time
from pathlib import Path
from types import SimpleNamespace

from assistant.answering import suggestions
from assistant.config import load_config
from assistant.service import Assistant

WANTED = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--every", type=int, default=2)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.questions.read_text(encoding="utf-8").splitlines()]
    vars(suggestions)["time"] = SimpleNamespace(monotonic=time.process_time)
    assistant = Assistant(load_config(home=arguments.home))
    counts: collections.Counter[int] = collections.Counter()
    seconds = 0.0
    for row in rows[:: arguments.every]:
        answer = assistant.ask(row["text"], answerer="extractive")
        if not answer.sentences:
            continue
        began = time.process_time()
        given = assistant.follow_ups(answer, WANTED)
        seconds += time.process_time() - began
        counts[len(given)] += 1
        print(json.dumps({"id": row["query_id"], "suggested": given}, ensure_ascii=False), flush=True)
    told = ", ".join(f"{counts[count]} have {count}" for count in range(WANTED + 1))
    print(f"of {counts.total()} answers {told}; {seconds / max(1, counts.total()):.2f} s for each")


if __name__ == "__main__":
    main()
