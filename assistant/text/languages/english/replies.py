"""What a language model writes around its answer, for `answering/citations`: it is asked in English, whatever the articles are in.

Strings are alternatives of patterns.
"""

from __future__ import annotations

import re

from assistant.text.languages.english.quantities import QUANTITIES
from assistant.text.languages.language import word_set

_NTH = "|".join([*QUANTITIES.ordinals, "last"])
_SAYS = "say|state|report|mention|note|indicate|show|explain|suggest"
_A_SOURCE = (
    r"(?:(?:source|passage)s? (?:number |#)?\d{1,2}\b"
    rf"|(?:the|this|that|these|those|both) (?:(?:{_NTH}) )?(?:sources?|passages?|articles?)\b|(?:source|passages?|article)\b)"
)
"""What a model calls a passage. Plain `sources` and `articles` are those of the news, `article 5` is a treaty's."""

_GIVEN = "provided|given|cited|available|above"
_THE_SOURCES = (
    rf"\b(?:the|these|those|any|{_GIVEN}) (?:(?:of|the|{_GIVEN}|numbered|news) ){{0,3}}"
    r"(?:sources?|passages?|articles?|texts?|context|(?<=provided )(?:information|documents?)|(?<=given )information)\b"
    r"(?!['’]| of\b)"
)
"""Not `the articles of impeachment`, nor `the leaked texts`."""

LABEL = "(?:source|article|passage|document|doc|context|chunk|snippet|excerpt|ref|reference|citation|evidence|label)s?"
"""What a source is called in square brackets: `[Source 2]`, `[article 1]`."""
ROUNDED_LABEL = "(?:see )?(?:source|passage)s?"
"""In round ones: `(Source 2)`, `(see passage 1)`."""
CONJUNCTION = "and"
PLACEHOLDER = r"n|x|number|label|citation needed|source[^\[\]【】]{0,60}"
"""What stands in square brackets in place of a number."""
REFERENCES = "sources?|references|citations|works cited"
"""The heading of a list of references, which states nothing."""
SOURCES = word_set("source sources passage passages article articles citation citations reference references")
"""What a source is called in a sentence."""
AROUND_SOURCES = word_set(
    "this that these those it its the a an is are was were be been can found in from of by to and or as per see according above "
    "given provided cited used number numbers answer information statement fact facts text comes come stated states mentioned "
    f"supported based on here which where all both my for {' '.join(QUANTITIES.ordinals)}"
)
"""What else a sentence is made of that only says where something stands: `This is source [2].`"""
WHERE_IT_STANDS = re.compile(
    rf",?\s*\b(?:according to|as (?:stated|mentioned|reported) in|based on|from|in|per) {_A_SOURCE}"
    rf"(?:(?:,| and) *(?:{_A_SOURCE})?)*(?: in)?(?=\s*[.,;:!?]|$),?(?!\w)"
    rf"|^\W*{_A_SOURCE}(?: in)? (?:all |also |only )?(?:{_SAYS})s? that\b"
    rf"|^\W*{_A_SOURCE}:(?!\w)"
    rf"|^\W*(?:this|that|it)(?: \w+){{0,6}} (?:is|was|are|were|can be) (?:\w+ )?in {_A_SOURCE}"
    rf"(?:, which (?:{_SAYS})s?(?: that|:)(?!\w)|\W*$)"
    r"|^\W*(?:this|that|it)(?: information)? (?:is|was|are|were|can be) \w+ in\W*$"
    rf"|, which (?:is|was|are|were) (?:\w+ in |one of )?{_A_SOURCE}(?:,|(?=\W*$))",
    re.IGNORECASE,
)
"""Such words within a sentence, whose number was lifted out of them or stands in them: `According to source, …`"""
NUMBERED = re.compile(
    r"((?:^|\baccording to )\W*(?:source|article|passage))s(?=\s*\[\d+\]?[\s,&;]*(?:and\b)?\s*\[?\d)", re.IGNORECASE
)
"""Several sources that are named by the numbers behind the word: `Sources [1] and [2]`."""
HEAD = re.compile(r"^\W*(?:question|(?:the )?answer):\s+", re.IGNORECASE)
"""What the prompt's parts are called, and a small model's reply in their likeness."""
_OPENS = (
    rf"^\W*(?:(?:(?:i(?:['’]m| am) )?(?:\w+ )?sorry|i apologi[sz]e|\w+,|(?:based on|according to) {_THE_SOURCES})"
    r"[,.]? (?:but )?)?"
)
_NEWS = "(?:information|mention|answer|details?)"
_TELLS = "say|tell|mention|state|contain|hold|provide|specify|answer|include|give|address|indicate|discuss"
NOT_IN_SOURCES = re.compile(
    rf"{_OPENS}{_THE_SOURCES}(?: (?:\w+ ){{0,2}}(?:{_GIVEN}))? "
    rf"(?:(?:(?:do(?:es)?|did|could|can) ?not|don['’]t|doesn['’]t|didn['’]t|can['’]t) (?:\w+ ){{0,2}}?(?:{_TELLS})\b"
    r"|(?:contains?|gives?|provides?|has|have|holds?|makes?) no\b)"
    rf"|{_OPENS}(?:none|neither) of {_THE_SOURCES} (?:{_TELLS})s?\b"
    rf"|{_OPENS}no (?:source|passage|article)s? (?:{_TELLS})s?\b"
    rf"|{_OPENS}(?:\w+ ){{0,3}}?(?:not|isn['’]t|nowhere|never) (?:\w+ )?"
    rf"(?:mentioned|stated|given|provided|specified|found|answered|addressed|included)\b[^.!?]{{0,30}}{_THE_SOURCES}"
    rf"|{_OPENS}(?:\w+ ){{0,3}}?(?:not|isn['’]t|nowhere) in {_THE_SOURCES}"
    rf"|\b(?:cannot|can not|can['’]t|could not) be (?:determined|answered|found|known) (?:\w+ ){{0,2}}?{_THE_SOURCES}"
    rf"|{_OPENS}(?:there (?:is|are) no {_NEWS}\b|no {_NEWS} (?:is|are) (?:{_GIVEN}|mentioned|found)\b)[^,]*$"
    r"|^\W*(?:i (?:do not|don['’]t) know|i (?:cannot|can['’]t) (?:answer|tell|find)|not enough information)\b|^\W*unknown\W*$",
    re.IGNORECASE,
)
"""A sentence that says that the sources do not hold the answer; with a comma, `There are no details yet, police said.` is news."""
NOT_TOLD = re.compile(
    r"\b(?:un(?:clear|available|specified|stated)|(?:not|isn['’]t|aren['’]t|wasn['’]t) (?:\w+ )?"
    r"(?:clear|available|specified|stated|mentioned|given|provided))\b",
    re.IGNORECASE,
)
"""What says that there is no answer where all else in the sentence is the question's."""
BUT = re.compile(r"(?<!sorry)[,;] (?:but|however|although|though)\b,? ", re.IGNORECASE)
"""What joins to it, in one sentence, what they do hold."""
_FOLLOWS = r"therefore|so\b(?!-| far\b)|thus|hence"
VERDICT = re.compile(rf"^\W*(?:(?:{_FOLLOWS})\W+)?(?:the answer is\W+)?(?:yes|no)\W*$", re.IGNORECASE)
"""A sentence that is only a verdict on those beside it: `Yes.`"""
OPENS_WITH_VERDICT = re.compile(r"^\W*(?:yes|no)\b[*_\"”’)\s]*[,:;–—]", re.IGNORECASE)
"""How a sentence begins that gives a verdict and says what it rests on: `Yes, the first was dearer.`"""
CONCLUDES = re.compile(rf"^\W*(?:{_FOLLOWS}|consequently|in short|in conclusion|overall|this means)\b", re.IGNORECASE)
"""How a sentence begins that follows from those before it: `Therefore`."""
