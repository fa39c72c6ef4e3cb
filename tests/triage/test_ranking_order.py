"""The list of conditions: ordered, worded, never the judge."""

import pytest

from praxia.triage import About, Level, judge
from praxia.triage.findings import read_turn
from praxia.triage.ranking import AGAINST, PRESENT, rank
from praxia.triage.rules import Evidence
from tests.triage.small import say, small


def names(text, about=None, **options):
    return [one.id for one in say(text, about or About(), **options).conditions]


def fit(text, name, about=None):
    return next(one.fit for one in say(text, about or About()).conditions if one.id == name)


def test_common_first_without_signs():
    assert names("chest pain")[0] == "strain"


def test_signs_and_age_turn_the_order():
    assert names("chest pain and sweating", About(age_years=60))[0] == "heart_attack"


def test_denied_finding_speaks_against():
    def score(text):
        turn = read_turn(small(), text)
        return {one.condition.id: one.score for one in rank(Evidence(small(), turn.findings, []))}

    assert score("chest pain, no sweating")["heart_attack"] < score("chest pain")["heart_attack"]
    assert score("chest pain, no sweating")["strain"] == score("chest pain")["strain"]


def test_only_what_is_rare_in_a_condition_speaks_against_it():
    assert all(steps >= 0 for (sens, _), steps in PRESENT.items() if sens > AGAINST)
    assert PRESENT[AGAINST, 1] < 0


def test_how_it_is_lists_nothing_by_itself():
    ids = [one.id for one in judge("My scar looks different, and suddenly it is worse").conditions]
    assert "aortic_emergency" not in ids
    first = judge("sudden heat waves at night, my periods stopped a year ago").conditions[0]
    assert first.id == "menopause"


def test_level_is_that_of_the_best_fit():
    assert say("I have a cough").level is Level.SELF_CARE
    assert say("chest pain").level is Level.ROUTINE


def test_only_a_red_flag_calls_an_ambulance():
    ill = "fever, shaking chills and I have never felt so ill in my life"
    alone, beside = judge(ill), judge(f"{ill}. my skin is peeling and I have sores in my mouth and eyes with the rash")
    assert alone.conditions[0].id == "sepsis"
    assert alone.level is beside.level is Level.ED_NOW


def test_a_dangerous_condition_alone_is_no_alarm():
    assert say("pain in my chest", About(age_years=80)).level <= Level.SAME_DAY


def test_nothing_fits_is_routine():
    assert say("I have a rash").level is Level.ROUTINE


def test_dangerous_alternative_is_listed_when_its_rule_nearly_fires():
    listed = {one.id: one for one in say("chest pain").conditions}
    assert listed["heart_attack"].dangerous


def test_self_care_leaves_out_what_is_wrong_for_the_person():
    cold = say("a cough").conditions[0]
    pregnant = say("a cough", About(sex="female", pregnant=True)).conditions[0]
    assert [care.id for care in cold.self_care] == ["rest", "spray"]
    assert [care.id for care in pregnant.self_care] == ["rest"]


@pytest.mark.parametrize(
    "text", ["fever", "I am 30 and have a fever", "my husband has a fever", "my 40 year old has a fever"]
)
def test_what_only_children_have_needs_a_child(text):
    assert "child_virus" not in names(text)


@pytest.mark.parametrize(
    "text", ["my son has a fever", "fever in a 3 year old", "he has a fever", "the 2 year old has a fever"]
)
def test_a_child_or_somebody_of_unknown_age_may_have_it(text):
    assert "child_virus" in names(text)


def test_what_is_named_is_listed_all_the_same():
    assert "child_virus" in names("is it a virus of children? I have a fever")


def test_what_belongs_to_a_pregnancy_needs_one():
    assert "morning_sickness" not in names("vomiting")
    assert "morning_sickness" in names("vomiting and pregnant")
    assert "morning_sickness" in names("vomiting", About(sex="female", pregnant=True))


@pytest.mark.parametrize("text", ["a cold sweat and fever", "a cold sore", "a cold shower"])
def test_a_name_within_another_phrase_names_nothing(text):
    assert not say(text).conditions or "common_cold" not in {
        one.id for one in say(text).conditions if not one.explained
    }


def test_a_fact_is_no_complaint():
    assert "sugar_sickness" not in names("I have diabetes and a cough")
    assert "sugar_sickness" in names("it must be sugar sickness, I have a cough")


def test_a_condition_called_by_its_name_is_listed():
    assert names("I have a cold")[0] == "common_cold"
    assert say("I have a cold").level is Level.SELF_CARE
    assert say("I have a cold").recognised


def test_naming_a_harmless_condition_does_not_lower_the_level():
    assert say("chest pain").level is Level.ROUTINE
    assert say("chest pain, I have a cold").level is Level.ROUTINE


def test_a_condition_asked_about_is_nobodys():
    assessment = say("what is a heart attack?")
    assert [one.id for one in assessment.asked_about] == ["heart_attack"]
    assert assessment.conditions == ()
    assert say("my father had a heart attack").conditions == ()


def test_no_symptom_no_condition():
    assert names("hello") == []
    assert names("I am pregnant") == []


def test_what_went_away_lately_still_wants_an_explanation():
    assert names("I had chest pain, it went away an hour ago")
