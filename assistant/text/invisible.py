"""Characters that cannot be seen, taken out of strangers' text."""

from __future__ import annotations

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNUSUAL = re.compile(r"[^\n\t -~]")
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks by category that show as nothing."""
_JOINERS = "\u200c\u200d"
_PRESENTATION = "\ufe0e\ufe0f"
_DEPENDENT = frozenset(_JOINERS + _PRESENTATION)
"""What stays or goes by what stands beside it."""


def strip_invisible(text: str) -> str:
    """Text without characters that cannot be seen: controls, zero-width, bidirectional and tag characters, selectors.

    Line breaks of any kind become a newline; tabs stay. A joiner stays between letters of the scripts that write with it
    (Arabic, the Indic ones, Mongolian) and between emoji, a presentation selector once after a visible character, so that
    Persian, Hindi and a family of emoji read as written. Flags spelled with tag characters (Scotland's) become a black
    flag: those characters also spell hidden orders.

    >>> strip_invisible("pay\\u200bload \\U000e0041🙂")
    'payload 🙂'
    """
    text = _LINE_BREAKS.sub("\n", text)
    kept = _UNUSUAL.sub(lambda found: found[0] * (found[0] in _DEPENDENT or _visible(found[0])), text)
    if _DEPENDENT.isdisjoint(kept):
        return kept
    return "".join(char for at, char in enumerate(kept) if _belongs(kept, at))


def _visible(char: str) -> bool:
    if char in "\n\t":
        return True
    code = ord(char)
    ignorable = (
        0x180B <= code <= 0x180F or 0xFE00 <= code <= 0xFE0F or 0xFFF0 <= code <= 0xFFFB or 0xE0000 <= code <= 0xE0FFF
    )
    return not ignorable and char not in _BLANK_LETTERS and unicodedata.category(char) not in ("Cc", "Cf", "Cs")


def _belongs(kept: str, at: int) -> bool:
    """Whether a joiner or selector does its work here; True for all other characters."""
    char = kept[at]
    before = kept[at - 1] if at else ""
    after = kept[at + 1] if at + 1 < len(kept) else ""
    if char in _PRESENTATION:
        return bool(before) and not before.isspace() and before not in _PRESENTATION and before not in _JOINERS
    if char not in _JOINERS:
        return True
    if _joining_script(before) and (_joining_script(after) or not after or after.isspace()):
        return True
    return char == "\u200d" and (_pictograph(before) or before in _PRESENTATION) and _pictograph(after)


def _joining_script(char: str) -> bool:
    code = ord(char) if char else 0
    return (
        0x600 <= code <= 0x8FF
        or 0x900 <= code <= 0xDFF
        or 0xF00 <= code <= 0x109F
        or 0x1780 <= code <= 0x18AF
        or 0xFB50 <= code <= 0xFEFC
    )


def _pictograph(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) == "So" or 0x1F3FB <= ord(char) <= 0x1F3FF)
