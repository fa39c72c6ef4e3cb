"""Proving an e-mail address: by REST and on pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from profiling.models import Letter
from profiling.records import LetterKind
from profiling.selectors import email_is_verified
from tests.base import PASSWORD, api_of, setup_token
from tests.profiling.mail import deliver, link_in, token_sent
from tests.profiling.setup import setup_letter, setup_verified

VERIFY, RESEND = "/api/auth/verify-email/", "/api/auth/resend-verification-email/"


def verify(token, path=VERIFY):
    return api_of().post(path, {"token": token}, format="json")


def resend(email):
    return api_of().post(RESEND, {"email": email}, format="json")


def test_it_works(db):
    api_of().post("/api/auth/register/", {"email": "amina@example.org", "password": PASSWORD}, format="json")
    answer = verify(token_sent())
    assert (answer.status_code, answer.json()) == (
        200, {"message": "E-mail address confirmed.", "email_verified": True}
    )  # fmt: skip
    assert "sessionid" not in answer.cookies
    sent = {"email": "amina@example.org", "password": PASSWORD}
    assert api_of().post("/api/auth/login/", sent, format="json").json()["email_verified"] is True


def test_path_of_the_first_version(amina):
    assert verify(setup_letter(amina, LetterKind.CONFIRM), "/api/auth/verify_email").status_code == 200


def test_link_works_once(amina):
    token = setup_letter(amina, LetterKind.CONFIRM)
    assert [verify(token).status_code for _ in range(2)] == [200, 400]


def test_link_that_is_too_old(amina):
    token = setup_letter(amina, LetterKind.CONFIRM, life_s=-1)
    answer = verify(token)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "token_invalid")
    assert not email_is_verified(amina)


def test_link_lives_for_a_day(amina):
    resend(amina.email)
    deliver()
    life = Letter.objects.get().expires_at - timezone.now()
    assert timedelta(hours=23, minutes=59) < life <= timedelta(hours=24)


def test_newer_letter_ends_the_older(amina):
    resend(amina.email)
    first = token_sent()
    resend(amina.email)
    assert verify(first).status_code == 400  # from the request on, not only from the new letter
    assert verify(token_sent()).status_code == 200


@pytest.mark.parametrize(
    "kind", [kind for kind in LetterKind if kind not in (LetterKind.CONFIRM, LetterKind.NEW_ADDRESS)]
)
def test_link_of_another_letter(amina, kind):
    assert verify(setup_letter(amina, kind)).status_code == 400


@pytest.mark.parametrize("token", ["", "x", None, 5, "a\0b", "é" * 201])
def test_token_that_is_none(db, token):
    assert verify(token).status_code == 400


def test_account_that_is_closed(amina):
    token = setup_letter(amina, LetterKind.CONFIRM)
    amina.is_active = False
    amina.save()
    assert verify(token).status_code == 400


def test_every_address_gets_the_same_answer(amina, ben, settings):
    setup_verified(ben)
    answers = [resend(email) for email in ("amina@example.org", "ben@example.org", "nobody@example.org")]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["email_status"] == "kept"
    assert [letter.to for letter in deliver()] == [["amina@example.org"]]
    settings.EMAIL_HOST = "mail.example.org"
    assert resend("other@example.org").json()["email_status"] == "queued"


def test_three_letters_an_hour_for_one_address(amina):
    codes = [resend(amina.email).status_code for _ in range(4)]
    assert codes == [202, 202, 202, 429]


# --- Where confirmed addresses are mandatory --------------------------------------------------------------------------


def test_mandatory_for_programs(amina, settings):
    settings.EMAIL_VERIFICATION_MANDATORY = True
    sent = {"email": amina.email, "password": PASSWORD}
    answer = api_of().post("/api/auth/login/", sent, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "EMAIL_NOT_VERIFIED")
    wrong = api_of().post("/api/auth/login/", sent | {"password": "wrong password"}, format="json")
    assert wrong.json()["code"] == "INVALID_CREDENTIALS"  # only who knows the password learns of it
    setup_verified(amina)
    assert api_of().post("/api/auth/login/", sent, format="json").status_code == 200


def test_mandatory_on_pages(amina, settings):
    settings.EMAIL_VERIFICATION_MANDATORY = True
    page = Client().post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    assert page.status_code == 422 and "/accounts/confirm/again/" in page.content.decode()


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_link_opens_a_page_and_its_button_confirms(amina):
    resend(amina.email)
    link = link_in(deliver()[0])
    assert link.startswith("http://testserver/accounts/confirm/?token=")
    browser = Client()
    page = browser.get(link)
    assert page.status_code == 200 and not email_is_verified(amina)  # a program that opens links confirms nothing
    assert page["Referrer-Policy"] == "same-origin" and "no-store" in page["Cache-Control"]
    token = link.partition("token=")[2]
    assert "confirmed" in browser.post("/accounts/confirm/", {"token": token}).content.decode()
    assert email_is_verified(amina) and "_auth_user_id" not in browser.session
    again = browser.post("/accounts/confirm/", {"token": token})
    assert again.status_code == 422 and "no longer works" in again.content.decode()


def test_page_for_a_new_letter_says_the_same_to_all(amina):
    pages = [
        Client().post("/accounts/confirm/again/", {"email": each}) for each in ("amina@example.org", "x@example.org")
    ]
    known, unknown = (page.content.decode().replace("x@example.org", "amina@example.org") for page in pages)
    assert known == unknown and len(deliver()) == 1


def test_own_letter_again(amina):
    browser = Client()
    browser.force_login(amina)
    assert browser.post("/accounts/confirm/own/").status_code == 302
    assert "Not confirmed yet" in browser.get("/accounts/").content.decode()
    assert verify(token_sent()).status_code == 200
    assert "Confirmed." in browser.get("/accounts/").content.decode()


def test_account_page_tells_of_a_letter_that_failed(amina):
    setup_letter(amina, LetterKind.CONFIRM)
    Letter.objects.update(status="failed")
    browser = Client()
    browser.force_login(amina)
    assert "could not be sent" in browser.get("/accounts/").content.decode()


def test_tokens_do_not_end(amina):
    _, secret = setup_token(amina)
    verify(setup_letter(amina, LetterKind.CONFIRM))
    assert api_of(secret=secret).get("/api/auth/sessions/").status_code == 200
