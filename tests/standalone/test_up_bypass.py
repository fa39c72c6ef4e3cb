"""`DATABASE_URL` and `REDIS_URL` each take the place of one engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from redis import Redis

from praxia.standalone.database import rows
from tests.ports import free_port
from tests.standalone.house import CHILDREN


@pytest.fixture
def database_url() -> Iterator[str]:
    """An empty database on a server that the supervisor knows nothing of."""
    server, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"bypass_{uuid4().hex[:8]}"
    rows(f"{server}/postgres", f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    rows(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def test_database_elsewhere(house, database_url):
    house.variables["DATABASE_URL"] = database_url
    house.start()
    assert set(house.pids) == CHILDREN - {"postgres"} and house.get("") == {}
    assert rows(database_url, "SELECT count(*) FROM note") == [(0,)]
    assert house.stop() == 0
    assert rows(database_url, "SELECT 1") == [(1,)]


def test_redis_elsewhere(house):
    house.variables["REDIS_URL"] = os.environ["REDIS_URL"]
    house.start()
    assert set(house.pids) == CHILDREN - {"valkey"} and house.get("") == {}
    assert house.stop() == 0
    with Redis.from_url(os.environ["REDIS_URL"]) as redis:
        assert redis.ping()
        redis.flushdb()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_url_that_does_not_answer(house, name):
    scheme, port = ("redis" if name == "REDIS_URL" else "postgresql"), free_port()
    house.variables[name] = f"{scheme}://someone:hidden@127.0.0.1:{port}/0"
    sentence = house.refuse()
    assert f"{name} is set, but" in sentence and f"127.0.0.1:{port}" in sentence and "does not answer" in sentence
    assert "hidden" not in house.text and not house.pids


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_url_with_a_wrong_password(house, name):
    scheme, _, rest = os.environ[name].partition("://")
    user = rest.partition(":")[0]
    house.variables[name] = f"{scheme}://{user}:hidden@{rest.rpartition('@')[2]}"
    sentence = house.refuse()
    assert f"{name} is set, but" in sentence and "does not accept" in sentence
    assert "hidden" not in house.text and not house.pids


def test_database_that_is_not_there(house):
    house.variables["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + "/nowhere"
    assert "has no such database or account" in house.refuse()
