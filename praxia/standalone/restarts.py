"""When a child that died is started again, and when enough is enough."""

from __future__ import annotations

from collections import deque

LONGEST_WAIT_S = 30.0
TOO_MANY, WITHIN_S = 5, 60.0


class Restarts:
    """The deaths of one child, in seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._deaths: deque[float] = deque(maxlen=TOO_MANY)
        self._in_a_row = 0
        self.due: float | None = None

    def died(self, now: float) -> None:
        """Plans the next start: after 1, 2, 4 … 30 s. A minute of life makes it begin at 1 again."""
        lived_well = bool(self._deaths) and now - self._deaths[-1] > WITHIN_S
        self._in_a_row = 1 if lived_well else self._in_a_row + 1
        self._deaths.append(now)
        self.due = now + min(LONGEST_WAIT_S, 2.0 ** (self._in_a_row - 1))

    def started(self) -> None:
        self.due = None

    def is_hopeless(self) -> bool:
        """Five deaths within a minute."""
        return len(self._deaths) == TOO_MANY and self._deaths[-1] - self._deaths[0] <= WITHIN_S
