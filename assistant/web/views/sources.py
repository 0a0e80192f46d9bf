"""The sources of a turn as numbered cards, and a whole article with its marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Answer, Article, Evidence, Translation
from assistant.text.languages.detection import language_of
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.highlights import Mark, paragraphs
from assistant.web.views.phrases import labels

PLACE = "passage-place"
"""The mark of a whole passage, which is shown by nothing."""


def sources_html(answer: Answer, turn: int, writer: LanguageModelSettings | None = None) -> Fragment:
    """Cards of the cited sources in the order cited, then of those that were found and not cited; those of one article together.

    The language model that is given may be asked to translate what is in another language than the question.
    """
    first = cited(answer)
    rest = [evidence for evidence in answer.evidence if evidence not in first]
    name = "Nearest passages" if answer.abstained else "Also found, not cited" if first else "Found in the articles"
    groups = [
        (heading, [(evidence, passage_html(evidence, answer), again) for evidence, again in by_article(sources)])
        for heading, sources in (("Cited", first), (name, rest))
    ]
    asked_in = language_of(answer.question)
    return render("sources.html", turn=turn, groups=groups, writer=writer, asked_in=asked_in)


def translation_html(translation: Translation) -> Fragment:
    """What a language model made of a passage: its words encoded like an article's, never read as markup."""
    return render("translation.html", translation=translation, text=paragraphs(translation.text, ()))


def by_article(sources: Sequence[Evidence]) -> list[tuple[Evidence, bool]]:
    """Each source behind those of its article, and whether it is a further one of it."""
    articles = dict.fromkeys(item.article_id for item in sources)
    together = [[item for item in sources if item.article_id == name] for name in articles]
    return [(item, place > 0) for passages in together for place, item in enumerate(passages)]


def cited(answer: Answer) -> list[Evidence]:
    """The sources that the answer cites, in the order cited."""
    by_label = {item.label: item for item in answer.evidence}
    cited_labels = dict.fromkeys(label for sentence in answer.sentences for label in labels(sentence))
    return [by_label[label] for label in cited_labels if label in by_label]


def passage_html(evidence: Evidence, answer: Answer) -> Fragment:
    """The passage: sentences that bear on the question marked, and over them the exact characters each citation rests on."""
    marks = [mark for mark, label in citation_marks(answer, evidence.article_id) if label == evidence.label]
    return paragraphs(evidence.text, [*bearing_marks(evidence), *marks], evidence.start)


def bearing_marks(evidence: Evidence) -> list[Mark]:
    return [Mark(start, end, "bears") for start, end in evidence.spans]


def citation_marks(answer: Answer, article_id: str) -> Iterable[tuple[Mark, int]]:
    """Every citation into the article, as a mark and the label it was made under."""
    for index, sentence in enumerate(answer.sentences):
        for citation in sentence.citations:
            if citation.article_id == article_id:
                yield Mark(citation.start, citation.end, f"cited cite-{index}-{citation.label}"), citation.label


def article_html(
    article: Article,
    marks: Sequence[Mark] = (),
    copies: Sequence[str] = (),
    versions: Sequence[str] = (),
    names: Sequence[str] = (),
) -> Fragment:
    """The whole article: its head, its front matter folded away, its text with the marks kept.

    `versions` are the ids of all its versions, the newest first; `names` who and what is named in it.
    """
    begins = after_headline(article, marks)
    newer = versions[: versions.index(article.article_id)] if article.article_id in versions else ()
    return render(
        "article.html",
        article=article,
        host=web_host(article.url),
        copies=", ".join(copies),
        newest=newer[0] if newer else None,
        earlier=versions[len(newer) + 1 :],
        names=names,
        front=article.text[: article.body_start].strip(),
        text=paragraphs(article.text[begins:], marks, begins),
    )


def after_headline(article: Article, marks: Sequence[Mark] = ()) -> int:
    """Where the text begins below the headline that stands over it: one that opens the text too is not shown twice, unless it is marked."""
    body = article.text[article.body_start :]
    line = body.lstrip().partition("\n")[0]
    end = article.body_start + body.find(line) + len(line)
    told = any(mark.start < end and mark.end > article.body_start for mark in marks if mark.names != PLACE)
    same = " ".join(line.lstrip("# ").split()).casefold() == " ".join((article.title or "").split()).casefold()
    return end if same and line and not told else article.body_start


def web_host(url: str | None) -> str | None:
    """The host of an article's address, for its link; None for any other scheme than http and https."""
    try:
        parts = urlsplit(url or "")
        return parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
