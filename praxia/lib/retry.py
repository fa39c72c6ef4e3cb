"""When to try again, and when not. Pure: the caller sleeps, counts and knows which errors a retry can heal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

WAITS: Sequence[float] = (1.0, 2.0, 4.0)
ATTEMPTS = 3
LEAST_LEFT_S = 0.5  # an attempt with less time than this cannot succeed


def next_wait(
    attempt: int,
    *,
    left_s: float,
    retry_after: float | None = None,
    waits: Sequence[float] = WAITS,
    attempts: int = ATTEMPTS,
) -> float | None:
    """Seconds to wait after failed attempt number `attempt` (the first is 1), or None: give up.

    `left_s` is what remains of the total deadline; a wait that would leave no time for an attempt is not begun. What
    the service asked for in `Retry-After` goes before the schedule.
    """
    if attempt >= attempts:
        return None
    wait = retry_after or (waits[min(attempt, len(waits)) - 1] if waits else 0.0)
    return wait if wait <= left_s - LEAST_LEFT_S else None


def retry_after_s(header: str | None) -> float | None:
    """Seconds of a `Retry-After` header, which is a number or an HTTP date; None when absent or unreadable."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
