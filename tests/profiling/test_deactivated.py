"""Whoever is deactivated is refused at once, wherever they are."""

from __future__ import annotations

import json

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from praxia.asgi import application
from praxia.lib import event_stream
from praxia.lib.journal import JournalWriter
from profiling import services
from profiling.records import LetterKind
from tests.base import PASSWORD, Socket, api_of, setup_token, setup_user
from tests.chat.setup import setup_exchange
from tests.profiling.mail import deliver
from tests.profiling.setup import setup_letter


@pytest.fixture
def gone(amina):
    """Her token, page, and letter, from before."""
    _, secret = setup_token(amina)
    browser = Client()
    browser.force_login(amina)
    letter = setup_letter(amina, LetterKind.RESET)
    services.account_deactivate(person=amina)
    return secret, browser, letter


def test_programs(gone):
    secret, _, _ = gone
    for path in ("/api/auth/sessions/", "/api/chat-sessions/", "/api/profile/"):
        answer = api_of(secret=secret).get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")
    for path in ("renew", "ws-ticket", "logout"):
        assert api_of(secret=secret).post(f"/api/auth/{path}/").status_code == 401


def test_pages(gone):
    _, browser, _ = gone
    for path in ("/accounts/", "/accounts/2fa/", "/chat/"):
        assert browser.get(path)["Location"].startswith("/accounts/login/")


def test_the_doors(gone):
    _, _, letter = gone
    sent = {"email": "amina@example.org", "password": PASSWORD}
    assert api_of().post("/api/auth/login/", sent, format="json").json()["code"] == "INVALID_CREDENTIALS"
    assert Client().post("/accounts/login/", {"login": sent["email"], "password": PASSWORD}).status_code == 422
    sent = {"token": letter, "password": "staple battery horse"}
    assert api_of().post("/api/auth/password-reset/confirm/", sent, format="json").status_code == 400
    api_of().post("/api/auth/password-reset/", {"email": "amina@example.org"}, format="json")
    assert deliver() == []


@database_sync_to_async
def with_answer():
    amina = setup_user("Amina")
    answer = setup_exchange(amina).answer
    return amina, setup_token(amina)[1], answer


def begin(answer):
    type(answer).objects.filter(pk=answer.pk).update(status="running", run=1)
    writer = JournalWriter(answer.journal, 1).__enter__()
    writer.delta("one ")
    return writer


@pytest.mark.django_db(transaction=True)
async def test_open_socket():
    amina, secret, answer = await with_answer()
    headers = [(b"authorization", f"Bearer {secret}".encode())]
    socket = Socket(application, f"/ws/chat/{answer.conversation_id}/", headers=headers)
    await socket.connect()
    assert json.loads((await socket.receive_output())["text"])["type"] == "chat_history"
    await database_sync_to_async(services.account_deactivate)(person=amina)
    while (came := await socket.receive_output())["type"] != "websocket.close":
        pass
    assert came["code"] == 4401


@pytest.mark.django_db(transaction=True)
async def test_open_event_stream(monkeypatch):
    monkeypatch.setattr(event_stream, "RECHECK_S", 0.0)
    amina, secret, answer = await with_answer()
    writer = await database_sync_to_async(begin)(answer)
    response = await database_sync_to_async(api_of(secret=secret).get)(answer.events_url)
    lines = aiter(response.streaming_content)
    assert b"one " in await anext(lines)
    await database_sync_to_async(services.account_deactivate)(person=amina)
    await database_sync_to_async(writer.event)("progress", step="x", done=1, of=2, words="Further")
    assert [line async for line in lines] == []
