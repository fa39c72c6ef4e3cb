from __future__ import annotations

import pytest
from django.test import Client

from profiling.access import session_is_live, token_is_live
from profiling.models import AccessToken
from tests.base import PASSWORD, api_of, setup_token

LOGOUT, LOGOUT_ALL, ANY = "/api/auth/logout/", "/api/auth/logout-all/", "/api/auth/sessions/"


@pytest.fixture
def page(amina):
    """Amina's browser, signed in on the page."""
    browser = Client()
    browser.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    return browser


def test_it_works(amina):
    token, secret = setup_token(amina)
    answer = api_of(secret=secret).post(LOGOUT)
    assert (answer.status_code, answer.json()) == (200, {"detail": "Signed out."})
    assert not token_is_live(token.pk)
    assert api_of(secret=secret).get(ANY).json()["code"] == "TOKEN_INVALID"


def test_other_devices_stay_signed_in(amina):
    api, other = api_of(amina), api_of(amina)
    api.post(LOGOUT)
    assert other.get(ANY).status_code == 200


def test_second_time(amina):
    api = api_of(amina)
    api.post(LOGOUT)
    assert api.post(LOGOUT).status_code == 401


def test_anonymous(db):
    answer = api_of().post(LOGOUT)
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")


def test_page_session_through_the_api(amina, page):
    session_key = page.session.session_key
    assert session_is_live(session_key, amina.pk)
    assert page.post(LOGOUT).status_code == 200
    assert not session_is_live(session_key, amina.pk)
    assert page.get(ANY).status_code == 401


def test_everywhere(amina, ben, page):
    secrets = [setup_token(amina)[1] for _ in range(2)]
    token = AccessToken.objects.filter(user=amina).first()
    session_key = page.session.session_key
    bens = api_of(ben)
    answer = api_of(secret=secrets[0]).post(LOGOUT_ALL)
    assert (answer.status_code, answer.json()) == (200, {"detail": "Signed out everywhere.", "ended": 3})
    assert [api_of(secret=secret).get(ANY).status_code for secret in secrets] == [401, 401]
    assert page.get(ANY).status_code == 401
    assert not token_is_live(token.pk) and not session_is_live(session_key, amina.pk)
    assert bens.get(ANY).status_code == 200


def test_everywhere_from_the_page(amina, page):
    assert page.post(LOGOUT_ALL).json()["ended"] == 1
    assert page.get(ANY).status_code == 401


def test_signing_in_again_after_everywhere(amina):
    api_of(amina).post(LOGOUT_ALL)
    amina.refresh_from_db()
    assert api_of(amina).get(ANY).status_code == 200
