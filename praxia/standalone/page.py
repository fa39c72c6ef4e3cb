"""The first page, as a browser would ask for it."""

from __future__ import annotations

import socket
from contextlib import suppress

from praxia.standalone.ports import LOOPBACK

_EVERYWHERE = {"0.0.0.0": LOOPBACK, "": LOOPBACK, "::": "::1"}  # noqa: S104  (recognised, never chosen)


class Page:
    """Asked without ever waiting, because children must be watched meanwhile."""

    def __init__(self, host: str, port: int) -> None:
        self._host = _EVERYWHERE.get(host, host)
        self._port = port
        self._asked: socket.socket | None = None
        self._heard = b""

    @property
    def address(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}/"

    def answers(self) -> bool:
        """Whether its status line has come; a refusal counts, an error of the server does not."""
        if self._asked is None:
            self._ask()
        status = self._status()
        return status is not None and status < 500

    def _ask(self) -> None:
        with suppress(OSError):
            self._asked = socket.create_connection((self._host, self._port), timeout=5)
            self._asked.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{self._port}\r\nConnection: close\r\n\r\n".encode())
            self._asked.setblocking(False)

    def _status(self) -> int | None:
        """None while there is none; a connection that ends is followed by another one."""
        try:
            heard = self._asked.recv(4096) if self._asked else b""
        except BlockingIOError:
            return None
        except OSError:
            heard = b""
        self._heard += heard
        line, whole, _ = self._heard.partition(b"\r\n")
        if whole or not heard:
            self._forget()
        return int(line.split()[1]) if whole else None

    def _forget(self) -> None:
        if self._asked:
            self._asked.close()
        self._asked, self._heard = None, b""
