"""Texts of forms, as pages and multipart requests send them, made into the values that JSON would have held.

Nothing is judged here: a text that is no number stays one, and the service says what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from profiling.profile.records import BORN, KEYS, Units
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


def page_values(data: Mapping[str, str], units: str) -> dict[str, Any]:
    """Of a page's form, where weight and height stand in the units of the person."""
    found = sent_values(data)
    if "contact_name" in data:
        names = ("name", "phone", "relationship")
        contact = {name: data.get(f"contact_{name}", "").strip() for name in names}
        found["emergency_contact"] = contact if any(contact.values()) else None
    if units == Units.IMPERIAL:
        found |= _imperial(data)
    return found


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


def _imperial(data: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "weight_lb" in data:
        pounds = value_of("weight", data["weight_lb"])
        found["weight"] = kg_of(pounds) if isinstance(pounds, int | float) else pounds
    if "height_ft" in data:
        feet, inches = (value_of("height", data.get(name, "")) for name in ("height_ft", "height_in"))
        if feet is None and inches is None:
            found["height"] = None
        elif isinstance(feet or 0, int | float) and isinstance(inches or 0, int | float):
            found["height"] = cm_of(feet or 0, inches or 0)
        else:
            found["height"] = f"{feet} {inches}"
    return found
