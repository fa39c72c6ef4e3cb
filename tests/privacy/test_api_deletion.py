"""`/api/privacy/deletion/`: ordered with the password, cancelled without, and nothing happens before its time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from profiling import second_factor, totp
from profiling.privacy.models import AccessLog, Deletion
from tests.base import PASSWORD, api_of

pytestmark = pytest.mark.django_db

PATH = "/api/privacy/deletion/"


def order(person, **sent):
    return api_of(person).post(PATH, {"password": PASSWORD} | sent, format="json")


def test_it_works(amina):
    answer = order(amina)
    assert answer.status_code == 202
    left = datetime.fromisoformat(answer.json()["deletes_at"]) - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    assert api_of(amina).get(PATH).json() == answer.json()


def test_it_can_be_cancelled(amina):
    order(amina)
    assert api_of(amina).delete(PATH).status_code == 204
    assert api_of(amina).get(PATH).status_code == 404
    assert [line.action for line in AccessLog.objects.order_by("id")] == ["deletion_asked", "deletion_cancelled"]


def test_nothing_ordered_is_404(amina):
    assert (api_of(amina).get(PATH).status_code, api_of(amina).delete(PATH).status_code) == (404, 404)


@pytest.mark.parametrize(
    "sent", [{"password": "not this one"}, {"password": ""}, {"password": None}, {"password": [1]}]
)
def test_without_the_right_password_nothing_is_ordered(amina, sent):
    answer = order(amina, **sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "password")
    assert not Deletion.objects.exists()


def test_five_wrong_passwords_close_the_door(amina):
    assert [order(amina, password="not this one").status_code for _ in range(6)][-1] == 423
    assert order(amina).status_code == 423


def test_the_code_is_asked_for_where_two_factor_sign_in_is_on(amina):
    secret = totp.new_secret()
    second_factor.turn_on(amina, secret, step=0)
    without, wrong = order(amina), order(amina, code="000000")
    assert (without.status_code, without.json()["code"]) == (401, "TWO_FACTOR_REQUIRED")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "TWO_FACTOR_INVALID")
    assert not Deletion.objects.exists()
    assert order(amina, code=totp.code_at(secret, int(time.time()) // 30)).status_code == 202


def test_what_has_begun_cannot_be_cancelled(amina):
    order(amina)
    Deletion.objects.update(status="running")
    assert api_of(amina).delete(PATH).status_code == 409


def test_others_orders_are_their_own(amina, chloe):
    order(amina)
    assert (api_of(chloe).get(PATH).status_code, api_of(chloe).delete(PATH).status_code) == (404, 404)
    assert Deletion.objects.filter(owner=amina).exists()


def test_nobody_gets_401():
    assert api_of().post(PATH, {"password": PASSWORD}, format="json").status_code == 401
