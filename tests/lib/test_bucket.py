"""A rate that all processes keep together: no more tokens than are due, whoever asks."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

from praxia.lib.bucket import Bucket
from praxia.lib.stores import Db, store


def named() -> str:
    return f"test-{uuid4().hex}"


async def times(buckets: list[Bucket], *, within_s: float) -> list[float]:
    """When each of those who were let through went, in seconds from the start."""
    began = asyncio.get_running_loop().time()

    async def one(bucket: Bucket) -> float | None:
        let = await bucket.take(began + within_s)
        return asyncio.get_running_loop().time() - began if let else None

    return sorted(at for at in await asyncio.gather(*map(one, buckets)) if at is not None)


async def test_the_first_goes_at_once_and_the_rest_one_by_one():
    found = await times([Bucket(named(), per_s=20)] * 4, within_s=60)
    assert len(found) == 4 and all(at >= number * 0.05 for number, at in enumerate(found))


async def test_buckets_of_one_name_share_their_rate():
    name = named()
    found = await times([Bucket(name, per_s=20) for _ in range(8)], within_s=60)
    assert found[-1] >= 7 * 0.05


async def test_who_would_wait_too_long_is_told_at_once_and_takes_nothing():
    name = named()
    found = await times([Bucket(name, per_s=0.25) for _ in range(24)], within_s=6)
    assert len(found) == 2
    due = int(store(Db.BREAKERS).get(f"bucket:{name}") or 0) / 1_000_000 - time.time()
    assert due < 20


async def test_what_the_upstream_asks_for_holds_for_everybody():
    name = named()
    await Bucket(name, per_s=100).hold(60)
    assert not await Bucket(name, per_s=100).take(asyncio.get_running_loop().time() + 5)


async def test_without_the_store_the_process_keeps_the_rate_alone(store_away):
    found = await times([Bucket(named(), per_s=20)] * 3, within_s=60)
    assert found[-1] >= 2 * 0.05
