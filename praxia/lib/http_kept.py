"""Answers of sources that are kept: fresh for a day, then only shown, with their date, while the source is away.

A question that several ask at once is asked once: the first goes, the others wait for what it brings.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from redis.exceptions import RedisError

from praxia.lib.stores import Db, astore

T = TypeVar("T")

FRESH_S = 24 * 3600
KEPT_BYTES = 512 * 1024  # packed; the store evicts nothing, so what is very long is not kept
_LOOK_S = 0.05

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept(Generic[T]):
    """A record with the time at which its source gave it; stale ones stand in for a source that is away."""

    record: T
    at: datetime
    is_stale: bool = False


@dataclass(frozen=True)
class Body:
    at: float  # seconds since the epoch
    content: bytes

    @property
    def is_fresh(self) -> bool:
        return time.time() - self.at < FRESH_S


async def read(key: str) -> Body | None:
    try:
        text = await astore(Db.CACHE).get(key)
    except (RedisError, OSError):
        return None
    if not isinstance(text, str):
        return None
    at, _, packed = text.partition(":")
    try:
        return Body(float(at), zlib.decompress(base64.b64decode(packed)))
    except (ValueError, zlib.error):  # kept by another release
        return None


async def keep(key: str, content: bytes, *, for_s: float) -> None:
    packed = base64.b64encode(zlib.compress(content)).decode()
    if len(packed) > KEPT_BYTES:
        return
    try:
        await astore(Db.CACHE).set(key, f"{time.time():.0f}:{packed}", ex=int(for_s))
    except (RedisError, OSError):
        log.warning("An answer could not be kept.")


@asynccontextmanager
async def alone(key: str, *, lease_s: float) -> AsyncIterator[bool]:
    """Whether the caller is the one who goes. The others are let in when that one is back, with or without an answer, and look."""
    flight = f"{key}:asked"
    goes = await _first(flight, lease_s)
    try:
        if not goes:
            await _landed(flight)
        yield goes
    finally:
        if goes:
            await asyncio.shield(_land(flight))


async def _first(flight: str, lease_s: float) -> bool:
    try:
        return bool(await astore(Db.CACHE).set(flight, 1, nx=True, px=int(lease_s * 1000)))
    except (RedisError, OSError):
        return True


async def _landed(flight: str) -> None:
    """Looks until the other is back; the caller's own deadline ends it."""
    while True:
        try:
            if not await astore(Db.CACHE).exists(flight):
                return
        except (RedisError, OSError):
            return
        await asyncio.sleep(_LOOK_S)


async def _land(flight: str) -> None:
    try:
        await astore(Db.CACHE).delete(flight)
    except (RedisError, OSError):
        return
