"""The check: how far the cited texts carry a sentence.

A probability from a small model (`model`) over readable features (`features`), and rules where something is certain: a
figure, date, name or quoted words that no reference has, a plain contradiction.

What it cannot see: that the references deny what the claim says in other words that are not listed, most exchanges of
two names, that it states as fact what somebody only said, and anything that needs knowledge from outside. `assistant bench
support` measures how often that happens.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence

from assistant.schema import Span, Support, Verdict
from assistant.text.content_words import sentences_of
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import Located, Mention, Reference, as_atom, find_mention, locate
from assistant.text.tokens import TokenizedText, words_of
from assistant.verification.features import Alignment, align, features_of
from assistant.verification.model import SupportModel, load_model
from assistant.verification.name_binding import stray_name
from assistant.verification.negation import anything_denied, denying_sentences, is_denied, says_contrary
from assistant.verification.rivals import rival

__all__ = ["Examination", "Reference", "check_claim", "examine", "supporting_span"]

MARKERS = re.compile(r"\s*(?:\[\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|【\d{1,3}[^】]{0,40}】)")
"""What points at a source and says nothing: [1], [1, 2], [1-3], [^1], 【1†source】."""
CARRIES = 0.65
"""The share of a claim's content that a sentence must hold for its "not" or "fell" to bear on the claim."""

BEARS = 0.5
"""The share that the nearest sentence must hold for its own "not" to bear on the claim."""
NEAREST = 0.6
"""The sentences that hold this share of what the best one holds are those on which a "not" of the claim may rest."""


def check_claim(
    claim: str,
    references: Sequence[Reference],
    language: Language = ENGLISH,
    question: str = "",
) -> Support:
    """Supported, partly or unsupported by the references, with a score from 0 to 1 and every atom found or not.

    The claim's "Tuesday" counts from each reference's own date. `language` is that of the references: a claim is checked in the words
    of its source. A name or day that the `question` gives is no part of the claim where it stands elsewhere in a reference's article.
    """
    model = load_model()
    seen = examine(claim, references, None, model, language, question)
    atoms = tuple(as_atom(found, references) for found in seen.located)
    if seen.features is None:
        return Support("unsupported", 0.0, atoms, "There is nothing to check, or nothing to check it against.")
    score = model.score(seen.features)
    if seen.verbatim:
        score = max(score, model.verbatim)
    score = min(score, model.ceiling(seen.highest))
    label = model.label(score)
    if label == "supported":
        return Support(label, round(score, 4), atoms)
    contradicts = tuple(as_atom(found, references) for found in seen.rivals)
    return Support(label, round(score, 4), atoms, _reason(label, seen), contradicts, seen.highest != "supported")


@dataclasses.dataclass(frozen=True, slots=True)
class Examination:
    """What there is to see in a claim and its references, before any judgement."""

    located: Sequence[Located]
    features: Mapping[str, float] | None
    """None when the claim or the references hold no word."""
    rivals: Sequence[Located] = ()
    """The figures and days that the references have in the place of missing ones."""
    contrary: bool = False
    groundless: bool = False
    """It denies something, and the references nowhere do."""
    stray: Mention | None = None
    """A name that the references have, but not for this."""
    verbatim: bool = False

    @property
    def missing(self) -> list[Mention]:
        return [found.mention for found in self.located if found.span is None]

    @property
    def highest(self) -> Verdict:
        """The best label that the certain rules leave.

        Quoted words that nobody wrote, or most atoms missing (a figure or date: half): unsupported. One atom missing,
        the contrary said, a "not" without ground, a name from elsewhere in the text: partly.
        """
        missing = self.missing
        kinds = {mention.kind for mention in missing}
        exact = 2 * len(missing) >= len(self.located) and bool(kinds & {"figure", "date"})
        most = 2 * len(missing) > len(self.located) and len(missing) > 1
        if "quote" in kinds or exact or most:
            return "unsupported"
        doubtful = missing or self.contrary or self.groundless or self.stray is not None
        return "partly" if doubtful else "supported"


def examine(
    claim: str,
    references: Sequence[Reference],
    claim_date: dt.date | None = None,
    model: SupportModel | None = None,
    language: Language = ENGLISH,
    question: str = "",
) -> Examination:
    """Find the atoms, measure the features, and look for the faults that are certain."""
    model = model or load_model()
    claim = MARKERS.sub("", claim)
    located = [
        found
        for found in locate(claim, references, claim_date, language)
        if found.span is not None or not _given(found.mention, question, references)
    ]
    claimed = words_of(claim, language)
    texts = [words_of(reference.text, language) for reference in references]
    if not claimed.run_tokens or not any(text.run_tokens for text in texts):
        return Examination(located, None)
    seen = align(claimed, texts, model.weigh, located)
    # a "not" in quoted words is their speaker's
    quoted = [found.mention.text for found in located if found.mention.kind == "quote"]
    own = words_of(functools.reduce(lambda text, words: text.replace(words, " "), quoted, claim), language)
    verbatim = len(seen.vocabulary & seen.weights.keys()) == len(seen.weights) and _verbatim(claimed, texts)
    return Examination(
        located,
        features_of(seen, located),
        _rivals(claim, located, _carriers(seen, texts, BEARS), references, claim_date),
        _contrary(seen, own, texts),
        not verbatim and _groundless(seen, own, texts),
        None if verbatim or model.names is None else stray_name(seen, claimed, texts, located, model.names),
        verbatim,
    )


def _given(mention: Mention, question: str, references: Sequence[Reference]) -> bool:
    """Whether a name or day is the question's, and a reference's article has it, if not where it was cited."""
    if mention.kind not in ("name", "date") or find_mention(mention, question) is None:
        return False
    return any(find_mention(mention, reference.article, reference.published) for reference in references)


def supporting_span(claim: str, text: str, language: Language = ENGLISH) -> Span | None:
    """The characters of the text that carry the claim: one to three sentences in a row, or None where none comes close.

    A further sentence is taken only when it adds a tenth of the claim's content.
    """
    words = words_of(text, language)
    seen = align(words_of(MARKERS.sub("", claim), language), [words], load_model().weigh)
    best: tuple[float, int, int] | None = None
    for first in range(len(seen.hits)):
        covered: frozenset[str] = frozenset()
        for last in range(first, min(first + 3, len(seen.hits))):
            covered |= seen.hits[last]
            worth = seen.share(covered) - 0.1 * (last - first)
            if best is None or worth > best[0] + 1e-9:
                best = (worth, first, last)
    if best is None or best[0] < 0.25:
        return None
    return words.sentences[best[1]][0], words.sentences[best[2]][1]


def _carriers(
    seen: Alignment,
    texts: Sequence[TokenizedText],
    share: float,
    sought: frozenset[str] | None = None,
    nearly: float = 0.85,
) -> list[tuple[TokenizedText, int]]:
    """The reference sentences that hold much of the claim and nearly what the best one does, as (text, sentence).

    `sought`: only these stems of the claim count.
    """
    places = [(text, sentence) for text in texts for sentence in range(len(text.sentences))]
    counted = frozenset(seen.weights) if sought is None else frozenset(seen.weights) & sought
    whole = seen.share(counted)
    shares = [seen.share(hit & counted) for hit in seen.hits]
    least = max(share * whole, nearly * max(shares, default=0.0))
    return [place for place, held in zip(places, shares, strict=True) if held >= least > 0]


def _rivals(
    claim: str,
    located: Sequence[Located],
    carriers: Sequence[tuple[TokenizedText, int]],
    references: Sequence[Reference],
    claim_date: dt.date | None,
) -> list[Located]:
    """What the sentences that hold much of the claim have in the place of its missing figures and days."""
    places = {reference.text: number for number, reference in enumerate(references)}
    found = []
    for missing in (one.mention for one in located if one.span is None and one.mention.kind in ("figure", "date")):
        for text, sentence in carriers:
            start, end = text.sentences[sentence]
            number = places[text.text]
            other = rival(missing, claim, text.text[start:end], claim_date, references[number].published)
            if other:
                found.append(Located(other, number, (start + other.start, start + other.end)))
                break
    return found


def _contrary(seen: Alignment, claim: TokenizedText, texts: Sequence[TokenizedText]) -> bool:
    """The sentences that hold most of the claim say the contrary: "not" on one side only, or "fell" for "rose"."""
    carriers = _carriers(seen, texts, CARRIES)
    if carriers and all(says_contrary(claim, text, sentence) for text, sentence in carriers):
        return True
    nearest = _carriers(seen, texts, BEARS, nearly=0.95)
    return bool(nearest) and all(is_denied(claim, text, sentence) for text, sentence in nearest)


def _groundless(seen: Alignment, claim: TokenizedText, texts: Sequence[TokenizedText]) -> bool:
    """A sentence of the claim says "not", and none of the references' sentences nearest to it denies anything."""
    for sentence in denying_sentences(claim):
        nearest = _carriers(seen, texts, 0.0, sentences_of(claim)[sentence].stems, nearly=NEAREST)
        if nearest and not anything_denied(nearest):
            return True
    return False


def _verbatim(claim: TokenizedText, texts: Sequence[TokenizedText]) -> bool:
    """The claim's words stand in a reference one after the other."""
    run = claim.run.strip()
    return bool(run) and any(f" {run} " in text.run for text in texts)


def _reason(label: Verdict, seen: Examination) -> str:
    """Why it is not plainly supported, for a reader."""
    missing = [mention.text.strip("\"'“”‘’«»,.") for mention in seen.missing]
    if missing:
        has = [found.mention.text for found in seen.rivals]
        instead = f"; it has {', '.join(dict.fromkeys(has))}" if has else ""
        return f"Not in the cited text: {', '.join(dict.fromkeys(missing))}{instead}."
    if seen.contrary:
        return "The cited text seems to say the contrary."
    if seen.groundless:
        return "The sentence denies something; the cited text does not."
    if seen.stray is not None:
        return f"The cited text names {seen.stray.text}, but not beside the rest of this."
    if label == "partly":
        return "Only part of what it says is found in the cited text."
    return "Little of what it says is found together in the cited text."
