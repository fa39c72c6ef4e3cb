"""Five wrong passwords, then the account takes no more for a quarter of an hour: in a row, at once, at every door."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from axes.models import AccessAttempt
from django.conf import settings as configured
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from profiling import lockout
from profiling.models import Letter
from profiling.services import person_authenticate
from tests.base import PASSWORD, api_of

WRONG = "wrong password"


def enter(password=WRONG, email="amina@example.org"):
    """The code that the services give, without the limit on network addresses."""
    try:
        return person_authenticate(request=RequestFactory().post("/"), email=email, password=password)
    except Problem as problem:
        return problem.code


def make_older(seconds, email="amina@example.org"):
    """As if this much time had passed since every failure, for both counters."""
    for key in store(Db.BREAKERS).keys("lockout:*"):
        for member, score in store(Db.BREAKERS).zrange(key, 0, -1, withscores=True):
            store(Db.BREAKERS).zadd(key, {member: score - seconds})
    for attempt in AccessAttempt.objects.filter(username=email):
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=attempt.attempt_time - timedelta(seconds=seconds)
        )


def test_sixty_in_a_row_five_reach_the_hash(amina, hashes):
    codes = [enter() for _ in range(60)]
    assert codes == ["INVALID_CREDENTIALS"] * 5 + ["LOCKED_OUT"] * 55
    assert hashes == ["verify"] * 5


@pytest.mark.parametrize("email", ["amina@example.org", "nobody@example.org"])
def test_hundred_at_once_five_reach_the_hash(transactional_db, hashes, email):
    from tests.base import setup_user

    setup_user("Amina")
    hashes.clear()

    def guess(index):
        try:
            return enter(email=email)
        finally:
            connection.close()

    with ThreadPoolExecutor(24) as threads:
        codes = list(threads.map(guess, range(100)))
    assert (codes.count("INVALID_CREDENTIALS"), codes.count("LOCKED_OUT"), len(hashes)) == (5, 95, 5)


def test_hundred_from_two_processes_five_reach_the_hash(transactional_db):
    from tests.base import setup_user

    email = setup_user("Amina").email
    parts = urlsplit(configured.DATABASE_URL)
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    env = os.environ | {"DATABASE_URL": url}
    run = [sys.executable, "-m", "tests.profiling.guess", "50", email]
    processes = [subprocess.Popen(run, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [json.loads(process.communicate(timeout=120)[0].splitlines()[-1]) for process in processes]
    assert sum(each["hashes"] for each in found) == 5
    assert sum(each["codes"].get("INVALID_CREDENTIALS", 0) for each in found) == 5
    assert sum(each["codes"].get("LOCKED_OUT", 0) for each in found) == 95


def test_right_password_is_refused_while_locked(amina, hashes):
    for _ in range(5):
        enter()
    hashes.clear()
    assert enter(PASSWORD) == "LOCKED_OUT"
    assert hashes == []


def test_right_password_does_not_clear_the_count_of_others(amina):
    for _ in range(4):
        enter()
    assert enter(PASSWORD) == amina
    assert [enter(), enter()] == ["INVALID_CREDENTIALS", "LOCKED_OUT"]


def test_right_passwords_are_not_counted(amina):
    assert [enter(PASSWORD) for _ in range(12)] == [amina] * 12


def test_right_passwords_at_once_all_pass(transactional_db):
    from tests.base import setup_user

    amina = setup_user("Amina")

    def sign_in(index):
        try:
            return enter(PASSWORD)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(sign_in, range(12))) == [amina] * 12


def test_account_is_open_again_after_a_quarter_of_an_hour(amina):
    for _ in range(5):
        enter()
    make_older(14 * 60)
    assert enter(PASSWORD) == "LOCKED_OUT"
    make_older(61)
    assert enter(PASSWORD) == amina


def test_refused_guesses_do_not_make_it_longer(amina):
    for _ in range(5):
        enter()
    make_older(14 * 60)
    for _ in range(20):
        enter()
    make_older(61)
    assert enter(PASSWORD) == amina


def test_one_account_however_its_address_is_written(amina):
    for email in ("amina@example.org", "AMINA@example.org", " Amina@Example.org"):
        enter(email=email)
        enter(email=email)
    assert enter(PASSWORD) == "LOCKED_OUT"


def test_other_accounts_stay_open(amina, ben):
    for _ in range(6):
        enter()
    assert enter(PASSWORD, email=ben.email) == ben


def test_unknown_address_is_locked_like_a_known_one(db):
    assert [enter(email="nobody@example.org") for _ in range(6)][4:] == ["INVALID_CREDENTIALS", "LOCKED_OUT"]


def test_lock_outlives_a_redis_without_memory(amina):
    for _ in range(5):
        enter()
    store(Db.BREAKERS).flushdb()
    assert enter(PASSWORD) == "LOCKED_OUT"


def test_guess_that_died_while_hashing_counts_as_wrong(amina):
    for _ in range(5):
        lockout.place_take(amina.email)
    make_older(lockout.PATIENCE_S)
    assert enter(PASSWORD) == "LOCKED_OUT"


def test_administrator_opens_it(amina):
    for _ in range(5):
        enter()
    lockout.account_open("Amina@example.org")
    assert enter(PASSWORD) == amina


def test_api_says_how_long(amina):
    sent = {"email": amina.email, "password": WRONG}
    answers = [api_of().post("/api/auth/login/", sent, format="json") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [423]
    assert answers[5].json()["code"] == "LOCKED_OUT" and re.search(r"in 1\d minutes", answers[5].json()["detail"])
    assert 600 < int(answers[5]["Retry-After"]) <= 900
    right = api_of().post("/api/auth/login/", sent | {"password": PASSWORD}, format="json")
    assert right.status_code == 423


def test_sixty_in_a_row_over_the_api(amina, hashes):
    sent = {"email": amina.email, "password": WRONG}
    codes = [api_of().post("/api/auth/login/", sent, format="json").status_code for _ in range(60)]
    assert codes == [401] * 5 + [423] * 5 + [429] * 50
    assert hashes == ["verify"] * 5


def test_page_says_how_long(amina):
    answers = [Client().post("/accounts/login/", {"login": amina.email, "password": WRONG}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [423]
    assert 600 < int(answers[5]["Retry-After"]) <= 900
    assert re.search(r"1\d\s+minutes", answers[5].content.decode())
    right = Client().post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    assert right.status_code == 423 and "sessionid" not in right.cookies


def test_page_and_api_share_the_count(amina):
    for _ in range(5):
        Client().post("/accounts/login/", {"login": amina.email, "password": WRONG})
    answer = api_of().post("/api/auth/login/", {"email": amina.email, "password": PASSWORD}, format="json")
    assert answer.status_code == 423


def test_attempts_are_kept_for_administrators_without_passwords(amina):
    Client().post("/accounts/login/", {"login": amina.email, "password": WRONG})
    attempt = AccessAttempt.objects.get()
    assert (attempt.username, attempt.failures_since_start, attempt.ip_address) == (amina.email, 1, "127.0.0.1")
    assert WRONG not in attempt.post_data and timezone.now() - attempt.attempt_time < timedelta(minutes=1)


def test_owner_gets_one_letter(amina):
    for _ in range(8):
        enter()
    assert list(Letter.objects.values_list("kind", "user")) == [("locked_out", amina.pk)]


def test_nobody_signs_in_while_redis_is_away(amina, hashes, monkeypatch, settings):
    from praxia.lib import stores

    settings.REDIS_ROOT = "redis://127.0.0.1:1"
    stores._store.cache_clear()
    monkeypatch.setattr(stores, "_options", lambda db: {"socket_connect_timeout": 0.2, "decode_responses": True})
    try:
        sent = {"email": amina.email, "password": PASSWORD}
        answer = api_of().post("/api/auth/login/", sent, format="json")
        assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
        assert enter(PASSWORD) == "UNAVAILABLE"
        page = Client().post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
        assert page.status_code == 503 and hashes == []
    finally:
        stores._store.cache_clear()
