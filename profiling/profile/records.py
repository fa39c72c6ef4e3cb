"""The words that values of a profile, their origins and what may be done with them are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Where a value came from."""

    TYPED = "typed"
    INTERVIEW = "interview"
    IMPORT = "import"
    CLINICIAN = "clinician"


class Confidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return list(Confidence).index(self)


class Use(StrEnum):
    """What may be done with what a person says and is."""

    LANGUAGE_MODEL = "language_model"
    LANGUAGE_MODEL_PROFILE = "language_model_profile"
    CLINICIAN_REVIEW = "clinician_review"
    RESEARCH_SEARCH = "research_search"


# The operator has set a language model up and the page for making an account says so; everything else waits for a yes.
ALLOWED_AT_FIRST = frozenset({Use.LANGUAGE_MODEL})


class Scope(StrEnum):
    """What of theirs somebody lets another person read."""

    PROFILE = "profile"
    CHAT = "chat"
    XRAY = "xray"
    FITNESS = "fitness"


class Units(StrEnum):
    METRIC = "metric"
    IMPERIAL = "imperial"


GENDERS = ("male", "female", "other")
SEXES = ("female", "male", "intersex")
AGE, WEIGHT_KG, HEIGHT_CM = (1, 130), (1, 500), (30, 272)
HISTORY_CHARS, GOAL_CHARS, ENTRY_CHARS, ENTRIES = 4000, 100, 100, 50

LOW_MEDIUM_HIGH = ("low", "medium", "high")
WELLNESS: dict[str, tuple[str, ...]] = {
    "activityLevel": ("sedentary", "moderate", "active"),
    "dietaryPreference": ("vegetarian", "vegan", "keto", "paleo", "omnivore", "no_preference"),
    "sleepQuality": ("poor", "average", "good"),
    "stressLevel": LOW_MEDIUM_HIGH,
}
GOALS = "healthGoals"

# Three ways to say how old somebody is. They are one value (a range of birth dates) with one origin, kept under `age`.
BORN = ("age", "birth_year", "birth_date")
OF_PERSON = ("full_name", "preferred_language", "country", "time_zone")  # on the account, where every app reads them
KEYS = (
    *("full_name", "age", "gender", "sex", "pregnant", "weight", "height", "country", "time_zone", "units"),
    *("preferred_language", "allergies", "conditions", "medications", "medical_history"),
    *(f"wellness.{key}" for key in (*WELLNESS, GOALS)),
    "emergency_contact",
)


@dataclass(frozen=True)
class Provenance:
    """Where a value came from: `quote` are the person's words, `by` the id of who wrote it when it was not the person."""

    source: Source
    at: datetime
    confidence: Confidence = Confidence.HIGH
    quote: str = ""
    by: str | None = None

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "source": self.source.value,
            "at": self.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "confidence": self.confidence.value,
        }
        return found | ({"quote": self.quote} if self.quote else {}) | ({"by": self.by} if self.by else {})

    @classmethod
    def of(cls, found: dict[str, Any]) -> Provenance:
        return cls(
            Source(found["source"]),
            datetime.fromisoformat(found["at"]),
            Confidence(found["confidence"]),
            found.get("quote", ""),
            found.get("by"),
        )
