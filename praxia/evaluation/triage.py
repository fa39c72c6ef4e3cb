"""`evaluate triage`: emergencies found and missed, false alarms, the level, and whether the diagnosis was among the first."""

from __future__ import annotations

import re
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from praxia.evaluation.lines import Unreadable, progress, read, write
from praxia.evaluation.shares import table, told
from praxia.triage import EMERGENCY, About, Assessment, Knowledge, Level, judge, shipped
from praxia.triage.text import pattern_words

HELP = "Judge labelled texts with the triage engine."
_URGENCY = {"em": EMERGENCY, "ne": (Level.ROUTINE, Level.SAME_DAY), "sc": (Level.SELF_CARE,)}
_LABELS = {"emergent": True, "non-emergent": False, "non_emergent": False, "not_emergent": False, "nonemergent": False}
_VIGNETTE = (
    ("demographics", "{}"),
    ("chief_complaints", "{}"),
    ("presentation", "{}"),
    ("absent_findings", "{}"),
    ("physical_history", "History of {}"),
    ("family_history", "Family history of {}"),
    ("social_history", "{}"),
)
_NOTHING = frozenset({"", "-", "none", "none.", "n/a", "no", "nil"})


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of input with what the engine said. `expected` is the set of right levels, None without such a label."""

    id: str
    text: str
    expected: tuple[Level, ...] | None
    diagnosis: str | None
    found: Assessment
    ms: float


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of this kind."""
    parser.add_argument("file", type=Path, help="one JSON object a line: id, text, optional about and labels")
    parser.add_argument("--show", action="store_true", help="list every miss")
    parser.add_argument(
        "--predictions", type=Path, metavar="OUT.jsonl", help="write what was answered, one JSON object a line"
    )


def run(options: dict[str, Any], out: Callable[[str], None]) -> None:
    """Judge the file and print the tables. Raises Unreadable."""
    knowledge = shipped()
    rows = [(_case(options["file"], number, row), row) for number, row in read(options["file"])]
    judged = [_judged(name, text, about, row) for (name, text, about), row in progress(rows)]
    out(f"{len(judged)} texts, engine {knowledge.version}")
    for line in _report(judged, knowledge):
        out(line)
    if options["show"]:
        for line in _misses(judged, knowledge):
            out(line)
    if options["predictions"]:
        write(options["predictions"], [_prediction(one) for one in judged])


def _case(path: Path, number: int, row: dict[str, Any]) -> tuple[str, str, About]:
    name, text, about = row.get("id"), row.get("text"), row.get("about") or {}
    if text is None:
        text = vignette(row)
    if not isinstance(name, str | int) or not isinstance(text, str) or not text.strip():
        raise Unreadable(path, number, "id and text (or the fields of a vignette) are needed")
    if not isinstance(about, dict):
        raise Unreadable(path, number, "about is an object with age, sex, pregnant")
    for key, allowed in (("age", int | float), ("pregnant", bool), ("sex", str)):
        if about.get(key) is not None and not isinstance(about[key], allowed):
            raise Unreadable(path, number, f"about.{key} cannot be read")
    return (
        str(name),
        text,
        About(age_years=about.get("age"), sex=_sex(about.get("sex")), pregnant=about.get("pregnant")),
    )


def _sex(written: str | None) -> str | None:
    return {"f": "female", "m": "male"}.get((written or "")[:1].lower())


def vignette(row: dict[str, Any]) -> str:
    """The fields of a clinical vignette as one text, in the order of a letter."""
    parts = []
    for key, shape in _VIGNETTE:
        value = str(row.get(key) or "").strip()
        if value.lower() not in _NOTHING:
            parts.append(shape.format(value).rstrip(". ") + ".")
    return " ".join(parts)


def _judged(name: str, text: str, about: About, row: dict[str, Any]) -> Judged:
    begun = time.perf_counter()
    found = judge(text, about=about)
    spent = (time.perf_counter() - begun) * 1000
    return Judged(name, text, _expected(row), row.get("correct_diagnosis"), found, spent)


def _expected(row: dict[str, Any]) -> tuple[Level, ...] | None:
    if row.get("level") in {level.value for level in Level}:
        return (Level(row["level"]),)
    urgency = _URGENCY.get(str(row.get("urgency_level", "")).lower())
    if urgency:
        return urgency
    emergent = _LABELS.get(str(row.get("label", "")).lower())
    if emergent is None:
        return None
    return EMERGENCY if emergent else tuple(level for level in Level if level not in EMERGENCY)


def _report(judged: list[Judged], knowledge: Knowledge) -> Iterator[str]:
    yield table(
        [
            ("level", "texts"),
            *((level.value, str(sum(one.found.level is level for one in judged))) for level in reversed(Level)),
        ]
    )
    labelled = [one for one in judged if one.expected]
    if labelled:
        yield from _urgency(labelled)
    else:
        alarms = sum(one.found.level in EMERGENCY for one in judged)
        yield f"judged ed_now or call_now (no label): {told(alarms, len(judged))}"
    diagnosed = [one for one in judged if one.diagnosis]
    if diagnosed:
        yield from _diagnoses(diagnosed, knowledge)
    times = sorted(one.ms for one in judged)
    if times:
        yield f"time: median {times[len(times) // 2]:.2f} ms, longest {times[-1]:.2f} ms"


def _urgency(labelled: list[Judged]) -> Iterator[str]:
    emergencies = [one for one in labelled if set(one.expected or ()) <= set(EMERGENCY)]
    others = [one for one in labelled if not set(one.expected or ()) & set(EMERGENCY)]
    caught = sum(one.found.level in EMERGENCY for one in emergencies)
    alarms = sum(one.found.level in EMERGENCY for one in others)
    if emergencies:
        yield f"emergency sensitivity: {told(caught, len(emergencies))}"
    if others:
        yield f"specificity: {told(len(others) - alarms, len(others))}; false alarms: {told(alarms, len(others))}"
    right = sum(one.found.level in (one.expected or ()) for one in labelled)
    yield f"level as labelled: {told(right, len(labelled))}"
    wanted = list(dict.fromkeys(one.expected for one in labelled))
    heading = ("labelled \\ judged", *(level.value for level in reversed(Level)))
    rows = [
        (
            "/".join(level.value for level in label or ()),
            *(
                str(sum(one.expected == label and one.found.level is level for one in labelled))
                for level in reversed(Level)
            ),
        )
        for label in wanted
    ]
    yield table([heading, *rows])


def _diagnoses(diagnosed: list[Judged], knowledge: Knowledge) -> Iterator[str]:
    known = names(knowledge)
    covered = [one for one in diagnosed if known.get(plain(one.diagnosis or ""))]
    yield f"coverage of the diagnoses: {told(len(covered), len(diagnosed))}"
    for first in (1, 3, 5):
        hits = sum(_place(one, known) < first for one in covered)
        yield f"diagnosis among the first {first}: of covered {told(hits, len(covered))}; of all {told(hits, len(diagnosed))}"


def names(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """Condition ids by every plain name that they go by."""
    found: dict[str, set[str]] = {}
    for condition in knowledge.body.conditions.values():
        for name in (condition.name, condition.id.replace("_", " "), *condition.synonyms):
            for form in (plain(name), plain(re.sub(r"\(.*?\)", " ", name))):
                found.setdefault(form, set()).add(condition.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def plain(name: str) -> str:
    """A name without case, marks and British spelling."""
    return " ".join(word for word in pattern_words(name) if word not in ("the", "of", "a"))


def _place(one: Judged, known: dict[str, frozenset[str]]) -> int:
    wanted = known.get(plain(one.diagnosis or ""), frozenset())
    return next((place for place, condition in enumerate(one.found.conditions) if condition.id in wanted), 99)


def _misses(judged: list[Judged], knowledge: Knowledge) -> Iterator[str]:
    known = names(knowledge)
    for one in judged:
        wrong = []
        if one.expected and one.found.level not in one.expected:
            wrong.append(f"{'/'.join(level.value for level in one.expected)} expected, {one.found.level.value} judged")
        elif not one.expected and not one.diagnosis and one.found.level in EMERGENCY:
            wrong.append(f"{one.found.level.value} judged, no label")
        if one.diagnosis:
            place = _place(one, known)
            if place >= 3:
                covered = "" if known.get(plain(one.diagnosis)) else " (not covered)"
                first = ", ".join(condition.id for condition in one.found.conditions[:3])
                wrong.append(f"{one.diagnosis}{covered} not among {first or 'any'}")
        if wrong:
            rules = ", ".join(f"{rule.id} by {rule.quote!r}" for rule in one.found.rules) or "no rule"
            present = ", ".join(_present(one)) or "none"
            yield f"\n{one.id}: {'; '.join(wrong)}\n  text: {one.text}\n  rules: {rules}\n  findings: {present}"


def _present(one: Judged) -> list[str]:
    return list(dict.fromkeys(finding.id for finding in one.found.findings if finding.holds(0.0)))


def _prediction(one: Judged) -> dict[str, Any]:
    return {
        "id": one.id,
        "level": one.found.level.value,
        "rules": [rule.id for rule in one.found.rules],
        "conditions": [condition.name for condition in one.found.conditions],
        "findings": _present(one),
    }
