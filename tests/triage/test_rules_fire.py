"""Which rules fire, and for whom."""

import pytest

from praxia.triage import About, Level
from tests.triage.small import rules, say


def test_all_and_any_of():
    assert rules("crushing chest and sweaty") == ["heart_signs"]
    assert rules("crushing chest") == []


def test_worst_first():
    assert rules("I have chest pain and I'm sweating and my arm is weak") == ["heart_signs", "weak_arm_rule"]


def test_min_any():
    assert rules("cough") == []
    assert rules("cough and rash") == ["two_of_three"]


def test_none_of():
    assert rules("cough and rash and I am diabetic") == []


def test_a_symptom_holds_a_rule_back_only_beside_it():
    assert rules("cough and rash from anxiety") == []
    assert rules("cough and rash. I also have anxiety.") == ["two_of_three"]


def test_implied_findings_count():
    assert {"heart_signs"} == set(rules("a chest like a vice, clammy: crushing chest"))


@pytest.mark.parametrize(
    ("about", "fires"),
    [
        (About(sex="female", pregnant=True), True),
        (About(sex="female", pregnant=False), False),
        (About(), False),
        (About(sex="male", pregnant=True), False),
    ],
)
def test_who_is_pregnant(about, fires):
    assert ("pregnant_vomiting" in rules("vomiting", about)) is fires


def test_unknown_sex_passes_when_the_text_says_the_rest():
    assert rules("I'm pregnant and vomiting") == ["pregnant_vomiting"]


@pytest.mark.parametrize(("age", "fires"), [(0.2, True), (0.25, True), (0.3, False), (None, False)])
def test_age_limits(age, fires):
    assert ("baby_fever" in rules("fever", About(age_years=age))) is fires


def test_a_number_fires():
    assert rules("oxygen 85%") == ["low_oxygen_rule"]
    assert rules("oxygen 97%") == []


def test_floor_and_level():
    assessment = say("chest pain and sweating")
    assert (assessment.floor, assessment.level) == (Level.CALL_NOW, Level.CALL_NOW)


def test_matched_rule_carries_words_and_sources():
    (rule,) = say("chest pain and sweating").rules
    assert rule.quote == "chest pain"
    assert [source.id for source in rule.sources] == ["src_a", "src_b"]
    assert rule.reviewed_on is None


def test_a_calmer_sentence_does_not_hold_back_what_another_tells():
    assert "two_of_three" not in rules("a cough and rash and panic")
    assert "two_of_three" in rules("a cough and rash. Also a cough and panic")
    assert "two_of_three" in rules("a cough and panic. A cough and rash")


def test_ones_own_fact_does_not_hold_back_what_another_has():
    assert "two_of_three" not in rules("I have diabetes. I have a cough and rash")
    assert "two_of_three" in rules("My son has a cough and rash. I have diabetes and a rash")
