"""What tokens cost. An unknown model has no cost; it is never free."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

import yaml

from praxia.llm.types import Request, Usage

_DATED = re.compile(r"-\d{4}-\d\d-\d\d$")  # gpt-4o-mini-2024-07-18 costs what gpt-4o-mini costs


class Price(TypedDict):
    """US dollars per million tokens; see prices.yaml."""

    prompt: float
    cached: float
    completion: float


def priced(usage: Usage, tariff: str, model: str) -> Usage:
    """The usage with its cost by the named provider's price list; an empty `tariff` is nobody's."""
    models = _prices().get(tariff, {})
    price = models.get(model) or models.get(_DATED.sub("", model))
    if price is None:
        return replace(usage, cost=None)
    fresh = usage.prompt - usage.cached
    dollars = fresh * price["prompt"] + usage.cached * price["cached"] + usage.completion * price["completion"]
    return replace(usage, cost=dollars / 1_000_000)


def estimated(request: Request, text: str) -> Usage:
    """A guess from the lengths, about four bytes to a token, for when the provider did not count."""
    prompt = sum(len(turn.content.encode()) for turn in request.turns)
    return Usage(prompt=_tokens(prompt), completion=_tokens(len(text.encode())), estimated=True)


def _tokens(size: int) -> int:
    return (size + 3) // 4


@cache
def _prices() -> dict[str, dict[str, Price]]:
    path = Path(__file__).with_name("prices.yaml")
    return cast("dict[str, dict[str, Price]]", yaml.safe_load(path.read_text(encoding="utf-8"))["prices"])
