"""The red flags: which hold for what was found, worst first, and which nearly do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from praxia.triage.about import Subject
from praxia.triage.knowledge import Knowledge
from praxia.triage.records import ANYBODY, Condition, Prior, RedFlag, Who
from praxia.triage.saying import Finding

ADULT_YEARS = 18.0
OLDEST = 110.0
NEVER = -4
LONGEST_H = 720.0  # the widest look back for a rule that nearly fires


@dataclass(slots=True)
class Evidence:
    """All findings of a conversation up to a turn, whom they are about, and the conditions that were called by name."""

    knowledge: Knowledge
    findings: Sequence[Finding]
    subjects: Sequence[Subject]
    named: frozenset[str] = frozenset()
    _active: dict[tuple[float, bool], frozenset[str]] = field(default_factory=dict)
    _held: dict[float, list[tuple[Finding, frozenset[str]]]] = field(default_factory=dict)
    _ordered: list[Finding] = field(default_factory=list)

    def active(self, window_h: float = 0.0, *, acute: bool = False) -> frozenset[str]:
        """The ids that hold, looking back this many hours, with everything that they imply; `acute` leaves out what lasts."""
        known = self._active.get((window_h, acute))
        if known is None:
            held = {
                one.id
                for one in self.findings
                if one.holds(window_h) and not (acute and one.lasting and not one.context)
            }
            implied = frozenset(held).union(*(self.knowledge.implied[one] for one in held))
            known = self._active[window_h, acute] = implied
        return known

    @property
    def has_symptoms(self) -> bool:
        """Whether anything is present now that is more than a fact about somebody."""
        return any(not self.knowledge.body.findings[one].context for one in self.active())

    def held(self, window_h: float) -> list[tuple[Finding, frozenset[str]]]:
        """The findings that hold, looking back this many hours, each with its id and all that it implies; facts last."""
        known = self._held.get(window_h)
        if known is None:
            implied = self.knowledge.implied
            known = [(one, implied[one.id] | {one.id}) for one in self.symptoms_first() if one.holds(window_h)]
            self._held[window_h] = known
        return known

    def symptoms_first(self) -> list[Finding]:
        """The findings, facts about the person last."""
        if not self._ordered:
            self._ordered = sorted(self.findings, key=lambda finding: finding.context)
        return self._ordered

    def denied(self) -> frozenset[str]:
        """The ids that were denied and nowhere affirmed; who has no fever has no high fever."""
        said_no = {one.id for one in self.findings if one.negated and one.who in ("self", "other")}
        return frozenset(said_no - self.active())


def matching(evidence: Evidence) -> list[RedFlag]:
    """Every rule that holds, worst first."""
    said = {one.id for one in evidence.findings if not one.negated}
    return [rule for rule in _touched(evidence, said) if holds(rule, evidence)]


def nearly(evidence: Evidence) -> dict[str, list[str]]:
    """The rules that one more finding would complete, worst first, each with the findings that would."""
    near: dict[str, list[str]] = {}
    for rule in _touched(evidence, evidence.active(LONGEST_H) - evidence.knowledge.facts):
        lacking = missing(rule, evidence)
        if lacking:
            near[rule.id] = lacking
    return near


def _touched(evidence: Evidence, names: Iterable[str]) -> list[RedFlag]:
    """The rules that speak of any of these findings or of what they imply, worst first."""
    known = evidence.knowledge
    reached = set(names).union(*(known.implied[one] for one in names))
    numbers = {number for one in reached for number in known.rules_of.get(one, ())}
    return [known.rules[number] for number in sorted(numbers)]


def holds(rule: RedFlag, evidence: Evidence) -> bool:
    """Whether one rule fires."""
    active = evidence.active(rule.window_h, acute=rule.acute)
    if len(active.intersection(rule.any)) < rule.min_any or any(active.isdisjoint(group) for group in rule.all):
        return False
    return applies(rule.who, evidence) and not (rule.none and _is_held_back(rule, evidence))


def _is_held_back(rule: RedFlag, evidence: Evidence) -> bool:
    """Whether something speaks against the rule: a fact, or a symptom told in one sentence with what makes the rule fire.

    A further complaint in a sentence of its own is no reason to be calmer, nor is it when other sentences make the rule fire too,
    or when the fact is one of the writer and the signs are another's.
    """
    if evidence.active(rule.window_h).isdisjoint(rule.none):
        return False
    used, held = set(rule.any).union(*rule.all), evidence.held(rule.window_h)
    calming = [one for one, names in held if not names.isdisjoint(rule.none)]
    facts = [one for one in calming if one.context]
    if any(one.source == "profile" for one in facts):
        return True
    whose = {one.who for one in facts}
    beside = {(one.turn, one.sentence) for one, names in held if not names.isdisjoint(used)}
    calmed = beside & {(one.turn, one.sentence) for one in calming}
    rest = [
        names for one, names in held if (one.turn, one.sentence) not in calmed and (one.context or one.who not in whose)
    ]
    return bool(calmed or whose) and not _is_complete(rule, frozenset().union(*rest))


def _is_complete(rule: RedFlag, names: Collection[str]) -> bool:
    return len(set(rule.any).intersection(names)) >= rule.min_any and all(
        not set(group).isdisjoint(names) for group in rule.all
    )


def applies(who: Who, evidence: Evidence) -> bool:
    """Whether anybody whom the findings are about is one of the people that a rule is for."""
    if who == ANYBODY:
        return True
    active = evidence.active()
    if who.pregnancy and active.isdisjoint(who.pregnancy):
        return False
    if who.immunity and "low_immunity" not in active:
        return False
    return any(_is_one(who, subject) for subject in evidence.subjects)


def exists_for(condition: Condition, evidence: Evidence) -> bool:
    """Whether anybody whom the findings are about can have a condition: a prior of -4 says never at this age or sex."""
    if not applies(condition.who, evidence):
        return False
    never = [prior for prior in condition.priors if prior.steps == NEVER]
    return not never or any(not any(_is_among(prior, subject) for prior in never) for subject in evidence.subjects)


def _is_among(prior: Prior, subject: Subject) -> bool:
    """Whether a person is surely of the sex and age of a prior. A writer of unknown age is an adult, "my son" a child."""
    if prior.sex is not None and prior.sex != subject.sex:
        return False
    low = high = subject.age_years
    if low is None or high is None:
        low, high = ADULT_YEARS if subject.grown else 0.0, OLDEST
        if subject.below_years is not None:
            low, high = 0.0, subject.below_years
    return prior.min_age <= low and high <= prior.max_age


def _is_one(who: Who, subject: Subject) -> bool:
    """Sex passes when unknown (the findings speak for it); an age limit needs a known age, but adults may write without one."""
    if who.sex and subject.sex and who.sex != subject.sex:
        return False
    if who.min_age is None and who.max_age is None:
        return True
    if subject.age_years is None:
        grown = who.max_age is None and (who.min_age or 0) <= ADULT_YEARS and subject.below_years is None
        young = not who.min_age and subject.below_years is not None and (who.max_age or 200) >= subject.below_years
        return grown or young
    return (who.min_age or 0) <= subject.age_years <= (who.max_age if who.max_age is not None else 200)


def missing(rule: RedFlag, evidence: Evidence) -> list[str] | None:
    """The findings any one of which would complete a rule that has begun to fit; None where it does not nearly fire."""
    active = evidence.active(rule.window_h, acute=rule.acute)
    lacking_any = rule.min_any - len(active.intersection(rule.any))
    lacking = [group for group in rule.all if active.isdisjoint(group)]
    if max(lacking_any, 0) + len(lacking) != 1 or not applies(rule.who, evidence):
        return None
    if rule.none and _is_held_back(rule, evidence):
        return None
    return list(lacking[0]) if lacking else [one for one in rule.any if one not in active]


def quote(rule: RedFlag, evidence: Evidence) -> str:
    """The person's own words that made a rule fire, verbatim."""
    used = set(rule.any).union(*rule.all)
    said = evidence.held(rule.window_h)
    return next((one.quote for one, names in said if one.quote and not used.isdisjoint(names)), "")


def labels(ids: Iterable[str], knowledge: Knowledge) -> list[str]:
    """The words for findings."""
    return [knowledge.body.findings[one].label for one in ids]
