"""Ages: a number becomes one only by the words around it, or as the bare answer to the question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from profiling.interview.rules import scope
from profiling.interview.rules.fillers import rest
from profiling.interview.rules.phrases import Phrases
from profiling.interview.rules.reading import Clause
from profiling.interview.rules.records import BARE, INFERRED, PATTERN

LEAST, MOST = 1, 100
NOT_YEARS = [
    "kg",
    "kgs",
    "kilo",
    "kilos",
    "kilogram",
    "kilograms",
    "lb",
    "lbs",
    "pound",
    "pounds",
    "stone",
    "st",
    "hour",
    "hours",
    "minute",
    "minutes",
    "min",
    "mins",
    "second",
    "seconds",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "cm",
    "centimetres",
    "centimeters",
    "m",
    "metres",
    "meters",
    "km",
    "kms",
    "mile",
    "miles",
    "percent",
    "%",
    "ft",
    "feet",
    "foot",
    "inch",
    "inches",
    "'",
    '"',
    "/",
    "times",
    "time",
    "x",
    "cups",
    "cup",
    "glasses",
    "cigarettes",
    "steps",
    "kids",
    "children",
    "people",
    "am",
    "pm",
    "o",
    "o'clock",
    "mg",
    "ml",
    "g",
    "grams",
    "degrees",
    "beers",
    "drinks",
    "units",
    "weeks",
    "pregnant",
    "th",
    "st",
    "nd",
    "rd",
    "out",
    "things",
    "dogs",
    "cats",
    "brothers",
    "sisters",
    "calories",
    "kcal",
    "euros",
    "dollars",
    "pounds",
    "$",
    "€",
    "£",
    "to",
    "something",
    "ish",
    "odd",
    "plus",
    "s",
    "dependents",
    "of",
]
_SURE = Phrases(
    [
        "{i am|i am just|i am only|} # {years|year} {old|young|of age}", "# and {counting|holding|proud|a half|feeling it}", "i have # years", "# {yo|y o|y / o|yrs old}", "i am # {male|female|now|actually|today|currently}", "{my|} age {is|now|=|should be|to|would be|actually|was wrong it is|} #", "{aged|age} #",
        "{i|just|recently|i just|i have|i have just|have just} turned #", "{hit|reached|hitting|celebrated|entered|made it to} {the|my|} big #", "{hit|reached} # {this|last|in}", "# {to be exact|to be precise|exactly|actually|at the moment|currently|right now|now|at present|today|as of today|last birthday|as we speak}",
        "{still|currently|actually|really|exactly|now|only|just} #", "{celebrated|had|celebrate} my # {th|st|nd|rd|} birthday", "# {th|st|nd|rd} birthday {last|yesterday|was|this|today}", "my # {years|year} on {earth|this}", "i {am|be} {a|an} # year old", "# {years|year} on {this|the} {planet|earth}", "been {alive|around|on this planet|on this earth|on earth} {for|} # {years|}", "i {was|will have been} born # years ago",
    ]
)  # fmt: skip
_I_AM = Phrases(
    [
        "i am {a|an|} #",
        "i am {just|only|now|still|about|around|like|exactly|currently|actually|turning|already|roughly|really} {just|only|about|a|} #",
        "me {am|is} #",
        "at # i",
        "i will be # {soon|}",
    ]
)
_NOT_NOW = Phrases(
    [
        "next {birthday|week|month|year|summer}",
        "soon",
        "almost",
        "nearly",
        "pushing",
        "going on",
        "will be",
        "turn",
        "i turn",
        "turning",
        "in {january|february|march|april|may|june|july|august|september|october|november|december}",
        "about to",
        "approaching",
        "close to",
        "until i",
        "by the time",
        "when i",
        "feel*",
        "look*",
        "since i was",
        "at the age of",
        "from age",
        "under",
        "over",
        "before i",
        "tomorrow",
        "not yet",
        "life expectancy",
        "live to",
    ]
)
_BORN = Phrases(["born {in|} #", "{since|from|class of|vintage} #"])
_LETTER = Phrases(
    ["# {f|m|male|female|w|fem|masc|woman|man|guy|girl|lady|nb}", "{f|m|male|female} #", "# / {f|m}", "{f|m} / #"]
)
_INSTEAD = Phrases(["# not #", "# instead of #", "# rather than #", "not # but #", "not # it is #", "not # i am #"])


@dataclass(frozen=True, slots=True)
class Found:
    value: int
    confidence: float
    start: int
    end: int


def ages(clause: Clause, *, asked: bool, inherited: str, year: int | None) -> Iterator[Found]:
    """Every age that this clause may tell of the person themselves."""
    if scope.subject(clause, 0, inherited) == "other" and not any(word.norm in ("i", "my") for word in clause.words):
        return
    text = clause.text
    for listed, confidence in ((_SURE, PATTERN), (_I_AM, PATTERN), (_LETTER, PATTERN)):
        for start, end, numbers in listed.find(text):
            if listed is _LETTER and len(clause.words) > 5:
                continue
            if found := _found(clause, start, end, numbers, confidence, inherited):
                yield found
    if asked:
        yield from _bare(clause, inherited)
    for start, end, numbers in _INSTEAD.find(text):
        said = numbers[1] if text[start:end].startswith("not") else numbers[0]
        if (
            (asked or "i am" in text or "my age" in text)
            and said.isdigit()
            and LEAST <= int(said) <= MOST
            and text[end:].strip() in ("", "years", "years old")
        ):
            yield Found(int(said), PATTERN, start, end)
    for start, end, numbers in _BORN.find(text):
        age = year - int(numbers[0]) if year and numbers and "." not in numbers[0] else 0
        if "born" in text[start:end] and LEAST <= age <= MOST and scope.subject(clause, start, inherited) == "self":
            yield Found(age, INFERRED, start, end)


def _found(clause: Clause, start: int, end: int, numbers: tuple[str, ...], sure: float, inherited: str) -> Found | None:
    if not numbers or "." in numbers[-1] or not LEAST <= int(numbers[-1]) <= MOST:
        return None
    after = clause.text[end:].split()
    if after[:2] in (["years", "older"], ["years", "younger"], ["year", "older"], ["year", "younger"]):
        return None
    if clause.text[start:end].startswith("i have") and after:  # "I have 35 years of experience"
        return None
    if after and after[0] in NOT_YEARS and not clause.text[start:end].endswith(("old", "young", "age")):
        return None
    before = clause.text[:start].split()
    if before and before[-1] in ("minus", "$", "€", "£", "-", "not"):
        return None
    if scope.subject(clause, start + 1, inherited) == "other" or _others_age(clause, start, end):
        return None
    if scope.is_past(clause, start) and not clause.text[start:end].startswith(("still", "now")):
        return None
    is_now = any(
        word in clause.text[start:end].split()
        for word in ("still", "now", "currently", "actually", "turned", "old", "exact", "moment")
    )
    if not is_now and any(s < end + 20 for s, _, _ in _NOT_NOW.find(clause.text)):
        return None
    if any(one in clause.text for one in ("feel like", "look like")):
        return None
    if scope.is_denied(clause, start, end) and "not" in before[-2:]:
        return None
    return Found(int(numbers[-1]), sure, start, end)


def _others_age(clause: Clause, start: int, end: int) -> bool:
    """ "A 7 year old daughter", "smoked for 20 years"."""
    after, before = clause.text[end:].split()[:2], clause.text[:start].split()
    if any(
        word
        in (
            "daughter",
            "son",
            "kid",
            "child",
            "car",
            "house",
            "dog",
            "cat",
            "boy",
            "girl",
            "grandson",
            "baby",
            "toddler",
        )
        for word in after
    ):
        return not (before[-1:] in (["a"], ["an"]) and before[-3:-1] == ["i", "am"])
    if before and before[-1] in ("for", "past", "last", "over", "after", "ago", "with"):
        return True
    return len(before) > 1 and before[-2:] in (["have", "a"], ["got", "a"], ["with", "a"])


def _bare(clause: Clause, inherited: str) -> Iterator[Found]:
    """A number that is the whole answer, give or take words that say nothing."""
    numbers = [n for n, word in enumerate(clause.words) if word.number is not None]
    if len(numbers) != 1 or inherited == "other":
        return
    n = numbers[0]
    start = sum(len(word.norm) + 1 for word in clause.words[:n])
    end = start + len(clause.words[n].norm)
    following = clause.words[n + 1].norm if n + 1 < len(clause.words) else ""
    if following in NOT_YEARS or "." in clause.words[n].norm or _NOT_NOW.within(clause.text):
        return
    value = int(clause.words[n].norm)
    before = [word.norm for word in clause.words[:n]]
    if not LEAST <= value <= MOST or any(word in before for word in ("minus", "not", "for", "have", "had", "of")):
        return
    if any(not word.norm.isalnum() for word in clause.words) or rest(clause, start, end):
        return
    yield Found(value, BARE, start, end)
