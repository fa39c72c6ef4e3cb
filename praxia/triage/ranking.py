"""Which conditions fit: naive Bayes in whole log steps. It orders the list and never lowers the level.

A step is a third of a factor of two. Bands become probabilities by the tables below; they are rough on purpose (see docs/triage.md)
and wait for a clinician's review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from praxia.triage.about import Subject
from praxia.triage.records import SENSITIVITY, Condition, RedFlag
from praxia.triage.rules import Evidence, exists_for

ELSEWHERE = {1: 0.22, 2: 0.11, 3: 0.045, 4: 0.015, 5: 0.003}  # how often other people who seek help tell of it
AGAINST = 1  # the only sens_band by which a finding speaks against a condition
STEPS_PER_DOUBLING = 3
PREVALENCE_STEP = 3  # steps per band: each band is about twice as common as the one below
FITS_WELL, POSSIBLE, LESS_LIKELY = "fits well", "possible", "less likely"
RECENT_H = 72.0  # what went away this recently still wants an explanation
HOW = frozenset(
    {"sudden_onset", "getting_worse", "severe_pain", "comes_in_bouts", "unwell"}
)  # how it is, not what: lists nothing
LISTED = 6
LONGEST = 60
NAMED = 12  # steps for a condition that the person names: often right, seldom checked
SUSPECTED = 6  # steps that a fired rule adds to the conditions it suspects: a combination says more than its parts
_WELL_ABOVE = 22  # steps of evidence (without prevalence) that a good fit needs: about a factor of 160
_POSSIBLE_ABOVE = 4
_WELL_WITHIN, _POSSIBLE_WITHIN = 9, 20  # steps behind the best


def _steps(ratio: float) -> int:
    return round(STEPS_PER_DOUBLING * log2(ratio))


PRESENT = {
    (sens, spec): max(_steps(SENSITIVITY[sens] / ELSEWHERE[spec]), -99 if sens == AGAINST else 0)
    for sens in SENSITIVITY
    for spec in ELSEWHERE
}
DENIED = {
    (sens, spec): _steps((1 - SENSITIVITY[sens]) / (1 - ELSEWHERE[spec])) for sens in SENSITIVITY for spec in ELSEWHERE
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A condition with its score in steps, the findings that speak for it, and the word for the fit."""

    condition: Condition
    score: int
    evidence: int
    explained: tuple[str, ...]
    fit: str


def rank(evidence: Evidence, fired: Sequence[RedFlag] = ()) -> list[Ranked]:
    """The likeliest conditions that a present symptom or their own name speaks for, best first, at most LONGEST.

    A rule that fired speaks for its suspects.
    """
    knowledge = evidence.knowledge
    active, denied = evidence.active(RECENT_H), evidence.denied()
    symptoms = active - knowledge.facts
    telling = symptoms - HOW
    suspected = {name for rule in fired for name in rule.suspects}
    found: list[tuple[int, str, int]] = []
    for name in evidence.named.union(*(knowledge.conditions_of.get(one, ()) for one in telling)):
        condition, named = knowledge.body.conditions[name], name in evidence.named
        if named or exists_for(condition, evidence):
            gain = _evidence(condition, active, denied) + SUSPECTED * (name in suspected) + NAMED * named
            found.append((-gain - _prior(condition, evidence.subjects), name, gain))
    found.sort()
    best = -found[0][0] if found else 0
    return [
        _ranked(knowledge.body.conditions[name], -lost, gain, best, symptoms) for lost, name, gain in found[:LONGEST]
    ]


def unnamed(ranked: Sequence[Ranked], evidence: Evidence) -> list[Ranked]:
    """The same list as if no condition had been called by its name."""
    kept = [one for one in ranked if one.condition.id not in evidence.named or one.explained]
    scores = {one.condition.id: one.score - NAMED * (one.condition.id in evidence.named) for one in kept}
    kept.sort(key=lambda one: (-scores[one.condition.id], one.condition.id))
    return [_with_fit(one, one.score - scores[one.condition.id], scores[kept[0].condition.id]) for one in kept]


def _evidence(condition: Condition, active: frozenset[str], denied: frozenset[str]) -> int:
    total = 0
    for weight in condition.weights:
        if weight.finding in active:
            total += PRESENT[weight.sens_band, weight.spec_band]
        elif weight.finding in denied:
            total += DENIED[weight.sens_band, weight.spec_band]
    return total


def _prior(condition: Condition, subjects: Sequence[Subject]) -> int:
    shift = 0
    for subject in subjects[:1]:
        for prior in condition.priors:
            fits_sex = prior.sex is None or prior.sex == subject.sex
            if fits_sex and subject.age_years is not None and prior.min_age <= subject.age_years <= prior.max_age:
                shift += prior.steps
    return PREVALENCE_STEP * (condition.prevalence_band + shift)


def _ranked(condition: Condition, score: int, gain: int, best: int, symptoms: frozenset[str]) -> Ranked:
    explained = tuple(
        [
            weight.finding
            for weight in condition.weights
            if weight.finding in symptoms and PRESENT[weight.sens_band, weight.spec_band] >= 0
        ]
    )
    return Ranked(condition, score, gain, explained, _fit(gain, best - score))


def _with_fit(one: Ranked, less: int, best: int) -> Ranked:
    score, gain = one.score - less, one.evidence - less
    return Ranked(one.condition, score, gain, one.explained, _fit(gain, best - score))


def _fit(gain: int, behind: int) -> str:
    if behind <= _WELL_WITHIN and gain >= _WELL_ABOVE:
        return FITS_WELL
    return POSSIBLE if behind <= _POSSIBLE_WITHIN and gain >= _POSSIBLE_ABOVE else LESS_LIKELY
