"""Where a text has a name: as written, under an alias or acronym, by surname, or spelled otherwise."""

from __future__ import annotations

from assistant.text.languages.language import NameWords
from assistant.text.names import Name, capital
from assistant.text.tokens import HYPHENS, TokenizedText
from assistant.text.transliteration import fold_word, same_name, sound


def find_name(name: Name, text: TokenizedText) -> tuple[int, int] | None:
    """Tokens [first, end) where the text has the name: as written, under an alias or acronym, by surname, or
    spelled otherwise.
    """
    found = _find_keys(name.keys, text, not name.joined)
    if (
        found is None
        and name.opens
        and len(name.keys) > 1
        and name.keys[0].endswith(text.language.names.common_endings)
    ):
        found = _find_keys(name.keys[1:], text, not name.joined)
    if found is None and len(name.parts) > 1 and len(name.parts[0]) > 1:  # Emilee Lindner of MTV
        places = [_find_keys(part, text, False) for part in name.parts]
        found = places[0] if all(place is not None for place in places) else None
    return found


def _find_keys(keys: tuple[str, ...], text: TokenizedText, person: bool) -> tuple[int, int] | None:
    spelled = tuple(key if key in text.places else _respelled(key, text) for key in keys)
    for tried in dict.fromkeys((keys, spelled)):
        found = _in_order(tried, text) or _by_alias(tried, text) or _by_acronym(tried, text)
        found = found or (_by_surname(tried, text) if person else None)
        if found is not None:
            return found
    return None


def _in_order(keys: tuple[str, ...], text: TokenizedText) -> tuple[int, int] | None:
    """The words one after the other, connectors and full stops between them allowed. A word in capitals there comes
    first.
    """
    places = text.places.get(keys[0], ())
    function_words = text.language.function_words
    small = None
    for place in places:
        end = _follow(keys, place, text)
        if end is None:
            continue
        if text.tokens[place][0].isupper() and (
            len(keys[0]) > 3 or keys[0] not in function_words or text.tokens[place].isupper()
        ):
            return place, end
        if small is None and keys[0] not in function_words:
            small = (place, end)
    return small


def _follow(keys: tuple[str, ...], place: int, text: TokenizedText) -> int | None:
    connectors = text.language.names.connectors
    at = place
    for key in keys:
        while (
            at < len(text)
            and at > place
            and (text.lower[at] in connectors or text.tokens[at] == "." or text.tokens[at] in HYPHENS)
        ):
            at += 1
        if at >= len(text) or not _same_word(fold_word(text.lower[at]), key, at > place):
            return None
        at += 1
    return at


def _same_word(one: str, other: str, plural: bool) -> bool:
    return one == other or (plural and (one + "s" == other or one == other + "s"))


def _by_alias(keys: tuple[str, ...], text: TokenizedText) -> tuple[int, int] | None:
    """The United States where the text says "U.S.", and the United States Army where it says "US Army"."""
    for length in {len(keys), min(2, len(keys)), 1}:
        for alias in text.language.names.alias_groups.get(" ".join(keys[:length]), ()):
            found = _in_order((*alias.split(), *keys[length:]), text)
            if found is not None and (len(alias) > 3 or text.tokens[found[0]].isupper()):
                return found
    return None


def _by_acronym(keys: tuple[str, ...], text: TokenizedText) -> tuple[int, int] | None:
    """World Health Organization and WHO, either way."""
    if len(keys) > 1:
        initials = "".join(key[0] for key in keys)
        return next(((i, i + 1) for i in text.places.get(initials, ()) if text.tokens[i].isupper()), None)
    letters = keys[0]
    if not 2 < len(letters) < 7:
        return None
    for i in (i for key, places in text.places.items() if key[:1] == letters[0] for i in places):
        end = _spells(letters, i, text)
        if end is not None:
            return i, end
    return None


def _spells(letters: str, i: int, text: TokenizedText) -> int | None:
    """The end of the words from token i on whose first letters are these: all with a capital ("of" may stand between
    them), or all content words side by side ("multiple choice questions").
    """
    listed, function_words = text.language.names, text.language.function_words
    capitals = text.tokens[i][0].isupper()
    stop = text.tokens_of(text.sentence_of(i)).stop
    for letter in letters:
        while capitals and i < stop and text.lower[i] in listed.connectors:
            i += 1
        if i >= stop or fold_word(text.lower[i])[:1] != letter or text.lower[i] in function_words:
            return None
        if capitals and not text.tokens[i][0].isupper():
            return None
        i += 1
    return i


def _by_surname(keys: tuple[str, ...], text: TokenizedText) -> tuple[int, int] | None:
    """Vladimir Putin where the text says "Putin" or "Mr Putin"; not Joe Biden where it says "Hunter Biden"."""
    if not 1 < len(keys) < 4:
        return None
    for place in text.places.get(keys[-1], ()):
        if text.tokens[place][0].isupper() and not _another(keys, place, text):
            return place, place + 1
    return None


def _another(keys: tuple[str, ...], place: int, text: TokenizedText) -> bool:
    """True where a different first name stands before the surname."""
    before = place - 1
    if before >= 0 and text.tokens[before] == "." and len(text.tokens[before - 1]) == 1:
        before -= 1
    if before < 0 or not capital(text, before) or text.sentence_of(before) != text.sentence_of(place):
        return False
    word = fold_word(text.lower[before])
    listed = text.language.names.titles | text.language.function_words
    if word in listed or word in keys or text.lower[before].endswith(("'s", "’s")):
        return False
    return not any(key[:1] == word if len(word) == 1 else same_name(key, word) for key in keys)


def _respelled(key: str, text: TokenizedText) -> str:
    """The text's word for this name in another spelling or form (Kyïv, Russian); the key itself if it has none."""
    if len(key) < 4:
        same = (word for word in text.places if len(key) == 3 and word[:1] == key[0] and sound(word) == sound(key))
        return next((word for word in same if text.tokens[text.places[word][0]][0].isupper()), key)
    for word, places in text.places.items():
        near = len(word) > 3 and word[0] in (key[0], *NEAR_INITIALS.get(key[0], ""))
        if (
            near
            and text.tokens[places[0]][0].isupper()
            and (same_name(key, word) or same_country(key, word, text.language.names))
        ):
            return word
    group = text.language.names.alias_groups.get(key, ())
    return next((alias for alias in group if alias in text.places), key)


NEAR_INITIALS = {"w": "v", "v": "w", "j": "yi", "y": "ji", "i": "yj", "k": "c", "c": "k", "g": "h", "h": "g"}


def same_country(one: str, other: str, listed: NameWords) -> bool:
    """Russia and Russian, Ukraine and Ukrainians, China and Chinese."""
    shared = 0
    for letter, opposite in zip(one, other, strict=False):
        if letter != opposite:
            break
        shared += 1
    for cut in range(shared, max(3, shared - 3), -1):
        ends = one[cut:], other[cut:]
        for country, people in (ends, ends[::-1]):
            if country in listed.country_endings and people in listed.people_endings:
                return True
    return False
