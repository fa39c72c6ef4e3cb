"""From three questions to a profile: filled, refused, mended, taken back, shared; and the numbers of one's own country."""

from __future__ import annotations

import re

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
    assert "1,102 lb" in summary.inner_text()
    tab.until("() => document.activeElement.id === 'summary'")
    assert page.get_by_label("Weight in pounds").input_value() == "15000"
    page.get_by_label("Weight in pounds").fill("150")
    page.get_by_label("Feet", exact=True).fill("5")
    page.get_by_label("Inches", exact=True).fill("6")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("status").filter(has_text="Saved").is_visible()
    body = page.get_by_role("region", name="Body")
    assert "150 lb" in body.inner_text() and "5 ft 6 in" in body.inner_text() and "Written by you" in body.inner_text()

    page.get_by_role("link", name="Edit health").click()
    page.get_by_label("Name of medicine 1").fill("warfarin")
    page.get_by_label("Conditions").fill("asthma")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Take back conditions").click()
    assert "taken back since" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="Profile").click()
    assert "asthma" not in page.get_by_role("region", name="Health").inner_text()

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
    assert "You said so on" in group.inner_text()
    assert group.get_by_label("Not allowed").is_checked()

    page.get_by_role("link", name="Sharing").click()
    page.get_by_role("button", name="Share").click()
    assert "Nothing was shared" in page.get_by_role("alert").inner_text()
    page.get_by_label("Their e-mail address").fill("ben@example.org")
    page.get_by_label("Your health profile").check()
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Take back from ben@example.org").click()
    assert "You share nothing with anybody" in page.get_by_role("main").inner_text()
