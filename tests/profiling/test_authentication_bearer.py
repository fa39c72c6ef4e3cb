from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from profiling import services
from profiling.models import AccessToken
from tests.base import api_of, setup_token

PATH = "/api/auth/sessions/"


def asked(header=None):
    api = api_of()
    return api.get(PATH, headers={"authorization": header} if header is not None else None)


def refused(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    return answer.status_code, answer.json()["code"]


def test_it_works(amina):
    _, secret = setup_token(amina)
    assert asked(f"Bearer {secret}").status_code == 200
    assert asked(f"bearer {secret}").status_code == 200


def test_no_token(db):
    assert refused(asked()) == (401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer px_unknown", "Bearer two words", "Bearer \xe9\xff", f"Bearer {'a' * 4000}"]
)
def test_token_that_is_none(db, header):
    assert refused(asked(header)) == (401, "TOKEN_INVALID")


def test_other_schemes_are_not_ours(db):
    assert refused(asked("Basic YTpi")) == (401, "NOT_AUTHENTICATED")


def test_token_in_the_query_string_is_not_looked_at(amina):
    _, secret = setup_token(amina)
    answer = api_of().get(f"{PATH}?access_token={secret}&token={secret}")
    assert refused(answer) == (401, "NOT_AUTHENTICATED")


def test_expired_token(amina):
    token, secret = setup_token(amina)
    AccessToken.objects.filter(pk=token.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    assert refused(asked(f"Bearer {secret}")) == (401, "TOKEN_INVALID")


def test_inactive_person_is_refused_at_once(amina):
    api = api_of(amina)
    assert api.get(PATH).status_code == 200
    amina.is_active = False
    amina.save()
    assert refused(api.get(PATH)) == (401, "TOKEN_INVALID")


def test_token_stays_dead_when_the_account_is_opened_again(amina):
    api = api_of(amina)
    services.account_deactivate(person=amina)
    amina.refresh_from_db()
    amina.is_active = True
    amina.save()
    assert refused(api.get(PATH)) == (401, "TOKEN_INVALID")


def test_new_password_ends_the_token(amina):
    api = api_of(amina)
    amina.set_password("another good password")
    amina.save()
    assert refused(api.get(PATH)) == (401, "TOKEN_INVALID")


def test_key_rotation_keeps_the_token(amina, settings):
    api = api_of(amina)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 50
    assert api.get(PATH).status_code == 200


def test_use_is_noted_at_most_once_in_ten_minutes(amina):
    token, secret = setup_token(amina)
    just_now = timezone.now() - timedelta(minutes=9)
    AccessToken.objects.filter(pk=token.pk).update(last_used_at=just_now)
    asked(f"Bearer {secret}")
    token.refresh_from_db()
    assert token.last_used_at == just_now
    AccessToken.objects.filter(pk=token.pk).update(last_used_at=just_now - timedelta(minutes=2))
    asked(f"Bearer {secret}")
    token.refresh_from_db()
    assert timezone.now() - token.last_used_at < timedelta(minutes=1)
