"""The engines that the tests themselves run on."""

from __future__ import annotations

import os

import psycopg
import redis

from tests.engines import worker_redis_url


def test_it_works():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT '[1,2]'::vector::text").fetchone() == ("[1,2]",)


def test_worker_has_a_block_of_its_own():
    assert worker_redis_url("redis://:secret@127.0.0.1:7000/0", 2).endswith("/16")
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        assert client.ping()


def test_base_is_the_first_of_eight():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    assert os.environ["REDIS_URL"].endswith(f"/{8 * int(worker.removeprefix('gw'))}")
