"""How a language model says that the sources hold no answer, in languages that are not supported otherwise.

A model answers in the language of the question, whatever it was asked to write. English has a pattern of its own
(`NOT_IN_SOURCES` of `english/replies.py`).
"""

from __future__ import annotations

import re

_SAID = (
    r"\b(?:nicht|keine \w+) in den (?:quellen|passagen|artikeln|texten)\b",
    r"\b(?:quellen|passagen|artikel|texte)\b[^.!?]{0,40}\b(?:nicht|keine)\b",
    r"\b(?:sources|passages|articles|textes)\b[^.!?]{0,20}\bne\b[^.!?]{0,30}\bpas\b",
    r"\b(?:pas|absent\w*) (?:dans les|des) (?:sources|passages|articles)\b",
    r"\b(?:fuentes|pasajes|artículos|textos)\b[^.!?]{0,10}\bno\b",
    r"\bno (?:está|aparece|figura|se menciona|se dice)\w*[^.!?]{0,20}\b(?:fuentes|pasajes|artículos)\b",
    r"\b(?:fonti|passaggi|articoli|testi)\b[^.!?]{0,10}\bnon\b",
    r"\bnon (?:è|si trova|figura)\w*[^.!?]{0,20}\b(?:fonti|passaggi|articoli)\b",
    r"\b(?:fontes|trechos|artigos|textos)\b[^.!?]{0,10}\bnão\b",
    r"\bnão (?:está|consta|aparece)[^.!?]{0,20}\b(?:fontes|trechos|artigos)\b",
    r"\b(?:bronnen|passages|artikelen|teksten)\b[^.!?]{0,30}\b(?:niet|geen)\b",
    r"\b(?:niet|geen \w+) in de (?:bronnen|passages|artikelen)\b",
    r"\b(?:źródła|źródłach|artykuły|teksty)\b[^.!?]{0,10}\bnie\b",
    r"\bnie ma[^.!?]{0,20}\b(?:źródłach|artykułach|tekstach)\b",
    r"\b(?:источник\w*|стать\w+|текст\w*|отрыв\w+)\b[^.!?]{0,20}\b(?:не|нет)\b",
    r"\b(?:нет|не \w+) в (?:источник|стать|текст|отрыв)\w+",
    r"\b(?:джерел\w*|статт\w+|текст\w*|урив\w+)\b[^.!?]{0,20}\b(?:не|немає)\b",
    r"\b(?:немає|не \w+) [ву] (?:джерел|статт|текст|урив)\w+",
    r"(?:来源|资料|文章|段落)(?:中|里)?(?:没有|未|并未)",
)
NOT_IN_SOURCES = re.compile("|".join(_SAID), re.IGNORECASE)
