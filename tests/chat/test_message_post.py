"""Sending a message: saved once, judged first, answered later."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from chat import services
from chat.models import Message
from chat.records import Role, Status
from praxia.lib.errors import Problem
from tests.base import api_of
from tests.chat.setup import CRUSHING, SORE_THROAT, setup_answer, setup_conversation, setup_exchange

ASYNC = {"HTTP_PREFER": "respond-async"}


@pytest.fixture
def talk(amina):
    return setup_conversation(amina)


def post(person, conversation, content=SORE_THROAT, **more):
    url = f"/api/chat-sessions/{conversation.id}/messages/"
    body = json.dumps({"content": content, **more})
    return api_of(person).generic("POST", url, body, content_type="application/json", **ASYNC)


def test_it_works(amina, talk):
    answer = post(amina, talk)
    assert answer.status_code == 201
    assert answer.headers["Preference-Applied"] == "respond-async"
    body = answer.json()
    assert body["user_message"]["content"] == SORE_THROAT
    assert body["ai_message"]["status"] == "queued"
    assert body["ai_message"]["parent_id"] == body["user_message"]["id"]


def test_the_level_is_there_at_once(amina, talk):
    body = post(amina, talk, CRUSHING).json()
    assert body["ai_message"]["triage"]["level"] == body["user_message"]["triage"]["level"] == "call_now"


def test_the_first_message_names_the_conversation(amina, talk):
    post(amina, talk)
    talk.refresh_from_db()
    assert talk.title == SORE_THROAT


def test_both_slashes(amina, talk):
    url = f"/api/chat-sessions/{talk.id}/messages"
    assert api_of(amina).post(url, {"content": SORE_THROAT}, format="json", **ASYNC).status_code == 201


def test_stranger_gets_404(chloe, talk):
    answer = post(chloe, talk)
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_a_missing_conversation_looks_the_same(amina, chloe, talk):
    missing, foreign = post(amina, type(talk)(id=uuid4())), post(chloe, talk)
    for answer in (missing, foreign):
        assert answer.status_code == 404
    drop = ("instance", "request_id")
    assert {k: v for k, v in missing.json().items() if k not in drop} == {
        k: v for k, v in foreign.json().items() if k not in drop
    }


def test_no_token_is_401(talk):
    answer = post(None, talk)
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize("content", ["", "   ", "x" * 100_000, "null\0byte", "\ud800", 7, None, [], {}, True])
def test_bad_content_is_refused(amina, talk, content):
    answer = post(amina, talk, content)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["errors"][0]["field"] == "content"
    assert not talk.messages.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[1]", b'"text"', b"null", b"[" * 20_000])
def test_bad_bodies_are_refused(amina, talk, body):
    url = f"/api/chat-sessions/{talk.id}/messages/"
    answer = api_of(amina).generic("POST", url, body, content_type="application/json", **ASYNC)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("MALFORMED", "VALIDATION_ERROR")


@pytest.mark.parametrize("client_message_id", ["", "x" * 129, 5, []])
def test_bad_client_message_id(amina, talk, client_message_id):
    assert post(amina, talk, client_message_id=client_message_id).status_code == 400


def test_the_same_client_message_id_gives_the_same_pair(amina, talk):
    first, again = (post(amina, talk, client_message_id="c-17").json() for _ in range(2))
    assert first["user_message"]["id"] == again["user_message"]["id"]
    assert first["ai_message"]["id"] == again["ai_message"]["id"]


@pytest.mark.django_db(transaction=True)
def test_twenty_times_at_once_is_one_message(amina):
    talk = setup_conversation(amina)

    def send(_):
        try:
            return services.message_post(conversation=talk, person=amina, text="hello", client_message_id="c-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        exchanges = list(pool.map(send, range(20)))
    assert len({exchange.question.id for exchange in exchanges}) == 1
    assert talk.messages.count() == 2


def test_one_answer_at_a_time(amina, talk):
    post(amina, talk)
    answer = post(amina, talk, "And my ear hurts")
    assert (answer.status_code, answer.json()["code"]) == (409, "ALREADY_RUNNING")
    assert talk.messages.count() == 2


def test_a_refusal_still_carries_the_level(amina, talk):
    post(amina, talk)
    assert post(amina, talk, CRUSHING).json()["triage"]["level"] == "call_now"


def test_a_wrong_parent_is_404(amina, talk):
    foreign = setup_answer(amina)
    assert post(amina, talk, parent_id=str(foreign.id)).status_code == 404


def test_a_question_follows_the_answer_shown_last(amina):
    answer = setup_answer(amina)
    body = post(amina, answer.conversation, "And now my ear hurts").json()
    assert body["user_message"]["parent_id"] == str(answer.id)


def test_an_edit_is_a_sibling(amina):
    answer = setup_answer(amina)
    edited = post(amina, answer.conversation, "A sore throat for two weeks", parent_id=None).json()
    assert edited["user_message"]["parent_id"] is None
    assert Message.objects.filter(conversation=answer.conversation, parent=None).count() == 2
    shown = api_of(amina).get(f"/api/chat-sessions/{answer.conversation_id}/").json()["messages"]
    assert shown[0]["siblings"]["index"] == shown[0]["siblings"]["of"] == 2


def test_the_limit_is_exact(amina, talk):
    statuses = []
    for _ in range(32):
        statuses.append(post(amina, talk).status_code)
        Message.objects.filter(role=Role.ASSISTANT).update(status=Status.COMPLETE)
    assert statuses == [201] * 30 + [429] * 2


def test_over_the_limit_says_when_to_come_back(amina, talk):
    for _ in range(31):
        answer = post(amina, talk)
        Message.objects.filter(role=Role.ASSISTANT).update(status=Status.COMPLETE)
    assert answer.json()["code"] == "RATE_LIMITED"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_a_repeat_costs_nothing_of_the_limit(amina, talk):
    for _ in range(40):
        assert post(amina, talk, client_message_id="same").status_code == 201


def test_the_floor_never_falls(amina):
    exchange = setup_exchange(amina, CRUSHING)
    Message.objects.filter(id=exchange.answer.id).update(status=Status.COMPLETE)
    later = post(amina, exchange.question.conversation, "I feel fine now, it was nothing").json()
    assert later["ai_message"]["triage"]["level"] == "call_now"


def test_a_problem_is_raised_for_a_deleted_conversation(amina, talk):
    stale = type(talk).objects.get(id=talk.id)
    talk.delete()
    with pytest.raises(Problem, match="NOT_FOUND"):
        services.message_post(conversation=stale, person=amina, text="hello")
