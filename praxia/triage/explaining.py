"""What an assessment tells beside the level: rules, conditions, reasons, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from praxia.triage import assessment as told
from praxia.triage.assessment import Care, ConditionFit, MatchedRule
from praxia.triage.knowledge import Knowledge
from praxia.triage.levels import EMERGENCY, Level
from praxia.triage.ranking import LESS_LIKELY, LISTED, POSSIBLE, Ranked
from praxia.triage.records import Condition, RedFlag, Source
from praxia.triage.rules import Evidence, exists_for, labels, quote
from praxia.triage.saying import Turn
from praxia.triage.scenes import HYPOTHETICAL

MOST_REASONS = 8
DANGEROUS = 3  # dangerous alternatives that may follow the best-fitting conditions


def listed(ranked: Sequence[Ranked], fired: Sequence[RedFlag], near: Iterable[str], evidence: Evidence) -> list[Ranked]:
    """The best few, and behind them the dangerous ones that a rule points at, fired or nearly fired."""
    chosen = list(ranked[:LISTED])
    names = {one.condition.id for one in chosen}
    by_name = {one.condition.id: one for one in ranked}
    for rule in (*fired, *(evidence.knowledge.body.red_flags[name] for name in near)):
        for name in rule.suspects:
            condition = evidence.knowledge.body.conditions[name]
            if name in names or not condition.dangerous or not exists_for(condition, evidence):
                continue
            if len(chosen) < LISTED + DANGEROUS:
                names.add(name)
                unranked = Ranked(condition, 0, 0, (), POSSIBLE if rule in fired else LESS_LIKELY)
                chosen.append(by_name.get(name, unranked))
    return chosen


def matched(rule: RedFlag, evidence: Evidence) -> MatchedRule:
    """A rule that fired, with its sources and the words that made it fire."""
    return MatchedRule(
        id=rule.id,
        level=rule.level,
        message=rule.message,
        why=rule.why,
        do_now=rule.do_now,
        do_not=rule.do_not,
        crisis=rule.crisis,
        sources=_sources(rule.sources, evidence.knowledge),
        reviewed_on=rule.reviewed_on,
        quote=quote(rule, evidence),
    )


def fit(one: Ranked, evidence: Evidence) -> ConditionFit:
    """A ranked condition with what can be told about it."""
    condition, body = one.condition, evidence.knowledge.body
    return ConditionFit(
        id=condition.id,
        name=condition.name,
        fit=one.fit,
        summary=condition.summary,
        dangerous=condition.dangerous,
        explained=tuple(labels(one.explained, evidence.knowledge)),
        self_care=tuple(_care(condition, evidence)),
        see_doctor_if=condition.see_doctor_if,
        emergency_if=tuple(
            body.red_flags[name].sign or body.red_flags[name].message for name in condition.emergency_if
        ),
        tests_talk_about=condition.tests_talk_about,
        sources=_sources(condition.sources, evidence.knowledge),
        reviewed_on=condition.reviewed_on,
    )


def asked_about(turn: Turn, evidence: Evidence) -> tuple[ConditionFit, ...]:
    """Conditions that the text asks about in general."""
    conditions = evidence.knowledge.body.conditions
    asked = dict.fromkeys(name.id for name in turn.named if name.when == HYPOTHETICAL and not name.negated)
    return tuple(fit(Ranked(conditions[name], 0, 0, (), LESS_LIKELY), evidence) for name in asked)


def _care(condition: Condition, evidence: Evidence) -> Iterable[Care]:
    """Advice that no known fact speaks against."""
    active = evidence.active()
    for name in condition.self_care:
        advice = evidence.knowledge.body.care_advice[name]
        if active.isdisjoint(advice.contraindications) and condition.id not in advice.contraindications:
            yield Care(name, advice.text, _sources(advice.sources, evidence.knowledge))


def _sources(names: Sequence[str], known: Knowledge) -> tuple[Source, ...]:
    return tuple(known.body.sources[name] for name in names)


def reasons(matched: Sequence[RedFlag], evidence: Evidence, turns: Sequence[Turn]) -> tuple[str, ...]:
    """Short phrases: what made the worst rule fire, then what else is present, then for how long."""
    active = evidence.active(matched[0].window_h if matched else 0.0)
    told_now = _turns_of(matched, evidence)
    deciding = [
        one
        for rule in matched[:1]
        for one in (*rule.any, *(one for group in rule.all for one in group))
        if one in active
    ]
    others = [
        one.id
        for one in evidence.findings
        if one.id in active
        and not one.context
        and not one.negated
        and one.id not in deciding
        and (one.turn in told_now or not told_now)
    ]
    durations = [duration for turn in turns for duration in turn.durations]
    found = labels(dict.fromkeys(deciding + others), evidence.knowledge)
    return tuple(dict.fromkeys([*found[: MOST_REASONS - 1], *durations[:1]])) if found else ()


def _turns_of(matched: Sequence[RedFlag], evidence: Evidence) -> set[int]:
    """In an emergency the texts that told of it: a sore throat of an earlier one is no reason to call. Else nothing."""
    urgent = [rule for rule in matched if rule.level in EMERGENCY]
    used = {one for rule in urgent for one in (*rule.any, *(one for group in rule.all for one in group))}
    implied = evidence.knowledge.implied
    return {
        one.turn for one in evidence.findings if not one.context and not used.isdisjoint({one.id} | implied[one.id])
    }


def action(
    level: Level,
    matched: Sequence[RedFlag],
    turn: Turn,
    evidence: Evidence,
    *,
    medicines: str | None = None,
    warning: str | None = None,
) -> str:
    """The sentence that opens the answer; `medicines` is what it says where somebody asks about these and about nothing else,
    `warning` what it says of them beside a complaint."""
    if matched and matched[0].crisis and level is not Level.CALL_NOW:
        return told.CRISIS_ACTION
    if level not in (Level.ROUTINE, Level.SELF_CARE):
        return told.ACTIONS[level]
    if not turn.language_supported:
        return told.UNKNOWN_LANGUAGE
    # Facts about the person, a medicine or a condition of theirs, are no complaint: with these alone nothing was judged.
    if evidence.named or evidence.has_symptoms:
        return f"{told.ACTIONS[level]} {warning}" if warning else told.ACTIONS[level]
    if medicines:
        return medicines
    if turn.courtesy:
        return told.COURTESY
    if turn.asks_for_information:
        return told.INFORMATION
    return told.NOTHING_NOW if turn.findings else told.NOT_RECOGNISED
