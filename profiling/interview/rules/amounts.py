"""Amounts that stand for a value: times a week, steps, hours of sleep, marks out of ten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from profiling.interview.rules import scope
from profiling.interview.rules.fillers import rest
from profiling.interview.rules.phrases import Phrases, listed
from profiling.interview.rules.reading import Clause
from profiling.interview.rules.records import BARE, INFERRED, LEXICON, PATTERN

_EXERCISE = Phrases(listed("amounts.exercise"))
_GENTLE = Phrases(["walk*", "stroll*", "dog", "stretch*", "gardening", "tai chi", "housework"])
_WEEKLY = Phrases(listed("amounts.weekly"))
_DAY_NAMES = frozenset(listed("amounts.day_names"))
_DAYS = frozenset(name[:3] for name in _DAY_NAMES)
_STEPS = Phrases(["# {steps|step}"])
_DISTANCE = Phrases(listed("amounts.distance"))
_WEEK_DISTANCE = Phrases(listed("amounts.week_distance"))
_HOURS = Phrases(listed("amounts.hours"))
_SLEEP = Phrases(listed("amounts.sleep"))
_NOT_SLEEP = Phrases(listed("amounts.not_sleep"))
_TEN = Phrases(listed("amounts.ten"))
_SCALES = {
    "stressLevel": ("low", "medium", "high"),
    "sleepQuality": ("poor", "average", "good"),
    "activityLevel": ("sedentary", "moderate", "active"),
}
_TOPICS = {
    "stressLevel": Phrases(["stress*", "pressure", "anxiety"]),
    "sleepQuality": Phrases(["sleep*", "rest", "slept"]),
    "activityLevel": Phrases(["activ*", "exercis*", "fitness", "sport*", "movement"]),
}

_OFTEN = (
    ("few", 3.0), ("several", 4.0), ("some", 2.0), ("twice a day", 14.0), ("twice", 2.0), ("thrice", 3.0), ("once", 1.0),
    ("other", 3.5), ("second", 3.5),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    field: str
    value: str
    confidence: float
    start: int
    end: int


def amounts(clause: Clause, *, asked: str | None, context: str, inherited: str) -> Iterator[Found]:
    """What the amounts in a clause stand for. `context` is the whole sentence: the verb may stand in another clause."""
    if scope.is_supposed(clause):
        return
    for found in (*_activity(clause, asked, context), *_sleep(clause, asked, context), *_marks(clause, asked, context)):
        of_self = scope.subject(clause, found.start, inherited) == "self"
        before = clause.text[: found.start].split()
        if of_self and not scope.is_past(clause, found.start) and ("not" not in before[-2:] or before[-1] == "even"):
            yield found


def _activity(clause: Clause, asked: str | None, context: str) -> Iterator[Found]:
    is_asked = asked == "activityLevel"
    text = clause.text
    for start, end, numbers in _STEPS.find(text):
        steps = float(numbers[-1])
        if steps >= 500:
            value = "sedentary" if steps < 5000 else "moderate" if steps < 10000 else "active"
            yield Found("activityLevel", value, PATTERN, start, end)
    for start, end, numbers in _DISTANCE.find(text):
        far = float(numbers[0]) >= (1 if "swim" in text else 8)
        if (_EXERCISE.within(text) or _GENTLE.within(text)) and float(numbers[0]) < 100:
            yield Found("activityLevel", "active" if far else "moderate", PATTERN, start, end)
    for start, end, numbers in _WEEK_DISTANCE.find(text):
        if _EXERCISE.within(text) or _GENTLE.within(text):
            far = float(numbers[0]) >= (5 if "swim" in text else 25)
            yield Found("activityLevel", "active" if far else "moderate", PATTERN, start, end)
    gentle, exercise = _GENTLE.within(text), _EXERCISE.within(text)
    if not (exercise or gentle or is_asked):
        return
    days = {word.norm[:3] for word in clause.words if word.norm[:3] in _DAYS and word.norm in _DAY_NAMES}
    if len(days) >= 2 and (exercise or is_asked):
        through = any(word.norm == "to" for word in clause.words) and len(days) == 2  # "Monday to Friday"
        yield Found("activityLevel", "active" if len(days) >= 5 or through else "moderate", PATTERN, 0, len(text))
    about_else = not (exercise or gentle) and _foreign(clause, text)
    for start, end, numbers in _WEEKLY.find(text):
        if about_else or (scope.is_denied(clause, start, end) and not numbers):
            continue
        weekly = _times(text[start:end], numbers)
        if weekly is None or (not exercise and not gentle and numbers and rest_is_foreign(clause, start, end)):
            continue
        bare_count = "week" not in text[start:end] and bool(numbers) and "day" not in text[start:end]
        if bare_count and not is_asked:
            continue
        value = _frequency(weekly, gentle=gentle and not exercise)
        yield Found("activityLevel", value, LEXICON if bare_count else PATTERN, start, end)


def rest_is_foreign(clause: Clause, start: int, end: int) -> bool:
    return len(rest(clause, start, end)) > 2


def _foreign(clause: Clause, text: str) -> bool:
    return Phrases(
        [
            "eat*",
            "meal*",
            "drink*",
            "smok*",
            "sleep*",
            "wake",
            "work",
            "shower*",
            "meditat*",
            "coffee",
            "take",
            "mg",
            "pill*",
            "tablet*",
            "medic*",
            "insulin",
            "dose*",
        ]
    ).within(text)


def _times(text: str, numbers: tuple[str, ...]) -> float | None:
    """Times a week."""
    if "month" in text or "year" in text or "fortnight" in text or "moon" in text:
        return 0.25
    if "a day" in text:
        return 7
    if numbers:
        listed = [float(number) for number in numbers if not (number == "7" and "out of" in text)]
        return sum(listed) / len(listed) if listed and max(listed) <= 14 else None
    for word, times in _OFTEN:
        if word in text:
            return times
    if (
        "weekend" in text
        or text in ("every week", "weekly")
        or "on " in text
        or any(day in text for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    ):
        return 1.5
    return 6


def _frequency(weekly: float, *, gentle: bool) -> str:
    if weekly < 1:
        return "sedentary"
    return "active" if weekly >= 5 and not gentle else "moderate"


def _sleep(clause: Clause, asked: str | None, context: str) -> Iterator[Found]:
    spoken = _SLEEP.within(clause.text)
    if not spoken and (asked != "sleepQuality" or _NOT_SLEEP.within(clause.text)):
        return
    if spoken and _NOT_SLEEP.within(clause.text) and "sleep" not in clause.text:
        return
    for start, end, numbers in _HOURS.find(clause.text):
        hours = sum(map(float, numbers)) / len(numbers) + (0.5 if "half" in clause.text[start:end] else 0)
        bounded = clause.text[:start].endswith(("more than ", "over ", "above "))
        if 0 < hours <= 14 and (bounded or not scope.is_denied(clause, start, end)):
            value = "poor" if hours < 6 else "average" if hours < 7 else "good"
            yield Found("sleepQuality", value, LEXICON if hours <= 10 else INFERRED, start, end)


def _marks(clause: Clause, asked: str | None, context: str) -> Iterator[Found]:
    fields = [field for field, topic in _TOPICS.items() if topic.within(clause.text)]
    field = fields[0] if len(fields) == 1 else asked if not fields else None
    if field is None and len(fields) > 1:
        field = fields[-1]
    if field not in _SCALES:
        return
    for start, end, numbers in _TEN.find(clause.text):
        both = len(numbers) == 3 and "1 to 10" not in clause.text[start:end]
        mark = (float(numbers[0]) + float(numbers[1])) / 2 if both else float(numbers[0 if len(numbers) < 3 else -1])
        most = 5.0 if clause.text[start:end].endswith((" 5", "five")) and len(numbers) == 2 else 10.0
        if 0 <= mark <= most:
            yield Found(field, _mark(field, mark / most), PATTERN, start, end)
            return
    if field == asked:
        numbers_alone = [word for word in clause.words if word.number is not None]
        start = clause.text.find(numbers_alone[0].norm) if len(numbers_alone) == 1 else -1
        hours_too = field == "sleepQuality" and numbers_alone and numbers_alone[0].norm in ("4", "5")
        if (
            start >= 0
            and not hours_too  # poor as hours, average as a mark
            and 0 <= float(numbers_alone[0].norm) <= 10
            and not rest(clause, start, start + len(numbers_alone[0].norm))
        ):
            following = clause.text[start + len(numbers_alone[0].norm) :].split()
            if (
                not following
                and "minus" not in clause.text
                and "years" not in clause.text
                and "i am" not in clause.text
            ):
                yield Found(
                    field,
                    _mark(field, float(numbers_alone[0].norm) / 10),
                    BARE,
                    start,
                    start + len(numbers_alone[0].norm),
                )


def _mark(field: str, share: float) -> str:
    low, middle, high = _SCALES[field]
    return low if share <= 0.35 else middle if share < 0.7 else high
