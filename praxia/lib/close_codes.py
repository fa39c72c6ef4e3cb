"""Close codes that Daphne would not send.

RFC 6455 gives 1009 (too large) and 1011 (our error) to servers. Autobahn's `sendClose` refuses all standard codes but 1000
with an exception inside the application's own `close`: the client learned another code, or nothing at all.
"""

from __future__ import annotations

from typing import Any

from daphne.ws_protocol import WebSocketProtocol


def allow_standard_codes() -> None:
    """For this process; called where Daphne loads the application."""
    WebSocketProtocol.serverClose = _close


def _close(self: Any, code: int | None = None) -> None:
    self.sendCloseFrame(code=1000 if code is None else code)
