"""What is killed comes back, and what was saved is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from redis import Redis, RedisError

from praxia.standalone.database import rows
from praxia.standalone.processes import is_alive
from tests.standalone.house import CHILDREN, ROOT, House, checkout_copy, until

ORPHANS = Path(__file__).parent / "orphans.py"


@pytest.fixture(scope="module")
def shared(first_start):
    """One house for all that it must survive."""
    house = House(checkout_copy(first_start, first_start.parent / "shared"))
    try:
        yield house.start()
    finally:
        house.end()


def kill(house: House, name: str) -> None:
    """And wait until another process has its place."""
    before = house.pids[name]
    os.kill(before, signal.SIGKILL)
    until(lambda: house.pids[name] != before and is_alive(house.pids[name]))
    house.seen |= set(house.pids.values())
    assert f"{name} ended unexpectedly (signal 9)" in house.text


def answers(question, *errors: type[Exception]):
    try:
        return question()
    except errors:
        return None


def test_web_comes_back_and_refuses_nobody_meanwhile(shared):
    before = shared.pids["web"]
    os.kill(before, signal.SIGKILL)
    until(lambda: not is_alive(before))
    assert shared.get("") == {}
    kill(shared, "web")


@pytest.mark.parametrize("name", ["talk", "work", "beat"])
def test_worker_comes_back(shared, name):
    kill(shared, name)


def test_postgres_comes_back_with_every_row(shared):
    rows(shared.database_url, "INSERT INTO note SELECT 'kept' FROM generate_series(1, 340)")
    kill(shared, "postgres")
    count = "SELECT count(*) FROM note WHERE text = 'kept'"
    assert until(lambda: answers(lambda: rows(shared.database_url, count), psycopg.Error)) == [(340,)]


def test_valkey_comes_back_with_every_write(shared):
    with Redis.from_url(shared.redis_url, decode_responses=True) as redis:
        redis.set("note", "kept")
        kill(shared, "valkey")
        assert until(lambda: answers(lambda: redis.get("note"), RedisError)) == "kept"


def test_worker_goes_on_after_valkey(shared):
    kill(shared, "valkey")
    with Redis.from_url(shared.redis_url) as redis, Celery(broker=shared.redis_url) as app:
        until(lambda: answers(redis.ping, RedisError))
        redis.delete("answered")
        app.send_task("answer", ["answered"], queue="talk")
        until(lambda: redis.get("answered"))


def test_supervisor_killed_takes_its_children_along(running):
    running.process.kill()
    until(lambda: not any(map(is_alive, running.pids.values())))


def test_start_after_the_supervisor_was_killed(running):
    rows(running.database_url, "INSERT INTO note VALUES ('before')")
    before = running.pids
    running.process.kill()
    running.process.wait()
    running.start()
    assert rows(running.database_url, "SELECT text FROM note") == [("before",)]
    assert not any(map(is_alive, before.values()))
    assert set(running.pids) == CHILDREN and not set(before.values()) & set(running.pids.values())


def test_orphans_of_a_killed_supervisor_are_stopped_first(house):
    """Where the kernel tells nobody of a parent's death, the engines still run at the next start."""
    orphans = orphaned_engines(house)
    house.start()
    assert "Stopped what it left running" in house.text
    assert not any(map(is_alive, orphans))


def test_stranger_with_a_recorded_pid_is_left_alone(house):
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        state = house.state
        state.processes["web"] = (stranger.pid, "another boot:1")
        state.save()
        house.start()
        assert is_alive(stranger.pid)
        stranger.kill()


def test_child_that_keeps_dying_stops_everything(house):
    house.variables["LLM_MODEL"] = "die"
    house.begin()
    assert house.process.wait(240) == 1
    assert "web ended 5 times within a minute" in house.text
    assert house.text.rstrip().endswith("I cannot.")


def orphaned_engines(house: House) -> list[int]:
    subprocess.run([sys.executable, ORPHANS, house.folder], check=True, env={"PYTHONPATH": str(ROOT)})
    house.seen |= {house.pids["postgres"], house.pids["valkey"]}
    return [house.pids["postgres"], house.pids["valkey"]]
