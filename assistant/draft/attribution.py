"""Whose words the archive has for a claim: what of a sentence is somebody's saying, and whether a draft keeps that.

English only, as is all that is judged of a draft.
"""

from __future__ import annotations

import re

from assistant.answering.referents import without_speech
from assistant.schema import Span

_SAYS = (
    r"(?:said|says|saying|told|added|adds|warned|warns|argued|argues|insisted|insists|claimed|claims|stated|maintained|believes?"
    r"|believed|thought|thinks|judged|estimates?|estimated|reckons?|reckoned|alleged|alleges|complained|explained|replied|answered"
    r"|asserted|contended|predicted|predicts|promised|denied|remarked|noted|announced|declared|described|called|calls|dismissed"
    r"|suggested|suggests|hopes|fears?|feared|sees|regards?|voiced|accused|accuses|wrote|writes|spoke of|speaks of"
    r"|expects?|expected)"
)
_SPEAKER_BEFORE = re.compile(rf"\b{_SAYS}\b(?: (?:\w+ ){{0,4}}?(?:that|how|of)\b)?")
"""`Sherman said that …`: what stands behind is hers."""
_SPEAKER_BEHIND = re.compile(
    rf"[,”\"’] (?:[A-Za-z.’' -]{{2,40}}?(?:, [^,.;“”\"]{{2,60}},)? {_SAYS}\b|{_SAYS} (?:the |an? |his |her )?[A-Z]?[\w.’' -]{{2,60}})"
)
"""`…, Sherman said`, `…, said Sherman`: what stands before is hers."""
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the (?:words|view|opinion|account|eyes) of|[Ff]or [A-Z]\w+,)")
_ONE_SAYS = re.compile(
    rf"\b(?:{_SAYS}|say|tell|asks?|asked|put|puts|reported|reports?|reportedly|allegedly|apparently|account|view|opinion|words"
    r"|acknowledged|admitted|confirmed|denies|quoted|attributed|criticised|criticized|praised|spoke|spoken|deplored|urged|demanded"
    r"|rejected|conceded|threatened|considers?|considered|feels?|felt|wants?|would like|accuse|think|argue|claim|insist|warn|warning"
    r"|statement|announces?|announce|describes?)\b|[Aa]ccording to"
)
"""What a draft says that keeps a speaker."""
_CIRCUMSTANCE = re.compile(r", (?:in|at|during|after|before|when|while|as) ")
"""Behind this it is the report that speaks again."""
_QUOTED = re.compile(r"[“\"][^“”\"]{3,}[”\"]")
MOSTLY = 0.6
"""From this share on that stands in somebody's words, all is taken to be his."""


def keeps_a_speaker(claim: str) -> bool:
    """Whether a sentence of a draft says who says it, or quotes."""
    return bool(_ONE_SAYS.search(claim) or _QUOTED.search(claim))


def spoken(sentence: str, before: str = "") -> list[Span]:
    """The characters of an article's sentence that are somebody's words or view.

    `before`: the sentence before it, which may open a quotation that goes on here.
    """
    found: list[Span] = [match.span() for match in _QUOTED.finditer(sentence)]
    own = without_speech(sentence)
    if _ACCORDING.search(own) or (not before.rstrip().endswith(("”", '"')) and before.count("“") > before.count("”")):
        return [(0, len(sentence))]
    if behind := _SPEAKER_BEHIND.search(sentence):
        found.append((0, behind.start()))
    elif first := _SPEAKER_BEFORE.search(own):
        ends = _CIRCUMSTANCE.search(own, first.end())
        found.append((first.end(), ends.start() if ends else len(sentence)))
    return sorted(found)
