"""Whole answers without a model: their parts, their honesty about review, and what is left out in a crisis."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chat import wording
from chat.judging import Judged, judge_text
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
