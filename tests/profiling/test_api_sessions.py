from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from profiling.models import AccessToken
from profiling.selectors import page_session_id
from tests.base import PASSWORD, api_of, setup_token

PATH = "/api/auth/sessions/"


@pytest.fixture
def page(amina):
    browser = Client(headers={"user-agent": "Browser/1"})
    browser.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    return browser


def lines(api):
    return {line["id"]: line for line in api.get(PATH).json()["sessions"]}


def test_it_works(amina, ben):
    old, _ = setup_token(amina, device="Phone", user_agent="Tests/1", ip_address="192.0.2.7")
    current, secret = setup_token(amina, device="Laptop")
    setup_token(ben)
    found = api_of(secret=secret).get(PATH).json()["sessions"]
    assert [line["id"] for line in found] == [str(current.pk), str(old.pk)]
    assert [line["is_current"] for line in found] == [True, False]
    assert found[1].keys() == {
        "id", "session_key", "kind", "device_info", "ip_address", "user_agent", "created_at", "last_activity",
        "expires_at", "is_current",
    }  # fmt: skip
    assert (found[1]["kind"], found[1]["device_info"], found[1]["user_agent"], found[1]["ip_address"]) == (
        "api", "Phone", "Tests/1", "192.0.2.7",
    )  # fmt: skip
    assert secret not in str(found)


def test_page_sessions_are_in_the_list_without_their_key(amina, page):
    line = next(iter(lines(page).values()))
    assert (line["kind"], line["is_current"], line["user_agent"]) == ("page", True, "Browser/1")
    assert line["id"] == str(page_session_id(page.session.session_key))
    assert page.session.session_key not in page.get(PATH).content.decode()


def test_what_has_ended_is_not_listed(amina, page):
    expired, _ = setup_token(amina)
    AccessToken.objects.filter(pk=expired.pk).update(expiry=timezone.now())
    page.session.flush()
    api = api_of(amina)
    assert str(expired.pk) not in lines(api) and len(lines(api)) == 1


def test_number_of_queries_does_not_grow_with_tokens(amina, django_assert_num_queries):
    from profiling.selectors import device_list

    for _ in range(5):
        setup_token(amina)
    with django_assert_num_queries(2):
        assert len(device_list(amina)) == 5


def test_end_one(amina):
    token, secret = setup_token(amina)
    assert api_of(amina).delete(f"{PATH}{token.pk}/").status_code == 204
    assert api_of(secret=secret).get(PATH).status_code == 401


def test_end_one_named_in_the_body(amina):
    token, secret = setup_token(amina)
    assert api_of(amina).delete(PATH, {"session_key": str(token.pk)}, format="json").status_code == 204
    assert api_of(secret=secret).get(PATH).status_code == 401


def test_end_a_page(amina, page):
    assert api_of(amina).delete(f"{PATH}{page_session_id(page.session.session_key)}/").status_code == 204
    assert page.get(PATH).status_code == 401


def test_stranger_gets_404(amina, chloe, page):
    token, secret = setup_token(amina)
    api = api_of(chloe)
    for there in (token.pk, page_session_id(page.session.session_key), uuid4()):
        answer = api.delete(f"{PATH}{there}/")
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert api_of(secret=secret).get(PATH).status_code == 200 and page.get(PATH).status_code == 200


@pytest.mark.parametrize("body", [{}, {"session_key": "x"}, {"session_key": None}, []])
def test_body_without_a_session(amina, body):
    answer = api_of(amina).delete(PATH, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")


def test_anonymous(db):
    assert api_of().get(PATH).status_code == 401
