"""The level of a turn within its conversation: what is carried along, what counts as a crisis, what is asked and how often."""

from __future__ import annotations

import pytest

from chat import replies, services
from chat.judging import judge_text, judge_turn
from chat.models import Message
from chat.records import Role
from chat.selectors import path_to
from praxia.triage import About, Level, crisis_lines, emergency
from tests.chat.setup import CRUSHING, SORE_THROAT, setup_conversation

KILL = "I want to kill myself"
AMBULANCE = {"label": "Emergency", "number": "999", "country": "GB"}
EARLIER = {
    "level": "call_now",
    "rule": "of_an_earlier_edition",
    "reasons": ["an old reason"],
    "action": "Call 999 now.",
    "numbers": [AMBULANCE],
}
OPTIONS = {"options": ["Yes", "No", "Not sure"], "values": [True, False, None]}


def said(text: str = "hello", **triage) -> Message:
    known = {"level": "self_care", "rule": None, "reasons": [], "action": "", "numbers": []}
    return Message(role=Role.USER, content=text, triage=known | triage)


def asked(finding: str) -> Message:
    return Message(role=Role.ASSISTANT, structured={"question": {"finding": finding, "text": "?", **OPTIONS}})


def judged(text: str, *before: Message, country: str = "US"):
    return judge_turn(text, before=before, about=About(country=country))


def numbers(wire) -> set[str]:
    return {number["number"] for number in wire["numbers"]}


def test_a_crisis_is_told_with_the_lines_of_the_country() -> None:
    wire = judged(KILL).wire
    assert wire["crisis"] is True
    wanted = {one.number for one in (*emergency("US"), *crisis_lines("US"))}
    assert wanted <= numbers(wire)


def test_most_texts_are_no_crisis() -> None:
    found = judged(SORE_THROAT)
    assert found.wire["crisis"] is False
    assert not found.is_urgent


@pytest.mark.parametrize("text", [KILL, CRUSHING, "my husband hits me"])
def test_crises_and_emergencies_are_urgent(text: str) -> None:
    assert judged(text).is_urgent


def test_a_crisis_below_an_emergency_is_urgent() -> None:
    found = judged("my husband hits me")
    assert (found.level, found.is_urgent) == (Level.SAME_DAY, True)


def test_what_an_earlier_edition_judged_worse_stays() -> None:
    wire = judged("thank you", said(**EARLIER)).wire
    assert {key: wire[key] for key in ("level", "rule", "action", "numbers")} == {
        key: EARLIER[key] for key in ("level", "rule", "action", "numbers")
    }
    assert wire["carried"] is True


def test_a_new_crisis_brings_its_lines_beside_what_was_carried() -> None:
    found = judged(KILL, said(**EARLIER))
    assert found.level is Level.CALL_NOW
    assert {"999", *(line.number for line in crisis_lines("US"))} <= numbers(found.wire)


@pytest.mark.parametrize("level", ["self_care", "ed_now"])
def test_a_crisis_of_an_earlier_edition_stays_one(level: str) -> None:
    wire = judged("thank you", said(level=level, crisis=True, numbers=[AMBULANCE])).wire
    assert (wire["crisis"], wire["numbers"]) == (True, [AMBULANCE])


def test_a_crisis_lasts_for_the_conversation() -> None:
    assert judged("I slept a little", said(KILL)).wire["crisis"] is True


def test_no_number_is_told_twice() -> None:
    before = said(KILL, **judged(KILL).wire | {"level": "call_now"})
    wire = judged(KILL, before).wire
    assert len(wire["numbers"]) == len({str(number) for number in wire["numbers"]})


def test_a_text_by_itself_is_judged_with_what_is_known() -> None:
    baby = judge_text("he has a fever of 38.5", about=About(age_years=0.1))
    assert baby.is_urgent
    assert not judge_text("he has a fever of 38.5", about=About(age_years=30)).is_urgent


# --- Questions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", ["Yes", " yes ", "YES.", "yes!"])
def test_a_quick_reply_is_exact(reply: str) -> None:
    found = judged(reply, said(SORE_THROAT), asked("neck_stiff")).assessment.findings
    assert [finding.negated for finding in found if finding.id == "neck_stiff"] == [False]


def test_a_denial_is_a_denial() -> None:
    found = judged("No", said(SORE_THROAT), asked("neck_stiff")).assessment.findings
    assert [finding.negated for finding in found if finding.id == "neck_stiff"] == [True]


@pytest.mark.parametrize("reply", ["Not sure", "I do not understand the question", "yes and no"])
def test_other_words_decide_nothing(reply: str) -> None:
    found = judged(reply, said(SORE_THROAT), asked("neck_stiff")).assessment.findings
    assert "neck_stiff" not in {finding.id for finding in found}


def test_three_questions_are_enough_whether_they_were_answered_or_not() -> None:
    turns = [said(SORE_THROAT)]
    assert judged("It goes on", *turns).assessment.question
    for finding in ("neck_stiff", "rash", "earache"):
        turns += [asked(finding), said("It goes on")]
    assert judged("It goes on", *turns[:5]).assessment.question
    assert judged("It goes on", *turns).assessment.question is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reply", ["Not sure", "I feel the same as before"])
def test_a_conversation_asks_at_most_three_different_questions(amina, reply: str) -> None:
    talk, questions = setup_conversation(amina), []
    for text in (SORE_THROAT, *[reply] * 5):
        talk.refresh_from_db()
        exchange = services.message_post(conversation=talk, person=amina, text=text)
        replies.write(str(exchange.answer.id))
        exchange.answer.refresh_from_db()
        assert exchange.answer.status == "complete"
        questions.append((exchange.answer.structured["question"] or {}).get("finding"))
    assert None not in questions[:3]
    assert questions[3:] == [None, None, None]
    assert len(set(questions[:3])) == 3


@pytest.mark.django_db(transaction=True)
def test_an_answer_written_anew_may_ask_the_same(amina) -> None:
    first = services.message_post(conversation=setup_conversation(amina), person=amina, text=SORE_THROAT).answer
    replies.write(str(first.id))
    first.refresh_from_db()
    anew = services.message_regenerate(message=first, person=amina)
    assert [message.id for message in path_to(anew)][-1] == anew.id
    replies.write(str(anew.id))
    anew.refresh_from_db()
    assert anew.structured["question"] == first.structured["question"]
