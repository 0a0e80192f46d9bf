"""A text as sentences and words that remember their exact characters.

`words_of` splits; everything else here compares single words: `fold` (accents and case away), `same_name` (spelling
variants), `stem` (endings away).
"""

from __future__ import annotations

import bisect
import collections
import functools
import re

from assistant.schema import Span
from assistant.text import normalize


def listed(words: str) -> list[str]:
    """A table of words, written as one line of text."""
    return words.split()


MARKS = "\u0300-\u036f"
TOKEN = re.compile(
    rf"\d+(?:[.,]\d+|[\u00a0\u202f]\d{{3}}(?!\d))*"  # 1,200 · 1.2 · 29.03.2022 · 1 200 with a hard space
    rf"|[^\W\d_][\w{MARKS}]*(?:['’][^\W\d_][\w{MARKS}]*)*"  # a word, with its apostrophes
    r"|[^\w\s]"
)
NOT_SPACE = re.compile(r"\S")
BREAK = re.compile(
    r"[.!?…]['\"”’»)\]]{0,3}\s+|\n\s*"
    r"|(?<=[.!?][\])])(?=[A-Z])|(?<=[a-z]{3}[.!?])(?=[A-Z\"“])"  # pages pasted without the space: "was late.Then"
)
ABBREVIATIONS = frozenset(
    listed(
        """
    mr mrs ms dr prof gen lt col sgt capt maj sen rep gov st jr sr vs no etc inc ltd co corp jan feb mar apr jun jul
    aug sep sept oct nov dec e.g i.e u.s u.k u.n p.m a.m fig approx
    """
    )
)
STOP = frozenset(
    listed(
        """
    a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing down during each either else ever few for from further had has have
    having he her here hers herself him himself his how however i if in into is it its itself just may me might more
    most must my myself no nor not now of off on once only or other our ours out over own per same shall she should
    so some such than that the their theirs them themselves then there therefore these they this those through thus
    to too under until up upon us very was we were what when where whether which while who whom whose why will with
    within without would yet you your yours
    """
    )
)


def words_of(text: str) -> TokenizedText:
    """The text's sentences and words. Kept for texts seen lately: the sentences of an answer share their passages."""
    return _words_of(text)


class TokenizedText:
    """Sentences and tokens (words, numbers, signs) of one text. Characters are worked out only for tokens that are
    asked for.

    >>> words = words_of("About 50 minutes. Then he left.")
    >>> words.tokens[1], words.span(1, 3)
    ('50', (6, 16))
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences: list[Span] = split_sentences(text)
        self.tokens: list[str] = []
        self.first: list[int] = []
        """For each sentence, its first token."""
        for start, end in self.sentences:
            self.first.append(len(self.tokens))
            self.tokens.extend(TOKEN.findall(text, start, end))
        self.lower: list[str] = [token.lower() for token in self.tokens]
        self._spans: dict[int, list[Span]] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    def span(self, first: int, end: int) -> Span:
        """The characters of tokens [first, end): `text[start:end]`."""
        return self._token_span(first)[0], self._token_span(end - 1)[1]

    def sentence_of(self, token: int) -> int:
        return bisect.bisect_right(self.first, token) - 1

    def tokens_of(self, sentence: int) -> range:
        end = self.first[sentence + 1] if sentence + 1 < len(self.first) else len(self.tokens)
        return range(self.first[sentence], end)

    def starts_sentence(self, token: int) -> bool:
        """True where only signs (quotation marks, dashes) stand between the sentence's start and the token."""
        first = self.first[self.sentence_of(token)]
        return not any(self.tokens[i][0].isalnum() for i in range(first, token))

    def glued(self, token: int) -> bool:
        """True where no space parts the token from the next one: `COVID` and `-`."""
        return token + 1 < len(self.tokens) and self._token_span(token)[1] == self._token_span(token + 1)[0]

    @functools.cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each folded word stands. The possessive ending is left off."""
        places: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
        for i, word in enumerate(self.lower):
            places[word if word.isalnum() and word.isascii() else fold(word)].append(i)
        return dict(places)

    @functools.cached_property
    def run(self) -> str:
        """The words and numbers alone, each between spaces: where a run of quoted words is looked up."""
        return f" {' '.join(self.lower[i] for i in self.run_tokens)} ".replace("’", "'")

    @functools.cached_property
    def run_tokens(self) -> list[int]:
        """The token of each word of `run`."""
        return [i for i, token in enumerate(self.tokens) if token[0].isalnum()]

    def find_run(self, run: str, after: int = 0) -> tuple[int, int] | None:
        """Tokens [first, end) of the first place, from token `after` on, where these words follow one another."""
        skipped = bisect.bisect_left(self.run_tokens, after)
        begin = 0
        for _ in range(skipped):
            begin = self.run.index(" ", begin + 1)
        place = self.run.find(f" {run} ", begin)
        if place < 0:
            return None
        first = self.run.count(" ", 0, place)
        return self.run_tokens[first], self.run_tokens[first + run.count(" ")] + 1

    def _token_span(self, token: int) -> Span:
        sentence = self.sentence_of(token)
        spans = self._spans.get(sentence)
        if spans is None:
            spans = self._spans[sentence] = [
                match.span() for match in TOKEN.finditer(self.text, *self.sentences[sentence])
            ]
        return spans[token - self.first[sentence]]


def split_sentences(text: str) -> list[Span]:
    """Sentences by full stop and capital, and by line: quick, since the check reads every sentence of its references.

    >>> [text[a:b] for text in ["He met Mr. Li. Then he left."] for a, b in split_sentences(text)]
    ['He met Mr. Li.', 'Then he left.']
    """
    spans = []
    start = _next_letter(text, 0)
    for match in BREAK.finditer(text):
        end = match.start() + len(match.group().rstrip())
        if end <= start or not _ends_sentence(text, match):
            continue
        spans.append((start, end))
        start = _next_letter(text, match.end())
    if start < len(text):
        spans.append((start, start + len(text[start:].rstrip())))
    return spans


def _next_letter(text: str, at: int) -> int:
    """The first character from here on that is no white space."""
    found = NOT_SPACE.search(text, at)
    return found.start() if found is not None else len(text)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if "\n" in match.group() or not match.group():
        return True
    following = text[match.end() : match.end() + 1]
    if following.islower():
        return False
    if not match.group().startswith("."):
        return True
    word = text[max(0, match.start() - 12) : match.start()].rsplit(None, 1)[-1:]
    last = word[0].lower().lstrip("(“\"'‘") if word else ""
    return last not in ABBREVIATIONS and not (len(last) == 1 and last.isalpha())


@functools.lru_cache(maxsize=256)
def _words_of(text: str) -> TokenizedText:
    return TokenizedText(text)


@functools.lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Case, accents and the possessive away: `Zelenskyy’s` → `zelenskyy`, `Kyïv` → `kyiv`."""
    word = word.lower()
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    elif word.endswith(("'", "’")):
        word = word[:-1]
    return normalize.fold(word) or word


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What a word counts as, in the lexical side's one spelling: `negotiations` → `negoti`, `organised` → `organ`."""
    return normalize.stem(word) or fold(word)


def same_name(one: str, other: str) -> bool:
    """Two spellings of one name, by sound: the same consonants, and less than a third of the letters apart.

    >>> same_name("Kiev", "Kyïv"), same_name("Poutine", "Putin"), same_name("Macron", "Micron")
    (True, True, False)
    """
    one, other = fold(one), fold(other)
    if one == other:
        return True
    if min(len(one), len(other)) < 4:
        return False
    one, other = sound(one), sound(other)
    if one[:1] != other[:1] or skeleton(one) != skeleton(other):
        return False
    return 3 * vowel_distance(one, other) < max(len(one), len(other))


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
    single = "".join(letter for i, letter in enumerate(folded) if i == 0 or letter != folded[i - 1])
    if single.endswith("ov"):
        return single[:-2] + "iv"
    return single[:-1] if len(single) > 4 and single.endswith("e") else single


def skeleton(sounded: str) -> str:
    """The consonants alone."""
    return "".join(letter for letter in sounded if letter not in "aeiou")


def vowel_distance(one: str, other: str) -> int:
    """Edit distance of two short words in which only close vowels (i and e, o and u, a and e) may stand for each other.

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
