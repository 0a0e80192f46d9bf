"""The reader's network while it is trained: its frozen lower layers, the upper ones and heads, the loss, the optimiser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray
from training.reading_pairs import Pair, length, longest

from assistant.index import e5, minilm
from assistant.retrieval.cross_encoder import ENGLISH, MULTILINGUAL, Base, base_weights, network

Array = NDArray[Any]
Weights = dict[str, jax.Array]
Batch = dict[str, Any]
TRAINED = {ENGLISH: range(2, minilm.LAYERS), MULTILINGUAL: range(6, e5.LAYERS)}
"""The layers that are trained; those below stay as they are."""
SENTENCES = 24
"""Sentences of a passage."""
DROPOUT, DECAY, HEADS_FASTER = 0.1, 0.01, 5.0
SENTENCE_LOSS, AMONG_LOSS, ANSWER_LOSS = 1.5, 1.0, 1.0
WORDS = "embeddings.word_embeddings.weight"


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
    return encoded(w, x, mask, layers)


def encoded(w: Weights, x: jax.Array, mask: jax.Array, numbers: range, dropout: jax.Array | None = None) -> jax.Array:
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


def heads(w: Weights, x: jax.Array, batch: Batch) -> tuple[jax.Array, jax.Array, jax.Array]:
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


def _loss(
    w: Weights, batch: Batch, dropout: jax.Array, layers: range, together: int
) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    """The loss, with its four parts and the sentences' log-odds; so many passages are `together` of one question."""
    x = encoded(w, batch["states"], batch["mask"], layers, dropout)
    whole, each, ends = heads(w, x, batch)
    there, gold = batch["inside"].sum(axis=-1) > 0, batch["gold"]
    right = gold.max(axis=1)
    weight = batch["weight"] / batch["weight"].sum()
    passage = (optax.sigmoid_binary_cross_entropy(whole, right) * weight).sum()
    sentence = (optax.sigmoid_binary_cross_entropy(each, gold) * there).sum() / there.sum()
    size = together * SENTENCES
    among = _among(jnp.where(there, each, -1e9).reshape(-1, size), gold.reshape(-1, size))
    rows, (first, last) = jnp.arange(len(whole)), batch["answer"].T
    known = (right == 0) | (first > 0)
    answer = -((ends[rows, first, 0] + ends[rows, last, 1]) / 2 * known * weight).sum()
    losses = jnp.stack([passage, sentence, among, answer])
    return losses @ jnp.array([1.0, SENTENCE_LOSS, AMONG_LOSS, ANSWER_LOSS]), (losses, each)


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

    def step(weights: Weights, state: Any, batch: Batch, dropout: jax.Array, together: int) -> tuple[Weights, Any, Any]:
        (_, told), slopes = jax.value_and_grad(_loss, has_aux=True)(weights, batch, dropout, layers, together)
        changes, state = chain.update(slopes, state, weights)
        return optax.apply_updates(weights, changes), state, told

    return jax.jit(step, static_argnums=4), chain.init(weights)


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
