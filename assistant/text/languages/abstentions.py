"""How a language model says that the sources hold no answer, in languages that are not supported otherwise.

A model answers in the language of the question, whatever it was asked to write. English has a pattern of its own
(`NOT_IN_SOURCES` of `english/replies.py`).
"""

from __future__ import annotations

import re

_GERMAN = "sagen|nennen|erwähnen|enthalten|geben|machen|liefern|beantworten"
_DUTCH = "zeggen|noemen|vermelden|bevatten|geven|beantwoorden"
_RUSSIAN = "сообща|говор|указ|содерж|назыв|упомин|привод|да[юё]т|отвеч"
_UKRAINIAN = "повідомл|говор|каж|вказ|міст|назив|згад|навод|дають|відповід"
_SAID = (
    r"(?:\w+ ){0,4}?(?:nicht|keine \w+) in den (?:quellen|passagen|artikeln|texten)\b",
    rf"(?:\w+ ){{0,2}}?(?:quellen|passagen|artikel|texte) (?:{_GERMAN})\b[^.!?]{{0,30}}\b(?:nichts?|keine\w?)\b",
    r"(?:\w+ ){0,2}?(?:sources|passages|articles|textes) (?:ne\b|n['’])[^.!?]{0,30}\bpas\b",
    r"(?:\w+['’ ]){0,5}?(?:pas|absent\w*) (?:dans les|des) (?:sources|passages|articles)\b",
    r"(?:\w+ ){0,2}?(?:fuentes|pasajes|artículos|textos) no\b",
    r"(?:\w+ ){0,2}?no (?:está|aparece|figura|se menciona|se dice)\w*[^.!?]{0,20}\b(?:fuentes|pasajes|artículos)\b",
    r"(?:\w+ ){0,2}?(?:fonti|passaggi|articoli|testi) non\b",
    r"(?:\w+ ){0,2}?non (?:è|si trova|figura)\w*[^.!?]{0,20}\b(?:fonti|passaggi|articoli)\b",
    r"(?:\w+ ){0,2}?(?:fontes|trechos|artigos|textos) não\b",
    r"(?:\w+ ){0,2}?não (?:está|consta|aparece)[^.!?]{0,20}\b(?:fontes|trechos|artigos)\b",
    rf"(?:\w+ ){{0,2}}?(?:bronnen|passages|artikelen|teksten) (?:{_DUTCH})\b[^.!?]{{0,30}}\b(?:niets?|geen)\b",
    r"(?:\w+ ){0,4}?(?:niet|geen \w+) in de (?:bronnen|passages|artikelen)\b",
    r"(?:\w+ ){0,2}?(?:źródła|źródłach|artykuły|teksty) nie\b",
    r"(?:\w+ ){0,2}?nie ma[^.!?]{0,20}\b(?:źródłach|artykułach|tekstach)\b",
    rf"(?:\w+ ){{0,2}}?(?:источник|стать|текст|отрывк)(?:и|ы|ах|ях) (?:нет\b|не (?:{_RUSSIAN}))",
    r"(?:\w+ ){0,4}?(?:нет|не \w+) в (?:источник|стать|текст|отрывк)[ая]х\b",
    rf"(?:\w+ ){{0,2}}?(?:джерел|статт|текст|уривк)(?:а|и|і|ах|ях) (?:немає\b|не (?:{_UKRAINIAN}))",
    r"(?:\w+ ){0,4}?(?:немає|не \w+) [ву] (?:джерел|статт|текст|уривк)[ая]х\b",
    r"\w{0,6}(?:来源|资料|文章|段落)(?:中|里)?(?:没有|未|并未)",
)
NOT_IN_SOURCES = re.compile(rf"\W*(?:{'|'.join(_SAID)})", re.IGNORECASE)
"""Matched at the start of a sentence: elsewhere in it, somebody in the news says so."""
