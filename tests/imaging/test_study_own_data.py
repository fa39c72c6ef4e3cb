"""A person's films in their archive, and after the deletion of their account."""

from __future__ import annotations

import pytest

from imaging.models import Review, Study, path_of
from imaging.own_data import OWN_DATA
from imaging.records import Status
from tests.imaging.dicoms import dicom
from tests.imaging.setup import setup_study

pytestmark = pytest.mark.django_db


def test_everything_is_in_the_archive(amina, chloe) -> None:
    study = setup_study(amina, dicom(), note="Cough", read=True)
    setup_study(chloe)
    told = list(OWN_DATA.collect(amina))
    assert [one["kind"] for one in told] == ["study", "reading"] and told[0]["note"] == "Cough"
    files = {name: file.read()[:4] for name, file in OWN_DATA.files(amina)}
    assert set(files) == {f"{study.pk}/{name}" for name in ("film.png", "film.dcm", "reading-1.dcm")}
    assert files[f"{study.pk}/film.png"] == b"\x89PNG"


def test_a_reading_is_a_diagnostic_report(amina) -> None:
    setup_study(amina, dicom(), read=True)
    assert [one.get_resource_type() for one in OWN_DATA.fhir(amina)] == ["DiagnosticReport", "Observation"]


def test_nothing_is_left(amina, chloe) -> None:
    study, theirs = setup_study(amina, dicom(), read=True), setup_study(chloe, read=True)
    review = Review.objects.create(
        study=theirs, reading=theirs.reading, clinician=amina, opinions={"Pneumonia": "agree"}
    )
    files = study.files
    assert OWN_DATA.left(amina) == 2
    OWN_DATA.erase(amina)
    OWN_DATA.erase(amina)
    assert OWN_DATA.left(amina) == 0 and not any(path.exists() for path in files) and not study.journal.events()
    review.refresh_from_db()
    assert review.clinician is None and Study.objects.get() == theirs and all(path.exists() for path in theirs.files)


def test_a_film_that_is_being_read_goes_too(amina) -> None:
    study = setup_study(amina)
    Study.objects.update(status=Status.RUNNING, run=1)
    sent = path_of(study.sent)
    OWN_DATA.erase(amina)
    assert not sent.exists() and OWN_DATA.left(amina) == 0
