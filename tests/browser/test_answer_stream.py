"""An answer arrives in pieces, survives a reload and a lost line, and is the same on every device."""

from __future__ import annotations

import re
import signal

import pytest

from tests.browser.conftest import LONG, NARROW, SORE_THROAT, WIDE, Tab
from tests.live import Live, LiveModel, wait_for

# Before anything is asked: an answer may be there whole before a test could look at it.
SAMPLE = """() => {
  window.lengths = [];
  new MutationObserver(() => {
    const length = document.querySelector('px-answer:last-of-type .prose')?.textContent.length;
    if (length && length !== lengths.at(-1)) lengths.push(length);
  }).observe(document.querySelector('px-message-list'), {childList: true, subtree: true, characterData: true});
}"""

END_IN_SIGHT = """() => {
  const end = document.querySelector('px-answer:last-of-type .prose').getBoundingClientRect().bottom;
  return end > 0 && end <= document.querySelector('px-composer').getBoundingClientRect().top + 60;
}"""


def numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"sentence (\d+) ", text)]


def test_it_works(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=200)
    tab: Tab = tabs(live_model, live_model.person())
    tab.page.evaluate(SAMPLE)
    tab.ask()
    tab.wait_status("complete")
    lengths = tab.page.evaluate("lengths")
    assert len(lengths) > 5
    assert lengths == sorted(lengths)
    assert numbers(tab.prose) == list(range(60))
    assert tab.talk["messages"][-1]["html"].count("sentence") == 60


def test_engine_answer_comes_in_pieces_too(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.page.evaluate(SAMPLE)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    assert len(tab.page.evaluate("lengths")) > 2


def test_reload_in_mid_answer(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=60)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_text("sentence 3 ")
    tab.page.reload()
    kept = numbers(tab.prose)
    assert kept[:3] == [0, 1, 2], "what was on the screen before the reload is there at once"
    tab.wait_text("sentence 20 ")
    tab.page.reload()
    tab.wait_text("sentence 22 ")
    so_far = numbers(tab.prose)
    assert so_far == list(range(len(so_far))), "no gap and nothing twice"
    tab.wait_status("complete")
    assert numbers(tab.prose) == list(range(60))


def test_reload_when_the_tab_kept_nothing(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=100)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_text("sentence 3 ")
    tab.page.evaluate("addEventListener('pagehide', () => sessionStorage.clear())")
    tab.page.reload()
    tab.wait_status("complete")
    assert numbers(tab.prose) == list(range(60))


def test_second_device_joins_late_and_sees_the_same(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=100)
    person = live_model.person()
    tab: Tab = tabs(live_model, person)
    tab.ask()
    tab.wait_text("sentence 3 ")
    other: Tab = tabs(live_model, person, tab.page.url.removeprefix(live_model.base_url))
    other.wait_status("complete")
    tab.wait_status("complete")
    assert numbers(other.prose) == numbers(tab.prose) == list(range(60))
    assert other.page.locator("px-said").count() == 1


def test_second_device_sees_a_question_asked_on_the_first(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask()
    tab.wait_status("complete")
    other: Tab = tabs(live, amina, tab.page.url.removeprefix(live.base_url))
    other.wait_script()
    tab.ask("and now my ear hurts too")
    for one in (tab, other):
        one.wait_answers(2)
        assert one.page.locator("px-said").count() == 2
        assert one.page.locator(".elsewhere").count() == 0
    assert other.prose == tab.prose


def test_web_restart_in_mid_answer(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=60)
    tab: Tab = tabs(live_model, live_model.person())
    tab.expect(
        "WebSocket",
        "ERR_CONNECTION_REFUSED",
        "ERR_EMPTY_RESPONSE",
        "ERR_CONNECTION_RESET",
        "ERR_INCOMPLETE_CHUNKED_ENCODING",
    )
    tab.ask()
    tab.wait_text("sentence 3 ")
    live_model.restart_web(signal.SIGKILL)
    tab.wait_status("complete")
    assert numbers(tab.prose) == list(range(60))
    wait_for(tab.page.locator(".composer .line").is_hidden, what="the note about the line to go")


def test_without_a_socket_the_same_journal_is_read(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=60)
    tab: Tab = tabs(live_model, live_model.person(), "/privacy/")
    tab.page.add_init_script(
        "WebSocket = class { constructor() { setTimeout(() => this.onclose?.({code: 1006})) } close() {} }"
    )
    tab.open("/chat/")
    tab.ask()
    tab.wait_text("sentence 2 ")
    tab.page.get_by_text("The line is down.").wait_for()
    tab.wait_status("complete")
    assert numbers(tab.prose) == list(range(60))


def test_killed_worker_shows_no_word_twice(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=100)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_text("sentence 3 ")
    live_model.kill_worker()
    live_model.forget_heartbeats()
    live_model.start_worker()
    tab.wait_status("complete")
    assert numbers(tab.prose) == list(range(60))


def test_screen_reader_hears_sentences(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=400)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask()
    tab.wait_status("complete")
    log = tab.page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    spoken = [line for line in log.locator("p").all_inner_texts() if "sentence" in line]
    assert spoken
    assert all(re.fullmatch(r"This is sentence \d+ of a long answer\.", line) for line in spoken)


def test_scroll_follows_only_a_reader_at_the_end(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG.replace(". ", ".\n\n"), rate=100)
    tab: Tab = tabs(live_model, live_model.person())
    tab.ask("My knee is stiff in the morning")
    tab.wait_text("sentence 25 ")
    tab.until(END_IN_SIGHT)
    tab.page.mouse.wheel(0, -3000)
    tab.until("() => scrollY === 0")
    tab.wait_text("sentence 40 ")
    assert tab.page.evaluate("scrollY") == 0


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_answer_from_knowledge_is_shown_from_its_beginning(live: Live, amina, tabs, viewport) -> None:
    """It is there before anybody could read along: who was taken to its end would have to go back to what comes first."""
    tab: Tab = tabs(live, amina, viewport=viewport)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    assert tab.page.evaluate("document.documentElement.scrollHeight > innerHeight")
    assert tab.answer.locator(".level").bounding_box()["y"] > 0
    assert tab.page.locator("px-said").bounding_box()["y"] > 0
    tab.ask("and now my ear hurts too")
    tab.wait_answers(2)
    tab.until(
        "() => { const top = document.querySelectorAll('px-said')[1].getBoundingClientRect().top; return 0 < top && top < 60; }"
    )


def test_many_sources_do_not_scroll_the_text_away(live_model: LiveModel, tabs) -> None:
    live_model.speak(text=LONG, rate=20)
    tab: Tab = tabs(live_model, live_model.person(), viewport={"width": 1280, "height": 560})
    tab.ask(SORE_THROAT)
    tab.wait_text("sentence 1 ")
    tab.until("() => document.querySelector('.sources').getBoundingClientRect().bottom > innerHeight")
    tab.until(END_IN_SIGHT)
    assert tab.answer.locator(".prose").bounding_box()["y"] > 0
