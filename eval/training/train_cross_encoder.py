"""Trains the reader: `PYTHONPATH=eval python -m training.train_cross_encoder --public DIR` makes `assistant/data/reader.npz`.

It reads the invented reports of `eval/reading/` and, in DIR, public questions (`public_pairs.py`). Every question is paired with passages
of its own article, those that hold a gold sentence and some that do not; those of the reports also with passages of other articles that
are near to it. The network learns at once whether the passage answers (cross-entropy on its first token), which sentences do, each by
itself and against all sentences of the passages that are read for the same question and against none (shared normalisation, Clark &
Gardner 2018), and where the shortest answer stands, which is the first token where there is none (as for SQuAD 2.0, Devlin et al. 2019).
The embeddings and the lower layers stay as they are. The printed figures are those of texts that are not trained on: of `held_out.jsonl`
the AUC of answerable against unanswerable questions and how often the likeliest sentence is gold; of each public source the token F1 of
the likeliest answer, and that of the answer that is the likeliest sentence (the plain baseline). What the network finds likeliest for
a question on the way is laid side by side and learned as one more passage (`second_look.py`), as `ask` reads it.

Wants jax and optax (`pip install jax optax`): an hour and more on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import numpy as np
import optax
from training import public_pairs
from training.public_pairs import PublicQuestion, read_public_questions
from training.reader_network import Array, Bottom, Weights, encoded, heads, optimiser, start, write
from training.reading_pairs import (
    Group,
    Pair,
    Question,
    length,
    longest,
    part,
    read_in_languages,
    read_news,
    read_questions,
    read_rows,
    sample,
)
from training.second_look import compared

from assistant.config import load_config
from assistant.evaluation import metrics
from assistant.retrieval.cross_encoder import (
    ENGLISH,
    MULTILINGUAL,
    PairTokenizer,
    best_span,
    judge,
)

GROUP, BATCH = 4, 16
"""Passages that are read together for a question; pairs of a step."""
MEASURED, MEASURED_REPORTS = 60, 240
"""Held-out questions that are measured: of each public source, and of reports."""


def main() -> None:
    """Train, print held-out figures after each epoch, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, default=Path("eval/reading"))
    parser.add_argument("--public", type=Path, help="the folder with public passages and questions")
    parser.add_argument(
        "--news",
        type=Path,
        nargs=2,
        action="append",
        default=[],
        metavar=("CORPUS", "QUESTIONS"),
        help="questions over a folder",
    )
    parser.add_argument("--multilingual", action="store_true", help="the reader of several languages")
    parser.add_argument("--leave-out", help="a public source that is only measured on")
    parser.add_argument("--out", type=Path, default=Path("assistant/data/reader.npz"))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1.5e-4, help="the highest learning rate")
    parser.add_argument("--further", action="store_true", help="go on from the weights that are shipped")
    parser.add_argument(
        "--mean", action="store_true", help="write the mean of the weights begun with and those learned"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the reports that are read")
    parser.add_argument(
        "--public-share", type=float, default=1.0, help="of the public questions, taken anew in each epoch"
    )
    arguments = parser.parse_args()
    rng = random.Random(0)
    base = MULTILINGUAL if arguments.multilingual else ENGLISH
    tokenizer, bottom = PairTokenizer(base, load_config().cache), Bottom(base)
    seen, public, apart = read(arguments, tokenizer, rng)
    held = read_questions(read_rows(arguments.texts / "held_out.jsonl"), tokenizer)
    weights = begun = start(base, arguments.further)
    epochs = [
        [
            *sample(seen, GROUP, rng),
            *part(public_pairs.groups(public, GROUP, tokenizer, rng), arguments.public_share, rng),
        ]
        for _ in range(arguments.epochs)
    ]
    steps = sum(map(len, epochs)) * (GROUP + 1) // BATCH
    print(f"{len(seen)} questions of reports and news, {len(public)} public ones, {steps} steps", flush=True)
    schedule = optax.warmup_cosine_decay_schedule(0.0, arguments.rate, max(1, steps // 20), steps, arguments.rate / 20)
    step, state = optimiser(schedule, weights, bottom.trained)
    key = jax.random.PRNGKey(0)
    for epoch in range(arguments.epochs):
        key, seed = jax.random.split(key)
        weights, state = passed(epochs[epoch], (weights, state), step, bottom, rng, seed)
        mean = {name: (begun[name] + learned) / 2 for name, learned in weights.items()}
        write(arguments.out, mean if arguments.mean else weights)
        print(epoch, json.dumps(measure(held[:MEASURED_REPORTS], weights, bottom)), flush=True)
        print(epoch, json.dumps(measure_answers(apart, weights, bottom, tokenizer)), flush=True)


def passed(
    groups: Sequence[Group],
    learned: tuple[Weights, Any],
    step: Callable[..., Any],
    bottom: Bottom,
    rng: random.Random,
    key: jax.Array,
) -> tuple[Weights, Any]:
    """Weights and the optimiser's state after one pass: over the groups, and over what is compared of them as soon as it makes a batch."""
    weights, state = learned
    losses: list[Array] = []
    looks: list[Array] = []
    waiting: list[Pair] = []
    for some in batches(groups, rng):
        key, first, second = jax.random.split(key, 3)
        batch = bottom.batch([pair for group in some for pair in group])
        weights, state, (loss, odds) = step(weights, state, batch, first, GROUP)
        losses.append(np.asarray(loss))
        found = zip(some, np.split(np.asarray(odds), len(some)), strict=True)
        waiting += [pair for group, each in found if (pair := compared(group, each, rng))]
        if len(waiting) >= BATCH:
            batch = bottom.batch([waiting.pop() for _ in range(BATCH)])
            weights, state, (loss, _) = step(weights, state, batch, second, 1)
            looks.append(np.asarray(loss))
        if len(losses) % 50 == 0:
            print(len(losses), *(np.mean(of[-50:], axis=0).round(3) for of in (losses, looks)), flush=True)
    return weights, state


def read(
    arguments: argparse.Namespace, tokenizer: PairTokenizer, rng: random.Random
) -> tuple[list[Question], list[PublicQuestion], list[PublicQuestion]]:
    """What is trained on, of articles and of public sets, and the public questions that are measured."""
    reports = read_rows(arguments.texts / "train.jsonl")
    seen = read_questions(rng.sample(reports, round(arguments.share * len(reports))), tokenizer, dated=True)
    for one in arguments.news:
        seen += read_questions(read_news(*one), tokenizer)
    if arguments.multilingual:
        seen += read_questions(read_in_languages(arguments.texts / "languages", "train"), tokenizer)
    return seen, *(read_public_questions(arguments.public, arguments.leave_out) if arguments.public else ([], []))


def batches(groups: Sequence[Group], rng: random.Random) -> Iterator[Sequence[Group]]:
    """Groups of like length, as many as make a batch, in random order."""
    mixed, size = rng.sample(groups, len(groups)), BATCH // GROUP
    pools = [sorted(mixed[i : i + 32 * size], key=longest) for i in range(0, len(mixed), 32 * size)]
    together = [pool[i : i + size] for pool in pools for i in range(0, len(pool), size)]
    whole = [some for some in together if len(some) == size]
    yield from rng.sample(whole, len(whole))


def measure(questions: Sequence[Question], weights: Weights, bottom: Bottom) -> dict[str, float]:
    """Of questions that were not trained on: their number, the AUC of the likeliest sentence, and how often that is gold."""
    run = jax.jit(lambda batch: encoded(weights, batch["states"], batch["mask"], bottom.trained))
    heads = {name: np.asarray(value) for name, value in weights.items()}
    scores: list[tuple[float, bool]] = []
    hits = []
    for question in questions:
        pairs = [*question.right, *question.own]
        states = np.asarray(run(bottom.batch(pairs)))
        readings = [judge(s[: length(p)], p.tokens, heads) for s, p in zip(states, pairs, strict=True)]
        scores.append((max(reading.answers for reading in readings), question.answerable))
        if question.answerable:
            hits.append(
                np.concatenate([p.gold for p in pairs])[np.argmax(np.concatenate([r.sentences for r in readings]))]
            )
    auc = metrics.auc([s for s, _ in scores], [a for _, a in scores])
    return {
        "questions": len(scores),
        "AUC": round(auc or 0.0, 3),
        "likeliest sentence is gold": round(float(np.mean(hits)), 3),
    }


def measure_answers(
    questions: Sequence[PublicQuestion], weights: Weights, bottom: Bottom, tokenizer: PairTokenizer
) -> dict[str, Any]:
    """Of each public source: token F1 of the likeliest answer in the right passage, that of its likeliest sentence, and the share of
    passages without the answer in which none is found."""
    run = jax.jit(lambda batch: heads(weights, encoded(weights, batch["states"], batch["mask"], bottom.trained), batch))
    rng = random.Random(1)
    found: dict[str, list[tuple[float, float, float]]] = {}
    for question in rng.sample(questions, len(questions)):
        of_source = found.setdefault(question.source, [])
        if len(of_source) >= MEASURED or not (question.right and question.wrong):
            continue
        article, passage, gold = question.right[0]
        right = public_pairs.pair(tokenizer, question, article, passage, gold)
        if right.answer == (0, 0):
            continue
        wrong = public_pairs.pair(tokenizer, question, *question.wrong[0], ())
        _, sentences, ends = map(np.asarray, run(bottom.batch([right, wrong])))
        both = [best_span(end[: length(p)], p.tokens.inside) for end, p in zip(ends, (right, wrong), strict=True)]
        (best, odds), (_, against) = both
        inside = np.flatnonzero(right.tokens.inside[int(np.argmax(sentences[0, : len(right.gold)]))])
        whole = (int(inside[0]), int(inside[-1])) if len(inside) else (0, 0)
        of_source.append(
            (
                public_pairs.overlap(best, right.answer) if odds > 0 else 0.0,
                public_pairs.overlap(whole, right.answer),
                float(against < 0),
            )
        )
    return {source: [len(rows), *np.mean(rows, axis=0).round(3).tolist()] for source, rows in found.items() if rows}


if __name__ == "__main__":
    main()
