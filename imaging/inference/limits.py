"""How much a file may ask of us. Each limit is told to people where they choose a file."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """`pixels` are counted in the header before anything is decoded; `unpacked_bytes` bounds archives and deflated data."""

    file_bytes: int = 10 * MIB
    pixels: int = 40_000_000
    unpacked_bytes: int = 200 * MIB
    members: int = 200
    seconds: float = 30.0
    memory_bytes: int = 1536 * MIB


LIMITS = Limits()
