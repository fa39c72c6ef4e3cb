"""A person's way through accounts, in real Chromium: letters are read from the folder that stands in for a mail server."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from tests.base import PASSWORD
from tests.browser.conftest import NARROW, SORE_THROAT, Tab
from tests.live import Live, wait_for
from tests.profiling.setup import NEW_PASSWORD, code_now


def letters_to(house: Live, address: str) -> list[str]:
    found = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (house.folder / "data/letters").glob("*.eml")
    ]
    return [
        each.get_body(("plain",)).get_content()
        for each in sorted(found, key=lambda one: one["Date"])
        if each["To"] == address
    ]


def link_to(house: Live, address: str, page: str) -> str:
    """The path of the link in the newest letter to this address that leads to this page."""

    def paths() -> list[str]:
        return [path for text in letters_to(house, address) for path in re.findall(rf"http://[^/]+({page}\S+)", text)]

    wait_for(paths, what=f"a letter with a link to {page}")
    return paths()[-1]


def fill(tab: Tab, **fields: str) -> None:
    for name, value in fields.items():
        tab.page.locator(f"[name={name}]").fill(value)


def press(tab: Tab, name: str) -> None:
    tab.page.get_by_role("button", name=name, exact=True).click()


def heading(tab: Tab, words: str) -> None:
    tab.page.get_by_role("heading", level=1, name=words).wait_for()


def wait_in(tab: Tab) -> None:
    """Until signing in has led somewhere else."""
    tab.page.wait_for_url(lambda url: "/accounts/" not in url)


def new_address() -> str:
    return f"amina.{uuid4().hex[:10]}@example.org"


@pytest.fixture(autouse=True)
def _nobody_is_over_a_limit(live: Live) -> None:
    """All of these tests come from one address."""
    store = live.valkey(1)
    if keys := store.keys("limit:*"):
        store.delete(*keys)


def sign_up(tab: Tab, address: str) -> None:
    tab.open("/accounts/signup/")
    fill(tab, email=address, password1=PASSWORD)
    press(tab, "Make the account")
    heading(tab, "Sign in")
    assert tab.page.locator("[name=login]").input_value() == address


def sign_in(tab: Tab, password: str = PASSWORD) -> None:
    fill(tab, password=password)
    press(tab, "Sign in")


def test_sign_up_verify_second_factor_sign_in(live: Live, tabs) -> None:
    address = new_address()
    tab: Tab = tabs(live, None, "/")
    sign_up(tab, address)
    sign_in(tab)
    tab.open("/accounts/")
    assert "Not confirmed yet" in tab.page.locator(".rows").inner_text()
    tab.open(link_to(live, address, "/accounts/confirm/"))
    press(tab, "Yes, this is my address")
    heading(tab, "Your address is confirmed")
    tab.page.get_by_role("link", name="Go to your account").click()
    assert "Confirmed." in tab.page.locator(".rows").inner_text()

    tab.page.get_by_role("link", name="Turn on two-factor sign-in").click()
    fill(tab, password=PASSWORD)
    press(tab, "Set it up")
    heading(tab, "Set up your app")
    assert tab.page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    secret = tab.page.locator(".key").inner_text()
    fill(tab, code=code_now(secret))
    press(tab, "Turn on")
    heading(tab, "Your recovery codes")
    codes = tab.page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10

    tab.open("/accounts/")
    press(tab, "Sign out")
    heading(tab, "Sign in")
    fill(tab, login=address)
    sign_in(tab)
    heading(tab, "One more step")
    tab.open("/accounts/")  # the password alone opens nothing
    heading(tab, "One more step")
    tab.expect("422")
    fill(tab, code="000000")
    press(tab, "Sign in")
    assert "This code is wrong" in tab.page.locator("#summary").inner_text()
    assert tab.page.locator("[name=code]").input_value() == "000000"
    fill(tab, code=code_now(secret, later=1))
    press(tab, "Sign in")
    wait_in(tab)


def test_forgotten_password(live: Live, tabs) -> None:
    address = new_address()
    tab: Tab = tabs(live, None, "/", viewport=NARROW)
    sign_up(tab, address)
    tab.page.get_by_role("link", name="Forgot your password?").click()
    fill(tab, email=address)
    press(tab, "Send the letter")
    heading(tab, "Please look into your mail")
    link = link_to(live, address, "/accounts/password/new/")
    tab.open(link)
    fill(tab, password=NEW_PASSWORD)
    press(tab, "Save the new password")
    heading(tab, "Your password is changed")
    tab.open(link)
    assert "no longer works" in tab.page.locator("main").inner_text()
    tab.open("/accounts/login/")
    fill(tab, login=address)
    sign_in(tab, NEW_PASSWORD)
    wait_in(tab)


def test_passkey(live: Live, tabs) -> None:
    """With Chromium's own virtual authenticator. Passkeys need a name for the host: an address of numbers is none."""
    address = new_address()
    tab: Tab = tabs(live, None, "/")
    tab.base_url = live.base_url.replace("127.0.0.1", "localhost")
    devtools = tab.page.context.new_cdp_session(tab.page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_up(tab, address)
    sign_in(tab)
    wait_in(tab)
    tab.open("/accounts/2fa/")
    fill(tab, password=PASSWORD)
    press(tab, "Set it up")
    fill(tab, code=code_now(tab.page.locator(".key").inner_text()))
    press(tab, "Turn on")
    press_link = tab.page.get_by_role("link", name="I have kept them")
    press_link.click()
    tab.page.get_by_role("link", name="Add a passkey").click()
    fill(tab, name="My computer", password=PASSWORD)
    press(tab, "Add the passkey")
    tab.page.get_by_text("The passkey was added.").wait_for()
    assert "My computer" in tab.page.locator(".rows").inner_text()

    tab.open("/accounts/")
    press(tab, "Sign out")
    fill(tab, login=address)
    sign_in(tab)
    heading(tab, "One more step")
    press(tab, "Use a passkey")
    wait_in(tab)


def test_talk_without_an_account_is_kept(live: Live, tabs) -> None:
    address = new_address()
    tab: Tab = tabs(live, None, "/")
    press(tab, "Try it without an account")
    tab.page.wait_for_url("**/chat/")
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    talk = tab.page.url.removeprefix(live.base_url)
    assert "without an account" in tab.page.locator(".visitor").inner_text()
    tab.page.locator(".visitor").get_by_role("link", name="Make an account").click()
    fill(tab, email=address, password1=PASSWORD)
    press(tab, "Make the account")
    assert tab.page.get_by_label("Keep the talk").is_checked()
    sign_in(tab)
    wait_in(tab)
    tab.open(talk)
    tab.wait_status("complete")
    assert SORE_THROAT in tab.page.locator("main").inner_text() and not tab.page.locator(".visitor").count()
