"""One system's answer to one question, checked and measured: the row of a run, whoever answered.

Labels that a system gives its own sentences are not read: every sentence, Dateline's quotations included, is held against the words
that it cites by `verification.check`, its outlet and day read along as a reader reads them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

from assistant.answering.assembly import as_of
from assistant.errors import QuestionSetError
from assistant.evaluation import metrics
from assistant.evaluation.measures import OF_WRITTEN, measure
from assistant.evaluation.pricing import Price, spent
from assistant.evaluation.question_sets import Question
from assistant.evaluation.referee import shapes
from assistant.evaluation.referee.given import Cited, Context, Given, Said
from assistant.evaluation.referee.placing import Placer, stands_in
from assistant.evaluation.run_files import Row
from assistant.evaluation.runner import asked_row
from assistant.schema import Answer, Article, Citation, Evidence, Sentence, Support, SupportLabel, to_json
from assistant.text.languages import ENGLISH, language
from assistant.text.languages.detection import language_of
from assistant.text.mentions import Reference, locate, read_mentions
from assistant.verification.across import check_across, is_measured
from assistant.verification.check import check_claim

NOT_OURS = ("mark recall", "span precision", "span recall", "span IoU", "quotations doubted")
"""Measures of what only Dateline shows."""
OF_GOLD = ("answerable", "right", "evidence holds", "abstained")
_LEFT_OUT = re.compile(r"\[[^\[\]]{0,80}\]|…|\.\.\.")
"""Where a quotation leaves out words, or adds a name in brackets."""


@dataclasses.dataclass(frozen=True)
class Bench:
    """What scoring a system's answers needs."""

    placer: Placer
    cites: bool
    """Whether this system cites at all: one that never does has no measures of citations."""
    price: Price | None = None


def row_of(question: Question, given: Given, bench: Bench) -> Row:
    """The row of a run. Of a question that is not judged, what needs its gold does not apply."""
    answer = as_answer(question, given, bench)
    values = dict(measure(question, answer)) if question.judged else _without_gold(question, answer)
    reference = None if question.judged else given.reference or question.answer
    values |= dict.fromkeys(NOT_OURS) | _of_any(answer, given, bench, reference) | _of_gold(question, answer)
    if not bench.cites:
        values |= dict.fromkeys((*OF_WRITTEN, "right", "gold cited", "citations resolved"))
    if given.only_cited or not given.contexts:
        values |= dict.fromkeys(("recall@5", "context support", "evidence holds"))
    if given.confidence is None:
        values = {name: value for name, value in values.items() if name not in ("confidence", "evidence holds")}
    values |= {"seconds": given.seconds, **spent(given.usage, bench.price)}
    return {
        **asked_row(question),
        "measures": {name: None if value is None else round(value, 6) for name, value in values.items()},
        "answer": to_json(answer),
    }


def as_answer(question: Question, given: Given, bench: Bench) -> Answer:
    """The system's answer as one of ours: contexts as evidence, citations as characters, each sentence checked."""
    evidence = tuple(evidence_of(item, rank, bench.placer) for rank, item in enumerate(given.contexts, 1))
    by_label = {item.label: item for item in evidence}
    said = () if given.abstained else given.said
    sentences = tuple(_sentence(one, by_label, question, bench.placer) for one in said)
    return Answer(
        question=question.text,
        status="abstained" if given.abstained else "answered",
        answerer="llm",
        text=given.text,
        sentences=sentences,
        removed=(),
        evidence=evidence,
        confidence=given.confidence or 0.0,
        as_of=as_of(evidence),
        trace={"query": question.text, "unknown markers": list(given.unknown)},
        query_id=question.query_id,
    )


def evidence_of(context: Context, rank: int, placer: Placer) -> Evidence:
    placed = placer.place(context)
    article = placer.articles[placed.article_id] if placed else None
    text = context.text or (article.text[slice(*placed.span)] if article and placed else "")
    name = placed.article_id if placed else context.name or f"context {context.label}"
    start, end = placed.span if placed else (0, len(text))
    return Evidence(
        label=context.label,
        rank=rank,
        passage_id=f"{name}:{start}-{end}",
        article_id=name,
        title=article.title if article else None,
        outlet=article.outlet if article else None,
        published=article.published if article else None,
        published_inferred=article.published_inferred if article else False,
        start=start,
        end=end,
        text=text,
        score=0.0,
        spans=(),
        language=article.language if article else language_of(text),
    )


def load_contexts(path: Path, placer: Placer) -> dict[str, list[Evidence]]:
    """The texts that a system is given for each question, by query_id, or the question's words where a line has none.

    Raises QuestionSetError naming file and line.
    """
    found: dict[str, list[Evidence]] = {}
    for where, record in shapes.records(path):
        given = shapes.contexts(record)
        question = shapes.first(record, "question")
        name = record.get("query_id") or (shapes.plain(question) if isinstance(question, str) else None)
        if not given or name is None:
            raise QuestionSetError(
                f"{where}: holds no contexts for a question: give `query_id` or `question`, and `contexts`"
            )
        found[str(name)] = [evidence_of(item, rank, placer) for rank, item in enumerate(given, 1)]
    return found


def _sentence(said: Said, evidence: dict[int, Evidence], question: Question, placer: Placer) -> Sentence:
    """A sentence with the characters that it cites, checked; one that cites nothing against all that the system was given."""
    citations = tuple(_citation(one, evidence[one.label], placer) for one in said.cited if one.label in evidence)
    cited = [(evidence[citation.label], citation.quote, citation.start) for citation in citations]
    held = cited or [(item, item.text, item.start) for item in evidence.values()]
    return Sentence(said.text, citations, _checked(said.text, held, question.text, placer))


def _checked(said: str, held: Sequence[tuple[Evidence, str, int]], question: str, placer: Placer) -> Support:
    """What the check says of a sentence on texts (source, text, where it starts); it is measured of English on English."""
    given = [(item, text, start) for item, text, start in held if text]
    if not given:
        return Support("unsupported", 0.0, (), "The words of its source are not given.")
    references = [_reference(item, text, start, placer.articles.get(item.article_id)) for item, text, start in given]
    asked_in_english = language_of(question) == ENGLISH.code
    claimed = ENGLISH if asked_in_english else language(language_of(said))
    languages = [language(item.language) for item, _, _ in given]
    if is_measured(claimed, languages):
        return check_claim(said, references, language=claimed, question=question)
    return check_across(said, references, claimed, languages)


def _reference(item: Evidence, text: str, start: int, article: Article | None) -> Reference:
    heading = f"{item.outlet or ''}, {item.published or ''}: " if item.outlet or item.published else ""
    whole = f"{article.title or ''}\n{item.outlet or ''}\n{article.text}" if article else ""
    return Reference(heading + text, item.article_id, start - len(heading), item.published, whole)


def _citation(cited: Cited, source: Evidence, placer: Placer) -> Citation:
    """What is cited: the whole source, or the words in it that the system says it quotes, where they are to be found."""
    start, end, quote = source.start, source.end, source.text
    article = placer.articles.get(source.article_id)
    if article is not None and cited.span and cited.span[1] <= len(article.text):
        start, end = cited.span
        quote = article.text[start:end]
    elif cited.quote:
        place = stands_in(cited.quote, source.text)
        if place:
            quote = source.text[slice(*place)]
            own = placer.find(quote, article) if article is not None else None
            start, end = own.span if own and own.article_id == source.article_id else place
    return Citation(source.label, source.passage_id, source.article_id, start, end, quote)


def _of_any(answer: Answer, given: Given, bench: Bench, reference: str | None) -> dict[str, float | None]:
    """Measures that need no gold: what any system's answer can be held to."""
    shown = answer.sentences
    cited = sum(len(one.cited) for one in given.said)
    resolved = cited + len(given.unknown)
    labels = [_by_all(sentence, answer, bench) for sentence in shown] if answer.evidence else []
    supported = [metrics.SUPPORT_WEIGHTS[label] for label in labels if label != "not judged"]
    lengths = [sum(c.end - c.start for c in sentence.citations) for sentence in shown if sentence.citations]
    exact = [
        found
        for one, sentence in zip(given.said, shown, strict=not answer.abstained)
        for found in quotations(one, sentence, answer)
    ]
    return {
        "quotations exact": metrics.mean([float(found) for found in exact]),
        "citations resolved": cited / resolved if resolved and not answer.abstained else None,
        "context support": metrics.mean(supported),
        "characters cited": metrics.mean([float(length) for length in lengths]),
        "reference stated": _reference_stated(reference, answer),
    }


def _by_all(sentence: Sentence, answer: Answer, bench: Bench) -> SupportLabel:
    """The label of a sentence held against all that the system was given."""
    if not sentence.citations and sentence.support:
        return sentence.support.label
    held = [(item, item.text, item.start) for item in answer.evidence]
    return _checked(sentence.text, held, answer.question, bench.placer).label


def quotations(said: Said, sentence: Sentence, answer: Answer) -> list[bool]:
    """For each quotation of a sentence, in quotation marks or as a citation's own words: whether it stands in what is cited, exactly.

    Blanks and the form of quotation marks aside; `…` and a name in brackets part it. Where nothing is cited, in all that was given.
    """
    sources = {item.label: item for item in answer.evidence}
    texts = [citation.quote for citation in sentence.citations] or [item.text for item in answer.evidence]
    found = [_exact(quoted, texts) for quoted in in_marks(sentence.text)]
    cited = [one for one in said.cited if one.label in sources]
    claimed = [
        _exact(one.quote, [sources[one.label].text, citation.quote])
        for one, citation in zip(cited, sentence.citations, strict=True)
        if one.quote
    ]
    return [*found, *claimed]


def in_marks(sentence: str) -> list[str]:
    """The words in quotation marks.

    >>> in_marks("He called it “a colossal mistake”, twice.")
    ['a colossal mistake']
    """
    marks = "\"'“”‘’„«» ,.;:!?"
    words = [mention.text.strip(marks) for mention in read_mentions(sentence, "quote") if mention.kind == "quote"]
    return [word for word in words if word]


def _exact(quoted: str, texts: Sequence[str]) -> bool:
    parts = [part.strip(" ,.;:") for part in _LEFT_OUT.split(quoted)]
    return any(all(stands_in(part, text) for part in parts if part) for text in texts)


def _reference_stated(reference: str | None, answer: Answer) -> float | None:
    """The share of the expected answer's figures, dates, names and quotations that the answer states."""
    if not reference or answer.abstained:
        return 0.0 if reference and read_mentions(reference) else None
    text = "\n".join(sentence.text for sentence in answer.sentences)
    found = locate(reference, [Reference(text)])
    return metrics.mean([float(one.span is not None) for one in found])


def _of_gold(question: Question, answer: Answer) -> dict[str, float | None]:
    """Wrongly answered is asked of what nothing answers, wrongly withheld of what something does."""
    if not question.judged:
        return {"wrongly answered": None, "wrongly withheld": None}
    return {
        "wrongly answered": None if question.answerable else float(not answer.abstained),
        "wrongly withheld": float(answer.abstained) if question.answerable else None,
    }


def _without_gold(question: Question, answer: Answer) -> dict[str, float | None]:
    """The measures of a question of which nobody said what answers it."""
    values = measure(dataclasses.replace(question, answerable=False), answer)
    return {name: value for name, value in values.items() if name not in OF_GOLD}
