"""What the rules find."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute

# Where a value comes from decides how sure it is; below CONFIRM it is asked again before it counts.
QUICK, PATTERN, BARE, LEXICON, INFERRED = 1.0, 0.9, 0.8, 0.7, 0.5
CONFIRM = 0.6


@dataclass(frozen=True, slots=True)
class Slot:
    """One value. `quote` is the part of the person's own text that carries it; `explicit`: said in order to correct."""

    field: str
    value: int | str
    confidence: float
    quote: str = attribute(repr=False)
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """`slots` by field. `declined`: fields that the person would rather not talk about."""

    slots: dict[str, Slot] = attribute(default_factory=dict)
    declined: tuple[str, ...] = ()
