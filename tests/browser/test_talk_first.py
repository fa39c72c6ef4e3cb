"""From the first page to a first answer."""

from __future__ import annotations

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

    assert page.get_by_role("heading", level=1).inner_text() == SORE_THROAT
    assert tab.answer.locator(".level").is_visible()
    assert "no language model" in tab.answer.locator(".notices").inner_text()
    assert tab.answer.locator(".source").count() >= 1


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
    assert field.evaluate("field => field === document.activeElement")
    described = field.get_attribute("aria-describedby")
    assert described and all(page.locator(f"#{one}").count() == 1 for one in described.split())
    assert page.get_by_label("E-mail address").input_value() == "somebody@example.org"


def test_signing_out_forgets_the_draft(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.composer.fill("something private")
    tab.page.get_by_role("link", name="Account").click()
    tab.page.get_by_role("button", name="Sign out").click()
    assert tab.page.evaluate("sessionStorage.length") == 0
