"""Requests to stop: the handlers only count them, the loops look."""

from __future__ import annotations

import signal
import time

HURRY_S = 2.0
_STEP_S = 0.1


class Stopping(Exception):
    """Somebody asked us to stop while something was under way."""


class StopRequests:
    def __init__(self) -> None:
        self.count = 0
        self._hurried_at: float | None = None

    def listen(self) -> None:
        """Ctrl-C, a service manager's TERM and a closed terminal mean the same."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.ask())

    def ask(self) -> None:
        self.count += 1
        if self.count == 2:
            self._hurried_at = time.monotonic()

    def pause(self, seconds: float) -> None:
        """Errors: Stopping, at once, when we were asked to stop."""
        until = time.monotonic() + seconds
        while True:
            if self.count:
                raise Stopping
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _STEP_S))

    def deadline(self, began: float, patience_s: float) -> float:
        """The end of patience with children that were asked to stop at `began`; after a second request at most 2 s.

        Counted for each stage anew: an engine that got no time at all would lose its last second of writes.
        """
        planned = began + patience_s
        return planned if self._hurried_at is None else min(planned, max(began, self._hurried_at) + HURRY_S)
