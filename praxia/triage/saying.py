"""What was said, as records: a finding in its context, and one text of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from praxia.triage.measures import Measured
from praxia.triage.people import OTHER, SELF, Cast
from praxia.triage.records import Interaction
from praxia.triage.scenes import CHRONIC, HYPOTHETICAL, NOW, PAST, RECENT, RESOLVED
from praxia.triage.text import Text

DAY_H = 24.0
# Facts that pass, and how long they count (hours); other facts about a person last.
PASSING_FACTS_H = {
    "recent_surgery": 1008.0,
    "postpartum": 1008.0,
    "pregnancy_just_ended": 1008.0,
    "recent_head_injury": 336.0,
    "recent_travel": 4380.0,
    "new_medicine": 1460.0,
    "pregnant": DAY_H,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was said. `start` and `end` are offsets into the text of that turn; `quote` is verbatim.

    `who` is self, other, family, animal or fiction; `when` is now, recent, resolved, past, chronic or hypothetical; `hours` is how
    long ago where the text tells it; `source` is pattern, measure, option or profile; `turn` counts the person's texts from 0.
    """

    id: str
    label: str
    quote: str
    start: int
    end: int
    negated: bool
    who: str
    when: str
    hours: float | None = None
    source: str = "pattern"
    turn: int = 0
    sentence: int = 0
    person: int = 0
    context: bool = False
    lasting: bool = False

    def holds(self, window_h: float) -> bool:
        """Whether it counts for a rule that looks back this many hours (0: now, which includes the last 24 hours)."""
        if self.negated or self.who not in (SELF, OTHER):
            return False
        if self.context:
            return self._fact_holds()
        if self.when in (NOW, CHRONIC):
            return True
        if self.when == RESOLVED:
            return window_h > 0 and (self.hours is None or self.hours <= window_h)
        if self.when not in (RECENT, PAST):
            return False
        return (self.hours if self.hours is not None else inf) <= max(window_h, DAY_H)

    def _fact_holds(self) -> bool:
        if self.when == HYPOTHETICAL:
            return False
        lasting = PASSING_FACTS_H.get(self.id)
        if lasting is None:
            return True
        if self.hours is not None:
            return self.hours <= lasting
        return self.when not in (PAST, RESOLVED)


NAMED, ASKED, GIVEN, USED, TAKEN = "named", "asked", "given", "used", "taken"


@dataclass(frozen=True, slots=True)
class Mention:
    """A medicine that was named, by the words `first` … `past`-1. `how`: only named, asked about, prescribed or one's own, in use,
    or taken within two days.

    `is_kind`: the words name a kind ("a blood thinner"), which may be any medicine of it.
    """

    id: str
    quote: str
    start: int
    end: int
    how: str
    negated: bool
    who: str
    person: int
    turn: int
    sentence: int
    first: int
    past: int
    is_kind: bool = False
    from_profile: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two medicines and the warning about them. `member`: the warning is about this one of a kind that was named."""

    one: Mention
    other: Mention
    interaction: Interaction
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One text of a conversation, read. `named`: conditions that it calls by their name, as findings with the condition's id.

    `leftover`: a part of it tells of a present state that no finding covers."""

    text: Text
    findings: tuple[Finding, ...]
    named: tuple[Finding, ...]
    medicines: tuple[Mention, ...]
    cast: Cast
    measured: tuple[Measured, ...]
    language_supported: bool
    courtesy: bool
    asks_for_information: bool
    leftover: bool
    durations: tuple[str, ...]
