"""Passages → searchable snapshots: embedding, Chroma, BM25, and the generations that replace each other atomically."""
