"""Research: a question, its answer beside what it quotes, a paper kept, and all of it taken along; a source that is away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rispy
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, Tab
from tests.browser.test_pages_accessible import SMALL_TARGETS
from tests.fakes.http_server import HttpServer, status
from tests.fakes.literature import Literature, record
from tests.live import Live

TITLE = "Salt and blood pressure in adults"
FOUND = "Eating less salt lowered blood pressure in adults with hypertension within four weeks."
QUESTION = "Does less salt lower blood pressure?"


@pytest.fixture(scope="module")
def literature() -> Iterator[Literature]:
    server = HttpServer()
    fake = Literature(server)
    fake.pubmed(
        record(1, TITLE, f"We asked 240 adults. {FOUND} Nobody was harmed."),
        record(2, "Pepper and the taste of soup", "Pepper changed the taste of soup in a small test of cooks."),
    )
    fake.fails("clinicaltrials", status(500))
    yield fake
    server.close()


@pytest.fixture(scope="module")
def house(literature: Literature, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    urls = ",".join(f"{name}={url}" for name, url in literature.urls.items())
    house = Live(tmp_path_factory.mktemp("research"), RESEARCH_URLS=urls, RESEARCH_SOURCES=",".join(literature.urls))
    try:
        house.start()
        yield house
    finally:
        house.close()


def test_search_read_save_export(house: Live, tabs, tmp_path: Path) -> None:
    tab: Tab = tabs(house, house.person(), "/research/")
    page = tab.page
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Search").click()

    page.get_by_role("heading", name="2 publications").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == QUESTION
    page.locator(".said-by a[href^='#source-']").first.click()
    quoted = page.locator(".cited").first
    assert FOUND in quoted.inner_text()
    tab.until("() => document.activeElement.className === 'cited'")
    expect(page.locator(".partial")).to_contain_text("ClinicalTrials.gov reported a fault of its own.")

    first = page.locator(".result").filter(has_text=TITLE)
    first.get_by_role("button", name="Save").click()
    first.locator(".is-saved").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS").click()
    download.value.save_as(tmp_path / "found.ris")
    assert TITLE in [one["title"] for one in rispy.loads((tmp_path / "found.ris").read_text())]

    page.get_by_role("link", name="your papers").click()
    page.get_by_label("Name of a new collection").fill("For my doctor")
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("Note and collection").click()
    page.get_by_label("Your note").fill("Ask about salt")
    page.get_by_label("Collection", exact=True).select_option("For my doctor")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_role("link", name="For my doctor").click()
    expect(page.get_by_label("Your note")).to_have_value("Ask about salt")


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["desk", "phone"])
def test_everybody_can_use_them(house: Live, tabs, viewport: dict[str, int], scheme: str) -> None:
    tab: Tab = tabs(house, house.person(), "/research/", viewport=viewport, color_scheme=scheme)
    page = tab.page
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Save").first.click()
    page.locator(".is-saved").first.wait_for()
    for path in (page.url.removeprefix(house.base_url), "/research/saved/", "/research/"):
        tab.open(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
        assert not serious, json.dumps(
            [[one["id"], [node["html"] for node in one["nodes"]]] for one in serious], indent=1
        )
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
