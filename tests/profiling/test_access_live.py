"""What open sockets ask every few seconds."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from profiling import services
from profiling.access import person_is_live, session_is_live, session_person, sign_in_is_live, token_is_live
from profiling.models import AccessToken
from profiling.records import SignIn
from tests.base import setup_token


@pytest.fixture
def by_token(amina):
    return SignIn(amina.pk, token_id=setup_token(amina)[0].pk)


@pytest.fixture
def by_page(amina):
    browser = Client()
    browser.force_login(amina)
    return SignIn(amina.pk, session_key=browser.session.session_key)


@pytest.fixture(params=["by_token", "by_page"])
def sign_in(request):
    return request.getfixturevalue(request.param)


def test_it_works(sign_in):
    assert sign_in_is_live(sign_in)


def test_signed_out(sign_in):
    services.session_end(sign_in=sign_in)
    assert not sign_in_is_live(sign_in)


def test_signed_out_everywhere(amina, sign_in):
    services.sessions_end(person=amina)
    assert not sign_in_is_live(sign_in)


def test_account_closed(amina, sign_in):
    assert person_is_live(amina.pk)
    services.account_deactivate(person=amina)
    assert not person_is_live(amina.pk)
    assert not sign_in_is_live(sign_in)


def test_new_password(amina, sign_in):
    amina.set_password("another good password")
    amina.save()
    assert not sign_in_is_live(sign_in)


def test_account_gone(amina, sign_in):
    amina.delete()
    assert not sign_in_is_live(sign_in)


def test_other_sign_ins_go_on(ben, sign_in):
    services.sessions_end(person=ben)
    assert sign_in_is_live(sign_in)


def test_expired(by_token, by_page):
    AccessToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not sign_in_is_live(by_token) and not sign_in_is_live(by_page)


def test_unknown_token(db):
    assert not token_is_live(uuid4())


@pytest.mark.parametrize("key", ["", "short", "a" * 32, "a\0b" * 11, "🙂" * 8, "../../etc"])
def test_unknown_session(amina, key):
    assert not session_is_live(key, amina.pk) and session_person(key) is None


def test_session_of_somebody_else(ben, by_page):
    assert not session_is_live(by_page.session_key, ben.pk)


def test_session_without_sign_in(amina):
    browser = Client()
    session = browser.session
    session["x"] = 1
    session.save()
    assert session_person(session.session_key) is None


def test_asking_costs_at_most_two_queries(by_token, by_page, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert sign_in_is_live(by_token)
    with django_assert_max_num_queries(2):
        assert sign_in_is_live(by_page)
