"""The five levels of urgency. Combining levels is `max`: nothing that comes later can lower one."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering


@total_ordering
class Level(Enum):
    """How soon help is needed, least urgent first. Ordered; `.value` is the word that the API and the YAML use."""

    SELF_CARE = "self_care"
    ROUTINE = "routine"
    SAME_DAY = "same_day"
    ED_NOW = "ed_now"
    CALL_NOW = "call_now"

    rank: int  # 0 for self-care up to 4 for an ambulance

    def __init__(self, _: str) -> None:
        self.rank = len(self.__class__.__members__)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Level):
            return NotImplemented
        return self.rank < other.rank


EMERGENCY = (Level.ED_NOW, Level.CALL_NOW)
