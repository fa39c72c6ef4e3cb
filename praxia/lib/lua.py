"""Lua scripts in Redis: called by hash, loaded again by themselves after a restart or `SCRIPT FLUSH`."""

from __future__ import annotations

import hashlib
from typing import Any

import redis.asyncio
from redis.exceptions import NoScriptError


class Script:
    """A script over one key. Redis runs it in one step; errors of the connection are left to the caller."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._sha = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()

    def run(self, client: redis.Redis, key: str, *args: str | float) -> Any:
        try:
            return client.evalsha(self._sha, 1, key, *args)
        except NoScriptError:
            return client.eval(self._source, 1, key, *args)

    async def arun(self, client: redis.asyncio.Redis, key: str, *args: str | float) -> Any:
        try:
            return await client.evalsha(self._sha, 1, key, *args)
        except NoScriptError:
            return await client.eval(self._source, 1, key, *args)
