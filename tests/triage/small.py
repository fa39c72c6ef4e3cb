"""A tiny body of knowledge, so that the engine is tested and not the medicine."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from praxia.triage import About, Assessment, Finding, Knowledge, judge, load

SMALL = """
sources:
  - {id: src_a, publisher: One, title: A, url: "https://one.example/a", kind: guideline, checked_on: 2026-11-20}
  - {id: src_b, publisher: Two, title: B, url: "https://two.example/b", checked_on: null}
words:
  pain: ["pain{s|ful|}", ache*, hurt*, sore, killing me]
  crushing: [crushing, "like a {vice|weight}"]
findings:
  - {id: chest_pain, label: chest pain, question: Is there pain in the chest?, lay_patterns: ["chest ~ @pain", "@pain ~ chest"]}
  - {id: chest_pressure, label: pressure in the chest, lay_patterns: ["@crushing chest {@pain|}"], implies: [chest_pain]}
  - {id: drenched, label: drenched in sweat, question: Is the shirt wet?, lay_patterns: [drenched], implies: [sweating]}
  - {id: sweating, label: sweating, question: Is there sweating?, synonyms: [sweat*, clammy]}
  - {id: breathless, label: short of breath, lay_patterns: ["{cannot|can not} breathe", "short* of breath", breathing problems]}
  - {id: blocked_nose, label: blocked nose, lay_patterns: ["cannot breathe through my nose"], instead_of: [breathless]}
  - {id: not_breathing, label: not breathing, lay_patterns: [not breathing, no breathing]}
  - {id: breathing_fast, label: fast breathing, lay_patterns: [breathing fast]}
  - id: unresponsive
    label: cannot be woken
    of_others: true
    question: Can they be woken?
    lay_patterns: ["{will not|do not|cannot} wake {up|}", unconscious]
  - {id: weak_arm, label: weak arm, lay_patterns: ["arm & weak*", weak arm]}
  - {id: fever, label: fever, lay_patterns: ["fever*"], measure: {quantity: temperature_c, min: 38, max: 45}}
  - {id: cough, label: cough, question: Is there a cough?, lay_patterns: ["cough*"]}
  - {id: rash, label: rash, lay_patterns: ["rash*"]}
  - {id: anxious, label: worry, lay_patterns: ["anxi*", panic]}
  - {id: suicidal, label: thoughts of dying, lay_patterns: [want to die, "kill myself"]}
  - {id: vomiting, label: vomiting, lay_patterns: ["vomit*"]}
  - {id: low_oxygen, label: low oxygen, measure: {quantity: spo2_pct, min: 50, max: 91}}
  - {id: pregnant, label: pregnant, context: true, lay_patterns: ["pregnan*"], question: Is there a pregnancy?}
  - {id: low_immunity, label: weak immune system, context: true, lay_patterns: [chemo*]}
  - {id: diabetes, label: diabetes, context: true, lay_patterns: ["diabet*"]}
  - {id: recent_surgery, label: recent operation, context: true, lay_patterns: [surgery, operation]}
  - {id: postpartum, label: birth, context: true, lay_patterns: ["{had|delivered} {a|my} baby"]}
  - {id: swallowed, label: swallowed a thing, lay_patterns: [swallowed a coin]}
  - {id: farewell, label: a farewell, lay_patterns: [look after my cat]}
  - {id: child, label: a child, context: true, measure: {quantity: age_years, min: 0, max: 15.99}}
conditions:
  - id: common_cold
    name: Common cold
    synonyms: [a cold]
    summary: A virus of nose and throat. It passes in a week.
    prevalence_band: 5
    findings: [{finding: cough, sens_band: 4, spec_band: 2}, {finding: fever, sens_band: 2, spec_band: 2}]
    level_default: self_care
    self_care: [rest, spray]
    see_doctor_if: [it lasts longer than two weeks]
    emergency_if: [no_breath]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: heart_attack
    name: Heart attack
    summary: A blocked artery of the heart. It needs treatment within minutes.
    prevalence_band: 2
    age_sex_prior: {any_50_plus: 1, any_0_30: -2}
    findings: [{finding: chest_pain, sens_band: 5, spec_band: 3}, {finding: sweating, sens_band: 3, spec_band: 3}]
    level_default: call_now
    dangerous: true
    sources: [src_a, src_b]
    reviewed_on: null
  - id: strain
    name: Strained chest muscle
    summary: A sore muscle. It heals by itself.
    prevalence_band: 4
    findings: [{finding: chest_pain, sens_band: 4, spec_band: 3}, {finding: cough, sens_band: 3, spec_band: 2}]
    level_default: routine
    self_care: [rest]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: child_virus
    name: A virus of children
    summary: A virus of children. It passes in a week.
    prevalence_band: 5
    age_sex_prior: {any_16_plus: -4}
    findings: [{finding: fever, sens_band: 4, spec_band: 2}]
    level_default: self_care
    sources: [src_a, src_b]
    reviewed_on: null
  - id: sugar_sickness
    name: Sugar sickness
    synonyms: [diabetes]
    summary: Too much sugar in the blood. It stays.
    prevalence_band: 3
    findings: [{finding: vomiting, sens_band: 2, spec_band: 2}]
    level_default: same_day
    sources: [src_a, src_b]
    reviewed_on: null
  - id: morning_sickness
    name: Sickness of pregnancy
    summary: Feeling sick in pregnancy. It passes.
    prevalence_band: 5
    who: {pregnancy: pregnant}
    findings: [{finding: vomiting, sens_band: 4, spec_band: 2}]
    level_default: self_care
    sources: [src_a, src_b]
    reviewed_on: null
red_flags:
  - id: heart_signs
    level: call_now
    all: [[chest_pain, chest_pressure], [sweating, drenched]]
    message: Pain in the chest with sweating needs an ambulance.
    why: It can be a heart attack.
    do_now: [Call the emergency number]
    suspects: [heart_attack]
    question_finding: sweating
    sources: [src_a, src_b]
    reviewed_on: null
  - id: no_breath
    level: call_now
    any: [breathless, not_breathing, unresponsive]
    message: Trouble breathing needs an ambulance.
    why: The body needs oxygen.
    do_now: [Call the emergency number]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: low_oxygen_rule
    level: ed_now
    any: [low_oxygen]
    message: Low oxygen needs a hospital.
    why: The lungs may be failing.
    do_now: [Go to an emergency department]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: weak_arm_rule
    level: ed_now
    any: [weak_arm]
    time_window: 72h
    message: A weak arm needs a hospital, also when it has passed.
    why: It can be a stroke.
    do_now: [Go to an emergency department]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: fever_low_immunity
    level: ed_now
    all: [fever]
    who: {immunity: low}
    message: Fever with a weak immune system needs a hospital.
    why: An infection can spread fast.
    do_now: [Go to an emergency department]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: baby_fever
    level: ed_now
    all: [fever]
    who: {age: {max: 0.25}}
    message: Fever in a young baby needs a hospital.
    why: An infection can spread fast.
    do_now: [Go to an emergency department]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: pregnant_vomiting
    level: same_day
    all: [vomiting]
    who: {pregnancy: pregnant, sex: female}
    message: Vomiting in pregnancy needs a doctor today.
    why: Fluids may run low.
    do_now: [Ring the midwife]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: two_of_three
    level: same_day
    any: [cough, rash, vomiting]
    min_any: 2
    none: [diabetes, anxious]
    message: Two of these need a doctor today.
    why: Together they mean more.
    do_now: [Ring a doctor]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: after_surgery
    level: ed_now
    all: [fever, recent_surgery]
    message: Fever after an operation needs a hospital.
    why: The wound may be infected.
    do_now: [Go to an emergency department]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: after_birth
    level: ed_now
    all: [fever, postpartum]
    message: Fever after a birth needs a hospital.
    why: The womb may be infected.
    do_now: [Go to an emergency department]
    sources: [src_a, src_b]
    reviewed_on: null
  - id: crisis_rule
    level: ed_now
    any: [suicidal]
    crisis: true
    message: You deserve help now.
    why: These thoughts pass, and help makes it likelier.
    do_now: [Talk to a person]
    sources: [src_a, src_b]
    reviewed_on: null
care_advice:
  - {id: rest, text: Rest and drink., contraindications: [], sources: [src_a]}
  - {id: spray, text: Use a nose spray., contraindications: [pregnant], sources: [src_a]}
numbers:
  KE:
    emergency: ["999", "112"]
    crisis: [{label: Helpline, number: "1190", url: "https://help.example", source: src_a}]
"""

HITS = {
    "heart_signs": "chest pain and sweating",
    "no_breath": "I cannot breathe",
    "low_oxygen_rule": "oxygen 85",
    "weak_arm_rule": "my arm is weak",
    "fever_low_immunity": "fever on chemo",
    "baby_fever": "my 6 week old has a fever",
    "pregnant_vomiting": "pregnant and vomiting",
    "two_of_three": "cough and rash",
    "after_surgery": "fever after surgery",
    "after_birth": "I had a baby and now fever",
    "crisis_rule": "I want to die",
}
CASES = "\ncases:\n" + "".join(
    f"  - {{id: {rule}_hit, text: {text}, expect_rules: [{rule}]}}\n"
    f"  - {{id: {rule}_near, text: hello, expect_level: self_care, expect_rules: []}}\n"
    f"  - {{id: {rule}_negated, text: thanks, expect_rules: []}}\n"
    for rule, text in HITS.items()
)
NOBODY = About()


def write(folder: Path, text: str = SMALL + CASES, name: str = "small.yaml") -> Path:
    """A folder of knowledge that holds this text."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@cache
def small() -> Knowledge:
    with TemporaryDirectory() as folder:
        return load(write(Path(folder)))


def say(text: str, about: About = NOBODY, **options: object) -> Assessment:
    """Judge by the small knowledge."""
    return judge(text, about=about, knowledge=small(), **options)


def found(text: str, name: str) -> Finding:
    """The first mention of a finding in a text."""
    return next(one for one in say(text).findings if one.id == name)


def present(text: str) -> set[str]:
    """The ids that hold now."""
    return {one.id for one in say(text).findings if one.holds(0.0) and not one.context}


def rules(text: str, about: About = NOBODY, **options: object) -> list[str]:
    return [rule.id for rule in say(text, about, **options).rules]
