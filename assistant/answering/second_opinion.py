"""What a model on this machine says of the sentences that it wrote: each is asked about again, beside what is near to it in its sources.

Of 90 such sentences over 609 news articles, labelled by two readers, the check told right from wrong with macro-F1 .66; with the
model's odds it does with .77 (fitted on one half, taken on the other, mean of twenty; AUC .83). Fitted on all of them.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from assistant.answering.assembly import Context, stands, statements
from assistant.errors import LanguageModelError
from assistant.llm import prompts, verifier
from assistant.llm.settings import LanguageModelSettings
from assistant.retrieval.logistic import log_odds, probability
from assistant.schema import Sentence, SupportLabel
from assistant.text.tokens import words_of
from assistant.verification.model import load_model
from assistant.verification.nearest_text import nearest_text

CHECK, MODEL, CONSTANT = 0.415, 1.053, -1.268
"""Weights of the check's log-odds and of the model's."""
SUPPORTED, PARTLY = 0.5, 0.1
"""The probability from which a sentence is supported; from which it is partly. The second is low: a right sentence that is marked is
still read, one that is removed is not."""
SURE = 0.95
"""A score of the check from which nobody else is asked: the sentence is its source's, nearly word for word."""
ASKED = 8
"""Sentences of a reply that are asked about, the first."""
DOUBTED = "The language model, asked again, does not find this in its sources."


def second_opinion(
    checked: list[Sentence], context: Context, settings: LanguageModelSettings
) -> tuple[list[Sentence], dict[str, Any]]:
    """The sentences with labels that take the model's own odds into account, and for the trace why they do not.

    Unchanged where no model on this machine answers, or it fails. What the check removes stays removed, and what a certain rule of it
    doubts stays doubted.
    """
    if settings.local is None:
        return checked, {}
    doubtful = [one for one in checked if is_doubtful(one)][:ASKED]
    try:
        return [_weighed(one, context, settings) if one in doubtful else one for one in checked], {}
    except LanguageModelError as error:
        return checked, {"second_opinion_failed": str(error)}


def is_doubtful(sentence: Sentence) -> bool:
    """Whether the model is asked about it: not where nothing was judged, since its odds are measured in English only."""
    support = sentence.support
    return support is not None and support.label != "not judged" and stands(sentence) and support.score < SURE


def _weighed(sentence: Sentence, context: Context, settings: LanguageModelSettings) -> Sentence:
    assert sentence.support is not None
    by_label = {item.label: statements(item) for item in context.evidence}
    texts = [by_label[label] for label in dict.fromkeys(citation.label for citation in sentence.citations)]
    near = nearest_text(words_of(sentence.text), [words_of(text) for text in texts], load_model().weigh)
    prompt = prompts.load("verify", context.config.home / "prompts")
    text = " ".join(texts[place][start:end] for place, (start, end) in near)
    odds = verifier.odds_of_yes(sentence.text, text, settings, prompt)
    sure = probability(CHECK * log_odds(sentence.support.score) + MODEL * odds + CONSTANT)
    sound = sure >= SUPPORTED and not sentence.support.capped
    label: SupportLabel = "supported" if sound else "partly" if sure >= PARTLY else "unsupported"
    reason = None if label == "supported" else sentence.support.reason or DOUBTED
    support = dataclasses.replace(sentence.support, label=label, score=round(sure, 4), reason=reason)
    return dataclasses.replace(sentence, support=support)
