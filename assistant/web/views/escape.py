"""Untrusted text made safe to stand in HTML: every string from an article, a question, a file name or a model passes here."""

from __future__ import annotations

from assistant.text.invisible import strip_invisible


def encode(text: object) -> str:
    """Text as HTML in which nothing can be markup: each character that is no letter or digit becomes a reference.

    Characters that show nothing but can steer a reader are left out.

    >>> encode("<b>Kyiv</b>")
    '&#60;b&#62;Kyiv&#60;&#47;b&#62;'
    """
    return "".join(char if char.isalnum() else f"&#{ord(char)};" for char in strip_invisible(str(text)))
