"""Dateline: answers from a folder of news articles, every sentence cited and checked."""

__version__ = "0.1.0"
