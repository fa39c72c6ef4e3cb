"""What the knowledge files say, as frozen records. Nothing here decides anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from praxia.triage.levels import Level

# By `sens_band`: how often people with the condition have the finding.
SENSITIVITY = {1: 0.05, 2: 0.2, 3: 0.45, 4: 0.7, 5: 0.92}


@dataclass(frozen=True, slots=True)
class Where:
    """The place in the knowledge that an entry was written at. Line 0: the file as a whole."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Source:
    """A page that stands behind a claim. `checked_on` is null until its text was read or its link confirmed."""

    id: str
    publisher: str
    title: str
    url: str
    licence: str | None
    kind: str | None
    checked_on: str | None
    quote: str | None
    where: Where


@dataclass(frozen=True, slots=True)
class Measure:
    """A finding that a number can show: present when min <= value <= max. Units are in the quantity's name."""

    quantity: str
    min: float | None
    max: float | None

    def holds(self, value: float) -> bool:
        """Whether a measured value shows the finding."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


@dataclass(frozen=True, slots=True)
class FindingDef:
    """Something that a text can say about a person: a symptom, or (context) a fact such as a pregnancy.

    `of_others`: nobody can say it of themselves ("I do not wake up").
    """

    id: str
    label: str
    question: str | None
    options: tuple[str, ...]
    synonyms: tuple[str, ...]
    lay_patterns: tuple[str, ...]
    measure: Measure | None
    implies: tuple[str, ...]
    instead_of: tuple[str, ...]
    negatable: bool
    of_others: bool
    context: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Weight:
    """How a finding speaks for a condition: bands 1 (hardly) to 5 (nearly always; nearly only here)."""

    finding: str
    sens_band: int
    spec_band: int


@dataclass(frozen=True, slots=True)
class Prior:
    """A shift of a condition's prevalence by whole bands for one sex (or both) and an age range in years."""

    sex: str | None
    min_age: float
    max_age: float
    steps: int


@dataclass(frozen=True, slots=True)
class Who:
    """The people whom a rule or a condition is about. None means anybody. Ages in years; 0.25 is three months."""

    min_age: float | None
    max_age: float | None
    sex: str | None
    pregnancy: tuple[str, ...]
    immunity: str | None


ANYBODY = Who(None, None, None, (), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that may explain the findings."""

    id: str
    name: str
    icd10: str | None
    synonyms: tuple[str, ...]
    summary: str
    prevalence_band: int
    priors: tuple[Prior, ...]
    weights: tuple[Weight, ...]
    level_default: Level
    dangerous: bool
    who: Who
    self_care: tuple[str, ...]
    see_doctor_if: tuple[str, ...]
    emergency_if: tuple[str, ...]
    tests_talk_about: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed_on: str | None
    where: Where


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A rule that sets the floor. It fires when at least `min_any` of `any`, one of each of `all` and none of `none` hold.

    `sign`: the message as it reads in a list of what to watch for, where the message itself speaks to somebody who has it.
    `acute`: symptoms that have been there for four weeks or longer do not make it fire.
    """

    id: str
    level: Level
    any: tuple[str, ...]
    all: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]
    min_any: int
    who: Who
    window_h: float
    acute: bool
    message: str
    sign: str
    why: str
    do_now: tuple[str, ...]
    do_not: tuple[str, ...]
    suspects: tuple[str, ...]
    question_finding: str | None
    crisis: bool
    sources: tuple[str, ...]
    reviewed_on: str | None
    where: Where


@dataclass(frozen=True, slots=True)
class CareAdvice:
    """One thing that can be done at home, and for whom it is wrong."""

    id: str
    text: str
    contraindications: tuple[str, ...]
    sources: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine, a kind of medicines, or (food) something eaten or drunk that medicines may not agree with.

    `also`: other names of it or of medicines of the kind; `kind_names`: words for the kind as a whole, which may mean any of them.
    `several`: its names are those of several medicines, so two of them are not one medicine twice.
    `kinds`: what it is one of, or holds: a cold remedy with paracetamol is one of paracetamol. `use`: what it is for; `limit`: the
    most that a leaflet allows an adult without a doctor, both empty where only the leaflet in the packet should speak.
    """

    id: str
    name: str
    also: tuple[str, ...]
    kind_names: tuple[str, ...]
    several: bool
    kinds: tuple[str, ...]
    food: bool
    use: str
    limit: str
    sources: tuple[str, ...]
    where: Where


class Severity(IntEnum):
    """How far apart two medicines should be kept."""

    USUAL = 0  # both may be taken by whoever may take each of them
    APART = 1  # hours between them
    CAUTION = 2  # a pharmacist is asked first
    SERIOUS = 3  # only where somebody who knows of both has agreed
    NEVER = 4


@dataclass(frozen=True, slots=True)
class Interaction:
    """Two medicines, or all of two kinds, that should not meet without advice. The same twice: two of one kind.

    `if_taken`: the finding that it is where both were taken already.
    """

    a: str
    b: str
    severity: Severity
    effect: str
    advice: str
    if_taken: str | None
    sources: tuple[str, ...]
    where: Where

    @property
    def id(self) -> str:
        return f"{self.a}_{self.b}"


@dataclass(frozen=True, slots=True)
class Case:
    """An example with its expected judgement. None means: not looked at."""

    id: str
    text: str
    age: float | None
    sex: str | None
    pregnant: bool | None
    level: Level | None
    at_least: bool
    rules: tuple[str, ...] | None
    top3: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number of a country (ISO 3166 alpha-2; empty: for anywhere)."""

    label: str
    number: str
    country: str
    url: str | None = None
    source: str | None = None
    note: str | None = None
