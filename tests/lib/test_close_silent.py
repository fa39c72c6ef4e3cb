"""A socket on which nothing is heard ends with 4408; the pings that are answered keep it."""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import Child
from tests.ports import free_port

UPGRADE = (
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
PING, PONG, CLOSE = 9, 10, 8


class Line:
    """A client that answers nothing by itself."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.sendall(UPGRADE.encode())
        self._file = self._socket.makefile("rb")
        while self._file.readline().strip():
            pass

    def frame(self) -> tuple[int, bytes]:
        first, length = self._file.read(2)
        return first & 15, self._file.read(length)

    def send(self, opcode: int, payload: bytes) -> None:
        self._socket.sendall(struct.pack("BB4x", 0x80 | opcode, 0x80 | len(payload)) + payload)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    port = free_port()
    argv = [sys.executable, "-m", "tests.lib.silent_server", str(port)]
    server = Child("silent", argv, env=dict(os.environ), folder=tmp_path_factory.mktemp("silent"), ready="ready")
    server.wait_ready()
    yield port
    server.end()


def test_it_works(port):
    line, began = Line(port), time.monotonic()
    frames = [line.frame()]
    while frames[-1][0] == PING:
        frames.append(line.frame())
    assert len(frames) > 1 and frames[-1][0] == CLOSE
    assert struct.unpack(">H", frames[-1][1])[0] == 4408
    assert time.monotonic() - began > 4.9


def test_who_is_heard_stays(port):
    """By an answer to a ping, a ping, a text: each alone keeps its line."""

    def speak(opcode):
        line, began = Line(port), time.monotonic()
        while time.monotonic() - began < 8:
            kind, payload = line.frame()
            assert kind in (PING, PONG)
            if kind == PING:
                line.send(opcode, payload if opcode == PONG else b"here")
        return opcode

    with ThreadPoolExecutor(3) as lines:
        assert list(lines.map(speak, (PONG, PING, 1))) == [PONG, PING, 1]
