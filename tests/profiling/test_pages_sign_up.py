from __future__ import annotations

import pytest
from django.test import Client

from profiling.models import User
from tests.base import PASSWORD

PATH = "/accounts/signup/"
GOOD = {"email": "Amina@example.org", "password1": PASSWORD}


def test_it_works(db):
    browser = Client()
    assert browser.get(PATH).status_code == 200
    answer = browser.post(PATH, GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    page = browser.get("/accounts/login/").content.decode()
    assert "your account is ready" in page and "amina@example.org" in page.lower()
    person = User.objects.get()
    assert person.email == "amina@example.org" and person.check_password(PASSWORD)
    answer = browser.post("/accounts/login/", {"login": GOOD["email"], "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/profile/begin/")


def test_known_address_gets_the_same_answer(amina):
    pages = []
    for email in (amina.email, "nobody@example.org"):
        browser = Client()
        answer = browser.post(PATH, {"email": email, "password1": "another good password"})
        page = browser.get("/accounts/login/").content.decode().replace(email, "")
        pages.append((answer.status_code, answer["Location"], sorted(answer.cookies), len(page)))
    assert pages[0] == pages[1]
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_next_page_is_kept(db):
    answer = Client().post(f"{PATH}?next=/chat/", GOOD)
    assert answer["Location"] == "/accounts/login/?next=%2Fchat%2F"


def test_foreign_next_page_is_dropped(db):
    answer = Client().post(f"{PATH}?next=https://evil.example/", GOOD)
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password1": "short"}, "at least 10 characters"),
        ({"password1": "password1234"}, "too common"),
        ({"password1": "amina@example.org"}, "too similar"),
        ({"password1": "a" * 257}, "at most 256"),
        ({"email": "not an address"}, "does not look like an e-mail address"),
        ({"email": ""}, "Please write an address."),
    ],
)
def test_field_that_cannot_be_accepted(db, changes, words):
    answer = Client().post(PATH, GOOD | changes)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not User.objects.exists()


def test_password_is_not_shown_again(db):
    assert "short" not in Client().post(PATH, GOOD | {"password1": "short"}).content.decode().replace("too short", "")


def test_needs_the_csrf_token(db):
    assert Client(enforce_csrf_checks=True).post(PATH, GOOD).status_code == 403


def test_signed_in_person_is_sent_home(amina):
    browser = Client()
    browser.force_login(amina)
    assert browser.get(PATH)["Location"] == "/profile/begin/"


def test_five_an_hour_shared_with_the_api(db):
    for number in range(5):
        Client().post(
            "/api/auth/register/", {"email": f"p{number}@example.org", "password": PASSWORD}, "application/json"
        )
    answer = Client().post(PATH, GOOD)
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 3000
    assert "try again" in answer.content.decode().lower()


def test_served_without_final_slash_too(db):
    assert Client().get("/accounts/signup").status_code == 200
