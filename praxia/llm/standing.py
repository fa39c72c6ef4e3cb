"""Which providers are on and how they stand, without asking any of them."""

from __future__ import annotations

from typing import NamedTuple

from praxia.lib import standing
from praxia.lib.standing import Word
from praxia.llm.engine import breaker_of
from praxia.llm.providers.configured import profiles


class ProviderStatus(NamedTuple):
    """`since`: seconds since the epoch at which the breaker opened, None while it is closed."""

    provider: str
    model: str
    word: Word
    since: float | None


def configured() -> tuple[str, ...]:
    """Names of the providers that are on, in the order in which they are asked. Empty is a supported state."""
    return tuple(profile.name for profile in profiles())


def status() -> tuple[ProviderStatus, ...]:
    """How each provider stands by what real calls saw: the shared breaker and the time of the last answer."""
    return tuple(_status(profile.name, profile.model) for profile in profiles())


def _status(name: str, model: str) -> ProviderStatus:
    now = breaker_of(name).standing()
    return ProviderStatus(name, model, standing.word(now, _key(name)), now.opened_at)


async def answered(name: str) -> None:
    """Note that the provider has just given an answer."""
    await standing.answered(_key(name))


def _key(name: str) -> str:
    return f"llm:answered:{name}"
