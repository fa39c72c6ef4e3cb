"""The knowledge as the engine uses it: linked, compiled into one automaton, loaded once per process."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from praxia.triage import compiled, cues, linking
from praxia.triage.language import EVERYDAY
from praxia.triage.lattice import Automaton
from praxia.triage.loading import FOLDER, KnowledgeError, read_folder
from praxia.triage.nodes import Fault
from praxia.triage.patterns import PatternError, Sequence, classes, lone_words, parse, phrase_words
from praxia.triage.records import SENSITIVITY, Condition, FindingDef, Medicine, RedFlag, Where
from praxia.triage.sections import Body
from praxia.triage.spelling import Speller

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Payload:
    """What a hit of the automaton means: one of a finding, a cue of context, a condition or a medicine called by its name."""

    finding: str = ""
    cue: str = ""
    condition: str = ""
    medicine: str = ""
    is_kind: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the engine knows. Immutable; shared by all threads of a process."""

    body: Body
    automaton: Automaton
    payloads: tuple[Payload, ...]
    implied: Mapping[str, frozenset[str]]
    rules: tuple[RedFlag, ...]
    measurable: Mapping[str, tuple[FindingDef, ...]]
    facts: frozenset[str]
    crisis_findings: frozenset[str]
    rules_of: Mapping[str, tuple[int, ...]]
    conditions_of: Mapping[str, tuple[str, ...]]
    commonness: Mapping[str, float]
    kinds: Mapping[str, tuple[str, ...]]
    members: Mapping[str, tuple[str, ...]]
    speller: Speller

    @property
    def version(self) -> str:
        """A hash over all knowledge files: 12 hexadecimal digits."""
        return self.body.version


def load(folder: Path = FOLDER) -> Knowledge:
    """Read, validate and compile a folder of knowledge files, all but their cases, which only a checker reads.

    Raises KnowledgeError with every fault and its place.
    """
    knowledge, faults = compile_folder(folder, cases=False)
    if faults:
        raise KnowledgeError(faults)
    return knowledge


@cache
def shipped() -> Knowledge:
    """The knowledge that is part of Praxia, loaded at first use and kept for the life of the process.

    It is never freed, so the garbage collector need not look at its hundred thousand objects again: a pause of tens of
    milliseconds in the middle of a judgement.
    """
    name = compiled.fingerprint(FOLDER)
    knowledge: Knowledge | None = _without_pauses(lambda: compiled.kept(name))
    if knowledge is None:
        knowledge = load()
        compiled.keep(name, knowledge)
    gc.freeze()
    return knowledge


def compile_folder(folder: Path, *, cases: bool = True) -> tuple[Knowledge, list[Fault]]:
    """The knowledge as far as it can be used, and every fault in it, in the order of the files."""
    return _without_pauses(lambda: _compile(folder, cases))


def _without_pauses(make: Callable[[], Made]) -> Made:
    """Make hundreds of thousands of small objects that all stay: collecting in between would only cost time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return make()
    finally:
        if collecting:
            gc.enable()


def _compile(folder: Path, cases: bool) -> tuple[Knowledge, list[Fault]]:
    body, faults = read_folder(folder, cases=cases)
    faults += linking.faults(body, cases=cases)
    automaton, payloads, drugs, wrong = _compiled(body)
    faults += wrong
    if faults:
        linking.prune(body)
    faults.sort(key=lambda fault: (fault.where.file, fault.where.line))
    rules = tuple(sorted(body.red_flags.values(), key=lambda rule: -rule.level.rank))
    speller = Speller(automaton.vocabulary, automaton.stems, drugs=drugs)
    kinds = _kinds(body)
    facts = frozenset(finding.id for finding in body.findings.values() if finding.context)
    knowledge = Knowledge(
        body=body,
        automaton=automaton,
        payloads=payloads,
        implied=_closure(body.findings),
        rules=rules,
        measurable=_measurable(body),
        facts=facts,
        crisis_findings=_crisis_findings(rules, facts),
        rules_of=_rules_of(rules),
        conditions_of=_conditions_of(body),
        commonness=_commonness(body),
        kinds=kinds,
        members=_members(kinds),
        speller=speller,
    )
    return knowledge, faults


def _crisis_findings(rules: tuple[RedFlag, ...], facts: frozenset[str]) -> frozenset[str]:
    """What speaks of a crisis by itself. A fact that a crisis rule only asks for beside it (a child, a birth) does not, nor does
    a sign that rules of another kind know too: "what causes vomiting" stays a question, although a beaten person may vomit."""
    alone = frozenset(one for rule in rules if rule.crisis for one in rule.any)
    beside = frozenset(one for rule in rules if rule.crisis for group in rule.all for one in group)
    elsewhere = frozenset(one for rule in rules if not rule.crisis for group in (rule.any, *rule.all) for one in group)
    return alone | (beside - facts - elsewhere)


def _rules_of(rules: tuple[RedFlag, ...]) -> dict[str, tuple[int, ...]]:
    """For each finding the numbers of the rules that it can help to fire."""
    found: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for name in {*rule.any, *(one for group in rule.all for one in group)}:
            found.setdefault(name, []).append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}


def _commonness(body: Body) -> dict[str, float]:
    """How often a finding is met at all, from 0 to 1: the most that one condition brings, by its own frequency."""
    found: dict[str, float] = {}
    for condition in body.conditions.values():
        frequency = 2.0 ** (condition.prevalence_band - 5)
        for weight in condition.weights:
            found[weight.finding] = max(found.get(weight.finding, 0.0), frequency * SENSITIVITY[weight.sens_band])
    return found


def _conditions_of(body: Body) -> dict[str, tuple[str, ...]]:
    """For each finding the conditions that it can speak for."""
    found: dict[str, list[str]] = {}
    for condition in body.conditions.values():
        for weight in condition.weights:
            found.setdefault(weight.finding, []).append(condition.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _measurable(body: Body) -> dict[str, tuple[FindingDef, ...]]:
    """The findings that a number can show, by quantity."""
    by_quantity: dict[str, list[FindingDef]] = {}
    for finding in body.findings.values():
        if finding.measure:
            by_quantity.setdefault(finding.measure.quantity, []).append(finding)
    return {quantity: tuple(findings) for quantity, findings in by_quantity.items()}


def _kinds(body: Body) -> dict[str, tuple[str, ...]]:
    """For each medicine itself and every kind that it is of, the nearest first."""
    found: dict[str, tuple[str, ...]] = {}
    for name in body.medicines:
        reached = [name]
        for one in reached:
            reached += [kind for kind in body.medicines[one].kinds if kind not in reached and kind in body.medicines]
        found[name] = tuple(reached)
    return found


def _members(kinds: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """For each kind of medicines those that are of it."""
    found: dict[str, list[str]] = {}
    for name, reached in kinds.items():
        for kind in reached[1:]:
            found.setdefault(kind, []).append(name)
    return {kind: tuple(names) for kind, names in found.items()}


def _closure(findings: Mapping[str, FindingDef]) -> dict[str, frozenset[str]]:
    """For each finding everything that it implies, over all steps."""
    closed: dict[str, frozenset[str]] = {}
    for start in findings:
        reached: set[str] = set()
        pending = list(findings[start].implies)
        while pending:
            one = pending.pop()
            if one not in reached and one in findings:
                reached.add(one)
                pending.extend(findings[one].implies)
        closed[start] = frozenset(reached)
    return closed


class _Compiler:
    """Parses every phrase once and reports the ones that cannot be read or stand twice."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.automaton = Automaton(cues.GAP_BLOCKERS)
        self.payloads: list[Payload] = []
        self.faults: list[Fault] = []
        self.taken: dict[tuple[Sequence, ...], tuple[str, Where]] = {}
        self.named: dict[tuple[Sequence, ...], tuple[str, Where]] = {}
        self.drugs: set[str] = set()

    def parsed(self, phrase: str, where: Where, *, single: bool = False) -> tuple[Sequence, ...] | None:
        try:
            parts = parse(phrase)
            if single and len(parts) > 1:
                raise PatternError("& cannot stand in a word class")
        except PatternError as error:
            self.faults.append(Fault(where, f"bad pattern {phrase!r}: {error}"))
            return None
        for name in classes(phrase):
            if name not in self.body.words:
                self.faults.append(Fault(where, f"bad pattern {phrase!r}: unknown word class @{name}"))
                return None
        return parts

    def classes(self) -> None:
        edges: dict[str, tuple[list[str], Where]] = {}
        for name, (phrases, where) in self.body.words.items():
            sequences = [parts[0] for phrase in phrases if (parts := self.parsed(phrase, where, single=True))]
            edges[name] = ([one for phrase in phrases for one in classes(phrase)], where)
            self.automaton.add_class(name, sequences)
            if not sequences:
                self.faults.append(Fault(where, f"word class {name!r} is empty"))
        self.faults.extend(linking.word_circles(edges))

    def finding(self, finding: FindingDef) -> None:
        for phrase in dict.fromkeys(finding.synonyms + finding.lay_patterns):
            parts = self.parsed(phrase, finding.where)
            if parts is None:
                continue
            broad = lone_words(parts[0]) & EVERYDAY if len(parts) == 1 else None
            if broad:
                self.faults.append(
                    Fault(finding.where, f"phrase {phrase!r} is found in the single word {min(broad)!r}")
                )
            owner = self.taken.setdefault(parts, (finding.id, finding.where))
            if owner[0] != finding.id:
                self.faults.append(
                    Fault(
                        finding.where,
                        f"phrase {phrase!r} of {finding.id} already stands in {owner[0]} ({owner[1]}); use implies",
                    )
                )
            elif owner[1] is finding.where:
                self.add(Payload(finding=finding.id), parts)

    def condition(self, condition: Condition) -> None:
        try:
            names = {tuple(phrase_words(name.lower())) for name in (condition.name, *condition.synonyms) if name}
        except PatternError as error:
            self.faults.append(Fault(condition.where, f"a name of {condition.id}: {error}"))
            return
        for name in names:
            self.add(Payload(condition=condition.id), (name,))

    def medicine(self, medicine: Medicine) -> None:
        """Its names. Words that stand in no other phrase are never what a misspelt word is taken for."""
        before = set(self.automaton.vocabulary)
        name = medicine.name.partition(" (")[0]
        own = dict.fromkeys((*([] if "," in name else [name]), *medicine.also), False)
        for phrase, is_kind in (own | dict.fromkeys(medicine.kind_names, True)).items():
            parts = self.parsed(phrase, medicine.where, single=True)
            if parts is None:
                continue
            owner = self.named.setdefault(parts, (medicine.id, medicine.where))
            if owner[0] != medicine.id:
                self.faults.append(Fault(medicine.where, f"name {phrase!r} of {medicine.id} already names {owner[0]}"))
            self.add(Payload(medicine=medicine.id, is_kind=is_kind), parts)
        self.drugs |= self.automaton.vocabulary - before

    def add(self, payload: Payload, parts: tuple[Sequence, ...]) -> None:
        self.automaton.add(len(self.payloads), parts)
        self.payloads.append(payload)


def _compiled(body: Body) -> tuple[Automaton, tuple[Payload, ...], set[str], list[Fault]]:
    compiler = _Compiler(body)
    compiler.classes()
    for finding in body.findings.values():
        compiler.finding(finding)
    for cue, phrases in cues.phrases().items():
        for phrase in phrases:
            compiler.add(Payload(cue=cue), parse(phrase))
    for condition in body.conditions.values():
        compiler.condition(condition)
    for medicine in body.medicines.values():
        compiler.medicine(medicine)
    compiler.automaton.close()
    return compiler.automaton, tuple(compiler.payloads), compiler.drugs, compiler.faults
