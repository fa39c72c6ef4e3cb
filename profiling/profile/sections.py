"""The profile as a page shows and asks it: sections of fields, with the words that a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from profiling.profile.countries import countries, zones
from profiling.profile.models import HealthProfile
from profiling.profile.records import AGE, GOALS, HISTORY_CHARS, Confidence, Provenance, Source, Units
from profiling.profile.units import feet_of, pounds_of
from profiling.profile.values import kept_as, read, shown

Choices = tuple[tuple[str, str], ...]

GENDER = (("female", "Woman"), ("male", "Man"), ("other", "Another"))
SEX = (("female", "Female"), ("male", "Male"), ("intersex", "Intersex"))
YES_NO = (("yes", "Yes"), ("no", "No"))
UNITS = (("metric", "Kilograms and centimetres"), ("imperial", "Pounds, feet and inches"))
LANGUAGES = (("en", "English"), ("fr", "Français"), ("es", "Español"))
ACTIVITY = (("sedentary", "Mostly sitting"), ("moderate", "Somewhat active"), ("active", "Very active"))
DIET = (
    ("omnivore", "A bit of everything"), ("vegetarian", "Vegetarian"), ("vegan", "Vegan"), ("keto", "Keto"), ("paleo", "Paleo"),
    ("no_preference", "No preference"),
)  # fmt: skip
SLEEP = (("poor", "Poor"), ("average", "So-so"), ("good", "Good"))
STRESS = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
SURE = {Confidence.HIGH: "", Confidence.MEDIUM: ", fairly sure", Confidence.LOW: ", not sure"}
SOURCES = {
    Source.TYPED: "Written by you",
    Source.INTERVIEW: "From the interview",
    Source.IMPORT: "Imported",
    Source.CLINICIAN: "Written by a clinician",
}


@dataclass(frozen=True)
class Field:
    """`kind` names the part of the template that asks for it."""

    key: str
    label: str
    kind: str = "text"
    help: str = ""
    choices: Choices = ()
    most: int = 150


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    lead: str
    fields: tuple[Field, ...]


def sections() -> tuple[Section, ...]:
    return (
        Section("you", "About you", "Age and sex change what is urgent and what is likely.", (
            Field("full_name", "Name"),
            Field("birth_date", "Date of birth", "date", "With it, your age stays right by itself."),
            Field("age", "Age in years", "number", f"If you would rather not give the date. {AGE[0]} to {AGE[1]}."),
            Field("gender", "Gender", "choice", choices=GENDER),
            Field("sex", "Sex, for medical reasoning", "choice", "What the body is, where medicine makes a difference by it. "
                  "Left open, a gender of woman or man stands for it.", SEX),
            Field("pregnant", "Pregnant", "choice", choices=YES_NO),
        )),
        Section("body", "Body", "", (
            Field("height", "Height", "height"),
            Field("weight", "Weight", "weight"),
            Field("units", "Units", "choice", choices=UNITS),
        )),
        Section("health", "Health", "Some conditions and medicines make a complaint more urgent.", (
            Field("conditions", "Conditions", "entries", "One per line, such as asthma or high blood pressure."),
            Field("medications", "Medicines", "medicines"),
            Field("allergies", "Allergies", "entries", "One per line."),
            Field("medical_history", "Medical history", "long", "Operations, earlier illnesses, whatever else matters.",
                  most=HISTORY_CHARS),
        )),
        Section("living", "Daily life", "", (
            Field("wellness.activityLevel", "Activity", "choice", choices=ACTIVITY),
            Field("wellness.dietaryPreference", "Diet", "choice", choices=DIET),
            Field("wellness.sleepQuality", "Sleep", "choice", choices=SLEEP),
            Field("wellness.stressLevel", "Stress", "choice", choices=STRESS),
            Field(f"wellness.{GOALS}", "Goals", "text", "In a few words, such as: run 10 km.", most=100),
        )),
        Section("place", "Place and language", "The country decides which emergency numbers you are shown.", (
            Field("country", "Country", "select", choices=tuple(countries().items())),
            Field("time_zone", "Time zone", "select", choices=tuple((zone, zone.replace("_", " ")) for zone in zones())),
            Field("preferred_language", "Language", "choice", choices=LANGUAGES),
        )),
        Section("contact", "Emergency contact", "Whom you would want to be called. It is never sent to a language model, and "
                "Praxia calls nobody by itself.", (Field("emergency_contact", "Contact", "contact"),)),
    )  # fmt: skip


def section_named(name: str) -> Section | None:
    return next((one for one in sections() if one.name == name), None)


# --- As words ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One value as it is read: the words, what it rests on, and whether somebody else than the person put it there."""

    label: str
    words: list[str]
    origin: str = ""
    quote: str = ""
    is_open: bool = False


def lines(section: Section, profile: HealthProfile, *, typed: str = SOURCES[Source.TYPED]) -> Iterator[Line]:
    """`typed`: how its reader is told that the person wrote a value."""
    for field in section.fields:
        if field.key == "age" and profile.born and profile.born.is_exact:
            continue  # it stands beside the date
        origin = profile.origin(kept_as(field.key))
        words = said(field, profile)
        if field.key == "birth_date" and words:
            words = [f"{words[0]} ({profile.age} years)"]
        elif field.key == "birth_date":
            continue
        yield Line(field.label, words, *(_origin(origin, typed) if origin else ("", "")), is_open=_is_open(origin))


def has_open(section: Section, profile: HealthProfile) -> bool:
    """Whether something here was understood by a program and not looked at by its person."""
    return any(_is_open(profile.origin(kept_as(field.key))) for field in section.fields)


def _is_open(origin: Provenance | None) -> bool:
    return origin is not None and origin.source in (Source.INTERVIEW, Source.IMPORT)


def _origin(origin: Provenance, typed: str) -> tuple[str, str]:
    at = date_format(origin.at, "j F Y")
    source = typed if origin.source == Source.TYPED else SOURCES[origin.source]
    return f"{source} on {at}{SURE[origin.confidence]}", origin.quote


def said(field: Field, profile: HealthProfile) -> list[str]:
    """A value in words, a list line by line; nothing where nothing was said."""
    return in_words(field, shown(field.key, read(profile, field.key)), profile.units)


def in_words(field: Field, value: Any, units: str) -> list[str]:
    if value is None or value == "":
        return []
    if value == []:
        return []
    if field.kind == "medicines":
        return [
            ", ".join(filter(None, (one["name"], one["dose"], "as needed" if one["as_needed"] else "")))
            for one in value
        ]
    if field.kind == "contact":
        return [", ".join(filter(None, (value["name"], value["relationship"]))), value["phone"]]
    if field.kind == "weight":
        return [f"{pounds_of(value):g} lb" if units == Units.IMPERIAL else f"{value:g} kg"]
    if field.kind == "height":
        feet, inches = feet_of(value)
        return [f"{feet} ft {inches:g} in" if units == Units.IMPERIAL else f"{value:g} cm"]
    if field.key == "pregnant":
        return ["Yes" if value else "No"]
    if field.key == "birth_date":
        return [date_format(date.fromisoformat(value), "j F Y")]
    if field.key == "age":
        return [f"{value} years"]
    if isinstance(value, list):
        return [str(one) for one in value]
    return [dict(field.choices).get(value, str(value))]


def words_of(key: str, value: Any, units: str) -> str:
    """A value of the history in one line."""
    if key == "birth_year":
        return str(value) if value else ""
    field = next((one for section in sections() for one in section.fields if one.key == key), Field(key, key))
    return "; ".join(in_words(field, value, units))


def label_of(key: str) -> str:
    found = {one.key: one.label for section in sections() for one in section.fields}
    return found.get(key, "Year of birth" if key == "birth_year" else key)


# --- As texts of a form ------------------------------------------------------------------------------------------------


def texts(fields: Iterable[Field], profile: HealthProfile) -> dict[str, str]:
    """What the inputs of these fields hold when the form is opened, by input name."""
    found: dict[str, str] = {}
    for field in fields:
        found |= _texts(field, shown(field.key, read(profile, field.key)), profile.units)
    return found | ({"age": ""} if "age" in found and found.get("birth_date") else {})  # the date says it better


def _texts(field: Field, value: Any, units: str) -> dict[str, str]:
    if field.kind == "medicines":
        return _medicine_texts(value)
    if field.kind == "contact":
        return {f"contact_{name}": (value or {}).get(name, "") for name in ("name", "phone", "relationship")}
    if field.kind == "weight" and units == Units.IMPERIAL:
        return {"weight_lb": "" if value is None else f"{pounds_of(value):g}"}
    if field.kind == "height" and units == Units.IMPERIAL:
        feet, inches = ("", "") if value is None else feet_of(value)
        return {"height_ft": f"{feet}", "height_in": f"{inches:g}" if value is not None else ""}
    if isinstance(value, bool):
        return {field.key: "yes" if value else "no"}
    if isinstance(value, list):
        return {field.key: "\n".join(value)}
    return {field.key: "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)}


def _medicine_texts(value: list[dict[str, Any]]) -> dict[str, str]:
    """The rows there are, and room for three more."""
    found: dict[str, str] = {}
    for row, one in enumerate([*value, *([{}] * 3)][:50]):
        found[f"medicine_{row}_name"] = one.get("name", "")
        found[f"medicine_{row}_dose"] = one.get("dose", "")
        found[f"medicine_{row}_needed"] = "yes" if one.get("as_needed") else ""
    return found


def names_of(field: Field, held: Mapping[str, str]) -> list[str]:
    """The inputs by which a field is asked."""
    prefixes = {"medicines": "medicine_", "contact": "contact_", "weight": "weight", "height": "height"}
    prefix = prefixes.get(field.kind)
    return [name for name in held if name.startswith(prefix)] if prefix else [field.key]
