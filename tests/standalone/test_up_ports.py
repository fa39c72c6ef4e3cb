"""Ports that are taken by somebody else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from praxia.standalone.ports import LOOPBACK, port_choose, port_is_free


def test_it_works():
    port = port_choose()
    assert port_is_free(port) and port_choose(port) == port


def test_taken_port_is_not_chosen():
    with socket.create_server((LOOPBACK, 0)) as stranger:
        taken = stranger.getsockname()[1]
        assert not port_is_free(taken)
        assert port_choose(taken) != taken


def test_port_of_the_other_engine_is_not_chosen():
    port = port_choose()
    assert port_choose(port, but_not={port}) != port


def test_recorded_port_taken_by_a_stranger(house):
    before = house.state.ports
    with socket.create_server((LOOPBACK, before["postgres"])), socket.create_server((LOOPBACK, before["valkey"])):
        house.start()
        assert house.state.ports["postgres"] != before["postgres"]
        assert house.state.ports["valkey"] != before["valkey"]
        assert house.get("") == {}


def test_usual_web_port_taken(house):
    """Then the one of the last time is used, if there was one, so that bookmarks stay good."""
    with usual_port_taken():
        house.start("--host", LOOPBACK)
    assert house.state.address == f"http://{LOOPBACK}:{house.state.ports['web']}/"
    assert "Port 8000 is taken" in house.text and house.get("") == {}


def test_web_port_of_the_last_time_taken_too(house):
    before = house.state.ports["web"]
    with usual_port_taken(), socket.create_server((LOOPBACK, before)):
        house.start("--host", LOOPBACK)
    assert house.state.ports["web"] not in (before, 8000) and house.get("") == {}


@contextmanager
def usual_port_taken() -> Iterator[None]:
    """By us, unless somebody else has it anyway."""
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            stranger.bind((LOOPBACK, 8000))
            stranger.listen()
        yield
