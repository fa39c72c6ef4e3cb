"""Shares with honest bounds, and plain tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

_Z = 1.959964  # two-sided 95 %


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927, J Am Stat Assoc 22:209). (0, 1) when nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share, square = hits / total, _Z * _Z
    middle = share + square / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, (middle - spread) / (1 + square / total)), min(1.0, (middle + spread) / (1 + square / total))


def told(hits: int, total: int) -> str:
    """ "24 of 26 = 92.3 % [75.9, 97.9]"."""
    if total == 0:
        return "0 of 0"
    low, high = wilson(hits, total)
    return f"{hits} of {total} = {100 * hits / total:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns in line, the first row a heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
