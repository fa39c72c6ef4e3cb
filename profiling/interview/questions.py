"""What is asked next, in which words, and with which quick replies. An exact quick reply needs no reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from profiling.interview.records import FIELDS, Known, Sheet

# Seven fields and five questions: a question about the first of a pair also invites the second, while that is open.
INVITED = {"age": "gender", "activityLevel": "dietaryPreference", "sleepQuality": "stressLevel"}
LANGUAGES = ("en", "fr", "es")


@dataclass(frozen=True, slots=True)
class Question:
    """`number` counts from 1. `message` is what the person reads."""

    number: int
    field: str
    message: str
    language: str = "en"

    @property
    def options(self) -> list[dict[str, str]]:
        return [{"value": value, "label": label} for value, label in labels(self.field, self.language).items()]

    def as_dict(self) -> dict[str, Any]:
        return {"number": self.number, "field": self.field, "message": self.message, "options": self.options}


def next_field(sheet: Sheet, *, last: str | None) -> str | None:
    """What is missing before what is unsure; the field asked last comes again only when nothing else is open."""
    missing = [one for one in sheet.unsettled if one not in sheet.known]
    unsure = [one for one in sheet.unsettled if one in sheet.known]
    invited = set(INVITED.values())
    ordered = [*(one for one in missing if one not in invited), *unsure, *(one for one in missing if one in invited)]
    fresh = [one for one in ordered if one != last]
    return next(iter(fresh or ordered), None)


def ask(sheet: Sheet, field: str, number: int, language: str = "en") -> Question:
    """The question about a field in fixed words."""
    said = _words(language)
    found = sheet.known.get(field)
    words = _confirming(field, found, language) if found and field in sheet.unsettled else said["asked"][field]
    if INVITED.get(field) in sheet.unsettled and not found:
        words = f"{words} {said['invited'][field]}"
    if number == 1:
        words = f"{greeting(language)} {words if sheet.unsettled else said['changed']}"
    return Question(number, field, words, language)


def greeting(language: str = "en") -> str:
    """What the first question begins with."""
    return str(_words(language)["greeting"])


def quick_value(field: str | None, text: str) -> int | str | None:
    """The value of an answer that is exactly one of the quick replies, by its label in any language or its value."""
    said = text.strip().casefold()
    for language in LANGUAGES:
        for value, words in labels(field or "", language).items():
            if said in (value.casefold(), words.casefold()):
                return value
    return None


def yes_or_no(text: str) -> bool | None:
    """What an answer says that is nothing but a yes or a no, in any language."""
    said = " ".join(text.casefold().replace("’", "'").replace(",", " ").strip(" .!").split())
    for words in _every_language().values():
        if said in words["yes"]:
            return True
        if said in words["no"]:
            return False
    return None


def ended(sheet: Sheet, language: str) -> str:
    """What is said after the last question: what is missing, and how to add it."""
    said = _words(language)
    names = [said["names"][one] for one in FIELDS if one in sheet.unsettled]
    if not names:
        return str(said["ended_whole"])
    missing = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {said['and']} {names[-1]}"
    return str(said["ended"]).format(missing=missing)


def name(field: str, language: str = "en") -> str:
    return str(_words(language)["names"][field])


def labels(field: str, language: str = "en") -> dict[str, str]:
    found: dict[str, str] = _words(language)["labels"].get(field, {})
    return found


def label(field: str, value: int | str, language: str = "en") -> str:
    return labels(field, language).get(str(value), str(value))


def _confirming(field: str, known: Known, language: str) -> str:
    told = label(field, known.value, language)
    words: str = _words(language)["confirmed"][field]
    return words.format(value=told if field == "healthGoals" else told.lower())


def _words(language: str) -> dict[str, Any]:
    every = _every_language()
    return every.get(language, every["en"])


@cache
def _every_language() -> dict[str, dict[str, Any]]:
    text = (Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return found
