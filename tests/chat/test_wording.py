"""Whole answers without a model: their parts, their honesty about review, and what is left out in a crisis."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chat import wording
from chat.judging import Judged, judge_text, judge_turn
from chat.models import Message
from chat.records import Role
from chat.wording import NOT_REVIEWED
from praxia.triage import About
from tests.chat.setup import CRUSHING, SORE_THROAT

KILL = "I want to kill myself"


def judged(text: str) -> Judged:
    return judge_text(text, about=About(country="US"))


def reviewed(found: Judged) -> Judged:
    """As if a clinician had signed everything that is shown."""
    assessment = found.assessment
    signed = {"reviewed_on": "2026-11-01"}
    changed = replace(
        assessment,
        rules=tuple(replace(rule, **signed) for rule in assessment.rules),
        conditions=tuple(replace(fit, **signed) for fit in assessment.conditions),
    )
    return replace(found, assessment=changed)


@pytest.mark.parametrize("text", [SORE_THROAT, CRUSHING, KILL, "What are the symptoms of a heart attack?"])
def test_what_no_clinician_has_reviewed_is_said_once_at_the_end(text: str) -> None:
    draft = wording.draft(judged(text))
    assert draft.text.count(NOT_REVIEWED) == 1
    assert draft.disclaimer.endswith(NOT_REVIEWED)
    assert draft.structured["disclaimer"] == draft.disclaimer


@pytest.mark.parametrize("text", [SORE_THROAT, CRUSHING])
def test_what_was_reviewed_is_not_called_unreviewed(text: str) -> None:
    assert NOT_REVIEWED not in wording.draft(reviewed(judged(text))).text


def test_one_unreviewed_rule_is_enough_to_say_so() -> None:
    found = reviewed(judged(CRUSHING))
    first, *others = found.assessment.rules
    mixed = replace(found.assessment, rules=(replace(first, reviewed_on=None), *others))
    assert wording.PARTLY_REVIEWED in wording.draft(replace(found, assessment=mixed)).text


def test_an_answer_that_rests_on_no_rule_says_nothing_of_review() -> None:
    draft = wording.draft(judged("Which colour should I paint my fence?"))
    assert NOT_REVIEWED not in draft.text
    assert draft.disclaimer.startswith("This is information, not a diagnosis")


def test_each_condition_carries_its_review_state() -> None:
    conditions = wording.draft(judged(SORE_THROAT)).structured["diagnosis"]["conditions"]
    assert conditions
    assert all(condition["reviewed_on"] is None for condition in conditions)
    signed = wording.draft(reviewed(judged(SORE_THROAT))).structured["diagnosis"]["conditions"]
    assert {condition["reviewed_on"] for condition in signed} == {"2026-11-01"}


def test_in_a_crisis_nobody_is_sorted_into_conditions() -> None:
    draft = wording.draft(judged(KILL))
    assert "What it may be" not in draft.text
    assert draft.structured["diagnosis"]["conditions"] == []
    assert draft.structured["diagnosis"]["advice"] == ""


def test_in_a_crisis_the_line_comes_first_and_the_talk_goes_on() -> None:
    draft = wording.draft(judged(KILL))
    assert "988" in draft.action
    assert draft.body[-1] == draft.structured["question"]["text"]


def test_a_question_for_information_is_answered_with_what_is_known() -> None:
    draft = wording.draft(judged("What are the symptoms of a heart attack?"))
    assert "## About what you ask" in draft.text
    assert "**Heart attack**. " in draft.text
    assert draft.sources
    assert draft.structured["diagnosis"]["conditions"] == []


def test_milder_rules_do_not_stand_beside_an_ambulance() -> None:
    found = judged(CRUSHING)
    milder = {step for rule in found.assessment.rules if rule.level < found.level for step in rule.do_now}
    worst = {step for rule in found.assessment.rules if rule.level == found.level for step in rule.do_now}
    text = wording.draft(found).text
    assert milder - worst, "the text must fire a milder rule too, or this proves nothing"
    assert not [step for step in milder - worst if step in text]


def test_advice_comes_from_two_rules_at_most() -> None:
    found = judged(CRUSHING)
    assert len(found.assessment.rules) > 2
    assert len(wording.draft(found).structured["diagnosis"]["urgent"]) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith gave me ibuprofen. Is it ok to take it with warfarin?",
        "I take warfarin",
        "I am pregnant. Can I eat cheese?",
        "I am 70 and have diabetes",
    ],
)
def test_facts_about_a_person_alone_are_no_complaint_that_could_be_called_harmless(text: str) -> None:
    draft = wording.draft(judged(text))
    assert "looked after at home" not in draft.action
    assert "ask a pharmacist or a doctor before you take it" in draft.text


THROAT = Message(role=Role.USER, content=SORE_THROAT, triage={"level": "self_care", "reasons": [], "numbers": []})
DIET = "What should I eat to lower my cholesterol?"


def later(text: str, *, after: Message = THROAT) -> wording.Draft:
    return wording.draft(judge_turn(text, before=[after], about=About(country="US")))


def test_a_greeting_is_answered_with_how_to_begin() -> None:
    assert wording.draft(judged("hello")).brief == wording.GREETING


def test_thanks_repeat_nothing() -> None:
    draft = later("thank you, that helped")
    assert draft.brief == wording.WELCOME
    assert draft.body[0] == wording.draft(judged(SORE_THROAT)).body[0]  # what a model may still lean on


def test_a_message_that_changes_nothing_repeats_nothing() -> None:
    assert later("my grommet wobbles").brief[:-1] == wording.UNCHANGED


@pytest.mark.parametrize("text", ["now my neck is stiff too", "the fever is gone"])
def test_what_tells_something_is_answered_whole(text: str) -> None:
    assert not later(text).brief


def test_the_answer_to_a_question_is_answered_whole() -> None:
    question = {"finding": "cough", "text": "?", "options": ["Yes", "No"], "values": [True, False]}
    asked = Message(role=Role.ASSISTANT, structured={"question": question})
    assert not wording.draft(judge_turn("No", before=[THROAT, asked], about=About())).brief


@pytest.mark.parametrize("text", ["thanks", "ok", "my grommet wobbles", DIET])
def test_what_is_urgent_is_said_again_whole(text: str) -> None:
    draft = later(text, after=Message(role=Role.USER, content=CRUSHING, triage=THROAT.triage))
    assert not draft.brief and "Call the emergency number" in draft.text


@pytest.mark.parametrize("before", [(), (THROAT,)])
def test_a_question_for_information_that_no_text_covers_is_led_on(before: tuple[Message, ...]) -> None:
    found = judge_turn(DIET, before=before, about=About())
    draft = wording.draft(found)
    assert found.is_open_question and (draft.brief or draft.body)[:3] == wording.NO_TEXT


def test_a_complaint_in_a_question_is_no_open_question() -> None:
    assert not judged("What can I do about my sore throat?").is_open_question


def test_what_a_doctor_may_check_is_told_of_what_is_likely() -> None:
    assert "## What a doctor may check\n\n- Viral sore throat: " in wording.draft(judged(SORE_THROAT)).text
