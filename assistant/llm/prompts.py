"""Every text sent to a language model, read from its file: `load("answer").render(question=…, sources=…)`.

A prompt file is Markdown with the headings `# system` and `# user`; what stands under each is one message, in order. Under a heading
`# for FORM` stands what `$instruction` means for questions of that form.
`$name` is a placeholder, `$$` a dollar sign. What stands before the first heading is a note to the reader, not sent.
The only module that opens `prompts/`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from pathlib import Path
from string import Template
from typing import Literal

from assistant.errors import PromptError

Role = Literal["system", "user", "assistant"]
"""`assistant` is what the model itself wrote before; no prompt file has it."""

_HEADING = re.compile(r"^# (system|user|for [a-z ]+?)[ \t]*$", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """One turn of what is sent to the model."""

    role: Role
    content: str


@dataclasses.dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file as read; the `sha256` of its text goes into the trace and tells which version spoke."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def parts(self) -> tuple[Message, ...]:
        """The messages with their placeholders still in them."""
        return tuple(
            Message("system" if heading == "system" else "user", content)
            for heading, content in self._sections
            if heading in ("system", "user")
        )

    @property
    def _sections(self) -> list[tuple[str, str]]:
        pieces = _HEADING.split(self.text)
        return [(heading, text.strip()) for heading, text in zip(pieces[1::2], pieces[2::2], strict=True)]

    @property
    def _instructions(self) -> dict[str, str]:
        return {heading.removeprefix("for "): text for heading, text in self._sections if heading.startswith("for ")}

    def is_for(self, form: str) -> bool:
        """Whether questions of that form are asked with it: all where it makes no difference between forms."""
        return "instruction" not in self.variables or form in self._instructions

    def of_form(self, form: str) -> Prompt:
        """The prompt for questions of that form, or itself where it makes no difference between forms.

        Raises PromptError where it has an `$instruction` and none for that form.
        """
        instructions = self._instructions
        if "instruction" not in self.variables and not instructions:
            return self
        if form not in instructions:
            raise PromptError(f"the prompt `{self.name}` has no `# for {form}`: mend prompts/{self.name}.md")
        messages = (part.content.replace("$instruction", instructions[form]) for part in self.parts)
        text = "\n\n".join(f"# {part.role}\n\n{content}" for part, content in zip(self.parts, messages, strict=True))
        return Prompt(f"{self.name}, for {form}", text)

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(name for part in self.parts for name in Template(part.content).get_identifiers())

    def render(self, **variables: str) -> tuple[Message, ...]:
        """The messages with every placeholder filled. What is put in is not read again: `$name` or a heading in it stays text.

        Raises PromptError for a variable that is missing or that the prompt does not use.
        """
        missing, unused = self.variables - variables.keys(), variables.keys() - self.variables
        if missing or unused:
            faults = [f"needs ${name}" for name in sorted(missing)] + [
                f"does not use ${name}" for name in sorted(unused)
            ]
            raise PromptError(f"the prompt `{self.name}` {' and '.join(faults)}: mend prompts/{self.name}.md")
        return tuple(Message(part.role, Template(part.content).substitute(variables)) for part in self.parts)


def load(name: str, folder: Path | None = None) -> Prompt:
    """The prompt of that name from `folder` (the workspace's `prompts/`) or, where that has none, as shipped.

    Raises PromptError for one that is missing, empty, not UTF-8, or has a stray `$`.
    """
    places = [place for place in (folder, _shipped()) if place is not None]
    path = next((place / f"{name}.md" for place in places if (place / f"{name}.md").is_file()), None)
    if path is None:
        raise PromptError(f"no prompt `{name}`: put {name}.md into prompts/")
    try:
        prompt = Prompt(name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(
            f"the prompt `{name}` cannot be read ({type(error).__name__}): save {path} as UTF-8"
        ) from error
    if not prompt.parts or not all(part.content for part in prompt.parts):
        raise PromptError(f"the prompt `{name}` has no text under `# system` or `# user`: mend {path}")
    if not all(Template(part.content).is_valid() for part in prompt.parts):
        raise PromptError(f"the prompt `{name}` has a `$` that starts no placeholder: write `$$` in {path}")
    return prompt


def _shipped() -> Path:
    """The prompts inside an installed package, or those beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "prompts_data"
    return inside if inside.is_dir() else package.parent / "prompts"
