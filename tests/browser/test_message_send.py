"""Sending on a good line, a bad line and twice; and what stays when the page goes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import SORE_THROAT, Tab
from tests.live import Live

POSTS = "**/api/chat-sessions/*/messages/"


def test_shift_enter_begins_a_line(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.wait_script()
    tab.composer.press_sequentially("first")
    tab.composer.press("Shift+Enter")
    tab.composer.press_sequentially("second")
    tab.composer.press("Enter")
    tab.wait_status("complete")
    assert tab.talk["messages"][0]["content"] == "first\nsecond"


def test_draft_outlives_a_reload(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.wait_script()
    tab.composer.fill("half a thought")
    tab.page.reload()
    tab.wait_script()
    expect(tab.composer).to_have_value("half a thought")
    tab.composer.press("Enter")
    tab.wait_status("complete")
    tab.page.reload()
    tab.wait_script()
    assert tab.composer.input_value() == ""


def test_next_person_in_the_same_tab_finds_nothing(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.wait_script()
    tab.composer.fill("something private")
    chloe = live.person()
    tab.page.context.add_cookies([{"name": "sessionid", "value": chloe.session, "url": live.base_url}])
    tab.page.reload()
    tab.wait_script()
    assert tab.composer.input_value() == ""
    assert "private" not in tab.page.evaluate("JSON.stringify(sessionStorage)")


def test_lost_reply_is_one_message(live: Live, amina, tabs) -> None:
    """The server saved it, but its reply never arrived: the resend finds the same message."""
    tab: Tab = tabs(live, amina)
    tab.expect("ERR_FAILED", "WebSocket")
    lost = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    tab.page.route(POSTS, lose_the_first)
    tab.ask()
    tab.wait_status("complete")
    tab.until("() => !Object.keys(sessionStorage).some(key => key.includes(':outbox:'))")
    assert lost
    expect(tab.composer, "nothing is given back to be sent a second time").to_have_value("")
    assert [one["role"] for one in tab.talk["messages"]] == ["user", "assistant"]
    assert tab.page.locator("px-said").count() == tab.page.locator("px-answer").count() == 1


def test_offline_message_waits_and_goes_out_by_itself(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.expect("ERR_INTERNET_DISCONNECTED", "WebSocket")
    tab.wait_script()
    tab.page.context.set_offline(True)
    tab.page.locator("#offline").wait_for()
    tab.ask()
    note = tab.page.get_by_text("Not sent yet")
    note.wait_for()
    assert note.evaluate(
        "note => note.getBoundingClientRect().bottom <= document.querySelector('px-composer').getBoundingClientRect().top + 24"
    )
    tab.page.context.set_offline(False)
    tab.wait_status("complete")
    expect(tab.page.locator(".unsent:visible")).to_have_count(0)


def test_reload_while_a_message_waits(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.expect("ERR_FAILED")
    tab.page.route(POSTS, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    tab.ask()
    tab.page.get_by_text("Not sent yet").wait_for()
    tab.page.unroute(POSTS)
    tab.page.reload()
    tab.wait_status("complete")
    assert [one["content"] for one in tab.talk["messages"] if one["role"] == "user"] == [SORE_THROAT]


def test_too_long_is_said_before_sending(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.wait_script()
    tab.composer.fill("a" * 8012)
    expect(tab.page.locator("#composer-wrong")).to_contain_text("12 characters longer")
    tab.composer.press("Enter")
    assert tab.page.locator("px-said").count() == 0
    assert len(tab.composer.input_value()) == 8012, "nothing is cut off"


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "[x](javascript:alert(1)) <script>alert(1)</script>"])
def test_markup_of_people_stays_text(live: Live, amina, tabs, text: str) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(text)
    tab.wait_status("complete")
    for _ in range(2):
        assert tab.page.locator("px-said .words").inner_text() == text
        assert tab.page.locator("px-message-list :is(img, script)").count() == 0
        tab.page.reload()


def test_without_script(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina, java_script_enabled=False)
    tab.composer.fill(SORE_THROAT)
    tab.page.get_by_role("button", name="Send").click()
    tab.wait_status("complete")  # the page asks anew by itself until the answer is there
    assert tab.page.locator("px-said .words").inner_text() == SORE_THROAT
    tab.answer.locator(".level").wait_for()
    assert tab.prose
