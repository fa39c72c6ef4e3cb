"""The small modules, each by itself, in the browser that runs them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Tab
from tests.live import Live

JOURNAL = """async (events) => {
  const { Journal } = await import('/static/js/lib/journal.js');
  const journal = new Journal(), taken = events.map(event => journal.take(event));
  return {...journal.toJSON(), taken, ended: journal.ended};
}"""


@pytest.fixture
def page(live: Live, tabs) -> Any:
    tab: Tab = tabs(live, path="/privacy/")
    return tab.page


def delta(id_: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "delta", "id": id_, "text": text, **more}


def test_journal_takes_each_event_once(page) -> None:
    found = page.evaluate(
        JOURNAL,
        [
            delta("9-1", "a"),
            delta("9-1", "a"),
            delta("10-0", "b"),
            delta("9-2", "late"),
            delta("10-10", "d"),
            delta("10-2", "c"),
        ],
    )
    assert found["text"] == "abd"
    assert found["taken"] == [True, False, True, False, True, False]
    assert found["last"] == "10-10"


def test_journal_reset_begins_anew_even_with_an_older_id(page) -> None:
    source = {"type": "source", "id": "5-1", "source": {"n": 1}}
    found = page.evaluate(JOURNAL, [delta("5-0", "old"), source, {"type": "reset", "id": "0"}, delta("4-0", "new")])
    assert (found["text"], found["sources"], found["last"]) == ("new", [], "4-0")


def test_journal_leaves_the_action_to_the_banner(page) -> None:
    assert (
        page.evaluate(JOURNAL, [delta("1-0", "**Call.**", part="action"), delta("1-1", "Then this.")])["text"]
        == "Then this."
    )


def test_journal_end_is_the_end(page) -> None:
    found = page.evaluate(
        JOURNAL, [delta("1-0", "a"), {"type": "end", "id": "2-0", "status": "complete"}, delta("3-0", "b")]
    )
    assert found["ended"]
    assert found["text"] == "a"


def test_journal_passing_note_does_not_move_the_last_id(page) -> None:
    waiting = {"type": "progress", "step": "waiting", "id": "1-0", "words": "Waiting for a free hand."}
    found = page.evaluate(JOURNAL, [delta("1-0", "a"), waiting, delta("1-1", "b")])
    assert (found["text"], found["last"]) == ("ab", "1-1")


def test_painter_shows_plain_blocks_and_no_markup(page) -> None:
    text = "## What helps\n\n- Drink **often**\n- <b>Rest</b>\n\nThen wait.[2][12]"
    code = """async (text) => {
      const { Painter } = await import('/static/js/lib/painter.js');
      const box = document.createElement('div'), painter = new Painter(box, 'm1');
      for (let at = 1; at <= text.length; at++) painter.paint(text.slice(0, at));
      return box.innerHTML;
    }"""
    assert page.evaluate(code, text) == (
        "<h3>What helps</h3><ul><li>Drink <strong>often</strong></li><li>&lt;b&gt;Rest&lt;/b&gt;</li></ul>"
        '<p>Then wait.<a href="#source-m1-2">2</a><a href="#source-m1-12">12</a></p>'
    )


def test_announcer_says_whole_sentences(page) -> None:
    code = """async (pieces) => {
      const { Announcer } = await import('/static/js/lib/announce.js');
      const region = document.createElement('div'), announcer = new Announcer(region);
      for (const piece of pieces) announcer.add(piece);
      announcer.end();
      return [...region.children].map(one => one.textContent);
    }"""
    said = page.evaluate(code, ["Fever of 38.", "5 °C is common.[1] Re", "st.\n## What ", "helps\n- Drink **often**\n"])
    assert said == ["Fever of 38.5 °C is common.", "Rest.", "What helps", "Drink often"]


def test_line_comes_back_ever_more_slowly(page) -> None:
    code = """async () => {
      const { Line } = await import('/static/js/lib/socket.js');
      const waits = [], real = setTimeout;
      window.WebSocket = class { constructor() { real(() => this.onclose?.({code: 1006})); } close() {} };
      window.setTimeout = (call, ms) => { waits.push(ms); return real(call, 0); };
      const line = new Line('/ws/nowhere/', () => ({}));
      line.connect();
      while (waits.length < 8) await new Promise(done => real(done, 5));
      line.hangUp();
      window.setTimeout = real;
      return waits;
    }"""
    for wait, meant in zip(page.evaluate(code), [1, 2, 4, 8, 16, 30, 30, 30], strict=False):
        assert meant * 750 <= wait <= meant * 1250


def test_uuid_where_the_browser_has_none(page) -> None:
    code = "async () => { delete Crypto.prototype.randomUUID; return (await import('/static/js/lib/ids.js')).uuid(); }"
    parts = page.evaluate(code).split("-")
    assert [len(part) for part in parts] == [8, 4, 4, 4, 12]
    assert parts[2][0] == "4"
