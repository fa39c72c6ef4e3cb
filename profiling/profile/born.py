"""How old somebody is, as a range of birth dates: an age, a year of birth and a date are the same thing, more or less exact.

So an age grows by itself, and what is told later makes what was told before more exact instead of standing beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = 365.2425


@dataclass(frozen=True)
class Born:
    """Between these two dates, both included."""

    first: date
    last: date

    @classmethod
    def with_age(cls, years: int, today: date) -> Born:
        """Somebody who is this many full years old today."""
        return cls(years_before(today, years + 1) + timedelta(days=1), years_before(today, years))

    @classmethod
    def in_year(cls, year: int) -> Born:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def on(cls, day: date) -> Born:
        return cls(day, day)

    def also(self, other: Born) -> Born | None:
        """What both say; None when they contradict each other."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Born(first, last) if first <= last else None

    @property
    def is_exact(self) -> bool:
        return self.first == self.last

    @property
    def year(self) -> int:
        """The latest that it can have been: this year less the age, as people reckon it."""
        return self.last.year

    @property
    def _likely(self) -> date:
        return self.first + (self.last - self.first) / 2

    def age(self, today: date) -> int:
        """In full years; in the middle of the range where it is not exact."""
        day = self._likely
        return max(0, today.year - day.year - ((today.month, today.day) < (day.month, day.day)))

    def age_years(self, today: date) -> float:
        return max(0.0, (today - self._likely).days / _YEAR)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for a 29th that is not there."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
