"""A word as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """`norm` is lower case with contractions opened; `start` and `end` are places in the original text."""

    norm: str
    start: int
    end: int

    @property
    def number(self) -> float | None:
        return float(self.norm) if self.norm[:1].isdecimal() and self.norm.count(".") <= 1 else None
