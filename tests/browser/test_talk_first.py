"""From the first page to a first answer."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import SORE_THROAT, Tab
from tests.live import Live

PASSWORD = "correct horse battery"


def test_it_works(live: Live, tabs) -> None:
    tab: Tab = tabs(live, path="/")
    page = tab.page
    page.get_by_role("main").get_by_role("link", name="Make an account").click()
    page.get_by_label("E-mail address").fill("new.person@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Skip").click()

    tab.ask(SORE_THROAT)
    tab.wait_status("complete")

    expect(page.get_by_role("heading", level=1)).to_have_text(SORE_THROAT)
    tab.answer.locator(".level").wait_for()
    expect(tab.answer.locator(".notices")).to_contain_text("no language model")
    tab.answer.locator(".source").first.wait_for()


def test_sign_up_says_what_is_wrong_and_keeps_what_was_typed(live: Live, tabs) -> None:
    tab: Tab = tabs(live, path="/accounts/signup/")
    tab.expect("422")
    page = tab.page
    page.get_by_label("E-mail address").fill("somebody@example.org")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Make the account").click()

    summary = page.get_by_role("alert")
    tab.until("id => document.activeElement.id === id", summary.get_attribute("id"))
    summary.get_by_role("link").first.click()
    field = page.get_by_label("Password")
    expect(field).to_be_focused()
    described = field.get_attribute("aria-describedby")
    assert described and all(page.locator(f"#{one}").count() == 1 for one in described.split())
    assert page.get_by_label("E-mail address").input_value() == "somebody@example.org"


def test_signing_out_forgets_the_draft(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.composer.fill("something private")
    tab.page.get_by_role("link", name="Account").click()
    tab.page.get_by_role("button", name="Sign out").click()
    tab.page.get_by_role("heading", level=1, name="Sign in").wait_for()
    assert tab.page.evaluate("sessionStorage.length") == 0
