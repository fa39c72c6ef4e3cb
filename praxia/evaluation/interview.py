"""`evaluate interview`: which slots of a wellness profile an answer fills: precision and recall by field, and what to escalate."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from praxia import llm
from praxia.evaluation.lines import Unreadable, progress, read, write
from praxia.evaluation.shares import table, told
from praxia.triage import EMERGENCY, judge
from profiling.interview.extraction import heard_by_model
from profiling.interview.hearing import heard_by_rules
from profiling.interview.merging import merged
from profiling.interview.questions import quick_value
from profiling.interview.records import FIELDS, Heard, Known, Sheet

HELP = "Read labelled answers of a wellness interview into slots."
_KNOWN_BEFORE = 0.9


@dataclass(frozen=True, slots=True)
class Case:
    """One line of input. `expect` is None without a label; in it null means that the field stays open."""

    id: str
    asked: str | None
    profile: Mapping[str, Any]
    text: str
    expect: Mapping[str, Any] | None
    escalate: bool | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A case with what was heard; `slots` holds only what the text changed. `failed`: the model gave nothing."""

    case: Case
    slots: Mapping[str, Known]
    declined: tuple[str, ...]
    escalate: bool
    failed: bool


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of this kind."""
    parser.add_argument("file", type=Path, help="one JSON object a line: id, asked, profile, text, optional expect")
    parser.add_argument("--engine", choices=("rules", "llm"), default="rules", help="who reads the answers")
    parser.add_argument("--show", action="store_true", help="list every miss")
    parser.add_argument(
        "--predictions", type=Path, metavar="OUT.jsonl", help="write what was answered, one JSON object a line"
    )


def run(options: dict[str, Any], out: Callable[[str], None]) -> None:
    """Read the file and print the tables. Raises Unreadable."""
    cases = [_case(options["file"], number, row) for number, row in read(options["file"])]
    if options["engine"] == "llm" and not llm.configured():
        raise Unreadable(options["file"], 0, "no language model is configured, so --engine llm has nobody to ask")
    answered = [_answered(case, by_model=options["engine"] == "llm") for case in progress(cases)]
    out(f"{len(answered)} answers, read by {options['engine']}")
    for line in _report([one for one in answered if one.case.expect is not None]):
        out(line)
    if failed := sum(one.failed for one in answered):
        out(f"the model gave nothing for {failed} of them")
    if options["show"]:
        for line in _misses(answered):
            out(line)
    if options["predictions"]:
        write(options["predictions"], [_prediction(one) for one in answered])


def _case(path: Path, number: int, row: dict[str, Any]) -> Case:
    name, text, asked, profile = row.get("id"), row.get("text"), row.get("asked"), row.get("profile") or {}
    if not isinstance(name, str | int) or not isinstance(text, str):
        raise Unreadable(path, number, "id and text are needed")
    if asked is not None and asked not in FIELDS:
        raise Unreadable(path, number, f"asked is null or one of {', '.join(FIELDS)}")
    expect = row.get("expect")
    if not isinstance(profile, dict) or not (expect is None or isinstance(expect, dict)):
        raise Unreadable(path, number, "profile and expect are objects by field")
    escalate = row.get("escalate", expect.get("escalate") if expect else None)
    if expect is not None:
        slots = expect["slots"] if isinstance(expect.get("slots"), dict) else expect
        expect = {field: value for field, value in slots.items() if field in FIELDS}
    known = {field: value for field, value in profile.items() if field in FIELDS and value is not None}
    return Case(str(name), asked, known, text, expect, escalate if isinstance(escalate, bool) else None)


def _answered(case: Case, *, by_model: bool) -> Answered:
    before = Sheet({field: Known(value, _KNOWN_BEFORE) for field, value in case.profile.items()})
    heard, failed = _heard(case, before, by_model=by_model)
    after = merged(before, heard, asked=case.asked)
    changed = {
        field: one
        for field, one in after.known.items()
        if field not in before.known or one.value != before.known[field].value
    }
    level = judge(case.text)
    return Answered(case, changed, heard.declined, level.level in EMERGENCY or level.crisis, failed)


def _heard(case: Case, sheet: Sheet, *, by_model: bool) -> tuple[Heard, bool]:
    quick = quick_value(case.asked, case.text)
    if quick is not None and case.asked:
        return Heard({case.asked: Known(quick, 1.0, case.text)}), False
    if not by_model:
        return heard_by_rules(case.text, asked=case.asked, before=tuple(case.profile)), False
    try:
        return heard_by_model(case.text, asked=case.asked, sheet=sheet), False
    except llm.LlmError:
        return Heard(), True


def same(field: str, found: object, wanted: object) -> bool:
    """Equal, and for goals in other words: at least half of the words that were wanted."""
    if field != "healthGoals":
        return found == wanted
    words = set(str(wanted).casefold().split())
    return 2 * len(words & set(str(found).casefold().split())) >= len(words)


def _report(answered: list[Answered]) -> Iterator[str]:
    if not answered:
        return
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for one in answered:
        for field in FIELDS:
            hit, false, miss = _compared(one, field)
            right[field] += hit
            wrong[field] += false
            missed[field] += miss
    rows = [(field, right[field], wrong[field], missed[field]) for field in FIELDS]
    listed = [(field, str(r + m), told(r, r + w), told(r, r + m)) for field, r, w, m in rows]
    yield table([("field", "slots", "precision", "recall"), *listed])
    r, w, m = right.total(), wrong.total(), missed.total()
    yield f"all slots: precision {told(r, r + w)}; recall {told(r, r + m)}"
    empty = [one for one in answered if not any(value is not None for value in (one.case.expect or {}).values())]
    yield f"answers that say nothing and filled nothing: {told(sum(not one.slots for one in empty), len(empty))}"
    labelled = [one for one in answered if one.case.escalate is not None]
    if labelled:
        yield f"escalated as labelled: {told(sum(one.escalate == one.case.escalate for one in labelled), len(labelled))}"


def _compared(one: Answered, field: str) -> tuple[int, int, int]:
    """(right, wrong, missed) for one field: a wrong value in a wanted slot is both wrong and missed."""
    wanted = (one.case.expect or {}).get(field)
    found = one.slots[field].value if field in one.slots else None
    if wanted is None:
        return 0, int(found is not None), 0
    if found is None:
        return 0, 0, 1
    return (1, 0, 0) if same(field, found, wanted) else (0, 1, 1)


def _misses(answered: list[Answered]) -> Iterator[str]:
    for one in answered:
        if one.case.expect is None:
            continue
        for field in FIELDS:
            _, false, miss = _compared(one, field)
            if false or miss:
                found = one.slots.get(field)
                said = f"{found.value} ({found.confidence:g}, {found.quote!r})" if found else "nothing"
                wanted = one.case.expect.get(field) or "nothing"
                yield f"{one.case.id}: {field} expected {wanted}, found {said}\n  text: {one.case.text}"


def _prediction(one: Answered) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "slots": {field: known.value for field, known in one.slots.items()},
        "confidence": {field: known.confidence for field, known in one.slots.items()},
        "declined": list(one.declined),
        "escalate": one.escalate,
    }
