"""How many people: which of WHO's figures a question asks for, and which of those that WHO has may be shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from praxia.triage.words import word_set
from research.places import WORLD, Place, place_in
from research.records import Figure, Indicator


class Measure(StrEnum):
    COMMON = "prevalence"
    DEATHS = "mortality"
    LIFE = "life expectancy"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`topic` is what is counted, in small letters. `place` is the world where none was named; `where` is how it was named."""

    measure: Measure
    topic: str
    place: Place
    where: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the indicator that is known to count this; empty where WHO's list has to be searched for one."""
        fitting = (row for row in _KNOWN if row[0] == self.measure)
        return next((codes for _, about, codes in fitting if re.fullmatch(about, self.topic)), ())

    @property
    def terms(self) -> list[str]:
        """For libraries: they write "prevalence" where people say "how common"."""
        return [*self.topic.split(), *str(self.measure).split(), *self.where]


# Asked in words, the surest first.
_ASKED = (
    (Measure.LIFE, r"\blife expectancy\b|\bhow long do \w+ live\b"),
    (
        Measure.DEATHS,
        r"\bhow many\b.*\b(?:die|dies|died|deaths|killed)\b|\b(?:death|mortality) rates?\b|\bnumber of deaths\b|\bhow deadly\b"
        r"|\bsuicide rates?\b"
        r"|\b(?:maternal|infant|child|neonatal|newborn) (?:mortality|deaths)\b",
    ),
    (
        Measure.COMMON,
        r"\bhow (?:common|widespread|frequent|prevalent|rare)\b|\bhow many (?!hours|times|days|weeks|years|calories|mg|steps)"
        r"\w+\b.*\b(?:have|has|live|living|suffer|smoke|drink|are|get)\b|\b(?:prevalence|incidence)\b"
        r"|\bwhat (?:share|proportion|percentage|percent) of\b",
    ),
)
# Words of such questions that do not say what is counted.
_COUNTING = word_set(
    """common widespread frequent prevalent rare prevalence incidence rate rates number share proportion percentage percent
    die dies died dying death deaths dead killed deadly mortality life expectancy live lives living birth average disease
    suffer suffering diagnosed currently adults adult population country every each annually yearly today"""
)
# What is asked for most, by the codes of WHO's list; a code that WHO has given up is as good as none here. Topics are matched
# whole: nobody who asks for gestational diabetes is told of diabetes.
_KNOWN: tuple[tuple[Measure, str, tuple[str, ...]], ...] = (
    (Measure.LIFE, r"healthy", ("WHOSIS_000002",)),
    (Measure.LIFE, r"", ("WHOSIS_000001",)),
    (Measure.COMMON, r"(?:type 2 )?diabetes(?: mellitus)?", ("NCD_DIABETES_PREVALENCE_AGESTD",)),
    (Measure.COMMON, r"hypertension|(?:high|raised) blood pressure", ("NCD_HYP_PREVALENCE_A",)),
    (Measure.COMMON, r"obes(?:e|ity)", ("NCD_BMI_30A",)),
    (Measure.COMMON, r"overweight", ("NCD_BMI_25A",)),
    (Measure.COMMON, r"smok(?:e|ing|ers?)|tobacco(?: smoking)?", ("M_Est_tob_curr_std",)),
    (Measure.COMMON, r"hiv|aids|hiv/?\W?aids", ("MDG_0000000029",)),
    (Measure.COMMON, r"tuberculosis|tb", ("MDG_0000000020",)),
    (Measure.COMMON, r"malaria", ("MALARIA_EST_INCIDENCE",)),
    (Measure.COMMON, r"ana?emia(?: women)?", ("NUTRITION_ANAEMIA_REPRODUCTIVEAGE_PREV",)),
    (Measure.COMMON, r"measles", ("WHS3_62",)),
    (Measure.COMMON, r"suicides?", ("MH_12", "SDGSUICIDE")),
    (Measure.DEATHS, r"suicides?", ("MH_12", "SDGSUICIDE")),
    (Measure.DEATHS, r"(?:road|traffic|car)(?: traffic)?(?: accidents?| crash(?:es)?)?", ("RS_198",)),
    (Measure.DEATHS, r"maternal|mothers?|(?:women )?(?:childbirth|pregnancy)", ("MDG_0000000026",)),
    (Measure.DEATHS, r"neonatal|newborns?", ("WHOSIS_000003",)),
    (Measure.DEATHS, r"infants?|bab(?:y|ies)", ("MDG_0000000001",)),
    (Measure.DEATHS, r"child(?:ren)?", ("MDG_0000000007",)),
    (Measure.DEATHS, r"tuberculosis|tb", ("MDG_0000000017",)),
)
_NAMED = {
    Measure.COMMON: re.compile(
        r"prevalence|incidence|new cases|reported cases|number of cases|living with", re.IGNORECASE
    ),
    Measure.DEATHS: re.compile(r"death|mortality|dying", re.IGNORECASE),
    Measure.LIFE: re.compile(r"life expectancy", re.IGNORECASE),
}
_EVERYBODY = re.compile(r"(?:SEX_)?BTSX|.*(?:TOTL|TOTAL)|AGEGROUP_(?:YEARS)?ALL(?:AGES)?|AGEGROUP_YEARS(\d+)-?PLUS")
_UNIT = re.compile(r"\(([^()]*(?:%|\bper \d|\byears\b|\blitres\b)[^()]*)\)")


def wanted(question: str, terms: Sequence[str]) -> Wanted | None:
    """`terms` are the words that the question is about. None where it does not ask how many."""
    measure = next((kind for kind, asked in _ASKED if re.search(asked, question, re.IGNORECASE)), None)
    if measure is None:
        return None
    place, named = place_in(question)
    of_place = {named.casefold(), *named.casefold().split()}
    where = tuple(term for term in terms if term.casefold() in of_place)
    topic = " ".join(word for term in terms if (word := term.casefold()) not in _COUNTING | of_place)
    return Wanted(measure, topic, place or WORLD, where) if topic or measure == Measure.LIFE else None


def chosen(listed: Iterable[Indicator], asked: Wanted) -> Indicator | None:
    """The known one; else the plainest of those whose name says what is counted: prevalence first, then the shortest name."""
    if asked.codes:
        by_code = {one.code: one for one in listed}
        return next((by_code[code] for code in asked.codes if code in by_code), None)
    words = [re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in asked.topic.split()]
    fitting = (one for one in listed if all(word.search(one.name) for word in (_NAMED[asked.measure], *words)))
    return min(fitting, key=lambda one: ("revalence" not in one.name, len(one.name)), default=None)


def newest(figures: Iterable[Figure], *, year: int) -> Figure | None:
    """The latest figure about everybody, of the widest age; none of years to come, which WHO gives for some."""
    past = [one for one in figures if one.value is not None and one.year is not None and one.year <= year]
    about_all = [one for one in past if all(_EVERYBODY.fullmatch(group) for group in one.groups)]
    return min(about_all, key=lambda one: (-(one.year or 0), _from_age(one) or 0), default=None)


def whom(figure: Figure) -> str:
    """Whom a figure is about, where that is not everybody."""
    age = _from_age(figure)
    return f"people aged {age} and over" if age else ""


def unit(indicator: Indicator) -> str:
    """As the name of the indicator says it; WHO's values have none. Empty where it does not."""
    found = _UNIT.search(indicator.name)
    return found[1].strip() if found else "%" if "revalence" in indicator.name else ""


def printed(figure: Figure) -> str:
    """The value as WHO prints it, with its interval."""
    value = figure.shown or f"{figure.value:g}"
    if "[" in value or figure.low is None or figure.high is None:
        return re.sub(r"(?<=\d)\s*-\s*(?=\d)", "\N{EN DASH}", value)
    return f"{value} [{figure.low:.3g}\N{EN DASH}{figure.high:.3g}]"


def _from_age(figure: Figure) -> int | None:
    found = (_EVERYBODY.fullmatch(group) for group in figure.groups)
    return next((int(one[1]) for one in found if one and one[1]), None)
