"""The interview over REST: the seed's paths and bodies, and what is refused with which code."""

from __future__ import annotations

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from praxia.lib.stores import Db, store
from profiling.interview.models import Answer, Session
from tests.base import api_of
from tests.interview.setup import last, profile, say, setup_session

pytestmark = pytest.mark.django_db(transaction=True)
INITIALIZE, ANSWER, STATE = (
    "/api/profile/initialize/user123",
    "/api/profile/userAnswer/user123",
    "/api/profile/wellness/user123",
)


@pytest.fixture(autouse=True)
def _empty_counters() -> None:
    store(Db.CACHE).flushdb()


@pytest.fixture
def api(amina) -> APIClient:
    return api_of(amina)


def answer(api: APIClient, **body):
    return api.post(ANSWER, body, format="json")


def test_it_works(api):
    begun = api.post(INITIALIZE)  # no body, no content type: as the first clients ask
    assert (begun.status_code, begun.json()) == (200, {"status": "success", "message": "Wellness Profile Initialized"})
    said = answer(api, message="I'm 28 years old and I try to exercise 3 times a week")
    assert said.status_code == 200
    assert {key: said.json()[key] for key in ("status", "message")} == {
        "status": "success",
        "message": "User Answer Sent",
    }
    assert said.json()["answer_id"] == str(Answer.objects.get().pk)
    assert said.json()["triage"]["level"] in ("self_care", "routine")


def test_the_state_is_as_the_contract_has_it(api, amina):
    setup_session(amina)
    say(amina, "I'm 28 years old and I try to exercise 3 times a week")
    state = api.get(STATE).json()
    assert (state["session_id"], state["status"], state["max_questions"]) == ("user123", "running", 5)
    assert state["profile"]["age"] == 28 and state["profile"]["gender"] is None
    assert state["confidence"] == {"age": "high", "activityLevel": "high"}
    assert state["evidence"]["age"] == "I'm 28 years old"
    assert state["question"]["number"] == 2 == state["questions_asked"]
    assert {"value", "label"} == set(state["question"]["options"][0])
    assert state["notices"][0]["code"] == "NO_LANGUAGE_MODEL"
    assert state["events_url"] == "/api/profile/wellness/user123/events"


def test_beginning_twice_changes_nothing(api, amina):
    setup_session(amina)
    before = say(amina, "I'm 28")
    assert api.post(INITIALIZE).json()["status"] == "success"
    assert Session.objects.get().known == before.known


def test_restart_begins_anew(api, amina):
    setup_session(amina)
    say(amina, "I'm 28")
    api.post(INITIALIZE, {"restart": True}, format="json")
    assert profile(Session.objects.get()) == {}


@pytest.mark.parametrize("name", ["a" * 65, "with space", "é", "a.b"])
def test_a_name_that_does_not_fit(api, name):
    refused = api.post(f"/api/profile/initialize/{name}")
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"message": ""}, {"message": "   "}, {"message": "a" * 1001}, {"message": 5}, {"message": None},
        {"message": "hi", "extra": 1}, {"message": "hi", "session_id": "x"}, {"message": "hi", "skip": True},
        {"skip": "yes"}, {"skip": 1}, {"message": "hi", "number": 2}, {"message": "hi", "number": 0},
        {"message": "hi", "number": "1"}, {"message": "hi", "number": True}, {"message": "a\x00b"},
        {"message": "hi", "client_message_id": "x" * 129}, [], "hi", {"message": ["hi"]}, {"message": {"a": 1}},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_an_answer(api, amina, body):
    setup_session(amina)
    refused = api.post(ANSWER, body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")
    assert not Answer.objects.exists()


def test_a_thousand_characters_are_an_answer(api, amina):
    setup_session(amina)
    assert answer(api, message="a " * 500).status_code == 200
    assert answer(api, message="é" * 1000).status_code == 200


def test_not_json(api, amina):
    setup_session(amina)
    refused = api.post(ANSWER, b"{", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "MALFORMED")


def test_an_answer_before_the_beginning(api):
    refused = answer(api, message="I'm 28")
    assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")


def test_a_finished_interview(api, amina):
    setup_session(amina, state="ended")
    refused = answer(api, message="I'm 28")
    assert (refused.status_code, refused.json()["code"]) == (409, "INTERVIEW_FINISHED")


def test_names_live_per_person(api, amina, chloe):
    setup_session(amina)
    say(amina, "I'm 28")
    stranger = api_of(chloe)
    assert stranger.get(STATE).status_code == 404
    assert stranger.post(ANSWER, {"message": "I'm 50"}, format="json").status_code == 404
    stranger.post(INITIALIZE)
    assert profile(Session.objects.get(owner=chloe)) == {}
    assert profile(Session.objects.get(owner=amina)) == {"age": 28}


def test_somebody_without_a_token(db):
    refused = api_of().post(INITIALIZE)
    assert (refused.status_code, refused.json()["code"]) == (401, "NOT_AUTHENTICATED")


def test_the_same_answer_twice_is_one(api, amina):
    setup_session(amina)
    ids = {answer(api, message="I'm 28", client_message_id="c-1").json()["answer_id"] for _ in range(3)}
    assert len(ids) == 1 == Answer.objects.count()


def test_an_idempotency_key_gives_the_first_answer_again(api, amina):
    setup_session(amina)
    for replayed in (None, "true"):
        said = api.post(ANSWER, {"message": "I'm 28"}, format="json", headers={"Idempotency-Key": "k-1"})
        assert said.headers.get("Idempotency-Replayed") == replayed
    assert Answer.objects.count() == 1


def test_entries_by_hand(api, amina):
    setup_session(amina)
    changed = api.patch(STATE, {"age": 40, "stressLevel": "low", "unknown": 1, "user_id": str(uuid4())}, format="json")
    assert changed.status_code == 200 and changed.json()["profile"]["age"] == 40
    assert changed.json()["confidence"] == {"age": "high", "stressLevel": "high"}
    cleared = api.patch(STATE, {"age": None}, format="json").json()
    assert cleared["profile"]["age"] is None


@pytest.mark.parametrize(
    "body",
    [{"age": 0}, {"age": 250}, {"age": -5}, {"age": 9}, {"gender": "robot"}, {"sleepQuality": 3}, {"healthGoals": "a" * 101},
     {"healthGoals": ""}, {"activityLevel": ["active"]}, {"age": "9 years"}],
    ids=str,
)  # fmt: skip
def test_entries_that_do_not_fit(api, amina, body):
    setup_session(amina)
    refused = api.patch(STATE, body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")
    assert refused.json()["errors"][0]["field"] == next(iter(body))


def test_confirming(api, amina):
    setup_session(amina)
    say(amina, "I'm 28")
    assert api.post(f"{STATE}/confirm").json()["confirmed_at"]


def test_removing(api, amina):
    session = setup_session(amina)
    assert api.delete(STATE).status_code == 204
    assert api.get(STATE).status_code == 404
    assert not store(Db.JOURNALS).exists(session.journal.key)


def test_thirty_a_minute(api, amina):
    setup_session(amina)
    codes = [answer(api, message="hello there").status_code for _ in range(32)]
    assert codes.count(200) == 30 and codes[-1] == 429


def test_what_is_urgent_is_not_refused_by_the_limit(api, amina):
    setup_session(amina)
    for _ in range(30):
        answer(api, message="hello there")
    said = answer(api, message="I have crushing chest pain going down my left arm")
    assert said.status_code == 200 and said.json()["triage"]["level"] == "call_now"
    assert Answer.objects.latest("place").without_model


def test_a_refusal_still_carries_the_level(api, amina):
    setup_session(amina, state="ended")
    refused = answer(api, message="I have crushing chest pain going down my left arm")
    assert refused.status_code == 409 and refused.json()["triage"]["level"] == "call_now"


def test_an_urgent_answer_pauses_until_the_person_goes_on(api, amina):
    setup_session(amina)
    session = say(amina, "I'm 28 and I have crushing chest pain going down my left arm right now")
    assert session.state == "paused" and last(session).name == "URGENT_NOTICE"
    assert last(session).data["triage"]["numbers"] and profile(session)["age"] == 28
    assert api.get(STATE).json()["question"] is None
    session = say(amina, "go on")
    assert session.state == "running" and last(session).name == "ASSISTANT_QUESTION" and session.questions_asked == 2


def test_so_does_a_crisis(amina):
    setup_session(amina)
    session = say(amina, "I don't sleep, I keep thinking about killing myself")
    assert session.state == "paused" and last(session).data["triage"]["crisis"]


def test_an_urgent_fifth_answer_still_brings_the_profile(amina):
    setup_session(amina)
    for text in ("hm", "hm", "hm", "hm", "I'm 28, crushing chest pain going down my left arm right now"):
        session = say(amina, text)
    names = [event.name for event in session.events.order_by("number")]
    assert names[-2:] == ["URGENT_NOTICE", "MAX_REPLIES_REACHED"] and last(session).data["profile"]["age"] == 28
