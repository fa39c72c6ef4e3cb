"""Processes that a supervisor left behind when it was killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable

from praxia.standalone.processes import group_alive, group_signal, is_alive, started_at

ASKED_S, KILLED_S = 30.0, 5.0


def leftovers_stop(recorded: dict[str, tuple[int, str | None]]) -> list[str]:
    """Stop what is still ours, the engines last and properly; returns their names.

    A recorded number that now belongs to another process is a stranger, and left alone. The kernel has asked them all
    already where it could (`dying_with_parent`), so this mostly waits.
    """
    ours = {name: pid for name, (pid, mark) in recorded.items() if mark and started_at(pid) == mark and is_alive(pid)}
    engines = {name: ours.pop(name) for name in ("valkey", "postgres") if name in ours}
    _stop(ours.values())
    _stop(engines.values())
    return [*ours, *engines]


def _stop(pids: Iterable[int]) -> None:
    groups = [pid for pid in pids if _is_leader(pid)]
    for pid in groups:
        # SIGINT is PostgreSQL's fast stop, and a stop to Valkey. Workers take it as SIGTERM: a warm one.
        os.kill(pid, signal.SIGINT)
    _wait(groups, ASKED_S)
    for pid in groups:
        group_signal(pid, signal.SIGKILL)
    _wait(groups, KILLED_S)


def _is_leader(pid: int) -> bool:
    try:
        return os.getpgid(pid) == pid
    except ProcessLookupError:
        return False


def _wait(groups: list[int], wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while any(group_alive(group) for group in groups) and time.monotonic() < until:
        time.sleep(0.05)
