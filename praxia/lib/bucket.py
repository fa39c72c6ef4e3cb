"""One token bucket per upstream, shared by all processes: a limiter in each worker would multiply the rate.

Tokens come one by one, `per_s` in a second; who waits for one has its place in the queue already (GCRA: only the time at which
the next token is due is kept). If Redis is away a stand-in with the same rate counts for this process alone.
"""

from __future__ import annotations

import asyncio
import math
import time

from redis.exceptions import RedisError

from praxia.lib.lua import Script
from praxia.lib.stores import Db, astore

# ARGV: µs between tokens, most µs to wait. Answers how long to wait for the token that was taken, -1 when it would be longer.
_TAKE = Script("""
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local due = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
if due - now > tonumber(ARGV[2]) then return -1 end
local following = due + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.0f', following), 'PX', math.ceil((following - now) / 1000) + 1000)
return due - now
""")

# ARGV: µs for which nobody may go.
_HOLD = Script("""
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local due = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000) + 1000)
return 0
""")

LONGEST_HOLD_S = 300.0


class Bucket:
    """`name` is what the upstream counts by: its name, with the address or the key that it knows us under."""

    def __init__(self, name: str, *, per_s: float) -> None:
        self._key, self._us = f"bucket:{name}", math.ceil(1_000_000 / per_s)
        self._due = 0.0  # of the stand-in, in the time of this process

    async def take(self, end: float) -> bool:
        """Wait for a token; False, at once, when none is due before `end` (in the loop's time)."""
        left_us = int((end - asyncio.get_running_loop().time()) * 1_000_000)
        try:
            wait_us = await _TAKE.arun(astore(Db.BREAKERS), self._key, self._us, max(0, left_us))
        except (RedisError, OSError):
            wait_us = self._alone(left_us)
        if wait_us < 0:
            return False
        await asyncio.sleep(wait_us / 1_000_000)
        return True

    async def hold(self, seconds: float) -> None:
        """The upstream said how long everybody has to wait."""
        held_s = min(seconds, LONGEST_HOLD_S)
        try:
            await _HOLD.arun(astore(Db.BREAKERS), self._key, int(held_s * 1_000_000))
        except (RedisError, OSError):
            self._due = max(self._due, time.monotonic() + held_s)

    def _alone(self, left_us: int) -> int:
        now = time.monotonic()
        due = max(now, self._due)
        wait_us = int((due - now) * 1_000_000)
        if wait_us > left_us:
            return -1
        self._due = due + self._us / 1_000_000
        return wait_us
