"""The list of talks: search, rename, export, delete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, SORE_THROAT, Tab
from tests.live import Live


@pytest.fixture
def tab(live: Live, amina, tabs) -> Tab:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    return tab


def test_new_talk_joins_the_list(tab: Tab) -> None:
    tab.page.get_by_role("link", name=SORE_THROAT).wait_for()
    tab.page.get_by_role("link", name="New talk").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("What would you like to ask?")


def test_search(tab: Tab) -> None:
    found = tab.page.locator("px-talks li")
    tab.page.get_by_label("Search your talks").fill("nothing like that")
    tab.page.get_by_text("No talk holds these words.").wait_for()
    expect(found).to_have_count(0)
    tab.page.get_by_label("Search your talks").fill("sore throat")
    found.first.wait_for()
    expect(found).to_have_count(1)


def test_rename(tab: Tab) -> None:
    tab.page.get_by_role("button", name="Rename").click()
    field = tab.page.get_by_label("Title of this talk")
    expect(field).to_be_focused()
    field.fill("My throat in November")
    field.press("Enter")
    tab.page.get_by_role("link", name="My throat in November").wait_for()
    tab.page.reload()
    assert tab.page.get_by_role("heading", level=1).inner_text() == "My throat in November"


def test_rename_can_be_left(tab: Tab) -> None:
    tab.page.get_by_role("button", name="Rename").click()
    tab.page.get_by_label("Title of this talk").fill("Something else")
    tab.page.get_by_role("button", name="Cancel").click()
    assert tab.page.get_by_role("heading", level=1).inner_text() == SORE_THROAT
    assert tab.page.get_by_role("button", name="Rename").evaluate("button => button === document.activeElement")


def test_delete_asks_first(tab: Tab) -> None:
    address = tab.page.url
    tab.page.get_by_role("button", name="Delete").click()
    tab.page.get_by_role("button", name="Keep it").click()
    assert tab.page.url == address
    tab.page.get_by_role("button", name="Delete", exact=True).click()
    tab.page.get_by_role("button", name="Delete this talk").click()
    tab.page.wait_for_url("**/chat/")
    tab.expect("404")
    tab.page.goto(address)
    assert tab.page.get_by_role("heading", level=1).inner_text() == "There is nothing here"


def test_export(tab: Tab, tmp_path: Path) -> None:
    menu = tab.page.locator("details.menu")
    menu.locator("summary").click()
    tab.page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    with tab.page.expect_download() as download:
        tab.page.get_by_role("link", name="As data (JSON)").click()
    download.value.save_as(tmp_path / "talk.json")
    assert json.loads((tmp_path / "talk.json").read_text())["messages"][0]["content"] == SORE_THROAT


def test_title_without_a_break_stays_in_its_place(tab: Tab) -> None:
    tab.api("POST", "/api/chat-sessions/", {"title": "a" * 200})
    tab.page.reload()
    assert tab.page.evaluate(
        "[...document.querySelectorAll('.talks li a')].every(one => one.scrollWidth <= one.clientWidth)"
    )
    tab.page.locator("px-talks li a").first.click()
    tab.page.set_viewport_size(NARROW)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_phone_has_the_list_below_the_beginning(live: Live, tab: Tab) -> None:
    tab.page.set_viewport_size(NARROW)
    tab.page.get_by_role("link", name="Ask").click()
    tab.page.get_by_role("link", name=SORE_THROAT).click()
    tab.page.wait_for_url("**/chat/*-*/")


def test_somebody_elses_talk_is_not_there(live: Live, tab: Tab, tabs) -> None:
    chloe: Tab = tabs(live, live.person())
    chloe.expect("404")
    chloe.page.goto(tab.page.url)
    assert chloe.page.get_by_role("heading", level=1).inner_text() == "There is nothing here"


def test_on_a_phone_the_menu_stays_on_the_screen(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina, viewport=NARROW, color_scheme="dark")
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    tab.page.locator("details.menu summary").click()
    for link in tab.page.locator("details.menu a").all():
        box = link.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"]
    chips, small_print = tab.answer.locator(".chip").first, tab.answer.locator(".prose > p").last
    assert chips.bounding_box()["y"] < small_print.bounding_box()["y"]  # beside the question that they answer
    tab.page.emulate_media(media="print")
    assert tab.page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 37, 46)"  # dark ink, for paper
    tab.page.emulate_media(media="screen")
    tab.open("/chat/?q=throat")  # what was found is not below everything else
    found = tab.page.locator("main px-talks").get_by_role("link", name=SORE_THROAT).bounding_box()
    assert found and found["y"] < NARROW["height"] / 2
