"""Dateline: answers from a folder of news articles, every sentence cited and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.schema import Answer, Article, Citation, Evidence, Passage, Sentence, Support
    from assistant.service import Assistant

__version__ = "0.3.0"
__all__ = ["Answer", "Article", "Assistant", "Citation", "Evidence", "Passage", "Sentence", "Support", "__version__"]


def __getattr__(name: str) -> Any:
    """Imports on first use, so that `assistant --help` is quick."""
    if name == "Assistant":
        from assistant.service import Assistant

        return Assistant
    if name in __all__:
        from assistant import schema

        return getattr(schema, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
