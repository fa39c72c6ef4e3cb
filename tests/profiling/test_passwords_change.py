from __future__ import annotations

import pytest
from django.test import Client

from tests.base import PASSWORD, api_of, setup_token
from tests.profiling.mail import deliver
from tests.profiling.setup import NEW_PASSWORD

PATH, PAGE = "/api/auth/password-change/", "/accounts/password/"
GOOD = {"current_password": PASSWORD, "password": NEW_PASSWORD}


def change(secret, **changes):
    return api_of(secret=secret).post(PATH, GOOD | changes, format="json")


def alive(secret):
    return api_of(secret=secret).get("/api/auth/sessions/").status_code == 200


@pytest.fixture
def browser(amina):
    browser = Client()
    browser.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    return browser


def test_it_works(amina, browser):
    (_, here), (_, there) = setup_token(amina), setup_token(amina)
    answer = change(here)
    assert answer.status_code == 200 and "message" in answer.json()
    assert alive(here) and not alive(there)
    assert browser.get("/accounts/").status_code == 302
    amina.refresh_from_db()
    assert amina.check_password(NEW_PASSWORD)
    assert [letter.subject for letter in deliver()] == ["The password of your Praxia account was changed"]


def test_wrong_present_password(amina):
    _, secret = setup_token(amina)
    answer = change(secret, current_password="wrong password")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "current_password")
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_wrong_present_passwords_count_towards_the_lockout(amina):
    """A token that somebody got hold of must not be a way to guess the password."""
    _, secret = setup_token(amina)
    codes = [change(secret, current_password="wrong password").status_code for _ in range(6)]
    assert codes == [400] * 5 + [423]


def test_weak_password(amina):
    _, secret = setup_token(amina)
    answer = change(secret, password="short")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "password")


def test_page(amina, browser):
    _, there = setup_token(amina)
    before = browser.session.session_key
    assert browser.post(PAGE, GOOD).status_code == 302
    page = browser.get("/accounts/")
    assert page.status_code == 200 and "Your password was changed" in page.content.decode()
    assert browser.session.session_key != before and not alive(there)
    assert "this one" in browser.get("/accounts/devices/").content.decode()  # the list knows the new key


def test_page_refuses(amina, browser):
    page = browser.post(PAGE, GOOD | {"current_password": "wrong password"})
    assert page.status_code == 422 and "This is not your password." in page.content.decode()
    assert PASSWORD not in page.content.decode() and NEW_PASSWORD not in page.content.decode()
