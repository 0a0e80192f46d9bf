"""Whatever reaches a template is encoded by our encoder: hostile strings are planted through every variable of every template."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import Environment, TemplateAssertionError, UndefinedError, nodes
from markupsafe import Markup

from assistant.web.views import fragments
from assistant.web.views.escape import encode
from assistant.web.views.fragments import BREAK, TEMPLATES, Fragment, environment, joint, render
from tests.conftest import ROOT

PAYLOAD = "'\"><img src=//harm.example onerror=harm()>`{{ harm }}</a>"
NAMES = sorted(path.name for path in TEMPLATES.glob("*.html"))
SEEDS = 60
"""Ways through the branches of a template: enough that every one is taken, which is asserted."""


class Planted:
    """A value whose every attribute, item and result is planted too, and which reads as the payload."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> Planted:
        return self

    def __call__(self, *given: object) -> Planted:
        return self

    def __len__(self) -> int:
        return 3

    def __str__(self) -> str:
        return PAYLOAD


class Planting(Environment):
    """Takes branches by chance, gives every loop two rounds or none, and notes which expressions were written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.known: set[str] = set()
        self.written: set[str] = set()
        self.chance = random.Random()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all((nodes.If, nodes.CondExpr)):
            node.test = self.call("by_chance")  # type: ignore[attr-defined]  # both have one
        for node in tree.find_all(nodes.For):
            node.iter = self.call("planted_rows", nodes.Const(len(getattr(node.target, "items", ()))))
            node.test = None
        for output in tree.find_all(nodes.Output):
            for place, expression in enumerate(output.nodes):
                if not isinstance(expression, nodes.TemplateData):
                    label = f"{name}:{output.lineno}:{place}:{len(self.known)}"
                    self.known.add(label)
                    output.nodes[place] = self.call("written", nodes.Const(label), expression)
        return tree

    def call(self, function: str, *arguments: nodes.Expr) -> nodes.Call:
        return nodes.Call(nodes.Name(function, "load"), list(arguments), [], None, None)

    def plant(self) -> dict[str, Any]:
        def rows(width: int) -> Iterator[Any]:
            return iter([(Planted(),) * width if width else Planted()] * (2 * self.chance.randrange(2)))

        def written(label: str, value: object) -> object:
            self.written.add(label)
            return value

        return {"by_chance": lambda: self.chance.random() < 0.5, "planted_rows": rows, "written": written}


@pytest.fixture
def planting(monkeypatch: pytest.MonkeyPatch) -> Planting:
    """Our environment as it is, but for what is planted."""
    monkeypatch.setattr(fragments, "Environment", Planting)
    made: Planting = environment.__wrapped__()  # type: ignore[assignment]
    made.globals = dict.fromkeys(made.globals, Planted()) | made.plant()
    return made


def harm(markup: str) -> bool:
    return "harm" in markup.replace(encode(PAYLOAD), "")


def filled(planting: Planting, name: str, seed: int) -> str:
    planting.chance.seed(seed)
    template = planting.get_template(name)
    variables = dict.fromkeys(re.findall(r"\w+", (TEMPLATES / name).read_text(encoding="utf-8")), Planted())
    return template.render({key: value for key, value in variables.items() if key not in planting.globals})


def test_every_expression_of_every_template_is_encoded(planting: Planting) -> None:
    for seed in range(SEEDS):
        for name in NAMES:
            assert not harm(filled(planting, name, seed)), name
    assert len(planting.known) > 150
    assert planting.written == planting.known


@pytest.mark.parametrize("source", ["{{ x }}", "<a title={{ x }}>", "{% autoescape false %}{{ x }}{% endautoescape %}"])
def test_a_string_is_encoded_wherever_it_is_written(source: str) -> None:
    assert not harm(environment().from_string(source).render(x=PAYLOAD))


def test_what_would_harm_is_noticed() -> None:
    """The test of the test: a string that somebody marked as safe, and one that Jinja itself joins to what a macro wrote."""
    assert harm(environment().from_string("{{ x }}").render(x=Markup(PAYLOAD)))
    joined = environment().from_string("{% macro bold() %}<b>{% endmacro %}{{ bold() ~ x }}").render(x=PAYLOAD)
    assert harm(joined)


def test_no_template_joins_strings_and_no_filter_can_mark_one() -> None:
    joins = (nodes.Concat, nodes.Add, nodes.Mod, nodes.Mul, nodes.FilterBlock, nodes.ScopedEvalContextModifier)
    for name in NAMES:
        tree = environment().parse((TEMPLATES / name).read_text(encoding="utf-8"))
        assert not list(tree.find_all(joins)), name
    for source in ("{{ x|safe }}", "{{ x|join }}", "{{ x|replace('a', 'b') }}"):
        with pytest.raises(TemplateAssertionError):
            environment().from_string(source)


def test_only_render_makes_fragments() -> None:
    here = ROOT / "assistant"
    code = {path.relative_to(here).as_posix(): path.read_text(encoding="utf-8") for path in here.rglob("*.py")}
    makers = {name for name, text in code.items() if re.search(r"\bFragment\(|\bMarkup\b|markupsafe", text)}
    assert makers == {"web/views/fragments.py"}
    # a run's report is a file of its own, whose templates escape all (tests/unit/evaluation/test_report.py)
    assert {name for name, text in code.items() if "jinja2" in text} == {
        "web/views/fragments.py",
        "evaluation/report.py",
    }


def test_a_fragment_passes_whole_and_loses_its_mark_when_joined() -> None:
    made = render("failure.html", message="a<b")
    assert made == '<div class="failure" role="alert"><p>a&#60;b</p></div>'
    written = environment().from_string("{{ x }}")
    assert written.render(x=made) == made
    assert written.render(x=made + "<b>") == encode(made + "<b>")
    assert not isinstance("".join([made]), Fragment)


def test_a_variable_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="message"):
        render("failure.html")
    with pytest.raises(TypeError, match="months is a phrase"):
        environment().from_string("{{ months }}").render()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<ul>\n  <li>\n", "<ul><li>"),
        ("\n    ", ""),
        ("a word\n  and another", "a word and another"),
        ("</b> and <i>", "</b> and <i>"),
        ("\n  <b>x</b>  y\n", "<b>x</b>  y"),
    ],
)
def test_line_breaks_of_a_template_are_not_shown(written: str, shown: str) -> None:
    assert BREAK.sub(joint, written) == shown
