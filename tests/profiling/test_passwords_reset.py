"""A new password by letter: by REST and on pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiling import second_factor, services
from profiling.models import AccessToken, Letter
from profiling.records import LetterKind
from profiling.selectors import email_is_verified
from tests.base import PASSWORD, api_of, setup_token
from tests.profiling.mail import deliver, link_in, token_sent
from tests.profiling.setup import NEW_PASSWORD, setup_letter, setup_two_factor, setup_verified

ASK, CONFIRM = "/api/auth/password-reset/", "/api/auth/password-reset/confirm/"


def ask(email):
    return api_of().post(ASK, {"email": email}, format="json")


def reset(token, password=NEW_PASSWORD, **more):
    return api_of().post(CONFIRM, {"token": token, "password": password} | more, format="json")


def signs_in(password, email="amina@example.org"):
    sent = {"email": email, "password": password}
    return api_of().post("/api/auth/login/", sent, format="json").status_code == 200


def test_it_works(amina):
    answer = ask("AMINA@example.org")
    assert answer.status_code == 202
    answer = reset(token_sent(), password2=NEW_PASSWORD)
    assert (answer.status_code, answer.json()) == (200, {"message": "Password changed. Please sign in."})
    assert "sessionid" not in answer.cookies
    assert signs_in(NEW_PASSWORD) and not signs_in(PASSWORD)
    assert [letter.subject for letter in deliver()] == ["The password of your Praxia account was changed"]


@pytest.mark.parametrize("path", ["/api/auth/password-reset-request", "/api/auth/password-reset-confirm/"])
def test_paths_of_the_first_version(amina, path):
    sent = {"email": amina.email, "token": setup_letter(amina, LetterKind.RESET), "password": NEW_PASSWORD}
    assert api_of().post(path, sent, format="json").status_code in (200, 202)


def test_known_and_unknown_addresses_are_answered_alike(amina, ben):
    ben.is_active = False
    ben.save()
    answers = [ask(email) for email in ("amina@example.org", "nobody@example.org", "ben@example.org")]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert {frozenset(answer.headers) for answer in answers} == {frozenset(answers[0].headers)}
    assert [letter.to for letter in deliver()] == [["amina@example.org"]]


def test_known_and_unknown_addresses_cost_the_same_statements(amina):
    shapes = []
    for email in ("amina@example.org", "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask(email)
        shapes.append([query["sql"].split()[0] for query in asked.captured_queries])
    assert shapes[0] == shapes[1] and "INSERT" in shapes[0]


def test_link_works_once(amina):
    token = setup_letter(amina, LetterKind.RESET)
    assert [reset(token).status_code, reset(token, "yet another password").status_code] == [200, 400]
    assert signs_in(NEW_PASSWORD)


def test_newer_letter_ends_the_older(amina):
    ask(amina.email)
    first = token_sent()
    ask(amina.email)
    assert reset(first).status_code == 400
    assert reset(token_sent()).status_code == 200


def test_link_lives_for_an_hour(amina):
    ask(amina.email)
    deliver()
    life = Letter.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=59) < life <= timedelta(hours=1)


def test_link_that_is_too_old(amina):
    assert reset(setup_letter(amina, LetterKind.RESET, life_s=-1)).status_code == 400
    assert signs_in(PASSWORD)


def test_weak_password_leaves_the_link_usable(amina):
    token = setup_letter(amina, LetterKind.RESET)
    weak = reset(token, "short")
    assert weak.status_code == 400 and weak.json()["errors"][0]["field"] == "password"
    assert reset(token).status_code == 200


def test_every_sign_in_ends(amina):
    _, secret = setup_token(amina)
    browser = Client()
    browser.force_login(amina)
    reset(setup_letter(amina, LetterKind.RESET))
    assert api_of(secret=secret).get("/api/auth/sessions/").status_code == 401
    assert browser.get("/accounts/").status_code == 302
    assert not AccessToken.objects.filter(user=amina).exists()


def test_account_that_is_closed_in_between(amina):
    token = setup_letter(amina, LetterKind.RESET)
    services.account_deactivate(person=amina)
    assert reset(token).status_code == 400


def test_password_change_ends_a_link(amina):
    token = setup_letter(amina, LetterKind.RESET)
    sent = {"current_password": PASSWORD, "password": NEW_PASSWORD}
    assert api_of(amina).post("/api/auth/password-change/", sent, format="json").status_code == 200
    assert reset(token, "yet another password").status_code == 400


def test_second_factor_stays(amina):
    setup_verified(amina)
    setup_two_factor(amina)
    reset(setup_letter(amina, LetterKind.RESET))
    assert second_factor.is_on(amina) and not signs_in(NEW_PASSWORD)


def test_second_factor_of_somebody_who_never_proved_the_address_goes(amina):
    """Whoever registered with somebody else's address cannot keep its owner out."""
    setup_two_factor(amina)
    reset(setup_letter(amina, LetterKind.RESET))
    assert signs_in(NEW_PASSWORD) and email_is_verified(amina)


def test_lockout_is_lifted(amina):
    for _ in range(5):
        signs_in("wrong password")
    assert not signs_in(PASSWORD)
    reset(setup_letter(amina, LetterKind.RESET))
    assert signs_in(NEW_PASSWORD)


def test_three_letters_an_hour_for_one_account(amina):
    assert [ask(amina.email).status_code for _ in range(4)] == [202, 202, 202, 429]


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_pages(amina):
    browser = Client()
    assert browser.get("/accounts/login/").content.decode().count("/accounts/password/forgotten/") == 1
    browser.post("/accounts/password/forgotten/", {"email": amina.email})
    link = link_in(deliver()[0])
    page = browser.get(link).content.decode()
    assert "Save the new password" in page and amina.email not in page
    token = link.partition("token=")[2]
    weak = browser.post("/accounts/password/new/", {"token": token, "password": "short"})
    assert weak.status_code == 422 and "too short" in weak.content.decode() and token in weak.content.decode()
    done = browser.post("/accounts/password/new/", {"token": token, "password": NEW_PASSWORD})
    assert done.status_code == 200 and "_auth_user_id" not in browser.session
    assert "no longer works" in browser.get(link).content.decode()
    assert signs_in(NEW_PASSWORD)


def test_page_says_the_same_to_all(amina):
    pages = [
        Client().post("/accounts/password/forgotten/", {"email": each})
        for each in ("amina@example.org", "x@example.org")
    ]
    known, unknown = (page.content.decode().replace("x@example.org", "amina@example.org") for page in pages)
    assert known == unknown and pages[0].status_code == pages[1].status_code == 200


def test_page_keeps_what_was_typed(db):
    page = Client().post("/accounts/password/forgotten/", {"email": "not an address"})
    assert page.status_code == 422 and 'value="not an address"' in page.content.decode()
