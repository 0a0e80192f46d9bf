"""Untrusted text made safe to stand in HTML: every string from an article, a question, a file name or a model passes here."""

from __future__ import annotations

import unicodedata

ZERO_WIDTH_JOINERS = "\u200c\u200d"


def encode(text: object) -> str:
    """Text as HTML in which nothing can be markup: each character that is no letter or digit becomes a reference.

    >>> encode("<b>Kyiv</b>")
    '&#60;b&#62;Kyiv&#60;&#47;b&#62;'
    """
    return "".join(char if char.isalnum() else f"&#{ord(char)};" for char in strip_invisible(str(text)))


def strip_invisible(text: str) -> str:
    """Text without characters that show nothing but can steer a reader or a model: controls, bidirectional overrides, tags.

    Joiners stay between two visible characters, where Persian, Hindi and emoji need them.
    """
    kept: list[str] = []
    for position, char in enumerate(text):
        if char in "\n\t" or (char in ZERO_WIDTH_JOINERS and joins(text, position)) or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            kept.append(char)
        elif unicodedata.category(char) in ("Zl", "Zp"):
            kept.append("\n")
    return "".join(kept)


def joins(text: str, position: int) -> bool:
    """True where the joiner at `position` stands between two characters beyond Latin-1."""
    around = text[position - 1 : position] + text[position + 1 : position + 2]
    return len(around) == 2 and all(ord(char) > 0xFF and unicodedata.category(char) != "Cf" for char in around)
