"""Answers over REST: waited for, stopped, written anew, rated, followed as an event stream."""

import json
import threading

import pytest
from django.db import connection

from chat import replies
from chat.models import Message
from chat.records import Status
from tests.base import api_of
from tests.chat.setup import SORE_THROAT, setup_answer, setup_conversation, setup_exchange
from tests.live import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def url(message, what=""):
    return f"/api/chat-sessions/{message.conversation_id}/messages/{message.id}/{what}"


def worked():
    """A worker that writes the one answer that is queued."""

    def work():
        try:
            wait_for(Message.objects.filter(status=Status.QUEUED).exists, what="a question")
            replies.write(str(Message.objects.get(status=Status.QUEUED).id))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_post_waits_for_the_end(amina):
    talk, worker = setup_conversation(amina), worked()
    made = api_of(amina).post(f"/api/chat-sessions/{talk.id}/messages/", {"content": SORE_THROAT}, format="json")
    worker.join()
    assert made.headers["Preference-Applied"] == "wait=30"
    assert made.json()["ai_message"]["status"] == "complete"
    assert made.json()["ai_message"]["html"].startswith("<p")


def test_a_short_wait_answers_with_what_there_is(amina):
    talk = setup_conversation(amina)
    made = api_of(amina).post(
        f"/api/chat-sessions/{talk.id}/messages/", {"content": SORE_THROAT}, format="json", HTTP_PREFER="wait=1"
    )
    assert (made.headers["Preference-Applied"], made.json()["ai_message"]["status"]) == ("wait=1", "queued")


def test_stop(amina):
    answer = setup_exchange(amina).answer
    for _ in range(2):
        stopped = api_of(amina).post(url(answer, "stop/"))
        assert (stopped.status_code, stopped.json()["status"]) == (202, "stopped")


def test_regenerate_keeps_the_old_answer(amina):
    answer = setup_answer(amina)
    made = api_of(amina).post(url(answer, "regenerate/"), HTTP_PREFER="respond-async")
    assert (made.status_code, made.json()["parent_id"]) == (201, str(answer.parent_id))
    assert Message.objects.filter(parent=answer.parent_id).count() == 2


def test_only_answers_are_written_anew(amina):
    answer = setup_answer(amina)
    refused = api_of(amina).post(url(answer.parent, "regenerate/"), HTTP_PREFER="respond-async")
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")


def test_rate(amina):
    answer = setup_answer(amina)
    rated = api_of(amina).post(url(answer, "feedback/"), {"feedback": "down", "comment": "Too long"}, format="json")
    assert rated.json()["feedback"] == "down"
    answer.refresh_from_db()
    assert (answer.feedback, answer.feedback_comment) == ("down", "Too long")


@pytest.mark.parametrize("feedback", ["sideways", None, 1, ["up"]])
def test_bad_ratings(amina, feedback):
    refused = api_of(amina).post(url(setup_answer(amina), "feedback/"), {"feedback": feedback}, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "feedback")


async def followed(person, message, **headers):
    """The events of the stream, as a program reads them."""
    from asgiref.testing import ApplicationCommunicator

    from praxia.asgi import application
    from praxia.lib.sockets import in_thread
    from tests.base import PATIENCE_S, setup_token

    secret = (await in_thread(setup_token)(person))[1]
    sent = {"authorization": f"Bearer {secret}", "accept": "text/event-stream", "host": "localhost"} | headers
    scope = {
        "type": "http",
        "method": "GET",
        "path": url(message, "events"),
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
    }
    client = ApplicationCommunicator(application, scope)
    await client.send_input({"type": "http.request", "body": b""})
    start, body = await client.receive_output(PATIENCE_S), b""
    while (part := await client.receive_output(PATIENCE_S)).get("more_body"):
        body += part["body"]
    return start["status"], body.decode()


def events(text):
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]


async def test_the_event_stream_tells_the_same_story(amina):
    from praxia.lib.sockets import in_thread

    answer = (await in_thread(setup_exchange)(amina)).answer
    await in_thread(replies.write)(str(answer.id))
    status, text = await followed(amina, answer)
    known = await in_thread(answer.journal.events)()
    assert status == 200
    assert events(text) == known
    _, rest = await followed(amina, answer, last_event_id=known[2]["id"])
    assert events(rest)[-1] == known[-1]
    assert events(rest)[0]["id"] > known[2]["id"]


async def test_the_event_stream_is_not_for_strangers(amina, chloe):
    from praxia.lib.sockets import in_thread

    answer = await in_thread(setup_answer)(amina)
    status, text = await followed(chloe, answer)
    assert (status, json.loads(text or "{}").get("code", "NOT_FOUND")) == (404, "NOT_FOUND")


@pytest.mark.parametrize("what", ["stop/", "regenerate/", "feedback/"])
def test_stranger_gets_404(amina, chloe, what):
    refused = api_of(chloe).post(url(setup_answer(amina), what), {"feedback": "up"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")
