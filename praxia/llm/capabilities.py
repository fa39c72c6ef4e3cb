"""What each provider and model can do, and which way of asking for structure worked last time."""

from __future__ import annotations

import contextlib
import re

from redis.exceptions import RedisError

from praxia.lib.stores import Db, astore

# The ladder of llm.md section 3, strictest first. The last rung is plain text and works with every model.
LADDER = ("json_schema", "tools", "json", "md_json")
# Many models of Ollama answer 400 to tools.
_LADDERS = {"ollama": ("json_schema", "json", "md_json")}
_REMEMBER_S = 24 * 3600
# These refuse any temperature but their own.
_FIXED_TEMPERATURE = re.compile(r"(^|/)(o\d|gpt-5)")


def takes_temperature(model: str) -> bool:
    return not _FIXED_TEMPERATURE.search(model)


async def rungs(provider: str, model: str) -> tuple[str, ...]:
    """The rungs to try, beginning with the one that worked within the last day."""
    ladder = _LADDERS.get(provider, LADDER)
    known = None
    with contextlib.suppress(RedisError, OSError):
        known = await astore(Db.CACHE).get(_key(provider, model))
    return ladder[ladder.index(str(known)) :] if known in ladder else ladder


async def remember(provider: str, model: str, rung: str) -> None:
    with contextlib.suppress(RedisError, OSError):
        await astore(Db.CACHE).set(_key(provider, model), rung, ex=_REMEMBER_S)


def _key(provider: str, model: str) -> str:
    return f"llm:rung:{provider}:{model}"
