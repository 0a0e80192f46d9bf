"""What a question asks for, and how a follow-up points back, in English."""

from __future__ import annotations

import re

from assistant.schema import QuestionForm
from assistant.text.languages.language import QuestionPatterns, word_set

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)(?:n['’]t)?"
_TELLING = (
    r"(?:you|any(?:one|body)|some(?:one|body)) (?:\w+ )?(?:know|tell|say|explain|remember)\b"
    r".*\b(?:who|whom|whose|which|what|when|where|why|how)\b"
)
"""`Do you know who called?` asks who."""
_IN_WORDS = r".*\b(?:describe[ds]?|characteri[sz]e[ds]?|(?:call|name|term|label|dub|rate) (?:the|an?|his|her|its|their|it|him|them))\b"
"""`How did he describe the talks?` asks for his words."""
_ANSWERED_AS: tuple[tuple[QuestionForm, str], ...] = (
    (
        "yes or no",
        rf"^\W*{_AUXILIARY} (?!.*\bor\b(?! not))(?!{_TELLING})|^(?!.*\b(?:who|what|which|how|why|when|where)\b.*,).*, {_AUXILIARY} ",
    ),
    (
        "comparison",
        r"^\W*compare\b|\bhow (?:do|does|did) .*\b(?:compare|differ)\b|\bdifferences?\b"
        r"|\b(?:which|who|what)\b.*(?:\w, | )(?:\w+ or|than) (?:the |a )?\w",
    ),
    ("comparison", rf"^\W*{_AUXILIARY} .*\bor\b"),
    (
        "summary",
        r"\b(?:sum up|summar(?:y|i[sz]e))\b|\boverview\b|^\W*(?:tell me about|describe|outline|what happened)\b",
    ),
    (
        "summary",
        r"^\W*what (?:did|does|do|has|have) .+ (?:report|argue|claim|say|write|cover|find|conclude|think|reveal)s?\b"
        r"(?: \w+)? (?:about|on|of)\b",
    ),
    (
        "list",
        r"\b(?:which|what|name|list) (?:the )?(?:two|three|four|five|six|several|other)\b|^\W*(?:list|name)\b(?! of)",
    ),
    (
        "list",
        rf"\b(?:which|what) (?:\w+ )?(?:\w{{2,}}[^\Ws]s|people|men|women) (?:{_AUXILIARY}|\w+ed)\b|\bwho (?:were|are)\b",
    ),
    ("list", r"\bwhat (?:are|were) (?:the|some|his|her|its|their)\b"),
    (
        "why or how",
        rf"\bwhy\b|\bhow (?:did|do|does|is|are|was|were|has|have|had|can|could|will|would|might|come)\b(?!{_IN_WORDS})",
    ),
    (
        "why or how",
        r"\bwhat (?:caused|led|prompted|made|explains|is the reason|was the reason|reasons?)\b|\bfor what reason\b",
    ),
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|updated|up[- ]to[- ]date|current(?:ly)?|so far(?! \w+\?)|by now|as of now|right now"
    r"|at the moment|as things stand|these days|nowadays)\b"
    r"|\blast (?:word|known|reported|heard|count|one (?:known|reported))\b"
    r"|\b(?:is|are|do|does|has|have|who's|what's|where's)\b[^.?!]*\b(?:still|now|any ?more|yet)\b"
    r"|^(?!.*\b(?:was|were|did|had)\b).*\bnow\W*$",
    re.IGNORECASE,
)
_HELD = r"(?:articles?|documents?|files?|outlets?|newspapers?|reports?|sources?|dates?|passages?)"
_COLLECTION = r"(?:the|this|that|your|my) (?:index|corpus|collection|archive|database|library|folder)"
_ABOUT_THE_INDEX = re.compile(
    rf"\b(?:how many|which|what|list(?: all)?(?: the)?) {_HELD}\b.{{0,20}}"
    rf"\b(?:do you (?:have|know|hold|cover)|are (?:there )?(?:indexed|in {_COLLECTION}))"
    r"|^\W*(?:what(?:'s| is| are)|how (?:big|large|old|fresh|many|up to date)|tell me about|describe|list)\b"
    rf".{{0,40}}\b{_COLLECTION}\W*$"
    r"|^\W*what (?:do|can) you (?:know|answer|tell me)(?: about)?\W*$",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:reports?|articles?|stories|coverage|news|items?|published|reported)\b(?: \w+){0,2}?"
    r" (?P<how>on|in|from|since|after|before|until|by|between|during)\b (?P<when>.*)",
    re.IGNORECASE,
)

_REPORT = r"(?:articles?|reports?|reporting|reviews?|analys[ie]s|interviews?|stor(?:y|ies)|pieces?|coverage|columns?|editorials?)"
_TOLD = (
    r"(?:reported|published|written|covered|mentioned|described|featured|discussed|noted|highlighted|printed|quoted)"
)
_BEFORE_A_SOURCE = re.compile(
    rf"\b(?:(?P<wrote>articles? (?:.*\banother )?(?:in|from))|{_REPORT} (?:in|by|from|of)|{_TOLD} (?:by|in)|according to|(?:as )?per)"
    r"(?: both| either)?(?: the)? [“‘'\"]?(?:the )?$",
    re.IGNORECASE,
)
_BEHIND_A_SOURCE = re.compile(
    rf"[”’'\"]?(?:(?P<wrote> (?:\w+ )?articles?)|(?:['’]s)? (?:\w+ )?{_REPORT})\b", re.IGNORECASE
)

_SETS_AGAINST = r"whereas|unlike|in contrast (?:to|with)|contrary to|as opposed to|compared (?:to|with)|in comparison (?:to|with)|versus"
_ASKS_ANEW = (
    rf"(?:(?:(?:in|at|on|by|for|to|with|from|of) )?(?P<word>who|whom|whose|which|what|when|where|why|how)|{_AUXILIARY})"
)
_JOINT = re.compile(
    rf",? (?:{_SETS_AGAINST}|while|than|but(?: also)?|similarly to|despite|even though|although|after|before|prior to)\b"
    r"|[,;:](?! \d{4})(?: (?:and|or))?(?= )"
    rf"| (?:and|or)(?= (?:(?:also|then|again|later) )?(?:{_ASKS_ANEW}|the|a|an|his|her|its|their|by|in|on|another|subsequent)\b)",
    re.IGNORECASE,
)
_NO_QUESTION_WORD = "".join(rf"(?<!\b{word})" for word in ("who", "which", "what", "when", "where", "why", "how"))
_SECOND_QUESTION = re.compile(
    rf"(?:{_NO_QUESTION_WORD}[,;]? (?:and|or|but) (?:(?:also|then|again|later) )?|(?<=\?) (?:(?:and|or|but) )?)"
    rf"(?={_ASKS_ANEW}\b (?!(?:for|in|of|on|about|at|if|else|not)\b))",
    re.IGNORECASE,
)

QUESTIONS = QuestionPatterns(
    forms=tuple((form, re.compile(pattern, re.IGNORECASE)) for form, pattern in _ANSWERED_AS),
    asking=word_set("long much many say said call tell told describe name ask asked kind sort type happen happened"),
    latest=_LATEST,
    about_the_index=_ABOUT_THE_INDEX,
    greeting=re.compile(
        r"(?:hello|hi+|hey|hallo|bonjour|hola|ciao|greetings|good (?:morning|afternoon|evening|day)|how are you(?: doing)?(?: today)?"
        r"|nice to meet you)(?: there| all| everyone| everybody| again| dateline)?",
        re.IGNORECASE,
    ),
    thanks=re.compile(
        r"(?:(?:ok(?:ay)?|great|perfect|good|nice|super|wonderful|excellent|cool|cheers|merci|danke|gracias|bye|goodbye|good night"
        r"|got it|i see|understood|good to know)(?: then)?|(?:many )?(?:thanks|thank you|thx)(?: (?:so|very) much| a lot| again| for"
        r" (?:that|this|the (?:information|answer|help)|your (?:help|answer)))?|that (?:is|was|s) (?:all|very helpful|helpful|great|fine)"
        r"|(?:this|that|it) (?:really )?(?:helps|helped)(?: a lot| me)?"
        r"|(?:a )?(?:very )?(?:great|perfect|good|nice|excellent|helpful|useful|clear) (?:answer|job|work))",
        re.IGNORECASE,
    ),
    beside_a_day=re.compile(r"\b(?:before|after|since|until|than|as of|following)\s+(?:the\s+)?$", re.IGNORECASE),
    before_a_date=re.compile(r"\s*\b(?:in|on|of|at|from|during|since|until|by|for)?(?: the)?\s*$", re.IGNORECASE),
    published=_PUBLISHED,
    publication=re.compile(r"\b(?:published|articles?|reports|coverage)\b", re.IGNORECASE),
    bounds={
        "after": "after",
        "since": "since",
        "from": "from",
        "before": "before",
        "until": "until",
        "by": "until",
    },
    before_an_outlet=(
        r"(?:according to|as reported by|reported by|published by|published in|in|by|did|does|from) (?:the )?"
    ),
    outlet_article=re.compile("^the ", re.IGNORECASE),
    before_a_source=_BEFORE_A_SOURCE,
    behind_a_source=_BEHIND_A_SOURCE,
    joint=_JOINT,
    second_question=_SECOND_QUESTION,
    reports=re.compile(r"\b(?:articles?|reports?|sources?|published|reported|according)\b", re.IGNORECASE),
)
