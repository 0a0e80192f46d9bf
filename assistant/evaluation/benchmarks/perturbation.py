"""Make a correct sentence wrong in one known way, to measure whether the check sees it.

`perturb` gives every change that the sentence allows. Changes are made at random but repeat with the same seed.
"""

from __future__ import annotations

import calendar
import dataclasses
import random
import re
from collections.abc import Callable, Sequence

from assistant.text.languages import ENGLISH, word_set
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.tokens import words_of

AUXILIARIES = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "should", "must", "does", "did"]
)
STAND_INS = (
    "Ellen Marsh",
    "Tobias Quint",
    "Northbridge",
    "Halvorsen",
    "the Tarn Institute",
    "Priya Dastur",
    "Ostrava",
    "Belcourt",
)
"""Invented or unlikely names, so that a swapped name is in no reference."""

DENIED = word_set("not never no nobody none nothing failed refused declined unable")
UNDONE = ("failed to", "refused to", "declined to", "was unable to", "has yet to")
AUXILIARIES_UNDONE = {
    "is": "is no longer", "are": "are no longer", "was": "was never", "were": "were never", "has": "has never",
    "have": "have never", "had": "had never", "will": "will no longer", "can": "can no longer", "would": "would never",
}  # fmt: skip
PAST = {
    "said": "say", "told": "tell", "made": "make", "took": "take", "gave": "give", "found": "find", "won": "win", "met": "meet",
    "began": "begin", "went": "go", "came": "come", "paid": "pay", "sold": "sell", "bought": "buy", "built": "build", "wrote": "write",
    "left": "leave", "sent": "send", "held": "hold", "became": "become", "spoke": "speak", "saw": "see", "kept": "keep",
}  # fmt: skip
NOT_BEFORE_PAST = AUXILIARIES | {"be", "been", "and", "to"}
UN = word_set(
    """
    able acceptable affected afraid armed available aware broken certain changed clear comfortable constitutional covered
    damaged defeated employed expected fair familiar fit fortunate founded happy harmed healthy important injured intended
    just justified known lawful likely limited lucky married named necessary official paid pleasant popular precedented
    predictable prepared protected qualified reasonable related reliable safe satisfied seen settled stable successful
    suitable supported sure sustainable tested touched true used usual wanted welcome willing wise
    """
)
"""What "un-" makes the contrary of."""
WIDENED = {
    "some": "all", "many": "all", "most": "all", "several": "all", "part of": "all of", "half of": "all of", "a few": "all",
    "nearly all": "all", "almost all": "all", "one of the": "the only", "up to": "more than", "nearly": "well over",
    "almost": "well over", "about half": "nearly all", "often": "always", "sometimes": "always", "usually": "always",
    "mostly": "only", "mainly": "only", "largely": "entirely", "partly": "entirely", "may": "will", "might": "will",
    "could": "will", "can": "must", "few": "no", "rarely": "never", "at least": "exactly", "hopes to": "will", "wants to": "will",
    "plans to": "is certain to", "expects to": "will", "likely": "certain", "suspected": "proven", "alleged": "proven",
}  # fmt: skip
"""What is said of a part, or held possible, said of the whole, or held certain."""


@dataclasses.dataclass(frozen=True, slots=True)
class Perturbed:
    """A wrong claim and the way it was made wrong."""

    kind: str
    """One of CHANGES."""
    claim: str


def perturb(claim: str, references: Sequence[str], seed: int = 0) -> list[Perturbed]:
    """One perturbed claim for each kind that the claim allows.

    "The call lasted 50 minutes." → number: "The call lasted 65 minutes."; negation needs a "was" or "has"; and so on.
    """
    made: list[Perturbed] = []
    for kind, change in CHANGES.items():
        changed = change(claim, references, random.Random(f"{seed} {kind} {claim}"))
        if changed is not None and changed != claim:
            made.append(Perturbed(kind, changed))
    return made


def change_number(claim: str, references: Sequence[str], chance: random.Random) -> str | None:
    """One figure becomes another of the same form, which no reference has."""
    for mention in _shuffled(claim, "figure", chance):
        for _ in range(8):
            text = _other_number(mention.text, chance)
            if text is not None and text != mention.text:
                changed = _replaced(claim, mention, text)
                if _absent(changed, mention.start, references):
                    return changed
    return None


def swap_name(claim: str, references: Sequence[str], chance: random.Random) -> str | None:
    """One name becomes a stand-in that no reference has."""
    mentions = _shuffled(claim, "name", chance)
    return _replaced(claim, mentions[0], _stand_in(references, chance)) if mentions else None


def swap_name_within(claim: str, references: Sequence[str], chance: random.Random) -> str | None:
    """One name becomes another name of the same references: every word is there, the relation is wrong. The hard
    kind.
    """
    own = _shuffled(claim, "name", chance)
    known = {mention.text.lower() for mention in own}
    others = [
        mention.text
        for reference in references
        for mention in read_mentions(reference[:4000])
        if mention.kind == "name"
        and not any(mention.text.lower() in name or name in mention.text.lower() for name in known)
    ]
    return _replaced(claim, own[0], chance.choice(others)) if own and others else None


def exchange_names(claim: str, _references: Sequence[str], chance: random.Random) -> str | None:
    """Two names of the claim change places. Now and then that is still true: "A and B met"."""
    mentions = [mention for mention in read_mentions(claim) if mention.kind == "name"]
    pairs = [(a, b) for i, a in enumerate(mentions) for b in mentions[i + 1 :] if a.text != b.text]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return _replaced(_replaced(claim, other, one.text), one, other.text)


def insert_negation(claim: str, _references: Sequence[str], _chance: random.Random) -> str | None:
    """The first auxiliary gets a "not"; a claim that has a "not" already is left alone."""
    words = words_of(claim)
    if {"not", "never", "no"} & set(words.lower):
        return None
    for i, word in enumerate(words.lower):
        if i and word in AUXILIARIES:
            end = words.span(i, i + 1)[1]
            return f"{claim[:end]} not{claim[end:]}"
    return None


def negate_in_other_words(claim: str, _references: Sequence[str], chance: random.Random) -> str | None:
    """Without a "not": "launched" → "failed to launch", "was" → "was never", "able" → "unable"."""
    words = words_of(claim)
    if DENIED & set(words.lower):
        return None
    made = []
    for i, word in enumerate(words.lower):
        start, end = words.span(i, i + 1)
        if word in UN:
            made.append(f"{claim[:start]}un{claim[start:]}")
        if i and word in AUXILIARIES_UNDONE:
            made.append(f"{claim[:start]}{AUXILIARIES_UNDONE[word]}{claim[end:]}")
        if i and word in PAST and words.lower[i - 1] not in NOT_BEFORE_PAST and words.tokens[i - 1][-1].isalnum():
            made.append(f"{claim[:start]}{chance.choice(UNDONE)} {PAST[word]}{claim[end:]}")
    return chance.choice(made) if made else None


def widen(claim: str, _references: Sequence[str], chance: random.Random) -> str | None:
    """What holds for a part, or may be, is said of the whole, or to be."""
    found = [
        (match, wide)
        for narrow, wide in WIDENED.items()
        for match in re.finditer(rf"\b{narrow}\b", claim, re.IGNORECASE)
        if not (narrow in ("may", "can") and match[0][0].isupper())
    ]
    if not found:
        return None
    match, wide = chance.choice(found)
    text = wide.capitalize() if match[0][0].isupper() else wide
    return claim[: match.start()] + text + claim[match.end() :]


JOINTS = ("to", "in", "for", "by", "with", "after", "because", "that", "from", "on", "at", "as")


def join_halves(claim: str, references: Sequence[str], chance: random.Random) -> str | None:
    """The claim up to a word like "for", and what follows the same word in another sentence of the references."""
    own = words_of(claim).lower
    made = []
    for joint in JOINTS:
        mine = re.search(rf"^(.{{15,}}?) {joint} (.{{10,}})$", claim)
        if mine is None:
            continue
        for reference in references:
            for start, end in words_of(reference[:6000]).sentences:
                theirs = re.search(rf" {joint} ([^,;:“”\"]{{10,80}})[.]?$", reference[start:end])
                if theirs and not set(words_of(theirs[1]).lower) <= set(own):
                    made.append(f"{mine[1]} {joint} {theirs[1].rstrip('.')}.")
    return chance.choice(made) if made else None


def shift_date(claim: str, references: Sequence[str], chance: random.Random) -> str | None:
    """A year, month, day or weekday becomes another one, which no reference has."""
    for mention in _shuffled(claim, "date", chance):
        for _ in range(8):
            changed = _replaced(claim, mention, _other_date(mention.text, chance))
            if changed != claim and _absent(changed, mention.start, references):
                return changed
    return None


def swap_attribution(claim: str, references: Sequence[str], chance: random.Random) -> str | None:
    """The named speaker beside a word of saying becomes a stand-in."""
    words = words_of(claim)
    for mention in read_mentions(claim):
        if mention.kind != "name":
            continue
        first, end = mention.value.first, mention.value.end
        after = words.lower[end : end + 1]
        before = words.lower[max(0, first - 3) : first]
        saying = ENGLISH.check.saying
        if (after and after[0] in saying) or before[-2:] == ["according", "to"] or (before and before[-1] in saying):
            return _replaced(claim, mention, _stand_in(references, chance))
    return None


CHANGES: dict[str, Callable[[str, Sequence[str], random.Random], str | None]] = {
    "number": change_number,
    "name": swap_name,
    "name_within": swap_name_within,
    "exchanged": exchange_names,
    "negation": insert_negation,
    "negation_worded": negate_in_other_words,
    "widened": widen,
    "joined": join_halves,
    "date": shift_date,
    "attribution": swap_attribution,
}


def _shuffled(claim: str, kind: str, chance: random.Random) -> list[Mention]:
    mentions = [mention for mention in read_mentions(claim) if mention.kind == kind]
    chance.shuffle(mentions)
    return mentions


def _replaced(claim: str, mention: Mention, text: str) -> str:
    return claim[: mention.start] + text + claim[mention.end :]


def _absent(changed: str, start: int, references: Sequence[str]) -> bool:
    """True where the atom that now stands at `start` is in none of the references."""
    here = [mention for mention in read_mentions(changed) if mention.start <= start < mention.end]
    return bool(here) and all(find_mention(here[0], text) is None for text in references)


def _stand_in(references: Sequence[str], chance: random.Random) -> str:
    free = [name for name in STAND_INS if not any(name.split()[-1] in text for text in references)]
    return chance.choice(free or list(STAND_INS))


def _other_number(text: str, chance: random.Random) -> str | None:
    digits = re.search(r"\d+", text)
    if digits is not None:
        value = int(digits[0][:9])
        other = value + chance.choice([-1, 1]) * chance.randint(1, max(2, value // 3))
        return text[: digits.start()] + str(abs(other) + (other < 0) * 11) + text[digits.end() :]
    names = list(ENGLISH.quantities.small)[2:] + list(ENGLISH.quantities.tens)
    word = next((word for word in re.findall(r"[a-z]+", text.lower()) if word in names), None)
    return re.sub(word, chance.choice(names), text, flags=re.IGNORECASE) if word is not None else None


def _other_date(text: str, chance: random.Random) -> str:
    for names in (list(calendar.day_name), list(calendar.month_name)[1:]):
        for name in names:
            if name in text:
                return text.replace(name, chance.choice([other for other in names if other != name]))
    year = re.search(r"\d{4}", text)
    if year is not None:
        return text[: year.start()] + str(int(year[0]) + chance.choice([-7, -3, -2, 2, 3, 6])) + text[year.end() :]
    return {"yesterday": "today", "today": "yesterday", "tomorrow": "yesterday"}.get(text.lower(), text)
