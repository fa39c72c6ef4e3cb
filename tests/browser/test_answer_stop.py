"""Stop, in mid-answer and before the first word. The button follows the answer's end, not the click."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.browser.conftest import LONG, Tab
from tests.live import LiveModel


def stop(tab: Tab) -> None:
    tab.page.get_by_role("button", name="Stop").click()


def test_it_works(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=20)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_text("sentence 2 ")
    expect(tab.page.locator("[data-do=send]")).to_be_hidden()
    stop(tab)
    tab.wait_status("stopped")
    assert "sentence 2 " in tab.prose, "what was written is kept"
    expect(tab.answer).to_contain_text("You stopped this answer")
    expect(tab.page.locator("[data-do=stop]")).to_be_hidden()
    expect(tab.page.locator("[data-do=send]")).to_be_visible()
    assert tab.talk["messages"][-1]["status"] == "stopped"


def test_button_says_stopping_until_the_end_has_come(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=20)
    tab: Tab = tabs(live_model, live_model.person())
    held: list[Route] = []
    tab.page.route("**/stop/", lambda route: held.append(route))
    tab.ask()
    tab.wait_text("sentence 1 ")
    stop(tab)
    tab.wait_text("sentence 4 ")
    expect(tab.page.locator("[data-do=stop]")).to_have_text("Stopping")
    held.pop().continue_()
    tab.wait_status("stopped")
    expect(tab.page.locator("[data-do=stop]")).to_be_hidden()


def test_what_was_written_meanwhile_is_given_back_when_it_could_not_be_stopped(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=20)
    tab: Tab = tabs(live_model, live_model.person())
    tab.expect("ERR_FAILED")
    tab.page.route("**/stop/", lambda route: route.abort())
    tab.ask()
    tab.wait_text("sentence 1 ")
    tab.ask("and my ear hurts")
    tab.page.get_by_text("could not be stopped").wait_for()
    assert tab.composer.input_value() == "and my ear hurts"
    assert tab.page.locator("[data-do=stop]").inner_text() == "Stop"
    assert tab.page.locator("px-said").count() == 1


def test_before_the_first_word(live_model: LiveModel, tabs) -> None:
    live_model.speak(first=25.0, text="Much later.")
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    stop(tab)
    tab.wait_status("stopped")
    assert "Much later" not in tab.prose


def test_stopped_answer_can_be_asked_again(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=20)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_text("sentence 1 ")
    stop(tab)
    tab.wait_status("stopped")
    live_model.speak(text="A short second answer.")
    tab.answer.get_by_role("button", name="Ask again").click()
    tab.wait_status("complete")
    assert "A short second answer." in tab.prose
    assert "2/2" in tab.answer.locator(".walk").inner_text().replace("\n", "")
