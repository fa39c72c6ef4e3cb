"""How an outside service stands, by what real calls saw: its breaker and the time of its last answer. Nobody is asked."""

from __future__ import annotations

import contextlib
from typing import Literal

from redis.exceptions import RedisError

from praxia.lib.breaker import Standing
from praxia.lib.stores import Db, astore, store

Word = Literal["operational", "degraded", "unavailable", "unknown"]
KNOWN_S = 15 * 60  # what nobody asked for so long is not called operational

_WORDS: dict[str, Word] = {"half_open": "degraded", "open": "unavailable"}


async def answered(key: str) -> None:
    """Note that the service behind this key has just given an answer."""
    with contextlib.suppress(RedisError, OSError):
        await astore(Db.CACHE).set(key, 1, ex=KNOWN_S)


def word(standing: Standing, key: str) -> Word:
    return _WORDS.get(standing.state) or ("operational" if _answered_lately(key) else "unknown")


def _answered_lately(key: str) -> bool:
    with contextlib.suppress(RedisError, OSError):
        return bool(store(Db.CACHE).exists(key))
    return False
