"""Close codes that Daphne would not send.

RFC 6455 gives 1009 (too large) and 1011 (our error) to servers. Autobahn's `sendClose` refuses all standard codes but 1000
with an exception inside the application's own `close`: the client learned another code, or nothing at all. And a server that
stops cut its sockets off, where 1001 tells a client to come back.
"""

from __future__ import annotations

from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor, task  # Daphne has chosen the reactor by now

GOING_AWAY, FAREWELL_S = 1001, 0.1
_kill_all_applications = Server.kill_all_applications


def allow_standard_codes() -> None:
    """For this process; called where Daphne loads the application, before it serves."""
    WebSocketProtocol.serverClose = _close
    Server.kill_all_applications = _leave


def _close(self: Any, code: int | None = None) -> None:
    self.sendCloseFrame(code=1000 if code is None else code)


def _leave(self: Any) -> Any:
    for line in list(self.connections):
        if isinstance(line, WebSocketProtocol) and line.state == WebSocketProtocol.STATE_OPEN:
            line.sendCloseFrame(code=GOING_AWAY)
    return task.deferLater(reactor, FAREWELL_S, _kill_all_applications, self)  # the frames have yet to be written
