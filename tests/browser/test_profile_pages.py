"""From three questions to a profile: filled, refused, mended, taken back, shared; and the numbers of one's own country."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import CRUSHING, NARROW, Tab
from tests.live import Live


def test_it_works(live: Live, tabs, amina) -> None:
    tab: Tab = tabs(live, amina, "/profile/begin/")
    tab.expect("422")
    page = tab.page
    page.get_by_label("In which country are you?").select_option(label="Kenya")
    page.get_by_label("Pounds, feet and inches").check()
    page.get_by_role("button", name="Save and begin the interview").click()
    page.get_by_role("heading", name="A short interview about your health").wait_for()
    page.get_by_role("link", name="You", exact=True).click()

    page.get_by_role("link", name="Edit body").click()
    page.get_by_label("Weight in pounds").fill("15000")
    page.get_by_role("button", name="Save").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("1,102 lb")
    tab.until("() => document.activeElement.id === 'summary'")
    assert page.get_by_label("Weight in pounds").input_value() == "15000"
    page.get_by_label("Weight in pounds").fill("150")
    page.get_by_label("Feet", exact=True).fill("5")
    page.get_by_label("Inches", exact=True).fill("6")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("status").filter(has_text="Saved").wait_for()
    body = page.get_by_role("region", name="Body")
    assert "150 lb" in body.inner_text() and "5 ft 6 in" in body.inner_text() and "Written by you" in body.inner_text()

    page.get_by_role("link", name="Edit health").click()
    page.get_by_label("Name of medicine 1").fill("warfarin")
    page.get_by_label("Conditions").fill("asthma")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Take back conditions").click()
    expect(page.get_by_role("main")).to_contain_text("taken back since")
    page.get_by_role("link", name="Profile").click()
    expect(page.get_by_role("region", name="Health")).not_to_contain_text("asthma")

    page.get_by_role("link", name="Ask").click()
    tab.ask(CRUSHING)
    tab.wait_answers(1)
    numbers = tab.answer.locator(".level").get_by_role("link")
    assert re.sub(r"\D", "", numbers.first.inner_text()) == "999"


def test_consents_and_sharing_on_a_phone(live: Live, tabs, amina) -> None:
    tab: Tab = tabs(live, amina, "/profile/", viewport=NARROW)
    tab.expect("422")
    page = tab.page
    page.get_by_role("link", name="Consents").click()
    group = page.get_by_role("group", name="Your words, to write answers")
    group.get_by_label("Not allowed").check()
    page.get_by_role("button", name="Save").click()
    expect(group).to_contain_text("You said so on")
    expect(group.get_by_label("Not allowed")).to_be_checked()

    page.get_by_role("link", name="Sharing").click()
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was shared")
    page.get_by_label("Their e-mail address").fill("ben@example.org")
    page.get_by_label("Your health profile").check()
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Take back from ben@example.org").click()
    expect(page.get_by_role("main")).to_contain_text("You share nothing with anybody")
