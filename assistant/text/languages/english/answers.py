"""What tells persons, corrections and what a sentence refers to, in English."""

from __future__ import annotations

import re

from assistant.text.languages.language import AnswerPatterns, word_set

_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|[Pp]resident|[Cc]hancellor|[Mm]inister|[Ss]ecretary|[Pp]remier|[Aa]mbassador|[Gg]eneral|[Ss]enator|"
    r"[Ss]pokes\w+|[Aa]dviser|[Aa]ide|[Nn]egotiator|[Mm]ayor|[Jj]udge|[Ll]eader)\.?\s+$"
)
_SAYS = re.compile(
    r"\s+(?:said|says|told|added|warned|announced|asked|called|argued|insisted|rang|spoke|wrote|won|met)\b"
)
_ORGANISATIONS = """
    house street palace council union office ministry department wire post courier daily observer gazette times news agency
    party committee commission bank group company line club cup united city athletic rovers castle hotel alliance congress
    parliament court army force treaty league university institute museum authority organization organisation nato kremlin
"""
_EMPTY_IT = (
    r"(?:(?:But|And|Yet|While|As|When|Although|Because|If),? )?It(?: is|['’]s| was| has been| had been| will be| would be| may be"
    r"| seems| appears| turns? out)"
    r" (?:not |also |still |now |only |very |so )*(?:that\b|as if\b|like\b|[a-z]+ (?:that|whether|if|to|for|how|why|who|when)\b"
    r"|(?:an? )?[\w-]+ (?:start|end|time|day|week|year|pity|shame|question|matter|fact|surprise)\b)"
)
"""`It is possible that` means nothing that was named."""
_OPENS_WITH_REFERENCE = re.compile(
    rf"^[“\"‘'(]*(?!{_EMPTY_IT})(?:(?:But|And|Yet|Then|While|As|When|Before|After|Since|Although|Because|If),? )?"
    r"(?:He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|The two|The latter|The former|The pair"
    r"|(?:All|Both|One|Some|None|Most|Each|Neither|Two|Three|The \w+) of (?:them|these|those))\b",
    re.IGNORECASE,
)
_CORRECTING = "Instead|In (?:fact|reality)|Actually|Rather,"
_CONTINUING = (
    "However|But|Yet|Nevertheless|Nonetheless|Still,|Even so|That said|Also|In addition|Additionally|Moreover|Furthermore|Similarly"
    "|Likewise|Otherwise|Thus|Therefore|Hence|As a result|For (?:example|instance)|Conversely|By contrast|In (?:contrast|turn)"
    "|On the other hand|Not so|Nor|And|So|Then|Yes|No[,.]"
)
_CORRECTS = re.compile(
    r"\b(?:correction|corrects|corrected|clarification|an earlier version|as first (?:printed|reported)|in its first report)\b",
    re.IGNORECASE,
)
_SAYS_IT_CORRECTS = re.compile(
    r"^\W*(?:correction|clarification)\s*[:–—-]|\bcorrects (?:the|an|a|its|our|that)\b|\bas first (?:printed|reported|published)\b"
    r"|\bcorrected (?:version|report|story)\b|\b(?:report|story|article|version)\b.*\b(?:has been|was) corrected\b"
    r"|\bwe (?:gave|wrote|reported|printed) (?:a |the )?(?:wrong|incorrect)|\ban earlier version\b"
    r"|\b(?:our|its) (?:first |earlier )?report\b.*\bsaid\b",
    re.IGNORECASE,
)

ANSWERS = AnswerPatterns(
    before_a_place=re.compile(r"\b(?:in|at|from|near|outside|to|towards)\s+(?:the\s+)?$", re.IGNORECASE),
    title=_TITLE,
    says=_SAYS,
    listed=re.compile(r"^(?:,|,?\s+and|\s*,\s+and)\s+(?:[a-z’'\-]+\s+){0,4}$"),
    organisations=word_set(_ORGANISATIONS),
    opens_with_reference=_OPENS_WITH_REFERENCE,
    person=re.compile(r"\b(?:he|she)\b", re.IGNORECASE),
    person_or_whose=re.compile(r"\b(?:(?P<he>he|his)|(?P<she>she|her))\b(?:[’'](?:s|d|ll)\b)?", re.IGNORECASE),
    corrects_before=re.compile(rf"\W*(?:{_CORRECTING})\b"),
    continues_before=re.compile(rf"\W*(?:{_CORRECTING}|{_CONTINUING})\b"),
    corrects=_CORRECTS,
    says_it_corrects=_SAYS_IT_CORRECTS,
)
