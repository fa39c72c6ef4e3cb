from __future__ import annotations

import pytest
from django.test import Client

from profiling.models import User
from tests.base import PASSWORD, api_of, setup_token, setup_user

PEOPLE = "/admin/profiling/user/"


@pytest.fixture
def office(db):
    browser = Client()
    browser.force_login(setup_user("Admin", is_staff=True, is_superuser=True))
    return browser


def act(office, action, person):
    answer = office.post(PEOPLE, {"action": action, "_selected_action": str(person.pk)})
    assert answer.status_code == 302


def test_it_works(office, amina):
    page = office.get(PEOPLE, {"q": "amina"}).content.decode()
    assert "amina@example.org" in page
    assert office.get(f"{PEOPLE}{amina.pk}/change/").status_code == 200


def test_person_is_added_by_address(office):
    passwords = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    office.post(f"{PEOPLE}add/", {"email": "Ben@example.org"} | passwords)
    assert User.objects.get(email="ben@example.org").check_password(PASSWORD)


def test_known_address_is_not_added_twice(office, amina):
    passwords = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    answer = office.post(f"{PEOPLE}add/", {"email": "AMINA@example.org"} | passwords)
    assert answer.status_code == 200 and "already an account" in answer.content.decode()


def test_closing_an_account_ends_its_tokens(office, amina):
    api = api_of(amina)
    act(office, "deactivate", amina)
    assert api.get("/api/auth/sessions/").status_code == 401
    amina.refresh_from_db()
    assert not amina.is_active


def test_closing_an_account_in_the_form_ends_its_tokens(office, amina):
    setup_token(amina)
    fields = {"email": amina.email, "preferred_language": "en", "time_zone": "UTC"}
    assert office.post(f"{PEOPLE}{amina.pk}/change/", fields).status_code == 302
    amina.refresh_from_db()
    assert not amina.is_active and not amina.auth_token_set.exists()


def test_signing_somebody_out_everywhere(office, amina):
    api = api_of(amina)
    act(office, "sign_out_everywhere", amina)
    assert api.get("/api/auth/sessions/").status_code == 401


def test_letting_somebody_sign_in_again(office, amina):
    sent = {"email": amina.email, "password": "wrong password"}
    codes = [api_of().post("/api/auth/login/", sent, format="json").status_code for _ in range(6)]
    assert codes[5] == 423
    act(office, "open_lockout", amina)
    answer = api_of().post("/api/auth/login/", sent | {"password": PASSWORD}, format="json")
    assert answer.status_code == 200


def test_tokens_are_shown_without_their_hash(office, amina):
    token, _ = setup_token(amina, device="Phone")
    path = "/admin/profiling/accesstoken/"
    pages = [office.get(path), office.get(f"{path}{token.pk}/change/")]
    assert all(page.status_code == 200 and "Phone" in page.content.decode() for page in pages)
    assert not any(token.digest in page.content.decode() for page in pages)
    assert office.get(f"{path}add/").status_code == 403


@pytest.mark.parametrize("name", ["amina", "dana"])
def test_people_without_the_right_see_nothing(request, name):
    browser = Client()
    browser.force_login(request.getfixturevalue(name))
    assert browser.get(PEOPLE).status_code in (302, 403)


def test_signing_in_to_the_admin_goes_through_the_ordinary_page(amina):
    answer = Client().post("/admin/login/", {"username": amina.email, "password": PASSWORD})
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_ones_own_password_is_changed_where_guesses_are_counted(office):
    path, new = "/admin/password_change/", "another horse battery"
    answer = office.post(path, {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert answer["Location"] == office.get(path)["Location"] == "/accounts/password/"
    assert User.objects.get(is_superuser=True).check_password(PASSWORD)
