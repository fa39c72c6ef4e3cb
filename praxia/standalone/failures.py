"""What can go wrong below us, as sentences for the person at the terminal."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

WITHOUT_ENGINES = "set DATABASE_URL and REDIS_URL to servers of your own, or use Docker Compose"


class StandaloneError(Exception):
    """What is wrong and what to do about it; printed alone, without a traceback."""


def explain(lines: Sequence[str], *, engine: str, folder: Path) -> StandaloneError | None:
    """The sentence for a failure that an engine's own log names, or None for one that we do not know."""
    text = "\n".join(lines)
    for pattern, sentence in _KNOWN:
        if found := re.search(pattern, text):
            missing = found.group(1) if found.groups() else ""
            free = f"{shutil.disk_usage(folder).free / 1e9:.1f}"
            return StandaloneError(sentence.format(engine=engine, folder=folder, found=missing, free=free))
    return None


def unready(engine: str, lines: Sequence[str], *, log: Path) -> StandaloneError:
    """An engine that gave up or never answered, for a reason that is not in our list."""
    tail = "\n".join(f"    {line}" for line in lines) or "    (it wrote nothing)"
    return StandaloneError(f"{engine} did not start. The end of its log, which is {log}:\n{tail}")


# Searched in this order: a full disk makes an engine say many other things as well.
_KNOWN = (
    (
        r"No space left on device|Disk quota exceeded|not enough space",
        "The disk is full: {free} GB are free at {folder} and Praxia needs 1 GB. "
        "Free some space, or choose another folder with PRAXIA_DATA_DIR.",
    ),
    (
        r"could not resize shared memory segment",
        "{engine} found no room in shared memory. In a container, start it with --shm-size=256m; or set "
        "dynamic_shared_memory_type=mmap in {folder}/postgres/postgresql.auto.conf.",
    ),
    (
        r"error while loading shared libraries: ([^:\s]+)",
        "{engine} cannot run here because the library {found} is missing. Install it, or " + WITHOUT_ENGINES + ".",
    ),
    (
        r"version `([^']+)' not found",
        "{engine} cannot run here because this system is too old for it ({found} is missing). "
        "Use a newer system, or " + WITHOUT_ENGINES + ".",
    ),
    (
        r"(?i)exec format error|cannot execute binary file",
        "{engine} was built for another kind of processor. Please " + WITHOUT_ENGINES + ".",
    ),
    (
        r"Bad file format reading the append only file",
        "Valkey cannot read its log of writes in {folder}/valkey/appendonlydir. Keep a copy of that folder before you "
        "repair it with valkey-check-aof --fix; it holds only work in progress, what people saved is in PostgreSQL.",
    ),
    (
        r"(?i)permission denied|operation not permitted",
        "{engine} may not write to {folder}. Give that folder back to the account that owns it, or choose another one "
        "with PRAXIA_DATA_DIR.",
    ),
)
