"""A turn of the conversation as HTML: the question, the answer sentence by sentence, what was removed, what comes nearest."""

from __future__ import annotations

from assistant.answering import assembly
from assistant.answering.provenance import standing
from assistant.answering.wording import written_day
from assistant.schema import Answer, Evidence
from assistant.text.languages.detection import language_name
from assistant.web.asking import STOPPED
from assistant.web.storage.conversations import Choices, Turn
from assistant.web.storage.feedback import REASONS
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import ANSWERER_NAMES, count, period, shortened

NEAREST = 3


def turn_html(turn: Turn, conversation_id: str) -> Fragment:
    """The whole turn. It carries no ids: the page gives it its place by `data-turn`."""
    answer = turn.answer
    told = answer.notes if answer else ()
    return render(
        "turn.html",
        turn=turn,
        answer=answer,
        conversation_id=conversation_id,
        stopped=turn.error == STOPPED,
        state="stopped" if turn.error == STOPPED else "error" if turn.error else "final" if turn.final else "growing",
        byline=byline(answer, turn.seconds) if answer else "",
        within=render("within.html", filters=filters(turn.choices)),
        asked_within=asked_within(turn.choices),
        abstained=abstained_html(answer, turn.number, bool(filters(turn.choices)))
        if answer and answer.abstained
        else "",
        courteous=answer is not None and is_courtesy(answer),
        understood=[note for note in told if note.kind == "understood"],
        other_notes=[note for note in told if note.kind != "understood"],
        reasons=REASONS,
        read_from=read_from(answer) if answer else "",
    )


def byline(answer: Answer, seconds: float | None) -> str:
    """Who speaks, on how many sources the first sentence rests, from articles of which days, in what time."""
    model = (answer.trace.get("model") or {}).get("model") if answer.answerer == "llm" else None
    said = [f"Written by {model}" if model else ANSWERER_NAMES.get(answer.answerer, answer.answerer)]
    if told := standing(answer.sentences, answer.evidence).told:
        said.append(told)
    if dates := period(answer.as_of):
        said.append(f"articles of {dates}")
    if seconds is not None:
        said.append(f"{seconds:.1f} s" if seconds >= 0.05 else "at once")
    return " · ".join(said)


def read_from(answer: Answer) -> str:
    """`8 passages of 3 articles`"""
    articles = len({item.article_id for item in answer.evidence})
    return f"{count(len(answer.evidence), 'passage')} of {count(articles, 'article')}"


def filters(choices: Choices) -> list[tuple[str, str, str]]:
    """The filters that a question was asked with: kind, value, and in words: `("since", "2021-12-30", "From 30 December 2021")`."""
    days = (("since", "From", choices.since), ("until", "To", choices.until))
    said = [(kind, day.isoformat(), f"{word} {written_day(day)}") for kind, word, day in days if day]
    said += [("outlet", name, name) for name in choices.outlets]
    said += [("language", code, language_name(code)) for code in choices.languages]
    only = [("articles", "\n".join(choices.articles), f"Only {count(len(choices.articles), 'article')}")]
    return said + (only if choices.articles else [])


def asked_within(choices: Choices) -> str:
    """`Asked within: From 30 December 2021; Kestrel Daily`; nothing where no filter was in force."""
    said = [words for _, _, words in filters(choices)]
    return f"Asked within: {'; '.join(said)}" if said else ""


def is_courtesy(answer: Answer) -> bool:
    """Whether it answers a greeting or thanks."""
    return "courtesy" in answer.trace


def abstained_html(answer: Answer, turn: int, filtered: bool = False) -> Fragment:
    """That the articles do not answer, and what comes nearest in them; to a greeting only what is said."""
    if is_courtesy(answer):
        return render("courtesy.html", text=answer.text)
    verdict = assembly.verdict(answer.text) or assembly.NO_ANSWER
    explained = answer.text.removeprefix(verdict).lstrip(": ")
    nearest = [(evidence, first_words(evidence)) for evidence in answer.evidence[:NEAREST]]
    return render("abstained.html", verdict=verdict, explained=explained, nearest=nearest, turn=turn, filtered=filtered)


def first_words(evidence: Evidence) -> str:
    """Of a passage that came near: its first marked sentence, or its beginning."""
    if not evidence.spans:
        return shortened(evidence.text)
    start, end = evidence.spans[0]
    return evidence.text[start - evidence.start : end - evidence.start].strip()
