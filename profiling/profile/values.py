"""Values of a profile as they are stored and as they are shown, by key. Some stand on the account, where every app reads them."""

from __future__ import annotations

from datetime import date
from typing import Any

from profiling.profile.born import Born
from profiling.profile.models import HealthProfile, today
from profiling.profile.records import BORN, OF_PERSON, Units

_COLUMNS = {"weight": "weight_kg", "height": "height_cm"}
EMPTY: dict[str, Any] = {
    "preferred_language": "en",
    "time_zone": "UTC",
    "units": Units.METRIC.value,
    "weight": None,
    "height": None,
    "pregnant": None,
    "emergency_contact": None,
    "allergies": [],
    "conditions": [],
    "medications": [],
}


def kept_as(key: str) -> str:
    """The key under which a value and its origin are kept: the three ways to tell an age are one value."""
    return "age" if key in BORN else key


def read(profile: HealthProfile, key: str) -> Any:
    """As stored, in JSON: of an age the first and the last possible date of birth."""
    key = kept_as(key)
    if key == "age":
        born = profile.born
        return [born.first.isoformat(), born.last.isoformat()] if born else None
    if key.startswith("wellness."):
        return profile.wellness.get(key.removeprefix("wellness."))
    value = getattr(profile.user if key in OF_PERSON else profile, _COLUMNS.get(key, key))
    return None if value == "" else value


def write(profile: HealthProfile, key: str, value: Any) -> None:
    """Put a stored value (or None: nothing said) into its place; saving is the caller's."""
    key = kept_as(key)
    if key == "age":
        profile.born_first, profile.born_last = map(date.fromisoformat, value) if value else (None, None)
    elif key.startswith("wellness."):
        name = key.removeprefix("wellness.")
        kept = {other: old for other, old in profile.wellness.items() if other != name}
        profile.wellness = kept if value is None else {**kept, name: value}
    else:
        value = EMPTY.get(key, "") if value is None else value
        setattr(profile.user if key in OF_PERSON else profile, _COLUMNS.get(key, key), value)


def is_empty(key: str, value: Any) -> bool:
    return value is None or value == EMPTY.get(kept_as(key), "")


def shown(key: str, stored: Any) -> Any:
    """What a stored value is to its reader, by the key that was asked for."""
    if key not in BORN or not stored:
        return stored
    born = Born(*map(date.fromisoformat, stored))
    if key == "birth_date":
        return born.first.isoformat() if born.is_exact else None
    return born.year if key == "birth_year" else born.age(today())
