"""A film in Chromium: choose, send, follow, look where the model looked, enlarge, compare, delete."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.imaging.phantom import chest
from tests.imaging.setup import png
from tests.live import Live, wait_for


@pytest.fixture
def films(tmp_path: Path) -> list[Path]:
    found = []
    for number in range(2):
        path = tmp_path / f"film-{number}.png"
        path.write_bytes(png(chest(seed=number)))
        found.append(path)
    return found


def send(tab: Tab, film: Path) -> None:
    tab.open("/xray/")
    tab.until("() => customElements.get('px-upload') !== undefined")
    tab.page.get_by_label("Choose a film").set_input_files(str(film))
    expect(tab.page.locator("[data-slot=chosen]")).to_contain_text(film.name)
    tab.page.get_by_role("button", name="Send the film").click()
    tab.page.get_by_role("heading", name="What the model says").wait_for()


def test_from_upload_to_delete(live: Live, tabs, amina, films) -> None:
    tab: Tab = tabs(live, amina, "/xray/")
    assert "No film yet" in tab.page.content()
    send(tab, films[0])
    page = tab.page
    assert "not for care" in page.content()

    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    show = page.get_by_role("button", name="Show on the film")
    show.click()
    overlay = page.locator(".overlay")
    tab.until("() => { const map = document.querySelector('.overlay'); return map.complete && map.naturalWidth > 0; }")
    page.get_by_label("How strongly the map covers the film").fill("30")
    assert overlay.evaluate("map => getComputedStyle(map).opacity") == "0.3"
    before = page.locator(".sheet").bounding_box()
    page.locator(".stage").press("+")
    assert page.locator(".sheet").bounding_box()["width"] > before["width"]
    page.get_by_role("button", name="Hide it again").press("Enter")
    expect(overlay).to_be_hidden()

    send(tab, films[1])
    page.get_by_role("button", name="Compare").click()
    page.get_by_alt_text("The other film").wait_for()
    page.get_by_role("row", name="Pneumonia").wait_for()

    page.get_by_text("Delete this X-ray").click()
    page.get_by_role("button", name="Delete the X-ray").click()
    page.wait_for_url("**/xray/")
    expect(page.locator(".films-list li")).to_have_count(1)


def test_dropped_pasted_and_too_large(live: Live, tabs, amina, films, tmp_path) -> None:
    tab: Tab = tabs(live, amina, "/xray/")
    tab.until("() => customElements.get('px-upload') !== undefined")
    code = """(how) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(8)], `${how}.png`, {type: 'image/png'}));
      const event = how === 'paste' ? new ClipboardEvent(how, {clipboardData: data, bubbles: true})
                                    : new DragEvent(how, {dataTransfer: data, bubbles: true});
      document.querySelector('.drop').dispatchEvent(event);
      return document.querySelector('[data-slot=chosen]').textContent;
    }"""
    assert "drop.png" in tab.page.evaluate(code, "drop")
    assert "paste.png" in tab.page.evaluate(code, "paste")
    large = tmp_path / "large.png"
    large.write_bytes(bytes(11 * 1024 * 1024))
    tab.page.get_by_label("Choose a film").set_input_files(str(large))
    expect(tab.page.locator("[data-slot=wrong]")).to_contain_text("larger than 10 MB")


def test_a_refused_film_says_why(live: Live, tabs, amina, tmp_path) -> None:
    tab: Tab = tabs(live, amina, "/xray/")
    tab.until("() => customElements.get('px-upload') !== undefined")
    film = tmp_path / "inverted.png"
    film.write_bytes(png(255 - chest()))
    tab.page.get_by_label("Choose a film").set_input_files(str(film))
    tab.page.get_by_role("button", name="Send the film").click()
    tab.page.get_by_role("heading", name="The film was not read").wait_for()
    wait_for(lambda: "Black and white look exchanged" in tab.page.content(), what="the reason")
    expect(tab.page.locator(".finding")).to_have_count(0)


def test_a_film_goes_with_a_message(live: Live, tabs, amina, films) -> None:
    tab: Tab = tabs(live, amina, "/chat/")
    tab.wait_script()
    tab.page.locator("input[name=xray_image]").set_input_files(str(films[0]))
    expect(tab.page.locator("px-composer [data-slot=line]")).to_contain_text(films[0].name)
    tab.composer.fill("Cough for two weeks, here is my film")
    tab.composer.press("Enter")
    tab.page.wait_for_url("**/chat/*-*/")
    tab.wait_status("complete")
    tab.page.get_by_role("link", name="The X-ray, and what was read on it").click()
    tab.page.get_by_role("heading", name="What the model says").wait_for()
    assert "Cough for two weeks" in tab.page.content()
