"""Reading and writing files of one JSON object a line, and saying exactly which line is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class Unreadable(Exception):
    """Input that cannot be read: tells the file, the line and the reason."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")


def read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of every line that is not empty. Raises Unreadable."""
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Unreadable(path, 0, "no such file") from None
    except (OSError, UnicodeDecodeError):
        raise Unreadable(path, 0, "not a readable UTF-8 file") from None
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise Unreadable(path, number, f"not JSON: {error}") from None
        if not isinstance(row, dict):
            raise Unreadable(path, number, "not a JSON object")
        yield number, row


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def progress(rows: list[Any]) -> Iterator[Any]:
    """The rows, with a bar on a terminal and nothing in a pipe."""
    shown = sys.stderr.isatty()
    for done, row in enumerate(rows, start=1):
        yield row
        if shown:
            filled = 40 * done // len(rows)
            sys.stderr.write(
                f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{len(rows)}" + ("\n" if done == len(rows) else "")
            )
