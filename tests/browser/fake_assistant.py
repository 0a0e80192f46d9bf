"""A stand-in for the assistant: four small articles and hand-made answers, so that the page is tested and not what is behind it.

What it says depends on a word of the question: "slow", "held", "nothing", "fail", "break", "wrong", "payload"; anything else is answered.
A language model takes its time over "leisure", and "dies" over others. "Ukrainian" says that the first source is.
"""

from __future__ import annotations

import atexit
import dataclasses
import datetime as dt
import shutil
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering import portrait
from assistant.answering.courtesy import reply
from assistant.answering.portrait import Portrait
from assistant.answering.wording import UNDERSTOOD
from assistant.config import Config
from assistant.draft.claims import checked_text
from assistant.draft.findings import VERDICTS, Difference, DraftCheck, DraftSource, Finding
from assistant.errors import IndexMissing, LanguageModelError, LocalModelError
from assistant.index.collection import collect
from assistant.index.progress import Doing
from assistant.ingest.folder import read_file, read_overrides, scan
from assistant.ingest.loaders import file_of
from assistant.ingest.parsing import Limits
from assistant.llm.settings import LanguageModelSettings, has_language_model, settings_from
from assistant.retrieval import article_search, search_facets
from assistant.retrieval.article_search import ArticleSearch, Sort
from assistant.retrieval.catalogue import Catalogue, Names
from assistant.retrieval.courtesy import courtesy
from assistant.retrieval.search_facets import Facets
from assistant.retrieval.search_matching import Archive
from assistant.retrieval.search_query import parse, parse_or_all
from assistant.schema import (
    Answer,
    Answerer,
    Article,
    AsOf,
    Atom,
    Citation,
    Evidence,
    Note,
    Sentence,
    Skipped,
    Span,
    Support,
    Translation,
)
from assistant.text.sentences import sentences
from tests.conftest import HashedWords

COURIER = Article(
    "2021-12-30-harbour-courier-call.md",
    "---\ntitle: Fresh warnings in year-end call\n---\n"
    "Joe Biden and Vladimir Putin talked by telephone for 50 minutes on Thursday, the second time this month that the two "
    "presidents have spoken. The Kremlin had asked for the call.\n\n"
    "Mr. Biden was in Wilmington, Delaware, where his family is spending the holidays. The White House published a photograph "
    "of him holding a receiver in his study.\n\n"
    "Yuri Ushakov, who advises Mr. Putin on foreign policy, gave a different emphasis in Moscow. New sanctions, Mr. Putin told "
    "the American, would be a “colossal mistake” that could lead to a complete rupture between the two countries.\n\n"
    "A senior American official called the tone “serious and substantive”. He declined to say which penalties were being "
    "prepared.\n",
    body_start=47,
    title="Fresh warnings, and a promise to keep talking, in year-end call",
    outlet="Harbour Courier",
    published=dt.date(2021, 12, 30),
    url="https://harbour-courier.example/world/2021/12/30/call",
)
KESTREL = Article(
    "2021-12-31-kestrel-daily-correction.md",
    "An earlier report in this newspaper said that Thursday's call between the presidents lasted about 35 minutes. Both governments "
    "have since given its length as 50 minutes.\n\nThe report has been corrected.\n",
    title="Correction: length of the presidents' call",
    outlet="Kestrel Daily",
    published=dt.date(2021, 12, 31),
)
WIRE = Article(
    "2022-03-29-meridian-wire-allies-call.txt",
    "WASHINGTON, March 29 (Meridian Wire) — U.S. President Joe Biden spoke by telephone on Tuesday with the leaders of Britain, "
    "France, Germany and Italy, and agreed with them to keep raising the price that Russia pays for its war in Ukraine.\n\n"
    "The call started at 9:15 a.m. and was over in 55 minutes.\n",
    title="Biden and allies agree to keep up pressure",
    outlet="Meridian Wire",
    published=dt.date(2022, 3, 29),
    published_inferred=True,
)
UNDATED = Article(
    "undated-saltmarsh-gazette-background.txt",
    "The drafts were discussed on the telephone by the two presidents, then by diplomats in three European cities.\n",
    title="Background: what was discussed",
    outlet=None,
)
ARTICLES = {article.article_id: article for article in (COURIER, KESTREL, WIRE, UNDATED)}
HOSTILE: dict[str, Any] = {}
"""Set by the tests of hostile text: `payload` replaces every string of article and answer, `batch` gives one sentence,
source, note, file and failure each its own."""
PENDING: dict[str, int] = {}
"""Set by the test of vectors still being made: how many `passages` wait."""
GATE = threading.Event()
"""An answer to a "held" question grows no further than its first words until this is set."""
LEISURE = 2.0
"""Seconds that a model takes over a question of that word, or less where `WRITTEN_NOW` is set."""
WRITTEN_NOW = threading.Event()
TRANSLATED = (
    "The presidents spoke on Thursday, <b>for the second time</b> in a month; the Kremlin had asked for the call."
)
WRITTEN = "They spoke for 50 minutes on Thursday."
METADATA_URL = "https://outlet.example/stated?<script>=1"


def own_folder() -> Path:
    """A folder that goes when the tests end."""
    folder = tempfile.mkdtemp(prefix="dateline-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


if TYPE_CHECKING:
    from assistant.service import Assistant as Like
else:
    Like = object


class FakeAssistant(Like):
    """Answers by hand. `pause` is the time between two words. With a `config`, that says which model writes, if any."""

    limits = Limits(file_bytes=200_000)

    def __init__(
        self,
        pause: float = 0.0,
        home: Path | None = None,
        model: str = "gpt-4o-mini",
        config: Config | None = None,
    ) -> None:
        self.pause = pause
        self.written_by = config
        self.workspace = home or own_folder()
        self.model = model
        self.asked: list[dict[str, Any]] = []
        self.doing: Doing | None = None
        """While it is set there is no index yet."""
        self.searched: Any = ({}, None)
        self.translated: list[tuple[str, str, str | None]] = []
        """What was sent to be translated, into what, from what."""
        self.model_gone = False
        self.translates = threading.Event()
        """A translation is done when this is set."""
        self.translates.set()

    @property
    def home(self) -> Path:
        return self.workspace

    @property
    def writer(self) -> LanguageModelSettings | None:
        if self.written_by is None:
            return LanguageModelSettings(self.model)
        return settings_from(self.written_by) if has_language_model(self.written_by) else None

    @property
    def answerers(self) -> tuple[Answerer, ...]:
        return ("extractive", "llm") if self.writer else ("extractive",)

    @property
    def corpus_folder(self) -> Path:
        return self.home / "corpus"

    def settings(self) -> dict[str, Any]:
        return {"model": self.model, "passages": 5}

    def with_model(self, model: str) -> FakeAssistant:
        other = FakeAssistant(self.pause, self.home, model)
        other.asked = self.asked
        return other

    def stream(self, question: str, **options: Any) -> Generator[Answer, None, None]:
        self.asked.append({"question": question, "model": self.model, **options})
        if "fail" in question and "batch" in HOSTILE:
            raise LanguageModelError(" ".join(HOSTILE["batch"]))
        if "fail" in question:
            raise LanguageModelError(
                "The endpoint refused the key: check OPENAI_API_KEY, or choose “Quote the articles”."
            )
        if "break" in question:
            raise RuntimeError("secret-canary")
        if kind := courtesy(question):
            yield reply(question, kind, "extractive", None)
            return
        whole = abstained(question) if "nothing" in question else answered(question, wrong="wrong" in question)
        if "followed" in question and options.get("history"):
            whole = dataclasses.replace(
                whole, notes=(Note("understood", f"{UNDERSTOOD}{question} (call)"), *whole.notes)
            )
        if "Ukrainian" in question:
            courier, *others = whole.evidence
            whole = dataclasses.replace(whole, evidence=(dataclasses.replace(courier, language="uk"), *others))
        if options.get("answerer") == "llm":
            whole = written(whole, self.writer)
            if "leisure" in question:
                WRITTEN_NOW.wait(LEISURE)
            if "dies" in question:
                raise LocalModelError("the language model on this machine ended in the middle of its reply: ask again")
        if options.get("k") == 1:
            whole = dataclasses.replace(whole, sentences=whole.sentences[1:], evidence=whole.evidence[:1])
        if "batch" in HOSTILE:
            whole = hostile_batch(HOSTILE["batch"])
        elif HOSTILE:
            whole = hostile(HOSTILE["payload"])
        while "held" in question and not GATE.wait(0.1):
            yield partial(whole, 1, 3)
        for count in range(1, len(whole.sentences) + 1 if "slow" in question else 0):
            for words in range(1, 40):
                time.sleep(0.1)
                yield partial(whole, count, words)
        time.sleep(self.pause)
        yield whole

    def ask(self, question: str, **options: Any) -> Answer:
        return list(self.stream(question, **options))[-1]

    def search(self, question: str, k: int | None = None, **filters: Any) -> list[Evidence]:
        since = filters.get("since")
        found = [item for item in evidence() if since is None or (item.published and item.published >= since)]
        return found[:k]

    def translate(self, text: str, into: str = "en", *, spoken: str | None = None) -> Translation:
        """Words that look like markup, without a figure of the passage; a failure while the model is gone."""
        self.translated.append((text, into, spoken))
        self.translates.wait(60)
        if self.model_gone:
            raise LocalModelError("the language model on this machine ended in the middle of its reply: ask again")
        if "batch" in HOSTILE:
            return Translation(" ".join(HOSTILE["batch"]), into, HOSTILE["batch"][0], tuple(HOSTILE["batch"]))
        return Translation(TRANSLATED, into, self.model, ("50 хвилин",))

    def stream_draft(self, text: str, *, day: dt.date | None = None) -> tuple[dt.date | None, Iterator[Finding]]:
        return day, found_in_draft(checked_text(text))

    def check_draft(self, text: str, *, day: dt.date | None = None) -> DraftCheck:
        counted, findings = self.stream_draft(text, day=day)
        return DraftCheck(text, counted, tuple(findings))

    @property
    def archive(self) -> Archive:
        """The articles as they are searched."""
        articles = {article.article_id: article for article in self.articles()}
        if articles != self.searched[0]:
            collection = collect(list(articles.values()), HashedWords())
            self.searched = (articles, Archive(collection, Catalogue.read(collection), Names()))
        archive: Archive = self.searched[1]
        return archive

    def search_articles(
        self, text: str, *, sort: Sort = "relevance", count: int = 20, offset: int = 0
    ) -> ArticleSearch:
        return article_search.search(self.archive, HashedWords(), parse(text), sort, (offset, offset + count))

    def search_facets(self, text: str, *, wait: bool = True) -> Facets:
        return search_facets.facets(self.archive, HashedWords(), parse_or_all(text), wait=wait)

    def search_marks(self, text: str, article_id: str) -> tuple[Span, ...]:
        return article_search.marks_in(self.archive, parse(text), article_id)

    def portrait(self, name: str, *, wait: bool = True) -> Portrait:
        return portrait.portrait(self.archive, HashedWords(), name, wait)

    def names_in(self, article_id: str) -> tuple[str, ...]:
        return tuple(HOSTILE.get("batch", ())) or self.archive.names_in(article_id)

    def article(self, article_id: str) -> Article:
        if "batch" in HOSTILE:
            return hostile_file(article_id, HOSTILE["batch"])
        if HOSTILE:
            return hostile_article(HOSTILE["payload"])
        return {article.article_id: article for article in self.articles()}[article_id]

    def versions(self, article_id: str) -> list[str]:
        return []

    def articles(self) -> list[Article]:
        """The four, and what was uploaded."""
        if "batch" in HOSTILE:
            return [hostile_file(payload, HOSTILE["batch"]) for payload in HOSTILE["batch"]]
        if not self.corpus_folder.is_dir():
            return list(ARTICLES.values())
        files, _ = scan(self.corpus_folder, self.limits)
        overrides = read_overrides(self.corpus_folder)
        read = [read_file(self.corpus_folder, file.path, self.limits)[0] for file in files]
        held = [*ARTICLES.values(), *(article for articles in read for article in articles)]
        return [overrides.applied(article.article_id, [article])[0][0] for article in held]

    def count_in(self, path: str) -> int:
        return sum(file_of(article.article_id) == path for article in self.articles())

    def skipped(self) -> list[Skipped]:
        if "batch" in HOSTILE:
            return [Skipped(payload, payload) for payload in HOSTILE["batch"]]
        return [Skipped("scan-of-a-page.pdf", "no text in it: it holds pictures of pages only")]

    def status(self) -> dict[str, Any]:
        if self.doing:
            raise IndexMissing(f"the articles are still being read ({self.doing}): ask in a moment")
        return {
            "articles": len(self.articles()),
            "generation": "g1",
            "passages": 9,
            "pending": PENDING.get("passages", 0),
            "oldest": dt.date(2021, 12, 30),
            "newest": dt.date(2022, 3, 29),
            "outlets": HOSTILE.get("batch") or ["Harbour Courier", "Kestrel Daily", "Meridian Wire"],
            "languages": dict.fromkeys(HOSTILE.get("batch") or ["en", "fr"], 2),
            "skipped": self.skipped(),
            "built": "2026-11-22T23:00:00+00:00",
            "settings": {"model": "all-MiniLM-L6-v2"},
        }

    def follow_ups(self, answer: Answer, count: int = 3, **filters: Any) -> list[str]:
        if "batch" in HOSTILE:
            return list(HOSTILE["batch"])
        return ["Who is Yuri Ushakov?", "What did Yuri Ushakov say?", "Why was the report corrected?"][:count]

    def examples(self, count: int = 4) -> list[str]:
        if "batch" in HOSTILE:
            return list(HOSTILE["batch"])
        return [
            "How long did the presidents' call of December 2021 last?",
            "What did Mr. Putin say about new sanctions?",
            "Who took part in the call of 29 March 2022?",
            "Is there nothing about the World Cup?",
        ]


def found_in_draft(text: str) -> Iterator[Finding]:
    """A finding on each sentence, each verdict in its turn; slowly where the draft says "slow", with a failure where it says "break"."""
    start, end = span(COURIER, "Joe Biden and Vladimir Putin talked by telephone for 50 minutes on Thursday")
    payload = HOSTILE.get("payload")
    source = DraftSource(
        COURIER.article_id, payload or COURIER.title, payload or COURIER.outlet, COURIER.published, False, start, end,
        payload or COURIER.text[start:end], None, ("a.txt",),
    )  # fmt: skip
    value = span(COURIER, "50 minutes")
    for number, (first, last) in enumerate(sentences(text)):
        time.sleep(0.4 if "slow" in text else 0)
        if "break" in text and number:
            raise RuntimeError("secret-canary")
        verdict = VERDICTS[number % len(VERDICTS)]
        bare = verdict in ("not in the archive", "not judged")
        told = Difference(
            "figure", payload or "35 minutes", (first, last), payload or "50 minutes", COURIER.article_id, *value
        )
        yield Finding(
            text[first:last], first, last, verdict, payload or f"It is {verdict}.", payload,
            () if bare else (source,), 0 if bare else 1, (told,) if verdict in ("contradicted", "overtaken") else (),
            () if bare else (Atom("50 minutes", "figure", True, COURIER.article_id, *value), Atom(payload or "Friday", "date", False)),
        )  # fmt: skip


def span(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return start, start + len(words)


def cite(label: int, article: Article, words: str) -> Citation:
    start, end = span(article, words)
    return Citation(label, f"p{label}", article.article_id, start, end, words)


def source(label: int, article: Article, bears: Sequence[str], duplicates: tuple[str, ...] = ()) -> Evidence:
    start = article.body_start
    end = min(len(article.text), start + 900)
    return Evidence(
        label,
        label,
        f"p{label}",
        article.article_id,
        article.title,
        article.outlet,
        article.published,
        article.published_inferred,
        start,
        end,
        article.text[start:end],
        0.9 - label / 10,
        tuple(span(article, words) for words in bears),
        duplicates,
    )


def evidence() -> tuple[Evidence, ...]:
    return (
        source(
            1,
            COURIER,
            ["Joe Biden and Vladimir Putin talked by telephone for 50 minutes on Thursday"],
            ("a.txt", "b.txt"),
        ),
        source(2, KESTREL, ["Both governments have since given its length as 50 minutes."]),
        source(3, WIRE, ["The call started at 9:15 a.m. and was over in 55 minutes."]),
        source(4, UNDATED, []),
    )


def answered(question: str, wrong: bool = False) -> Answer:
    long = "Joe Biden and Vladimir Putin talked by telephone for 50 minutes on Thursday"
    mistake = "would be a “colossal mistake” that could lead to a complete rupture between the two countries"
    start, end = span(COURIER, "50 minutes")
    figure = Atom("50 minutes", "figure", True, COURIER.article_id, start, end)
    sentences = [
        Sentence(
            "The two presidents talked by telephone for 50 minutes.",
            (cite(1, COURIER, long), cite(2, KESTREL, "Both governments have since given its length as 50 minutes.")),
            Support("supported", 0.97, (figure,)),
        ),
        Sentence(
            "Mr. Putin said on Friday that new sanctions would be a “colossal mistake”.",
            (cite(1, COURIER, mistake),),
            Support(
                "partly",
                0.6,
                (
                    Atom("“colossal mistake”", "quote", True, COURIER.article_id, *span(COURIER, "“colossal mistake”")),
                    Atom("Friday", "date", False),
                ),
                "“Friday” is not in the cited text.",
            ),
        ),
    ]
    if "quoted" in question:
        quote = "Both governments have since given its length as 50 minutes."
        found = Atom("50 minutes", "figure", True, KESTREL.article_id, *span(KESTREL, "50 minutes"))
        sentences[0] = Sentence(
            "50 minutes", (cite(2, KESTREL, "50 minutes"),), Support("quoted", 0.97, (found,)), (0, 10)
        )
        line = f"Kestrel Daily, 31 December 2021: “{quote}”"
        at = len("Kestrel Daily: ")
        other = Sentence(
            "Kestrel Daily: about 35 minutes",
            (cite(2, KESTREL, "about 35 minutes"),),
            Support("quoted", 0.97),
            (at, at + 16),
        )
        sentences[1:] = [
            other,
            Sentence(line, (cite(2, KESTREL, quote),), Support("quoted", 0.97, (found,))),
            *sentences[1:],
        ]
    notes = [Note("corrected", "Kestrel Daily first reported 35 minutes and corrected itself on 31 December 2021.")]
    if "differ" in question:
        told = "Sources differ: 50 minutes (Harbour Courier); 35 minutes (Kestrel Daily)"
        notes.append(Note("sources differ", told, (1, 2)))
        thirty_five = Support(
            "supported", 0.9, (Atom("35 minutes", "figure", True, KESTREL.article_id, *span(KESTREL, "35 minutes")),)
        )
        sentences.append(Sentence("about 35 minutes", (cite(2, KESTREL, "about 35 minutes"),), thirty_five))
    if wrong:
        sentences.append(
            Sentence(
                "The call was followed by a dinner.", (), Support("unsupported", 0.1, (), "No cited text says so.")
            )
        )
    removed = (
        Sentence(
            "It lasted 90 minutes.",
            (cite(2, KESTREL, "50 minutes"),),
            Support("unsupported", 0.05, (Atom("90 minutes", "figure", False),)),
        ),
    )
    return Answer(
        question,
        "answered",
        "extractive",
        " ".join(sentence.text for sentence in sentences),
        tuple(sentences),
        removed,
        evidence(),
        0.87,
        AsOf(dt.date(2021, 12, 30), dt.date(2022, 3, 29)),
        tuple(notes),
        {"seconds": {"all": 0.12}, "tokens": {"prompt": 812, "completion": 64}},
    )


def abstained(question: str) -> Answer:
    return Answer(
        question, "abstained", "extractive", "", (), (), evidence()[2:], 0.08, AsOf(None, dt.date(2022, 3, 29))
    )


def written(whole: Answer, writer: LanguageModelSettings | None) -> Answer:
    """The answer as a language model writes it: its first sentence in other words."""
    first = [dataclasses.replace(sentence, text=WRITTEN) for sentence in whole.sentences[:1]]
    model = {"model": writer.model} if writer else None
    return dataclasses.replace(
        whole, answerer="llm", sentences=(*first, *whole.sentences[1:]), trace={**whole.trace, "model": model}
    )


def partial(whole: Answer, count: int, words: int) -> Answer:
    sentences = [dataclasses.replace(sentence, support=None) for sentence in whole.sentences[:count]]
    said = sentences[-1].text.split()
    sentences[-1] = dataclasses.replace(sentences[-1], text=" ".join(said[:words]), citations=())
    return dataclasses.replace(whole, sentences=tuple(sentences), removed=(), notes=())


def hostile_article(payload: str) -> Article:
    text = f"{payload} {payload}\n\n{payload}\n"
    return Article(payload, text, 0, payload, payload, dt.date(2022, 1, 1), False, f"javascript:{payload}")


def hostile(payload: str) -> Answer:
    """An answer in which every string is the payload."""
    article = hostile_article(payload)
    citation = Citation(1, payload, payload, 0, len(payload), payload)
    atom = Atom(payload, "name", False)
    sentence = Sentence(payload, (citation,), Support("partly", 0.5, (atom,), payload))
    found = Evidence(
        1, 1, payload, payload, payload, payload, article.published, True, 0, len(article.text), article.text, 0.5,
        ((0, len(payload)),), (payload,),
    )  # fmt: skip
    as_of = AsOf(article.published, article.published)
    return Answer(
        payload,
        "answered",
        "llm",
        payload,
        (sentence,),
        (sentence,),
        (found,),
        0.5,
        as_of,
        (Note("corrected", payload),),
        {},
    )


def hostile_file(article_id: str, payloads: Sequence[str]) -> Article:
    """An article named by one payload whose front matter and text hold all of them; its stated address is a plain one."""
    front = "---\n" + "\n".join(payloads) + "\n---\n"
    text = front + "\n\n".join(payloads)
    return Article(article_id, text, len(front), article_id, article_id, dt.date(2022, 1, 1), True, METADATA_URL)


def hostile_batch(payloads: Sequence[str]) -> Answer:
    """An answer of as many sentences, sources, notes and removed sentences as there are payloads."""
    sentences, evidence = [], []
    for label, payload in enumerate(payloads, start=1):
        article = hostile_file(payload, payloads)
        start = article.text.index(payload, article.body_start)
        end = start + len(payload)
        atoms = (Atom(payload, "name", False), Atom(payload, "quote", True, payload, start, end))
        cited = (Citation(label, payload, payload, start, end, payload),)
        sentences.append(Sentence(payload, cited, Support("partly", 0.5, atoms, payload)))
        spans, copies = ((start, end),), (payload,)
        about = (payload, payload, payload, payload, article.published, True)
        evidence.append(Evidence(label, label, *about, start, end, payload, 0.5, spans, copies, language="uk"))
    as_of = AsOf(dt.date(2022, 1, 1), dt.date(2022, 1, 1))
    said, notes = tuple(sentences), tuple(Note("corrected", payload) for payload in payloads)
    return Answer(
        payloads[0], "answered", "llm", " ".join(payloads), said, said, tuple(evidence), 0.5, as_of, notes, {}
    )
