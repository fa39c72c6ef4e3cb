"""What is denied, what only looks so, and where a denial ends."""

import pytest

from tests.triage.small import found, present, rules


@pytest.mark.parametrize(
    "text",
    [
        "no fever",
        "I do not have a fever",
        "I don't have any fever",
        "I haven't had a fever",
        "without fever",
        "she denies fever",
        "there is no sign of fever",
        "never had a fever",
        "not feverish",
        "no cough, rash or fever",
        "I have no cough or fever",
        "denies cough, rash and fever",
        "I don't think I have a fever",
        "fever: no",
        "any fever? no.",
        "fever is absent",
        "neither cough nor fever",
        "nobody has a fever",
        "no real fever to speak of",
        "never had fever",
    ],
)
def test_denied(text):
    assert found(text, "fever").negated


@pytest.mark.parametrize(
    "text",
    [
        "no cough but fever",
        "no cough, but a fever",
        "I have not only a fever",
        "I am not sure if it is a fever",
        "the fever is not going away",
        "the fever does not get better",
        "no doubt I have a fever",
        "I did not sleep because of the fever",
        "I did not go to work since I have a fever",
        "I don't know what to do about my fever",
        "no relief from the fever",
        "No, I have a fever",
        "no cough and a bad fever",
        "no medicine helps, my fever is high",
        "no tablet helps my fever",
        "without sleep since this fever",
        "No, fever again",
        "I cannot believe this fever",
        "why not, I have a fever",
        "no cough; fever since yesterday",
        "no cough. Fever since yesterday",
        "nothing helps this fever",
        "could not get to the doctor with this fever",
    ],
)
def test_not_denied(text):
    assert not found(text, "fever").negated


@pytest.mark.parametrize(
    "text", ["I can't breathe", "he won't wake up", "she is not breathing", "cannot breathe and no cough"]
)
def test_a_pattern_may_hold_its_own_negation(text):
    assert "no_breath" in rules(text)


def test_negation_before_a_longer_phrase_denies_that():
    assert found("she is not breathing fast", "breathing_fast").negated
    assert rules("she is not breathing fast") == []
    assert rules("no breathing problems at all") == []


def test_fuller_mention_replaces_the_narrow_one():
    assert present("I cannot breathe through my nose") == {"blocked_nose"}


def test_gap_takes_no_negation():
    assert "chest_pain" not in present("my chest has no pain")


def test_both_of_a_pair_must_be_affirmed():
    assert "weak_arm" not in present("my arm is not weak")
    assert "weak_arm" in present("my arm is so weak")


def test_nearest_pair_counts():
    assert "weak_arm" in present("weak arm, no pain in the arm")


@pytest.mark.parametrize("text", ["my chest pain is fine", "fever is all clear now", "my cough is ok"])
def test_a_complaint_can_be_fine(text):
    assert present(text) == set()


@pytest.mark.parametrize(
    "text", ["he swallowed a coin, seems fine", "he swallowed a coin is fine now", "fever, looks fine"]
)
def test_an_event_cannot(text):
    assert present(text) & {"swallowed", "fever"}


def test_a_digit_in_a_code_denies_nothing():
    assert "fever" in present("G1P0 fever")
    assert "fever" not in present("0 fever")


def test_refusing_to_move_denies_nothing():
    assert "chest_pain" in present("chest pain, will not jump or sit")


@pytest.mark.parametrize("text", ["I am not pregnant", "no pregnancy"])
def test_facts_can_be_denied(text):
    assert found(text, "pregnant").negated
