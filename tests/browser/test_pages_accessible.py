"""Every page, light and dark, phone and desk: nothing serious for axe, one h1, targets of 44 px, nothing too wide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import CRUSHING, NARROW, SORE_THROAT, WIDE, Tab
from tests.live import Live
from tests.live_people import LivePerson

SIGNED_OUT = (
    "/", "/accounts/login/", "/accounts/signup/", "/accounts/password/forgotten/", "/status/", "/privacy/", "/docs/errors",
    "/nothing-here",
)  # fmt: skip
SIGNED_IN = (
    "/chat/", "talk", "/accounts/logout/", "/accounts/", "/accounts/devices/",
    "/status/", "/privacy/", "/profile/?edit=you", "/profile/?edit=health",
    "/profile/sharing/", "/xray/",
)  # fmt: skip
LIKE_THEM = (
    "/accounts/2fa/", "/accounts/email/", "/profile/", "/profile/?edit=place", "/profile/history/", "/profile/consents/",
    "/profile/begin/", "/xray/models/pneumonia-demo/",
)  # fmt: skip
AXE: str = Axe().axe_script
SERIOUS = """() => axe.run({resultTypes: ['violations']}).then(found => found.violations
  .filter(one => ['serious', 'critical'].includes(one.impact)).map(one => [one.id, ...one.nodes.map(node => node.html)]))"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), textarea, summary')]
  .filter(one => one.checkVisibility() && !one.matches('.skip'))
  .filter(one => !one.closest('p, td, .prose')) // links inside a text are as high as its lines
  .filter(one => [one.closest('li')].every(item => !item || item.textContent.trim() === one.textContent.trim()))
  .map(one => [one.outerHTML.slice(0, 90), (one.closest('label') ?? one).getBoundingClientRect().height])
  .map(([html, height]) => [html, Math.round(height)]).filter(([, height]) => height < 44)"""


@pytest.fixture(scope="module")
def person_with_a_talk(live: Live, browser) -> Iterator[tuple[LivePerson, str]]:
    """Somebody whose talk has an ordinary answer and an urgent one."""
    person = live.person()
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": person.session, "url": live.base_url}])
    tab = Tab(context.new_page(), live.base_url)
    tab.open("/chat/")
    for count, text in enumerate((SORE_THROAT, CRUSHING), start=1):
        tab.ask(text)
        tab.wait_answers(count)
    yield person, tab.page.url.removeprefix(live.base_url)
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        *(f"out:{path}" for path in SIGNED_OUT),
        *(f"in:{path}" for path in SIGNED_IN),
        *(pytest.param(f"in:{path}", marks=pytest.mark.long) for path in LIKE_THEM),
    ],
)
def test_page(live: Live, tabs, person_with_a_talk, path: str) -> None:
    person, talk = person_with_a_talk
    signed, _, address = path.partition(":")
    tab: Tab = tabs(live, person if signed == "in" else None, "/livez", reduced_motion="reduce")
    tab.expect("404")
    for name, viewport in {"desk": WIDE, "phone": NARROW}.items():
        tab.page.set_viewport_size(viewport)
        tab.open(talk if address == "talk" else address)
        assert tab.page.locator("h1").count() == 1
        assert tab.page.evaluate(SMALL_TARGETS) == []
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        tab.page.evaluate(AXE)
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme)
            assert tab.page.evaluate(SERIOUS) == [], (name, scheme)


def test_at_twice_the_size(live: Live, tabs, person_with_a_talk) -> None:
    """200 % zoom of a small laptop is half of its width and height."""
    person, talk = person_with_a_talk
    tab: Tab = tabs(live, person, talk, viewport={"width": 640, "height": 400})
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.composer.is_visible()


def test_parts_are_small(live: Live, tabs, person_with_a_talk) -> None:
    """The budgets of a page, compressed as a proxy would: 100 kB of script and 30 kB of style."""
    import gzip

    person, talk = person_with_a_talk
    sizes = {"script": 0, "stylesheet": 0}

    def weigh(response) -> None:
        if response.request.resource_type in sizes:
            sizes[response.request.resource_type] += len(gzip.compress(response.body()))

    tab: Tab = tabs(live, person, "/privacy/")
    tab.page.on("response", weigh)
    tab.open(talk)
    tab.wait_script()
    assert 0 < sizes["script"] < 100_000
    assert 0 < sizes["stylesheet"] < 30_000


def test_nothing_moves_once_shown(live: Live, tabs, person_with_a_talk) -> None:
    person, talk = person_with_a_talk
    tab: Tab = tabs(live, person, talk)
    tab.wait_script()
    code = """() => new Promise(done => {
      let moved = 0;
      const count = (entries) => entries.forEach(one => { moved += one.value; });
      const observer = new PerformanceObserver(list => count(list.getEntries()));
      observer.observe({type: 'layout-shift', buffered: true});
      requestAnimationFrame(() => requestAnimationFrame(() => { count(observer.takeRecords()); done(moved); }));
    })"""
    assert tab.page.evaluate(code) <= 0.05
