"""Follow-ups completed in four ways, by whether the passage that answers is found: `python eval/followups.py --data FILE --home DIR`.

FILE has lines `{"id", "history": [{"speaker": "user"|"agent", "text"}], "text", "references": [text, …]}`. Their references become the
articles of the workspace DIR, which must be new. A question is asked as it stands, behind the last question, as the assistant understands
it, and completed by the language model that the settings name; only where the rules take it for a follow-up, or it says so little that
reading decides, do the four differ.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

from assistant.config import load_config
from assistant.llm.settings import has_language_model, settings_from
from assistant.retrieval import followup
from assistant.retrieval.dependence import depends, says_little
from assistant.schema import Turn
from assistant.service import Assistant

PASSAGES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.data.read_text(encoding="utf-8").splitlines()]
    gold = write_articles([row for row in rows if row["references"]], arguments.home / "corpus")
    assistant = Assistant(load_config(arguments.home))
    assistant.update()
    asked = [row for row in rows if row["references"] and turns(row)]
    found: dict[str, dict[str, list[bool]]] = {"follow-ups by the rules": {}, "say little": {}}
    for row in asked:
        dependent = depends(row["text"])
        if not dependent and not says_little(row["text"]):
            continue
        for way, (question, history) in ways(row, assistant).items():
            evidence = assistant.search(question, k=PASSAGES, history=history)
            hit = any(item.article_id in gold[row["id"]] for item in evidence)
            found["follow-ups by the rules" if dependent else "say little"].setdefault(way, []).append(hit)
            print(
                json.dumps({"id": row["id"], "way": way, "question": question, "found": hit}, ensure_ascii=False),
                flush=True,
            )
    for kind, by_way in found.items():
        print(f"{len(asked)} questions after others, of which {kind}: {len(next(iter(by_way.values()), []))}")
        for way, hits in by_way.items():
            print(f"{way:22} found in {PASSAGES} passages: {sum(hits) / len(hits):.3f}")


def write_articles(rows: list[dict[str, Any]], folder: Path) -> dict[str, set[str]]:
    """Each reference once, as an article; for each question the names of its own."""
    folder.mkdir(parents=True)
    names: dict[str, str] = {}
    for row in rows:
        for text in row["references"]:
            if text not in names:
                names[text] = f"{len(names):04}.txt"
                (folder / names[text]).write_text(text, encoding="utf-8")
    return {row["id"]: {names[text] for text in row["references"]} for row in rows}


def turns(row: dict[str, Any]) -> list[Turn]:
    """The conversation as pairs of a question and its answer."""
    said = row["history"]
    return [
        (one["text"], other["text"])
        for one, other in itertools.pairwise(said)
        if (one["speaker"], other["speaker"]) == ("user", "agent")
    ]


def ways(row: dict[str, Any], assistant: Assistant) -> dict[str, tuple[str, list[Turn]]]:
    """The question completed in each way, with the turns that are still needed to understand it."""
    history, question = turns(row), row["text"]
    made: dict[str, tuple[str, list[Turn]]] = {
        "as it stands": (question, []),
        "behind the last one": (f"{history[-1][0]} {question}", []),
        "as it is understood": (question, history),
    }
    if has_language_model(assistant.config):
        settings = settings_from(assistant.config)
        made["by the language model"] = (followup.by_model(question, history, assistant.home, settings) or question, [])
    return made


if __name__ == "__main__":
    main()
