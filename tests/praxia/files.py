"""The files of this checkout that are ours: what git has, plus what is new and not ignored."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def _all() -> tuple[Path, ...]:
    words = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())


def ours(folder: str, pattern: str = "*") -> list[Path]:
    """Files below this folder of the checkout (`.` for all) whose names fit."""
    below = (ROOT / folder).resolve()
    return [path for path in _all() if path.is_relative_to(below) and path.match(pattern)]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
