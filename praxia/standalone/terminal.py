"""The terminal: one log of all children, each line with the name of who wrote it."""

from __future__ import annotations

import os
import sys
from typing import TextIO

OURSELVES = "praxia"
_WIDTH = 8


class Terminal:
    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._gone = False

    def say(self, text: str) -> None:
        for line in text.splitlines() or [""]:
            self.show(OURSELVES, line)

    def show(self, name: str, line: str) -> None:
        """A terminal that was closed stops being written to; the log files go on."""
        if self._gone:
            return
        try:
            self._out.write(f"{name:<{_WIDTH}} | {line}\n")
            self._out.flush()
        except OSError:
            self._gone = True
            # What is left in its buffer would fail once more when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
