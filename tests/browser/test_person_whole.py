"""One person from the first page to the last: account, second factor, interview, profile, archive, deletion."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.base import PASSWORD
from tests.browser.conftest import Tab
from tests.browser.test_account_journey import fill, heading, link_to, new_address, press, sign_in, sign_up, wait_in
from tests.live import Live
from tests.privacy.setup import Opened
from tests.profiling.setup import code_now


@pytest.fixture(autouse=True)
def _nobody_is_over_a_limit(live: Live) -> None:
    store = live.valkey(1)
    if keys := store.keys("limit:*"):
        store.delete(*keys)


def second_factor(tab: Tab) -> tuple[str, str]:
    """Turn it on; the secret and one recovery code."""
    tab.open("/accounts/")
    tab.page.get_by_role("link", name="Turn on two-factor sign-in").click()
    fill(tab, password=PASSWORD)
    press(tab, "Set it up")
    heading(tab, "Set up your app")
    secret = tab.page.locator(".key").inner_text()
    fill(tab, code=code_now(secret))
    press(tab, "Turn on")
    heading(tab, "Your recovery codes")
    return secret, tab.page.locator(".codes code").first.inner_text()


def interview(tab: Tab) -> None:
    """Two answers, one correction by hand, kept in the profile."""
    page = tab.page
    tab.open("/interview/")
    press(tab, "Begin")
    page.get_by_label("Your answer").fill("I'm 34, a woman, I sit all day, sleep badly and eat everything")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=age]")).to_contain_text("I'm 34")
    page.locator("[data-field=age] summary").click()
    page.get_by_label("Age", exact=True).fill("35")
    page.locator("[data-field=age]").get_by_role("button", name="Save").click()
    expect(page.locator("[data-field=age]")).to_contain_text("your entry")
    page.get_by_role("button", name="Stop here").click()
    expect(page.get_by_role("heading", name="Your profile is up to date")).to_be_visible()


def test_from_sign_up_to_deletion(live: Live, tabs) -> None:
    address = new_address()
    tab: Tab = tabs(live, None, "/")
    page = tab.page
    sign_up(tab, address)
    sign_in(tab)
    wait_in(tab)
    tab.open(link_to(live, address, "/accounts/confirm/"))
    press(tab, "Yes, this is my address")
    heading(tab, "Your address is confirmed")
    secret, recovery_code = second_factor(tab)
    interview(tab)
    tab.open("/profile/")
    expect(page.locator("main")).to_contain_text("35")

    tab.open("/privacy/data/")
    fill(tab, password=PASSWORD, code=code_now(secret, later=1))
    press(tab, "Make an archive")
    page.get_by_text("Your archive is ready").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the archive").click()
    archive = Opened(Path(download.value.path()).read_bytes())
    assert any(address in str(one) for one in archive.data("profiling"))

    tab.open("/privacy/data/delete/")
    fill(tab, password=PASSWORD, code=recovery_code)
    press(tab, "Delete the account")
    page.get_by_text("It is ordered.").wait_for()
    tab.open("/chat/")
    page.get_by_text("This account and everything in it will be deleted on").wait_for()
