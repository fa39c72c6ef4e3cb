"""The pages of films, whole without script."""

from __future__ import annotations

import pytest
from django.test import Client

from imaging import reading
from imaging.models import Reading, Study
from imaging.records import Status
from praxia.lib.stores import Db, store
from tests.imaging.dicoms import dicom
from tests.imaging.phantom import chest
from tests.imaging.setup import png, setup_study, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    store(Db.CACHE).flushdb()


@pytest.fixture
def browser(amina) -> Client:
    client = Client()
    client.force_login(amina)
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_empty_list_says_what_to_do(browser) -> None:
    shown = page(browser, "/xray/")
    assert "No film yet" in shown and "10 MB" in shown and "5 films an hour" in shown and "40 million pixels" in shown


def test_a_film_is_sent_and_followed(browser) -> None:
    answer = browser.post("/xray/", {"image": upload(), "note": "Cough", "view": "PA"})
    study = Study.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/xray/{study.pk}/"
    assert 'id="making"' in page(browser, answer["Location"])


def test_a_reading_is_shown_with_its_numbers_and_its_limits(browser, amina) -> None:
    study = setup_study(amina, read=True)
    shown = page(browser, f"/xray/{study.pk}/")
    for words in (
        "Pneumonia",
        "Risk",
        "Usual where it was measured",
        "Threshold</dt>",
        "not for care",
        "not a diagnosis",
        "times that)",
        "Little spoke for it",
    ):
        assert words in shown, words
    assert "Demonstration" in page(browser, "/xray/")


def test_a_refused_film_says_why_and_shows_no_number(browser, amina) -> None:
    study = setup_study(amina, png(255 - chest()), read=True)
    shown = page(browser, f"/xray/{study.pk}/")
    assert "Black and white look exchanged" in shown and "Threshold</dt>" not in shown


def test_without_a_model_there_is_no_number(browser, amina, monkeypatch) -> None:
    monkeypatch.setattr(reading, "installed", lambda root: [])
    study = setup_study(amina, read=True)
    shown = page(browser, f"/xray/{study.pk}/")
    assert "No model is installed" in shown and "Threshold</dt>" not in shown


def test_an_uncalibrated_score_has_no_percent_sign(browser, amina) -> None:
    study = setup_study(amina, read=True)
    bare = {"label": "Pneumonia", "verdict": "cannot_tell", "calibrated": False, "score": 0.31, "zones": []}
    Reading.objects.update(findings=[bare])
    shown = page(browser, f"/xray/{study.pk}/")
    assert "Uncalibrated score 0.31" in shown and "0.31 %" not in shown and "Threshold</dt>" not in shown


@pytest.mark.parametrize(
    ("content", "status"), [(b"%PDF-1.7", 415), (b"", 422), (png() + bytes(10 * 1024 * 1024), 413)]
)
def test_a_refused_upload_keeps_what_was_typed(browser, content, status) -> None:
    answer = browser.post("/xray/", {"image": upload(content), "note": "Since Monday", "view": "AP"})
    shown = answer.content.decode()
    assert answer.status_code == status and "Since Monday" in shown and 'value="AP" selected' in shown


def test_an_urgent_note_is_answered_even_when_the_file_is_refused(browser) -> None:
    answer = browser.post("/xray/", {"image": upload(b"text"), "note": "I cannot breathe, my lips are blue"})
    assert 'data-level="call_now"' in answer.content.decode()


def test_comparison_with_another_film(browser, amina) -> None:
    first, second = setup_study(amina, read=True), setup_study(amina, png(chest(seed=3)), read=True)
    assert str(first.pk) in page(browser, f"/xray/{second.pk}/")
    shown = page(browser, f"/xray/{second.pk}/?with={first.pk}")
    assert "The other film" in shown and "within what chance explains" in shown


def test_films_of_another_view_are_not_compared(browser, amina) -> None:
    first, second = setup_study(amina, view="AP", read=True), setup_study(amina, view="PA", read=True)
    assert str(first.pk) not in page(browser, f"/xray/{second.pk}/?with={first.pk}")


def test_a_held_film_is_released_by_its_person(browser, amina) -> None:
    study = setup_study(amina, dicom(BurnedInAnnotation="YES"), read=True)
    shown = page(browser, f"/xray/{study.pk}/")
    assert "Please look at the picture first" in shown and "Make the borders black" in shown
    browser.post(f"/xray/{study.pk}/", {"blank": "1"})
    reading.read(str(study.pk))
    shown = page(browser, f"/xray/{study.pk}/")
    assert "Its borders are black now" in shown and "Make the borders black" not in shown
    browser.post(f"/xray/{study.pk}/", {"release": "1"})
    study.refresh_from_db()
    assert study.status == "queued"


def test_what_failed_with_its_film_kept_is_read_again(browser, amina) -> None:
    study = setup_study(amina, read=True)
    Study.objects.update(status=Status.RUNNING, run=3)
    list(reading.sweep())
    shown = page(browser, f"/xray/{study.pk}/")
    assert "It is kept and can be read again" in shown and "Read it again" in shown
    browser.post(f"/xray/{study.pk}/", {"again": "1"})
    study.refresh_from_db()
    assert study.status == "queued"


def test_delete(browser, amina) -> None:
    study = setup_study(amina, read=True)
    assert browser.post(f"/xray/{study.pk}/", {"delete": "1"})["Location"] == "/xray/"
    assert not Study.objects.exists() and browser.get(f"/xray/{study.pk}/").status_code == 404


def test_strangers_find_nothing(amina, chloe) -> None:
    study = setup_study(amina)
    client = Client()
    client.force_login(chloe)
    assert client.get(f"/xray/{study.pk}/").status_code == 404
    assert client.post(f"/xray/{study.pk}/", {"delete": "1"}).status_code == 404 and Study.objects.exists()


def test_the_card_of_a_model_tells_its_limits_and_the_gates_figures(browser) -> None:
    shown = page(browser, "/xray/models/pneumonia-demo/")
    assert "What it cannot do" in shown and "AUC" in shown and "adult, inverted" in shown
    assert browser.get("/xray/models/unknown/").status_code == 404
