"""In danger, what to do now comes first: on the screen, in reading order, and waits for no model."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from praxia.lib import limits
from praxia.lib.limits import LIMITS
from praxia.lib.stores import Db
from tests.browser.conftest import CRUSHING, LONG, NARROW, SORE_THROAT, Tab
from tests.live import MODEL, PATIENCE_S, Live, LiveModel

TIMED = """text => new Promise(done => {
  const field = document.querySelector('px-composer textarea');
  field.value = text;
  const before = document.querySelectorAll('px-answer').length;
  const began = performance.now();
  let prose_first = false;
  new MutationObserver((_, observer) => {
    const banner = document.querySelector('.level[data-level="call_now"]');
    const answer = document.querySelectorAll('px-answer')[before];
    if (!banner && answer?.querySelector('.prose').innerText) prose_first = true;
    if (banner) { observer.disconnect(); done({ms: performance.now() - began, prose_first}); }
  }).observe(document.querySelector('px-message-list'), {childList: true, subtree: true});
  field.form.requestSubmit();
})"""


def test_it_works(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    seen = tab.page.evaluate(TIMED, CRUSHING)
    assert not seen["prose_first"]

    tab.wait_answers(2)
    banner = tab.answer.get_by_role("alert")
    expect(tab.page.get_by_role("alert")).to_have_count(1)
    assert banner.get_by_role("link").first.get_attribute("href").startswith("tel:")
    assert tab.answer.evaluate("answer => answer.querySelector('.level, .prose').matches('.level')")


@pytest.mark.long
def test_banner_is_there_within_a_second(live: Live, amina, tabs) -> None:
    """Held where a machine has nothing else to do."""
    tab: Tab = tabs(live, amina)
    tab.wait_script()
    assert tab.page.evaluate(TIMED, CRUSHING)["ms"] < 1000


def test_banner_stays_in_sight_while_the_text_grows(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina, viewport=NARROW)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    tab.ask(CRUSHING)
    tab.wait_answers(2)
    box = tab.answer.get_by_role("alert").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < NARROW["height"]


def test_model_is_not_waited_for(live_model: LiveModel, tabs) -> None:
    asked = len(live_model.provider.requests(MODEL))
    live_model.speak(first=PATIENCE_S, text="Late words.")
    tab: Tab = tabs(live_model, live_model.person())
    tab.wait_script()
    assert tab.page.evaluate(TIMED, CRUSHING)["ms"] < 10_000
    tab.wait_status("complete")
    assert len(live_model.provider.requests(MODEL)) == asked


def test_writing_in_an_emergency_is_not_held_up_by_a_running_answer(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=20)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask(SORE_THROAT)
    tab.wait_text("sentence 1 ")
    tab.ask(CRUSHING)
    tab.page.locator('.level[data-level="call_now"]').wait_for()
    expect(tab.page.locator('px-answer[data-status="stopped"]')).to_have_count(1)


def test_over_the_limit_an_emergency_is_answered_and_the_rest_is_refused(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.expect("429")
    tab.wait_script()
    kind, until = LIMITS["chat"].person, time.time() + PATIENCE_S  # so long they count, however slow the machine is
    counted = limits._key("chat", amina.id)
    live.valkey(int(Db.CACHE)).lpush(counted, *[int((until - kind.per_s) * 1_000_000)] * kind.n)
    tab.ask(SORE_THROAT)
    tab.page.locator("#composer-wrong:visible").wait_for()
    expect(tab.composer, "what was refused can be sent again").to_have_value(SORE_THROAT)
    tab.ask(CRUSHING)
    tab.page.locator('.level[data-level="call_now"]').wait_for()
    tab.wait_status("complete")


def test_refusal_that_carries_a_level_shows_it(live: Live, amina, tabs) -> None:
    triage = {"level": "call_now", "action": "Call 112 now.", "numbers": [{"label": "Emergency", "number": "112"}]}
    problem = {"code": "ALREADY_RUNNING", "detail": "An answer is still being written here.", "triage": triage}
    tab: Tab = tabs(live, amina)
    tab.expect("409")
    tab.page.route(
        "**/messages/", lambda route: route.fulfill(status=409, content_type="application/problem+json", json=problem)
    )
    tab.ask(CRUSHING)
    alert = tab.page.locator("px-said").get_by_role("alert")
    expect(alert.get_by_role("link")).to_have_attribute("href", "tel:112")
    expect(tab.composer).to_have_value(CRUSHING)
