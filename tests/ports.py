"""Ports for the servers of tests."""

from __future__ import annotations

import socket

_held: list[socket.socket] = []


def free_port() -> int:
    """A port of this machine that stays ours until the tests end: also before its server starts, and between a kill and a restart.

    It stays bound, so that the kernel gives it to nobody, neither to a server nor to a line that goes out. Servers may bind
    it beside us, because they ask for SO_REUSEADDR as we do, and alone they listen on it.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    _held.append(held)
    return int(held.getsockname()[1])
