"""How many of something a person may hold at once, over all processes. A holder that dies gives its place back by itself."""

from __future__ import annotations

from praxia.lib.lua import Script
from praxia.lib.stores import Db, store

LEASE_S = 20  # a place that nobody renewed for so long is free again

# A sorted set of holders by the time at which their lease ends. ARGV: holder, most, lease.
_TAKE = Script("""
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local held = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not held and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
""")


def take(name: str, holder: str, *, most: int) -> bool:
    """Hold a place, or renew it; false when all are taken."""
    return bool(_TAKE.run(store(Db.CACHE), f"places:{name}", holder, most, LEASE_S))


def give_back(name: str, holder: str) -> None:
    store(Db.CACHE).zrem(f"places:{name}", holder)
