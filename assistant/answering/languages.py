"""What a reader is told where a question or its evidence is in a language that is known less well than English.

Nothing is claimed that was not judged: what reads the passages was measured in a few languages (`retrieval/confidence`), so evidence
in another one, or for a question in one, is shown as the closest there is.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answering.wording import conjoined
from assistant.index.embedding import Embedder, MiniLM
from assistant.retrieval.confidence import CLOSEST
from assistant.retrieval.types import Retrieved
from assistant.schema import Note, Query
from assistant.text.languages import ENGLISH, has_pack
from assistant.text.languages.detection import language_name

NOT_JUDGED = "Whether the articles answer this was not judged"
NO_WORDS_TO_ASK = (
    "The words of {} are not listed: how the question wants to be answered is not told, and it is looked up by its "
    "meaning, its names and its figures"
)
LESS_SURE = (
    "Question or passages are in another language than English: what reads them finds the sentence, but tells less surely whether "
    "it answers; of questions that nothing answers it lets most pass"
)
FINDS_LESS = (
    "This index finds by meaning in English only: with the setting `embedding` at `multilingual` (the extra `[multilingual]`) and "
    "`assistant index --rebuild`, questions in {} find their passages more often"
)
NO_WORDS_TO_READ = (
    "The words of {} are not listed: speakers and number words are not told in it, and instructions in such articles only where "
    "they are written in a language that is listed"
)


def judges(query: Query, retrieved: Retrieved) -> bool:
    """Whether it was judged that the evidence answers: question and at least one of the closest passages are in a language that
    is."""
    closest = {item.language or "en" for item in retrieved.evidence[:CLOSEST]}
    return query.language in retrieved.languages and not closest.isdisjoint(retrieved.languages)


def not_judged(query: Query, retrieved: Retrieved) -> str:
    """Why it was not: in one sentence."""
    known = sorted(language_name(code) for code in retrieved.languages)
    if query.language not in retrieved.languages:
        which = f"the question is in {language_name(query.language)}"
    else:
        which = f"the nearest passages are in {_names(item.language for item in retrieved.evidence[:CLOSEST])}"
    reads = f"{known[0]} only" if len(known) == 1 else conjoined(known)
    return f"{NOT_JUDGED}: what reads them knows {reads}, and {which}."


def language_notes(query: Query, retrieved: Retrieved, embedder: Embedder) -> list[Note]:
    """What is missing, because a network or the words that are listed know a language less well."""
    evidence = retrieved.evidence
    unlisted = list(dict.fromkeys(item.language for item in evidence if not has_pack(item.language)))
    found: list[Note] = []
    if len(retrieved.languages) > 1 and judges(query, retrieved):
        found.append(Note("language", LESS_SURE))
    if query.language != ENGLISH.code and isinstance(embedder, MiniLM):
        found.append(Note("language", FINDS_LESS.format(language_name(query.language))))
    if not has_pack(query.language):
        name = language_name(query.language)
        found.append(Note("language", NO_WORDS_TO_ASK.format(name)))
    if unlisted:
        labels = tuple(item.label for item in evidence if item.language in unlisted)
        found.append(Note("language", NO_WORDS_TO_READ.format(_names(unlisted)), labels))
    return found


def _names(codes: Iterable[str | None]) -> str:
    return conjoined(list(dict.fromkeys(map(language_name, codes))))
