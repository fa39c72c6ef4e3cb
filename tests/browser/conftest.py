"""Real Chromium before the real product. Every page is watched: a violated policy or a script error fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright

from tests.live import PATIENCE_S, Live, wait_for
from tests.live_people import LivePerson

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WATCH = """document.addEventListener('securitypolicyviolation',
  (event) => cspViolated(event.violatedDirective + ' ' + event.blockedURI))"""
expect.set_options(timeout=PATIENCE_S * 1000)
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 375, "height": 812}
SORE_THROAT = "I have had a sore throat and fever for two days"
LONG = " ".join(
    f"This is sentence {number} of a long answer." for number in range(60)
)  # checked and shown by sentences
CRUSHING = "crushing chest pain going into my left arm, I'm sweating"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """For this folder alone: while it runs, the thread has an event loop and no asyncio test could begin one."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.fail(f"No Chromium at {path}. Install it (`apt-get install chromium`) or set CHROMIUM to where it is.")
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()


@dataclass
class Tab:
    """One tab of somebody's browser, and what went wrong in it."""

    page: Page
    base_url: str
    wrong: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def open(self, path: str) -> None:
        self.page.goto(self.base_url + path)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_label("Your message", exact=True)

    @property
    def answer(self) -> Locator:
        return self.page.locator("px-answer").last

    def wait_script(self) -> None:
        """Until Enter sends. Before that the form posts by its button alone."""
        self.until("() => customElements.get('px-talk') !== undefined")

    def ask(self, text: str = SORE_THROAT) -> None:
        self.wait_script()
        self.composer.fill(text)
        self.composer.press("Enter")

    def wait_status(self, status: str) -> None:
        self.page.locator(f'px-answer[data-status="{status}"]').last.wait_for()

    def wait_text(self, text: str) -> None:
        wait_for(lambda: text in self.prose, what=f"{text!r} in the answer")

    def wait_answers(self, count: int, status: str = "complete") -> None:
        answers = self.page.locator(f'px-answer[data-status="{status}"]')
        wait_for(lambda: answers.count() == count, what=f"{count} answers to be {status}")

    def until(self, code: str, argument: Any = None) -> None:
        """Playwright's own wait_for_function needs `eval`, which the policy forbids."""
        wait_for(lambda: self.page.evaluate(code, argument), what=code)

    @property
    def prose(self) -> str:
        return self.answer.locator(".prose").inner_text()

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """REST as the page itself calls it."""
        code = "async (asked) => (await import('/static/js/lib/api.js')).call(...asked, {Prefer: 'respond-async'})"
        return self.page.evaluate(code, [method, path, body])

    @property
    def talk(self) -> dict[str, Any]:
        """This talk as the server has it."""
        found: dict[str, Any] = self.api("GET", f"/api/chat-sessions/{self.page.url.rstrip('/').rpartition('/')[2]}/")
        return found

    def expect(self, *words: str) -> None:
        """Console errors with these words belong to the fault that this test makes."""
        self.expected += words


Open = Callable[..., Tab]


@pytest.fixture
def tabs(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """`tabs(house, person, path, **options of a browser context)` opens a tab; all are watched and closed at the end."""
    opened: list[Tab] = []
    contexts: list[BrowserContext] = []

    def open_tab(
        house: Live,
        person: LivePerson | None = None,
        path: str = "/chat/",
        *,
        beside: Tab | None = None,
        **options: Any,
    ) -> Tab:
        context = beside.page.context if beside else browser.new_context(**{"viewport": WIDE} | options)
        if not beside:
            contexts.append(context)
        if person:
            context.add_cookies([{"name": "sessionid", "value": person.session, "url": house.base_url}])
        tab = _watched(Tab(context.new_page(), house.base_url))
        opened.append(tab)
        tab.open(path)
        return tab

    yield open_tab
    wrong = [
        f"{tab.page.url}: {one}" for tab in opened for one in tab.wrong if not any(word in one for word in tab.expected)
    ]
    for context in contexts:
        with suppress(Exception):
            context.close()
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def amina(live: Live) -> LivePerson:
    return live.person()


def _watched(tab: Tab) -> Tab:
    page = tab.page
    page.set_default_timeout(PATIENCE_S * 1000)
    page.expose_binding("cspViolated", lambda _, words: tab.wrong.append(f"policy violated: {words}"))
    page.add_init_script(WATCH)
    page.on("pageerror", lambda error: tab.wrong.append(f"script error: {error}"))
    page.on(
        "console", lambda message: tab.wrong.append(f"console: {message.text}") if message.type == "error" else None
    )
    return tab
