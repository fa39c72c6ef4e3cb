"""Whether the entries of the knowledge fit together: every id known, no circle, no phrase twice, cases for every rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from praxia.triage.nodes import Fault
from praxia.triage.records import Where
from praxia.triage.sections import Body

CASES_PER_RULE = 3


def faults(body: Body, *, cases: bool = True) -> list[Fault]:
    """Everything that does not fit together, in the order of the files; what cases are lacking only where they were read."""
    found = [
        *_dangling(body),
        *_questions(body),
        *_unreachable(body),
        *_circles(_implied(body)),
        *_circles(_kinds(body)),
    ]
    found += _uncased(body) if cases else ()
    return sorted(found, key=lambda fault: (fault.where.file, fault.where.line))


def _dangling(body: Body) -> Iterator[Fault]:
    findings, conditions, rules, care, sources = (
        body.findings.keys(),
        body.conditions.keys(),
        body.red_flags.keys(),
        body.care_advice.keys(),
        body.sources.keys(),
    )
    for finding in body.findings.values():
        yield from _unknown(finding.where, "finding", finding.implies + finding.instead_of, findings)
    for condition in body.conditions.values():
        weighed = [weight.finding for weight in condition.weights]
        yield from _unknown(condition.where, "finding", weighed, findings)
        yield from _unknown(condition.where, "care advice", condition.self_care, care)
        yield from _unknown(condition.where, "red flag", condition.emergency_if, rules)
        yield from _unknown(condition.where, "source", condition.sources, sources)
        for twice in sorted({one for one in weighed if weighed.count(one) > 1}):
            yield Fault(condition.where, f"condition {condition.id}: finding {twice!r} is weighed twice")
    for rule in body.red_flags.values():
        used = [*rule.any, *(one for group in rule.all for one in group), *rule.none]
        yield from _unknown(rule.where, "finding", used, findings)
        yield from _unknown(rule.where, "condition", rule.suspects, conditions)
        yield from _unknown(rule.where, "source", rule.sources, sources)
    for advice in body.care_advice.values():
        yield from _unknown(advice.where, "finding or condition", advice.contraindications, findings | conditions)
        yield from _unknown(advice.where, "source", advice.sources, sources)
    for medicine in body.medicines.values():
        yield from _unknown(medicine.where, "medicine", medicine.kinds, body.medicines)
        yield from _unknown(medicine.where, "source", medicine.sources, sources)
    for interaction in body.interactions.values():
        yield from _unknown(interaction.where, "medicine", (interaction.a, interaction.b), body.medicines)
        yield from _unknown(interaction.where, "finding", [one for one in (interaction.if_taken,) if one], findings)
        yield from _unknown(interaction.where, "source", interaction.sources, sources)
    for case in body.cases.values():
        yield from _unknown(case.where, "red flag", case.rules or (), rules)
        yield from _unknown(case.where, "condition", case.top3, conditions)
    for country, lines in body.crisis.items():
        used = [line.source for line in lines if line.source]
        yield from _unknown(body.number_places[country], "source", used, sources)


def _unknown(where: Where, kind: str, used: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
    for one in used:
        if one not in known:
            yield Fault(where, f"unknown {kind} {one!r}")


def _questions(body: Body) -> Iterator[Fault]:
    for rule in body.red_flags.values():
        asked = rule.question_finding
        if asked is None:
            continue
        if asked not in body.findings:
            yield Fault(rule.where, f"unknown finding {asked!r} in question_finding")
        elif not body.findings[asked].question:
            yield Fault(rule.where, f"question_finding {asked!r} has no question")


def _unreachable(body: Body) -> Iterator[Fault]:
    implied = {one for finding in body.findings.values() for one in finding.implies}
    implied |= {one.if_taken for one in body.interactions.values() if one.if_taken}
    for finding in body.findings.values():
        if not (
            finding.synonyms or finding.lay_patterns or finding.measure or finding.question or finding.id in implied
        ):
            yield Fault(
                finding.where, f"finding {finding.id!r} can never be found: it has no pattern, measure or question"
            )


def _implied(body: Body) -> Mapping[str, tuple[Iterable[str], Where]]:
    return {finding.id: (finding.implies, finding.where) for finding in body.findings.values()}


def _kinds(body: Body) -> Mapping[str, tuple[Iterable[str], Where]]:
    return {medicine.id: (medicine.kinds, medicine.where) for medicine in body.medicines.values()}


def _circles(edges: Mapping[str, tuple[Iterable[str], Where]]) -> Iterator[Fault]:
    done: set[str] = set()
    for start in edges:
        circle = _circle(start, edges, done)
        if circle:
            yield Fault(edges[start][1], f"a circle: {' -> '.join(circle)}")


def _circle(start: str, edges: Mapping[str, tuple[Iterable[str], Where]], done: set[str]) -> list[str]:
    """The circle that `start` leads into, or nothing. Without recursion: chains may be long."""
    path: list[str] = []
    stack: list[tuple[str, bool]] = [(start, False)]
    while stack:
        name, leaving = stack.pop()
        if leaving:
            path.pop()
            done.add(name)
        elif name in path:
            return [*path[path.index(name) :], name]
        elif name not in done and name in edges:
            path.append(name)
            stack.append((name, True))
            stack.extend((after, False) for after in edges[name][0])
    return []


def word_circles(edges: Mapping[str, tuple[Iterable[str], Where]]) -> list[Fault]:
    """Word classes that contain themselves."""
    return list(_circles(edges))


def _uncased(body: Body) -> Iterator[Fault]:
    """Every rule has a case that it fires in, and at least three in all: a hit, a near miss, a negated or past one.

    Cases belong to a rule when they expect it, or share their name up to its last part with one that does (x_hit, x_near).
    """
    stems: dict[str, set[str]] = {}
    expecting: dict[str, set[str]] = {}
    for case in body.cases.values():
        stems.setdefault(case.id.rpartition("_")[0], set()).add(case.id)
        for name in case.rules or ():
            expecting.setdefault(name, set()).add(case.id)
    for rule in body.red_flags.values():
        hits = expecting.get(rule.id, set())
        kin = set().union(*(stems[hit.rpartition("_")[0]] for hit in hits), stems.get(rule.id, set()))
        if not hits:
            yield Fault(rule.where, f"red flag {rule.id!r} has no case that expects it")
        if len(hits | kin) < CASES_PER_RULE:
            yield Fault(
                rule.where,
                f"red flag {rule.id!r} has {len(hits | kin)} of {CASES_PER_RULE} cases: a hit (expect_rules: [{rule.id}]),"
                f" a near miss and a negated one, named {rule.id}_hit, {rule.id}_near, {rule.id}_negated",
            )


def prune(body: Body) -> None:
    """Drop every reference to an unknown id, so that a checker can still run the cases of unfinished files."""
    findings, conditions, rules = body.findings.keys(), body.conditions.keys(), body.red_flags.keys()
    care, sources = body.care_advice.keys(), body.sources.keys()
    for finding in list(body.findings.values()):
        body.findings[finding.id] = replace(
            finding, implies=_known(finding.implies, findings), instead_of=_known(finding.instead_of, findings)
        )
    for condition in list(body.conditions.values()):
        body.conditions[condition.id] = replace(
            condition,
            weights=tuple(weight for weight in condition.weights if weight.finding in findings),
            self_care=_known(condition.self_care, care),
            emergency_if=_known(condition.emergency_if, rules),
            sources=_known(condition.sources, sources),
        )
    for rule in list(body.red_flags.values()):
        asked = rule.question_finding if rule.question_finding in findings else None
        body.red_flags[rule.id] = replace(
            rule,
            any=_known(rule.any, findings),
            all=tuple(_known(group, findings) for group in rule.all),
            none=_known(rule.none, findings),
            suspects=_known(rule.suspects, conditions),
            question_finding=asked,
            sources=_known(rule.sources, sources),
        )
    for advice in list(body.care_advice.values()):
        body.care_advice[advice.id] = replace(advice, sources=_known(advice.sources, sources))
    medicines = body.medicines.keys()
    for medicine in list(body.medicines.values()):
        body.medicines[medicine.id] = replace(
            medicine, kinds=_known(medicine.kinds, medicines), sources=_known(medicine.sources, sources)
        )
    for pair, meeting in list(body.interactions.items()):
        if not medicines >= {meeting.a, meeting.b}:
            del body.interactions[pair]
            continue
        taken = meeting.if_taken if meeting.if_taken in findings else None
        body.interactions[pair] = replace(meeting, if_taken=taken, sources=_known(meeting.sources, sources))


def _known(names: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in known)
