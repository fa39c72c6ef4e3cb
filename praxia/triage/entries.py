"""One entry of a knowledge file as a record. Whatever is wrong with it is told to the entry, with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from praxia.triage.levels import Level
from praxia.triage.nodes import Entry
from praxia.triage.records import (
    ANYBODY,
    CareAdvice,
    Case,
    Condition,
    FindingDef,
    Interaction,
    Measure,
    Medicine,
    Number,
    Prior,
    RedFlag,
    Severity,
    Source,
    Weight,
    Who,
)

QUANTITIES = frozenset(
    [
        "temperature_c",
        "spo2_pct",
        "systolic_mmhg",
        "diastolic_mmhg",
        "heart_rate_bpm",
        "breaths_per_minute",
        "ketones_mmol_l",
        "glucose_mmol_l",
        "weeks_pregnant",
        "days_since_operation",
        "age_years",
    ]
)
_WINDOW = re.compile(r"(\d+(?:\.\d+)?)\s*([hdw])")
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0}
_PRIOR = re.compile(r"(f|m|any)_(\d+)_(\d+|plus)")
_SEX = {"f": "female", "m": "male", "any": None}


def source(entry: Entry) -> Source:
    """A page that stands behind claims."""
    return Source(
        id=entry.ident("id"),
        publisher=entry.text("publisher"),
        title=entry.text("title"),
        url=entry.url("url"),
        licence=entry.maybe("licence"),
        kind=entry.maybe("kind"),
        checked_on=entry.date("checked_on"),
        quote=entry.maybe("quote"),
        where=entry.where,
    )


def finding(entry: Entry) -> FindingDef:
    """Something that a text can say."""
    measure = entry.inner("measure")
    return FindingDef(
        id=entry.ident("id"),
        label=entry.text("label"),
        question=entry.maybe("question"),
        options=entry.texts("options"),
        synonyms=entry.texts("synonyms"),
        lay_patterns=entry.texts("lay_patterns"),
        measure=_measure(measure) if measure else None,
        implies=entry.idents("implies"),
        instead_of=entry.idents("instead_of"),
        negatable=entry.flag("negatable", default=True),
        of_others=entry.flag("of_others", default=False),
        context=entry.flag("context", default=False),
        where=entry.where,
    )


def _measure(entry: Entry) -> Measure:
    made = Measure(entry.choice("quantity", QUANTITIES), entry.number("min"), entry.number("max"))
    if made.min is None and made.max is None:
        entry.fault("a measure needs min or max")
    entry.close()
    return made


def condition(entry: Entry) -> Condition:
    """What may explain findings."""
    who = entry.inner("who")
    made = Condition(
        id=entry.ident("id"),
        name=entry.text("name"),
        icd10=entry.maybe("icd10"),
        synonyms=entry.texts("synonyms"),
        summary=entry.text("summary"),
        prevalence_band=entry.band("prevalence_band"),
        priors=tuple(_priors(entry)),
        weights=tuple(_weight(weight) for weight in entry.inners("findings")),
        level_default=_level(entry, "level_default"),
        dangerous=entry.flag("dangerous", default=False),
        who=_who(who) if who else ANYBODY,
        self_care=entry.idents("self_care"),
        see_doctor_if=entry.texts("see_doctor_if"),
        emergency_if=entry.idents("emergency_if"),
        tests_talk_about=entry.texts("tests_talk_about"),
        sources=entry.idents("sources"),
        reviewed_on=entry.date("reviewed_on"),
        where=entry.where,
    )
    _enough_sources(entry, made.sources, 2)
    if not made.weights:
        entry.fault("a condition needs findings")
    return made


def _priors(entry: Entry) -> Iterator[Prior]:
    for key, value in entry.pairs("age_sex_prior").items():
        found, steps = _PRIOR.fullmatch(key), re.fullmatch(r"[+-]?[1-4]", value)
        if not found or not steps:
            entry.fault(f"age_sex_prior {key}: {value}: write like f_15_49: 1 or any_70_plus: -1", "age_sex_prior")
            continue
        highest = 130.0 if found[3] == "plus" else float(found[3]) + 0.999
        yield Prior(_SEX[found[1]], float(found[2]), highest, int(value))


def _weight(entry: Entry) -> Weight:
    made = Weight(entry.ident("finding"), entry.band("sens_band"), entry.band("spec_band"))
    entry.close()
    return made


def _level(entry: Entry, key: str) -> Level:
    return Level(entry.choice(key, [level.value for level in Level]) or Level.CALL_NOW.value)


def red_flag(entry: Entry) -> RedFlag:
    """A rule that sets the floor."""
    any_of, who = entry.idents("any"), entry.inner("who")
    made = RedFlag(
        id=entry.ident("id"),
        level=_level(entry, "level"),
        any=any_of,
        all=entry.ident_groups("all"),
        none=entry.idents("none"),
        min_any=int(entry.number("min_any") or (1 if any_of else 0)),
        who=_who(who) if who else ANYBODY,
        window_h=_window(entry),
        acute=entry.flag("acute", default=False),
        message=entry.text("message"),
        sign=entry.maybe("sign") or "",
        why=entry.text("why"),
        do_now=entry.texts("do_now"),
        do_not=entry.texts("do_not"),
        suspects=entry.idents("suspects"),
        question_finding=entry.maybe("question_finding"),
        crisis=entry.flag("crisis", default=False),
        sources=entry.idents("sources"),
        reviewed_on=entry.date("reviewed_on"),
        where=entry.where,
    )
    _enough_sources(entry, made.sources, 2)
    if made.level in (Level.SELF_CARE, Level.ROUTINE):
        entry.fault("a red flag is same_day, ed_now or call_now", "level")
    if not made.any and not made.all:
        entry.fault("a red flag needs any or all")
    if made.min_any > len(made.any):
        entry.fault(f"min_any {made.min_any} is more than the {len(made.any)} of any", "min_any")
    if not made.do_now:
        entry.fault("a red flag says what to do now")
    return made


def _who(entry: Entry) -> Who:
    age = entry.range("age")
    sex = entry.choice("sex", ("any", "female", "male"), default="any")
    pregnancy = entry.choices("pregnancy", ("any", "pregnant", "postpartum"))
    immunity = entry.choice("immunity", ("any", "low"), default="any")
    entry.close()
    return Who(
        age[0],
        age[1],
        None if sex == "any" else sex,
        tuple(one for one in pregnancy if one != "any"),
        None if immunity == "any" else immunity,
    )


def _window(entry: Entry) -> float:
    written = entry.maybe("time_window")
    if written is None or written == "now":
        return 0.0
    if written == "any":
        return inf
    found = _WINDOW.fullmatch(written)
    if not found:
        entry.fault(f"time_window {written!r}: write like 72h, 3d or 2w, now or any", "time_window")
        return 0.0
    return float(found[1]) * _HOURS[found[2]]


def _enough_sources(entry: Entry, sources: tuple[str, ...], least: int) -> None:
    if len(set(sources)) < least:
        entry.fault(f"{least} sources are needed, {len(set(sources))} given", "sources")


def care(entry: Entry) -> CareAdvice:
    """One thing to do at home."""
    made = CareAdvice(
        entry.ident("id"), entry.text("text"), entry.idents("contraindications"), entry.idents("sources"), entry.where
    )
    _enough_sources(entry, made.sources, 1)
    return made


def case(entry: Entry) -> Case:
    """An example with its expected judgement."""
    about = entry.inner("about")
    age = sex = pregnant = None
    if about:
        age = about.number("age")
        sex = about.choice("sex", ("female", "male"), default=None)
        pregnant = about.maybe_flag("pregnant")
        about.close()
    wanted = entry.maybe("expect_level")
    at_least = bool(wanted and wanted.endswith("+"))
    wanted = wanted.rstrip("+") if wanted else None
    if wanted and wanted not in {level.value for level in Level}:
        entry.fault(f"expect_level {wanted!r} is not a level", "expect_level")
        wanted = None
    return Case(
        id=entry.ident("id"),
        text=entry.text("text"),
        age=age,
        sex=sex,
        pregnant=pregnant,
        level=Level(wanted) if wanted else None,
        at_least=at_least,
        rules=entry.idents("expect_rules") if entry.has("expect_rules") else None,
        top3=entry.idents("expect_top3"),
        where=entry.where,
    )


def crisis_line(entry: Entry, country: str) -> Number:
    """A line for people in a crisis."""
    made = Number(
        entry.text("label"),
        entry.text("number"),
        country,
        entry.maybe("url"),
        entry.maybe("source"),
        entry.maybe("note"),
    )
    entry.close()
    return made


def medicine(entry: Entry) -> Medicine:
    """A medicine with the names that people use."""
    kind_names, several = entry.texts("kind_names"), entry.maybe_flag("several")
    made = Medicine(
        id=entry.ident("id"),
        name=entry.text("name"),
        also=entry.texts("also"),
        kind_names=kind_names,
        several=bool(kind_names) if several is None else several,
        kinds=entry.idents("kinds"),
        food=entry.flag("food", default=False),
        use=entry.maybe("use") or "",
        limit=entry.maybe("limit") or "",
        sources=entry.idents("sources"),
        where=entry.where,
    )
    if made.use or made.limit:
        _enough_sources(entry, made.sources, 2 if made.limit else 1)
    return made


def interaction(entry: Entry) -> Interaction:
    """Two medicines that should not meet without advice."""
    severity = entry.choice("severity", [one.name.lower() for one in Severity])
    made = Interaction(
        a=entry.ident("a"),
        b=entry.ident("b"),
        severity=Severity[severity.upper()] if severity else Severity.NEVER,
        effect=entry.text("effect"),
        advice=entry.text("advice"),
        if_taken=entry.maybe("if_taken"),
        sources=entry.idents("sources"),
        where=entry.where,
    )
    _enough_sources(entry, made.sources, 2)
    entry.close()
    return made
