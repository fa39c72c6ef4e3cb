from __future__ import annotations

import pytest
from django.test import Client

from praxia.lib.errors import Problem
from profiling import services
from profiling.models import User
from profiling.records import LetterKind
from profiling.selectors import email_is_verified
from tests.base import PASSWORD, api_of, setup_user
from tests.locks import interleaved
from tests.profiling.mail import deliver, token_in, token_sent
from tests.profiling.setup import NEW_PASSWORD, setup_letter

PATH, PAGE = "/api/auth/email-change/", "/accounts/email/"
NEW = "amina.k@example.org"


def change(person, email=NEW, password=PASSWORD):
    return api_of(person).post(PATH, {"email": email, "password": password}, format="json")


def verify(token):
    return api_of().post("/api/auth/verify-email/", {"token": token}, format="json")


def test_it_works(amina):
    assert change(amina, "Amina.K@example.org").status_code == 202
    amina.refresh_from_db()
    assert amina.email == "amina@example.org"
    (letter,) = deliver()
    assert letter.to == [NEW]
    assert verify(token_in(letter)).status_code == 200
    amina.refresh_from_db()
    assert amina.email == NEW and email_is_verified(amina)
    (told,) = deliver()
    assert told.to == ["amina@example.org"] and NEW not in told.body


def test_links_to_the_old_address_end(amina):
    reset = setup_letter(amina, LetterKind.RESET)
    change(amina)
    verify(token_sent())
    sent = {"token": reset, "password": "staple battery horse"}
    assert api_of().post("/api/auth/password-reset/confirm/", sent, format="json").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_new_address_and_new_password_at_once(amina, monkeypatch):
    """Both write the person and the person's letters, and must hold them in one order."""
    new_address = setup_letter(amina, LetterKind.NEW_ADDRESS, to="amina@example.net")
    new_password = setup_letter(amina, LetterKind.RESET)

    def reset():
        with pytest.raises(Problem):  # this letter went to the address that she has left
            services.password_reset(token=new_password, password=NEW_PASSWORD)

    interleaved(
        monkeypatch,
        lambda: services.address_confirm(token=new_address),
        reset,
        at="profiling.services.addresses._address_change",
    )
    amina.refresh_from_db()
    assert amina.email == "amina@example.net" and amina.check_password(PASSWORD)


def test_address_of_somebody_else_gets_the_same_answer(amina, ben):
    mine, theirs = change(amina), change(amina, ben.email)
    assert (mine.status_code, mine.content) == (theirs.status_code, theirs.content)
    assert {(letter.to[0], letter.subject) for letter in deliver()} == {
        (NEW, "Please confirm your new e-mail address"),
        (ben.email, "You already have an account at Praxia"),
    }


def test_address_that_was_taken_in_the_meantime(amina):
    change(amina)
    token = token_sent()
    setup_user("Other", email=NEW)
    assert verify(token).status_code == 400
    assert User.objects.filter(email=NEW).count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"password": "wrong password"}, "password"),
        ({"email": "AMINA@example.org"}, "email"),
        ({"email": "x"}, "email"),
    ],
)
def test_refusals(amina, sent, field):
    answer = change(amina, **sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert deliver() == []


def test_page(amina):
    browser = Client()
    browser.force_login(amina)
    wrong = browser.post(PAGE, {"email": NEW, "password": "wrong password"})
    assert wrong.status_code == 422 and f'value="{NEW}"' in wrong.content.decode()
    assert browser.post(PAGE, {"email": NEW, "password": PASSWORD}).status_code == 302
    assert NEW in browser.get("/accounts/").content.decode()
    assert verify(token_sent()).status_code == 200
