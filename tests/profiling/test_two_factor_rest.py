"""The second factor of programs, and what is stored of it."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from praxia.lib.stores import Db, store
from profiling import second_factor, services, totp
from profiling.models import AccessToken
from tests.base import PASSWORD, api_of, setup_user
from tests.profiling.mail import deliver
from tests.profiling.setup import code_now, setup_two_factor

LOGIN, AT = "/api/auth/login/", "/api/auth/2fa/"


def login(code=None, password=PASSWORD):
    sent = {"email": "amina@example.org", "password": password} | ({} if code is None else {"code": code})
    return api_of().post(LOGIN, sent, format="json")


def post(person, name, **sent):
    return api_of(person).post(f"{AT}{name}/", sent, format="json")


def told(answer):
    return answer.status_code, answer.json().get("code")


# --- Turning it on and off ---------------------------------------------------------------------------------------------


def test_it_works(amina):
    setup = post(amina, "setup", password=PASSWORD)
    assert setup.status_code == 201 and setup["Cache-Control"] == "no-store"
    secret = setup.json()["secret"]
    assert setup.json()["otpauth_url"] == f"otpauth://totp/Praxia%3Aamina%40example.org?secret={secret}&issuer=Praxia"
    picture = base64.b64decode(setup.json()["qr_code"].removeprefix("data:image/svg+xml;base64,"))
    assert b"<svg" in picture and b"script" not in picture
    assert login().status_code == 200  # not on yet
    on = post(amina, "verify", code=code_now(secret))
    assert on.status_code == 200 and on.json()["is_verified"] is True
    assert len(set(on.json()["recovery_codes"])) == 10
    status = api_of(amina).get(f"{AT}status/").json()
    assert status["has_2fa"] is True and status["recovery_codes_left"] == 10 and status["created_at"].endswith("Z")
    assert told(login()) == (401, "TWO_FACTOR_REQUIRED")
    signed_in = login(code_now(secret, later=1))
    assert signed_in.status_code == 200 and signed_in.json()["has_2fa"] is True
    assert [letter.subject for letter in deliver()] == ["Two-factor sign-in is on"]


def test_off(amina):
    secret, _ = setup_two_factor(amina)
    answer = post(amina, "disable", password=PASSWORD, code=code_now(secret))
    assert answer.json() == {"message": "Two-factor sign-in is off."}
    assert login().status_code == 200 and not Authenticator.objects.filter(user=amina).exists()
    assert [letter.subject for letter in deliver()] == ["Two-factor sign-in is off"]


def test_new_recovery_codes_end_the_old(amina):
    secret, old = setup_two_factor(amina)
    new = post(amina, "recovery-codes", password=PASSWORD, code=code_now(secret)).json()["recovery_codes"]
    assert len(new) == 10 and told(login(old[0])) == (401, "TWO_FACTOR_INVALID")
    assert login(new[0]).status_code == 200


@pytest.mark.parametrize("name", ["disable", "recovery-codes"])
def test_password_and_code_are_both_needed(amina, name):
    secret, _ = setup_two_factor(amina)
    wrong = post(amina, name, password="wrong password", code=code_now(secret))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "password")
    assert told(post(amina, name, password=PASSWORD, code="000000")) == (401, "TWO_FACTOR_INVALID")
    assert second_factor.is_on(amina)


@pytest.mark.parametrize("name", ["disable", "recovery-codes"])
def test_what_is_off_has_nothing_to_change(amina, name):
    assert told(post(amina, name, password=PASSWORD, code="123456")) == (409, "CONFLICT")


def test_setup_needs_the_password(amina):
    assert post(amina, "setup", password="wrong password").status_code == 400


def test_setup_while_it_is_on(amina):
    setup_two_factor(amina)
    assert told(post(amina, "setup", password=PASSWORD)) == (409, "CONFLICT")


def test_verify_without_a_setup(amina, ben):
    post(amina, "setup", password=PASSWORD)
    assert told(post(ben, "verify", code="123456")) == (409, "CONFLICT")


def test_wrong_first_code_turns_nothing_on(amina):
    post(amina, "setup", password=PASSWORD)
    assert told(post(amina, "verify", code="000000")) == (401, "TWO_FACTOR_INVALID")
    assert not second_factor.is_on(amina)


# --- At the door ---------------------------------------------------------------------------------------------------------


def test_no_token_without_the_code(amina):
    setup_two_factor(amina)
    answer = login()
    assert "access_token" not in answer.json() and not AccessToken.objects.filter(user=amina).exists()


def test_wrong_password_says_nothing_of_a_second_factor(amina):
    secret, _ = setup_two_factor(amina)
    assert told(login(code_now(secret), "wrong password")) == (401, "INVALID_CREDENTIALS")


def test_code_works_once(amina):
    secret, _ = setup_two_factor(amina)
    code = code_now(secret)
    assert [login(code).status_code, *told(login(code))] == [200, 401, "TWO_FACTOR_INVALID"]


def test_code_that_was_used_stays_used_without_the_cache(amina):
    secret, _ = setup_two_factor(amina)
    code = code_now(secret)
    login(code)
    store(Db.CACHE).flushdb()
    assert login(code).status_code == 401


@pytest.mark.parametrize(("later", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_clocks_may_differ_by_one_step(amina, monkeypatch, later, status):
    """Ours stands still meanwhile: the next step may begin between the code and the answer."""
    secret, _ = setup_two_factor(amina)
    now = time.time()
    monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda: now))
    assert login(totp.code_at(secret, totp.step_at(now) + later)).status_code == status


def test_no_step_before_the_last_used(amina):
    secret, _ = setup_two_factor(amina)
    assert login(code_now(secret, later=1)).status_code == 200
    assert login(code_now(secret)).status_code == 401


def test_recovery_code_works_once(amina):
    _, codes = setup_two_factor(amina)
    assert login(codes[3].upper().replace("-", " ")).status_code == 200
    assert told(login(codes[3])) == (401, "TWO_FACTOR_INVALID")
    assert api_of(amina).get(f"{AT}status/").json()["recovery_codes_left"] == 9


def test_code_of_somebody_else(amina, ben):
    setup_two_factor(amina)
    secret, codes = setup_two_factor(ben)
    assert login(code_now(secret)).status_code == login(codes[0]).status_code == 401


@pytest.mark.parametrize("code", ["", "   ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "a" * 33, None, 123456, ["1"]])
def test_code_that_is_none(amina, code):
    setup_two_factor(amina)
    assert login(code if code is not None else "x").status_code in (400, 401)


def test_five_codes_in_a_quarter_of_an_hour(amina):
    _, codes = setup_two_factor(amina)
    answers = [login("000000") for _ in range(5)] + [login(codes[0])]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[5].json()["code"] == "RATE_LIMITED" and int(answers[5]["Retry-After"]) > 600


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_in():
    amina = setup_user("Amina")
    secret, recovery = setup_two_factor(amina)

    def take(code):
        try:
            return second_factor.code_take(amina, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        for code in (code_now(secret), recovery[0]):
            assert sorted(threads.map(take, [code] * 8)) == [False] * 7 + [True]


def test_code_of_who_has_no_second_factor_does_not_matter(amina):
    assert login("123456").status_code == 200


# --- What is stored ------------------------------------------------------------------------------------------------------


def test_secret_is_sealed_and_codes_are_hashed(amina):
    secret, codes = setup_two_factor(amina)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = json.dumps(cursor.fetchall())
    assert secret not in stored and not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_secret_that_waits_is_sealed_too(amina):
    secret = post(amina, "setup", password=PASSWORD).json()["secret"]
    kept = [store(Db.CACHE).get(key) for key in store(Db.CACHE).keys("totp-setup:*")]
    assert len(kept) == 1 and secret not in kept[0]


def test_changed_key_with_its_predecessor_in_the_ring(amina, settings):
    secret, codes = setup_two_factor(amina)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of thirty-two characters", [settings.SECRET_KEY]
    assert second_factor.code_take(amina, code_now(secret)) and second_factor.code_take(amina, codes[0])


def test_changed_key_without_it(amina, settings):
    secret, _ = setup_two_factor(amina)
    settings.SECRET_KEY = "another key of thirty-two characters"
    assert not second_factor.code_take(amina, code_now(secret))


def test_administrator_takes_it_off(amina):
    setup_two_factor(amina)
    services.two_factor_take_off(person=amina)
    assert login().status_code == 200 and len(deliver()) == 1


@pytest.mark.parametrize(
    ("at_s", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_of_the_standard(at_s, code):
    """RFC 6238, appendix B, the last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert totp.code_at(secret, totp.step_at(at_s)) == code
