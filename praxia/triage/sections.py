"""The sections of a knowledge file, read into one body."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import yaml

from praxia.triage import entries
from praxia.triage.nodes import Entry, Fault, listed
from praxia.triage.records import (
    CareAdvice,
    Case,
    Condition,
    FindingDef,
    Interaction,
    Medicine,
    Number,
    RedFlag,
    Source,
    Where,
)

Kept = TypeVar("Kept", bound="Source | FindingDef | Condition | RedFlag | CareAdvice | Medicine | Case")


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
    medicines: dict[str, Medicine] = field(default_factory=dict)
    interactions: dict[tuple[str, str], Interaction] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    emergency: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    crisis: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    number_places: dict[str, Where] = field(default_factory=dict)


def _listed(
    make: Callable[[Entry], Kept],
    kept: Callable[[Body], dict[str, Kept]],
    name: str,
    node: yaml.Node,
    body: Body,
    faults: list[Fault],
) -> None:
    known = kept(body)
    for entry in listed(name, node, faults):
        made = make(entry)
        entry.close()
        if not made.id:
            continue
        if made.id in known:
            entry.fault(f"{made.id!r} was already given at {known[made.id].where}", "id")
        else:
            known[made.id] = made


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
    for entry in listed(name, node, faults):
        made = entries.interaction(entry)
        pair = (min(made.a, made.b), max(made.a, made.b))
        if pair in body.interactions:
            entry.fault(f"{made.a} with {made.b} was already given at {body.interactions[pair].where}")
        body.interactions[pair] = made


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
        body.crisis[country] = tuple(entries.crisis_line(line, country) for line in inner.inners("crisis"))
        body.number_places[country] = inner.where
        inner.close()


SECTIONS: dict[str, Callable[[str, yaml.Node, Body, list[Fault]], None]] = {
    "sources": partial(_listed, entries.source, lambda body: body.sources),
    "words": _words,
    "findings": partial(_listed, entries.finding, lambda body: body.findings),
    "conditions": partial(_listed, entries.condition, lambda body: body.conditions),
    "red_flags": partial(_listed, entries.red_flag, lambda body: body.red_flags),
    "care_advice": partial(_listed, entries.care, lambda body: body.care_advice),
    "medicines": partial(_listed, entries.medicine, lambda body: body.medicines),
    "interactions": _interactions,
    "cases": partial(_listed, entries.case, lambda body: body.cases),
    "numbers": _numbers,
}
