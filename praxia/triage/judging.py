"""`judge`: from what a person has said to an assessment. Pure: no clock, no network, no state but the loaded knowledge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf

from praxia.triage import assessment as told
from praxia.triage.about import About, Subject, describes, subject
from praxia.triage.assessment import Assessment, Care, ConditionFit, MatchedRule
from praxia.triage.findings import Finding, Turn, read_turn
from praxia.triage.knowledge import Knowledge, shipped
from praxia.triage.levels import Level
from praxia.triage.people import OTHER, SELF, Person
from praxia.triage.questions import choose
from praxia.triage.ranking import FITS_WELL, LESS_LIKELY, LISTED, POSSIBLE, RECENT_H, Ranked, rank
from praxia.triage.records import Condition, RedFlag, Source
from praxia.triage.rules import Evidence, labels, matching, nearly, quote
from praxia.triage.scenes import HYPOTHETICAL

LONGEST_TEXT = 20_000
MOST_REASONS = 8
Suggest = Callable[[str], Iterable[str]]


def judge(
    text: str,
    *,
    about: About = About(),  # noqa: B008 (frozen)
    earlier: Sequence[str] = (),
    answers: Mapping[str, bool | None] | None = None,
    suggest: Suggest | None = None,
    knowledge: Knowledge | None = None,
) -> Assessment:
    """Judge how urgent a text is, within the conversation that it ends.

    `about` is the profile of the person who writes; `earlier` their texts before this one, oldest first; `answers` what they
    answered to follow-up questions (finding id -> yes, no, not sure). `suggest` may name further findings that the text
    resembles: they are only asked about. Text beyond 20,000 characters is not read. Never raises for any text; the first call
    loads the knowledge (KnowledgeError).
    """
    known = knowledge or shipped()
    turns: list[Turn] = []
    for number, one in enumerate([*earlier, text]):
        turns.append(read_turn(known, one[:LONGEST_TEXT], number, turns[-1].cast if turns else None))
    given = {name: answer for name, answer in (answers or {}).items() if name in known.body.findings}
    profile = _profile(known, about)
    floor = level = Level.SELF_CARE
    rules: dict[str, RedFlag] = {}
    for last in range(1, len(turns) + 1):
        said = [finding for turn in turns[:last] for finding in turn.findings]
        if last == len(turns):
            said += _answered(known, given, last - 1)
        evidence = _evidence(known, about, turns[:last], said, profile)
        evidence.named = frozenset(name.id for turn in turns[:last] for name in turn.named if name.holds(RECENT_H))
        fired = matching(evidence)
        ranked = rank(evidence, fired)
        rules.update((rule.id, rule) for rule in fired)
        floor = max([floor, *(rule.level for rule in fired)])
        level = max(level, floor, _level(turns[last - 1], evidence, ranked, fired))
    near = nearly(evidence)
    matched = sorted(rules.values(), key=lambda rule: (-rule.level.rank, not rule.crisis))
    inferred = frozenset(suggest(text)) & known.body.findings.keys() if suggest else frozenset()
    return Assessment(
        level=level,
        floor=floor,
        rules=tuple(_matched(rule, evidence) for rule in matched),
        findings=tuple(evidence.findings),
        reasons=_reasons(matched, evidence, turns),
        conditions=tuple(_fit(one, evidence) for one in _listed(ranked, matched, near, evidence)),
        question=choose(evidence, ranked, near, level, given.keys(), inferred)
        if evidence.active() or inferred
        else None,
        language_supported=turns[-1].language_supported,
        recognised=bool(said) or bool(turns[-1].named),
        asked_about=_asked_about(turns[-1], evidence),
        action_text=_action(level, matched, turns[-1], evidence),
        version=known.version,
        knowledge=known,
    )


def _evidence(
    known: Knowledge, about: About, turns: Sequence[Turn], said: Sequence[Finding], profile: Sequence[Finding]
) -> Evidence:
    """Findings with the facts that belong to the people whom they are about, or that stand in one sentence with a symptom."""
    people: list[Person] = []
    kinds: set[str] = set()
    for finding in said:
        if finding.who not in (SELF, OTHER) or finding.negated or finding.context or finding.when == HYPOTHETICAL:
            continue
        kinds.add(finding.who)
        person = turns[finding.turn].cast.people[finding.person] if finding.source != "option" else Person(SELF, "you")
        if person not in people:
            people.append(person)
    if not people:
        people = [turns[-1].cast.people[finding.person] for finding in said[:1] if finding.turn == len(turns) - 1] or [
            Person(SELF, "you")
        ]
    subjects = list(dict.fromkeys(subject(about, person) for person in people))
    beside = {(finding.turn, finding.sentence) for finding in said if not finding.context and finding.holds(inf)}
    kept = [
        finding
        for finding in said
        if not (finding.context and kinds and finding.who in (SELF, OTHER) and finding.who not in kinds)
        or (finding.turn, finding.sentence) in beside
        or finding.id in known.crisis_findings
    ]
    if any(describes(about, person) for person in people):
        kept += profile
    kept += _of_age(known, subjects)
    return Evidence(known, kept, subjects)


def _profile(known: Knowledge, about: About) -> list[Finding]:
    """Facts of the profile as findings."""
    facts = [
        replace(finding, who=SELF, when="now", hours=None, source="profile", person=0)
        for entry in (*about.conditions, *about.medicines)
        for finding in read_turn(known, entry[:500], 0, None).findings
        if finding.context and not finding.negated
    ]
    if about.pregnant:
        facts += _fact(known, "pregnant")
    return facts


def _of_age(known: Knowledge, subjects: Sequence[Subject]) -> list[Finding]:
    facts: list[Finding] = []
    for one in subjects:
        for definition in known.measurable.get("age_years", ()):
            if one.age_years is not None and definition.measure and definition.measure.holds(one.age_years):
                facts += _fact(known, definition.id)
    return facts


def _fact(known: Knowledge, name: str) -> list[Finding]:
    definition = known.body.findings.get(name)
    if definition is None:
        return []
    return [Finding(name, definition.label, "", 0, 0, False, SELF, "now", source="profile", context=True)]


def _answered(known: Knowledge, answers: Mapping[str, bool | None], turn: int) -> list[Finding]:
    return [
        Finding(name, known.body.findings[name].label, "", 0, 0, not answer, SELF, "now", source="option", turn=turn)
        for name, answer in answers.items()
        if answer is not None
    ]


def _level(turn: Turn, evidence: Evidence, ranked: Sequence[Ranked], fired: Sequence[RedFlag]) -> Level:
    """What the best-fitting condition asks for. It can call for more than the red flags, never for less."""
    if not turn.language_supported:
        return Level.ROUTINE
    symptoms = [one for one in evidence.active(RECENT_H) if not evidence.knowledge.body.findings[one].context]
    if not symptoms and not evidence.named:
        calm = turn.courtesy or turn.asks_for_information or bool(turn.findings)
        return Level.SELF_CARE if calm and not turn.leftover else Level.ROUTINE
    if symptoms and evidence.named:
        ranked = rank(replace(evidence, named=frozenset()), fired)  # to call it a cold makes an earache no less urgent
    if not ranked or ranked[0].fit == LESS_LIKELY:
        return Level.ROUTINE
    best = ranked[0]
    if best.fit == FITS_WELL and len(best.explained) >= 3:
        return best.condition.level_default
    return min(best.condition.level_default, Level.SAME_DAY)


def _listed(
    ranked: Sequence[Ranked], matched: Sequence[RedFlag], near: Iterable[str], evidence: Evidence
) -> list[Ranked]:
    """The best few, and behind them the dangerous ones that a rule points at, fired or nearly fired."""
    listed = list(ranked[:LISTED])
    names = {one.condition.id for one in listed}
    pointing = [*matched, *(evidence.knowledge.body.red_flags[name] for name in near)]
    for rule in pointing:
        for name in rule.suspects:
            condition = evidence.knowledge.body.conditions[name]
            if condition.dangerous and name not in names and len(listed) < LISTED + 3:
                names.add(name)
                fit = POSSIBLE if rule in matched else LESS_LIKELY
                listed.append(
                    next((one for one in ranked if one.condition.id == name), Ranked(condition, 0, 0, (), fit))
                )
    return listed


def _matched(rule: RedFlag, evidence: Evidence) -> MatchedRule:
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


def _fit(one: Ranked, evidence: Evidence) -> ConditionFit:
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
        emergency_if=tuple(body.red_flags[name].message for name in condition.emergency_if),
        tests_talk_about=condition.tests_talk_about,
        sources=_sources(condition.sources, evidence.knowledge),
        reviewed_on=condition.reviewed_on,
    )


def _asked_about(turn: Turn, evidence: Evidence) -> tuple[ConditionFit, ...]:
    """Conditions that the text asks about in general."""
    conditions = evidence.knowledge.body.conditions
    asked = dict.fromkeys(name.id for name in turn.named if name.when == HYPOTHETICAL and not name.negated)
    return tuple(_fit(Ranked(conditions[name], 0, 0, (), LESS_LIKELY), evidence) for name in asked)


def _care(condition: Condition, evidence: Evidence) -> Iterable[Care]:
    """Advice that no known fact speaks against."""
    active = evidence.active()
    for name in condition.self_care:
        advice = evidence.knowledge.body.care_advice[name]
        if active.isdisjoint(advice.contraindications) and condition.id not in advice.contraindications:
            yield Care(name, advice.text, _sources(advice.sources, evidence.knowledge))


def _sources(names: Sequence[str], known: Knowledge) -> tuple[Source, ...]:
    return tuple(known.body.sources[name] for name in names)


def _reasons(matched: Sequence[RedFlag], evidence: Evidence, turns: Sequence[Turn]) -> tuple[str, ...]:
    """Short phrases: what made the worst rule fire, then what else is present, then for how long."""
    active = evidence.active(matched[0].window_h if matched else 0.0)
    deciding = [
        one
        for rule in matched[:1]
        for one in (*rule.any, *(one for group in rule.all for one in group))
        if one in active
    ]
    others = [
        one.id
        for one in evidence.findings
        if one.id in active and not one.context and not one.negated and one.id not in deciding
    ]
    durations = [duration for turn in turns for duration in turn.durations]
    found = labels(dict.fromkeys(deciding + others), evidence.knowledge)
    return tuple(dict.fromkeys([*found[: MOST_REASONS - 1], *durations[:1]]))


def _action(level: Level, matched: Sequence[RedFlag], turn: Turn, evidence: Evidence) -> str:
    if matched and matched[0].crisis and level is not Level.CALL_NOW:
        return told.CRISIS_ACTION
    if level not in (Level.ROUTINE, Level.SELF_CARE):
        return told.ACTIONS[level]
    if not turn.language_supported:
        return told.UNKNOWN_LANGUAGE
    if evidence.active() or evidence.named:
        return told.ACTIONS[level]
    if turn.courtesy:
        return told.COURTESY
    if turn.asks_for_information:
        return told.INFORMATION
    return told.NOTHING_NOW if turn.findings else told.NOT_RECOGNISED
