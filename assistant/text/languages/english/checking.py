"""Words that bear on whether a text carries a claim, in English."""

from __future__ import annotations

from assistant.text.languages.language import CheckWords, word_set

_SAYING = """
    said says saying told tells claimed claims alleged alleges insisted insists asserted asserts argued argues
    warned warns stated maintained maintains contended believes reportedly allegedly accused accuses denied denies
    quoted suggested suggests
"""
_ALSO_IN_A_CLAIM = """
    say tell claim allege insist argue warn announced announces announce reported reports report added adds view
    account statement called calls call described describes describe wrote writes asked asks words opinion alleging
    claiming accusing according thinks thought expects expected acknowledged admitted confirmed noted notes declared
    replied quotes attributed
"""
_NEGATIONS = """
    not no non never neither nor none nobody nothing without cannot can't won't don't doesn't didn't isn't aren't wasn't
    weren't hasn't haven't hadn't wouldn't shouldn't couldn't hardly barely denied denies deny rejected rejects
    reject refused refuses refuse failed fails fail unable lack lacks lacked
"""
_DENYING_PHRASES = """
    short/of far/from instead/of rather/than yet/to declined/to refrained/from stopped/from prevented/from barred/from
    stopped/short rule/out rules/out ruled/out ruling/out
"""
_OPPOSITES = """
    rise/fall rose/fell rise/fell rose/fall rise/drop rose/drop increase/decrease increase/decline increase/reduce
    increase/fall increase/lower grow/shrink grew/shrank gain/loss gain/lose win/lose won/lost agree/refuse
    agree/reject accept/reject accept/refuse approve/reject confirm/deny admit/deny allow/ban allow/prohibit
    allow/prevent start/end start/stop begin/end began/ended open/close high/low higher/lower more/less more/fewer
    most/least before/after above/below early/late first/last support/oppose backed/opposed buy/sell bought/sold
    arrive/leave enter/leave join/leave attack/defend advance/retreat success/failure succeed/fail up/down
    strong/weak stronger/weaker large/small larger/smaller long/short longer/shorter old/young positive/negative
    safe/dangerous legal/illegal possible/impossible major/minor maximum/minimum import/export north/south east/west
    northern/southern eastern/western male/female alive/dead public/private hot/cold improve/worsen better/worse
    best/worst same/different always/never left/right
"""


def _pairs(words: str) -> list[tuple[str, str]]:
    return [(one, other) for one, _, other in (pair.partition("/") for pair in words.split())]


CHECK = CheckWords(
    saying=word_set(_SAYING),
    saying_in_a_claim=word_set(f"{_SAYING} {_ALSO_IN_A_CLAIM}"),
    saying_beside_a_name=word_set(f"{_SAYING} announced added reported confirmed wrote"),
    negations=word_set(_NEGATIONS),
    denying_phrases=frozenset(_pairs(_DENYING_PHRASES)),
    nots=word_set("not no never neither nor none nobody nothing without cannot"),
    also_deny=word_set(
        "rarely seldom impossible unlikely absence absent prevented avoided ceased stopped instead few little"
    ),
    affirming=word_set("only just merely simply least"),
    light=word_set("abl realli necessarili yet ever even longer anymor short out"),
    clause_ends=frozenset(".;:—–!?") | {"but", "although", "though", "because", "while"},
    opposites=tuple(_pairs(_OPPOSITES)),
    being=word_set("is are was were be been being"),
)
