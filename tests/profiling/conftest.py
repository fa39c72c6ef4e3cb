"""Counters in Redis outlive a test's transaction: every test here begins with empty ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _empty_counters() -> Iterator[None]:
    from praxia.lib.stores import Db, store

    for db in (Db.BROKER, Db.CACHE, Db.BREAKERS):
        store(db).flushdb()
    yield


@pytest.fixture
def hashes(settings) -> list[str]:
    """A list that grows by one for each password that reaches the hash in this process."""
    from tests.profiling import counting

    settings.PASSWORD_HASHERS = ["tests.profiling.counting.CountingHasher"]
    counting.calls.clear()
    return counting.calls
