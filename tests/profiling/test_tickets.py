"""Tickets: one socket each, within half a minute, as the sign-in that asked for it."""

from __future__ import annotations

import json

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.test import Client

from praxia.asgi import application
from praxia.lib.stores import Db, store
from profiling import services, tickets
from profiling.records import SignIn
from tests.base import Socket, api_of, setup_token, setup_user
from tests.chat.setup import setup_conversation

PATH = "/api/auth/ws-ticket/"
HERE = [(b"origin", b"http://testserver"), (b"host", b"testserver")]
pytestmark = pytest.mark.django_db(transaction=True)


@database_sync_to_async
def amina_with_ticket():
    amina = setup_user("Amina")
    _, secret = setup_token(amina)
    answer = api_of(secret=secret).post(PATH)
    assert answer.status_code == 201 and answer["Cache-Control"] == "no-store"
    assert answer.json().keys() == {"ticket", "expires_in"} and answer.json()["expires_in"] == 30
    return amina, f"/ws/chat/{setup_conversation(amina).pk}/", answer.json()["ticket"]


async def met(path, *, ticket="", headers=(), offered=True):
    """The type of the first frame, the close code, or None where there was no upgrade; and the subprotocol chosen."""
    protocols = ["praxia.v1", f"ticket.{ticket}"] if ticket and offered else []
    socket = Socket(application, path, headers=list(headers), subprotocols=protocols)
    connected, chosen = await socket.connect()
    if not connected:
        return None, None
    came = await socket.receive_output()
    await socket.disconnect()
    return came.get("code") or json.loads(came["text"])["type"], chosen


async def test_it_works():
    _, path, ticket = await amina_with_ticket()
    assert await met(path, ticket=ticket, headers=HERE) == ("chat_history", "praxia.v1")


async def test_in_the_query_string():
    _, path, ticket = await amina_with_ticket()
    assert await met(f"{path}?ticket={ticket}") == ("chat_history", None)


async def test_program_without_origin():
    _, path, ticket = await amina_with_ticket()
    assert (await met(path, ticket=ticket))[0] == "chat_history"


async def test_foreign_origin():
    _, path, ticket = await amina_with_ticket()
    assert (await met(path, ticket=ticket, headers=[(b"origin", b"https://evil.example")]))[0] is None


async def test_ticket_that_was_used():
    _, path, ticket = await amina_with_ticket()
    assert [(await met(path, ticket=ticket))[0] for _ in range(2)] == ["chat_history", 4401]


async def test_ticket_that_ran_out():
    _, path, ticket = await amina_with_ticket()
    (key,) = store(Db.CACHE).keys("ticket:*")
    assert 25 <= store(Db.CACHE).ttl(key) <= 30
    store(Db.CACHE).expire(key, 0)
    assert (await met(path, ticket=ticket))[0] == 4401


@pytest.mark.parametrize("ticket", ["x", "a" * 43, "é" * 43, "a" * 5000])
async def test_ticket_that_is_none(ticket):
    _, path, _ = await amina_with_ticket()
    assert (await met(path, ticket=ticket))[0] == 4401


@pytest.mark.parametrize("end", [services.sessions_end, services.account_deactivate])
async def test_ticket_of_a_sign_in_that_ended(end):
    amina, path, ticket = await amina_with_ticket()
    await database_sync_to_async(end)(person=amina)
    assert (await met(path, ticket=ticket))[0] == 4401


async def test_open_socket_ends_with_its_sign_in():
    amina, path, ticket = await amina_with_ticket()
    socket = Socket(application, f"{path}?ticket={ticket}")
    await socket.connect()
    await socket.receive_output()
    await database_sync_to_async(services.sessions_end)(person=amina)
    assert (await socket.receive_output())["code"] == 4401


async def test_somebody_elses_talk():
    _, path, _ = await amina_with_ticket()
    ben = await database_sync_to_async(setup_user)("Ben")
    token, _ = await database_sync_to_async(setup_token)(ben)
    ticket = await sync_to_async(tickets.issue)(SignIn(ben.pk, token_id=token.pk))
    assert (await met(path, ticket=ticket))[0] == 4404


@database_sync_to_async
def page_ticket():
    amina, browser = setup_user("Amina"), Client()
    browser.force_login(amina)
    return f"/ws/chat/{setup_conversation(amina).pk}/", browser.post(PATH).json()["ticket"], browser.session.session_key


async def test_ticket_of_a_page():
    path, ticket, session_key = await page_ticket()
    kept = str([store(Db.CACHE).get(key) for key in store(Db.CACHE).keys("ticket:*")])
    assert ticket not in kept and session_key not in kept
    assert (await met(path, ticket=ticket))[0] == "chat_history"


def test_nobody_gets_a_ticket():
    assert api_of().post(PATH).status_code == 401
