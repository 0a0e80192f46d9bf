"""Proposes questions from somebody's own articles, with the characters that answer them, for a person to accept.

Without a model: sentences with one figure, one date or quoted words become questions by templates. With one: by the prompts
`question` and `comparison`, whose quotations must stand in the passages. A proposal is a line of a question set marked `proposed`;
it is not asked until that mark is taken out. What other articles say about the same is not marked: add it as gold where it answers too.
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
from assistant.llm import client
from assistant.llm.prompts import Prompt, load
from assistant.llm.sanitize import fenced, one_line, quoted
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
BY_MODEL = "by model"
TAGS = {"date": "date", "quotation": "who-said", BY_MODEL: BY_MODEL}
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
_REPLY = re.compile(r"\s*Q:\s*(?P<question>[^\n]+?)\s*\n(?P<told>A:.+)", re.DOTALL)
_ANSWER = re.compile(r"^A:", re.MULTILINE)
_TOLD = re.compile(r"A:\s*(.+?)\s*\nQUOTE:\s*(.+?)\s*(?=\nA:|\Z)", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """A value that a sentence states once, or what a model says that it answers, and what it is about."""

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


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """A question, and what answers it: a fact, or one of each of several articles, which are then parts of the answer."""

    text: str
    facts: tuple[Fact, ...]
    tags: tuple[str, ...]
    left_out: bool = False
    """Whether its article is not in the corpus that it is asked of, and nothing answers it."""

    @property
    def gold(self) -> list[Gold]:
        facts = enumerate(() if self.left_out else self.facts, 1)
        return [Gold(fact.article.article_id, *fact.span, part=part) for part, fact in facts]

    def line(self, query_id: str) -> dict[str, Any]:
        """As a line of a question set, which waits to be accepted."""
        told = [(f"{source(fact.article)}: " if self.facts[1:] else "") + fact.answer for fact in self.facts]
        nuggets = [part for fact in self.facts for part in propose_nuggets(self.text, fact.answer, fact.sentence)]
        line = {
            "query_id": query_id,
            "text": self.text,
            "answerable": not self.left_out,
            "answer": None if self.left_out else "; ".join(told),
            "nuggets": [] if self.left_out else list({str(part): part for part in nuggets}.values()),
            "gold": [dataclasses.asdict(one) for one in self.gold],
            "tags": [*self.tags, "proposed"],
            "proposed": True,
        }
        return line | ({"left_out": self.facts[0].article.article_id} if self.left_out else {})


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
    prompt = load("question", folder)
    for article in articles:
        for passage in chunking.split(article)[:1]:
            told = ask_model(prompt, settings, [(article, passage)])
            yield told if isinstance(told, str) else Proposal(*told, (BY_MODEL,))


def ask_model(
    prompt: Prompt, settings: LanguageModelSettings, passages: Sequence[tuple[Article, Passage]]
) -> tuple[str, tuple[Fact, ...]] | str:
    """The model's question with what answers it in each passage, or a line that says why there is none."""
    numbered = enumerate(passages, 1)
    block = "\n\n".join(f"[{at}] {one_line(source(article))}\n{quoted(one.text)}" for at, (article, one) in numbered)
    names = " and ".join(article.article_id for article, _ in passages)
    try:
        reply = client.ask(prompt, settings, **fenced(block)).text
    except LanguageModelError as error:
        return f"{names}: {error}"
    return read_reply(reply, passages) or f"{names}: the reply is no question with a quotation of each"


def read_reply(reply: str, passages: Sequence[tuple[Article, Passage]]) -> tuple[str, tuple[Fact, ...]] | None:
    """A question with an answer from each passage; None for another form, no question, or a quotation that its passage does not have."""
    found = _REPLY.fullmatch(reply)
    told = _TOLD.findall(found["told"]) if found else []
    if found is None or not len(told) == len(passages) == len(_ANSWER.findall(found["told"])):
        return None
    facts = []
    for (answer, quote), (article, passage) in zip(told, passages, strict=True):
        if (span := _find(quote, article.text, passage)) is None:
            return None
        facts.append(Fact(BY_MODEL, "", answer, (), article, span))
    try:
        understand(found["question"])
    except QuestionError:
        return None
    return found["question"], tuple(facts)


def held_against_reader(
    proposals: Iterable[Proposal], assistant: Assistant, articles: Collection[str] = ()
) -> Iterator[Proposal]:
    """The proposals as they are asked of these articles (of all where none are named), those that the reader sees otherwise tagged: it is
    not sure of an answer beside the gold, or is sure of one where there should be none. Left out, a set would ask only what Dateline
    answers anyway.
    """
    for proposal in proposals:
        found = assistant.find(proposal.text, articles=tuple(articles)).context
        sure = found.retrieved.confidence >= assistant.config.answer_threshold
        read = all(any(map(gold.meets, found.evidence)) for gold in proposal.gold)
        alike = (sure and read) != proposal.left_out or not found.is_judged
        yield proposal if alike else dataclasses.replace(proposal, tags=(*proposal.tags, DOUBTED))


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
            yield Proposal(" ".join(asked.split()), (fact,), (kind_tag(fact.kind),))


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
