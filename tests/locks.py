"""Two that want the same rows in the same moment, in an order that the test chooses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils.module_loading import import_string

from tests.live import wait_for

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
PATIENCE_S = 60


def interleaved(
    monkeypatch: pytest.MonkeyPatch, first: Callable[[], Any], second: Callable[[], Any], *, at: str
) -> tuple[Any, Any]:
    """`first` goes until it calls the function `at`; then `second`, until it waits for a lock; then both to their ends."""
    there, go_on, held = threading.Event(), threading.Event(), import_string(at)

    def hold(*args: Any, **named: Any) -> Any:
        there.set()
        assert go_on.wait(PATIENCE_S)
        return held(*args, **named)

    monkeypatch.setattr(at, hold)
    with ThreadPoolExecutor(2) as pool:
        begun = pool.submit(_with_its_own_connection, first)
        assert there.wait(PATIENCE_S)
        other = pool.submit(_with_its_own_connection, second)
        try:
            wait_for(lambda: _waiting() or other.done(), what="the second to wait for the first")
        finally:
            go_on.set()
        return begun.result(PATIENCE_S), other.result(PATIENCE_S)


def _with_its_own_connection(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connection.close()


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return bool(cursor.fetchone()[0])
