"""What stands in quotation marks, and where a text has the same words."""

from __future__ import annotations

import pytest

from assistant.text.quotes import find_quote, read_quotes
from assistant.text.tokens import words_of


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ('He said "a grave error" twice.', ("a grave error",)),
        ("He said “a grave error” twice.", ("a grave error",)),
        ("Er sagte „ein schwerer Fehler“ dazu.", ("ein schwerer fehler",)),
        ("Il a dit « une grave erreur » hier.", ("une grave erreur",)),
        ("Il a dit ‹ une grave erreur › hier.", ("une grave erreur",)),
        ("Er sagte ›ein Fehler‹ dazu.", ("ein fehler",)),
        ("市長は「重い過ち」と述べた。", ("重 い 過 ち",)),
        ("她说：『重大错误。』", ("重 大 错 误",)),
        ("He said 'a grave error' twice.", ("a grave error",)),
        ("He said ‘it’s an error’ twice.", ("it's an error",)),
        ("He said “a grave … error” twice.", ("a grave", "error")),
        ("He said “a [very] grave error” twice.", ("a", "very", "grave error")),
        ("The boys ' error was 'grave' there.", ("grave",)),
        ("The mayor's and the ministers' error.", None),
        ("It is Ann's, not Joan's.", None),
        ("He said “a grave error.", None),  # without its partner
        ("He wrote “”.", None),
    ],
)
def test_quoted_words(text: str, runs: tuple[str, ...] | None) -> None:
    assert [quote.runs for quote in read_quotes(words_of(text))] == ([runs] if runs else [])


@pytest.mark.parametrize(
    ("claim", "text", "found"),
    [
        ("He called it “a grave error”.", "It was a grave error, he said.", "a grave error"),
        ("He called it “a grave error”.", "It was a very grave error, he said.", None),
        ("市長は「過ち」と述べた。", "市長は重い過ちだと話した。", "過 ち"),
        ("市長は「過ち」と述べた。", "市長は重い誤りだと話した。", None),
        ("He called it “a grave … error”.", "It was a grave and costly error, he said.", "a grave"),
        ("He called it “error … a grave”.", "It was a grave and costly error, he said.", None),  # in this order only
        ("She sang “Songs of the Northern Harbour”.", "She sang “Northern Harbour” first.", "Northern Harbour"),
        (
            "She sang “Cold Songs of the Old Northern Harbour”.",
            "She sang “Northern Harbour” first.",
            None,
        ),  # two of five
        ("She sang “Songs of the Northern Harbour”.", "She sang “Northern Harbour Lights” first.", None),
        (
            "He said “the northern harbour is closed”.",
            "The Northern Harbour froze.",
            None,
        ),  # nobody may be cited in part
    ],
)
def test_quoted_words_are_found_as_they_are(claim: str, text: str, found: str | None) -> None:
    words = words_of(text)
    (quote,) = read_quotes(words_of(claim))
    place = find_quote(quote, words)
    if found is None:
        assert place is None
    else:
        assert place is not None
        assert " ".join(words.tokens[slice(*place)]) == found
