"""The compare view: the form with two configurations, each side's answer, and what the two share and do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Answer, Citation, to_json
from assistant.web.storage.comparisons import Side, shared
from assistant.web.views import judgements
from assistant.web.views.check import check_table
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import SIDES, answerer_choices, cited_place, support_name
from assistant.web.views.turn import abstained_html

MOST_PASSAGES = 20


def compare_html(answerers: Sequence[str], writer: LanguageModelSettings | None, usual: int) -> Fragment:
    """The form, and the place of the answers. With one answerer only, B reads twice the passages."""
    several = len(answerers) > 1
    return render(
        "compare.html",
        sides=[("A", answerers[0], usual), ("B", answerers[1] if several else answerers[0], usual * (2 - several))],
        answerers=answerer_choices(answerers, writer),
        model=writer.model if writer else None,
        most_passages=MOST_PASSAGES,
    )


def side_html(side: Side, name: str) -> Fragment:
    """One answer with its check; its failure where it has none."""
    answer = answer_html(side.answer, SIDES.index(name)) if side.answer else ""
    return render("side.html", side=side, name=name, configuration=configuration(side), answer=answer)


def answer_html(answer: Answer, place: int) -> Fragment:
    """An answer beside another. Its turn is below 0: its citations lead to no source of the conversation."""
    show = abstained_html if answer.abstained else check_table
    return show(answer, -1 - place)


def configuration(side: Side) -> str:
    """`Quoted from the articles · 5 passages · since 1 March 2022`"""
    answerer = side.answer.answerer if side.answer else side.choices.answerer
    return judgements.configuration({"choices": to_json(side.choices) | {"answerer": answerer}, "model": side.model})


def compared_html(one: Side, other: Side) -> Fragment:
    """Both answers, the judgement to be made, then figures and citations against each other."""
    return render(
        "compared.html",
        sides=[side_html(side, name) for side, name in zip((one, other), SIDES, strict=True)],
        figures=figures(one, other),
        citations=citations(one, other),
    )


FIGURES: tuple[tuple[str, Callable[[Answer], str]], ...] = (
    ("Outcome", lambda answer: "abstained" if answer.abstained else "answered"),
    ("Sentences", lambda answer: str(len(answer.sentences))),
    ("Quoted", lambda answer: number(answer, "quoted")),
    ("Supported", lambda answer: number(answer, "supported")),
    ("Partly supported", lambda answer: number(answer, "partly")),
    ("Removed by the check", lambda answer: str(len(answer.removed))),
    (
        "Details not found",
        lambda answer: str(sum(not atom.found for s in answer.sentences if s.support for atom in s.support.atoms)),
    ),
    ("Sources cited", lambda answer: str(len({c.article_id for s in answer.sentences for c in s.citations}))),
    ("Confidence", lambda answer: f"{answer.confidence:.2f}" if answer.confidence else "not judged"),
    ("Tokens read and written", lambda answer: tokens(answer)),
)


def number(answer: Answer, name: str) -> str:
    return str(sum(support_name(sentence) == name for sentence in answer.sentences))


def tokens(answer: Answer) -> str:
    """As the endpoint counted them; `none` where no model was asked."""
    usage = (answer.trace.get("model") or {}).get("usage") or {}
    counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    if all(isinstance(one, int) for one in counts):
        return f"{counts[0]:,} and {counts[1]:,}"
    return "not counted" if answer.trace.get("model") else "none"


def figures(one: Side, other: Side) -> list[tuple[str, str, str, bool]]:
    """The check, the tokens and the seconds of both, each with whether they differ: seconds always do."""
    rows = []
    for name, read in FIGURES:
        a, b = (read(side.answer) if side.answer else "failed" for side in (one, other))
        rows.append((name, a, b, a != b))
    return [*rows, ("Seconds", f"{one.seconds:.2f}", f"{other.seconds:.2f}", False)]


def citations(one: Side, other: Side) -> list[tuple[str, list[tuple[Citation, str]]]]:
    """What both rest on, and what only one does: each cited place with its source."""
    evidence = {item.article_id: item for side in (other, one) if side.answer for item in side.answer.evidence}
    found = shared(one.answer, other.answer)

    def source(place: Citation) -> str:
        item = evidence.get(place.article_id)
        return cited_place(item, place.page) if item else place.article_id

    groups = (("Only A cites", found.one), ("Both cite", found.both), ("Only B cites", found.other))
    return [(name, [(place, source(place)) for place in places]) for name, places in groups]
