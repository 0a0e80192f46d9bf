"""English: how its texts are read. The longer lists of words have a module each."""

from __future__ import annotations

import re

from assistant.text.languages.english.answers import ANSWERS
from assistant.text.languages.english.checking import CHECK
from assistant.text.languages.english.follow_ups import FOLLOW_UPS
from assistant.text.languages.english.names import NAMES
from assistant.text.languages.english.orders import ORDERS
from assistant.text.languages.english.pages import PAGES
from assistant.text.languages.english.quantities import QUANTITIES
from assistant.text.languages.english.questions import QUESTIONS
from assistant.text.languages.language import Language, Spelling, word_set

_FUNCTION_WORDS = """
    a an the and or but nor of in on at to for from by with without into onto upon as than then that this these those it
    its he him his she her hers they them their theirs we us our ours you your yours i me my mine who whom whose which
    what when where why how be am is are was were been being do does did done doing have has had having will would shall
    should can could may might must not no there here so such if whether about also any some all both each other own
    same very just s t ll ve re d m
"""
_FREQUENT = "the of and to in is was were are did do does what who when where how why which a an on for by with that"
_VARIANTS = (
    (r"(?<=...)our(s?|ed|ing|able|ful|ite|hood)$", r"or\1"),  # labour, favourite
    (r"(?<=...)is(e|es|ed|ing|ation|ations)$", r"iz\1"),  # organise
    (r"(?<=..)ys(e|es|ed|ing)$", r"yz\1"),  # analyse
    (r"(?<=[dfl]en)ce(s?)$", r"se\1"),  # defence, licence
    (r"(?<=[cnt]t)re(s?)$", r"er\1"),  # centre, theatre
    (r"(?<=[aeiou]l)l(ed|ing|er|ers)$", r"\1"),  # travelled
    (r"(?<=ogram)me(s?)$", r"\1"),  # programme
)
_BEFORE_A_NAME = (
    "Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Gen|Col|Lt|Maj|Capt|Cmdr|Adm|Sgt|Supt|Insp|Pres|Sen|Rep|Gov|Amb|Rev|Hon|St|Ft|Mt|vs|cf"
)
_BEFORE_A_NUMBER = r"\b(?:No|Nos|Art|Sec|pp?|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
_WITHIN = (
    r"(?:\b(?:bln|bn|mln|mn|trln|approx|incl|nos|figs?|eq|al|cf|ca|vol|pp|op|eds?|dept|govt|gov|sen|rep|gen|lt|col|maj|capt"
    r"|sgt|cmdr|adm|supt|insp|pres|prof|dr|mr|mrs|ms|messrs|mt|ft)|\b[a-z])\.$"
)
_FALSE_BREAKS = (
    (re.compile(rf"(?:^|[\s(“\"])(?:{_BEFORE_A_NAME})\.$"), re.compile(r"\S")),
    (re.compile(_BEFORE_A_NUMBER), re.compile(r"\d")),
    (re.compile(_WITHIN, re.IGNORECASE), re.compile(r"[^\W\dA-Z_]|\d")),
    (re.compile(r"\b[ap]\.m\.$"), re.compile(r"(?:\w+ time|[A-Z]{2,3}T|UTC)\b")),
)

ENGLISH = Language(
    code="en",
    splitter="en",
    stemmer="english",
    endings=(),
    false_breaks=_FALSE_BREAKS,
    frequent=word_set(_FREQUENT),
    function_words=word_set(_FUNCTION_WORDS),
    contractions=(("'ve", "have"), ("n't", "not"), ("'re", "are"), ("'ll", "will")),
    spelling=Spelling(
        variants=tuple((re.compile(pattern), spelling) for pattern, spelling in _VARIANTS),
        number_words={word: str(value) for word, value in {**QUANTITIES.small, **QUANTITIES.tens}.items() if value > 1},
        abbreviated=dict.fromkeys(("US", "U.S.", "U.S", "USA", "U.S.A.", "U.S.A"), "usa"),
    ),
    names=NAMES,
    quantities=QUANTITIES,
    check=CHECK,
    orders=ORDERS,
    questions=QUESTIONS,
    follow_ups=FOLLOW_UPS,
    answers=ANSWERS,
    pages=PAGES,
)
