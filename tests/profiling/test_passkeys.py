"""A passkey as the second step of signing in, and everything that is like one and must not open the door."""

from __future__ import annotations

import copy
import json
import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from praxia.lib.stores import Db, store
from profiling import second_factor
from profiling.selectors import two_factor_status
from tests.base import PASSWORD
from tests.profiling.authenticator import Passkey
from tests.profiling.setup import setup_two_factor

ADD, CODE = "/accounts/2fa/passkeys/", "/accounts/login/code/"


def options(page) -> str:
    return unescape(re.search(r'data-options="([^"]+)"', page.content.decode())[1])


def add(browser, answer, password=PASSWORD):
    return browser.post(ADD, {"name": "Key", "password": password, "credential": json.dumps(answer)})


def half_in(email="amina@example.org"):
    """A browser that has given the password, and what its passkey is asked to sign."""
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return browser, options(browser.get(CODE))


def enter(browser, answer) -> bool:
    browser.post(CODE, {"credential": json.dumps(answer)})
    return "_auth_user_id" in browser.session


def with_passkey(person) -> Passkey:
    setup_two_factor(person)
    browser, passkey = Client(), Passkey()
    browser.force_login(person)
    assert add(browser, passkey.make(options(browser.get(ADD)))).status_code == 302
    return passkey


@pytest.fixture
def passkey(amina) -> Passkey:
    return with_passkey(amina)


def test_it_works(amina, passkey):
    assert [one.name for one in two_factor_status(amina).passkeys] == ["Key"]
    for _ in range(2):
        browser, asked = half_in()
        assert enter(browser, passkey.sign(asked))
    assert two_factor_status(amina).passkeys[0].last_used_at


def test_answer_works_once(passkey):
    browser, asked = half_in()
    answer = passkey.sign(asked)
    assert enter(browser, answer)
    other, _ = half_in()
    assert not enter(other, answer)


def test_challenge_is_gone_after_a_wrong_answer(passkey):
    browser, asked = half_in()
    assert not enter(browser, {"id": "x"})
    assert not enter(browser, passkey.sign(asked))


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver", "https://testserver.evil.example"])
def test_another_site(passkey, origin):
    browser, asked = half_in()
    assert not enter(browser, passkey.sign(asked, origin=origin))


def test_key_of_somebody_else(passkey, ben):
    theirs = with_passkey(ben)
    browser, asked = half_in()
    assert not enter(browser, theirs.sign(asked))


def test_key_that_only_says_it_is_the_one(passkey):
    forged = Passkey()
    forged.id = passkey.id
    browser, asked = half_in()
    assert not enter(browser, forged.sign(asked))


def test_copy_whose_counter_stood_still(passkey):
    copied = copy.copy(passkey)
    browser, asked = half_in()
    assert enter(browser, passkey.sign(asked))
    browser, asked = half_in()
    assert not enter(browser, copied.sign(asked))


def test_without_the_password_nothing_is_asked(passkey):
    assert Client().get(CODE)["Location"] == "/accounts/login/"


def test_adding_needs_the_password(amina):
    setup_two_factor(amina)
    browser = Client()
    browser.force_login(amina)
    assert add(browser, Passkey().make(options(browser.get(ADD))), "wrong password").status_code == 422
    assert two_factor_status(amina).passkeys == ()


def test_adding_for_another_challenge(amina):
    setup_two_factor(amina)
    browser = Client()
    browser.force_login(amina)
    old = options(browser.get(ADD))
    browser.get(ADD)
    assert add(browser, Passkey().make(old)).status_code == 422


def test_only_the_public_half_is_kept(amina, passkey):
    (row,) = second_factor.Authenticator.objects.filter(type="webauthn")
    assert row.data.keys() == {"name", "key", "count"}


def test_page_offers_codes_too(passkey):
    browser, _ = half_in()
    page = browser.post(CODE, {"credential": "{}"})
    assert (
        page.status_code == 422 and 'name="code"' in page.content.decode() and "did not work" in page.content.decode()
    )


broken = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=20).map(bytes.hex),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_broken_answer_is_not_our_fault(passkey):
    """One browser stands half in for as long as it is refused: each refusal asks anew."""
    doors = [half_in()]

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(
        where=st.sampled_from(["id", "rawId", "type", "clientDataJSON", "authenticatorData", "signature"]), value=broken
    )
    def tried(where, value):
        store(Db.CACHE).flushdb()
        browser, asked = doors.pop()
        answer = passkey.sign(asked)
        (answer if where in answer else answer["response"])[where] = value
        page = browser.post(CODE, {"credential": json.dumps(answer)})
        doors.append((browser, options(page)) if page.status_code == 422 else half_in())
        assert page.status_code == 422 or (where in ("rawId", "id", "type") and page.status_code == 302)

    tried()
