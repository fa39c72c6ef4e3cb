"""`judge`: from what a person has said to an assessment. Pure: no clock, no network, no state but the loaded knowledge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf

from praxia.triage import advising, explaining
from praxia.triage.about import About, Subject, describes, subject
from praxia.triage.assessment import Assessment
from praxia.triage.findings import read_turn
from praxia.triage.knowledge import Knowledge, shipped
from praxia.triage.levels import Level
from praxia.triage.medicines import compares, meetings, of_profile, taken
from praxia.triage.people import OTHER, SELF, Person
from praxia.triage.questions import choose
from praxia.triage.ranking import FITS_WELL, LESS_LIKELY, RECENT_H, Ranked, rank, unnamed
from praxia.triage.records import RedFlag
from praxia.triage.rules import Evidence, matching, nearly
from praxia.triage.saying import Finding, Turn
from praxia.triage.scenes import HYPOTHETICAL

LONGEST_TEXT = 20_000
CARRIED = frozenset({"pregnant", "postpartum"})  # facts of the writer that count for what "my baby" does
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
    in_use = of_profile(known, _own_medicines(known, about, turns[-1]))
    floor = level = Level.SELF_CARE
    rules: dict[str, RedFlag] = {}
    both_taken: list[Finding] = []
    stages = [(last, False) for last in range(1, len(turns) + 1)]
    if given:
        stages.append((len(turns), True))  # judged without them before, so that an answer takes nothing back
    for last, answered in stages:
        said = [finding for turn in turns[:last] for finding in turn.findings]
        both_taken += taken(known, turns[:last], in_use)
        said += both_taken
        said += _answered(known, given, last - 1) if answered else []
        evidence = _evidence(known, about, turns[:last], said, profile)
        evidence.named = frozenset(name.id for turn in turns[:last] for name in turn.named if name.holds(RECENT_H))
        fired = matching(evidence)
        ranked = rank(evidence, fired)
        rules.update((rule.id, rule) for rule in fired)
        floor = max([floor, *(rule.level for rule in fired)])
        level = max(level, floor, _level(turns[last - 1], evidence, ranked))
    near = nearly(evidence)
    worst_first = sorted(rules.values(), key=lambda rule: (-rule.level.rank, not rule.crisis))
    inferred = tuple(one for one in suggest(text) if one in known.body.findings) if suggest else ()
    question = choose(evidence, ranked, near, level, given.keys(), inferred) if evidence.active() or inferred else None
    met, apart = meetings(known, turns, in_use)
    medicines, pairs = advising.notes(turns[-1], evidence), advising.pairs(met, known)
    unpaired = advising.unpaired(apart, known, asked_only=evidence.has_symptoms)
    return Assessment(
        level=level,
        floor=floor,
        rules=tuple(explaining.matched(rule, evidence) for rule in worst_first),
        findings=tuple(evidence.findings),
        reasons=explaining.reasons(worst_first, evidence, turns),
        conditions=tuple(
            explaining.fit(one, evidence) for one in explaining.listed(ranked, worst_first, near, evidence)
        ),
        asked_about=explaining.asked_about(turns[-1], evidence),
        medicines=medicines,
        pairs=pairs,
        unpaired=unpaired,
        compares=compares(turns[-1]),
        question=question,
        language_supported=turns[-1].language_supported,
        recognised=bool(said) or bool(turns[-1].named) or bool(medicines or pairs),
        told_now=bool(turns[-1].findings or turns[-1].named or medicines or pairs),
        courtesy=turns[-1].courtesy,
        asks_for_information=turns[-1].asks_for_information,
        action_text=explaining.action(
            level,
            worst_first,
            turns[-1],
            evidence,
            medicines=advising.opening(medicines, pairs, unpaired, compared=compares(turns[-1])),
            warning=advising.warning(pairs),
        ),
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
        or ((finding.turn, finding.sentence) in beside and not turns[finding.turn].cast.people[finding.person].born)
        or finding.id in known.crisis_findings
        or (finding.id in CARRIED and any(person.infant for person in people))
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


def _own_medicines(known: Knowledge, about: About, turn: Turn) -> list[Turn]:
    """The profile's medicines, read, where the text names one that the person themselves may take."""
    if not any(describes(about, turn.cast.people[one.person]) for one in turn.medicines):
        return []
    return [read_turn(known, entry[:500]) for entry in about.medicines]


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
        Finding(
            name,
            known.body.findings[name].label,
            "",
            0,
            0,
            not answer,
            SELF,
            "now",
            source="option",
            turn=turn,
            sentence=-1,
        )
        for name, answer in answers.items()
        if answer is not None
    ]


def _level(turn: Turn, evidence: Evidence, ranked: Sequence[Ranked]) -> Level:
    """What the best-fitting condition asks for. It can call for more than the red flags, never for less."""
    if not turn.language_supported:
        return Level.ROUTINE
    symptoms = [one for one in evidence.active(RECENT_H) if not evidence.knowledge.body.findings[one].context]
    if not symptoms and not evidence.named:
        calm = turn.courtesy or turn.asks_for_information or bool(turn.findings)
        return Level.SELF_CARE if calm and not turn.leftover else Level.ROUTINE
    if symptoms and evidence.named:
        ranked = unnamed(ranked, evidence)  # to call it a cold makes an earache no less urgent
    if not ranked or ranked[0].fit == LESS_LIKELY:
        return Level.ROUTINE
    best = ranked[0]
    if best.fit == FITS_WELL and len(best.explained) >= 3:
        return min(best.condition.level_default, Level.ED_NOW)  # only a red flag calls an ambulance
    return min(best.condition.level_default, Level.SAME_DAY)
