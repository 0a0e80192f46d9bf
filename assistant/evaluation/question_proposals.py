"""Proposes questions from somebody's own articles, with the characters that answer them, for a person to accept.

Without a model: sentences with one figure, one date or quoted words become questions by templates. With one: by the prompt
`question`, whose quotation must stand in the passage. A proposal is a line of a question set marked `proposed`; it is not
asked until that mark is taken out. What other articles say about the same is not marked: add it as gold where it answers too.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.answering.wording import conjoined, written_day
from assistant.errors import LanguageModelError, QuestionError
from assistant.evaluation.nuggets import propose_nuggets
from assistant.evaluation.question_sets import Gold, json_lines, write_file
from assistant.ingest import chunking
from assistant.llm import client, prompts
from assistant.llm.sanitize import fenced, quoted
from assistant.llm.settings import LanguageModelSettings
from assistant.retrieval.question import understand
from assistant.schema import Article, Passage, Span
from assistant.service import Assistant
from assistant.text.date_words import DateWords
from assistant.text.languages import ENGLISH
from assistant.text.mentions import Mention, read_mentions
from assistant.text.names import DAYS_AND_MONTHS
from assistant.text.normalize import content_stems, stems
from assistant.text.numbers import CURRENCY_SIGNS, Figure
from assistant.text.persons import is_organisation, persons_named

PER_ARTICLE = 3
DOUBTED = "doubted by the reader"
DATELINE = re.compile(r"^[^a-z]{3,40}[^—]{0,60} — ")
"""`LISBON, May 3 — ` before an article's first sentence."""
ASKED: dict[str, str] = {
    "duration": "How long did it last, as {source} reports in connection with {topic}?",
    "money": "How much money does {source} name in connection with {topic}?",
    "share": "What percentage does {source} name in connection with {topic}?",
    "time": "What time of day does {source} name in connection with {topic}?",
    "count": "How many {noun} does {source} report in connection with {topic}?",
    "date": "Which date does {source} name in connection with {topic}?",
    "quotation": "Who is quoted by {source} with the words “{words}”?",
}
TAGS = {"date": "date", "quotation": "who-said"}
KINDS: dict[str | None, str] = {
    "time": "duration",
    "months": "duration",
    "per cent": "share",
    "percentage point": "share",
    "clock": "time",
    None: "count",
    **dict.fromkeys((*CURRENCY_SIGNS.values(), "yuan", "franc"), "money"),
}
"""The kind of a figure by its unit."""
_LASTED = re.compile(r"\b(?:for|spoke|talked|last(?:ed|s|ing)?|took|tak(?:es?|en|ing))(?: [\w-]+){0,2} $")
"""What stands before a stretch of time that tells how long, and not when."""
QUOTED_WORDS = range(2, 13)
_NOUN = re.compile(r"\s+((?:[a-z’'-]+\s+){0,1}[a-z’'-]{3,}s)\b")
_APPOSITION = re.compile(r"^,[^,]{3,60},")
_REPLY = re.compile(r"\s*Q:\s*(?P<question>.+?)\s*\nA:\s*(?P<answer>.+?)\s*\nQUOTE:\s*(?P<quote>.+?)\s*", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """A value that a sentence states once, and what it is about."""

    kind: str
    template: str
    answer: str
    topic: tuple[str, ...]
    """The names in the sentence, the answer's own left out."""
    article: Article
    span: Span

    @property
    def sentence(self) -> str:
        return self.article.text[slice(*self.span)]

    @property
    def gold(self) -> Gold:
        return Gold(self.article.article_id, *self.span)


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """A question that waits to be accepted; one without gold is unanswerable."""

    text: str
    answer: str | None
    gold: tuple[Gold, ...]
    tags: tuple[str, ...]
    nuggets: tuple[Any, ...] = ()
    sentence: str = ""
    """The words of its gold, where that is one sentence."""
    left_out: str | None = None
    """The article that would answer it, and is not in the corpus that it is asked of."""
    doubted: bool = False
    """The reader is not sure of an answer beside its gold, or is sure of one where there should be none. It is marked and stays: left
    out, a set would ask only what Dateline answers anyway."""

    def line(self, query_id: str) -> dict[str, Any]:
        """As a line of a question set."""
        line = {
            "query_id": query_id,
            "text": self.text,
            "answerable": bool(self.gold),
            "answer": self.answer,
            "nuggets": list(self.nuggets),
            "gold": [dataclasses.asdict(one) for one in self.gold],
            "tags": [*self.tags, "proposed", *([DOUBTED] if self.doubted else [])],
            "proposed": True,
        }
        return line | ({"left_out": self.left_out} if self.left_out else {})


def of_sentence(text: str, answer: str, gold: Gold, tag: str, sentence: str) -> Proposal:
    """A proposal with its gold in one sentence, from which nuggets are proposed."""
    return Proposal(text, answer, (gold,), (tag,), tuple(propose_nuggets(text, answer, sentence)), sentence)


def propose(articles: Iterable[Article]) -> Iterator[Proposal]:
    """Up to three proposals an article, each of another kind, by templates."""
    for article in articles:
        seen: set[tuple[str, ...]] = set()
        for span in _sentences(article):
            for proposal in _from_sentence(article, span):
                if len(seen) < PER_ARTICLE and proposal.tags not in seen:
                    seen.add(proposal.tags)
                    yield proposal


def propose_by_model(
    articles: Iterable[Article], settings: LanguageModelSettings, folder: Path
) -> Iterator[Proposal | str]:
    """One proposal an article from the model, or a line that says why there is none."""
    prompt = prompts.load("question", folder)
    for article in articles:
        passage = next(iter(chunking.split(article)), None)
        if passage is None:
            continue
        try:
            reply = client.ask(prompt, settings, **fenced(quoted(passage.text))).text
        except LanguageModelError as error:
            yield f"{article.article_id}: {error}"
            continue
        yield (
            read_proposal(reply, article, passage) or f"{article.article_id}: the reply is no question with a quotation"
        )


def read_proposal(reply: str, article: Article, passage: Passage) -> Proposal | None:
    """The proposal in a model's reply; None for another form, no question, or where its quotation is not the passage's."""
    found = _REPLY.fullmatch(reply)
    span = _find(found["quote"], article.text, passage) if found else None
    if found is None or span is None or "\n" in found["question"]:
        return None
    try:
        understand(found["question"])
    except QuestionError:
        return None
    gold = Gold(article.article_id, *span)
    return of_sentence(found["question"], found["answer"], gold, "by model", article.text[slice(*span)])


def held_against_reader(
    proposals: Iterable[Proposal], assistant: Assistant, articles: Collection[str] = ()
) -> Iterator[Proposal]:
    """The proposals as they are asked of these articles (of all where none are named), those that the reader sees otherwise marked."""
    for proposal in proposals:
        found = assistant.find(proposal.text, articles=tuple(articles)).context
        sure = found.retrieved.confidence >= assistant.config.answer_threshold
        read = all(any(map(gold.meets, found.evidence)) for gold in proposal.gold)
        alike = (sure and read) == bool(proposal.gold) or not found.is_judged
        yield dataclasses.replace(proposal, doubted=not alike)


def write_proposals(path: Path, proposals: Iterable[Proposal]) -> tuple[int, int]:
    """Adds proposals to a file, keeping every line that is there: (added, were there already).

    Raises QuestionSetError where the file is there and is no question set.
    """
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    known = [values for _, values in json_lines(kept, path)]
    texts, ids = {values.get("text") for values in known}, {values.get("query_id") for values in known}
    added, repeated = [], 0
    numbers = (f"p{number:03}" for number in range(1, 1_000_000))
    for proposal in proposals:
        if proposal.text in texts:
            repeated += 1
            continue
        texts.add(proposal.text)
        query_id = next(number for number in numbers if number not in ids)
        added.append(json.dumps(proposal.line(query_id), ensure_ascii=False) + "\n")
    end = "" if not kept or kept.endswith("\n") else "\n"
    write_file(path, end + "".join(added), "a")
    return len(added), repeated


def _sentences(article: Article) -> list[Span]:
    spans = [span for passage in chunking.split(article) for span in passage.sentences]
    return [(start, end) for start, end in spans if start >= article.body_start and 40 <= end - start <= 400]


def _from_sentence(article: Article, span: Span) -> Iterator[Proposal]:
    for fact in _of_sentence(article, span):
        topic = fact.topic[:3]
        if not topic and "{topic}" in fact.template:
            continue
        asked = fact.template.replace("{topic}", conjoined(topic)).replace("{source}", source(article))
        if not set(content_stems(fact.answer)) <= set(stems(asked)):
            yield of_sentence(" ".join(asked.split()), fact.answer, fact.gold, kind_tag(fact.kind), fact.sentence)


def facts(article: Article) -> Iterator[Fact]:
    """Every value that a sentence of an article states once."""
    for span in _sentences(article):
        yield from _of_sentence(article, span)


def _of_sentence(article: Article, span: Span) -> Iterator[Fact]:
    sentence = article.text[span[0] : span[1]]
    dateline = DATELINE.match(sentence)
    mentions = [m for m in read_mentions(sentence) if dateline is None or m.start >= dateline.end()]
    named = (mention.text for mention in mentions if mention.kind == "name")
    no_topic = {article.outlet.lower() if article.outlet else "", *DAYS_AND_MONTHS}
    names = [name for name in dict.fromkeys(named) if not name.isupper() and name.lower() not in no_topic]
    for kind, template, answer in [*_of_values(sentence, mentions), *_of_quotes(sentence, mentions)]:
        topic = tuple(name for name in names if not set(stems(name)) & set(stems(answer)))
        yield Fact(kind, template, answer, topic, article, span)


def kind_tag(kind: str) -> str:
    """The tag of a kind of value: all that is counted or measured is a figure."""
    return TAGS.get(kind, "figure")


def _of_values(sentence: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, str, str]]:
    """(kind, template, answer) for every kind of value that stands once in the sentence."""
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        kind = _kind(mention)
        if kind:
            found.setdefault(kind, []).append(mention)
    for kind, same in found.items():
        noun = _NOUN.match(sentence[same[0].end :])
        if len(same) > 1 or (kind == "count" and noun is None):
            continue
        if kind != "duration" or "-" in same[0].text or _LASTED.search(sentence[: same[0].start]):
            yield kind, ASKED[kind].replace("{noun}", noun[1] if noun else ""), same[0].text


def _kind(mention: Mention) -> str | None:
    if isinstance(mention.value, Figure):
        return KINDS.get(mention.value.unit)
    if isinstance(mention.value, DateWords) and None not in (mention.value.month, mention.value.day):
        return "date"
    return None


def _of_quotes(sentence: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, str, str]]:
    for mention in mentions:
        words = mention.text.strip("\"'“”‘’«»").strip(" ,.")
        if mention.kind != "quote" or len(words.split()) not in QUOTED_WORDS:
            continue
        without = sentence[: mention.start] + sentence[mention.end :]
        named = [span for span in persons_named(without) if _says(without, span)]
        speakers = [name for span in named if not is_organisation(name := without[slice(*span)])]
        if len(speakers) == 1:
            yield "quotation", ASKED["quotation"].replace("{words}", words), speakers[0]


def _says(sentence: str, name: Span) -> bool:
    """Whether a word of saying stands right beside the name, or beside what explains it: `Jen Psaki, his aide, said`."""
    before = sentence[: name[0]].split()
    after = _APPOSITION.sub("", sentence[name[1] :]).split()
    near = [*before[-1:], *after[:1]]
    return any(word.strip(",.").lower() in ENGLISH.check.saying_in_a_claim for word in near)


def _find(quote: str, text: str, passage: Passage) -> Span | None:
    """Where the passage has the quotation, whatever its line breaks; None where it has not."""
    words = quote.strip().strip("|").split()
    pattern = r"\s+".join(map(re.escape, words))
    found = re.search(pattern, text[passage.start : passage.end]) if words else None
    return (passage.start + found.start(), passage.start + found.end()) if found else None


def source(article: Article) -> str:
    name = article.outlet or (f"“{article.title}”" if article.title else article.article_id)
    return f"{name} of {written_day(article.published)}" if article.published else name
