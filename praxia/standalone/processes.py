"""What the operating system knows about processes. Linux; elsewhere the answers are cautious."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")
PR_SET_PDEATHSIG = 1


def started_at(pid: int) -> str | None:
    """A mark of one process: a pid is given again to others, a pid with its start time and boot is not."""
    if fields := _stat(pid):
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}:{fields[19]}"
    return None


def is_alive(pid: int) -> bool:
    """Whether it still runs. A zombie does not, although it answers to kill(pid, 0)."""
    fields = _stat(pid)
    return fields is not None and fields[0] not in "ZX"


def group_alive(group: int) -> bool:
    """Whether any process of this group still runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    if not PROC.is_dir():
        return True
    return any(
        fields[0] not in "ZX" and int(fields[2]) == group
        for entry in PROC.iterdir()
        if entry.name.isdigit() and (fields := _stat(int(entry.name)))
    )


def group_signal(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def dying_with_parent(number: signal.Signals) -> Callable[[], None]:
    """To run in a new child: the kernel sends it `number` when we die, so that kill -9 of us leaves no orphans."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # we died between the fork and the question
            os._exit(1)

    return ask


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; the name before them may hold spaces and brackets."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()
