"""The follow-up question: the one whose answer would change the level most, then the one that best parts the likely conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from praxia.triage.assessment import Question
from praxia.triage.levels import Level
from praxia.triage.ranking import LESS_LIKELY, Ranked
from praxia.triage.records import SENSITIVITY, RedFlag
from praxia.triage.rules import Evidence, applies

MOST_QUESTIONS = 3
OPTIONS = ("Yes", "No", "Not sure")
_CONSIDERED = 4
_UNEXPECTED = 0.08  # how likely a yes to a common finding is where no listed condition speaks for it
_COMMON = 0.25  # as common as a finding has to be for that
_DECIDING = 0.15  # a rule's own deciding question goes before its other findings
_BEGUN = 2.0  # a rule that has begun to fit matters more than one that only belongs to a likely condition
_STRANGE = 0.15  # one that a common complaint alone has begun, and no likely condition knows of


def choose(
    evidence: Evidence,
    ranked: Sequence[Ranked],
    near: Mapping[str, Sequence[str]],
    level: Level,
    asked: Collection[str],
    inferred: Collection[str],
) -> Question | None:
    """The next question, or None: in an emergency nothing is asked that delays, and three answers are enough."""
    if level is Level.CALL_NOW or len(asked) >= MOST_QUESTIONS:
        return None
    likely = [one for one in ranked if one.fit != LESS_LIKELY][:_CONSIDERED]
    denied = evidence.denied()
    known = evidence.active() | denied | set(asked)
    worth: dict[str, tuple[float, Level | None]] = {}
    candidates = (*_by_level(evidence, likely, near, level), *_by_doubt(likely), *_by_likeness(evidence, inferred))
    for finding, value, reached in candidates:
        if finding in known or not evidence.knowledge.implied[finding].isdisjoint(denied):
            continue  # who has no fever has no high fever
        if evidence.knowledge.body.findings[finding].question and _askable(finding, evidence):
            value *= 3.0 if finding in inferred else 1.0
            if finding not in worth or worth[finding][0] < value:
                worth[finding] = (value, reached)
    if not worth:
        return None
    best = max(worth, key=lambda finding: (worth[finding][0], finding))
    # Nobody is asked for a plan before the thought.
    wider = [one for one in evidence.knowledge.implied[best] if one in worth]
    best = max(wider, key=lambda finding: (worth[finding][0], finding), default=best)
    definition = evidence.knowledge.body.findings[best]
    return Question(best, definition.question or "", definition.options or OPTIONS, worth[best][1], best in inferred)


def _by_level(
    evidence: Evidence, likely: Sequence[Ranked], near: Mapping[str, Sequence[str]], level: Level
) -> Iterator[tuple[str, float, Level]]:
    belonging = dict.fromkeys(name for one in likely for name in one.condition.emergency_if if name not in near)
    known = {one.condition.id for one in likely}
    related = {name for one in likely for name in one.condition.emergency_if}
    for name in (*near, *belonging):
        rule = evidence.knowledge.body.red_flags[name]
        gain = rule.level.rank - level.rank
        if gain <= 0:
            continue
        weight, lacking = (_BEGUN, near[name]) if name in near else (1.0, _first_step(rule, evidence))
        strange = name in near and name not in related and known.isdisjoint(rule.suspects)
        for finding in lacking:
            chance = _chance(finding, likely, evidence)
            if strange:
                yield finding, _STRANGE * gain * chance, rule.level
            else:
                deciding = _DECIDING if finding == rule.question_finding else 0.0
                yield finding, weight * gain * (chance + deciding), rule.level


def _by_likeness(evidence: Evidence, inferred: Collection[str]) -> Iterator[tuple[str, float, Level | None]]:
    """What the words may mean, with the level that a yes would bring by itself. Worth more the more alike it is."""
    for place, finding in enumerate(inferred):
        shown = {finding} | evidence.knowledge.implied[finding]
        rules = (
            evidence.knowledge.rules[number] for one in shown for number in evidence.knowledge.rules_of.get(one, ())
        )
        alone = [rule.level for rule in rules if not shown.isdisjoint(_first_step(rule, evidence))]
        yield finding, 1.0 / (place + 1), max(alone, default=None)


def _first_step(rule: RedFlag, evidence: Evidence) -> tuple[str, ...]:
    """What alone would fire a rule that has not begun."""
    if rule.min_any > 1 or not applies(rule.who, evidence):
        return ()
    if rule.any and not rule.all:
        return rule.any
    return rule.all[0] if len(rule.all) == 1 and not rule.any else ()


def _chance(finding: str, likely: Sequence[Ranked], evidence: Evidence) -> float:
    bands = [weight.sens_band for one in likely for weight in one.condition.weights if weight.finding == finding]
    unexpected = _UNEXPECTED * min(1.0, evidence.knowledge.commonness.get(finding, 0.0) / _COMMON)
    return max([unexpected, *(SENSITIVITY[band] / 2 for band in bands)])


def _by_doubt(likely: Sequence[Ranked]) -> Iterator[tuple[str, float, None]]:
    """Findings that one of the likely conditions would show and another would not. Worth less than any change of level."""
    if len(likely) < 2:
        return
    for one in likely[:2]:
        for weight in one.condition.weights:
            shares = [_share(weight.finding, other) for other in likely[:2]]
            yield weight.finding, 0.05 * abs(shares[0] - shares[1]), None


def _share(finding: str, one: Ranked) -> float:
    return next((SENSITIVITY[weight.sens_band] for weight in one.condition.weights if weight.finding == finding), 0.1)


def _askable(finding: str, evidence: Evidence) -> bool:
    """Nobody is asked about a pregnancy that cannot be."""
    if finding not in ("pregnant", "postpartum"):
        return True
    return any(
        subject.sex != "male" and (subject.age_years is None or 11 <= subject.age_years <= 56)
        for subject in evidence.subjects
    )
