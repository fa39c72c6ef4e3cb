"""Numbers with units: what was measured, converted to one unit per quantity.

Conversions: °C = (°F - 32) / 1.8; glucose mmol/L = mg/dL / 18.016 (molar mass of glucose 180.16 g/mol). Without a unit a
temperature from 93 to 110 is taken for °F, a glucose value above 33.3 for mg/dL.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from praxia.triage.people import THINGS
from praxia.triage.text import CLAUSE, Text

_WINDOW = 80  # letters around a number in which its meaning is looked for
_DAYS = {"h": 1 / 24, "d": 1.0, "n": 1.0, "w": 7.0, "m": 30.4, "y": 365.25}
_YEARS = {"y": 1.0, "m": 1 / 12, "w": 7 / 365.25, "d": 1 / 365.25}
_FEW = {"a": 1.0, "an": 1.0, "couple of": 2.0, "few": 3.0, "several": 4.0, "last": 1.0, "yesterday": 1.0}
_TRIMESTER_WEEKS = {"1": 8.0, "f": 8.0, "2": 20.0, "s": 20.0, "3": 32.0, "t": 32.0}

_UP_TO_5 = r"(?: (?!aged?\b)[a-z]+){0,5}"  # "the oxygen of somebody aged 70" is no reading
_UP_TO_4 = r"(?: (?!aged?\b)[a-z]+){0,4}"
_DEGREES = r"(?P<unit> ?°? ?(?:degrees? )?(?:celsius|centigrade|fahrenheit|c\b|f\b)| ?°| degrees?)"
_BODY_HEAT = r"(?P<value>(?:3[5-9]|4[01]|9[5-9]|10[0-7])\.\d)"  # with its decimal it can hardly be anything else
_SUGAR = r"(?P<unit> ?mg ?/? ?dl| ?mmols?(?: ?/ ?l)?| ?mg\b)"
_OF_NO_THING = rf"(?! (?:{'|'.join(sorted(THINGS))})\b)"
_COUNTED = (  # numbers before these words count something else
    r"times?|days?|weeks?|hours?|minutes?|seconds?|years?|months?|tablets?|units?|spoons?|teaspoons?|cups?|grams?|g\b|percent|pills?|am\b|pm\b"
    r"|old\b|yo\b|liters?|l\b|/|%|kg|kilos?|lbs?\b|pounds?|stones?\b|cm|mg|mcg|ml|mmol|inch|miles?|km|mm"
)
_GROWN = (  # "my nan (88, on a blood thinner)", "dad is 78 and fell"
    "mother|mom|mum|mam|mama|father|dad|daddy|papa|husband|wife|hubby|partner|grandma|grandmother|granny|gran|nan|nana|grandad|granddad"
    "|grandpa|grandfather|uncle|aunt|auntie|brother|sister|boyfriend|girlfriend|neighbor|lola|lolo"
)
_YOUNG = "son|daughter|nephew|niece|grandson|granddaughter|boy|girl|toddler|kid|little 1|child"
_AFTER_AN_AGE = (
    r"(?= ?$|\n| (?:and|with|has|is|was|who|she|he|had|got|takes|taking|diabetic|never|fell|fall|slip|slipped|tripped|feels"
    r"|feeling|says|cannot|woke|suddenly|on [a-z]+|pulled|lives|collapsed|started|keeps|just|now|year|years old|yrs)\b)"
    r"(?! year ago)(?! on (?:room|oxygen|the))"
)
_READING = rf"(?! ?(?:{_COUNTED}))(?![\d.])"
_SPAN = r"(?P<amount>\d{1,3}|a|an|couple of|few|several) (?P<unit>hours?|days?|nights?|weeks?|months?|years?)"
_OPERATION = (
    r"(?:operation|surgery|surgeries|op|operated on|procedure|c section|cesarean|csection|hysterectomy|replacement|bypass"
    r"|appendectomy|appendicectomy|transplant|tonsillectomy|tonsils (?:were |taken |removed )*out|tonsils removed|mastectomy"
    r"|biopsy|colonoscopy|laparoscopy|stitches)"
)
_BEATS = r"(?:heart ?rate|pulse(?! ox)|hr|heart ?beats?|bpm|heart(?: is| was| keeps| has been)? (?:racing|beating|going|pounding))"
_OXYGEN = r"(?:spo2|o2|sats?|saturations?|oxygen|pulse ox|oximeter|ox)"
_GLUCOSE = r"(?:glucose|blood sugars?|sugars?|sugar levels?|bg|cgm|dexcom|libre|glucometer|bms?)"
_ALONG = r"(?:pregnant|along|gestation|preggo|preggers|into (?:my|the|her) pregnancy|of pregnancy)"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in the unit that its quantity's name says, read from words start … end-1."""

    quantity: str
    value: float
    start: int
    end: int


Read = Callable[[re.Match[str]], float | None]
Reader = tuple[str, re.Pattern[str], Read]


def _celsius(match: re.Match[str]) -> float | None:
    value, unit = float(match["value"]), re.sub(r"[°\s]|degrees?", "", match["unit"] or "")
    if unit[:1] == "f" or (not unit and 93 <= value <= 110):
        value = (value - 32) / 1.8
    return round(value, 2) if 25 <= value <= 45 else None


def _between(low: float, high: float) -> Read:
    def read(match: re.Match[str]) -> float | None:
        value = float(match["value"])
        return value if low <= value <= high else None

    return read


def _mmol(match: re.Match[str]) -> float | None:
    value, unit = float(match["value"]), (match["unit"] or "").strip()
    if unit.startswith("mg") or (not unit and value > 33.3):
        value /= 18.016
    return round(value, 2) if 0.3 <= value <= 100 else None


def _weeks(match: re.Match[str]) -> float | None:
    weeks = float(match["value"]) * (4.345 if match["unit"].startswith("month") else 1)
    return round(weeks, 1) if 1 <= weeks <= 43 else None


def _trimester(match: re.Match[str]) -> float:
    return _TRIMESTER_WEEKS[match["value"][0]]


def _days(match: re.Match[str]) -> float:
    amount = match["amount"]
    return (_FEW[amount] if amount in _FEW else float(amount)) * _DAYS[match["unit"][0]]


def _years(match: re.Match[str]) -> float | None:
    value = float(match["value"]) * _YEARS[(match["unit"] or "y")[0]]
    return round(value, 4) if 0 <= value <= 120 else None


def _whole(digits: str) -> str:
    return rf"(?P<value>\d{{{digits}}})"


def _decimal(digits: str) -> str:
    return rf"(?P<value>\d{{{digits}}}(?:\.\d+)?)"


_WRITTEN: tuple[tuple[str, str, Read], ...] = (
    (
        "temperature_c",
        rf"\b(?:temps?|temperature|fever|thermometer|running|hit){_UP_TO_5} {_decimal('2,3')}{_DEGREES}?{_READING}",
        _celsius,
    ),
    ("temperature_c", rf"\b{_decimal('2,3')}{_DEGREES}", _celsius),
    (
        "temperature_c",
        rf"\b{_decimal('2,3')}(?P<unit>)(?: plus| degree| high| \+)? (?:fever|temp|temperature)\b",
        _celsius,
    ),
    (
        "temperature_c",
        rf"\b(?:has|have|is|was|at|of|got|t|reads?|reached) (?:a )?{_BODY_HEAT}(?P<unit>){_READING}",
        _celsius,
    ),
    (
        "temperature_c",
        r"\b(?:hot|burning|boiling|baking|shiver[a-z]*|shak[a-z]*|chatter[a-z]*|chills|rigors?|sweats?|forehead)"
        rf"{_UP_TO_4} {_BODY_HEAT}(?P<unit>){_READING}",
        _celsius,
    ),
    (
        "temperature_c",
        rf"\b{_BODY_HEAT}(?P<unit>) (?:(?:in|under|on) (?:the |his |her |my )?(?:arm|armpit|ear|forehead|mouth|tongue|bottom)"
        r"|rectal|rectally|axillary|tympanic|orally)\b",
        _celsius,
    ),
    (
        "breaths_per_minute",
        rf"\b(?:resp(?:iratory)? rate|respirations?|breathing rate|rr){_UP_TO_4} {_whole('1,2')}\b{_READING}",
        _between(2, 120),
    ),
    (
        "breaths_per_minute",
        rf"\bbreath[a-z]*{_UP_TO_4} {_whole('1,2')} ?(?:times |breaths )?(?:a|per|/) ?minute\b",
        _between(2, 120),
    ),
    ("breaths_per_minute", rf"\b{_whole('1,2')} ?breaths (?:a|per|/|every|in a) ?minute\b", _between(2, 120)),
    ("ketones_mmol_l", rf"\bketones?{_UP_TO_5} {_decimal('1,2')}(?! ?(?:days?|hours?|times|%))", _between(0.1, 20)),
    (
        "spo2_pct",
        rf"\b{_OXYGEN}{_UP_TO_5} {_whole('2,3')}(?![\d.]| ?(?:l\b|liters?|years?|minutes?))",
        _between(40, 100),
    ),
    ("spo2_pct", rf"\b{_whole('2,3')} ?%? ?(?:oxygen|o2|spo2|sats?)\b", _between(40, 100)),
    ("systolic_mmhg", rf"\b{_whole('2,3')} ?(?:/|over ) ?\d{{2,3}}\b(?! ?/)", _between(60, 300)),
    (
        "systolic_mmhg",
        rf"\b(?:bp|blood pressure|systolic){_UP_TO_4} {_whole('2,3')}\b(?! ?(?:/|over|%|years?))",
        _between(50, 300),
    ),
    ("diastolic_mmhg", rf"\b\d{{2,3}} ?(?:/|over ) ?{_whole('2,3')}\b(?! ?/)", _between(30, 200)),
    ("heart_rate_bpm", rf"\b{_BEATS}{_UP_TO_4} {_whole('2,3')}\b{_READING}", _between(20, 300)),
    ("heart_rate_bpm", rf"\bheart (?:is |was |at )?{_whole('3')}\b{_READING}", _between(90, 300)),
    ("heart_rate_bpm", rf"\b{_whole('2,3')} ?(?:bpm|beats (?:per|a|/) ?minute|beats)\b", _between(20, 300)),
    ("glucose_mmol_l", rf"\b{_GLUCOSE}{_UP_TO_5} {_decimal('1,4')}{_SUGAR}?{_READING}", _mmol),
    (
        "glucose_mmol_l",
        rf"(?<!flow )\b(?:meter|sensor) (?:reads?|says?|shows?|reading|is|was) {_decimal('1,4')}{_SUGAR}?{_READING}",
        _mmol,
    ),
    ("glucose_mmol_l", rf"\b{_decimal('1,4')}(?P<unit> ?mg ?/? ?dl| ?mmols?(?: ?/ ?l)?)\b", _mmol),
    (
        "weeks_pregnant",
        rf"\b{_whole('1,2')}(?: ?\+ ?\d)? (?P<unit>weeks?|months?)(?: and \d days?)? {_ALONG}\b",
        _weeks,
    ),
    (
        "weeks_pregnant",
        rf"\bpregnan[a-z]*{_UP_TO_4} {_whole('1,2')}(?: ?\+ ?\d)? (?P<unit>weeks?|months?)\b(?! ago)",
        _weeks,
    ),
    (
        "weeks_pregnant",
        rf"\b(?:i|she) (?:am|is) {_whole('2')} (?P<unit>weeks)\b(?! (?:old|post|into|since|out|after|clean|sober))",
        _weeks,
    ),
    ("weeks_pregnant", r"\b(?P<value>1 ?st|first|2 ?nd|second|3 ?rd|third) trimester\b", _trimester),
    (
        "days_since_operation",
        rf"\b{_SPAN} (?:ago|after|post|since|following|out from|from){_UP_TO_5} {_OPERATION}\b",
        _days,
    ),
    ("days_since_operation", rf"\b{_OPERATION}{_UP_TO_4} {_SPAN} ago\b", _days),
    ("days_since_operation", rf"\b{_OPERATION}{_UP_TO_4} (?P<amount>last) (?P<unit>night|week|month|year)\b", _days),
    ("days_since_operation", rf"\b{_OPERATION}{_UP_TO_4} (?P<amount>yester)(?P<unit>day)\b", lambda _: 1.0),
    ("days_since_operation", r"\bpost ?op(?:erative)? (?P<unit>day) (?P<amount>\d{1,3})\b", _days),
    ("days_since_operation", r"\b(?P<amount>\d{1,3}) (?P<unit>days?|weeks?|months?) post ?op", _days),
    (
        "age_years",
        rf"\b{_decimal('1,3')} (?P<unit>years?|months?|weeks?|days?)(?: and a half)? (?:old|of age)\b{_OF_NO_THING}",
        _years,
    ),
    (
        "age_years",
        rf"\b(?:baby|babies|twins?|boys?|girls?|son|daughter|infant|newborn)(?: is| are| aged| only| just)? {_whole('1,2')}"
        r" (?P<unit>weeks|months)(?=$|\n| (?:has|is|are|1|who|feels|keeps|will|cannot|old)\b)",
        _years,
    ),
    ("age_years", rf"\b{_decimal('1,3')} ?(?P<unit>)(?:yo|y o|y)\b(?! ago)", _years),
    ("age_years", rf"\bage[ds]?(?: of| is)? {_decimal('1,3')}(?: (?P<unit>years?|months?|weeks?|days?))?\b", _years),
    (
        "age_years",
        rf"\b(?:i am|he is|she is) (?:a |now |only |just |nearly |almost )?{_whole('1,3')}(?P<unit>)"
        r"(?= and| with| male| female| years| man| woman| ?$|\n| so| who| have| has| i\b| my\b)",
        _years,
    ),
    ("age_years", rf"\b(?:{_GROWN})(?: is| just turned| turned| aged)? {_whole('2')}(?P<unit>){_AFTER_AN_AGE}", _years),
    (
        "age_years",
        rf"\b(?:{_YOUNG})(?: is| just turned| turned| aged) (?P<value>1?\d|2[0-5])(?P<unit>){_AFTER_AN_AGE}",
        _years,
    ),
    ("age_years", rf"\b{_whole('2')}(?P<unit>) ?(?:m|f|male|female)\b(?! ?/)", _years),
    ("age_years", rf"(?:^|\n|\bi |\bmy )(?:m|f) {_whole('2')}(?P<unit>)\b", _years),
)
_READERS = tuple((quantity, re.compile(pattern), read) for quantity, pattern, read in _WRITTEN)
_SPOKEN_OF_WITH = {  # a text without any of these letters cannot hold a reading of this kind, and need not be searched for one
    "breaths_per_minute": ("breath", "resp", "rr"),
    "ketones_mmol_l": ("keton",),
    "spo2_pct": ("o2", "sat", "ox"),
    "heart_rate_bpm": ("heart", "pulse", "hr", "bpm", "beats"),
    "glucose_mmol_l": ("gluc", "sugar", "bg", "cgm", "dexcom", "libre", "bm", "meter", "sensor", "mg", "mmol"),
    "weeks_pregnant": ("pregn", "week", "month", "trimester"),
}
_KEYS = re.compile(
    r"\d|trimester|yesterday|last (?:night|week|month|year)|(?:an?|few|several|couple of) (?:hour|day|night|week|month|year)"
)


def measured(text: Text, words: list[str]) -> list[Measured]:
    """Every reading in a text. Values outside what a living body can have are no readings. Linear in the length of the text."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for at, word in enumerate(words):
        gap = "" if not at else "\n" if text.breaks[at] >= CLAUSE else " "
        piece = gap + text.glue[at] + word
        length += len(piece)
        starts.append(length - len(word))
        pieces.append(piece)
    plain = "".join(pieces) + " " + text.tail
    readers = [
        reader
        for reader in _READERS
        if reader[0] not in _SPOKEN_OF_WITH or any(key in plain for key in _SPOKEN_OF_WITH[reader[0]])
    ]
    return [found for low, high in _windows(plain) for found in _found(readers, plain, low, high, starts)]


def _windows(plain: str) -> list[tuple[int, int]]:
    """The parts of a text that hold a number, with room around it."""
    windows: list[tuple[int, int]] = []
    for match in _KEYS.finditer(plain):
        low = plain.rfind(" ", 0, max(0, match.start() - _WINDOW)) + 1
        high = match.end() + _WINDOW
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], high)
        else:
            windows.append((low, high))
    return windows


def _found(readers: list[Reader], plain: str, low: int, high: int, starts: list[int]) -> Iterator[Measured]:
    for quantity, pattern, read in readers:
        for match in pattern.finditer(plain, low, high):
            value = read(match)
            if value is not None:
                first = max(0, bisect_right(starts, match.start() + (plain[match.start()] == "\n")) - 1)
                yield Measured(quantity, value, first, bisect_right(starts, match.end() - 1))
