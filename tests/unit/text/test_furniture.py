"""What is no sentence of an article is told by its form, and what only looks so is kept."""

from __future__ import annotations

import pytest

from assistant.text.furniture import furniture
from assistant.text.sentences import sentences


def called(text: str) -> list[str]:
    """What of a text is called furniture, in order."""
    return [text[a:b] for a, b in sorted(furniture(text, tuple(sentences(text))))]


def between(line: str) -> str:
    """A line of an article with sentences around it."""
    return f"The ferry sank off Port Alder.\n\n{line}\n\nForty people were saved."


@pytest.mark.parametrize(
    "line",
    [
        "A black day for the islands",
        "What the captain knew",
        "# The ferry",
        "(Alder Press via Getty Images)",
        "The ferry Astrid leaves the quay. Photograph: Ann Hill/Alder Press",
        "3 The ferry Astrid in 2019 Credit: AFP",
        "READ MORE: Why ferries sink",
        "Related: Ferries are safe.",
        "DIVER FINDS WRECK OF 1911: ‘I COULD NOT BELIEVE IT’",
        "— Ann Hill (@annhill) March 1, 2022",
        "By Ann Hill",
        "Advertisement",
        "Sign up here to get the harbour's news in your inbox every day.",
        "Joan Reed in Lindau contributed to this report.",
        "Get our free weekly Harbour newsletter Please enter a valid email address",
    ],
)
def test_what_is_no_sentence(line: str) -> None:
    assert "".join(called(between(line))) == "".join(line[a:b] for a, b in sentences(line))


@pytest.mark.parametrize(
    "line",
    [
        "Port Alder 2, Lindau 1",  # a score
        "Revenue of the line: $4 million",
        "- forty life jackets",
        "1. Count the life jackets",
        "Astrid is not coming back. I loved that boat https://t.co/abc — Ann Hill (@annhill) March 1, 2022",
        "He read the law: it said that boats must have jackets.",
        "The photograph by Ann Hill won a prize.",
        "By noon the harbour was empty.",
        "More than forty people waited on the quay.",
        "The site has changed its privacy policy.",
        "It is the ferry of which everybody on the islands had said for so many years that it would sink one day if nobody "
        "took the time to look after it and its captain",  # a sentence that lost its full stop
    ],
)
def test_what_tells_something(line: str) -> None:
    assert called(between(line)) == []


def test_several_lines_without_a_full_stop_are_a_list_and_so_is_what_a_sentence_introduces() -> None:
    assert called(between("Life jackets\n\nTwo rafts\n\nA flare")) == []
    assert called("On board were:\n\nLife jackets\n\nForty were saved.") == []
    assert called(between("Rescue\n\nThe first hour")) == ["Rescue", "The first hour"]


def test_what_stands_behind_the_last_sentence_of_a_line() -> None:
    assert called(between("“I saw it.” — Ann Hill, captain")) == ["— Ann Hill, captain"]
    assert called(between("The ferry is to be raised. Image: Alder Press")) == [
        "The ferry is to be raised.",
        "Image: Alder Press",
    ]
    assert (
        called(between("The ferry is to be raised. Nobody knows who of all these people should pay for such work"))
        == []
    )


def test_lines_that_are_only_wrapped_are_no_headings() -> None:
    wrapped = "The ferry Astrid sank off Port Alder on Monday\nnight, and forty people were saved by boats that\nhad come from the islands."
    assert called(between(wrapped)) == []
