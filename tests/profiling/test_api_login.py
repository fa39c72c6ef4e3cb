from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from knox.crypto import hash_token

from profiling.models import AccessToken
from tests.base import PASSWORD, api_of, setup_token, setup_user

PATH = "/api/auth/login/"


def login(email="amina@example.org", password=PASSWORD, **more):
    headers = more.pop("headers", None)
    return api_of().post(PATH, {"email": email, "password": password} | more, format="json", headers=headers)


def test_it_works(amina):
    answer = login(device="Phone", headers={"User-Agent": "Tests/1"})
    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == {
        "access_token", "token_type", "expires_at", "expires_in", "session_key", "user_id", "email", "email_verified",
        "has_2fa",
    }  # fmt: skip
    assert (body["token_type"], body["email"], body["email_verified"], body["has_2fa"]) == (
        "Bearer", "amina@example.org", False, False,
    )  # fmt: skip
    assert body["user_id"] == str(amina.pk) and 86390 <= body["expires_in"] <= 86400
    left = datetime.fromisoformat(body["expires_at"]) - timezone.now()
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24) and body["expires_at"].endswith("Z")
    assert api_of(secret=body["access_token"]).get("/api/auth/sessions/").status_code == 200


def test_token_is_kept_as_a_hash_only(amina):
    secret = login(device="Phone", headers={"User-Agent": "Tests/1"}).json()["access_token"]
    assert secret.startswith("px_") and len(secret) == 3 + 64
    row = AccessToken.objects.values().get()
    assert row["digest"] == hash_token(secret)
    assert (row["device"], row["user_agent"], row["ip_address"]) == ("Phone", "Tests/1", "127.0.0.1")
    assert secret[3:11] not in str(row)


def test_answer_is_not_kept_by_caches(amina):
    assert login()["Cache-Control"] == "no-store"


def test_address_in_any_capitals(amina):
    assert login(email="AMINA@Example.Org").status_code == 200


def test_every_failure_has_the_same_words(amina, ben):
    ben.is_active = False
    ben.save()
    answers = [
        login(password="wrong password"),
        login(email="nobody@example.org"),
        login(email="ben@example.org"),
        login(email="ben@example.org", password="wrong password"),
    ]
    assert all(answer["WWW-Authenticate"].startswith("Bearer") for answer in answers)
    bodies = [answer.json() | {"request_id": "", "status": answer.status_code} for answer in answers]
    assert bodies == [bodies[0]] * 4
    assert (bodies[0]["status"], bodies[0]["code"]) == (401, "INVALID_CREDENTIALS")


@pytest.mark.parametrize("email", ["amina@example.org", "nobody@example.org", "ben@example.org", "chloe@example.org"])
def test_every_failure_costs_one_hash(amina, hashes, email):
    setup_user("Ben", is_active=False)
    chloe = setup_user("Chloe")
    chloe.set_unusable_password()
    chloe.save()
    hashes.clear()
    assert login(email=email, password="wrong password").status_code == 401
    assert len(hashes) == 1


@pytest.mark.parametrize(
    "changes",
    [{"email": ""}, {"email": "x"}, {"password": ""}, {"password": None}, {"email": 5}, {"device": "a" * 121}],
)
def test_field_that_cannot_be_accepted(amina, changes):
    answer = login(**changes)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")


def test_ten_sign_ins_a_minute_from_one_network_address(amina):
    answers = [login() for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[10].json()["code"] == "RATE_LIMITED" and 0 < int(answers[10]["Retry-After"]) <= 60
    assert answers[9]["X-RateLimit-Remaining"] == "0"


def test_expired_tokens_are_swept_at_sign_in(amina):
    old, _ = setup_token(amina)
    AccessToken.objects.filter(pk=old.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    login()
    assert not AccessToken.objects.filter(pk=old.pk).exists() and AccessToken.objects.count() == 1


def test_sign_in_is_remembered_as_the_last_one(amina):
    login()
    amina.refresh_from_db()
    assert amina.last_login and timezone.now() - amina.last_login < timedelta(minutes=1)
