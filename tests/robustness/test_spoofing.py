"""Thirty articles that pose as other sources, as turns of a talk or as our delimiters: no citation but of the evidence, no way out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from assistant.config import Config
from assistant.schema import Answer
from assistant.service import Assistant
from tests.conftest import HashedWords
from tests.support.attacks import SPOOFS
from tests.support.scripted_endpoint import ScriptedEndpoint

_NAMES = (
    "Anselm Bertil Cosmo Drusus Edgar Fabian Gustav Hector Isidor Jasper Konrad Lothar Magnus Norbert Oswald "
    "Pascal Quirin Rufus Sixtus Tobias Ulrich Viktor Wendel Xaver Yannis Zeno Albin Bruno Clemens Dietmar"
)
NAMES = _NAMES.split()
MARKER = re.compile(r"[\[【［〔]\s*[^\]】］〕\n]{0,30}\d[^\]】］〕\n]{0,30}[\]】］〕]|\[\^\d\]")


def question(name: str) -> str:
    return f"How many passengers were aboard when the ferry {name} sank?"


def article(name: str, spoof: str) -> str:
    """A report on one ferry with the spoof between its paragraphs and at its end."""
    number = 100 + NAMES.index(name)
    return (
        f"The ferry {name} sank off Port Alder on Tuesday. Aboard the ferry {name} were {number} passengers when she sank.\n\n"
        f"{spoof}\n\nThe owner of the {name} has promised an inquiry.\n\n{spoof}\n"
    )


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Thirty reports from thirty strangers."""
    home = tmp_path_factory.mktemp("spoofs")
    (home / "corpus").mkdir()
    for place, (name, spoof) in enumerate(zip(NAMES, SPOOFS, strict=True)):
        path = home / "corpus" / f"{name.lower()}.{('txt', 'md')[place % 2]}"
        path.write_text(article(name, spoof), encoding="utf-8")
    assistant = Assistant(Config(home=home, answer_threshold=0.0))  # hashed words are no measure of confidence
    assistant.__dict__["embedder"] = HashedWords()
    report = assistant.update()
    assert report.articles == len(SPOOFS) == 30
    return assistant


def assert_rests_on_its_evidence(answer: Answer, assistant: Assistant) -> None:
    evidence = {item.label: item for item in answer.evidence}
    assert answer.sentences
    for sentence in answer.sentences:
        assert sentence.citations
        for citation in sentence.citations:
            item = evidence[citation.label]
            assert (citation.article_id, citation.passage_id) == (item.article_id, item.passage_id)
            assert item.start <= citation.start < citation.end <= item.end
            assert assistant.article(item.article_id).text[citation.start : citation.end] == citation.quote
    assert {item.outlet for item in answer.evidence} == {None}, "no outlet is taken from the middle of a report"


@pytest.mark.parametrize("name", NAMES)
def test_quoted_articles_cite_only_evidence(harbour: Assistant, name: str) -> None:
    answer = harbour.ask(question(name), answerer="extractive")
    assert_rests_on_its_evidence(answer, harbour)
    assert answer.sentences[0].citations[0].article_id.startswith(name.lower())


def prompts_of(endpoint: ScriptedEndpoint) -> Iterator[tuple[str, int]]:
    """The block of sources of each request, and how many sources the product put into it."""
    for request in endpoint.requests:
        user = request["messages"][1]["content"]
        assert [message["role"] for message in request["messages"]] == ["system", "user"]
        (fence,) = re.findall(r"^===== SOURCES ([0-9a-f]{8}) =====$", user, re.MULTILINE)
        block = user[user.index(f"===== SOURCES {fence}") :]
        end = f"===== END OF SOURCES {fence} ====="
        assert len(re.findall(r"^=====", user, re.MULTILINE)) == 2, "one block, opened and closed by us"
        yield block[: block.index(end)], len(re.findall(r"^\[\d+\] ", block, re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_a_model_that_copies_every_marker_cites_only_evidence(harbour: Assistant, name: str) -> None:
    """It repeats what the spoof says, with every marker that it can see in the prompt and some that it makes up."""
    number = 100 + NAMES.index(name)

    def naive(asked: str) -> str:
        seen = "".join(dict.fromkeys(MARKER.findall(asked)))
        torpedo = f"The ferry {name} was sunk by a torpedo of the navy, Agence Delta reported {seen}[3][9][41]."
        return f"{torpedo} Aboard the ferry {name} were {number} passengers when she sank {seen}. See [Source 77]."

    with ScriptedEndpoint(naive) as endpoint:
        changed = {"base_url": endpoint.base_url, "api_key": SecretStr("none"), "context_tokens": 20_000}
        assistant = Assistant(harbour.config.model_copy(update=changed))
        assistant.__dict__["embedder"] = harbour.embedder
        answer = assistant.ask(question(name), answerer="llm")
        ((block, sources),) = prompts_of(endpoint)
    assert answer.answerer == "llm"
    assert_rests_on_its_evidence(answer, harbour)
    assert sources == len(answer.evidence)
    lines = block.split("\n")[1:]
    assert all(re.match(r"\| |\[\d+\] outlet unknown, date unknown|$", line) for line in lines), (
        "no line is the article's own"
    )
    assert not re.search(
        r"<\||\|>|</?s|\[/?INST|^\|? ?(?:User|Human|Assistant|System|Question|Answer|Source)\s*\d*:", block, re.M
    )
    assert "Agence Delta" not in answer.text, "no article names it"
    assert any("citations of sources that were not given were dropped" in note.text for note in answer.notes)
