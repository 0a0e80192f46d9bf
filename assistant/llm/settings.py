"""Which language model is asked, where, and within what limits."""

from __future__ import annotations

import dataclasses

from assistant.config import Config


@dataclasses.dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """Which model answers, where, and within what limits."""

    model: str
    base_url: str | None = None
    """None for OpenAI itself."""
    api_key: str | None = dataclasses.field(default=None, repr=False)
    temperature: float = 0.0
    max_output_tokens: int = 800
    context_tokens: int = 8192
    """What the model can read and write together; evidence beyond it is left out, weakest first."""
    total_deadline: float = 60.0
    """Seconds for the whole reply, retries included. Keep-alives do not extend it."""
    max_requests: int = 3
    """How often one question is sent at most, when the endpoint is busy (429) or fails (5xx)."""
    retry_after_cap: float = 10.0
    """The longest wait in seconds that an endpoint may ask for before the question is given up."""


def settings_from(config: Config) -> LanguageModelSettings:
    """The language model's part of the settings."""
    return LanguageModelSettings(
        model=config.model,
        base_url=config.base_url,
        api_key=config.api_key.get_secret_value() if config.api_key else None,
        temperature=config.temperature,
        max_output_tokens=config.max_output_tokens,
        context_tokens=config.context_tokens,
        total_deadline=config.deadline,
    )
