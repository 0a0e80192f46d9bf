"""What tells which words of a sentence answer, and what a model writes around its answer, in English."""

from __future__ import annotations

import re

from assistant.text.languages.language import AnswerPatterns, ReplyWords, word_set

_HEDGE = re.compile(
    r"(?:(?<!was )(?<!is )(?<!were )\b(?:about|around|almost|nearly|roughly|approximately|some|over|under|more than|less than|"
    r"at least|at most|just "
    r"over|just under|up to|close to|exactly|fewer than|well over|a little over|a little under)\s+)$",
    re.IGNORECASE,
)
_NOT_LASTING = re.compile(
    r"\b(?:in|within|after|before|every|each|next|past|previous|coming|recent|over the|in the (?:last|past|next))\s+"
    r"(?:(?:the|last|past|next|about|around|just|only|less than|more than|over|under|nearly|almost)\s+)*$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|rather than|instead of|wrongly|mistakenly|nor|no longer|less than|down from|up from|compared with)\s+"
    r"(?:about |around |as |the |an? |nearly |almost )*$",
    re.IGNORECASE,
)
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
_CORRECTING = (
    "However|But|Instead|Yet|Nevertheless|Nonetheless|Still,|In (?:fact|reality)|Actually|Rather,|Even so|That said"
)
_CONTINUING = (
    "Also|In addition|Additionally|Moreover|Furthermore|Similarly|Likewise|Otherwise|Thus|Therefore|Hence|As a result|For (?:example"
    "|instance)|Conversely|By contrast|In (?:contrast|turn)|On the other hand|Not so|Nor|And|So|Then|Yes|No[,.]"
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
_OPPOSED = re.compile(
    r"\b(?:while|whereas|by contrast)\b|\b(?:den(?:y|ies|ied)|disput(?:e|es|ed)|reject(?:s|ed)?|contradict(?:s|ed)?)\b"
    r"|\b(?:not|no|never|without) (?:even )?(?:mention|speak|spoke|say|confirm)\w*",
    re.IGNORECASE,
)

ANSWERS = AnswerPatterns(
    before_a_figure=_HEDGE,
    no_duration_after=_NOT_LASTING,
    no_duration_before=re.compile(r"^\s*(?:ago|later|earlier|after|old|apart|away|from now|into)\b", re.IGNORECASE),
    ended=re.compile(r"\b(?:was|were|is) (?:over|up|done|finished)(?: (?:in|after|within))?\s+$", re.IGNORECASE),
    denied=_DENIED,
    before_a_place=re.compile(r"\b(?:in|at|from|near|outside|to|towards)\s+(?:the\s+)?$", re.IGNORECASE),
    title=_TITLE,
    says=_SAYS,
    said_by=re.compile(
        r"\b(?:said|says|added|adds|wrote|writes|warned|explained|recalled|continued|noted)\s+(?:(?!that\b)[\w’',-]+\s+){0,4}$",
        re.IGNORECASE,
    ),
    listed=re.compile(r"^(?:,|,?\s+and|\s*,\s+and)\s+(?:[a-z’'\-]+\s+){0,4}$"),
    organisations=word_set(_ORGANISATIONS),
    opens_with_reference=_OPENS_WITH_REFERENCE,
    person=re.compile(r"\b(?:he|she)\b", re.IGNORECASE),
    person_or_whose=re.compile(r"\b(?:(?P<he>he|his)|(?P<she>she|her))\b(?:[’'](?:s|d|ll)\b)?", re.IGNORECASE),
    corrects_before=re.compile(rf"\W*(?:{_CORRECTING})\b"),
    continues_before=re.compile(rf"\W*(?:{_CORRECTING}|{_CONTINUING})\b"),
    corrects=_CORRECTS,
    says_it_corrects=_SAYS_IT_CORRECTS,
    updated=re.compile(r"\b(?:updated?|edited|corrected)\b(?: on)?[\s:,–—-]{1,3}", re.IGNORECASE),
    rounded=re.compile(
        r"^(?:about|around|almost|nearly|roughly|approximately|some|over|just over|more than|close to)\b", re.IGNORECASE
    ),
    opposed=_OPPOSED,
)

_THE_SOURCES = (
    r"\b(?:the|these|those|any|provided|given|cited|available) (?:\w+ ){0,2}?"
    r"(?:sources?|passages?|articles?|texts?|context|(?<=provided )(?:information|documents?))\b(?!['’])"
)

REPLIES = ReplyWords(
    label="(?:source|article|passage|document|doc|context|chunk|snippet|excerpt|ref|reference|citation|evidence|label)s?",
    rounded_label="sources?",
    rounded_opening="[Ss]o",
    conjunction="and",
    placeholder=r"n|x|number|label|citation needed|source[^\[\]【】]{0,60}",
    references="sources?|references|citations|works cited",
    sources=word_set("source sources passage passages article articles citation citations reference references"),
    around_sources=word_set(
        "this that these those it its the a an is are was were be been can found in from of by to and or as per see according above "
        "given provided cited used number numbers answer information statement fact facts text comes come stated states mentioned "
        "supported based on here which where all both my for"
    ),
    where_it_stands=re.compile(
        r",?\s*\b(?:according to|as (?:stated|mentioned|reported) in|based on|from|in|per) (?:the )?(?:sources?|passages?|articles?)"
        r"(?:(?:,| and|,? and)* *(?:sources?|passages?|articles?)?)*(?: in)?(?=\s*[.,;:!?]|$),?(?!\w)"
        r"|^\W*(?:the |these |those )?(?:sources?|passages?|articles?|texts?) (?:in )?(?:all |also |only )?"
        r"(?:say|state|report|mention|note|indicate|show|explain|suggest)s? that\b"
        r"|^\W*(?:this|that|it)(?: \w+){0,6} (?:is|was|are|were|can be) (?:\w+ )?in(?: the (?:\w+ )?(?:sources?|passages?|articles?))?\W*$",
        re.IGNORECASE,
    ),
    not_in_sources=re.compile(
        rf"{_THE_SOURCES}[^.!?]{{0,40}}?\b(?:(?:do(?:es)?|did|could|can) ?not|don['’]t|doesn['’]t|didn['’]t|can['’]t) (?:\w+ ){{0,2}}?"
        r"(?:say|tell|mention|state|contain|hold|provide|specify|answer|include|give|address|indicate|discuss)\b"
        rf"|{_THE_SOURCES} (?:contains?|gives?|provides?|has|have|holds?|makes?) no\b"
        r"|\b(?:not|isn['’]t|nowhere|never) (?:\w+ )?(?:mentioned|stated|given|provided|specified|found|answered|addressed|included)"
        rf"\b[^.!?]{{0,30}}{_THE_SOURCES}"
        rf"|\b(?:not|isn['’]t|nowhere) in {_THE_SOURCES}"
        r"|^\W*there (?:is|are) no (?:information|mention|answer|details?)\b"
        r"|^\W*(?:i (?:do not|don['’]t) know|i (?:cannot|can['’]t) (?:answer|tell|find)|not enough information)\b|^\W*unknown\W*$",
        re.IGNORECASE,
    ),
    verdict=re.compile(r"^\W*(?:(?:therefore|so|thus|hence)\W+)?(?:yes|no)\W*$", re.IGNORECASE),
    concludes=re.compile(
        r"^\W*(?:therefore|so|thus|hence|consequently|in short|in conclusion|overall|this means)\b", re.IGNORECASE
    ),
)
