"""Probabilities and their log-odds, in which what is learned adds up."""

from __future__ import annotations

import math

LEAST = 1e-4
"""No probability is taken to be nearer than this to 0 or 1."""


def log_odds(probability: float) -> float:
    kept = min(max(probability, LEAST), 1 - LEAST)
    return math.log(kept / (1 - kept))


def probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
