from __future__ import annotations

import pytest
from django.test import Client

from tests.base import PASSWORD

PATH = "/accounts/login/"


def sign_in(browser=None, path=PATH, **changes):
    browser = browser or Client()
    return browser.post(path, {"login": "amina@example.org", "password": PASSWORD} | changes)


def test_it_works(amina):
    browser = Client()
    answer = sign_in(browser, login="AMINA@example.org")
    assert (answer.status_code, answer["Location"]) == (302, "/profile/begin/")
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert browser.get("/api/auth/sessions/").status_code == 200


def test_session_id_is_new(amina):
    browser = Client()
    browser.get(f"{PATH}?next=/chat/")
    session = browser.session
    session["x"] = 1
    session.save()
    browser.cookies["sessionid"] = old = session.session_key
    sign_in(browser)
    assert browser.cookies["sessionid"].value != old
    from django.contrib.sessions.models import Session

    assert not Session.objects.filter(session_key=old).exists()


def test_next_page(amina):
    assert sign_in(path=f"{PATH}?next=/chat/")["Location"] == "/chat/"
    assert sign_in(next="/chat/")["Location"] == "/chat/"


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_foreign_next_page_is_dropped(amina, there):
    assert sign_in(next=there)["Location"] == "/profile/begin/"


def test_every_failure_shows_the_same_page(amina, ben):
    ben.is_active = False
    ben.save()
    tries = [("amina@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("ben@example.org", PASSWORD)]
    pages = []
    for email, password in tries:
        answer = sign_in(login=email, password=password)
        assert answer.status_code == 422 and "sessionid" not in answer.cookies
        pages.append(answer.content.decode().replace(email, ""))
    assert "do not fit together" in pages[0]
    assert len({without_csrf(page) for page in pages}) == 1


def without_csrf(page):
    before, _, after = page.partition('name="csrfmiddlewaretoken" value="')
    return before + after.partition('"')[2]


def test_ten_a_minute_shared_with_the_api(amina):
    for _ in range(10):
        sent = {"email": amina.email, "password": PASSWORD}
        assert Client().post("/api/auth/login/", sent, "application/json").status_code == 200
    answer = sign_in()
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60


def test_needs_the_csrf_token(amina):
    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_page_is_not_kept_by_caches(db):
    assert "no-store" in Client().get(PATH)["Cache-Control"]


def test_inactive_person_is_signed_out_at_once(amina):
    browser = Client()
    sign_in(browser)
    amina.is_active = False
    amina.save()
    assert browser.get("/api/auth/sessions/").status_code == 401
