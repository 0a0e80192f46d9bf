"""Questions to start with and to go on with: about whom and what the articles name, kept where the answer begins with that name."""

from __future__ import annotations

import dataclasses
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from assistant.answering.sayings import sayings
from assistant.retrieval.article_names import names_of
from assistant.retrieval.name_kinds import NameKind, NameKinds
from assistant.schema import Answer, Article
from assistant.text.normalize import content_stems, stems

ORDER: tuple[NameKind, ...] = ("person", "organisation", "place", "other")
"""In which names are asked about."""
READ = 20_000
"""Characters of an article in which names are looked for, which takes time as the number of names times the text."""
TOPIC = 0.67
"""The share of quoted words in which the name stands of whom they tell; named behind that, it is in passing (eval/figures.md)."""
MOST_ARTICLES = 40
"""Articles, spread over the corpus, from which questions to start with are made."""


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A name of whole words, and the article that should say something about it; about a person another may too."""

    name: str
    article_id: str
    kind: NameKind = "other"
    speaks: bool = False
    """The name is of somebody whom the article quotes, to be asked about the words."""

    @property
    def bare(self) -> str:
        return self.name.removeprefix("the ")

    @property
    def question(self) -> str:
        name = self.bare if self.kind == "person" else self.name
        return f"What did {name} say?" if self.speaks else f"What is reported about {name}?"

    def is_told(self, article_id: str, text: str, within: float = 1) -> bool:
        """Whether words of an article have the name, not behind that share of them; one who speaks may stand behind his words.

        A person's surname is enough in its own article, the full name in any other.
        """
        here, is_person = article_id == self.article_id, self.kind == "person"
        name = self.bare.split()[-1] if here and is_person else self.bare
        found = re.search(rf"\b{re.escape(name)}(?!\w)", text, re.IGNORECASE) if here or is_person else None
        return found is not None and (self.speaks or found.start() <= within * len(text))


def example_candidates(articles: Sequence[Article], kinds: NameKinds | None) -> list[Candidate]:
    """Questions to start with, about people and organisations, each article's first before any one's second."""
    some = articles[:: max(1, len(articles) // MOST_ARTICLES)]
    each = [[one for one in candidates(article, kinds) if one.kind in ORDER[:2]] for article in some]
    most = max(map(len, each), default=0)
    return [found[place] for place in range(most) for found in each if place < len(found)]


def follow_up_candidates(answer: Answer, articles: Sequence[Article], kinds: NameKinds | None) -> list[Candidate]:
    """Questions about whom the cited articles name, one article after another: what somebody says whom it quotes, then about people
    before organisations before places; behind these whom question or answer name, and last who is named once.

    A thing or a place that is both is left out.
    """
    told = set(stems(f"{answer.question} {answer.text}"))
    found: list[tuple[tuple[int, bool, bool, int], Candidate]] = []
    for place, article in enumerate(articles):
        speakers = {one.speaker for one in sayings(article)}
        named = candidates(article, kinds)
        lasts = Counter(one.name.split()[-1] for one in named)
        for one in named:
            last = one.name.split()[-1]
            once, known = article.text.count(last) < 2, not told.isdisjoint(content_stems(one.name))
            if one.bare in speakers or (one.kind == "person" and last in speakers and lasts[last] == 1):
                found.append(((place, False, known, -1), dataclasses.replace(one, speaks=True)))
            if one.kind in ORDER[: 2 if once and known else None]:
                found.append(((place, once, known, ORDER.index(one.kind)), one))
    return [one for _, one in sorted(found, key=lambda each: each[0])]


def candidates(article: Article, kinds: NameKinds | None) -> list[Candidate]:
    """The full names in an article in English, the one named most often first: `the Harbour Office` where it says "the"."""
    text = article.text[:READ]
    named = names_of(dataclasses.replace(article, text=text)) if article.language == "en" else ()
    names = [name.text for name in named if " " in name.text]
    the = {name: len(re.findall(rf"\b[Tt]he {re.escape(name)}", text)) for name in names}
    ordered = sorted(names, key=lambda name: -text.count(name))
    of_each: Sequence[NameKind] = kinds.of(ordered) if kinds else ["organisation"] * len(ordered)
    called = [f"the {one}" if 2 * the[one] > text.count(one) else one for one in ordered]
    return [Candidate(one, article.article_id, kind) for one, kind in zip(called, of_each, strict=True)]


def answered_ones(
    wanted: Iterable[Candidate],
    ask: Callable[[str], Answer],
    count: int,
    seconds: float,
    told: Answer | None = None,
    is_likely: Callable[[Candidate], bool] = lambda _: True,
) -> list[str]:
    """The first `count` of the questions, one about each name, whose answer begins with what is said of it and `told` does not cite;
    only likely ones are asked, and fewer are found when the time is over."""
    ends = time.monotonic() + seconds
    cited = {citation.quote for sentence in (told.sentences if told else ()) for citation in sentence.citations}
    found: dict[str, str] = {}
    for one in wanted:
        if len(found) == count or time.monotonic() > ends:
            break
        if one.name in found or not is_likely(one):
            continue
        first = [citation for sentence in ask(one.question).sentences[:1] for citation in sentence.citations]
        if any(one.is_told(new.article_id, new.quote, TOPIC) for new in first if new.quote not in cited):
            found[one.name] = one.question
    return list(found.values())
