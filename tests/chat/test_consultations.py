"""Consultations: chat sessions with one question. Asked, read, listed, continued and deleted over REST."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import replies, services
from chat.models import Conversation, Message
from chat.records import Role
from praxia.lib.stores import Db, store
from tests.base import api_of
from tests.chat.setup import CRUSHING, SORE_THROAT, setup_answer, setup_conversation, setup_exchange

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/api/consultations/"
KEYS = {
    "id", "status", "symptoms", "language", "triage", "diagnosis", "text", "html", "sources", "related_research",
    "disclaimer", "notices", "session_id", "model", "events_url", "created_at",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh() -> None:
    store(Db.CACHE).flushdb()


def ask(person, symptoms: object = SORE_THROAT, *, prefer: str = "respond-async", url: str = URL, **more):
    body = json.dumps({"symptoms": symptoms, **more})
    return api_of(person).generic("POST", url, body, content_type="application/json", HTTP_PREFER=prefer)


def setup_consultation(person, symptoms: str = SORE_THROAT, *, written: bool = False) -> services.Exchange:
    exchange = services.consultation_open(person=person, symptoms=symptoms)
    if written:
        replies.write(str(exchange.answer.id))
        exchange.answer.refresh_from_db()
    return exchange


def one(person, consultation_id: object):
    return api_of(person).get(f"{URL}{consultation_id}/")


def test_it_works(amina) -> None:
    answer = ask(amina)
    assert answer.status_code == 201
    assert answer["Preference-Applied"] == "respond-async"
    body = answer.json()
    assert set(body) >= KEYS
    assert (body["status"], body["symptoms"], body["language"]) == ("queued", SORE_THROAT, "en")
    assert body["triage"]["level"]
    assert body["diagnosis"] == {"conditions": [], "urgent": [], "next_steps": [], "advice": "", "clarification": []}
    assert body["events_url"].endswith("/events")


def test_when_it_is_written_everything_is_there(amina) -> None:
    answer = setup_consultation(amina, written=True).answer
    body = one(amina, answer.conversation_id).json()
    assert body["status"] == "complete"
    assert body["text"] == answer.content
    assert body["html"].startswith('<p class="action">')
    assert body["sources"]
    assert body["related_research"] == []
    assert body["notices"][0]["code"] == "NO_LANGUAGE_MODEL"
    assert body["disclaimer"] == answer.structured["disclaimer"]
    assert (body["model"], body["error"]) == (None, None)
    diagnosis = body["diagnosis"]
    assert set(diagnosis) == {"conditions", "urgent", "next_steps", "advice", "clarification"}
    assert {"name", "likelihood", "why"} <= set(diagnosis["conditions"][0])
    assert diagnosis["next_steps"][0] == body["triage"]["action"]


def test_it_is_a_chat_session_that_goes_on(amina) -> None:
    answer = setup_consultation(amina, written=True).answer
    session = one(amina, answer.conversation_id).json()["session_id"]
    talk = api_of(amina).get(f"/api/chat-sessions/{session}/").json()
    assert [message["role"] for message in talk["messages"]] == ["user", "assistant"]
    more = api_of(amina).post(
        f"/api/chat-sessions/{session}/messages/", {"content": "Not sure"}, format="json", HTTP_PREFER="respond-async"
    )
    assert more.status_code == 201
    assert one(amina, session).json()["symptoms"] == SORE_THROAT


def test_it_waits_as_long_as_the_client_prefers(amina) -> None:
    answer = ask(amina, prefer="wait=1")  # nobody works here
    assert (answer.status_code, answer["Preference-Applied"]) == (201, "wait=1")
    assert answer.json()["status"] == "queued"


def test_an_emergency_is_told_at_once(amina) -> None:
    assert ask(amina, CRUSHING).json()["triage"]["level"] == "call_now"


def test_the_newest_answer_is_shown(amina) -> None:
    answer = setup_consultation(amina, written=True).answer
    anew = services.message_regenerate(message=answer, person=amina)
    body = one(amina, answer.conversation_id).json()
    assert (body["message_id"], body["status"]) == (str(anew.id), "queued")


def test_a_question_edited_in_the_talk_leaves_the_consultation_as_it_was(amina) -> None:
    answer = setup_consultation(amina, written=True).answer
    services.message_post(conversation=answer.conversation, person=amina, text="my ear hurts", parent_id=None)
    body = one(amina, answer.conversation_id).json()
    assert (body["symptoms"], body["message_id"]) == (SORE_THROAT, str(answer.id))


def test_what_broke_off_says_so(amina) -> None:
    answer = setup_consultation(amina).answer
    error = {"code": "API_ERROR", "detail": "It broke off.", "retryable": True}
    Message.objects.filter(id=answer.id).update(status="interrupted", error=error)
    body = one(amina, answer.conversation_id).json()
    assert (body["status"], body["error"]) == ("interrupted", error)


@pytest.mark.parametrize(
    ("symptoms", "code"),
    [(None, "type"), ("", "required"), ("  ", "required"), (7, "type"), (["x"], "type"), ("x" * 4001, "max_length")],
)
def test_bad_symptoms_are_refused_and_leave_nothing(amina, symptoms: object, code: str) -> None:
    answer = ask(amina, symptoms)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("symptoms", code)]
    assert not Conversation.objects.exists()


def test_the_longest_symptoms_are_taken(amina) -> None:
    assert ask(amina, "x" * 4000).status_code == 201


@pytest.mark.parametrize("language", ["de", "", "EN", 7, True, ["en"], {}])
def test_an_unknown_language_is_refused(amina, language: object) -> None:
    answer = ask(amina, language=language)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "language")
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(("asked", "told"), [({"language": "es"}, "es"), ({"language": None}, "fr"), ({}, "fr")])
def test_the_language_asked_for_or_else_the_persons_own(amina, asked: dict, told: str) -> None:
    amina.preferred_language = "fr"
    amina.save()
    assert ask(amina, **asked).json()["language"] == told


@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"null", b"{", b"", b"\xff"])
def test_bad_bodies_are_refused(amina, body: bytes) -> None:
    assert api_of(amina).generic("POST", URL, body, content_type="application/json").status_code == 400


def test_a_body_cannot_say_whose_it_is(amina, chloe) -> None:
    ask(chloe, owner=str(amina.id), user_id=str(amina.id))
    assert api_of(amina).get(URL).json() == []


# --- Limits --------------------------------------------------------------------------------------------------------


def test_the_limit_is_exact_and_its_own(amina) -> None:
    answers = [ask(amina) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429] * 2
    assert answers[0]["X-RateLimit-Limit"] == "10"
    assert answers[-1].json()["triage"]["level"]
    assert Conversation.objects.count() == 10
    talk = setup_conversation(amina)
    more = api_of(amina).post(
        f"/api/chat-sessions/{talk.id}/messages/", {"content": "x"}, format="json", HTTP_PREFER="wait=0"
    )
    assert (more.status_code, more["X-RateLimit-Remaining"]) == (201, "29")


def test_an_emergency_is_taken_over_the_limit(amina) -> None:
    for _ in range(10):
        ask(amina)
    answer = ask(amina, CRUSHING)
    assert (answer.status_code, answer.json()["triage"]["level"]) == (201, "call_now")


def test_strangers_get_401_and_then_429(db) -> None:
    assert [ask(None).status_code for _ in range(4)] == [401, 401, 401, 429]


# --- List ----------------------------------------------------------------------------------------------------------


def test_the_list_holds_ones_own_consultations_alone_newest_first(amina, chloe) -> None:
    first, second = setup_consultation(amina), setup_consultation(amina, "my ear hurts", written=True)
    setup_exchange(amina)
    setup_consultation(chloe)
    listed = api_of(amina).get(URL).json()
    assert [body["id"] for body in listed] == [str(one.question.conversation_id) for one in (second, first)]
    assert [body["symptoms"] for body in listed] == ["my ear hurts", SORE_THROAT]
    assert listed[0] == one(amina, listed[0]["id"]).json()


def test_pages_follow_links_to_the_end(amina) -> None:
    ids = [str(setup_consultation(amina).question.conversation_id) for _ in range(5)]
    seen, url = [], f"{URL}?limit=2"
    while url:
        page = api_of(amina).get(url)
        seen += [body["id"] for body in page.json()]
        link = page.headers.get("Link", "")
        url = link.partition(">")[0].lstrip("<")
        assert not link or link.endswith('rel="next"')
    assert seen == ids[::-1]


def test_the_cost_of_a_list_does_not_grow(amina) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert api.get(URL).status_code == 200
        return len(seen)

    api = api_of(amina)
    setup_consultation(amina)
    queries()  # a program's first reading of the hour is written down
    first = queries()
    for _ in range(5):
        setup_consultation(amina)
    assert queries() == first


# --- Others, and deletion --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "delete"])
def test_a_stranger_gets_404(amina, chloe, method: str) -> None:
    made = setup_consultation(amina).question.conversation_id
    assert getattr(api_of(chloe), method)(f"{URL}{made}/").status_code == 404
    assert one(amina, made).status_code == 200


@pytest.mark.parametrize("consultation_id", ["0192fa01-0000-4000-8000-000000000000", "not-an-id", "1"])
def test_what_is_not_there_is_404(amina, consultation_id: str) -> None:
    assert one(amina, consultation_id).status_code == 404


def test_a_talk_that_began_otherwise_is_no_consultation(amina) -> None:
    assert one(amina, setup_answer(amina).conversation_id).status_code == 404


def test_deleting_removes_the_talk_with_everything(amina) -> None:
    answer = setup_consultation(amina, written=True).answer
    assert answer.journal.events()
    assert api_of(amina).delete(f"{URL}{answer.conversation_id}").status_code == 204
    assert one(amina, answer.conversation_id).status_code == 404
    assert not Conversation.objects.exists() and not Message.objects.exists()
    assert answer.journal.events() == []


def test_deleting_stops_what_is_being_written(amina) -> None:
    answer = setup_consultation(amina).answer
    assert api_of(amina).delete(f"{URL}{answer.conversation_id}/").status_code == 204
    replies.write(str(answer.id))
    assert not Message.objects.filter(role=Role.ASSISTANT).exists()


@pytest.mark.parametrize("url", [URL, URL.rstrip("/")])
def test_both_slashes(amina, url: str) -> None:
    assert ask(amina, url=url).status_code == 201
