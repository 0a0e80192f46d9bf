"""Language models as judges of answers, where somebody wants them: our prompts and LlamaIndex's evaluators.

Every reply is kept with its row. A reply that cannot be read as a verdict is counted and grades nothing; the model and the
prompts are pinned in the run. How far a judge agrees with people is measured by `judge_agreement`.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from assistant.config import Config
from assistant.errors import ConfigError, LanguageModelError
from assistant.evaluation import metrics
from assistant.evaluation.question_sets import Question
from assistant.llm import client, prompts
from assistant.llm.prompts import Prompt
from assistant.llm.sanitize import fenced, quoted
from assistant.llm.settings import LanguageModelSettings, has_language_model, settings_from, with_model
from assistant.schema import Answer, Sentence, Verdict

OURS = {"support": "judge", "nuggets": "nugget"}
"""Our judges and the prompt of each."""
LLAMA_INDEX = ("faithfulness", "relevancy", "correctness")
NAMES = (*OURS, *LLAMA_INDEX)
LABELS: tuple[Verdict, ...] = get_args(Verdict)

_LABEL = re.compile(rf"\W*({'|'.join(LABELS)})\W*", re.IGNORECASE)
_YES_OR_NO = re.compile(r"\b(yes|no)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """What judges made of one answer."""

    measures: dict[str, float | None]
    replies: tuple[dict[str, Any], ...]
    """`{"judge", "about", "reply", "verdict"}`; verdict None where the reply is none."""


def read_label(reply: str) -> Verdict | None:
    """The verdict of a one-word reply; None for anything else.

    >>> read_label("**Supported.**"), read_label("It is supported"), read_label("UNSUPPORTED")
    ('supported', None, 'unsupported')
    """
    found = _LABEL.fullmatch(reply.strip())
    return next((label for label in LABELS if found and label == found[1].lower()), None)


def read_yes_or_no(reply: str) -> bool | None:
    """The verdict of a reply that says one of the two, and not the other.

    >>> read_yes_or_no("YES. The context says so."), read_yes_or_no("Yes and no"), read_yes_or_no("Yesterday")
    (True, None, None)
    """
    said = {word.lower() for word in _YES_OR_NO.findall(reply)}
    return said == {"yes"} if len(said) == 1 else None


def read_score(reply: str) -> float | None:
    """A score from 1 to 5 that stands alone on the first line.

    >>> read_score("4.5\\nFine."), read_score("Score: 4"), read_score("7")
    (4.5, None, None)
    """
    first = reply.strip().split("\n")[0].strip()
    if not re.fullmatch(r"[1-5](?:\.\d+)?", first) or float(first) > 5:
        return None
    return float(first)


@dataclasses.dataclass(frozen=True)
class Judge:
    """Some judges on one model."""

    names: tuple[str, ...]
    model: LanguageModelSettings
    prompts: dict[str, Prompt]

    @property
    def settings(self) -> dict[str, Any]:
        """What their verdicts depend on, for the run's settings."""
        import importlib.metadata

        return {
            "names": list(self.names),
            "model": self.model.model,
            "base_url": self.model.base_url,
            "temperature": self.model.temperature,
            "prompts_sha256": {name: prompt.sha256 for name, prompt in self.prompts.items()},
            "llama-index-core": importlib.metadata.version("llama-index-core"),
        }

    def judge(self, question: Question, answer: Answer) -> Judged:
        """Every judge's measures; None where there is nothing to judge or a reply could not be read."""
        measures: dict[str, float | None] = {}
        replies: list[dict[str, Any]] = []
        for name in self.names:
            if name == "support":
                found = self._support(answer)
            else:
                ask = self._nuggets if name == "nuggets" else functools.partial(self._llama_index, name)
                found = ask(question, answer)
            measures |= found.measures
            replies += found.replies
        return Judged(measures, tuple(replies))

    def label(self, sentence: str, texts: Sequence[str]) -> tuple[Verdict | None, dict[str, Any]]:
        """How far texts carry a sentence, with the reply."""
        variables = fenced("\n\n".join(map(quoted, texts)))
        reply = _reply(
            "support", sentence, lambda: self._ask("judge", sentence=_line(sentence), **variables), read_label
        )
        label: Any = reply["verdict"]
        return label, reply

    def _support(self, answer: Answer) -> Judged:
        """Citation scores as `metrics.citation_scores` defines them, from the judge's labels."""
        pairs, whole, replies = [], [], []
        for sentence in answer.sentences:
            labels, said = self._sentence(sentence)
            replies += said
            whole.append(labels[0] if sentence.citations else None)
            pairs += (labels[1:] or labels) if sentence.citations else []
        names = [f"judged citation {part}" for part in ("precision", "recall", "F1")]
        if not answer.sentences or any(reply["verdict"] is None for reply in replies):
            return Judged(dict.fromkeys(names), tuple(replies))
        scores = metrics.citation_scores([label for label in pairs if label], whole)
        values = (scores.precision, scores.recall, scores.f1)
        return Judged(dict(zip(names, values, strict=True)), tuple(replies))

    def _sentence(self, sentence: Sentence) -> tuple[list[Verdict | None], list[dict[str, Any]]]:
        """The label against all citations together, then, where there are several, against each alone."""
        quotes = [citation.quote for citation in sentence.citations]
        groups = [quotes, *([[quote] for quote in quotes] if len(quotes) > 1 else [])] if quotes else []
        judged = [self.label(sentence.text, group) for group in groups]
        return [label for label, _ in judged], [reply for _, reply in judged]

    def _nuggets(self, question: Question, answer: Answer) -> Judged:
        """The mean over the expected facts of 1 (stated), ½ (a part) or 0; 0 where the assistant abstained."""
        name = "judged nugget recall"
        if not question.nuggets or answer.abstained:
            return Judged({name: 0.0 if question.nuggets else None}, ())
        variables = {**fenced(quoted(answer.text)), "question": _line(question.text)}
        replies = [
            _reply("nuggets", fact, functools.partial(self._ask, "nugget", fact=_line(fact), **variables), read_label)
            for fact in question.nuggets
        ]
        if any(reply["verdict"] is None for reply in replies):
            return Judged({name: None}, tuple(replies))
        weights = [metrics.SUPPORT_WEIGHTS[reply["verdict"]] for reply in replies]
        return Judged({name: metrics.mean(weights)}, tuple(replies))

    def _llama_index(self, name: str, question: Question, answer: Answer) -> Judged:
        """LlamaIndex's evaluator of that name: 1 or 0, for correctness its score of 1 to 5 brought to 0 to 1."""
        measure = f"judged {name}"
        if answer.abstained or (name == "correctness" and not question.answer):
            return Judged({measure: None}, ())
        reply = self.evaluate(name, question.text, _plain(answer), _contexts(answer), question.answer)
        verdict = reply["verdict"]
        value = None if verdict is None else (verdict - 1) / 4 if name == "correctness" else float(verdict)
        return Judged({measure: value}, (reply,))

    def evaluate(
        self, name: str, query: str, response: str, contexts: Sequence[str], reference: str | None
    ) -> dict[str, Any]:
        from assistant.evaluation.llamaindex_judges import reply_of

        read: Callable[[str], Any] = read_score if name == "correctness" else read_yes_or_no
        return _reply(name, response, lambda: reply_of(name, self.model, query, response, contexts, reference), read)

    def _ask(self, prompt: str, **variables: str) -> str:
        return client.ask(self.prompts[prompt], self.model, **variables).text


def make_judge(names: Sequence[str], config: Config, model: str | None = None) -> Judge:
    """Judges on the endpoint of the settings. Raises ConfigError without one, and for a judge that there is not."""
    unknown = [name for name in names if name not in NAMES]
    if unknown or not names:
        raise ConfigError(f"there is no judge {', '.join(unknown) or 'named'}: known are {', '.join(NAMES)}")
    if not has_language_model(config):
        raise ConfigError(
            "a judge needs a language model: set OPENAI_API_KEY or OPENAI_BASE_URL, or `assistant model get`"
        )
    chosen = dataclasses.replace(settings_from(with_model(config, model) if model else config), temperature=0.0)
    folder: Path = config.home / "prompts"
    loaded = {OURS[name]: prompts.load(OURS[name], folder) for name in names if name in OURS}
    return Judge(tuple(names), chosen, loaded)


def _reply(judge: str, about: str, ask: Callable[[], str], read: Callable[[str], Any]) -> dict[str, Any]:
    """One reply as it is kept. A request that failed has the error in place of the reply, and no verdict."""
    try:
        text = ask()
    except LanguageModelError as error:
        return {"judge": judge, "about": about, "reply": None, "error": str(error), "verdict": None}
    return {"judge": judge, "about": about, "reply": text, "verdict": read(text)}


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(answer: Answer) -> str:
    return "\n".join(sentence.text for sentence in answer.sentences)


def _contexts(answer: Answer) -> list[str]:
    """The passages that the answer cites."""
    cited = {citation.label for sentence in answer.sentences for citation in sentence.citations}
    return [item.text for item in answer.evidence if item.label in cited]
