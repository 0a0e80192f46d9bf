"""How an English question points back at those before it, and how it names what it speaks of itself."""

from __future__ import annotations

import re

from assistant.text.languages.language import FollowUpPatterns, word_set

_POINTS_BACK = re.compile(
    r"\b(?:it|that|this|them|those|these|so)(?: (?:too|then|again|afterwards|later|in return|all|there))*\W*$"
    r"|\b(?:as well|in return|instead|after that|before that|else)\W*$|\b(?:of|by|with|about) (?:it|them|those|these|him|her)\b",
    re.IGNORECASE,
)
_BE = r"(?:is|are|was|were|be|been|being)"
_INVERTED = (
    r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|shall|may|might|must)(?:n['’]t)?(?: not)?"
)
_TIMES = (
    r"(?:days?|years?|weeks?|months?|mornings?|afternoon|evening|night|season|time|century|decade|summer|winter|spring|autumn"
    r"|fall|weekend|quarter)"
)
_PREPOSED = "|".join(
    rf"(?<=\b{word} )"
    for word in ["of", "by", "with", "about", "to", "from", "after", "before", "than", "like", "for", "in", "on", "at"]
)
_ASKED = "|".join(rf"(?<=^{word} )" for word in ["is", "are", "was", "were", "does", "did"])
_THAT = (
    rf"(?:{_PREPOSED})that(?! {_TIMES}\b| {_INVERTED}\b| (?:he|she|it|they|we|you|i)\b)"
    r"|(?:that|this|these|those)(?=\W*$)"
    rf"|(?:{_ASKED}|(?<=\bdoes )|(?<=\bdid ))(?:that|this|these|those)"
    rf"|(?:this|these|those)(?! {_TIMES}\b| (?:who|that|which|of|in|on|at|with|from)\b"
    r"| [a-z]+(?:ed|ing|t) (?:of|in|on|at|by|with|from|to|into|for|under|over)\b)"
)
_WHICH = (
    r"the (?:first|second|third|last|latter|former|others?|same|next|previous|rest)"
    r"(?=(?: (?:ones?|last|take|say|end|begin|start|cost|happen))?\W*$)"
    r"|(?:which|that|this|another|the(?: [a-z]+)?) (?-i:ones?)\b(?! of)"
    r"|(?:both|ones?|an example|examples|more(?: details| information)?)(?=\W*$)"
    r"|(?<=^which )(?:is|are|was|were)(?= (?:more|less|better|worse|[a-z]+er|the (?:most|least|best|[a-z]+est))\b[^,]{0,20}$)"
    r"|(?:what|who|where|anything|anyone|anybody) else(?! than)(?=(?: \w+){0,3}\W*$)"
    r"|(?:as well|too|instead|in return|afterwards|then)(?=\W*$)"
)
_REFERENCE = re.compile(
    r"\b(?:(?P<whose>its|their|theirs|his|hers|her(?= [a-z]+))"
    r"|(?P<one>he|she|it|they|him|her|them)"
    rf"|(?P<that>{_THAT})"
    r"|(?P<there>there(?=\s*[.,;!]|\W*$))"
    rf"|(?P<which>{_WHICH}))\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    rf"\bit (?:(?:would|will|may|might|can|could|not|ever|still|really) )*(?:{_BE} )?(?:\w+ly )?"
    r"(?:mean|means|meant|take|takes|took|cost|costs|seem|seems|seemed|turns? out|make sense|possible|impossible|true|likely"
    r"|unlikely|legal|illegal|safe|worth|clear|certain|known|important|necessary|better|best|good|bad|hard|easy|difficult|wise"
    r"|normal|common|rare|fair|called|said|reported|thought|believed|expected|feared|hoped|right|wrong)\b"
    r".*?\b(?:to|that|when|if|whether)\b"
    rf"|\bhow (?!(?:un)?likely|close|near|ready|able)[\w-]+ {_BE} it (?:for [^,?]+ )?to (?-i:[a-z])"
    rf"|\bwhat (?:{_BE}|would|will|must|did) it (?:be |feel |have been )?like (?:for [^,?]+ )?to\b"
    r"|\bit (?:is|was) (?:he|she|they|\w+(?: \w+)?) (?:who|that)\b"
    rf"|\b{_BE} it (?:the |an? )?[\w’']+(?: [\w’']+)? (?:who|that)\b"
    r"|\bit (?:rain|snow|get dark|get cold)|\bwhat (?:time|day|date|year) (?:is|was) it\b",
    re.IGNORECASE,
)

_ASKING = re.compile(
    r"\b(?:how|long|many|much|next|what|which|who|whom|whose|when|where|why|did|does|do|was|were|is|are|tell|me|please)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:how|what|which|who|whom|whose|when|where|why|did|does|do|was|were|is|are|has|have|had|will|would|can|could|be|tell|give|say)\b",
    re.IGNORECASE,
)
_BEFORE_A_VERB = re.compile(
    r"\b(?:(?:to|did|does|do|was|were|is|are|has|have|had|will|would|should|could|can|not|who)\s+"
    r"|(?:did|does|do|was|were|is|are|has|have|had|will|would|should|could|can)\s+(?:the\s+)?(?:[A-Z][\w.’'-]*(?:,? and |, | ))+)$"
)

FOLLOW_UPS = FollowUpPatterns(
    opener=re.compile(r"^\s*(?:and|but|so|then|ok|okay|also)\b[\s,]*", re.IGNORECASE),
    adding=re.compile(
        r"^\s*(?:and|but|or)\b|^(?:the )?same (?:for|in|with|at|on)\b"
        rf"|^(?:if|unless|because)\b(?!.*\b(?:{_INVERTED}|wh\w+|how)\b)[^,]*$",
        re.IGNORECASE,
    ),
    ellipsis=re.compile(r"^(?:what|how)\s+(?:about|of)\s+(?P<rest>.+?)\s*\?*$", re.IGNORECASE),
    reference=_REFERENCE,
    expletive=_EXPLETIVE,
    inverted=re.compile(rf"\b{_INVERTED} $", re.IGNORECASE),
    object_form=re.compile(
        r"(?:him|them)\b"
        r"|(?:it|her)(?=\W*$|[,.;:?!]| (?:to|for|in|on|at|by|with|from|after|before|and|or|but|when|as)\b)",
        re.IGNORECASE,
    ),
    clause=re.compile(
        r"[,;:.?!—–]|\s-\s|[\"”’'](?= )|\b(?:and|or|but|when|while|whether|if|because|since|after|before|although|though|until|that|who"
        r"|whom|whose|which|where|as|than)\b",
        re.IGNORECASE,
    ),
    joins=re.compile("and|or|but", re.IGNORECASE),
    ahead=re.compile(
        r"^(?:before|after|when|while|if|since|in|on|at|during|despite|because|as|although|though|until|following|given|for)\b",
        re.IGNORECASE,
    ),
    no_bearer=re.compile(
        r"\b(?:i|we|you|he|she|it|they|one|who)(?:['’]\w+(?: a? ?bit)?)? [\w'’]+"
        r"|\b(?:is|are|was|were|been) [a-z]+(?:ed|wn)\b|\bthe (?:[\w-]+ ){1,3}of $|\b(?:please|know|sorry|thanks)\b",
        re.IGNORECASE,
    ),
    somebody=re.compile(r"\b(?:the|an?|whose|which|every|each|another|any|no)\s", re.IGNORECASE),
    possessor=re.compile(r"[A-Z]\w+(?:['’]s|s['’])\s"),
    defines=re.compile(r"^(?:what|who)(?: is| are| was| were|'s|’s) (?!the\b)(?:an? )?[\w-]+\W*$", re.IGNORECASE),
    definite=re.compile(r"\b(?:the|that|this|these|those) [\w-]", re.IGNORECASE),
    points_back=_POINTS_BACK,
    person=re.compile(r"\b(?:he|she|him|her|his)\b", re.IGNORECASE),
    who=re.compile(
        r"(?:^|, )\W*(?:\w+ )?who(?:m|se)?\b|\bnames? of\b"
        r"|\bwhich (?:\w+ )?(?:president|leader|minister|official|politician|spokes\w+|adviser)s?\b",
        re.IGNORECASE,
    ),
    possessive=word_set("his"),
    possessive_too=word_set("her"),
    asking=_ASKING,
    whole=_WHOLE,
    day_alone=re.compile(r"\bthe (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:of )?[A-Z])", re.IGNORECASE),
    day=re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?(?= (?:of )?[A-Z])|(?<=[a-z] )\d{1,2}(?:st|nd|rd|th)?(?=,? \d{4}|\W*$)"),
    before_a_verb=_BEFORE_A_VERB,
    light=word_set(
        "first second third last new latest take took taken part hold held lay laid between before after during say said tell told"
        " get got"
    ),
    nationality=re.compile(r"^[A-Z][\w.]*(?:an|ish|ese|ch) [a-z]"),
    prepositions="for|in|on|at|by|with|from|to|of",
)
