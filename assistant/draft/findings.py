"""What the red pencil says of a draft: frozen values, as the library gives them and `--json` prints them."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Literal, get_args

from assistant.schema import Atom, AtomKind, Span

DraftVerdict = Literal[
    "supported", "partly", "contradicted", "attribution lost", "overtaken", "not in the archive", "not judged"
]
"""What the archive says of a sentence; `not judged` where it is no claim, or in a language that is not known."""
VERDICTS: tuple[DraftVerdict, ...] = get_args(DraftVerdict)


@dataclasses.dataclass(frozen=True, slots=True)
class DraftSource:
    """The exact characters of an article that bear on a sentence of a draft."""

    article_id: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    published_inferred: bool
    start: int
    end: int
    quote: str
    page: int | None = None
    copies: tuple[str, ...] = ()
    """Articles that carry the same passage: they count as one source."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """Two values for one thing: the draft's, and the archive's in the exact characters of an article."""

    kind: AtomKind
    claimed: str
    claimed_at: Span
    """The draft's characters."""
    stated: str
    article_id: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of a draft: `text[start:end]` of the draft is `sentence`."""

    sentence: str
    start: int
    end: int
    verdict: DraftVerdict
    reason: str
    """Why, in a sentence for a reader."""
    understood: str | None = None
    """The sentence with the person that its pronoun means, where that was added."""
    sources: tuple[DraftSource, ...] = ()
    """The best first."""
    independent: int = 0
    """How many sources of `sources` are no copies of one another."""
    differences: tuple[Difference, ...] = ()
    atoms: tuple[Atom, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class DraftCheck:
    """A whole draft, checked."""

    text: str
    day: dt.date | None
    """The day from which its "Tuesday" counts: given, or stated by the draft."""
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[DraftVerdict, int]:
        """How many sentences have each verdict, in the order of VERDICTS, those that none has left out."""
        found = collections.Counter(finding.verdict for finding in self.findings)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}
