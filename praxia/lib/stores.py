"""Clients of the one Valkey or Redis server: a logical database for each use, counted from the number in `REDIS_URL`.

redis-py 8 ends reads after 5 s and its pools at 100 connections; both would kill idle sockets, so both are set here. It
also tries ten times before it says that Redis is away, which took 3.4 to 4.7 s per question: here it tries twice.
"""

from __future__ import annotations

import asyncio
import os
from enum import IntEnum
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry


class Db(IntEnum):
    BROKER = 0
    CACHE = 1
    CHANNELS = 2
    JOURNALS = 3
    BREAKERS = 4


_OPTIONS: dict[str, Any] = {
    "decode_responses": True,
    "socket_connect_timeout": 3,
    "max_connections": 10_000,
}
# Breakers, limits and caches ask short questions in front of somebody who waits: a hung Redis must not hold them up.
_SHORT_S = {Db.CACHE: 2, Db.BREAKERS: 2}


def store(db: Db) -> redis.Redis:
    """The sync client of this process; a forked child gets its own."""
    return _store(db, os.getpid())


@cache
def _store(db: Db, pid: int) -> redis.Redis:
    return redis.Redis.from_url(_url(db), **_options(db), retry=Retry(NoBackoff(), 1))


_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Db, redis.asyncio.Redis]] = WeakKeyDictionary()


def astore(db: Db) -> redis.asyncio.Redis:
    """The async client of the running loop."""
    clients = _by_loop.setdefault(asyncio.get_running_loop(), {})
    if db not in clients:
        clients[db] = redis.asyncio.Redis.from_url(_url(db), **_options(db), retry=AsyncRetry(NoBackoff(), 1))
    return clients[db]


def _options(db: Db) -> dict[str, Any]:
    return _OPTIONS | {"socket_timeout": _SHORT_S.get(db)}


def _url(db: Db) -> str:
    return f"{settings.REDIS_ROOT}/{settings.REDIS_BASE + db}"
