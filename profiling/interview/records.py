"""The seven fields, what may stand in them, and the words that an interview and its states are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MAX_QUESTIONS = 5
ANSWER_CHARS, GOAL_CHARS, SESSION_CHARS = 1000, 100, 64
AGE = (1, 100)
PAGE_SESSION = "page"  # the interview that the page shows; programs choose names of their own

VALUES: Mapping[str, tuple[str, ...]] = {
    "gender": ("male", "female", "other"),
    "activityLevel": ("sedentary", "moderate", "active"),
    "dietaryPreference": ("vegetarian", "vegan", "keto", "paleo", "omnivore", "no_preference"),
    "sleepQuality": ("poor", "average", "good"),
    "stressLevel": ("low", "medium", "high"),
}
FIELDS = ("age", "gender", "activityLevel", "dietaryPreference", "sleepQuality", "stressLevel", "healthGoals")

SURE, FAIR, UNSURE = 0.85, 0.6, 0.5  # from SURE on "high", from FAIR on "medium"; below that it is asked again
TYPED = 1.0

UNDER_AGE, TURN_FAILED = "UNDER_AGE", "TURN_FAILED"
NO_MODEL = "NO_LANGUAGE_MODEL"


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"  # after an urgent notice, until the person goes on
    COMPLETE = "complete"
    ENDED = "ended"  # the questions are used up, the profile is partial


OPEN_STATES = (State.RUNNING, State.PAUSED)


class EventName(StrEnum):
    INIT_PROFILE = "INIT_PROFILE"
    USER_ANSWER = "USER_ANSWER"
    ASSISTANT_QUESTION = "ASSISTANT_QUESTION"
    PROFILE_COMPLETE = "PROFILE_COMPLETE"
    MAX_REPLIES_REACHED = "MAX_REPLIES_REACHED"
    URGENT_NOTICE = "URGENT_NOTICE"
    ERROR = "ERROR"


class Origin(StrEnum):
    SAID = "interview"
    TYPED = "typed"
    PROFILE = "profile"  # known from the health profile when the interview began


@dataclass(frozen=True, slots=True)
class Known:
    """A value with how sure it is (0..1) and the person's words that carry it. `explicit`: said in order to correct."""

    value: int | str
    confidence: float
    quote: str = field(default="", repr=False)
    origin: str = Origin.SAID
    explicit: bool = False

    @property
    def word(self) -> str:
        return "high" if self.confidence >= SURE else "medium" if self.confidence >= FAIR else "low"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an interview knows. Fields that the person would rather leave open are settled without a value."""

    known: Mapping[str, Known] = field(default_factory=dict)
    declined: tuple[str, ...] = ()

    @property
    def unsettled(self) -> list[str]:
        """Fields that are missing or unsure, in the order of asking."""
        return [
            one
            for one in FIELDS
            if one not in self.declined and (one not in self.known or self.known[one].word == "low")
        ]

    @property
    def is_complete(self) -> bool:
        return not self.unsettled


@dataclass(frozen=True, slots=True)
class Heard:
    """What one answer carries. `denied`: what was known of these fields is wrong. `notices` say why no language model read it,
    where that is so."""

    slots: Mapping[str, Known] = field(default_factory=dict)
    declined: tuple[str, ...] = ()
    notices: tuple[dict[str, str], ...] = ()
    denied: tuple[str, ...] = ()
