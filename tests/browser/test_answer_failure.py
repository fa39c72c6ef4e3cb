"""When an answer breaks off: what was kept, and the way on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import LONG, Tab
from tests.live import LiveModel


def test_interrupted_answer_is_kept_and_written_anew(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, after=40, fault="cut")
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_status("interrupted")
    trouble = tab.answer.locator(".trouble")
    assert "kept" in trouble.inner_text()
    assert "sentence 0 " in tab.prose
    expect(trouble.get_by_role("button", name="Go on from here")).to_be_visible()
    live_model.speak(text="Now it is whole.")
    trouble.get_by_role("button", name="Write it anew").click()
    tab.wait_status("complete")
    assert "Now it is whole." in tab.prose


def test_model_away_is_said_in_the_answer(live_model: LiveModel, tabs) -> None:
    live_model.speak(status=401)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_status("complete")
    assert (
        "no language model" in tab.answer.locator(".notices").inner_text()
        or "could not be reached" in tab.answer.locator(".notices").inner_text()
    )


def test_signed_out_elsewhere(live_model: LiveModel, tabs) -> None:
    live_model.speak(text="An answer.")
    person = live_model.person()
    tab: Tab = tabs(live_model, person)
    tab.expect("401", "403", "WebSocket")
    tab.ask()
    tab.wait_status("complete")
    tab.page.context.clear_cookies()
    tab.ask("and one thing more")
    tab.page.get_by_role("link", name="Sign in again").wait_for()
    expect(tab.composer).to_have_value("and one thing more")
