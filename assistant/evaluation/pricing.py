"""What a language model's tokens cost, from `eval/prices.toml`; a model that is not listed costs what nobody knows: None."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import ConfigError


@dataclasses.dataclass(frozen=True, slots=True)
class Price:
    """Of a million tokens, in US dollars."""

    prompt: float
    completion: float

    def cost(self, usage: Mapping[str, int]) -> float:
        """
        >>> Price(0.15, 0.60).cost({"prompt_tokens": 2_000_000, "completion_tokens": 500_000})
        0.6
        """
        prompt, completion = usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)
        return (prompt * self.prompt + completion * self.completion) / 1e6


def spent(usage: Mapping[str, int] | None, price: Price | None) -> dict[str, float | None]:
    """The measures of what an answer took: tokens as the endpoint counted them, dollars where the price is known."""
    return {
        "prompt tokens": usage.get("prompt_tokens") if usage else None,
        "completion tokens": usage.get("completion_tokens") if usage else None,
        "cost": price.cost(usage) if usage and price else None,
    }


def load_prices(path: Path) -> dict[str, Price]:
    """Model → price; none where there is no file. Raises ConfigError for a file that is not one of prices."""
    try:
        models = tomllib.loads(path.read_text(encoding="utf-8"))["models"]
        return {name: Price(float(price["prompt"]), float(price["completion"])) for name, price in models.items()}
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: not a file of prices: {type(error).__name__} {error}") from None
