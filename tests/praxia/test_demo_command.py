"""`manage.py demo`: four people and two talks; `--reset` leaves nothing of them."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from chat.models import Conversation, Message
from praxia.lib.stores import Db, store
from profiling.models import AccessToken, User
from tests.base import api_of, setup_user
from tests.chat.setup import setup_answer

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("amina", "ben", "chloe", "dana")


@pytest.fixture(autouse=True)
def _empty_store() -> None:
    for db in (Db.BROKER, Db.CACHE, Db.JOURNALS):
        store(db).flushdb()


def demo(*words: str) -> str:
    said = StringIO()
    call_command("demo", *words, stdout=said)
    return said.getvalue()


def password_in(said: str) -> str:
    [found] = re.findall(r"^Password of all four: (\S+)$", said, re.MULTILINE)
    return found


def signs_in(name: str, password: str) -> bool:
    sent = {"email": f"{name}@demo.example", "password": password}
    return api_of().post("/api/auth/login/", sent, format="json").status_code == 200


def test_it_works():
    said = demo()
    for name in NAMES:
        assert f"{name}@demo.example" in said
        assert signs_in(name, password_in(said))
    assert set(User.objects.filter(is_staff=True).values_list("email", flat=True)) == {"dana@demo.example"}
    assert not User.objects.filter(is_superuser=True).exists()


def test_amina_has_talks_with_whole_answers():
    demo()
    talks = api_of(User.objects.get(email="amina@demo.example")).get("/api/chat-sessions/").json()
    assert [talk["last_message"]["status"] for talk in talks] == ["complete", "complete"]
    assert {message.triage["level"] for message in Message.objects.all()} <= {"self_care", "routine", "same_day"}
    assert all(answer.sources for answer in Message.objects.filter(role="assistant"))
    for name in ("ben", "chloe", "dana"):
        assert api_of(User.objects.get(email=f"{name}@demo.example")).get("/api/chat-sessions/").json() == []


def test_they_are_what_is_said_of_them():
    """Ben reads what Amina shares; Dana finds a clinician's work in the admin; Chloe finds neither."""
    Group.objects.all().delete()  # as in a house that was begun before there was one
    password, seen = password_in(demo()), {}
    for name in ("ben", "chloe", "dana"):
        browser = Client()
        browser.post("/accounts/login/", {"login": f"{name}@demo.example", "password": password})
        amina = User.objects.get(email="amina@demo.example")
        paths = (f"/profile/shared/{amina.pk}/", f"/chat/shared/{amina.pk}/", "/admin/imaging/study/review/", "/admin/")
        seen[name] = [browser.get(path).status_code for path in paths]
        if name == "dana":
            page = browser.get("/admin/").content.decode()
            assert "Films to review" in page and "Entries of the knowledge" in page
    assert seen["ben"] == [200, 200, 302, 302] and seen["chloe"] == [404, 404, 302, 302]
    assert seen["dana"] == [404, 404, 200, 200]


def test_they_open_the_pages():
    password = password_in(demo())
    browser = Client()
    signed_in = browser.post("/accounts/login/", {"login": "amina@demo.example", "password": password})
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/profile/begin/")
    assert browser.get("/profile/begin/")["Location"] == "/"  # they were asked already
    assert "sore throat" in browser.get("/chat/").content.decode()


def test_again_begins_anew():
    first, second = password_in(demo()), password_in(demo())
    assert first != second
    assert not signs_in("amina", first) and signs_in("amina", second)
    assert (User.objects.count(), Conversation.objects.count()) == (4, 2)


def test_reset_leaves_nothing():
    password = password_in(demo())
    assert signs_in("ben", password)
    browser = Client()
    browser.post("/accounts/login/", {"login": "amina@demo.example", "password": password})
    journals = set(store(Db.JOURNALS).keys())
    assert journals and Session.objects.exists()
    assert demo("--reset") == "The demo people and all that was theirs are gone.\n"
    for model in (User, Conversation, Message, AccessToken, Session):
        assert not model.objects.exists(), model
    assert store(Db.JOURNALS).keys() == []
    assert demo("--reset") == "There were no demo people.\n"


def test_reset_touches_nobody_else():
    """Also not somebody who registered an address of that domain, or one that looks like it."""
    for email in ("amina@example.org", "somebody@demo.example", "amina@demo.example.org"):
        setup_answer(setup_user(email=email))
    demo()
    demo("--reset")
    assert (User.objects.count(), Message.objects.count()) == (3, 6)
