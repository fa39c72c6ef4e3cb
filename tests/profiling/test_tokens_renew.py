from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from praxia.lib.errors import Problem
from profiling import services
from profiling.models import AccessToken
from tests.base import api_of, setup_token, setup_user

PATH = "/api/auth/renew/"


def renew(secret):
    return api_of(secret=secret).post(PATH)


def given(token, ago):
    AccessToken.objects.filter(pk=token.pk).update(password_at=timezone.now() - ago)


def test_it_works(amina):
    token, old = setup_token(amina, device="Phone")
    answer = renew(old)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    body = answer.json()
    assert body["token_type"] == "Bearer" and 86390 <= body["expires_in"] <= 86400
    assert renew(old).status_code == 401
    assert api_of(secret=body["access_token"]).get("/api/auth/sessions/").status_code == 200
    new = AccessToken.objects.get()
    assert (new.device, new.password_at) == ("Phone", token.password_at)


def test_at_most_seven_days_after_the_password(amina):
    token, secret = setup_token(amina)
    given(token, timedelta(days=6, hours=23))
    newer = renew(secret).json()["access_token"]
    given(AccessToken.objects.get(), timedelta(days=7, seconds=1))
    answer = renew(newer)
    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")
    assert "seven days" in answer.json()["detail"]
    assert api_of(secret=newer).get("/api/auth/sessions/").status_code == 200  # until its own time is over


def test_page_session_is_none_to_renew(amina):
    browser = Client()
    browser.force_login(amina)
    assert browser.post(PATH).status_code == 401


def test_token_that_is_dead(amina):
    _, secret = setup_token(amina)
    services.account_deactivate(person=amina)
    assert renew(secret).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_succeeds():
    from concurrent.futures import ThreadPoolExecutor

    token, _ = setup_token(setup_user("Amina"))

    def attempt(_number):
        try:
            services.token_renew(token=AccessToken.objects.select_related("user").get(pk=token.pk))
        except (Problem, AccessToken.DoesNotExist):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(4))) == 1
    assert AccessToken.objects.count() == 1
