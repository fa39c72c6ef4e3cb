"""A study as work: from the upload to the explanation, with every way to end."""

from __future__ import annotations

import os

import numpy as np
import pytest
from django.conf import settings
from PIL import Image
from pydicom import dcmread

from imaging import films, reading, services
from imaging.inference import readers
from imaging.inference.readers import WrongWeights
from imaging.models import Reading, Study, path_of
from imaging.records import Status
from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from tests.imaging.dicoms import dicom, twelve_bit
from tests.imaging.phantom import chest
from tests.imaging.setup import jpeg, png, setup_study, upload, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    store(Db.CACHE).flushdb()


def events(study: Study) -> list[tuple[str, str | None]]:
    return [(event["type"], event.get("step")) for event in study.journal.events()]


def test_it_works(amina) -> None:
    study = setup_study(amina, view="PA", read=True)
    assert study.status == "complete" and study.quality == {"accepted": True, "reasons": [], "warnings": []}
    assert [one["label"] for one in study.reading.findings] == ["Pneumonia"]
    steps = [("progress", step) for step in ("received", "decoded", "checked", "read", "explained")]
    assert events(study) == [*steps, ("end", None)]


def test_what_was_sent_is_removed_and_only_pixels_are_kept(amina) -> None:
    study = setup_study(amina, jpeg(comment=b"Amina Okonkwo"))
    sent = path_of(study.sent)
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert not sent.exists() and study.sent == ""
    assert all(b"Okonkwo" not in path.read_bytes() for path in study.files) and len(study.files) == 4


def test_a_dicom_study_keeps_a_clean_data_set_and_gets_a_report(amina) -> None:
    study = setup_study(amina, dicom(), read=True)
    assert study.status == "complete" and study.meta["age_band"] == "40-49"
    assert b"Okonkwo" not in path_of(study.dicom).read_bytes()
    assert path_of(study.reading.report).read_bytes()[128:132] == b"DICM"


@pytest.mark.parametrize(("age", "codes"), [("045Y", ["other_age"]), ("004Y", []), ("003M", []), ("", [])])
def test_the_demonstration_says_when_the_file_tells_of_another_age(amina, age, codes) -> None:
    study = setup_study(amina, dicom(PatientAge=age), read=True)
    assert study.status == "complete" and [one["code"] for one in study.quality["warnings"]] == codes


def test_a_zip_of_one_study(amina) -> None:
    assert setup_study(amina, zipped(film__dcm=dicom()), read=True).status == "complete"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (png(255 - chest()), "inverted"),
        (png(np.zeros((400, 400), np.uint8)), "no_contrast"),
        (png(chest(120, 120)), "too_small"),
        (dicom(ViewPosition="LL"), "lateral"),
        (dicom(BodyPartExamined="KNEE"), "not_a_chest"),
    ],
)
def test_a_film_that_no_gate_accepts_has_no_score(amina, content, code) -> None:
    study = setup_study(amina, content, read=True)
    assert study.status == "refused" and code in [one["code"] for one in study.quality["reasons"]]
    assert study.reading is None and not Reading.objects.exists() and study.explanation["text"]


@pytest.mark.parametrize(
    ("content", "problem", "code"),
    [
        (png()[:4000], "UNREADABLE_FILE", "damaged"),
        (png(chest() > 120), "UNSUPPORTED_IMAGE", "one_bit"),
        (dicom(NumberOfFrames=2), "UNSUPPORTED_IMAGE", "several_pictures"),
        (dicom(Rows=9000, Columns=9000), "TOO_LARGE", "too_many_pixels"),
    ],
)
def test_a_file_that_cannot_be_decoded_says_why(amina, content, problem, code) -> None:
    study = setup_study(amina, content, read=True)
    assert study.status == "refused" and study.error["code"] == problem and not study.error["retryable"]
    assert study.quality["reasons"][0]["code"] == code and study.files == []
    assert events(study)[-1] == ("end", None)


def test_the_view_that_the_person_names_counts(amina) -> None:
    study = setup_study(amina, view="lateral", read=True)
    assert study.quality["reasons"][0]["code"] == "lateral"


def test_a_side_view_by_its_tag_stays_one_whatever_the_person_says(amina) -> None:
    study = setup_study(amina, dicom(ViewPosition="LL"), view="PA", read=True)
    assert study.quality["reasons"][0]["code"] == "lateral" and study.reading is None


def test_burned_in_text_holds_the_film_until_somebody_looked(amina) -> None:
    study = setup_study(amina, dicom(BurnedInAnnotation="YES"), read=True)
    assert study.status == "held" and study.reading is None and study.has_picture
    services.study_release(study=study)
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert study.status == "complete"
    with pytest.raises(Problem, match="CONFLICT"):
        services.study_release(study=study)


def test_borders_made_black_are_black_in_every_file(amina) -> None:
    named = twelve_bit()
    named[:20] = named[-20:] = 4095
    study = setup_study(amina, dicom(named, BurnedInAnnotation="YES"), read=True)
    before = study.files
    services.study_blank(study=study)
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert study.status == "held" and study.meta["blanked"] and not any(path.exists() for path in before)
    pictures = [np.asarray(Image.open(path_of(name))) for name in (study.film, study.picture, study.small)]
    for one in (*pictures, dcmread(path_of(study.dicom)).pixel_array):
        edge = one.shape[0] * 7 // 100
        assert one[:edge].max() == one[-edge:].max() == 0 < one[2 * edge].max()
    services.study_release(study=study)
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert study.status == "complete" and "blanked" in [one["code"] for one in study.quality["warnings"]]


def test_no_model_keeps_the_film_and_gives_no_number(amina, monkeypatch) -> None:
    monkeypatch.setattr(reading, "installed", lambda root: [])
    study = setup_study(amina, read=True)
    assert study.status == "model_not_installed" and study.film and study.reading is None
    monkeypatch.undo()
    assert reading.outdated() == [study.pk]
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert study.status == "complete"
    assert reading.outdated() == []


def test_a_network_that_is_not_the_accepted_one_reads_nothing(amina, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise WrongWeights("pneumonia-demo")

    monkeypatch.setattr(readers, "open_reader", refuse)
    study = setup_study(amina, read=True)
    assert study.status == "model_not_installed" and not Reading.objects.exists()
    assert reading.outdated() == []


def test_another_model_reads_again_and_the_first_reading_is_kept(amina) -> None:
    study = setup_study(amina, read=True)
    Reading.objects.update(model=study.reading.model | {"sha256": "of an older model"})
    assert reading.outdated() == [study.pk]
    study.refresh_from_db()
    assert study.status == "queued" and study.reading is not None
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert [one.number for one in study.readings.all()] == [2, 1] and study.reading.number == 2


def test_reading_twice_has_the_effect_of_once(amina) -> None:
    study = setup_study(amina, read=True)
    reading.read(str(study.pk))
    assert study.readings.count() == 1


def test_a_run_that_died_is_taken_up_again(amina) -> None:
    study = setup_study(amina)
    Study.objects.update(status=Status.RUNNING, run=1)
    assert list(reading.sweep()) == [study.pk]
    reading.read(str(study.pk))
    study.refresh_from_db()
    assert study.status == "complete" and study.run == 2


def test_after_three_lost_runs_it_ends_honestly(amina) -> None:
    study = setup_study(amina)
    Study.objects.update(status=Status.RUNNING, run=3)
    assert list(reading.sweep()) == []
    study.refresh_from_db()
    assert study.status == "failed" and study.error["retryable"]
    assert "Please send it again" in study.error["detail"] and study.files == []


def test_a_study_deleted_while_it_is_read_stays_deleted(amina, monkeypatch) -> None:
    before = set(settings.PRIVATE_ROOT.glob("films/*"))
    study = setup_study(amina)
    monkeypatch.setattr(reading, "_accepted", lambda *_: services.study_delete(study=Study.objects.get()) or True)
    reading.read(str(study.pk))
    assert not Study.objects.exists()
    assert set(settings.PRIVATE_ROOT.glob("films/*")) == before


def test_what_a_dead_process_left_behind_is_removed(amina) -> None:
    study = setup_study(amina, dicom(), read=True)
    left, fresh = path_of("left.film"), path_of("fresh.film")
    folder = path_of("film-left")
    folder.mkdir()
    for path in (left, fresh, folder / "pixels.npy"):
        path.write_bytes(b"pixels")
    for path in (*study.files, left, folder):
        os.utime(path, (1, 1))
    films.tidy()
    assert fresh.exists() and not left.exists() and not folder.exists() and all(path.exists() for path in study.files)


def test_a_note_is_judged_and_a_reading_never_lowers_its_level(amina) -> None:
    study = setup_study(amina, note="crushing chest pain going into my left arm, I'm sweating", read=True)
    assert study.triage["level"] == study.explanation["level"] == "call_now"
    assert study.explanation["next_steps"][0] == study.triage["action"]


def test_a_film_is_never_looked_after_at_home_alone(amina) -> None:
    """A note that sounds harmless does not lower what a film asks for by itself: that a doctor sees it."""
    study = setup_study(amina, note="I have had a runny nose and I sneeze", read=True)
    assert study.triage["level"] == "self_care" and study.explanation["level"] == "routine"
    assert study.explanation["next_steps"][0].startswith("Show this film to a doctor")


def test_a_refusal_carries_the_level_of_the_note(amina) -> None:
    with pytest.raises(Problem) as refused:
        services.study_create(person=amina, upload=upload(b"text"), note="I cannot breathe, my lips are blue")
    assert refused.value.code == "UNSUPPORTED_MEDIA_TYPE" and refused.value.extra["triage"]["level"] == "call_now"


def test_five_an_hour_refused_files_included(amina, ben) -> None:
    for content in (png(), b"text", b"%PDF-", png(), b""):
        try:
            services.study_create(person=amina, upload=upload(content))
        except Problem as problem:
            assert problem.code != "RATE_LIMITED"
    with pytest.raises(Problem, match="RATE_LIMITED"):
        services.study_create(person=amina, upload=upload())
    assert services.study_create(person=ben, upload=upload()).status == "queued"


def test_deleting_removes_rows_files_and_journal(amina) -> None:
    study = setup_study(amina, dicom(), read=True)
    files = study.files
    assert len(files) == 6 and all(path.exists() for path in files)
    services.study_delete(study=study)
    assert not any(path.exists() for path in files) and not Study.objects.exists() and not study.journal.events()
