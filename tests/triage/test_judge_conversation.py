"""Over several turns the level only rises."""

import pytest

from praxia.triage import Level
from tests.triage.small import rules, say


@pytest.mark.parametrize(
    "later",
    [
        "I feel fine now",
        "no chest pain at all",
        "it went away",
        "hello",
        "thanks",
        "my friend says it is nothing",
        "je vais bien",
    ],
)
def test_nothing_lowers_it(later):
    assessment = say(later, earlier=["chest pain and sweating"])
    assert assessment.level is Level.CALL_NOW
    assert [rule.id for rule in assessment.rules] == ["heart_signs"]


def test_signs_add_up_over_turns():
    assert rules("I'm also sweating", earlier=["my chest is in pain"]) == ["heart_signs"]


def test_courtesy_first_does_not_stick():
    assert say("a cough", earlier=["hello"]).level is Level.SELF_CARE


def test_a_level_without_a_rule_stays_too():
    assert say("a cough", earlier=["my elbow sings like a violin"]).level is Level.ROUTINE


def test_he_is_still_the_husband():
    assert rules("he is sweating too", earlier=["my husband has chest pain"]) == ["heart_signs"]


def test_rule_with_none_keeps_what_it_set():
    assert "two_of_three" in rules("by the way, I am diabetic", earlier=["cough and rash"])


def test_reasons_of_an_emergency_leave_out_what_was_told_before():
    assert say("chest pain and sweating", earlier=["a cough"]).reasons == ("chest pain", "sweating")
    assert "cough" in say("a rash", earlier=["a cough"]).reasons
    assert "chest pain" in say("and sweating", earlier=["chest pain"]).reasons


def test_findings_tell_their_turn():
    assessment = say("and sweating", earlier=["chest pain"])
    assert {(one.id, one.turn) for one in assessment.findings if one.id in ("chest_pain", "sweating")} == {
        ("chest_pain", 0),
        ("sweating", 1),
    }
