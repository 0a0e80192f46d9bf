"""A claim against references where the check was not measured: in another language than English, or in two.

What needs no language is compared: figures with their units, days, quoted words, and names by their sound. One figure, day or
quotation that no reference has makes the claim unsupported. All found, it is `not judged`: that the references say it, nobody
looked. A name may be another one in another language (Wien, Vienna), so one that is not found is no proof.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.schema import Atom, Span, Support
from assistant.text.languages import Language
from assistant.text.languages.detection import language_name
from assistant.text.mentions import Located, Mention, Reference, as_atom, find_mention, read_mentions
from assistant.text.transliteration import heard

MEASURED = frozenset(("en",))
"""The languages in which the check's network judges (`eval/figures.md`)."""
SHORTEST = 3
"""Letters of a name's sound: of fewer, too many sound alike."""


def is_measured(claimed: Language, spoken: Sequence[Language]) -> bool:
    """Whether the check can judge a claim in one language against references in others."""
    return {claimed.code, *(language.code for language in spoken)} <= MEASURED


def check_across(claim: str, references: Sequence[Reference], claimed: Language, spoken: Sequence[Language]) -> Support:
    """`not judged`, or unsupported where a figure, day or quotation is in no reference; `spoken` are their languages."""
    located = [_locate(mention, references, spoken) for mention in read_mentions(claim, language=claimed)]
    atoms = [as_atom(found, references) for found in located if found.span is not None or found.mention.kind != "name"]
    missing = [atom.text for atom in atoms if not atom.found]
    if missing:
        return Support("unsupported", 0.0, tuple(atoms), f"Not in the cited text: {', '.join(missing)}.")
    return Support("not judged", 0.0, tuple(atoms), _reason(atoms, claimed, spoken))


def _reason(atoms: Sequence[Atom], claimed: Language, spoken: Sequence[Language]) -> str:
    names = dict.fromkeys(language_name(one.code) for one in (claimed, *spoken) if one.code not in MEASURED)
    found = f" In the cited text are {', '.join(atom.text for atom in atoms)}." if atoms else ""
    return f"Whether the cited text says this was not judged: the check is measured in English, not in {' and '.join(names)}.{found}"


def _locate(mention: Mention, references: Sequence[Reference], spoken: Sequence[Language]) -> Located:
    for place, (reference, language) in enumerate(zip(references, spoken, strict=True)):
        span = find_mention(mention, reference.text, reference.published, language=language)
        if span is None and mention.kind == "name":
            span = _by_sound(mention.text, reference.text)
        if span is not None:
            return Located(mention, place, span)
    return Located(mention)


def _by_sound(name: str, text: str) -> Span | None:
    """Where a text has the last word of a name in another script or transcription: Zelenskyy, Зеленський."""
    wanted = heard(re.findall(r"\w+", name)[-1])
    if len(wanted) < SHORTEST:
        return None
    return next(
        (word.span() for word in re.finditer(r"\w+", text) if word[0][0].isupper() and heard(word[0]) == wanted), None
    )
