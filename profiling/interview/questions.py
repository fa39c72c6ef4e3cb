"""What is asked next, in which words, and with which quick replies. An exact quick reply needs no reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profiling.interview.records import FIELDS, Known, Sheet

LABELS: Mapping[str, Mapping[str, str]] = {
    "gender": {"female": "Woman", "male": "Man", "other": "Neither, or another word"},
    "activityLevel": {"sedentary": "Mostly sitting", "moderate": "Somewhat active", "active": "Very active"},
    "dietaryPreference": {
        "omnivore": "A bit of everything",
        "vegetarian": "Vegetarian",
        "vegan": "Vegan",
        "keto": "Keto",
        "paleo": "Paleo",
        "no_preference": "No preference",
    },
    "sleepQuality": {"poor": "Poorly", "average": "So-so", "good": "Well"},
    "stressLevel": {"low": "Low", "medium": "In between", "high": "High"},
    "healthGoals": {
        "sleep better": "Sleep better",
        "move more": "Move more",
        "lose weight": "Lose weight",
        "feel less stressed": "Feel less stressed",
        "stay healthy": "Stay healthy",
    },
}
NAMES = {
    "age": "age",
    "gender": "gender",
    "activityLevel": "activity",
    "dietaryPreference": "diet",
    "sleepQuality": "sleep",
    "stressLevel": "stress",
    "healthGoals": "goals",
}
ASKED = {
    "age": "How old are you?",
    "gender": "Which word fits you: woman, man, or neither of them?",
    "activityLevel": "How active are you in a usual week?",
    "dietaryPreference": "How do you eat: is there a diet that you keep to?",
    "sleepQuality": "How have you been sleeping?",
    "stressLevel": "How much stress is there in your life at the moment?",
    "healthGoals": "What would you like to reach for your health?",
}
# Seven fields and five questions: a question about the first of a pair also invites the second, while that is open.
INVITED = {
    "age": ("gender", "You can also say which word fits you: woman, man, or neither."),
    "activityLevel": ("dietaryPreference", "And if you like, say how you eat."),
    "sleepQuality": ("stressLevel", "And how much stress is there at the moment?"),
}
CONFIRMED = {
    "age": "I am not sure that I have your age right: is it {value}?",
    "gender": "I am not sure that I understood. Which word fits you: woman, man, or neither of them?",
    "activityLevel": "I understood “{label}”. Is that how active you are in a usual week?",
    "dietaryPreference": "I understood “{label}”. Is that how you eat?",
    "sleepQuality": "I understood that you sleep “{label}”. Is that right?",
    "stressLevel": "I understood that stress is “{label}”. Is that right?",
    "healthGoals": "I understood this as your goal: “{value}”. Is that right?",
}
GREETING = "Hello. I ask at most five short questions, and you may skip any of them."
CHANGED = "All of this is known already. What would you like to reach for your health now?"


@dataclass(frozen=True, slots=True)
class Question:
    """`number` counts from 1. `message` is what the person reads."""

    number: int
    field: str
    message: str

    @property
    def options(self) -> list[dict[str, str]]:
        return [{"value": value, "label": label} for value, label in LABELS.get(self.field, {}).items()]

    def as_dict(self) -> dict[str, Any]:
        return {"number": self.number, "field": self.field, "message": self.message, "options": self.options}


def next_field(sheet: Sheet, *, last: str | None) -> str | None:
    """What is missing before what is unsure; the field asked last comes again only when nothing else is open."""
    missing = [one for one in sheet.unsettled if one not in sheet.known]
    unsure = [one for one in sheet.unsettled if one in sheet.known]
    invited = {second for second, _ in INVITED.values()}
    ordered = [*(one for one in missing if one not in invited), *unsure, *(one for one in missing if one in invited)]
    fresh = [one for one in ordered if one != last]
    return next(iter(fresh or ordered), None)


def ask(sheet: Sheet, field: str, number: int) -> Question:
    """The question about a field in fixed words."""
    found = sheet.known.get(field)
    words = _confirming(field, found) if found and field in sheet.unsettled else ASKED[field]
    second = INVITED.get(field)
    if second and second[0] in sheet.unsettled and not found:
        words = f"{words} {second[1]}"
    if number == 1:
        words = f"{GREETING} {words if sheet.unsettled else CHANGED}"
    return Question(number, field, words)


def quick_value(field: str | None, text: str) -> int | str | None:
    """The value of an answer that is exactly one of the quick replies, by its label or its value."""
    said = text.strip().casefold()
    for value, label in LABELS.get(field or "", {}).items():
        if said in (value.casefold(), label.casefold()):
            return value
    return None


def missing_words(fields: list[str]) -> str:
    """ "age, sleep and goals"."""
    names = [NAMES[one] for one in FIELDS if one in fields]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def label(field: str, value: int | str) -> str:
    return LABELS.get(field, {}).get(str(value), str(value))


def _confirming(field: str, known: Known) -> str:
    return CONFIRMED[field].format(value=known.value, label=label(field, known.value).lower())
