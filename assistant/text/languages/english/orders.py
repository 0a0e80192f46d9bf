"""What gives orders or asks, in English."""

from __future__ import annotations

import re

from assistant.text.languages.language import OrderPatterns

_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|or|then|now)\s+)?(?:[^,:;]{1,40}, )?(?:who|whom|whose|what|when|where|why|which|how|is|are|am|was|were|do"
    r"|does|did|can|could|will|would|shall|should|has|have|had|may|might|must)(?:n['’]t|['’]s)?\b",
    re.IGNORECASE,
)
_MODEL = r"(?:ai|assistants?|chatbots?|language models?|llms?)"
_TO_AN_ASSISTANT = re.compile(
    r"\byour (?:\w+ )?(?:answers?|responses?|repl(?:y|ies)|outputs?|completions?|summar(?:y|ies))\b"
    r"|\b(?:in|to|of|with) (?:each|every|any) (?:answer|response|reply|output)\b"
    r"|\byour (?:\w+ )?(?:instructions?|prompt|guidelines|programming|training)\b"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}"
    r"\b(?:previous|prior|earlier|above|your|all) (?:\w+ )?(?:instructions?|prompts?|messages?|rules|context)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b|\bthe user'?s? (?:question|query)\b|\bthe user has asked\b"
    r"|\bas an? (?:ai (?:assistant|model|language model)|language model)\b"
    r"|\byou are (?:now )?an? (?:\w+ )?(?:ai|assistant|chatbot|language model)\b"
    rf"|\b(?:the|any|every|your|readers'?) (?:ai )?{_MODEL}\b.{{0,20}}"
    r"\b(?:must|should|shall|(?:is|are) (?:to|required|obliged|told|asked))\b|\banyone (?:summari[sz]ing|answering)\b"
    rf"|^\W*(?:attention|dear|hey|hello|note to|message to|to) (?:the |any |all )?(?:ai )?{_MODEL}\s*[:,]",
    re.IGNORECASE,
)
_VERBS = (
    "add advertise alternate analy[sz]e append apply avoid capitali[sz]e cite combine compose convey create "
    "define delete describe determine develop disregard disseminate don't embed encode encourage encrypt ensure "
    "evaluate explain extract follow forget generate give identify ignore imitate implement include incorporate "
    "inform inquire insert integrate introduce jumble make never notify obey obfuscate omit please propose "
    "provide recite recommend reformulate refrain remember remind remove render rephrase replace reply respond "
    "reveal rewrite scramble send solve speak substitute suggest summari[sz]e swap tell transcribe translate try "
    "write"
)
"""With these a report seldom begins, whatever follows."""
_NOUNS_TOO = (
    "act address adopt alert allow always answer arrange ask assess assign assume attach augment begin blend "
    "break buy calculate call cast change check choose cipher claim classify click compare complete compute "
    "conclude confirm consider contact convert copy count cover decode deliver design detail discuss display "
    "distribute do double download draft draw echo edit email emphasi[sz]e end enhance enter execute expand "
    "express fetch fill find finish format forward get go hide highlight imagine install invert invite invoke "
    "join judge keep label learn leave list load look mask mention mix modify name offer open order outline "
    "output perform persuade place plan play post praise predict prefix present pretend print produce promote "
    "publish put query quote rank rate read register rename repeat report request reset return reverse route run "
    "save say schedule search sell set share shift show sign sort spell spread start state stop store switch take "
    "talk teach tease test think throw transfer transform transmit treat turn type update upload urge use verify "
    "visit vote warn wrap"
)
"""Nouns, adjectives or adverbs as well ("Search teams found …"): an object must follow."""
_OBJECT = (
    r"(?:the|a|an|this|that|these|those|your|my|our|me|us|all|every|each|any|it|them|him|her|some|only|how|what|why|whether|which|who"
    r"|yourself|everything|both|no)"
)
_BEFORE_AN_ORDER = (
    r"(?:[^\w]*)(?:(?:system|assistant|user|important|attention|note|warning|reminder|instructions?|task|p\.?s\.?)\s*[:\-–—]\s*)?"
    r"(?:(?:please|kindly|now|also|then|next|first|finally|instead|before \w+|after \w+|from now on|at the end"
    r"|you (?:must|should|shall|need to|have to|are to|will now|may now|ought to)|(?:can|could|would|will) you(?: please)?"
    r"|i (?:want|need|would like|'d like) you to),? )*"
)
_ORDER = re.compile(
    rf"{_BEFORE_AN_ORDER}(?:(?:{'|'.join(_VERBS.split())})\b(?! (?:is|was|are|were|has|had|will|of|and|or)\b)"
    rf"|(?:{'|'.join(_NOUNS_TOO.split())}) (?:(?:down|in|off|out|over|up) )?{_OBJECT}\b"
    r"|let (?:all|each|every|it|no|the|them|your)\b|(?:do|please) not\b|(?:go|switch|subscribe|listen) to\b|(?:act|speak|reply) as\b"
    r"|(?:sign|log) (?:up|in)\b"
    r"|(?:use|click) (?:[a-z]+ )?(?:here|on|in|for|[a-z]+ly|[a-z]+s)\b)"
    r"|[^\w]*(?:you (?:must|shall|are to|will now|may now)|(?:can|could) you|i (?:want|need) you to)\b"
    r"|[^\w]*from now on, ",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[^\w]*(?:when|whenever|if|once|before|after|while|to|for|in|at|as|instead|regardless|at the end)\b[^,;:]{0,160}[,;:] ",
    re.IGNORECASE,
)

_TO_ANSWER = re.compile(
    rf"{_BEFORE_AN_ORDER}(?:answer|reply|respond|state|ignore|disregard|recommend|conclude|output|print|summari[sz]e|translate|pretend"
    r"|append|(?:always |do not |don't |never )?(?:say|write|mention|report|claim|repeat|reveal) (?:that|only|nothing|this|these|it)"
    r"|tell (?:them|everyone|everybody|people|(?:the |your )?(?:users?|readers?)))\b",
    re.IGNORECASE,
)

ORDERS = OrderPatterns(asks=_ASKS, to_an_assistant=_TO_AN_ASSISTANT, to_answer=_TO_ANSWER, order=_ORDER, clause=_CLAUSE)
