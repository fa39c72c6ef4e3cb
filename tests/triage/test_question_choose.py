"""The follow-up question."""

from praxia.triage import About, Level, judge
from praxia.triage.loading import read_folder
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


def test_level_goes_before_ranking():
    question = say("chest pain, no sweating").question
    assert question is None or question.if_yes is None
    assert say("chest pain").question.if_yes is Level.CALL_NOW


def test_what_a_denial_rules_out_is_not_asked():
    question = say("chest pain, no sweating").question
    assert question is None or question.finding != "drenched"


def test_an_answer_of_an_earlier_turn_is_not_asked_again():
    question = say("and a cough", earlier=["chest pain"], answers={"sweating": False}).question
    assert question is None or question.finding != "sweating"


def test_shipped_questions_keep_what_they_promise():
    """On every case: none at call_now, none about what was said, and a yes brings the level that the question is asked for."""
    cases = list(read_folder()[0].cases.values())[::4]
    asked = 0
    for case in cases:
        about = About(age_years=case.age, sex=case.sex or None, pregnant=case.pregnant)
        found = judge(case.text, about=about)
        if found.question is None:
            continue
        asked += 1
        assert found.level is not Level.CALL_NOW, case.id
        assert found.question.finding not in {one.id for one in found.findings if one.holds(0.0) or one.negated}, (
            case.id
        )
        answered = judge(case.text, about=about, answers={found.question.finding: True})
        assert answered.level >= (found.question.if_yes or found.level), case.id
        again = judge(case.text, about=about, answers={found.question.finding: None}).question
        assert again is None or again.finding != found.question.finding, case.id
    assert asked > len(cases) / 4


def test_nobody_is_asked_for_a_plan_before_the_thought() -> None:
    text = "I feel sad all the time and can't sleep"
    first = judge(text).question
    assert first is not None and first.finding == "suicidal_thoughts"
    then = judge(text, answers={"suicidal_thoughts": True}).question
    assert then is not None and then.finding == "suicide_plan_or_means"
