"""Names across scripts and spellings: `fold` brings letters to ASCII, `same_name` hears whether two spell one name."""

from __future__ import annotations

import functools
import re


def fold(text: str) -> str:
    """Lower-case ASCII: accents off, other scripts transliterated. Kyïv → kyiv, Київ → kiiv"""
    if text.isascii():
        return text.lower()
    from anyascii import anyascii

    return anyascii(text).lower()


@functools.lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """A word folded, its possessive and the points of initials away: `Zelenskyy’s` → `zelenskyy`, `U.S.` → `us`."""
    word = word.lower()
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    elif word.endswith(("'", "’")):
        word = word[:-1]
    if "." in word and not word[0].isdecimal():
        word = word.replace(".", "") or word
    return fold(word) or word


def same_name(one: str, other: str) -> bool:
    """Two spellings of one name, by sound: the same consonants, and less than a third of the letters apart.

    >>> same_name("Kiev", "Kyïv"), same_name("Poutine", "Putin"), same_name("Macron", "Micron")
    (True, True, False)
    """
    one, other = fold_word(one), fold_word(other)
    if one == other:
        return True
    if min(len(one), len(other)) < 4:
        return False
    one, other = sound(one), sound(other)
    if one[:1] != other[:1] or re.sub("[aeiou]", "", one) != re.sub("[aeiou]", "", other):
        return False
    return 3 * vowel_distance(one, other) < max(len(one), len(other))


def same_word(one: str, other: str) -> bool:
    """Whether only letters that transcriptions exchange part two words: Kiev and Kyïv, not Bing and Beijing."""
    return one == other or (min(len(one), len(other)) > 3 and _transcribed(one) == _transcribed(other))


@functools.lru_cache(maxsize=65536)
def _transcribed(word: str) -> str:
    letters = fold(word)
    for pattern, replacement in _EXCHANGED:
        letters = re.sub(pattern, replacement, letters)
    return letters


_EXCHANGED = (
    ("[^a-z0-9]", ""), ("[ijy]{2,}|ie(?=.)", "y"), ("s?ch|sh", "s"), ("z", "s"), ("ou", "u"), ("kh", "h"), ("w", "v"),
    ("ov$", "iv"), ("ine$", "in"),
)  # fmt: skip

SOUNDS = (
    ("tch", "ch"), ("sch", "sh"), ("gu", "g"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("ou", "u"), ("oe", "o"),
    ("ck", "k"), ("sh", "s"), ("ch", "s"), ("w", "v"), ("y", "i"), ("j", "i"), ("h", "g"),
)  # fmt: skip
CLOSE_VOWELS = frozenset({"ie", "ei", "ou", "uo", "ae", "ea"})


@functools.lru_cache(maxsize=65536)
def sound(folded: str) -> str:
    """A rough spelling by sound, equal for many transcriptions: `chernihiv` and `cherniguiv` → `sernigiv`."""
    for letters, replacement in SOUNDS:
        folded = folded.replace(letters, replacement)
    single = _once(folded)
    if single.endswith("ov"):
        return single[:-2] + "iv"
    return single[:-1] if len(single) > 4 and single.endswith("e") else single


def skeleton(word: str) -> str:
    """The consonants of a name as a rough sound, under which the index keeps its transliterations together.

    Coarser than `sound` in its endings and finer in its hisses (ch, sh, s are three): it is looked up among all names
    of a collection, where `same_name` compares two that stand in the same place.

    >>> skeleton("Zelensky") == skeleton("Zelenskyy"), skeleton("Chernihiv") == skeleton("Cherniguiv")
    (True, True)
    """
    folded = fold(word)
    for letters, replacement in _INDEX_SOUNDS:
        folded = folded.replace(letters, replacement)
    return consonants(folded)


_INDEX_SOUNDS = (("ou", "u"), ("kh", "h"), ("gu", "g"), ("ph", "f"), ("w", "v"), ("g", "h"), ("y", "i"), ("j", "i"))


def heard(word: str) -> str:
    """A name as it sounds in any script or transcription, a case ending of Cyrillic left off.

    Coarser than `skeleton`, in whose sounds z and s, or k and c, are two: it is asked only where articles are in several
    languages.

    >>> heard("Зеленського") == heard("Zelenskyy") == heard("Selenskyj"), heard("Kyjiw") == heard("Київ")
    (True, True)
    """
    lower = word.lower()
    if _CYRILLIC.search(lower):
        lower = _CASE_ENDING.sub("", lower)
    folded = re.sub(r"[^a-z0-9]", "", fold(lower))
    for letters, replacement in _HEARD:
        folded = folded.replace(letters, replacement)
    return _once(folded).removesuffix("i") if len(folded) > 5 else _once(folded)


def consonants(letters: str) -> str:
    """What is left of a sound without its vowels, the first letter kept."""
    return _once(letters[:1] + re.sub("[aeiou]", "", letters[1:]))


_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CASE_ENDING = re.compile("(?<=[\u0400-\u04ff]{5})(?:ого|его|ому|ему|ові|еві|ой|ий|ій|ый|им|ым|ом|ем|ою|ею)$")
_HEARD = (
    ("shch", "s"), ("tsch", "s"), ("tch", "s"), ("sch", "s"), ("sh", "s"), ("ch", "s"), ("cz", "s"), ("sz", "s"), ("ts", "s"),
    ("tz", "s"), ("z", "s"), ("ou", "u"), ("kh", "h"), ("gh", "h"), ("gu", "h"), ("ph", "f"), ("ck", "k"), ("c", "k"), ("q", "k"),
    ("x", "ks"), ("w", "v"), ("g", "h"), ("y", "i"), ("j", "i"),
)  # fmt: skip


def _once(word: str) -> str:
    """Each doubled letter written once."""
    return re.sub(r"(.)\1+", r"\1", word)


def vowel_distance(one: str, other: str) -> int:
    """Edit distance of two short words in which only close vowels (i and e, o and u, a and e) may stand for each other.

    No library's: their distances weigh every exchange of letters alike.

    >>> vowel_distance("kiev", "kiv"), vowel_distance("mogamed", "mugamad"), vowel_distance("makron", "mikron")
    (1, 2, 2)
    """
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, opposite in enumerate(other, 1):
            swap = 0 if letter == opposite else 1 if letter + opposite in CLOSE_VOWELS else 2
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + swap)
    return row[-1]
