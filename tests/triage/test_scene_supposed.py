"""Questions, fears and what-ifs are not findings; asking what to do is."""

import pytest

from tests.triage.small import rules, say


@pytest.mark.parametrize(
    "text",
    [
        "what are the symptoms of a weak arm?",
        "can ibuprofen cause a weak arm?",
        "is a weak arm a sign of stroke?",
        "how is a weak arm treated?",
        "what if I get a weak arm?",
        "when should I worry about a weak arm?",
        "I want to know more about weak arm",
        "tell me about weak arm",
        "could it be a weak arm?",
        "I am afraid of having a weak arm",
        "I'm scared of getting a weak arm one day",
        "weak arm symptoms",
        "information on weak arm please",
        "why do people get a weak arm",
        "what happens if someone has a weak arm",
        "what is a weak arm",
    ],
)
def test_not_a_finding(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "what causes the weakness in my arm?",
        "my arm is weak, could it be a stroke?",
        "what should I do if my arm is weak?",
        "what to do if you have a weak arm?",
        "should I go to the ER if my husband has a weak arm?",
        "I'm worried about my weak arm",
        "I think I have a weak arm",
        "is it normal that my arm is weak?",
        "why is my arm weak?",
        "I want to know why my arm is weak",
        "can you help me, my arm is weak",
        "If I stand up my arm is weak",
    ],
)
def test_still_a_finding(text):
    assert rules(text) == ["weak_arm_rule"]


@pytest.mark.parametrize(
    "text", ["I am scared that I might kill myself", "what if I kill myself", "could it be that I want to die?"]
)
def test_words_of_a_crisis_are_never_only_supposed(text):
    assert rules(text) == ["crisis_rule"]


def test_the_best_remedy_is_asked_for_by_who_needs_it():
    assert rules("what is the best tea for a weak arm") == ["weak_arm_rule"]


def test_half_of_a_sign_that_is_only_asked_about():
    assert rules("my arm aches, could it be weak?") == []


def test_a_question_for_information_does_not_alarm():
    assessment = say("what are the symptoms of a weak arm?")
    assert assessment.level.value == "self_care"
    assert "question for information" in assessment.action
    assert "112" in assessment.action


@pytest.mark.parametrize("text", ["they told me it is a weak arm", "the clinic told me it was a weak arm"])
def test_what_one_was_told_is_no_lay_opinion(text):
    assert rules(text) == ["weak_arm_rule"]


@pytest.mark.parametrize(
    "text",
    ["they told me it is just a weak arm", "my friend says it is a weak arm", "she thinks it is only a weak arm"],
)
def test_a_lay_opinion_is_no_finding(text):
    assert rules(text) == []


def test_signs_that_somebody_has_are_stated():
    assert rules("she has symptoms of a weak arm") == ["weak_arm_rule"]


@pytest.mark.parametrize(
    "text",
    [
        "Does coffee cause a weak arm? This happened to me this morning.",
        "What happens if somebody has a weak arm? Mine is numb since last night.",
        "What are the signs of a weak arm? That is exactly what I have.",
    ],
)
def test_what_was_asked_about_has_happened(text):
    assert rules(text) == ["weak_arm_rule"]


def test_what_happened_is_not_what_was_asked_before_that():
    assert rules("What are the signs of a weak arm? I like tea. This happened to me today.") == []
