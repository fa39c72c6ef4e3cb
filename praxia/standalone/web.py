"""The web server's door: bound by the supervisor and handed to the server, so that nobody can take it in between.

It also stays open while the server is started again: who knocks in that second waits instead of being refused.
"""

from __future__ import annotations

import socket

from praxia.standalone.failures import StandaloneError

DEFAULT_PORT = 8000


def door_open(host: str, *, wanted: int | None, recorded: int | None) -> socket.socket:
    """On the port asked for or none; else on the usual one, the one of the last time, or any. Errors: StandaloneError."""
    for port in (wanted,) if wanted else (DEFAULT_PORT, recorded or 0, 0):
        try:
            return socket.create_server((host, port), family=_family(host), backlog=512)
        except OSError as error:
            reason = error
    if not wanted:
        raise StandaloneError(f"Nothing can listen on {host} ({reason.strerror}). Name another address with --host.")
    raise StandaloneError(
        f"Port {wanted} on {host} cannot be used ({reason.strerror}). Name another one with --port, or leave it out."
    )


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
