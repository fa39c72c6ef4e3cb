"""Numbers with units: what was measured, converted to one unit per quantity.

Conversions: °C = (°F - 32) / 1.8; glucose mmol/L = mg/dL / 18.016 (molar mass of glucose 180.16 g/mol).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from praxia.triage.text import Text

_NUMBER = r"(\d{1,4}(?:\.\d+)?)"
_OPERATION = (
    r"(?:operation|surgery|surgeries|op|operated on|procedure|c section|cesarean|csection|hysterectomy|replacement|appendectomy|appendicectomy"
    r"|transplant|bypass|tonsillectomy|tonsils (?:were |taken |removed )*out|tonsils removed|mastectomy|biopsy|colonoscopy|laparoscopy|stitches)"
)
_AGE_UNIT = r"(years?|yr|months?|weeks?|days?)"
_ORDINALS = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3}
_YEARS = {"y": 1.0, "m": 1 / 12, "w": 7 / 365.25, "d": 1 / 365.25}
_DAYS = {"h": 1 / 24, "d": 1.0, "n": 1.0, "w": 7.0, "m": 30.4, "y": 365.25}
_FEW = {"a": 1.0, "an": 1.0, "couple of": 2.0, "few": 3.0, "several": 4.0, "last": 1.0}
_NOT_A_READING = r"(?! ?(?:times|days?|weeks?|hours?|minutes?|years?|months?|tablets?|units?|spoons?|teaspoons?|cups?|grams?|g\b|percent|%|pills?|am\b|pm\b|old|yo\b|/))"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in the unit that its quantity's name says, read from words start … end-1."""

    quantity: str
    value: float
    start: int
    end: int


def _celsius(match: re.Match[str]) -> float | None:
    value, unit = float(match["value"]), (match["unit"] or "").strip("° ")
    unit = unit.replace("degrees", "").replace("degree", "").strip()
    if unit[:1] == "f" or (not unit and 93 <= value <= 110):
        value = (value - 32) / 1.8
    return round(value, 2) if 25 <= value <= 45 else None


def _between(low: float, high: float) -> Callable[[re.Match[str]], float | None]:
    def read(match: re.Match[str]) -> float | None:
        value = float(next(group for group in match.groups() if group))
        return value if low <= value <= high else None

    return read


def _glucose(match: re.Match[str]) -> float | None:
    value, unit = float(match["value"]), match["unit"] or ""
    if unit.startswith("mg") or (not unit and value > 33.3):
        value /= 18.016
    return round(value, 2) if 0.3 <= value <= 100 else None


def _weeks(match: re.Match[str]) -> float | None:
    value = float(next(group for group in match.groups() if group))
    weeks = value * 4.345 if "month" in match.group() else value
    return round(weeks, 1) if 1 <= weeks <= 43 else None


def _trimester(match: re.Match[str]) -> float:
    return {1: 8.0, 2: 20.0, 3: 32.0}[_ORDINALS[match[1].replace(" ", "")]]


def _days_since(match: re.Match[str]) -> float | None:
    if match["unit"] is None:
        return 1.0
    amount = match["amount"]
    value = _FEW[amount] if amount in _FEW else float(amount)
    return value * _DAYS[match["unit"][0]]


def _years(match: re.Match[str]) -> float | None:
    value = float(match[1]) * _YEARS[(match[2] or "y")[0]]
    return round(value, 4) if value <= 120 else None


def _fixed_years(match: re.Match[str]) -> float | None:
    value = float(next(group for group in match.groups() if group))
    return value if 1 <= value <= 115 else None


_AMOUNT = r"(?P<amount>\d{1,3}|a|an|couple of|few|several|last)"
_UNIT_C = r"(?P<unit> ?°? ?(?:degrees? )?(?:celsius|centigrade|fahrenheit|c\b|f\b)| ?°| degrees?)"
_READERS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], float | None]], ...] = tuple(
    (quantity, re.compile(pattern), read)
    for quantity, pattern, read in (
        (
            "temperature_c",
            rf"\b(?:temp|temps|temperature|fever|thermometer|running|hit)\b(?: [a-z]+){{0,5}} (?P<value>\d{{2,3}}(?:\.\d+)?){_UNIT_C}?{_NOT_A_READING}(?![\d.])",
            _celsius,
        ),
        ("temperature_c", rf"\b(?P<value>\d{{2,3}}(?:\.\d+)?){_UNIT_C}", _celsius),
        ("temperature_c", r"\b(?P<value>\d{2,3}(?:\.\d+)?)(?P<unit>)(?: plus| degree| high| \+)? (?:fever|temp|temperature)\b", _celsius),
        (
            "spo2_pct",
            r"\b(?:spo2|o2|sats?|saturations?|oxygen|pulse ox|oximeter|ox)\b(?: [a-z]+){0,5} (\d{2,3})(?![\d.]| ?(?:l\b|liters?|years?|minutes?))",
            _between(40, 100),
        ),
        ("spo2_pct", r"\b(\d{2,3}) ?%? (?:oxygen|o2|spo2|sats?)\b", _between(40, 100)),
        ("systolic_mmhg", r"\b(\d{2,3}) ?(?:/|over ) ?\d{2,3}\b(?! ?/)", _between(60, 300)),
        ("systolic_mmhg", r"\b(?:bp|blood pressure|systolic)\b(?: [a-z]+){0,4} (\d{2,3})\b(?! ?(?:/|over|%|years?))", _between(50, 300)),
        ("diastolic_mmhg", r"\b(?:\d{2,3}) ?(?:/|over ) ?(\d{2,3})\b(?! ?/)", _between(30, 200)),
        (
            "heart_rate_bpm",
            r"\b(?:heart ?rate|pulse(?! ox)|hr|heart ?beats?|heart(?: is| was| keeps)? (?:racing|beating|going)|bpm)\b(?: [a-z]+){0,4} (\d{2,3})\b(?! ?(?:/|%|years?|minutes?|hours?|days?|weeks?|seconds?|times))",
            _between(20, 300),
        ),
        ("heart_rate_bpm", r"\b(\d{2,3}) ?(?:bpm|beats (?:per|a|/) ?minute|beats)\b", _between(20, 300)),
        (
            "glucose_mmol_l",
            rf"\b(?:glucose|blood sugars?|sugars?|sugar levels?|bg|cgm|dexcom|libre|glucometer|bm|bms)\b(?: [a-z]+){{0,5}} (?P<value>\d{{1,4}}(?:\.\d+)?)(?P<unit> ?(?:mg|mmol)[a-z]*(?: ?/ ?(?:dl|l))?)?{_NOT_A_READING}(?![\d.])",
            _glucose,
        ),
        ("glucose_mmol_l", r"\b(?P<value>\d{1,4}(?:\.\d+)?) ?(?P<unit>mg ?/? ?dl|mmol(?: ?/ ?l)?|mmols)\b", _glucose),
        ("weeks_pregnant", r"\b(\d{1,2})(?: ?\+ ?\d)? (?:weeks?|months?)(?: and \d days?)? (?:pregnant|along|gestation|preggo|preggers|into (?:my|the|her) pregnancy|of pregnancy)\b", _weeks),
        ("weeks_pregnant", r"\bpregnan[a-z]*(?: [a-z]+){0,4} (\d{1,2})(?: ?\+ ?\d)? (?:weeks?|months?)\b(?! ago)", _weeks),
        ("weeks_pregnant", r"\b(1 ?st|first|2 ?nd|second|3 ?rd|third) trimester\b", _trimester),
        (
            "days_since_operation",
            rf"\b{_AMOUNT} (?P<unit>hours?|days?|nights?|weeks?|months?|years?) (?:ago|after|post|since|following|out from|from)(?: [a-z]+){{0,5}} {_OPERATION}\b",
            _days_since,
        ),
        ("days_since_operation", rf"\b{_OPERATION}\b(?: [a-z]+){{0,4}}? {_AMOUNT} (?P<unit>hours?|days?|nights?|weeks?|months?|years?) ago\b", _days_since),
        ("days_since_operation", rf"\b{_OPERATION}\b(?: [a-z]+){{0,3}} (?P<amount>last) (?P<unit>night|week|month|year)\b", _days_since),
        ("days_since_operation", rf"\b{_OPERATION}\b(?: [a-z]+){{0,3}} (?P<amount>yesterday)(?P<unit>)", lambda _: 1.0),
        ("days_since_operation", r"\bpost ?op(?:erative)? (?P<unit>day) (?P<amount>\d{1,3})\b", _days_since),
        ("days_since_operation", r"\b(?P<amount>\d{1,3}) (?P<unit>days?|weeks?|months?) post ?op", _days_since),
        ("age_years", rf"\b{_NUMBER} {_AGE_UNIT}(?: and a half)? (?:old|of age)\b", _years),
        ("age_years", rf"\b{_NUMBER} ?()(?:yo|y o|yrs|y)\b(?! ago)", _years),
        ("age_years", r"\b(?:aged?|age of) (\d{1,3})\b(?! (?:months?|weeks?|days?))", _fixed_years),
        ("age_years", rf"\bage(?:d|s)? {_NUMBER} {_AGE_UNIT}\b", _years),
        ("age_years", r"\b(?:i|he|she) (?:am|is) (?:a |now |only |just |nearly |almost )?(\d{1,3})(?= and| with| male| female| years| man| woman|$| so| who| have| has)", _fixed_years),
        ("age_years", r"\b(\d{2}) ?(?:m|f)\b(?! ?/)", _fixed_years),
        ("age_years", r"^(?:m|f) (\d{2})\b|(?<=i )(?:m|f) (\d{2})\b", _fixed_years),
    )
)  # fmt: skip
_KEYS = re.compile(r"\d|trimester|yesterday| last | (?:a|an|few|several|couple of) (?:hour|day|night|week|month|year)")


def measured(text: Text, words: list[str]) -> list[Measured]:
    """Every reading in a text, in the order of the words. Values outside what a body can have are no readings."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for at, word in enumerate(words):
        gap = "\n" if text.breaks[at] >= 2 and at else " " if at else ""
        piece = gap + text.glue[at] + word
        starts.append(length + len(piece) - len(word))
        pieces.append(piece)
        length += len(piece)
    return list(_found("".join(pieces) + " " + text.tail, starts))


def _found(plain: str, starts: list[int]) -> Iterator[Measured]:
    if not _KEYS.search(plain):
        return
    for quantity, pattern, read in _READERS:
        for match in pattern.finditer(plain):
            value = read(match)
            if value is not None:
                yield Measured(
                    quantity,
                    value,
                    bisect_right(starts, match.start()) - 1 if match.start() >= starts[0] else 0,
                    bisect_right(starts, match.end() - 1),
                )
