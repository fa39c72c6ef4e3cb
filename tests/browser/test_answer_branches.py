"""Editing and asking again make siblings; nothing is overwritten."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import SORE_THROAT, Tab
from tests.live import Live


def walk(tab: Tab, name: str) -> None:
    tab.page.get_by_role("button", name=name).first.click()


def test_it_works(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    said = tab.page.locator("px-said")
    said.get_by_role("button", name="Edit").click()
    said.get_by_label("Your message, to be changed").fill("My lower back hurts")
    said.get_by_role("button", name="Send the new version").click()
    tab.until("() => document.querySelector('px-said .words').textContent === 'My lower back hurts'")
    tab.wait_answers(1)
    assert "2/2" in said.locator(".walk").inner_text().replace("\n", "")

    walk(tab, "The version before")
    tab.until("text => document.querySelector('px-said .words')?.textContent === text", SORE_THROAT)
    expect(tab.answer).to_have_attribute("data-status", "complete")
    assert "1/2" in said.locator(".walk").inner_text().replace("\n", "")


def test_escape_leaves_the_message_as_it_was(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    edit = tab.page.get_by_role("button", name="Edit")
    edit.click()
    field = tab.page.get_by_label("Your message, to be changed")
    field.fill("something else")
    field.press("Escape")
    assert tab.page.locator("px-said .words").inner_text() == SORE_THROAT
    expect(edit).to_be_focused()


def test_ask_again_keeps_the_first_answer(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    first = tab.answer.get_attribute("data-id")
    tab.answer.get_by_role("button", name="Ask again").click()
    tab.until("first => document.querySelector('px-answer')?.dataset.id !== first", first)
    tab.wait_status("complete")
    walk(tab, "The version before")
    tab.until("first => document.querySelector('px-answer')?.dataset.id === first", first)


def test_quick_reply_is_a_message(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    chips = tab.answer.get_by_role("button").and_(tab.page.locator(".chip"))
    label = chips.first.inner_text()
    chips.first.click()
    tab.wait_answers(2)
    assert tab.page.locator("px-said .words").last.inner_text() == label
    expect(tab.page.locator("px-answer").first.locator(".chip:visible")).to_have_count(0)


def test_rating(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    tab.answer.get_by_role("button", name="Not right").click()
    tab.page.get_by_text("Thank you").wait_for()
    tab.page.reload()
    expect(tab.answer.get_by_role("button", name="Not right")).to_have_attribute("aria-pressed", "true")


def test_citation_opens_its_source(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    tab.answer.locator('.prose a[href^="#source-"]').first.click()
    source = tab.answer.locator(".source").first
    expect(source).to_have_attribute("open", "")
    link = source.get_by_role("link", name="Open this source")
    assert link.get_attribute("href").startswith("https://")
    assert "checked" in source.inner_text()
