from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from profiling.access import session_is_live
from tests.base import PASSWORD

PATH = "/accounts/logout/"


@pytest.fixture
def browser(amina):
    client = Client()
    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    return client


def test_it_works(amina, browser):
    session_key = browser.session.session_key
    answer = browser.post(PATH)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert not session_is_live(session_key, amina.pk)
    assert not UserSession.objects.exists()
    browser.cookies["sessionid"] = session_key
    assert browser.get("/api/auth/sessions/").status_code == 401


def test_looking_at_the_page_signs_nobody_out(amina, browser):
    assert browser.get(PATH).status_code == 200
    assert session_is_live(browser.session.session_key, amina.pk)


def test_needs_the_csrf_token(amina):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    assert client.post(PATH).status_code == 403
    assert session_is_live(client.session.session_key, amina.pk)


def test_anonymous_is_sent_to_sign_in(db):
    assert Client().post(PATH).status_code == 302
