"""Bad knowledge is refused with file, line and reason."""

import pytest

from praxia.triage import KnowledgeError, load
from praxia.triage.knowledge import compile_folder
from tests.triage.small import CASES, SMALL, write

LINE = {text: number for number, text in enumerate((SMALL + CASES).split("\n"), start=1)}


def faults(folder, old, new):
    text = SMALL + CASES
    assert old in text
    written = write(folder, text.replace(old, new, 1))
    return "\n".join(str(fault) for fault in compile_folder(written)[1])


def test_it_works(tmp_path):
    assert load(write(tmp_path)).version


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("label: sweating,", "label: sweating, colour: red,", "unknown key 'colour'"),
        ("implies: [chest_pain]", "implies: [chest_pian]", "unknown finding 'chest_pian'"),
        ("sources: [src_a, src_b]", "sources: [src_a]", "2 sources are needed, 1 given"),
        ("sources: [src_a, src_b]", "sources: [src_a, src_z]", "unknown source 'src_z'"),
        ("id: cough,", "id: rash,", "'rash' was already given at small.yaml:"),
        ("synonyms: [sweat*, clammy]", "synonyms: [sweat*, clammy, cough*]", "already stands in"),
        ('"rash*"', '"{rash*"', "bad pattern '{rash*': { without its closing }"),
        ('"rash*"', '"@nowhere"', "unknown word class @nowhere"),
        ('crushing: [crushing, "like', 'crushing: [crushing, "@crushing", "like', "a circle: crushing -> crushing"),
        ('"https://one.example/a"', '"one"', "is not a link"),
        ("checked_on: 2026-11-20", "checked_on: yesterday", "is not a date"),
        ('"rash*"', '"{rash|bad} {red|}"', "is found in the single word 'bad'"),
        ("prevalence_band: 5", "prevalence_band: 9", "a band from 1 to 5"),
        ("level: call_now\n    any", "level: urgent\n    any", "is not one of"),
        ("level: call_now\n    any", "level: routine\n    any", "a red flag is same_day"),
        ("time_window: 72h", "time_window: soon", "write like 72h"),
        ("any_50_plus: 1", "old: 1", "write like f_15_49"),
        ("quantity: spo2_pct", "quantity: luck", "is not one of"),
        ("min_any: 2", "min_any: 4", "is more than the 3 of any"),
        ("question_finding: sweating", "question_finding: rash", "has no question"),
        ("dangerous: true", "dangerous: perhaps", "true or false"),
        ("age: {max: 0.25}", "age: {min: 3, max: 0.25}", "min is above max"),
        ("care_advice:", "care_advise:", "unknown section 'care_advise'"),
        ("- {id: crisis_rule_near, text: hello, expect_level: self_care, expect_rules: []}", "", "2 of 3 cases"),
        ("- {id: crisis_rule_hit, text: I want to die, expect_rules: [crisis_rule]}", "", "no case that expects it"),
        ("expect_rules: [crisis_rule]", "expect_rules: [crisis_rule], expect_level: red", "is not a level"),
        ("self_care: [rest, spray]", "self_care: [rest, moonshine]", "unknown care advice 'moonshine'"),
        ("emergency_if: [no_breath]", "emergency_if: [no_brain]", "unknown red flag 'no_brain'"),
        ("KE:", "Kenya:", "is not a country code"),
        ("    why: It can be a heart attack.\n", "", "why is missing"),
    ],
)
def test_refused(tmp_path, old, new, reason):
    assert reason in faults(tmp_path, old, new)


def test_start_refuses_and_tells_the_same_lines(tmp_path):
    written = write(
        tmp_path, CASES + SMALL.replace("implies: [chest_pressure]", "implies: []").replace("[rest, spray]", "[rst]")
    )
    with pytest.raises(KnowledgeError) as caught:
        load(written)
    assert caught.value.faults == tuple(compile_folder(written)[1])


def test_start_passes_over_cases(tmp_path):
    broken = write(tmp_path, SMALL + CASES.replace("expect_level: self_care", "expect_level: pink"))
    assert not load(broken).body.cases
    assert compile_folder(broken)[1]


def test_circle_in_implies(tmp_path):
    told = faults(tmp_path, "label: chest pain,", "label: chest pain, implies: [chest_pressure],")
    assert "a circle: chest_pain -> chest_pressure -> chest_pain" in told


def test_fault_tells_the_line(tmp_path):
    told = faults(tmp_path, 'rash, lay_patterns: ["rash*"]', 'rash, lay_patterns: ["ra*"]')
    line = next(number for text, number in LINE.items() if "id: rash" in text)
    assert told == f"small.yaml:{line}: bad pattern 'ra*': 'ra*': a beginning needs at least 3 letters"


def test_broken_yaml_tells_the_line(tmp_path):
    with pytest.raises(KnowledgeError, match=r"small.yaml:2: not readable as YAML"):
        load(write(tmp_path, "findings:\n  - {id: [}\n"))


def test_all_faults_at_once(tmp_path):
    told = faults(tmp_path, "implies: [chest_pain]", "implies: [a_b, c_d]")
    assert told.count("unknown finding") == 2


def test_id_twice_over_files(tmp_path):
    write(tmp_path)
    write(tmp_path, "findings:\n  - {id: cough, label: cough, synonyms: [tussis]}\n", "two.yaml")
    with pytest.raises(KnowledgeError, match=r"two.yaml:2: 'cough' was already given at small.yaml"):
        load(tmp_path)


def test_version_follows_the_files(tmp_path):
    first = load(write(tmp_path)).version
    assert load(write(tmp_path, SMALL + CASES + "\n# a remark")).version != first
