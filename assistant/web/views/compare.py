"""The compare view: the form with two configurations, each side's answer, and what the two share and do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from assistant.schema import Answer, Citation, Evidence
from assistant.web.storage.comparisons import Shared, Side, shared
from assistant.web.storage.conversations import Turn
from assistant.web.views.check import check_table
from assistant.web.views.escape import encode
from assistant.web.views.phrases import ANSWERER_CHOICES, SIDES, count, day, outlet, published, support_name
from assistant.web.views.turn import ANSWERER_NAMES, abstained, notes

MOST_PASSAGES = 20


def compare_html(status: dict[str, Any], answerers: Sequence[str], model: str, usual: int) -> str:
    """The form, and the place of the answers."""
    limits = "".join(
        f' {name}="{date.isoformat()}"'
        for name, date in (("min", status.get("oldest")), ("max", status.get("newest")))
        if date
    )
    second = answerers[1] if len(answerers) > 1 else answerers[0]
    sides = "".join(
        side_form(side, answerers, chosen, passages, model, limits)
        for side, chosen, passages in zip(
            SIDES, (answerers[0], second), (usual, usual if len(answerers) > 1 else 2 * usual), strict=True
        )
    )
    return (
        '<h2 class="view-title">Compare</h2><p class="view-sum">One question, answered under two configurations. Your judgement '
        'is kept in eval/judgements.jsonl.</p><form id="compare-form"><label class="field question-field">'
        '<span>Question</span><textarea name="question" rows="2" maxlength="2000" required></textarea></label>'
        f'<div class="configurations">{sides}</div><button type="submit" class="primary">Compare</button></form>'
        '<div id="compared" aria-live="polite"></div>'
    )


def side_form(side: str, answerers: Sequence[str], chosen: str, passages: int, model: str, limits: str) -> str:
    options = "".join(
        f'<option value="{encode(name)}"{" selected" if name == chosen else ""}>{encode(ANSWERER_CHOICES.get(name, name))}</option>'
        for name in answerers
    )
    named = (
        f'<label class="field model-field"><span>Model</span><input name="model-{side}" value="{encode(model)}" maxlength="200" '
        'autocomplete="off" spellcheck="false"></label>'
        if "llm" in answerers
        else ""
    )
    return (
        f'<fieldset class="configuration" data-side="{side}"><legend>{side}</legend>'
        f'<label class="field"><span>Answers are</span><select name="answerer-{side}">{options}</select></label>{named}'
        f'<label class="field"><span>Passages to read</span><input type="number" name="k-{side}" min="1" max="{MOST_PASSAGES}" '
        f'value="{passages}" required></label>'
        f'<label class="field"><span>From</span><input type="date" name="since-{side}"{limits}></label>'
        f'<label class="field"><span>To</span><input type="date" name="until-{side}"{limits}></label></fieldset>'
    )


def side_html(side: Side, name: str) -> str:
    """One answer with its check; its failure where it has none."""
    return (
        f'<section class="side" data-side="{side.side_id}" aria-label="{name}"><h3>{name}</h3>'
        f'<p class="view-sum">{encode(configuration(side))}</p>{body(side, SIDES.index(name))}</section>'
    )


def body(side: Side, place: int) -> str:
    answer = side.answer
    if answer is None:
        return f'<div class="failure"><p>{encode(side.error)}</p></div>'
    turn = Turn(-1 - place, side.question, dt.datetime.now(dt.UTC), side.choices, answer, None, True, side.seconds)
    said = abstained(answer, turn) if answer.abstained else check_table(answer, turn.number)
    return f"{said}{notes(answer)}"


def configuration(side: Side) -> str:
    """`Quoted from the articles · 5 passages · since 1 March 2022`"""
    answerer = side.answer.answerer if side.answer else side.choices.answerer or ""
    parts = [ANSWERER_NAMES.get(answerer, answerer)]
    if answerer == "llm" and side.model:
        parts.append(side.model)
    parts.append(count(side.choices.k, "passage"))
    parts += [f"since {day(side.choices.since)}"] if side.choices.since else []
    parts += [f"until {day(side.choices.until)}"] if side.choices.until else []
    return " · ".join(parts)


def compared_html(one: Side, other: Side) -> str:
    """Both answers, the judgement to be made, then figures and citations against each other."""
    sides = "".join(side_html(side, name) for side, name in zip((one, other), SIDES, strict=True))
    return (
        f'<div class="sides">{sides}</div>{judgement_html()}{differences_html(one, other)}{citations_html(one, other)}'
    )


def judgement_html() -> str:
    buttons = "".join(
        f'<button type="button" class="judge" data-better="{better}">{word}</button>'
        for better, word in (("A", "A is better"), ("tie", "Tie"), ("B", "B is better"))
    )
    return (
        '<div class="judgement" role="group" aria-label="Your judgement"><span>Which answer is better?</span>'
        f'{buttons}<span class="judged" role="status"></span></div>'
    )


ROWS: tuple[tuple[str, Callable[[Answer], str]], ...] = (
    ("Outcome", lambda answer: "abstained" if answer.abstained else "answered"),
    ("Sentences", lambda answer: str(len(answer.sentences))),
    ("Supported", lambda answer: number(answer, "supported")),
    ("Partly supported", lambda answer: number(answer, "partly")),
    ("Removed by the check", lambda answer: str(len(answer.removed))),
    (
        "Details not found",
        lambda answer: str(sum(not atom.found for s in answer.sentences if s.support for atom in s.support.atoms)),
    ),
    ("Sources cited", lambda answer: str(len({c.article_id for s in answer.sentences for c in s.citations}))),
    ("Confidence", lambda answer: f"{answer.confidence:.2f}"),
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


def differences_html(one: Side, other: Side) -> str:
    """The check, the seconds and the tokens of both, with what differs in bold."""
    rows = [(name, *(read(side.answer) if side.answer else "failed" for side in (one, other))) for name, read in ROWS]
    rows.append(("Seconds", f"{one.seconds:.2f}", f"{other.seconds:.2f}"))
    body = "".join(
        f'<tr class="{"differs" if a != b and name != "Seconds" else "alike"}"><th scope="row">{name}</th>'
        f'<td data-head="A">{encode(a)}</td><td data-head="B">{encode(b)}</td></tr>'
        for name, a, b in rows
    )
    return (
        '<h3 class="part">Figures</h3><table class="figures differences"><thead><tr><th scope="col">Of the answer</th>'
        f'<th scope="col">A</th><th scope="col">B</th></tr></thead><tbody>{body}</tbody></table>'
    )


def citations_html(one: Side, other: Side) -> str:
    """What both rest on, and what only one does."""
    evidence = {item.article_id: item for side in (other, one) if side.answer for item in side.answer.evidence}
    found: Shared = shared(one.answer, other.answer)
    groups = "".join(
        f'<section class="shared"><h4>{name} <span>{len(places)}</span></h4>{quotes(places, evidence)}</section>'
        for name, places in (("Only A cites", found.one), ("Both cite", found.both), ("Only B cites", found.other))
    )
    return f'<h3 class="part">Citations</h3><div class="citations">{groups}</div>'


def quotes(places: Sequence[Citation], evidence: dict[str, Evidence]) -> str:
    if not places:
        return '<p class="no-quote">Nothing.</p>'
    return "".join(quote(place, evidence.get(place.article_id)) for place in places)


def quote(place: Citation, item: Evidence | None) -> str:
    who = f"{outlet(item)}, {published(item.published, item.published_inferred)}" if item else place.article_id
    return (
        f'<figure class="quotation"><blockquote>{encode(place.quote)}</blockquote><figcaption>'
        f'<button type="button" class="open-article" data-article="{encode(place.article_id)}">{encode(who)}</button></figcaption></figure>'
    )
