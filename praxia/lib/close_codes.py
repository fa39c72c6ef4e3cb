"""Close codes that Daphne would not send.

RFC 6455 gives 1009 (too large) and 1011 (our error) to servers. Autobahn's `sendClose` refuses all standard codes but 1000
with an exception inside the application's own `close`: the client learned another code, or nothing at all. And a server that
stops cut its sockets off, where 1001 tells a client to come back.

A socket on which nothing was heard for two minutes, no frame, ping or pong, is closed with 4408. Daphne sends the pings, but
it dropped the line half a minute after one that was not answered, without a word.
"""

from __future__ import annotations

import time
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor, task  # Daphne has chosen the reactor by now

GOING_AWAY, FAREWELL_S = 1001, 0.1
SILENT, SILENCE_S = 4408, 120.0
_kill_all_applications = Server.kill_all_applications


def allow_standard_codes() -> None:
    """For this process; called where Daphne loads the application, before it serves."""
    WebSocketProtocol.serverClose = _close
    Server.kill_all_applications = _leave
    _hear(WebSocketProtocol)


def _close(self: Any, code: int | None = None) -> None:
    self.sendCloseFrame(code=1000 if code is None else code)


def _leave(self: Any) -> Any:
    for line in list(self.connections):
        if isinstance(line, WebSocketProtocol) and line.state == WebSocketProtocol.STATE_OPEN:
            line.sendCloseFrame(code=GOING_AWAY)
    return task.deferLater(reactor, FAREWELL_S, _kill_all_applications, self)  # the frames have yet to be written


def _hear(protocol: Any) -> None:
    """Note when something came, whatever it was; Daphne asks each line every two seconds whether its time is up."""
    for name in ("onMessageBegin", "onMessageFrameData", "onPing", "onPong"):
        setattr(protocol, name, _noted(getattr(protocol, name)))
    opened, check = protocol.onOpen, protocol.check_timeouts

    def on_open(self: Any) -> None:
        self.autoPingTimeout = 0
        self.last_heard = time.monotonic()
        opened(self)

    def check_timeouts(self: Any) -> None:
        check(self)
        if self.state == protocol.STATE_OPEN and time.monotonic() - self.last_heard > SILENCE_S:
            self.sendCloseFrame(code=SILENT)

    protocol.onOpen, protocol.check_timeouts = on_open, check_timeouts


def _noted(call: Any) -> Any:
    def noted(self: Any, *args: Any) -> Any:
        self.last_heard = time.monotonic()
        return call(self, *args)

    return noted
