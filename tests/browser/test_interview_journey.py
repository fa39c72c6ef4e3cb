"""The interview in a real browser: by click, by key and by word, over a reload, to a profile that the person confirms."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_pages_accessible import AXE, SERIOUS, SMALL_TARGETS


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_first_question_to_a_confirmed_profile(tabs, live, amina, size):
    page = tabs(live, amina, "/interview/", viewport=size).page
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="How old are you")).to_be_visible()
    page.get_by_label("Your answer").fill("I'm 34, a woman")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How active are you")).to_be_visible()
    expect(page.locator("[data-field=age]")).to_contain_text("I'm 34")
    page.get_by_role("button", name="Somewhat active").click()
    expect(page.get_by_role("heading", name="How have you been sleeping")).to_be_visible()
    expect(page.get_by_text("Question 3 of 5")).to_be_visible()
    page.reload()
    expect(page.locator("[data-field=activityLevel]")).to_contain_text("Somewhat active")
    page.get_by_label("Or in your own words").fill("like a log, and no stress at all")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("heading", name="What would you like to achieve")).to_be_visible()
    page.get_by_role("button", name="Skip this question").click()
    expect(page.get_by_role("heading", name="How do you eat")).to_be_visible()
    page.get_by_role("button", name="A bit of everything").click()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith("/interview/")):  # the same news once more
        page.evaluate("document.getElementById('interview').dataset.reading = 'yes'")
    expect(page.locator("#interview:not([data-reading=yes])")).to_be_visible()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("[data-field=age] summary").click()
    page.get_by_label("Age", exact=True).fill("35")
    page.locator("[data-field=age]").get_by_role("button", name="Save").click()
    expect(page.locator("[data-field=age]")).to_contain_text("your entry")
    expect(page.locator("[data-field=age] summary")).to_be_focused()
    page.get_by_role("button", name="Yes, keep it in my profile").click()
    expect(page.get_by_role("heading", name="Your profile is up to date")).to_be_visible()


def sound(page) -> bool:
    """Nothing serious for axe in light and dark, one h1, targets of 44 px, nothing too wide."""
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(SERIOUS) == [], scheme
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert (page.evaluate(SMALL_TARGETS), wide, page.locator("h1").count()) == ([], False, 1)
    return True


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_every_state_is_accessible(tabs, live, amina, size):
    page = tabs(live, amina, "/interview/", viewport=size, reduced_motion="reduce").page
    assert sound(page)
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Your answer").fill("I'm 34, a woman")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How active are you")).to_be_visible()
    page.locator("[data-field=age] summary").click()
    assert sound(page)
    page.get_by_role("button", name="Stop here").click()
    expect(page.get_by_role("heading", name="Your profile is up to date")).to_be_visible()
    assert sound(page)


def test_going_back_and_an_age_that_cannot_be(tabs, live, amina):
    opened = tabs(live, amina, "/interview/")
    page = opened.page
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Your answer").fill("34")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("heading", name="How old are you")).to_be_visible()
    page.get_by_label("Your answer").fill("43")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=age] .words")).to_have_text("43")
    expect(page.get_by_text("Question 2 of 5")).to_be_visible()
    opened.expect("422")
    page.locator("[data-field=age] summary").click()
    page.get_by_label("Age", exact=True).fill("250")
    page.locator("[data-field=age]").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("between 1 and 100")
    expect(page.get_by_label("Age", exact=True)).to_have_value("250")


def test_an_emergency_stops_the_interview_until_the_person_goes_on(tabs, live, amina):
    opened = tabs(live, amina, "/interview/")
    page = opened.page
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Your answer").fill("34, crushing chest pain going into my left arm right now")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert").get_by_role("link").first).to_have_attribute("href", "tel:112")
    page.get_by_role("button", name="Go on with the interview").click()
    expect(page.get_by_text("Question 2 of 5")).to_be_visible()


def test_without_script(tabs, live, amina):
    page = tabs(live, amina, "/interview/", java_script_enabled=False).page
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Your answer").fill("I'm 34")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Question 2 of 5")).to_be_visible()
