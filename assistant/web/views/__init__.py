"""Our values as HTML fragments, every string encoded."""
