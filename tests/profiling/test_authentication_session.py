"""REST with a page's session cookie: needs the CSRF token, ends with the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from tests.base import PASSWORD

PATH, LOGOUT_ALL = "/api/auth/sessions/", "/api/auth/logout-all/"


@pytest.fixture
def page(amina):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(amina)
    return browser


def csrf(browser):
    browser.get("/accounts/logout/")
    return browser.cookies["csrftoken"].value


def test_reading_needs_the_cookie_only(page):
    assert page.get(PATH).status_code == 200


def test_use_is_noted_at_most_once_in_ten_minutes(amina):
    browser = Client()
    browser.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    just_now = timezone.now() - timedelta(minutes=9)
    UserSession.objects.update(last_seen_at=just_now)
    browser.get(PATH)
    assert UserSession.objects.get().last_seen_at == just_now
    UserSession.objects.update(last_seen_at=just_now - timedelta(minutes=2))
    browser.get(PATH)
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_writing_needs_the_csrf_token(page):
    answer = page.post(LOGOUT_ALL)
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    assert page.get(PATH).status_code == 200
    assert (
        page.post(LOGOUT_ALL, content_type="application/json", headers={"x-csrftoken": csrf(page)}).status_code == 200
    )


def test_foreign_csrf_token_is_refused(page):
    csrf(page)
    assert page.post(LOGOUT_ALL, content_type="application/json", headers={"x-csrftoken": "a" * 32}).status_code == 403


def test_foreign_origin_is_refused(page):
    headers = {"x-csrftoken": csrf(page), "origin": "https://evil.example"}
    assert page.post(LOGOUT_ALL, content_type="application/json", headers=headers).status_code == 403


def test_inactive_person_is_refused_at_once(amina, page):
    amina.is_active = False
    amina.save()
    answer = page.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")


def test_new_password_ends_the_session(amina, page):
    amina.set_password("another good password")
    amina.save()
    assert page.get(PATH).status_code == 401


def test_bearer_token_needs_no_csrf_token(amina):
    browser = Client(enforce_csrf_checks=True)
    sent = {"email": amina.email, "password": PASSWORD}
    token = browser.post("/api/auth/login/", sent, content_type="application/json").json()["access_token"]
    assert browser.post(LOGOUT_ALL, headers={"authorization": f"Bearer {token}"}).status_code == 200
