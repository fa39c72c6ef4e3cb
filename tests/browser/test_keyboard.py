"""The whole talk by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import LONG, SORE_THROAT, Tab
from tests.live import Live, LiveModel

FOCUSED = "() => (document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"


def tab_to(tab: Tab, words: str, *, back: bool = False) -> None:
    for _ in range(40):
        tab.page.keyboard.press("Shift+Tab" if back else "Tab")
        if tab.page.evaluate(FOCUSED).startswith(words):
            return
    raise AssertionError(f"{words!r} was not reached by the Tab key.")


def test_it_works(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.wait_script()
    tab_to(tab, "Your message")
    tab.page.keyboard.type(SORE_THROAT)
    tab.page.keyboard.press("Enter")
    tab.wait_status("complete")
    expect(tab.composer, "the next message can be typed at once").to_be_focused()

    tab_to(tab, "Not right", back=True)
    tab.page.keyboard.press("Enter")
    tab.page.get_by_text("Thank you").wait_for()

    tab_to(tab, "Delete", back=True)
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("dialog").wait_for()
    tab.page.keyboard.press("Escape")
    tab.until(f"() => ({FOCUSED})() === 'Delete'")


def test_focus_goes_on_where_a_button_goes_away(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    tab.answer.locator(".chip").first.press("Enter")
    tab.wait_answers(2)
    tab.until("() => document.activeElement === [...document.querySelectorAll('px-said')].at(-1)")
    tab.answer.get_by_role("button", name="Ask again").press("Enter")
    tab.until("() => document.activeElement.localName === 'px-answer'")


def test_focus_returns_from_stop_to_the_composer(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=20)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.page.get_by_role("button", name="Stop").press("Enter")
    tab.wait_status("stopped")
    expect(tab.composer).to_be_focused()


def test_skip_link_leads_to_the_text(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate(FOCUSED) == "Skip to the text"
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.closest('main') !== null")


SEEN = """() => {
  const one = document.activeElement;
  return [one, one.form, one.closest('.search')].some(box => box && getComputedStyle(box).outlineStyle !== 'none');
}"""


def test_focus_is_always_seen(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.wait_script()
    for _ in range(12):
        tab.page.keyboard.press("Tab")
        assert tab.page.evaluate(SEEN), tab.page.evaluate("document.activeElement.outerHTML")
