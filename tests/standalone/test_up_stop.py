"""A stop leaves no process and no port behind."""

from __future__ import annotations

import os
import signal
import socket
import time

import pytest

from praxia.standalone.ports import port_is_free
from praxia.standalone.processes import group_alive, is_alive
from tests.standalone.house import House, until


def nothing_left(house: House) -> bool:
    return not any(map(group_alive, house.seen)) and all(map(port_is_free, house.state.ports.values()))


def test_ctrl_c(running):
    assert running.stop() == 0
    assert running.text.rstrip().endswith("Stopped.")
    assert nothing_left(running)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_mean_the_same(running, number):
    assert running.stop(number) == 0
    assert nothing_left(running)


def test_ctrl_c_while_starting(house):
    house.begin()
    until(lambda: house.state.processes.get("supervisor", (0,))[0] == house.process.pid and "valkey" in house.pids)
    assert house.stop() == 0
    assert nothing_left(house)


def test_running_work_may_finish(running):
    dawdle(running)
    os.kill(running.process.pid, signal.SIGINT)
    until(lambda: "Warm shutdown" in running.text)
    assert is_alive(running.pids["talk"]) and is_alive(running.pids["postgres"])


def test_second_ctrl_c_shortens_the_wait(running):
    dawdle(running)
    os.kill(running.process.pid, signal.SIGINT)
    until(lambda: "Warm shutdown" in running.text)
    began = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - began < 60  # of the ten minutes
    assert nothing_left(running)
    assert "database system is shut down" in running.text and "ready to exit" in running.text


def test_what_a_child_started_goes_too(house):
    house.variables["LLM_MODEL"] = "leave-a-child"
    grandchild = house.start().get("shown")["child"]
    assert is_alive(grandchild)
    house.stop()
    assert not is_alive(grandchild)


def test_closed_terminal_does_not_stop_the_stop(house):
    reader, writer = socket.socketpair()
    with reader, writer:
        house.begin(terminal=writer.fileno())
        heard = b""
        while b"Praxia is ready" not in heard:
            heard += reader.recv(4096)
    house.seen |= set(house.pids.values())
    assert house.stop(signal.SIGHUP) == 0
    assert nothing_left(house)


def dawdle(house: House) -> None:
    """Let the talk worker begin something that lasts ten minutes."""
    from celery import Celery
    from redis import Redis

    with Celery(broker=house.redis_url) as app, Redis.from_url(house.redis_url) as redis:
        app.send_task("dawdle", ["begun"], queue="talk")
        until(lambda: redis.get("begun"))
