"""`Idempotency-Key` where it costs something: one key, one message or consultation, one count, whatever is repeated."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from chat.models import Conversation, Message
from chat.records import Role, Status
from praxia.lib.stores import Db, store
from tests.base import api_of, setup_token
from tests.chat.setup import SORE_THROAT, setup_answer, setup_conversation

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGE = {"content": SORE_THROAT}
SYMPTOMS = {"symptoms": SORE_THROAT}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    store(Db.CACHE).flushdb()


def repeat(person, url: str, body: dict, *, key: str = "k-1", secret: str = "", prefer: str = "respond-async"):
    api = api_of(None if secret else person, secret=secret)
    return api.post(url, body, format="json", HTTP_IDEMPOTENCY_KEY=key, HTTP_PREFER=prefer)


def places(person) -> dict[str, tuple[str, dict]]:
    """Every POST that creates something in chat."""
    answer, talk = setup_answer(person), setup_conversation(person)
    return {
        "talk": ("/api/chat-sessions/", {"title": "My throat"}),
        "message": (f"/api/chat-sessions/{talk.id}/messages/", MESSAGE),
        "regenerate": (f"/api/chat-sessions/{answer.conversation_id}/messages/{answer.id}/regenerate/", {}),
        "consultation": ("/api/consultations/", SYMPTOMS),
    }


def rows() -> tuple[int, int]:
    return Conversation.objects.count(), Message.objects.count()


@pytest.mark.parametrize("place", ["talk", "message", "regenerate", "consultation"])
def test_a_repeat_gets_the_first_answer(amina, place: str) -> None:
    url, body = places(amina)[place]
    first = repeat(amina, url, body)
    made = rows()
    again = repeat(amina, url.rstrip("/"), body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert rows() == made


@pytest.mark.parametrize("place", ["talk", "message", "regenerate", "consultation"])
def test_another_body_is_a_mismatch(amina, place: str) -> None:
    url, body = places(amina)[place]
    repeat(amina, url, body)
    made = rows()
    answer = repeat(amina, url, body | {"other": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert rows() == made


@pytest.mark.parametrize("place", ["message", "regenerate", "consultation"])
def test_a_repeat_is_not_counted(amina, place: str) -> None:
    url, body = places(amina)[place]
    answers = [repeat(amina, url, body) for _ in range(35)]
    assert {answer.status_code for answer in answers} == {201}
    counted = store(Db.CACHE).keys("limit:chat:*") + store(Db.CACHE).keys("limit:consultation:*")
    assert sum(store(Db.CACHE).llen(key) for key in counted) == 2  # the answer that sets the scene, and this one


@pytest.mark.parametrize("place", ["message", "consultation"])
def test_twenty_at_once_have_one_effect(amina, place: str) -> None:
    url, body = places(amina)[place]
    before, secret, barrier = rows(), setup_token(amina)[1], threading.Barrier(20)

    def at_once(_: int):
        barrier.wait(30)
        try:
            return repeat(amina, url, body, secret=secret)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(at_once, range(20)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"IDEMPOTENCY_IN_PROGRESS"}
    assert sum(answer.status_code == 201 and "Idempotency-Replayed" not in answer for answer in answers) == 1
    made = (0, 2) if place == "message" else (1, 2)
    assert rows() == tuple(was + more for was, more in zip(before, made, strict=True))


def test_a_refusal_leaves_the_key_free(amina) -> None:
    talk = setup_conversation(amina)
    url = f"/api/chat-sessions/{talk.id}/messages/"
    assert repeat(amina, url, MESSAGE, key="k-1").status_code == 201
    assert repeat(amina, url, {"content": "and my ear"}, key="k-2").json()["code"] == "ALREADY_RUNNING"
    Message.objects.filter(role=Role.ASSISTANT).update(status=Status.COMPLETE)
    assert repeat(amina, url, {"content": "and my ear"}, key="k-2").status_code == 201


def test_bad_input_leaves_the_key_free(amina) -> None:
    assert repeat(amina, "/api/consultations/", {"symptoms": 7}).status_code == 400
    assert repeat(amina, "/api/consultations/", SYMPTOMS).status_code == 201


def test_somebody_elses_key_is_another_key(amina, chloe) -> None:
    first, other = (repeat(person, "/api/consultations/", SYMPTOMS) for person in (amina, chloe))
    assert first.json()["id"] != other.json()["id"]
    assert "Idempotency-Replayed" not in other


def test_a_stranger_learns_nothing_from_a_key(amina, chloe) -> None:
    talk = setup_conversation(amina)
    url = f"/api/chat-sessions/{talk.id}/messages/"
    repeat(amina, url, MESSAGE)
    assert repeat(chloe, url, MESSAGE).status_code == 404


def test_what_was_said_is_not_to_be_read_in_the_store(amina) -> None:
    repeat(amina, "/api/consultations/", SYMPTOMS)
    (name,) = store(Db.CACHE).keys("once:*")
    assert "throat" not in repr(store(Db.CACHE).hgetall(name))


def test_a_process_that_dies_while_it_waits_leaves_one_consultation(amina, monkeypatch) -> None:
    """The effect is there, the client is not answered: its repeat gets the consultation that there is."""

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("praxia.lib.work_rest.wait_for_end", die)
    with pytest.raises(Killed):
        repeat(amina, "/api/consultations/", SYMPTOMS, prefer="wait=5")
    monkeypatch.undo()
    again = repeat(amina, "/api/consultations/", SYMPTOMS, prefer="wait=5")
    assert (again.status_code, again["Idempotency-Replayed"], again.json()["status"]) == (201, "true", "queued")
    assert [str(one.id) for one in Conversation.objects.all()] == [again.json()["id"]]


def test_without_valkey_nothing_is_done_twice(store_away, amina) -> None:
    answer = repeat(amina, "/api/consultations/", {"symptoms": "I want to kill myself"})
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert rows() == (0, 0)
