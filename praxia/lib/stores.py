"""Clients of the one Valkey or Redis server: a logical database for each use, counted from the number in `REDIS_URL`.

redis-py 8 ends reads after 5 s and its pools at 100 connections; both would kill idle sockets, so both are set here.
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


class Db(IntEnum):
    BROKER = 0
    CACHE = 1
    CHANNELS = 2
    JOURNALS = 3
    BREAKERS = 4


_OPTIONS: dict[str, Any] = {
    "decode_responses": True,
    "socket_timeout": None,
    "socket_connect_timeout": 3,
    "max_connections": 10_000,
}


def store(db: Db) -> redis.Redis:
    """The sync client of this process; a forked child gets its own."""
    return _store(db, os.getpid())


@cache
def _store(db: Db, pid: int) -> redis.Redis:
    return redis.Redis.from_url(_url(db), **_OPTIONS)


_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Db, redis.asyncio.Redis]] = WeakKeyDictionary()


def astore(db: Db) -> redis.asyncio.Redis:
    """The async client of the running loop."""
    clients = _by_loop.setdefault(asyncio.get_running_loop(), {})
    if db not in clients:
        clients[db] = redis.asyncio.Redis.from_url(_url(db), **_OPTIONS)
    return clients[db]


def _url(db: Db) -> str:
    return f"{settings.REDIS_ROOT}/{settings.REDIS_BASE + db}"
