"""Visitors: they may talk at the limits for addresses, are strangers to everything else, and take their talk along."""

from __future__ import annotations

import re

import pytest
from channels.db import database_sync_to_async
from django.db import IntegrityError, transaction
from django.test import Client

from chat.models import Conversation, Message
from praxia.asgi import application
from praxia.lib.stores import Db, store
from profiling.models import User
from tests.base import PASSWORD, Socket, setup_user
from tests.praxia.test_routes_access import TABLE
from tests.profiling.setup import code_now, setup_two_factor

SORE, CRUSHING = "I have had a sore throat for two days", "crushing chest pain going into my left arm, I'm sweating"
TALKING = ("chat/", "api/chat-sessions/")
SCHEMA = "api/schema/"  # takes seconds to make, and is the same for everybody
ELSEWHERE = sorted(
    (method, route) for method, route in TABLE if not route.startswith((*TALKING, SCHEMA)) and "<" not in route
)


@pytest.fixture
def visitor(db):
    browser = Client()
    assert browser.post("/accounts/visit/")["Location"] == "/chat/"
    return browser


def say(browser, text=SORE, path="/chat/"):
    return browser.post(path, {"content": text})


def sign_in(browser, **more):
    return browser.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD} | more)


def test_it_works(visitor):
    page = visitor.get("/chat/").content.decode()
    assert "You are talking without an account" in page and "guest.invalid" not in page
    answer = say(visitor)
    assert answer.status_code == 302 and visitor.get(answer["Location"]).status_code == 200
    question = Message.objects.get(role="user")
    assert question.triage["level"] and question.conversation.owner.is_guest


def test_by_rest_with_the_csrf_token_alone(visitor):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.cookies
    assert strict.post("/api/chat-sessions/", {}, "application/json").status_code == 403
    strict.get("/chat/")
    token = strict.cookies["csrftoken"].value
    made = strict.post("/api/chat-sessions/", {}, "application/json", headers={"X-CSRFToken": token})
    assert made.status_code == 201
    path = f"/api/chat-sessions/{made.json()['id']}/messages/"
    sent = strict.post(
        path, {"content": SORE}, "application/json", headers={"X-CSRFToken": token, "Prefer": "respond-async"}
    )
    assert sent.status_code == 201 and sent.json()["ai_message"]["triage"]


def test_nobody_talks_before_saying_so(db):
    assert Client().get("/chat/").status_code == 302 and say(Client()).status_code == 302
    assert Client().post("/api/chat-sessions/", {}, "application/json").status_code == 401
    assert not User.objects.exists()


def test_three_messages_a_minute_from_one_address(visitor):
    codes = [say(visitor).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]
    store(Db.CACHE).delete(*store(Db.CACHE).keys("limit:guest:*"))
    second = Client()
    second.post("/accounts/visit/")
    assert say(second).status_code == 429  # another browser at the same address


def test_somebody_in_danger_is_answered_beyond_the_limit(visitor):
    for _ in range(3):
        say(visitor)
    assert say(visitor, CRUSHING).status_code == 302
    assert Message.objects.filter(role="user", triage__level="call_now").count() == 1


def test_three_visitors_a_minute_from_one_address(db):
    assert [Client().post("/accounts/visit/").status_code for _ in range(4)] == [302, 302, 302, 429]


def test_visiting_again_goes_on(visitor):
    visitor.post("/accounts/visit/")
    assert User.objects.count() == 1


def test_talks_of_others_are_not_there(visitor, amina):
    theirs = Conversation.objects.create(owner=amina)
    say(visitor)
    mine = Conversation.objects.get(owner__is_guest=True)
    other = Client()
    other.post("/accounts/visit/")
    for browser, talk in ((visitor, theirs), (other, mine)):
        assert browser.get(f"/chat/{talk.pk}/").status_code == 404
        assert browser.get(f"/api/chat-sessions/{talk.pk}/").status_code == 404


@pytest.mark.parametrize(("method", "route"), ELSEWHERE, ids=str)
def test_stranger_to_everything_else(visitor, method, route):
    store(Db.CACHE).flushdb()
    theirs = getattr(visitor, method.lower())(f"/{route}")
    store(Db.CACHE).flushdb()
    nobodys = getattr(Client(), method.lower())(f"/{route}")
    assert theirs.status_code == nobodys.status_code
    assert theirs.headers.get("Location") == nobodys.headers.get("Location")


def test_off(db, settings):
    settings.GUEST_DAYS = 0
    assert Client().post("/accounts/visit/").status_code == 404
    assert "without an account" not in Client().get("/").content.decode()


def test_has_no_rights(visitor):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(is_guest=True).update(is_staff=True)


def test_nobody_signs_in_as_a_visitor(visitor):
    guest = User.objects.get()
    answer = Client().post("/api/auth/login/", {"email": guest.email, "password": "x"}, "application/json")
    assert answer.json()["code"] == "INVALID_CREDENTIALS"


# --- Taking the talk along ---------------------------------------------------------------------------------------------


def test_talk_is_kept_when_signing_up(visitor):
    talk = say(visitor)["Location"]
    visitor.post("/accounts/signup/", {"email": "amina@example.org", "password1": PASSWORD})
    assert 'name="keep_talk"' in visitor.get("/accounts/login/").content.decode()
    sign_in(visitor, keep_talk="yes")
    page = visitor.get(talk)
    assert page.status_code == 200 and "without an account" not in page.content.decode()
    assert Conversation.objects.get().owner.email == "amina@example.org" and User.objects.count() == 1


def test_talk_is_kept_through_the_second_factor(visitor, amina):
    talk = say(visitor)["Location"]
    secret, _ = setup_two_factor(amina)
    sign_in(visitor, keep_talk="yes")
    assert Conversation.objects.get().owner.is_guest  # not before it is really her
    visitor.post("/accounts/login/code/", {"code": code_now(secret)})
    assert visitor.get(talk).status_code == 200 and Conversation.objects.get().owner == amina


def test_talk_of_somebody_else_at_this_device_is_not_taken(visitor, amina):
    say(visitor)
    sign_in(visitor)
    assert not Conversation.objects.exists() and list(User.objects.all()) == [amina]


def test_wrong_password_takes_nothing(visitor, amina):
    talk = say(visitor)["Location"]
    sign_in(visitor, password="wrong password", keep_talk="yes")
    assert visitor.get(talk).status_code == 200 and Conversation.objects.get().owner.is_guest


# --- Sockets ----------------------------------------------------------------------------------------------------------------


@database_sync_to_async
def talking():
    browser = Client()
    browser.post("/accounts/visit/")
    path = say(browser)["Location"]
    headers = [(b"cookie", f"sessionid={browser.session.session_key}".encode()), (b"origin", b"http://testserver"),
               (b"host", b"testserver")]  # fmt: skip
    return browser, f"/ws{path}", headers


async def first(path, headers):
    socket = Socket(application, path, headers=headers)
    await socket.connect()
    return socket, await socket.receive_output()


@pytest.mark.django_db(transaction=True)
async def test_socket():
    browser, path, headers = await talking()
    socket, came = await first(path, headers)
    assert '"chat_history"' in came["text"]
    amina = await database_sync_to_async(setup_user)("Amina")
    await database_sync_to_async(sign_in)(browser, keep_talk="yes")
    while came.get("type") != "websocket.close":
        came = await socket.receive_output()
    assert came["code"] == 4401  # the visitor is no more
    assert amina


@pytest.mark.django_db(transaction=True)
async def test_socket_of_somebody_else():
    _, path, _ = await talking()
    _, _, headers = await talking()
    assert (await first(path, headers))[1]["code"] == 4404


def test_no_template_writes_to_a_visitor(visitor):
    page = visitor.get("/chat/").content.decode()
    assert not re.search(r'href="/accounts/"', page) and "/accounts/signup/" in page
