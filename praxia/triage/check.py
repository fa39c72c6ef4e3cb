"""`python -m praxia.triage.check [FOLDER]`: validate the knowledge files and run their cases, without Django."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from praxia.triage.about import About
from praxia.triage.assessment import Assessment
from praxia.triage.judging import judge
from praxia.triage.knowledge import Knowledge, compile_folder
from praxia.triage.loading import FOLDER
from praxia.triage.records import Case


def failures(knowledge: Knowledge) -> Iterator[tuple[Case, Assessment, list[str]]]:
    """The cases whose judgement is not the expected one, with what differs."""
    for case in knowledge.body.cases.values():
        about = About(age_years=case.age, sex=case.sex or None, pregnant=case.pregnant)
        found = judge(case.text, about=about, knowledge=knowledge)
        unlike = list(_unlike(case, found))
        if unlike:
            yield case, found, unlike


def _unlike(case: Case, found: Assessment) -> Iterator[str]:
    if case.level and (found.level < case.level if case.at_least else found.level != case.level):
        yield f"level {case.level.value}{'+' if case.at_least else ''} expected, {found.level.value} found"
    fired = {rule.id for rule in found.rules}
    if case.rules is not None:
        lacking = set(case.rules) - fired
        if lacking:
            yield f"rules {', '.join(sorted(lacking))} did not fire"
        if not case.rules and fired:
            yield f"no rule expected, {', '.join(sorted(fired))} fired"
    top = [condition.id for condition in found.conditions[:3]]
    missed = [name for name in case.top3 if name not in top]
    if missed:
        yield f"{', '.join(missed)} expected among the first three, found {', '.join(top) or 'none'}"


def explained(case: Case, found: Assessment, unlike: list[str]) -> str:
    """A failing case in full: text, difference, and every finding with why it counts or not."""
    lines = [f"{case.where}: case {case.id}", f"    text:  {case.text}"]
    about = [
        f"{name} {value}"
        for name, value in (("age", case.age), ("sex", case.sex), ("pregnant", case.pregnant))
        if value not in (None, "")
    ]
    if about:
        lines.append(f"    about: {', '.join(about)}")
    lines += [f"    but:   {one}" for one in unlike]
    lines += [f"    rule   {rule.id} ({rule.level.value}) by {rule.quote!r}" for rule in found.rules]
    for one in found.findings:
        marks = [mark for mark, shown in (("DENIED", one.negated), ("fact", one.context)) if shown]
        ago = f" {one.hours:g} h ago" if one.hours is not None else ""
        lines.append(
            f"    found  {one.id} in {one.quote!r}: {one.who}, {one.when}{ago}, by {one.source} {' '.join(marks)}".rstrip()
        )
    lines += [
        f"    fits   {one.id}: {one.fit} by {', '.join(one.explained) or 'a rule'}" for one in found.conditions[:4]
    ]
    return "\n".join(lines)


def report(folder: Path = FOLDER) -> tuple[list[str], int]:
    """The lines to show for a folder of knowledge, and how many things are wrong in it."""
    knowledge, faults = compile_folder(folder)
    lines = [str(fault) for fault in faults]
    failed = 0
    for case, found, unlike in failures(knowledge):
        failed += 1
        lines.append(explained(case, found, unlike))
    body = knowledge.body
    counts = [
        f"{len(body.red_flags)} rules",
        f"{len(body.conditions)} conditions",
        f"{len(body.findings)} findings",
        f"{len(body.sources)} sources",
        f"{len(body.cases)} cases",
    ]
    lines.append(f"{', '.join(counts)}: {len(faults)} faults, {failed} failing cases. Version {knowledge.version}.")
    if faults or failed:
        lines.append("How to write knowledge: docs/triage.md")
    return lines, len(faults) + failed


def main(arguments: list[str]) -> int:
    """Print every fault and failing case; 1 if there is one."""
    lines, wrong = report(Path(arguments[0]) if arguments else FOLDER)
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
