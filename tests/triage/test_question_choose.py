"""The follow-up question."""

from praxia.triage import Level
from tests.triage.small import rules, say


def test_the_deciding_finding_is_asked():
    question = say("chest pain").question
    assert question.finding == "sweating"
    assert question.text == "Is there sweating?"
    assert question.options == ("Yes", "No", "Not sure")
    assert question.if_yes is Level.CALL_NOW


def test_nothing_is_asked_in_an_emergency():
    assert say("chest pain and sweating").question is None


def test_what_was_said_is_not_asked():
    assert (
        say("chest pain, no sweating").question is None or say("chest pain, no sweating").question.finding != "sweating"
    )


def test_yes_counts_like_the_words():
    assert rules("chest pain", answers={"sweating": True}) == ["heart_signs"]


def test_no_and_not_sure_do_not_count():
    assert rules("chest pain", answers={"sweating": False}) == []
    assert rules("chest pain", answers={"sweating": None}) == []


def test_no_does_not_take_back_what_was_said():
    assert rules("chest pain and sweating", answers={"sweating": False}) == ["heart_signs"]


def test_not_asked_twice():
    question = say("chest pain", answers={"sweating": None}).question
    assert question is None or question.finding != "sweating"


def test_three_answers_are_enough():
    assert say("chest pain", answers={"cough": None, "unresponsive": False, "pregnant": None}).question is None


def test_unknown_answers_are_ignored():
    assert say("chest pain", answers={"moonlight": True}).level is say("chest pain").level


def test_nothing_recognised_nothing_asked():
    assert say("hello").question is None


def test_a_resemblance_is_only_asked_about():
    assessment = say("I feel as if a band were around me", suggest=lambda _: ["chest_pain", "nonsense"])
    assert assessment.rules == ()
    assessment = say("chest pain", suggest=lambda _: ["unresponsive"])
    assert assessment.question.inferred or assessment.question.finding == "sweating"
