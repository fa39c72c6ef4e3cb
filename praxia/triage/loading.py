"""Reading the knowledge files. Whatever is wrong is told with file, line and reason, all of it at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import inf
from pathlib import Path
from typing import Any, TypeVar

import yaml

from praxia.triage import cues
from praxia.triage.levels import Level
from praxia.triage.nodes import Entry, Fault, entries
from praxia.triage.records import (
    CareAdvice,
    Case,
    Condition,
    FindingDef,
    Interaction,
    Measure,
    Number,
    Prior,
    RedFlag,
    Source,
    Weight,
    Where,
    Who,
)

FOLDER = Path(__file__).parent / "knowledge"
QUANTITIES = frozenset(
    [
        "temperature_c",
        "spo2_pct",
        "systolic_mmhg",
        "diastolic_mmhg",
        "heart_rate_bpm",
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
Kept = TypeVar("Kept", bound="Source | FindingDef | Condition | RedFlag | CareAdvice | Case")


class KnowledgeError(Exception):
    """The knowledge cannot be used. `faults` lists every reason with its file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(slots=True)
class Body:
    """Everything that was read, before anything was compiled."""

    version: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    words: dict[str, tuple[tuple[str, ...], Where]] = field(default_factory=dict)
    findings: dict[str, FindingDef] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    red_flags: dict[str, RedFlag] = field(default_factory=dict)
    care_advice: dict[str, CareAdvice] = field(default_factory=dict)
    interactions: list[Interaction] = field(default_factory=list)
    cases: dict[str, Case] = field(default_factory=dict)
    emergency: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    crisis: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    number_places: dict[str, Where] = field(default_factory=dict)


def read_folder(folder: Path = FOLDER) -> tuple[Body, list[Fault]]:
    """Read every *.yaml of a folder. Faults of form are returned, so that a checker can show them all."""
    body, faults = Body(), list[Fault]()
    digest = hashlib.sha256(cues.FILE.read_bytes())
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        _read_file(path.name, content, body, faults)
    body.version = digest.hexdigest()[:12]
    return body, faults


class _Loader(yaml.CBaseLoader):
    """Every scalar stays a text: what type a key has is the schema's word, not YAML's. And no time is spent on guessing it."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return kind.__name__

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        return

    def ascend_resolver(self) -> None:
        return


def _read_file(name: str, content: bytes, body: Body, faults: list[Fault]) -> None:
    try:
        root = _Loader(content.decode("utf-8")).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(Where(name, mark.line + 1 if mark else 1), f"not readable as YAML: {error.problem}"))
        return
    except (yaml.YAMLError, UnicodeDecodeError):
        faults.append(Fault(Where(name, 1), "not readable as UTF-8 YAML"))
        return
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        faults.append(Fault(Where(name, 1), "a file holds named sections"))
        return
    seen: set[str] = set()
    for key, node in root.value:
        where = Where(name, key.start_mark.line + 1)
        section = SECTIONS.get(str(key.value))
        if section is None:
            faults.append(Fault(where, f"unknown section {key.value!r}; known are {', '.join(SECTIONS)}"))
        elif key.value in seen:
            faults.append(Fault(where, f"section {key.value!r} stands twice in this file"))
        else:
            seen.add(key.value)
            section(name, node, body, faults)


def _listed(
    make: Callable[[Entry], Kept],
    kept: Callable[[Body], dict[str, Kept]],
    name: str,
    node: yaml.Node,
    body: Body,
    faults: list[Fault],
) -> None:
    known = kept(body)
    for entry in entries(name, node, faults):
        made = make(entry)
        entry.close()
        if not made.id:
            continue
        if made.id in known:
            entry.fault(f"{made.id!r} was already given at {known[made.id].where}", "id")
        else:
            known[made.id] = made


def _source(entry: Entry) -> Source:
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


def _finding(entry: Entry) -> FindingDef:
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
        body_site=entry.maybe("body_site"),
        qualifiers=entry.pairs("qualifiers"),
        negatable=entry.flag("negatable", default=True),
        context=entry.flag("context", default=False),
        where=entry.where,
    )


def _measure(entry: Entry) -> Measure:
    made = Measure(entry.choice("quantity", QUANTITIES), entry.number("min"), entry.number("max"))
    if made.min is None and made.max is None:
        entry.fault("a measure needs min or max")
    entry.close()
    return made


def _condition(entry: Entry) -> Condition:
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


def _red_flag(entry: Entry) -> RedFlag:
    any_of, who = entry.idents("any"), entry.inner("who")
    made = RedFlag(
        id=entry.ident("id"),
        level=_level(entry, "level"),
        any=any_of,
        all=entry.ident_groups("all"),
        none=entry.idents("none"),
        min_any=int(entry.number("min_any") or (1 if any_of else 0)),
        who=_who(who) if who else Who(None, None, None, (), None),
        window_h=_window(entry),
        message=entry.text("message"),
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


def _care(entry: Entry) -> CareAdvice:
    made = CareAdvice(
        entry.ident("id"), entry.text("text"), entry.idents("contraindications"), entry.idents("sources"), entry.where
    )
    _enough_sources(entry, made.sources, 1)
    return made


def _case(entry: Entry) -> Case:
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


def _words(name: str, node: yaml.Node, body: Body, faults: list[Fault]) -> None:
    entry = Entry(name, node, faults)
    for key in entry.names():
        where = Where(name, entry.line(key))
        if key in body.words:
            entry.fault(f"word class {key!r} was already given at {body.words[key][1]}", key)
            continue
        if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
            entry.fault(f"word class {key!r}: only lower-case letters, digits and _", key)
        body.words[key] = (entry.texts(key), where)


def _interactions(name: str, node: yaml.Node, body: Body, faults: list[Fault]) -> None:
    for entry in entries(name, node, faults):
        made = Interaction(
            entry.text("a"),
            entry.text("b"),
            entry.text("severity"),
            entry.text("effect"),
            entry.text("advice"),
            entry.idents("sources"),
            entry.where,
        )
        _enough_sources(entry, made.sources, 2)
        entry.close()
        body.interactions.append(made)


def _numbers(name: str, node: yaml.Node, body: Body, faults: list[Fault]) -> None:
    entry = Entry(name, node, faults)
    for country in entry.names():
        inner = entry.inner(country)
        if inner is None:
            continue
        if not re.fullmatch(r"[A-Z]{2}", country):
            entry.fault(f"{country!r} is not a country code of two capital letters", country)
        if country in body.emergency:
            entry.fault(f"{country} was already given at {body.number_places[country]}", country)
        emergency = inner.texts("emergency")
        if not emergency:
            inner.fault("a country needs an emergency number")
        body.emergency[country] = tuple(Number("Emergency", number, country) for number in emergency)
        body.crisis[country] = tuple(_crisis(line, country) for line in inner.inners("crisis"))
        body.number_places[country] = inner.where
        inner.close()


def _crisis(entry: Entry, country: str) -> Number:
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


SECTIONS: dict[str, Callable[[str, yaml.Node, Body, list[Fault]], None]] = {
    "sources": partial(_listed, _source, lambda body: body.sources),
    "words": _words,
    "findings": partial(_listed, _finding, lambda body: body.findings),
    "conditions": partial(_listed, _condition, lambda body: body.conditions),
    "red_flags": partial(_listed, _red_flag, lambda body: body.red_flags),
    "care_advice": partial(_listed, _care, lambda body: body.care_advice),
    "interactions": _interactions,
    "cases": partial(_listed, _case, lambda body: body.cases),
    "numbers": _numbers,
}
