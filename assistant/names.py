"""Names of people, places and organisations: read from a claim by their capitals, and found in a text under another
spelling.

No model: rules that can be read. What they miss: names written small, and a one-word name that opens a sentence and
looks like a common word.
"""

from __future__ import annotations

import dataclasses

from assistant.datewords import MONTHS, NEAR_DAYS, WEEKDAYS
from assistant.tokens import STOP, Words, fold, listed, same_name, sound
from assistant.units import CURRENCY_CODES

HYPHENS = "-‐‑–"

CONNECTORS = frozenset(listed("of the de du da di del des la le el al bin ben ibn von van der den &"))
TITLES = frozenset(
    listed(
        """
    mr mrs ms miss dr prof professor sir lord lady dame president prime minister chancellor king queen prince
    princess pope secretary senator governor mayor general colonel major captain lieutenant sergeant ambassador
    judge justice chief vice deputy foreign defence defense interior finance former spokesman spokeswoman
    representative rep sen gov hon honorable honourable
    """
    )
)
OPENERS = frozenset(
    listed(
        """
    according additionally afterwards although among another anyone around asked besides consequently currently
    despite due earlier early even eventually everyone finally first following furthermore generally given hence
    however including indeed initially instead last later latest less let like likewise many maybe meanwhile
    moreover much nearly nevertheless new next nobody nonetheless nothing often one only originally others overall
    part people perhaps plus rather recently regarding second several similarly since someone sometimes soon still
    such third though thus today together total two three four five six seven eight nine ten typically unlike unless
    usually via well whereas whatever whenever whoever yes
    """
    )
)
COMMON_ENDINGS = (
    "ing",
    "ed",
    "ly",
    "tion",
    "tions",
    "ment",
    "ments",
    "ness",
    "ity",
    "ies",
    "ance",
    "ence",
    "ism",
    "ology",
    "ers",
    "ors",
)
VERBS = frozenset(
    listed(
        """
    is was were are has had have does did do will would could can should may might must says said told tells met
    meets won wins lost loses sold sells bought buys made makes took takes gave gives went goes came comes saw sees
    knew knows thought thinks became becomes began begins wrote writes sang sings spoke speaks led leads left leaves
    held holds kept keeps put puts set sets ran runs rose rises fell falls grew grows sent sends built builds hit
    hits found finds called calls and also then now never wants plans denies agrees refuses backs faces warns
    announces confirms plays stars sits lies uses joins
    """
    )
)
"""What may follow a one-word name that opens a sentence ("Macron said"); any word in -ed may too."""
ERAS = frozenset(listed("bc bce ad ce am pm"))
SPOKEN_OF = frozenset(
    listed("act agency agreement bill board commission committee company court department internet ministry treaty web")
)
"""With a capital and "the", these speak of something already named: "The Act was passed"."""
ALIASES = (
    ("united states", "united states of america", "us", "u s", "usa", "u s a", "america", "american", "americans"),
    ("united kingdom", "uk", "u k", "britain", "great britain", "british"),
    ("european union", "eu", "e u"),
    ("united nations", "un", "u n"),
    ("france", "french"), ("poland", "polish", "poles"), ("spain", "spanish"), ("netherlands", "dutch", "holland"),
    ("greece", "greek", "greeks"), ("norway", "norwegian"), ("denmark", "danish"), ("ireland", "irish"),
    ("wales", "welsh"), ("switzerland", "swiss"), ("finland", "finnish"), ("turkey", "turkiye", "turkish"),
    ("myanmar", "burma"), ("mumbai", "bombay"), ("beijing", "peking"), ("ivory coast", "cote d'ivoire"),
    ("czech republic", "czechia", "czech"), ("television", "tv"), ("artificial intelligence", "ai"),
)  # fmt: skip
ALIAS_GROUPS = {alias: group for group in ALIASES for alias in group}
COUNTRY_ENDINGS = frozenset(("", "a", "ia", "e", "y", "ey", "en", "ain", "land", "s"))
PEOPLE_ENDINGS = frozenset(("n", "an", "ian", "ese", "ish", "i", "ic", "ns", "ans", "ians", "is", "s"))


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A name in tokens [first, end)."""

    first: int
    end: int
    keys: tuple[str, ...]
    """Its folded words, titles and connectors left off."""
    opens: bool = False
    """It opens the sentence, where every word has a capital: its first word may be no name."""
    joined: bool = False
    """Its words are joined by "of" or the like: its last word is no surname."""
    parts: tuple[tuple[str, ...], ...] = ()
    """For a joined name its keys before and after each "of"."""


def read_names(words: Words) -> list[Name]:
    """Capitalised runs: "the Bank of England", "J. K. Rowling", "al-Assad", "U.S."."""
    letters = [token for token in words.tokens if token.isalpha()]
    if len(letters) > 3 and sum(token.isupper() for token in letters) * 2 > len(letters):
        return []  # a headline in capitals
    names = []
    i = 0
    while i < len(words):
        if not _capital(words, i):
            i += 1
            continue
        end = _run_end(words, i)
        name = _name(words, i, end)
        if name is not None:
            names.append(name)
        i = end
    return names


def find_name(name: Name, text: Words) -> tuple[int, int] | None:
    """Tokens [first, end) where the text has the name: as written, under an alias or acronym, by surname, or
    spelled otherwise.
    """
    found = _find_keys(name.keys, text, not name.joined)
    if found is None and name.opens and len(name.keys) > 1 and name.keys[0].endswith(COMMON_ENDINGS):
        found = _find_keys(name.keys[1:], text, not name.joined)
    if found is None and len(name.parts) > 1 and len(name.parts[0]) > 1:  # Emilee Lindner of MTV
        places = [_find_keys(part, text, False) for part in name.parts]
        found = places[0] if all(place is not None for place in places) else None
    return found


def _find_keys(keys: tuple[str, ...], text: Words, person: bool) -> tuple[int, int] | None:
    spelled = tuple(key if key in text.places else _respelled(key, text) for key in keys)
    for tried in dict.fromkeys((keys, spelled)):
        found = _in_order(tried, text) or _by_alias(tried, text) or _by_acronym(tried, text) or _near(tried, text)
        found = found or (_by_surname(tried, text) if person else None) or _run_together(tried, text)
        if found is not None:
            return found
    return None


def _capital(words: Words, i: int) -> bool:
    token = words.tokens[i]
    return (
        token[0].isupper()
        and token.lower() not in MONTHS | WEEKDAYS | NEAR_DAYS
        and token not in ("I", "I'm", "I've", "I'll")
    )


def _run_end(words: Words, i: int) -> int:
    """The end of the capitalised run that starts at token i."""
    sentence_end = words.tokens_of(words.sentence_of(i)).stop
    end = i + 1
    while end < sentence_end:
        if words.tokens[end - 1].endswith(("'s", "’s")):
            break
        if _capital(words, end) or (
            words.tokens[end] == "." and words.glued(end - 1) and _dotted(words, end - 1, sentence_end)
        ):
            end += 1
        elif words.tokens[end] in HYPHENS and end + 1 < sentence_end and words.glued(end - 1) and words.glued(end):
            if not (words.tokens[end + 1][0].isupper() or words.tokens[end + 1][0].isdecimal()):
                break
            end += 2
        elif words.lower[end] in CONNECTORS and words.tokens[end - 1] != ".":
            after = end + 1 + (words.lower[end + 1 : end + 2] == ["the"])
            if after >= sentence_end or not _capital(words, after):
                break
            end = after + 1
        else:
            break
    return end


def _dotted(words: Words, i: int, sentence_end: int) -> bool:
    """An initial ("J.", "U.S.") or a shortened title ("Mr."): the full stop belongs to the name."""
    single = len(words.tokens[i]) == 1
    return (
        (single and i + 2 < sentence_end) or (single and words.tokens[i - 1 : i] == ["."]) or words.lower[i] in TITLES
    )


def _name(words: Words, first: int, end: int) -> Name | None:
    opens = words.starts_sentence(first) or _heads_an_item(words, first, end)
    if opens and (words.lower[first] in STOP or words.lower[first] in OPENERS):
        first += 1
        opens = False
        while first < end and not _capital(words, first):
            first += 1
    while first < end - 1 and (words.lower[first] in TITLES or not words.tokens[first][0].isalnum()):
        first += 1
    keys = _keys(words, first, end)
    if not keys or all(key in STOP and not words.tokens[first].isupper() for key in keys):
        return None
    single = len(keys) == 1
    if single and (keys[0] in TITLES or (keys[0] in CURRENCY_CODES and keys[0] != "us") or len(keys[0]) < 2):
        return None
    if single and (keys[0] in ERAS or (keys[0] in SPOKEN_OF and words.lower[first - 1 : first] == ["the"])):
        return None
    if single and opens and not _like_a_subject(words, first, keys[0]):
        return None
    joints = [i for i in range(first, end) if words.lower[i] == "of"]
    bounds = zip([first, *joints], [*joints, end], strict=True)
    parts = tuple(found for start, stop in bounds if (found := _keys(words, start, stop)))
    return Name(first, end, keys, opens, any(words.lower[i] in CONNECTORS for i in range(first, end)), parts)


def _heads_an_item(words: Words, first: int, end: int) -> bool:
    """True for the first word of an item: "Simulation: Run the tests"; not for "The winner: Macron"."""
    after = words.tokens[end] if end < len(words) else ""
    return first > 0 and words.tokens[first - 1] == ":" and after[:1].islower()


def _keys(words: Words, first: int, end: int) -> tuple[str, ...]:
    """The folded words of a name; titles are left off where more is left. `MCQs` counts as `mcq`."""
    keys = tuple(
        fold(words.lower[i])[: -1 if len(words.tokens[i]) > 2 and words.tokens[i][:-1].isupper() else None]
        if words.tokens[i].endswith("s")
        else fold(words.lower[i])
        for i in range(first, end)
        if words.tokens[i][0].isalnum() and words.lower[i] not in CONNECTORS
    )
    return tuple(key for key in keys if key not in TITLES) or keys if len(keys) > 1 else keys


def _like_a_subject(words: Words, first: int, key: str) -> bool:
    """True where a sentence opens with one word that looks like a name: "Macron said", "Putin's aide", "Kyiv, …"."""
    if words.lower[first].endswith(("'s", "’s")) or words.tokens[first][1:2].isupper():
        return True
    after = words.lower[first + 1] if first + 1 < len(words) else ""
    common = key.endswith(COMMON_ENDINGS) or (key.endswith("s") and key[-2:-1] not in "aeiousy")  # officials, troops
    return not common and (after in VERBS or after.endswith("ed"))


def _in_order(keys: tuple[str, ...], text: Words) -> tuple[int, int] | None:
    """The words one after the other, connectors and full stops between them allowed. A word in capitals there comes
    first.
    """
    places = text.places.get(keys[0], ())
    small = None
    for place in places:
        end = _follow(keys, place, text)
        if end is None:
            continue
        if text.tokens[place][0].isupper() and (
            len(keys[0]) > 3 or keys[0] not in STOP or text.tokens[place].isupper()
        ):
            return place, end
        if small is None and keys[0] not in STOP:
            small = (place, end)
    return small


def _follow(keys: tuple[str, ...], place: int, text: Words) -> int | None:
    at = place
    for key in keys:
        while at < len(text) and at > place and (text.lower[at] in CONNECTORS or text.tokens[at] in ".-‐‑–"):
            at += 1
        if at >= len(text) or not _same_word(fold(text.lower[at]), key, at > place):
            return None
        at += 1
    return at


def _same_word(one: str, other: str, plural: bool) -> bool:
    return one == other or (plural and (one + "s" == other or one == other + "s"))


def _run_together(keys: tuple[str, ...], text: Words) -> tuple[int, int] | None:
    """The same letters parted otherwise: HunterGirl and "Hunter Girl", TiO2 and "TiO 2"."""
    letters = "".join(keys)
    if len(letters) < 4:
        return None
    if letters in text.places:
        return text.places[letters][0], text.places[letters][0] + 1
    starts = (i for word, places in text.places.items() if letters.startswith(word) for i in places)
    for i in starts:
        if not text.tokens[i][0].isupper():
            continue
        read, end = fold(text.lower[i]), i + 1
        while end < len(text) and len(read) < len(letters):
            read, end = read + fold(text.lower[end]) * (text.tokens[end] not in HYPHENS), end + 1
        if read == letters:
            return i, end
    return None


def _by_alias(keys: tuple[str, ...], text: Words) -> tuple[int, int] | None:
    """The United States where the text says "U.S.", and the United States Army where it says "US Army"."""
    for length in {len(keys), min(2, len(keys)), 1}:
        for alias in ALIAS_GROUPS.get(" ".join(keys[:length]), ()):
            found = _in_order((*alias.split(), *keys[length:]), text)
            if found is not None and (len(alias) > 3 or text.tokens[found[0]].isupper()):
                return found
    return None


def _by_acronym(keys: tuple[str, ...], text: Words) -> tuple[int, int] | None:
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


def _spells(letters: str, i: int, text: Words) -> int | None:
    """The end of the words from token i on whose first letters are these: all with a capital ("of" may stand between
    them), or all content words side by side ("multiple choice questions").
    """
    capitals = text.tokens[i][0].isupper()
    stop = text.tokens_of(text.sentence_of(i)).stop
    for letter in letters:
        while capitals and i < stop and text.lower[i] in CONNECTORS:
            i += 1
        if i >= stop or fold(text.lower[i])[:1] != letter or text.lower[i] in STOP:
            return None
        if capitals and not text.tokens[i][0].isupper():
            return None
        i += 1
    return i


def _by_surname(keys: tuple[str, ...], text: Words) -> tuple[int, int] | None:
    """Vladimir Putin where the text says "Putin" or "Mr Putin"; not Joe Biden where it says "Hunter Biden"."""
    if not 1 < len(keys) < 4:
        return None
    for place in text.places.get(keys[-1], ()):
        if text.tokens[place][0].isupper() and not _another(keys, place, text):
            return place, place + 1
    return None


def _another(keys: tuple[str, ...], place: int, text: Words) -> bool:
    """True where a different first name stands before the surname."""
    before = place - 1
    if before >= 0 and text.tokens[before] == "." and len(text.tokens[before - 1]) == 1:
        before -= 1
    if before < 0 or not _capital(text, before) or text.sentence_of(before) != text.sentence_of(place):
        return False
    word = fold(text.lower[before])
    if word in TITLES or word in STOP or word in keys or text.lower[before].endswith(("'s", "’s")):
        return False
    return not any(key[:1] == word if len(word) == 1 else same_name(key, word) for key in keys)


def _near(keys: tuple[str, ...], text: Words) -> tuple[int, int] | None:
    """All words of the name close together in any order: University of Oxford, Oxford University."""
    if len(keys) < 2 or any(key not in text.places for key in keys):
        return None
    for anchor in text.places[keys[-1]]:
        places = [min(text.places[key], key=lambda place: abs(place - anchor)) for key in keys]
        if max(places) - min(places) < len(keys) + 3 and all(text.tokens[place][0].isupper() for place in places):
            return min(places), max(places) + 1
    return None


def _respelled(key: str, text: Words) -> str:
    """The text's word for this name in another spelling or form (Kyïv, Russian); the key itself if it has none."""
    if len(key) < 4:
        same = (word for word in text.places if len(key) == 3 and word[:1] == key[0] and sound(word) == sound(key))
        return next((word for word in same if text.tokens[text.places[word][0]][0].isupper()), key)
    for word, places in text.places.items():
        near = len(word) > 3 and word[0] in (key[0], *NEAR_INITIALS.get(key[0], ""))
        if near and text.tokens[places[0]][0].isupper() and (same_name(key, word) or _same_country(key, word)):
            return word
    group = ALIAS_GROUPS.get(key, ())
    return next((alias for alias in group if alias in text.places), key)


NEAR_INITIALS = {"w": "v", "v": "w", "j": "yi", "y": "ji", "i": "yj", "k": "c", "c": "k", "g": "h", "h": "g"}


def _same_country(one: str, other: str) -> bool:
    """Russia and Russian, Ukraine and Ukrainians, China and Chinese."""
    shared = 0
    for letter, opposite in zip(one, other, strict=False):
        if letter != opposite:
            break
        shared += 1
    for cut in range(shared, max(3, shared - 3), -1):
        ends = one[cut:], other[cut:]
        for country, people in (ends, ends[::-1]):
            if country in COUNTRY_ENDINGS and people in PEOPLE_ENDINGS:
                return True
    return False
