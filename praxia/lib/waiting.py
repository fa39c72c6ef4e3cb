"""A request that waits for the end of a piece of work, as its `Prefer` header asks (RFC 7240)."""

from __future__ import annotations

import re
import time

from django.db import connection
from rest_framework.request import Request

from praxia.lib.journal import LAST, Journal

DEFAULT_S, MOST_S = 30, 60
_WAIT = re.compile(r"\bwait=(\d{1,4})\b")


def preferred(request: Request) -> tuple[float, str]:
    """Seconds to wait, and the value for `Preference-Applied`."""
    prefer = request.headers.get("Prefer", "")
    if "respond-async" in prefer:
        return 0.0, "respond-async"
    if asked := _WAIT.search(prefer):
        seconds = min(int(asked[1]), MOST_S)
        return float(seconds), f"wait={seconds}"
    return float(DEFAULT_S), f"wait={DEFAULT_S}"


def wait_for_end(journal: Journal, seconds: float) -> None:
    """Return when the work has ended or the time is up. Holds no database connection."""
    if seconds <= 0:
        return
    connection.close()
    until, after = time.monotonic() + seconds, "0"
    while (left := until - time.monotonic()) > 0:
        for event in journal.read(after, block_ms=max(1, int(min(left, 4) * 1000))):
            if event["type"] in LAST:
                return
            after = event["id"]
