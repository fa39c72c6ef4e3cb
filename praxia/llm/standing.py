"""Which providers are on and how they stand, without asking any of them."""

from __future__ import annotations

import contextlib
from typing import Literal, NamedTuple

from redis.exceptions import RedisError

from praxia.lib.stores import Db, astore, store
from praxia.llm.engine import breaker_of
from praxia.llm.providers.configured import profiles

Word = Literal["operational", "degraded", "unavailable", "unknown"]
KNOWN_S = 15 * 60  # a provider that nobody asked for so long is not called operational

_WORDS: dict[str, Word] = {"half_open": "degraded", "open": "unavailable"}


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
    standing = breaker_of(name).standing()
    word = _WORDS.get(standing.state) or ("operational" if _answered_lately(name) else "unknown")
    return ProviderStatus(name, model, word, standing.opened_at)


def _answered_lately(name: str) -> bool:
    with contextlib.suppress(RedisError, OSError):
        return bool(store(Db.CACHE).exists(_key(name)))
    return False


async def answered(name: str) -> None:
    """Note that the provider has just given an answer."""
    with contextlib.suppress(RedisError, OSError):
        await astore(Db.CACHE).set(_key(name), 1, ex=KNOWN_S)


def _key(name: str) -> str:
    return f"llm:answered:{name}"
