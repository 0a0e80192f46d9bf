"""Question → `Evidence` and a confidence: understanding, candidates, ranking, reading."""
