"""Questions that a reader might ask, made from what articles say: each is answered by the sentence that it is made from.

Read by form, and only where the form is sure: no question is better than a strange one. A sentence whose subject is a pronoun, whose
day only its neighbours tell, or which quotes somebody at length, gives none. Of English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.retrieval.answer_type import persons_named
from assistant.schema import Span
from assistant.text.languages.language import word_set
from assistant.text.mentions import read_mentions

LONGEST = 90
"""Characters of a question that one reads at a glance."""
LONGEST_SUBJECT = 7
"""Words of a subject that can stand in the middle of a question."""
REFERS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|such|there|here|we|us|our|you|your|i|my|who|which"
    r"|whose|latter|former|another|other|others|same|also|but|and|or|not|no|n't|yesterday|today|tomorrow|tonight|ago|earlier|later"
    r"|(?:last|next)(?= \w))\b|[“”\"‘;:()\[\]—–…?!]",
    re.IGNORECASE,
)
"""What makes a question hang on something that it does not say."""
DATELINE = re.compile(r"^[^a-z]{3,40}[^—]{0,60} — ")
"""`LISBON, May 3 — ` before an article's first sentence."""
AUXILIARY = r"(?:was|were|is|are|will be|has been|have been|had been)"
SUBJECT = rf"(?P<subject>(?:[\w’'.&/-]+ ){{0,{LONGEST_SUBJECT - 1}}}?[\w’'&/-]+)"
ABOUT = r"(?:about |almost |nearly |more than |over |just )?"
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
WHY = re.compile(rf"{SUBJECT} (?P<auxiliary>{AUXILIARY}) (?P<rest>[^,]{{4,60}}?),? because\b", re.IGNORECASE)
WHEN = re.compile(
    rf"{SUBJECT} (?P<auxiliary>{AUXILIARY}) (?P<rest>[^,]{{4,50}}?)"
    rf" (?:on|in|at) (?:(?:\d{{1,2}} )?(?:{MONTH})\b[^,.]{{0,12}}|(?:19|20)\d\d)[,.]",
)
PARTICIPLE = re.compile(r"(?:\w+ly )?(?:re-)?\w+(?:ed|en|wn|lt|pt|ld|ung|ade|aid|one|ent|ought)\b")
HOW_MANY = re.compile(
    r"(?:At least |About |Some |Around |Nearly |More than |Almost )?(?P<number>\d[\d,]*|[A-Z][a-z]+(?:[- ][a-z]+)?)"
    r" (?P<noun>(?:[a-z-]+ )?[a-z]+s|people|men|women|children|police)"
    rf" (?P<auxiliary>{AUXILIARY}|have|died|fled|took part) ?(?P<rest>[^,.]{{0,50}})[,.]",
)
HOW_LONG = re.compile(
    rf"{SUBJECT} (?P<verb>lasted|took) {ABOUT}(?:an?|[\w-]+) (?:minute|hour|day|week|month|year)s?\b", re.IGNORECASE
)
HOW_MUCH = re.compile(rf"{SUBJECT} (?P<verb>costs?|will cost|would cost) {ABOUT}[$€£\d]", re.IGNORECASE)
NAME = r"(?P<person>[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){1,2})"
CHOSEN = re.compile(
    rf"{NAME},? (?P<auxiliary>was|has been|is) (?P<verb>elected|appointed|named|chosen|sworn in|arrested|charged|sentenced"
    r"|dismissed|nominated|awarded|re-elected) (?P<rest>[^,.]{3,55})[,.]"
)
OFFICES = """
    minister president secretary ambassador adviser advisor mayor governor senator lawmaker chancellor premier envoy negotiator diplomat
    director founder co-founder chief head chair chairman chairwoman leader editor reporter journalist correspondent writer author analyst
    economist strategist partner manager broker lawyer attorney prosecutor judge professor lecturer researcher scientist historian expert
    engineer doctor nurse coach captain player defender striker singer actor actress musician officer commander general colonel sergeant
    detective commissioner executive investor trader farmer teacher student resident witness owner developer designer architect artist
    activist campaigner bishop king queen prince princess dean coordinator consultant curator councillor deputy spokesman spokeswoman
    spokesperson CEO CTO CIO CFO COO
"""
IS = re.compile(
    rf"{NAME}, (?:the |an? )?(?:(?!or |for |which |and )[\w’'-]+ ){{0,4}}?(?:{'|'.join(OFFICES.split())})\b[^,.;]{{0,60}}[,.]"
)
SAYS = re.compile(r"\b(?:said|says|told|warned|announced|insisted|argued|added|claimed|denied|promised|vowed)\b")
QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
BESIDE = re.compile(r"(?:, [^,]{3,60},)? (?:has |had |also |later |then )?")
"""What may stand between a speaker and the verb."""
CLAUSE = re.compile(r"(?: [a-z]+| on \w+day| in \w+){0,3}? that (?:the )?| (?:the )?")
"""From a verb of saying to the words with which what is said begins."""
NO_SURNAME = word_set("""
    Street House Wire Post Times News Office Council Court Bank Party Ministry Department University Union Group Inc Corp Committee Agency
    Association Commission Kremlin Palace Press Police Institute Company League Club United City Airlines Embassy Parliament Senate Congress
    Center Centre Foundation Federation Reserve Journal Magazine Network Media Digital Motorsports Capital Law Research
""")
"""Last words of names that are no person's."""
DEMONYM = re.compile(r"(?:ian|ians|ish|ese|ench|utch|eek|i|ican|icans|ean|eans|crat|crats)$")
"""Ends of a country's people and adjectives, and of a party's."""
WHOLE = re.compile(
    r"\W*$|[,.;:]|\s(?:and|or|to|in|on|of|at|was|were|is|are|would|will|could|has|had|have|said|after|before|as|for|with|that|if|by|from"
    r"|over)\b"
)
"""What stands behind a name that does not go on."""
NUMBERS = word_set("""
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty
    forty fifty sixty seventy eighty ninety hundreds thousands dozens
""")


def questions_of(sentence: str) -> Iterator[str]:
    """The questions that a sentence answers, the plainest first.

    >>> list(questions_of("The bridge was closed in Porto because engineers found cracks in it."))
    ['Why was the bridge closed in Porto?']
    """
    told = " ".join(sentence.split())
    for make in (_why, _when, _how_many, _how_long, _how_much, _chosen, _said, _who_is):
        question = make(told)
        if question and len(question) <= LONGEST and not REFERS.search(question[:-1].partition(" ")[2]):
            yield question


def _why(told: str) -> str | None:
    found = WHY.match(told)
    return _turned("Why", found) if found else None


def _when(told: str) -> str | None:
    found = WHEN.match(told)
    plain = found and PARTICIPLE.match(found["rest"]) and "ing " not in f"{found['rest']} "
    return _turned("When", found) if found and plain else None


def _turned(word: str, found: re.Match[str]) -> str | None:
    """`Why was the bridge closed?` from `The bridge was closed because …`: the first word of the auxiliary comes forward."""
    subject = _subject(found["subject"])
    first, _, further = found["auxiliary"].partition(" ")
    parts = [word, first.lower(), subject or "", further, found["rest"].strip()]
    return f"{' '.join(part for part in parts if part)}?" if subject else None


def _how_many(told: str) -> str | None:
    found = HOW_MANY.match(told)
    if not found:
        return None
    number = found["number"].lower().replace("-", " ").split()
    if not (number[0][0].isdigit() or NUMBERS.issuperset(number)) or not found["rest"].strip():
        return None
    return f"How many {found['noun']} {found['auxiliary']} {found['rest'].strip()}?"


def _how_long(told: str) -> str | None:
    found = HOW_LONG.match(told)
    subject = _subject(found["subject"]) if found else None
    return (
        f"How long did {subject} {'last' if found['verb'].lower() == 'lasted' else 'take'}?"
        if found and subject
        else None
    )


def _how_much(told: str) -> str | None:
    found = HOW_MUCH.match(told)
    subject = _subject(found["subject"]) if found else None
    if not found or not subject:
        return None
    first = found["verb"].lower().split()[0]
    return f"How much {first if first in ('will', 'would') else 'did' if first == 'cost' else 'does'} {subject} cost?"


def _chosen(told: str) -> str | None:
    found = CHOSEN.match(told)
    if not found or not persons_named(told[: found.end("person")]):
        return None
    return f"Who {found['auxiliary']} {found['verb']} {found['rest'].strip()}?"


def _who_is(told: str) -> str | None:
    """`Who is Ann Hill?` where her office stands behind her name between commas."""
    found = IS.search(told)
    if not found or not _is_person(told, found.span("person")) or found.span("person") not in persons_named(told):
        return None
    return f"Who is {found['person']}?"


def _said(told: str) -> str | None:
    """`What did Ann Hill say about Port Alder?` where what she says begins with that name; else what she said at all."""
    outside = QUOTED.sub(lambda quoted: " " * len(quoted[0]), told)
    for verb in SAYS.finditer(outside):
        spans = [
            span for span in persons_named(outside) if _speaks(outside, span, verb.span()) and _is_person(told, span)
        ]
        if not spans:
            continue
        speaker = told[slice(*spans[-1])]
        clause = CLAUSE.match(outside, verb.end())
        named = [
            m
            for m in read_mentions(told)
            if clause and m.kind == "name" and clause.end() == m.start and m.start != spans[-1][0]
        ]
        topic = _topic(told, named[0].start, named[0].end) if named else None
        return f"What did {speaker} say about {topic}?" if topic else f"What did {speaker} say?"
    return None


def _speaks(told: str, name: Span, verb: Span) -> bool:
    """Whether a name is the subject of a verb of saying: before it, with an office between commas at most, or right behind `said`."""
    if name[1] <= verb[0]:
        return BESIDE.fullmatch(told[name[1] : verb[0]]) is not None
    return 0 <= name[0] - verb[1] <= 1 and told[slice(*verb)] in ("said", "says")


def _is_person(told: str, span: Span) -> bool:
    words = told[slice(*span)].split()
    whole = 2 <= len(words) <= 3 and all(word[0].isupper() and word[1:2].islower() for word in words)
    return (
        whole
        and words[0] != "The"
        and words[-1] not in NO_SURNAME
        and not re.search(r"\b(?:[Tt]he|of|for) $|[-–]$", told[: span[0]])
        and told[span[1] : span[1] + 1] != "-"
    )


def _topic(told: str, start: int, end: int) -> str | None:
    """A name as it stands behind "about"; None for the people of a country, and for what is no whole name."""
    name = told[start:end]
    if len(name) <= 3 or (" " not in name and (name.isupper() or DEMONYM.search(name))) or REFERS.search(name):
        return None
    if not WHOLE.match(told[end:]):
        return None  # "the Nord Stream pipeline"
    before = told[:start].rstrip().rpartition(" ")[2].lower()
    return f"the {name}" if before == "the" and not name.lower().startswith("the ") else name


def _subject(words: str) -> str | None:
    """A subject as it stands within a sentence; None for one that means nothing by itself."""
    names = [(m.start, m.end) for m in read_mentions(words) if m.kind == "name"]
    first = words.split()[0]
    if REFERS.search(words) or re.search(r"\b(?:of whom|said|says|when|while|after|before|as|if|where)\b", words):
        return None
    named = any(start == 0 for start, _ in names) and first not in ("The", "A", "An")
    if not named and first not in ("The", "A", "An"):
        return None
    if first in ("The", "A", "An") and len(words.split()) < 3 and not names:
        return None  # "the bridge": which?
    return words if named else words[0].lower() + words[1:]
