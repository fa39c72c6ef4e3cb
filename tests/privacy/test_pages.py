"""The pages of one's own data, as a browser without script uses them."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from profiling import second_factor, totp
from profiling.privacy import exporting, services
from profiling.privacy.models import Deletion, Export
from tests.base import PASSWORD
from tests.privacy.setup import Opened, setup_archive

pytestmark = pytest.mark.django_db

DATA, ORDER, DELETE, CANCEL, LOG = (
    "/privacy/data/", "/privacy/data/export/", "/privacy/data/delete/", "/privacy/data/delete/cancel/", "/privacy/log/",
)  # fmt: skip


@pytest.fixture
def page(amina) -> Client:
    client = Client()
    client.force_login(amina)
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_it_works(page):
    answer = page.post(ORDER, {"password": PASSWORD})
    export = Export.objects.get()
    assert answer["Location"] == f"/privacy/data/export/{export.id}/"
    assert "being made" in text(page.get(answer["Location"]))
    exporting.write(str(export.id))
    ready = page.get(answer["Location"])
    assert "Your archive is ready" in text(ready)
    file = page.get(f"{answer['Location']}file/")
    assert "profiling/data.json" in Opened(b"".join(file)).names


def test_the_first_look_says_what_there_is(page):
    told = text(page.get(DATA))
    assert "You have not made an archive yet." in told
    assert 'href="/privacy/log/"' in told and 'href="/privacy/data/delete/"' in told


def test_the_public_page_and_this_one_lead_to_each_other(page):
    assert DATA in text(page.get("/privacy/"))
    assert 'href="/privacy/"' in text(page.get(DATA))


@pytest.mark.parametrize("sent", [{}, {"password": ""}, {"password": "not this one"}])
@pytest.mark.parametrize("path", [ORDER, DELETE])
def test_without_the_password_nothing_is_ordered(page, path, sent):
    answer = page.post(path, sent)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert not Export.objects.exists() and not Deletion.objects.exists()


@pytest.mark.parametrize("path", [ORDER, DELETE])
def test_too_many_wrong_passwords_are_told_on_a_page_of_their_own(page, path):
    for _ in range(5):
        page.post(path, {"password": "not this one"})
    assert page.post(path, {"password": PASSWORD}).status_code == 423


def test_the_code_is_asked_for_where_two_factor_sign_in_is_on(page, amina):
    assert 'name="code"' not in text(page.get(DATA))
    secret = totp.new_secret()
    second_factor.turn_on(amina, secret, step=0)
    assert 'name="code"' in text(page.get(DATA)) and 'name="code"' in text(page.get(DELETE))
    assert page.post(DELETE, {"password": PASSWORD}).status_code == 422
    code = totp.code_at(secret, int(time.time()) // 30)
    assert page.post(DELETE, {"password": PASSWORD, "code": code}).status_code == 302
    assert Deletion.objects.exists()


def test_a_second_order_meanwhile_says_so(page):
    page.post(ORDER, {"password": PASSWORD})
    answer = page.post(ORDER, {"password": PASSWORD})
    assert answer.status_code == 409 and "being made already" in text(answer)


def test_an_archive_whose_hour_is_over(page, amina):
    export = setup_archive(amina)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    gone = page.get(f"/privacy/data/export/{export.id}/file/")
    assert gone.status_code == 410 and "no longer here" in text(gone)
    assert "its hour" in text(page.get(DATA))
    assert "hour of this archive is over" in text(page.get(f"/privacy/data/export/{export.id}/"))


@pytest.mark.parametrize("tail", ["", "file/"])
def test_a_stranger_gets_404(chloe, amina, tail):
    client = Client()
    client.force_login(chloe)
    assert client.get(f"/privacy/data/export/{setup_archive(amina).id}/{tail}").status_code == 404


def test_an_archive_that_failed_says_what_was_kept(page, amina):
    export = services.export_order(person=amina)
    Export.objects.update(status="running", run=3)
    list(exporting.sweep())
    assert "Your data are unchanged" in text(page.get(f"/privacy/data/export/{export.id}/"))


# --- Deletion --------------------------------------------------------------------------------------------------------------


def test_deletion_is_ordered_and_told_on_every_page_and_can_be_taken_back(page):
    assert "Nothing happens for 7 days" in text(page.get(DELETE))
    assert page.post(DELETE, {"password": PASSWORD})["Location"] == DELETE
    for path in (DELETE, DATA, LOG, "/chat/", "/privacy/", "/status/"):
        assert "will be deleted on" in text(page.get(path)), path
    assert page.post(CANCEL)["Location"] == DATA
    assert "will be deleted on" not in text(page.get(DATA))
    assert not Deletion.objects.exists()


def test_signing_in_meanwhile_shows_it(page, amina, client):
    services.deletion_order(person=amina)
    client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    assert "Keep the account" in text(client.get("/chat/"))


def test_cancelling_what_was_not_ordered_is_harmless(page):
    assert page.post(CANCEL)["Location"] == DATA


def test_an_account_that_is_kept_is_told_so(page, amina):
    services.deletion_order(person=amina)
    assert "Your account stays." in page.post("/privacy/data/delete/cancel/", follow=True).content.decode()


def test_cancelling_too_late_says_so(page, amina):
    services.deletion_order(person=amina)
    Deletion.objects.update(status="running")
    answer = page.post(CANCEL)
    assert answer.status_code == 409 and "no longer be stopped" in text(answer)


def test_nobody_else_sees_the_notice(amina, client):
    services.deletion_order(person=amina)
    assert "will be deleted on" not in text(client.get("/privacy/"))


# --- Who has read my data ----------------------------------------------------------------------------------------------------


def test_the_log_names_who_read_what_and_why(page, amina, dana):
    services.read_record(reader=dana, owner=amina, what="chest X-ray", object_id="x1", purpose="asked by phone")
    told = text(page.get(LOG))
    assert "Dana" in told and "read: chest X-ray" in told and "asked by phone" in told


def test_an_empty_log_says_so(page):
    assert "Nobody but you" in text(page.get(LOG))


def test_a_long_log_has_pages(page, amina, dana):
    for number in range(60):
        services.read_record(reader=dana, owner=amina, what=f"talk {number}", object_id="t")
    first, second = text(page.get(LOG)), text(page.get(f"{LOG}?page=2"))
    assert "talk 59" in first and "talk 9<" not in first and 'href="?page=2"' in first
    assert "talk 9" in second and 'href="?page=1"' in second


@pytest.mark.parametrize("number", ["0", "-1", "x", "999"])
def test_odd_page_numbers_are_no_error(page, number):
    assert page.get(f"{LOG}?page={number}").status_code == 200
