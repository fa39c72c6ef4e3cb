from __future__ import annotations

import re

import pytest
from django.test import Client

from profiling import second_factor, services
from tests.base import PASSWORD
from tests.profiling.setup import NEW_PASSWORD, account_kept, code_now, setup_two_factor

CODE = "/accounts/login/code/"


def sign_in(browser, **changes):
    return browser.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD} | changes)


def is_in(browser):
    return "_auth_user_id" in browser.session


@pytest.fixture
def browser(amina):
    browser = Client()
    browser.force_login(amina)
    return browser


def test_it_works(amina):
    secret, _ = setup_two_factor(amina)
    browser = Client()
    assert sign_in(browser)["Location"] == CODE
    assert not is_in(browser) and browser.get("/accounts/").status_code == 302
    assert "One more step" in browser.get(CODE).content.decode()
    answer = browser.post(CODE, {"code": code_now(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/profile/begin/")
    assert is_in(browser) and browser.get("/accounts/").status_code == 200


def test_recovery_code(amina):
    _, codes = setup_two_factor(amina)
    browser = Client()
    sign_in(browser)
    assert browser.post(CODE, {"code": codes[0]}).status_code == 302 and is_in(browser)


def test_wrong_code(amina):
    setup_two_factor(amina)
    browser = Client()
    sign_in(browser)
    page = browser.post(CODE, {"code": "000000"})
    assert page.status_code == 422 and "This code is wrong or was used already." in page.content.decode()
    assert not is_in(browser)


def test_code_limit_is_that_of_programs(amina):
    setup_two_factor(amina)
    browser = Client()
    sign_in(browser)
    assert [browser.post(CODE, {"code": "000000"}).status_code for _ in range(6)] == [422] * 5 + [429]


def test_where_one_wanted_to_go(amina):
    secret, _ = setup_two_factor(amina)
    browser = Client()
    sign_in(browser, next="/accounts/devices/")
    assert browser.post(CODE, {"code": code_now(secret)})["Location"] == "/accounts/devices/"


@pytest.mark.parametrize("lost", ["closed", "changed"])
def test_account_that_is_lost_between_password_and_code(amina, lost):
    secret, _ = setup_two_factor(amina)
    browser = Client()
    sign_in(browser)
    if lost == "closed":
        services.account_deactivate(person=amina)
    else:
        amina.set_password(NEW_PASSWORD)
        amina.save()
    assert browser.post(CODE, {"code": code_now(secret)})["Location"] == "/accounts/login/"
    assert not is_in(browser)


def test_set_up(amina, browser):
    assert browser.post("/accounts/2fa/", {"password": "wrong password"}).status_code == 422
    page = browser.post("/accounts/2fa/", {"password": PASSWORD}).content.decode()
    secret = re.search(r'class="key">(\w+)<', page)[1]
    assert 'src="data:image/svg+xml;base64,' in page
    again = browser.post("/accounts/2fa/on/", {"code": "000000"})
    assert again.status_code == 422 and secret in again.content.decode()
    codes = browser.post("/accounts/2fa/on/", {"code": code_now(secret)}).content.decode()
    assert len(re.findall(r"<code>[a-z2-7]{5}-[a-z2-7]{5}</code>", codes)) == 10
    assert second_factor.is_on(amina)
    assert "It is <strong>on</strong>" in browser.get("/accounts/2fa/").content.decode()


def test_set_up_that_ran_out(browser):
    page = browser.post("/accounts/2fa/on/", {"code": "123456"})
    assert page.status_code == 422 and "not finished in time" in page.content.decode()


def test_new_codes_and_off(amina, browser):
    _, codes = setup_two_factor(amina)
    wrong = browser.post("/accounts/2fa/codes/", {"password": PASSWORD, "code": "000000"})
    assert wrong.status_code == 422 and 'value="000000"' in wrong.content.decode()
    page = browser.post("/accounts/2fa/codes/", {"password": PASSWORD, "code": codes[0]})
    assert page.status_code == 200 and codes[1] not in page.content.decode()
    code = re.search(r"<code>(\w{5}-\w{5})</code>", page.content.decode())[1]
    assert browser.post("/accounts/2fa/off/", {"password": PASSWORD, "code": code}).status_code == 302
    assert not second_factor.is_on(amina)


def test_passkey_is_removed_with_the_password(amina, browser):
    path = f"/accounts/2fa/passkeys/{account_kept(amina)['passkey_id']}/"
    assert browser.post(path, {"password": "wrong password"}).status_code == 422
    assert browser.post(path, {"password": PASSWORD}).status_code == 302
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '"x"', "5", '{"id": "x", "response": {}}', "{" * 2000])
def test_credential_that_is_none(amina, browser, credential):
    setup_two_factor(amina)
    sent = {"name": "Key", "password": PASSWORD, "credential": credential}
    assert browser.post("/accounts/2fa/passkeys/", sent).status_code == 422
    fresh = Client()
    sign_in(fresh)
    fresh.get(CODE)
    assert fresh.post(CODE, {"credential": credential}).status_code == 422 and not is_in(fresh)


def test_devices(amina, browser):
    other, third = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}), Client()
    for each in (other, third):
        sign_in(each)
    page = browser.get("/accounts/devices/").content.decode()
    assert "Firefox on Linux" in page and page.count('name="end"') == 2
    browser.post("/accounts/devices/", {"end": re.search(r'value="([0-9a-f-]{36})"', page)[1]})
    assert sorted([is_in(other), is_in(third)]) == [False, True]
    assert browser.post("/accounts/devices/", {"end": "00000000-0000-4000-8000-000000000000"}).status_code == 404
    assert browser.post("/accounts/devices/", {"all": "yes"})["Location"] == "/accounts/login/"
    assert not any(is_in(each) for each in (browser, other, third))
