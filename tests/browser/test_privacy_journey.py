"""Take everything away, have it deleted, keep it after all: as a person does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.base import PASSWORD
from tests.browser.conftest import NARROW, SORE_THROAT, WIDE, Tab
from tests.browser.test_pages_accessible import SMALL_TARGETS
from tests.live import Live
from tests.privacy.setup import Opened

PAGES = ("/privacy/data/", "/privacy/log/", "/privacy/data/delete/")


def test_export_download_delete_cancel(live: Live, amina, tabs) -> None:
    tab: Tab = tabs(live, amina)
    tab.ask(SORE_THROAT)
    tab.wait_status("complete")
    tab.open("/privacy/")
    page = tab.page
    page.get_by_role("link", name="Your data", exact=True).click()

    tab.expect("422")
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Make an archive").click()
    page.get_by_role("alert").get_by_text("This is not your password.").wait_for()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Make an archive").click()
    page.get_by_text("Your archive is ready").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the archive").click()
    assert download.value.suggested_filename.startswith("praxia-")
    archive = Opened(Path(download.value.path()).read_bytes())
    assert SORE_THROAT in [one["content"] for one in archive.kind("chat", "message")]

    page.get_by_role("link", name="Your data").click()
    page.get_by_role("link", name="Delete the account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete the account").click()
    page.get_by_text("It is ordered.").wait_for()
    tab.open("/chat/")
    notice = page.get_by_text("This account and everything in it will be deleted on")
    notice.wait_for()
    page.get_by_role("button", name="Keep the account").click()
    page.wait_for_url("**/privacy/data/")
    expect(notice).to_have_count(0)

    tab.open("/privacy/log/")
    told = page.locator(".log tbody tr").all_inner_texts()
    wanted = ("cancelled the deletion", "ordered the deletion", "fetched the archive", "ordered an archive")
    assert len(told) == len(wanted) and all(words in line for words, line in zip(wanted, told, strict=True))


def test_the_steps_of_an_archive_fill_in(live: Live, amina, tabs) -> None:
    """With nobody at work the page waits; when somebody is, it goes to the end by itself."""
    live.kill_worker()
    tab: Tab = tabs(live, amina, "/privacy/data/")
    tab.page.get_by_label("Your password").fill(PASSWORD)
    tab.page.get_by_role("button", name="Make an archive").click()
    tab.page.get_by_text("The archive is being made.").wait_for()
    live.start_worker()
    tab.page.get_by_text("Your archive is ready").wait_for()


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["desk", "phone"])
def test_pages_are_accessible(live: Live, amina, tabs, viewport, scheme) -> None:
    tab: Tab = tabs(live, amina, "/privacy/data/", viewport=viewport, color_scheme=scheme)
    tab.api("POST", "/api/privacy/deletion/", {"password": PASSWORD})
    for path in PAGES:
        tab.open(path)
        found = Axe().run(tab.page).response["violations"]
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert not serious, (
            path,
            json.dumps([[one["id"], [node["html"] for node in one["nodes"]]] for one in serious]),
        )
        assert tab.page.locator("h1").count() == 1
        assert tab.page.evaluate(SMALL_TARGETS) == []
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
