"""What somebody sends as values of a profile, made safe and whole, or refused with a sentence for each field."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from praxia.lib.errors import FieldError, Problem, invalid
from praxia.lib.text import clean_text
from profiling.models import Language
from profiling.profile.born import Born, years_before
from profiling.profile.countries import countries, known_zones
from profiling.profile.models import today
from profiling.profile.records import (
    AGE,
    BORN,
    ENTRIES,
    ENTRY_CHARS,
    GENDERS,
    GOAL_CHARS,
    GOALS,
    HEIGHT_CM,
    HISTORY_CHARS,
    SEXES,
    WEIGHT_KG,
    WELLNESS,
    Units,
)

_PHONE = re.compile(r"[+0-9][0-9 ()./\-]{2,31}\Z")
Clean = Callable[[Any, str], Any]


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values by key (see `values`); None clears. Keys that are not of a profile are left out.

    Raises Problem VALIDATION_ERROR that names every field at fault; then nothing may be stored.
    """
    found: dict[str, Any] = {}
    errors: list[FieldError] = []
    for key, value in _flat(values, errors).items():
        try:
            found[key] = None if value is None else _RULES[key](value, key)
        except Problem as problem:
            errors += problem.errors
    if not errors:
        _one_birth(found, errors)
    if errors:
        raise Problem("VALIDATION_ERROR", " ".join(dict.fromkeys(one.detail for one in errors)), errors=errors)
    return found


def _flat(values: Mapping[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    """`wellness` opened: only what is named in it changes, and null clears all of it."""
    flat = {key: value for key, value in values.items() if key in _RULES}
    if "wellness" in values:
        inner = values["wellness"]
        if inner is None:
            inner = dict.fromkeys((*WELLNESS, GOALS))
        if isinstance(inner, Mapping):
            flat |= {f"wellness.{key}": value for key, value in inner.items() if f"wellness.{key}" in _RULES}
        else:
            errors.append(FieldError("wellness", "type", _("Please send an object.")))
    return flat


def _one_birth(found: dict[str, Any], errors: list[FieldError]) -> None:
    """Age, year and date of birth become one range under the first of these keys that was sent."""
    sent = [key for key in reversed(BORN) if key in found]
    told = [found.pop(key) for key in sent]
    ranges = [born for born in told if born is not None]
    if not sent:
        return
    born = ranges[0] if ranges else None
    for other in ranges[1:]:
        born = born and born.also(other)
    if ranges and born is None:
        errors.append(FieldError(sent[-1], "mismatch", _("Age and birth do not fit together. Please check both.")))
        return
    key = next((key for key, value in zip(sent, told, strict=True) if value is not None), sent[-1])
    found[key] = [born.first.isoformat(), born.last.isoformat()] if born else None


# --- One rule per key --------------------------------------------------------------------------------------------------


def _number(value: Any, key: str, *, name: str, bounds: tuple[float, float], unit: str, whole: bool = False) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and math.isnan(value))
    ):
        raise invalid(key, _("%s must be a number.") % name, code="type")
    least, most = bounds
    if not least <= value <= most:
        words = _("%(name)s must be between %(least)s and %(most)s%(unit)s.")
        told = words % {"name": name, "least": f"{least:g}", "most": f"{most:g}", "unit": unit}
        raise invalid(key, told, code="min_value" if value < least else "max_value")
    if whole and value != int(value):
        raise invalid(key, _("%s must be a whole number.") % name, code="invalid")
    return int(value) if whole else round(float(value), 2)


def _age(value: Any, key: str) -> Born:
    years = _number(value, key, name=_("Age"), bounds=AGE, unit="", whole=True)
    return Born.with_age(int(years), today())


def _birth_year(value: Any, key: str) -> Born:
    bounds = (today().year - AGE[1], today().year - AGE[0])
    return Born.in_year(int(_number(value, key, name=_("The year of birth"), bounds=bounds, unit="", whole=True)))


def _birth_date(value: Any, key: str) -> Born:
    try:
        day = date.fromisoformat(clean_text(value, max_chars=10, field=key))
    except ValueError:
        raise invalid(key, _("Please write the date of birth as year-month-day, such as 1992-05-17.")) from None
    first, last = years_before(today(), AGE[1] + 1), years_before(today(), AGE[0])
    if not first < day <= last:
        raise invalid(
            key,
            _("The date of birth must make an age between %d and %d years.") % AGE,
            code="min_value" if day <= first else "max_value",
        )
    return Born.on(day)


def _choice(value: Any, key: str, *, choices: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise invalid(key, _("Please choose one of: %s.") % ", ".join(choices), code="invalid_choice")
    return value


def _yes_no(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(key, _("Please answer yes or no."), code="type")
    return value


def _text(value: Any, key: str, *, most: int) -> str | None:
    return clean_text(value, max_chars=most, min_chars=0, field=key) or None


def _country(value: Any, key: str) -> str | None:
    code = clean_text(value, max_chars=2, min_chars=0, field=key).upper()
    if code and code not in countries():
        raise invalid(key, _("Please use the two-letter code of a country, such as FR."), code="invalid_choice")
    return code or None


def _time_zone(value: Any, key: str) -> str | None:
    zone = clean_text(value, max_chars=64, min_chars=0, field=key)
    if zone and zone not in known_zones():
        raise invalid(key, _("Please name a time zone such as Africa/Nairobi."), code="invalid_choice")
    return zone or None


def split(text: str) -> list[str]:
    """Entries that were written in one line, between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _entries(value: Any, key: str) -> list[Any]:
    found = (
        split(clean_text(value, max_chars=HISTORY_CHARS, min_chars=0, field=key)) if isinstance(value, str) else value
    )
    if not isinstance(found, list):
        raise invalid(key, _("Please send a list, or a text with commas between the entries."), code="type")
    if len(found) > ENTRIES:
        raise invalid(key, _("Please keep to %d entries.") % ENTRIES, code="max_length")
    return found


def _names(value: Any, key: str) -> list[str] | None:
    named = [clean_text(one, max_chars=ENTRY_CHARS, min_chars=0, field=key) for one in _entries(value, key)]
    return list({one.casefold(): one for one in reversed(named) if one}.values())[::-1]


def _medications(value: Any, key: str) -> list[dict[str, Any]]:
    found = [_medication(one if isinstance(one, Mapping) else {"name": one}, key) for one in _entries(value, key)]
    if any(one["dose"] and not one["name"] for one in found):
        raise invalid(key, _("Please write the name of the medicine beside its dose."))
    return [one for one in found if one["name"]]


def _medication(value: Mapping[str, Any], key: str) -> dict[str, Any]:
    as_needed = value.get("as_needed", False)
    return {
        "name": clean_text(value.get("name"), max_chars=ENTRY_CHARS, min_chars=0, field=key),
        "dose": clean_text(value.get("dose") or "", max_chars=ENTRY_CHARS, min_chars=0, field=key),
        "as_needed": False if as_needed is None else _yes_no(as_needed, key),
    }


def _contact(value: Any, key: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise invalid(key, _("Please send an object with name and phone."), code="type")
    phone = clean_text(value.get("phone"), max_chars=32, field=f"{key}.phone")
    if not _PHONE.match(phone):
        raise invalid(f"{key}.phone", _("Please write the telephone number with digits, such as +254 700 000000."))
    return {
        "name": clean_text(value.get("name"), max_chars=150, field=f"{key}.name"),
        "phone": phone,
        "relationship": clean_text(
            value.get("relationship") or "", max_chars=60, min_chars=0, field=f"{key}.relationship"
        ),
    }


_RULES: dict[str, Clean] = {
    "full_name": partial(_text, most=150),
    "age": _age,
    "birth_year": _birth_year,
    "birth_date": _birth_date,
    "gender": partial(_choice, choices=GENDERS),
    "sex": partial(_choice, choices=SEXES),
    "pregnant": _yes_no,
    "weight": partial(_number, name="Weight", bounds=WEIGHT_KG, unit=" kg"),
    "height": partial(_number, name="Height", bounds=HEIGHT_CM, unit=" cm"),
    "country": _country,
    "time_zone": _time_zone,
    "units": partial(_choice, choices=tuple(Units)),
    "preferred_language": partial(_choice, choices=tuple(Language.values)),
    "allergies": _names,
    "conditions": _names,
    "medications": _medications,
    "medical_history": partial(_text, most=HISTORY_CHARS),
    **{f"wellness.{key}": partial(_choice, choices=choices) for key, choices in WELLNESS.items()},
    f"wellness.{GOALS}": partial(_text, most=GOAL_CHARS),
    "emergency_contact": _contact,
}
