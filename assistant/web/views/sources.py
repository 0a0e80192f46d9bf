"""The sources of a turn as numbered cards, and a whole article with its marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from assistant.schema import Answer, Article, Evidence
from assistant.web.views.escape import encode
from assistant.web.views.highlights import Mark, paragraphs
from assistant.web.views.phrases import count, outlet, published, title


def sources_html(answer: Answer, turn: int) -> str:
    """Cards of the cited sources in the order cited, then of those that were found and not cited."""
    cited = cited_labels(answer)
    by_label = {evidence.label: evidence for evidence in answer.evidence}
    first = [by_label[label] for label in cited if label in by_label]
    rest = [evidence for evidence in answer.evidence if evidence.label not in cited]
    name = "Nearest passages" if answer.abstained else "Also found, not cited" if first else "Found in the articles"
    return (
        f'<section class="sources" data-turn="{turn}" aria-label="Sources of question {turn}">'
        f"{group('Cited', first, answer, turn)}{group(name, rest, answer, turn)}</section>"
    )


def cited_labels(answer: Answer) -> list[int]:
    return list(dict.fromkeys(citation.label for sentence in answer.sentences for citation in sentence.citations))


def group(name: str, evidence: Sequence[Evidence], answer: Answer, turn: int) -> str:
    if not evidence:
        return ""
    cards = "".join(card(item, answer, turn) for item in evidence)
    return f'<h3 class="group">{name}</h3><ol class="cards">{cards}</ol>'


def card(evidence: Evidence, answer: Answer, turn: int) -> str:
    """One source: who, when, what, and the passage with its marks."""
    passage = paragraphs(evidence.text, passage_marks(evidence, answer), evidence.start)
    copies = len(evidence.duplicates)
    also = f'<p class="copies">Also in {count(copies, "copy", "copies")}</p>' if copies else ""
    return (
        f'<li class="source" data-turn="{turn}" data-label="{evidence.label}" tabindex="-1" '
        f'aria-label="Source {evidence.label}"><span class="number" aria-hidden="true">{evidence.label}</span>'
        f'<p class="from"><span class="outlet">{encode(outlet(evidence))}</span> '
        f'<span class="date">{encode(published(evidence.published, evidence.published_inferred))}</span></p>'
        f'<h4><button type="button" class="open" title="Open the whole article">{encode(title(evidence))}</button></h4>'
        f'<div class="passage">{passage}</div>{also}</li>'
    )


def passage_marks(evidence: Evidence, answer: Answer) -> list[Mark]:
    """Sentences that bear on the question, and over them the exact characters each citation rests on."""
    bears = [Mark(start, end, "bears") for start, end in evidence.spans]
    return bears + [mark for mark, label in citation_marks(answer, evidence.article_id) if label == evidence.label]


def citation_marks(answer: Answer, article_id: str) -> Iterable[tuple[Mark, int]]:
    """Every citation into the article, as a mark and the label it was made under."""
    for index, sentence in enumerate(answer.sentences):
        for citation in sentence.citations:
            if citation.article_id == article_id:
                yield Mark(citation.start, citation.end, f"cited cite-{index}-{citation.label}"), citation.label


def article_html(article: Article, marks: Sequence[Mark] = (), copies: Sequence[str] = ()) -> str:
    """The whole article: its head, its front matter folded away, its text with the marks kept."""
    front = article.text[: article.body_start].strip()
    before = (
        f'<details class="front"><summary>File header</summary><pre>{encode(front)}</pre></details>' if front else ""
    )
    also = f'<p class="copies">The same passage is in {encode(", ".join(copies))}</p>' if copies else ""
    return (
        f'<header class="article-head"><p class="from"><span class="outlet">{encode(article.outlet or "Outlet not stated")}'
        f'</span> <span class="date">{encode(published(article.published, article.published_inferred))}</span></p>'
        f'<h2 class="article-title">{encode(article.title or article.article_id)}</h2>'
        f'<p class="file">{encode(article.article_id)}{link(article.url)}</p>{also}</header>{before}'
        f'<div class="article-text">{paragraphs(article.text[article.body_start :], marks, article.body_start)}</div>'
    )


def link(url: str | None) -> str:
    """The article's address from its metadata, shown as its host; nothing for any other scheme than http and https."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or not url:
        return ""
    return f' · <a class="original" href="{encode(url)}" target="_blank" rel="noopener noreferrer">{encode(host)}</a>'
