"""Trains the reader: `PYTHONPATH=eval python -m training.train_cross_encoder --public DIR` makes `assistant/data/reader.npz`.

It reads the invented reports of `eval/reading/` and, in DIR, public questions (`public_pairs.py`). Every question is paired with passages
of its own article, those that hold a gold sentence and some that do not; those of the reports also with passages of other articles that
are near to it. The network learns at once whether the passage answers (cross-entropy on its first token), which sentences do, each by
itself and against all sentences of the passages that are read for the same question and against none (shared normalisation, Clark &
Gardner 2018), and where the shortest answer stands, which is the first token where there is none (as for SQuAD 2.0, Devlin et al. 2019).
The embeddings and the lower layers stay as they are. The printed figures are those of texts that are not trained on: of `held_out.jsonl`
the AUC of answerable against unanswerable questions and how often the likeliest sentence is gold; of each public source the token F1 of
the likeliest answer, and that of the answer that is the likeliest sentence (the plain baseline).

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
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray
from training import public_pairs
from training.public_pairs import PublicQuestion, read_public_questions
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

from assistant.config import load_config
from assistant.evaluation import metrics
from assistant.index import e5, minilm
from assistant.retrieval.cross_encoder import (
    ENGLISH,
    MULTILINGUAL,
    Base,
    PairTokenizer,
    base_weights,
    best_span,
    judge,
    network,
)

Array = NDArray[Any]
Weights = dict[str, jax.Array]
Batch = dict[str, Any]
TRAINED = {ENGLISH: range(2, minilm.LAYERS), MULTILINGUAL: range(6, e5.LAYERS)}
"""The layers that are trained; those below stay as they are."""
GROUP, BATCH, SENTENCES = 4, 16, 24
"""Passages that are read together for a question; pairs of a step; sentences of a passage."""
DROPOUT, DECAY, HEADS_FASTER = 0.1, 0.01, 5.0
SENTENCE_LOSS, AMONG_LOSS, ANSWER_LOSS = 1.5, 1.0, 1.0
WORDS = "embeddings.word_embeddings.weight"
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
    weights = start(base, arguments.further)
    epochs = [
        [
            *sample(seen, GROUP, rng),
            *part(public_pairs.groups(public, GROUP, tokenizer, rng), arguments.public_share, rng),
        ]
        for _ in range(arguments.epochs)
    ]
    steps = sum(map(len, epochs)) * GROUP // BATCH
    print(f"{len(seen)} questions of reports and news, {len(public)} public ones, {steps} steps", flush=True)
    schedule = optax.warmup_cosine_decay_schedule(0.0, arguments.rate, max(1, steps // 20), steps, arguments.rate / 20)
    step, state = optimiser(schedule, weights, bottom.trained)
    key = jax.random.PRNGKey(0)
    for epoch in range(arguments.epochs):
        losses: list[Array] = []
        for batch in batches(epochs[epoch], bottom, rng):
            key, dropout = jax.random.split(key)
            weights, state, loss = step(weights, state, batch, dropout)
            losses.append(np.asarray(loss))
            if len(losses) % 50 == 0:
                print(epoch, len(losses), np.mean(losses[-50:], axis=0).round(3), flush=True)
        write(arguments.out, weights)
        print(epoch, json.dumps(measure(held[:MEASURED_REPORTS], weights, bottom)), flush=True)
        print(epoch, json.dumps(measure_answers(apart, weights, bottom, tokenizer)), flush=True)


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


def batches(groups: Sequence[Group], bottom: Bottom, rng: random.Random) -> Iterator[Batch]:
    """Batches of like length in random order."""
    mixed, size = rng.sample(groups, len(groups)), BATCH // GROUP
    pools = [sorted(mixed[i : i + 32 * size], key=longest) for i in range(0, len(mixed), 32 * size)]
    together = [pool[i : i + size] for pool in pools for i in range(0, len(pool), size)]
    whole = [some for some in together if len(some) == size]
    for some in rng.sample(whole, len(whole)):
        yield bottom.batch([pair for group in some for pair in group])


# --- the network ---------------------------------------------------------------------------------------------------


class Bottom:
    """What the frozen layers make of pairs."""

    def __init__(self, base: Base) -> None:
        self.weights, self.kinds, self.trained = base_weights(base), base.kinds, TRAINED[base]
        frozen = {name: jnp.asarray(value) for name, value in self.weights.items() if not name.startswith("word ")}
        frozen.pop(WORDS, None)
        self.run = jax.jit(lambda words, kinds, mask: _bottom(frozen, words, kinds, mask, range(self.trained.start)))

    def batch(self, pairs: Sequence[Pair | None]) -> Batch:
        arrays = _arrays(pairs)
        states = self.run(self.words(arrays["ids"]), arrays["kinds"] * self.kinds, arrays["mask"])
        return {**arrays, "states": states}

    def words(self, ids: Array) -> Array:
        """The vectors of tokens, of a table or of codes with a scale a block."""
        if WORDS in self.weights:
            return self.weights[WORDS][ids]
        codes, scales = (self.weights[name][ids].astype(np.float32) for name in ("word codes", "word scales"))
        return (codes.reshape(*scales.shape, e5.BLOCK) * scales[..., np.newaxis]).reshape(codes.shape)


def _arrays(pairs: Sequence[Pair | None]) -> Batch:
    """Padded to a multiple of 32 tokens. What there is not has one token and no weight."""
    shape = (len(pairs), -(-longest(list(pairs)) // 32) * 32)
    arrays: Batch = {name: np.zeros(shape, dtype=np.int32) for name in ("ids", "kinds")}
    arrays["mask"] = np.zeros(shape, dtype=np.float32)
    arrays["inside"] = np.zeros((shape[0], SENTENCES, shape[1]), dtype=np.float32)
    arrays["gold"] = np.zeros((shape[0], SENTENCES), dtype=np.float32)
    arrays["mask"][:, 0] = 1.0
    for place, pair in enumerate(pairs):
        if pair is None:
            continue
        size, count = length(pair), min(len(pair.gold), SENTENCES)
        arrays["ids"][place, :size], arrays["kinds"][place, :size] = pair.tokens.ids, pair.tokens.kinds
        arrays["mask"][place, :size] = 1.0
        arrays["inside"][place, :count, :size] = pair.tokens.inside[:count]
        arrays["gold"][place, :count] = pair.gold[:count]
    answers, weight = [pair.answer if pair else (0, 0) for pair in pairs], [float(pair is not None) for pair in pairs]
    return {**arrays, "answer": np.array(answers), "weight": np.array(weight, dtype=np.float32)}


def start(base: Base, further: bool) -> Weights:
    """What is trained: the upper layers, and heads that begin near nothing, a sentence's at its nearness to the question."""
    upper = {
        name: jnp.asarray(value)
        for name, value in base_weights(base).items()
        if any(f".layer.{n}." in name for n in TRAINED[base])
    }
    keys = jax.random.split(jax.random.PRNGKey(0), 3)
    weights = upper | {
        "passage.weight": 0.02 * jax.random.normal(keys[0], (2 * minilm.WIDTH,)),
        "passage.constant": jnp.zeros(()),
        "sentence.weight": 0.02 * jax.random.normal(keys[1], (4 * minilm.WIDTH,)),
        "sentence.constant": jnp.full((), -2.5),
        "answer.weight": 0.02 * jax.random.normal(keys[2], (minilm.WIDTH, 2)),
        "scale": jnp.full((), 4.0),
        "passage.scale": jnp.full((), 0.4),
    }
    return weights | ({k: jnp.asarray(v) for k, v in network(base).items()} if further else {})


def _normalise(w: Weights, x: jax.Array, prefix: str) -> jax.Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / jnp.sqrt((centred**2).mean(axis=-1, keepdims=True) + minilm.EPSILON)
    return scaled * w[f"{prefix}.weight"] + w[f"{prefix}.bias"]


def _bottom(w: Weights, words: jax.Array, kinds: jax.Array, mask: jax.Array, layers: range) -> jax.Array:
    x = words + w["embeddings.token_type_embeddings.weight"][kinds]
    x = _normalise(w, x + w["embeddings.position_embeddings.weight"][: words.shape[1]], "embeddings.LayerNorm")
    return _layers(w, x, mask, layers)


def _layers(w: Weights, x: jax.Array, mask: jax.Array, numbers: range, dropout: jax.Array | None = None) -> jax.Array:
    """As in `minilm._encoder`, with dropout after attention and after the feed-forward part."""
    blocked = (1 - mask)[:, None, None, :] * -1e9
    for number in numbers:
        prefix = f"encoder.layer.{number}"
        x = x + _drop(_attention(w, x, f"{prefix}.attention", blocked), dropout, 2 * number)
        x = _normalise(w, x, f"{prefix}.attention.output.LayerNorm")
        inner = jax.nn.gelu(_linear(w, x, f"{prefix}.intermediate.dense"), approximate=False)
        x = x + _drop(_linear(w, inner, f"{prefix}.output.dense"), dropout, 2 * number + 1)
        x = _normalise(w, x, f"{prefix}.output.LayerNorm")
    return x


def _linear(w: Weights, x: jax.Array, prefix: str) -> jax.Array:
    return x @ w[f"{prefix}.weight"].T + w[f"{prefix}.bias"]


def _attention(w: Weights, x: jax.Array, prefix: str, blocked: jax.Array) -> jax.Array:
    def heads(which: str) -> jax.Array:
        split_up = _linear(w, x, f"{prefix}.self.{which}").reshape(*x.shape[:2], minilm.HEADS, -1)
        return split_up.transpose(0, 2, 1, 3)

    query, key, value = heads("query"), heads("key"), heads("value")
    scores = query @ key.transpose(0, 1, 3, 2) * (minilm.WIDTH // minilm.HEADS) ** -0.5
    mixed = jax.nn.softmax(scores + blocked, axis=-1) @ value
    return _linear(w, mixed.transpose(0, 2, 1, 3).reshape(x.shape), f"{prefix}.output.dense")


def _drop(x: jax.Array, key: jax.Array | None, number: int) -> jax.Array:
    if key is None:
        return x
    return x * jax.random.bernoulli(jax.random.fold_in(key, number), 1 - DROPOUT, x.shape) / (1 - DROPOUT)


def _heads(w: Weights, x: jax.Array, batch: Batch) -> tuple[jax.Array, jax.Array, jax.Array]:
    """As in `reader.judge`, for a batch; and (batch, tokens, 2) log-probabilities of the answer's ends."""
    counts = batch["inside"].sum(axis=-1)
    there = counts > 0
    means = batch["inside"] @ x / jnp.maximum(counts, 1)[..., None]
    of_question = ((batch["kinds"] == 0) * batch["mask"])[..., None]
    first, asked = x[:, 0], (x * of_question).sum(axis=1) / of_question.sum(axis=1)
    near = (_unit(means) * _unit(asked)[:, None]).sum(axis=-1) * there
    nearer = near - near.sum(axis=1, keepdims=True) / jnp.maximum(there.sum(axis=1, keepdims=True), 1)
    wide = [
        means,
        jnp.broadcast_to(first[:, None], means.shape),
        means * asked[:, None],
        jnp.abs(means - asked[:, None]),
    ]
    each = jnp.concatenate(wide, axis=-1) @ w["sentence.weight"] + w["sentence.constant"] + w["scale"] * nearer
    best = jnp.where(there, each, -30.0).max(axis=1)
    whole = jnp.concatenate([first, asked], axis=-1) @ w["passage.weight"] + w["passage.constant"]
    allowed = (batch["kinds"] == 1) * batch["mask"] + (jnp.arange(x.shape[1]) == 0)
    ends = jnp.where((allowed > 0)[..., None], x @ w["answer.weight"], -1e9)
    return whole + w["passage.scale"] * (best + 1.5), each, jax.nn.log_softmax(ends, axis=1)


def _unit(vectors: jax.Array) -> jax.Array:
    return vectors / jnp.sqrt((vectors * vectors).sum(axis=-1, keepdims=True) + 1e-6)


def _loss(w: Weights, batch: Batch, dropout: jax.Array, layers: range) -> tuple[jax.Array, jax.Array]:
    x = _layers(w, batch["states"], batch["mask"], layers, dropout)
    whole, each, ends = _heads(w, x, batch)
    there, gold = batch["inside"].sum(axis=-1) > 0, batch["gold"]
    right = gold.max(axis=1)
    weight = batch["weight"] / batch["weight"].sum()
    passage = (optax.sigmoid_binary_cross_entropy(whole, right) * weight).sum()
    sentence = (optax.sigmoid_binary_cross_entropy(each, gold) * there).sum() / there.sum()
    among = _among(jnp.where(there, each, -1e9).reshape(-1, GROUP * SENTENCES), gold.reshape(-1, GROUP * SENTENCES))
    rows, (first, last) = jnp.arange(len(whole)), batch["answer"].T
    known = (right == 0) | (first > 0)
    answer = -((ends[rows, first, 0] + ends[rows, last, 1]) / 2 * known * weight).sum()
    losses = jnp.stack([passage, sentence, among, answer])
    return losses @ jnp.array([1.0, SENTENCE_LOSS, AMONG_LOSS, ANSWER_LOSS]), losses


def _among(each: jax.Array, gold: jax.Array) -> jax.Array:
    """Minus the log-probability of a gold one among all sentences that are read for a question and none, whose log-odds are 0."""
    right = jax.nn.logsumexp(jnp.where(gold > 0, each, -1e9), axis=1)
    everything = jnp.logaddexp(jax.nn.logsumexp(each, axis=1), 0.0)
    return (everything - jnp.where(gold.max(axis=1) > 0, right, 0.0)).mean()


def optimiser(schedule: optax.Schedule, weights: Weights, layers: range) -> tuple[Callable[..., Any], Any]:
    """AdamW with clipped gradients; the heads learn faster than the layers."""
    kinds = {name: "layer" if name.startswith("encoder.") else "head" for name in weights}
    parts = {
        "layer": optax.adamw(schedule, weight_decay=DECAY),
        "head": optax.adamw(lambda count: HEADS_FASTER * schedule(count), weight_decay=DECAY),
    }
    chain = optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform(parts, kinds))

    def step(weights: Weights, state: Any, batch: Batch, dropout: jax.Array) -> tuple[Weights, Any, jax.Array]:
        (_, losses), slopes = jax.value_and_grad(_loss, has_aux=True)(weights, batch, dropout, layers)
        changes, state = chain.update(slopes, state, weights)
        return optax.apply_updates(weights, changes), state, losses

    return jax.jit(step), chain.init(weights)


def measure(questions: Sequence[Question], weights: Weights, bottom: Bottom) -> dict[str, float]:
    """Of questions that were not trained on: their number, the AUC of the likeliest sentence, and how often that is gold."""
    run = jax.jit(lambda batch: _layers(weights, batch["states"], batch["mask"], bottom.trained))
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
    run = jax.jit(
        lambda batch: _heads(weights, _layers(weights, batch["states"], batch["mask"], bottom.trained), batch)
    )
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


def write(path: Path, weights: Weights) -> None:
    """Matrices as int8 with a scale a row, the rest as float16; the head of whole passages only helps to train."""
    stored: dict[str, Array] = {}
    for name, value in ((name, np.asarray(v)) for name, v in weights.items() if not name.startswith("passage.")):
        if value.ndim == 2:
            scale = np.abs(value).max(axis=1, keepdims=True) / 127
            stored[name], stored[f"{name}|scale"] = np.round(value / scale).astype(np.int8), scale.astype(np.float32)
        else:
            stored[name] = value.astype(np.float16 if value.ndim else np.float32)
    np.savez_compressed(path, **stored)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
