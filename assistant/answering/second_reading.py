"""What a model on this machine says of the sentences that the reader takes for the likeliest to answer: each is asked about by itself,
beside the question, and those that it believes in come first, in what it then reads to write and in what is quoted."""

from __future__ import annotations

import dataclasses
import itertools

from assistant.answering.assembly import Context
from assistant.errors import LanguageModelError
from assistant.llm import injection, prompts, verifier
from assistant.llm.settings import LanguageModelSettings
from assistant.retrieval.logistic import log_odds
from assistant.schema import Evidence, EvidenceSentence

ASKED = 3
"""The likeliest sentences."""
WEIGHT = 1.0
"""Of the model's log-odds beside the reader's. See eval/figures.md."""


def second_reading(context: Context, settings: LanguageModelSettings) -> Context:
    """The same evidence, the probabilities of its ASKED likeliest sentences given out anew among them; unchanged where the model fails."""
    every = ((item, sentence) for item in context.evidence for sentence in item.sentences)
    ranked = sorted(every, key=lambda found: -found[1].probability)
    stating = (found for found in ranked if not injection.asks_or_orders(_text(context, *found)))
    likeliest = list(itertools.islice(stating, ASKED))
    try:
        odds = [log_odds(one.probability) + WEIGHT * _odds(context, settings, item, one) for item, one in likeliest]
    except LanguageModelError:  # the reply that is asked for next fails, too, and says so
        return context
    order = sorted(range(len(odds)), key=lambda place: -odds[place])
    given = {id(likeliest[place][1]): likeliest[rank][1].probability for rank, place in enumerate(order)}
    evidence = tuple(
        dataclasses.replace(
            item,
            sentences=tuple(
                dataclasses.replace(one, probability=given.get(id(one), one.probability)) for one in item.sentences
            ),
        )
        for item in context.evidence
    )
    return dataclasses.replace(context, retrieved=dataclasses.replace(context.retrieved, evidence=evidence))


def _text(context: Context, item: Evidence, sentence: EvidenceSentence) -> str:
    return context.articles[item.article_id].text[sentence.start : sentence.end]


def _odds(context: Context, settings: LanguageModelSettings, item: Evidence, sentence: EvidenceSentence) -> float:
    prompt = prompts.load("answers", context.config.home / "prompts")
    source = ", ".join(filter(None, (item.outlet, str(item.published or ""), item.title)))
    asked = context.query.text
    return verifier.odds_of_yes(
        settings, prompt, source=source, sentence=_text(context, item, sentence), question=asked
    )
