"""An answer as text and Markdown to paste elsewhere, with its sources; a conversation as a Markdown file."""

from __future__ import annotations

import re

from assistant.answering.wording import remark
from assistant.schema import Answer, Evidence, Sentence
from assistant.text.invisible import strip_invisible
from assistant.web.storage.conversations import Conversation, Turn
from assistant.web.views.phrases import cited_place, labels, stressed, support_name, title
from assistant.web.views.sources import cited
from assistant.web.views.turn import asked_within

SPACE = re.compile(r"\s+")
MARKUP = re.compile(
    r"([\\`]|\[(?=[^\[\]]*\][(\[:])|\](?=[(\[:])|(?<=\S)~|\*(?!\s)|(?<!\s)\*|(?<![^\W_])_|_(?![^\W_])|<(?=[a-zA-Z/!?])|&(?=#?\w+;))"
)
"""What would be read as markup within a line: emphasis, code, HTML, references; brackets only make a link before another."""
LINE_START = re.compile(r"^(?:([#>+=|-])|(\d+)([.)]))")
"""What would make a line a heading, a list, a quotation."""


def answer_text(answer: Answer, within: str = "") -> str:
    """A paragraph a sentence, with its `[n]` and a remark where it is not plainly supported, the notes, the filters, the cited sources."""
    said = "\n\n".join(sentence_text(sentence, answer) for sentence in answer.sentences) or answer.text
    notes = "\n".join(f"Note: {note.text}" for note in answer.notes)
    sources = "\n".join(f"[{item.label}] {source_text(item)}" for item in cited(answer))
    parts = (said, notes, within, f"Sources\n{sources}" if sources else "")
    return strip_invisible("\n\n".join(part for part in parts if part) + "\n")


def answer_markdown(answer: Answer, within: str = "") -> str:
    """The same as Markdown, and each source quoted."""
    said = "\n\n".join(sentence_markdown(sentence, answer) for sentence in answer.sentences) or escape(answer.text)
    sources = "\n".join(source_markdown(item, answer) for item in cited(answer))
    notes = "\n>\n".join(f"> {escape(note.text)}" for note in answer.notes)
    return "\n\n".join(part for part in (said, notes, escape(within), sources) if part) + "\n"


def conversation_markdown(conversation: Conversation) -> str:
    """Every turn of the conversation, the question as its heading."""
    parts = [f"# {escape(conversation.title)}"]
    parts += [turn_markdown(turn) for turn in conversation.turns if turn.final]
    return "\n\n".join(parts) + "\n"


def turn_markdown(turn: Turn) -> str:
    body = answer_markdown(turn.answer, asked_within(turn.choices)).strip() if turn.answer else ""
    failed = f"*{escape(turn.error)}*" if turn.error else ""
    return "\n\n".join(part for part in (f"## {escape(turn.question)}", body, failed) if part)


def numbers(sentence: Sentence) -> str:
    """`[1][2]`: the sources that it cites."""
    return "".join(f"[{label}]" for label in labels(sentence))


def sentence_text(sentence: Sentence, answer: Answer) -> str:
    parts = (sentence.text, numbers(sentence), remarked(sentence, answer))
    return " ".join(part for part in parts if part)


def sentence_markdown(sentence: Sentence, answer: Answer) -> str:
    said = remarked(sentence, answer)
    parts = (markdown_text(sentence), numbers(sentence), f"*{said}*" if said else "")
    return " ".join(part for part in parts if part)


def remarked(sentence: Sentence, answer: Answer) -> str:
    """`(quoted, likely to answer the question)`"""
    opens = sentence.short_answer is not None and sentence is answer.sentences[0]
    return remark(support_name(sentence), answer.confidence if opens else None)


def markdown_text(sentence: Sentence) -> str:
    """The sentence with its short answer in bold."""
    return "".join(f"**{escape(text)}**" if strong else escape(text) for text, strong in stressed(sentence))


def source_text(item: Evidence) -> str:
    return f"{cited_place(item, item.page)}: {title(item)} ({item.article_id})"


def source_markdown(item: Evidence, answer: Answer) -> str:
    quotes = dict.fromkeys(
        citation.quote
        for sentence in answer.sentences
        for citation in sentence.citations
        if citation.label == item.label
    )
    quoted = "".join(f"\n    > {escape(' '.join(quote.split()))}" for quote in quotes)
    return f"- [{item.label}] {escape(source_text(item))}{quoted}"


def escape(text: str) -> str:
    """Text that Markdown shows as it is: nothing of it becomes a link, an image or HTML; nothing else is touched.

    >>> print(escape("1. The *Daily's* 3-2 win (see_below) & more"))
    1\\. The \\*Daily's\\* 3-2 win (see_below) & more
    """
    line = MARKUP.sub(r"\\\1", SPACE.sub(" ", strip_invisible(text)))
    line = LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)
    return line.replace("://", "&#58;//").replace("www.", "www&#46;")
