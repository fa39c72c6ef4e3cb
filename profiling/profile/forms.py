"""Texts of forms, as pages and multipart requests send them, made into the values that JSON would have held.

Nothing is judged here: a text that is no number stays one, and the service says what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from profiling.profile.models import HealthProfile
from profiling.profile.records import BORN, ENTRIES, KEYS, Units
from profiling.profile.sections import Field, Section, names_of, texts
from profiling.profile.units import cm_of, kg_of

_NUMBERS = ("age", "birth_year", "weight", "height")
_OBJECTS = ("wellness", "emergency_contact", "allergies", "conditions", "medications")
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def sent_values(data: Mapping[str, str]) -> dict[str, Any]:
    """Of a multipart request: its own keys alone, lists and objects as JSON, an empty text for null."""
    named = (*KEYS, *BORN, "wellness")
    found = {key: value_of(key, data[key]) for key in named if key in data}
    dotted = {key.removeprefix("wellness."): found.pop(key) for key in list(found) if key.startswith("wellness.")}
    return found | ({"wellness": dotted} if dotted else {})


def page_values(section: Section, profile: HealthProfile, data: Mapping[str, str]) -> dict[str, Any]:
    """What was changed in the form of a section: what was left as it stood keeps its origin, and its last decimal."""
    held = texts(section.fields, profile)
    changed = [one for one in section.fields if any(_text(data, name) != held[name] for name in names_of(one, held))]
    found = sent_values({one.key: data.get(one.key, "") for one in changed})
    if found.get("birth_date"):
        found.pop("age", None)
    for field in changed:
        if field.kind == "contact":
            found["emergency_contact"] = _contact(data)
        elif field.kind == "medicines":
            found["medications"] = _medicines(data)
        elif field.kind == "entries":
            found[field.key] = _entries(_text(data, field.key), held[field.key])
    return found | (_imperial(changed, data) if profile.units == Units.IMPERIAL else {})


def _text(data: Mapping[str, str], name: str) -> str:
    return data.get(name, "").strip().replace("\r\n", "\n")


def _entries(text: str, held: str) -> list[str]:
    """A line each; commas part what is new, but not what is known with a comma in it."""
    known = held.split("\n")
    return [part for line in text.split("\n") for part in ([line] if line in known else line.split(","))]


def _contact(data: Mapping[str, str]) -> dict[str, str] | None:
    contact = {name: _text(data, f"contact_{name}") for name in ("name", "phone", "relationship")}
    return contact if any(contact.values()) else None


def _medicines(data: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = [
        {
            "name": _text(data, f"medicine_{row}_name"),
            "dose": _text(data, f"medicine_{row}_dose"),
            "as_needed": bool(data.get(f"medicine_{row}_needed")),
        }
        for row in range(ENTRIES)
    ]
    return [row for row in rows if row["name"] or row["dose"]]


def value_of(key: str, text: str) -> Any:
    text = text.strip()
    if not text:
        return [] if key in ("allergies", "conditions", "medications") else None
    if key in _NUMBERS:
        return _number(text)
    if key == "pregnant":
        return _YES_NO.get(text.lower(), text)
    if key in _OBJECTS and text[0] in "[{":
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text.replace("\r\n", "\n").replace("\n", ",") if key in _OBJECTS else text


def _number(text: str) -> float | int | str:
    """A comma is a decimal point to half of the world."""
    try:
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number
    except (ValueError, OverflowError):
        return text


def _imperial(changed: Sequence[Field], data: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    kinds = {field.kind for field in changed}
    if "weight" in kinds:
        pounds = value_of("weight", data.get("weight_lb", ""))
        found["weight"] = kg_of(pounds) if isinstance(pounds, int | float) else pounds
    if "height" in kinds:
        feet, inches = (value_of("height", data.get(name, "")) for name in ("height_ft", "height_in"))
        if feet is None and inches is None:
            found["height"] = None
        elif isinstance(feet or 0, int | float) and isinstance(inches or 0, int | float):
            found["height"] = cm_of(feet or 0, inches or 0)
        else:
            found["height"] = f"{feet} {inches}"
    return found
