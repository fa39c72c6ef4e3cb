"""Clinicians look at films that people let them see, and sign what they think."""

from __future__ import annotations

import threading

import pydicom
import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client

from imaging import films, own_data, reading, selectors, services, tasks
from imaging.models import Reading, Review, path_of
from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from profiling.models import User
from profiling.privacy.models import AccessLog
from profiling.profile.records import Use
from profiling.profile.services import consent_set
from tests.base import PASSWORD, api_of, setup_user
from tests.imaging.dicoms import dicom
from tests.imaging.setup import setup_study

pytestmark = pytest.mark.django_db
AGREED = {"Pneumonia": "agree"}


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    store(Db.CACHE).flushdb()


def clinician(name: str = "Dana") -> User:
    person = setup_user(name, is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="add_review", content_type__app_label="imaging"))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def study(amina):
    consent_set(person=amina, use=Use.CLINICIAN_REVIEW, allowed=True)
    return setup_study(amina, note="Cough", read=True)


def desk(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def case(study) -> str:
    return f"/admin/imaging/study/review/{study.pk}/"


def test_it_works(study, amina) -> None:
    client = desk(clinician())
    assert case(study) in client.get("/admin/imaging/study/review/").content.decode()
    assert "Cough" in client.get(case(study)).content.decode()
    answer = client.post(case(study), {"opinion-Pneumonia": "disagree", "note": "I see none.", "password": PASSWORD})
    assert answer.status_code == 302 and Review.objects.get().opinions == {"Pneumonia": "disagree"}
    assert case(study) not in client.get("/admin/imaging/study/review/").content.decode()
    told = api_of(amina).get(f"/api/xray-analyses/{study.pk}/").json()["review"]
    assert told["status"] == "signed" and told["note"] == "I see none." and told["signed_by"] == "Dana"
    assert "Signed by Dana on" in desk(amina).get(f"/xray/{study.pk}/").content.decode()


def test_opening_it_is_written_down_for_its_person(study) -> None:
    desk(clinician()).get(case(study))
    assert AccessLog.objects.filter(what="chest X-ray", purpose="review").count() == 1


def test_without_consent_there_is_nothing(study, amina) -> None:
    consent_set(person=amina, use=Use.CLINICIAN_REVIEW, allowed=False)
    client = desk(clinician())
    assert case(study) not in client.get("/admin/imaging/study/review/").content.decode()
    assert [client.get(case(study) + tail).status_code for tail in ("", "film/", "map/Pneumonia/")] == [404] * 3


def test_staff_without_the_right_are_refused(study, dana) -> None:
    client = desk(dana)
    assert [client.get(path).status_code for path in ("/admin/imaging/study/review/", case(study))] == [403, 403]


def test_the_film_and_its_map_are_shown_to_the_clinician(study) -> None:
    client = desk(clinician())
    assert (
        client.get(case(study) + "film/")["Content-Type"]
        == client.get(case(study) + "map/Pneumonia/")["Content-Type"]
        == "image/png"
    )


def test_a_wrong_password_signs_nothing(study) -> None:
    answer = desk(clinician()).post(case(study), {"opinion-Pneumonia": "agree", "password": "wrong and long"})
    assert answer.status_code == 422 and not Review.objects.exists()


def test_an_opinion_is_needed_on_every_finding(study) -> None:
    answer = desk(clinician()).post(case(study), {"password": PASSWORD})
    assert answer.status_code == 422 and not Review.objects.exists()


def test_a_signed_review_is_followed_never_changed(study) -> None:
    first = services.review_sign(clinician=clinician(), study=study, opinions=AGREED)
    with pytest.raises(Problem, match="STALE"):
        services.review_sign(clinician=clinician("Elif"), study=study, opinions=AGREED)
    second = services.review_sign(
        clinician=User.objects.get(full_name="Elif"), study=study, opinions={"Pneumonia": "disagree"}, follows=first.pk
    )
    first.refresh_from_db()
    assert first.opinions == AGREED and second.follows == first and Review.objects.count() == 2


def test_who_has_not_seen_the_newest_gets_412(study) -> None:
    services.review_sign(clinician=clinician(), study=study, opinions=AGREED)
    answer = desk(clinician("Elif")).post(
        case(study), {"opinion-Pneumonia": "agree", "password": PASSWORD, "follows": ""}
    )
    assert answer.status_code == 412 and Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_wins(amina) -> None:
    consent_set(person=amina, use=Use.CLINICIAN_REVIEW, allowed=True)
    study = setup_study(amina, read=True)
    people, ended = [clinician(), clinician("Elif")], []
    gate = threading.Barrier(2)

    def sign(person: User) -> None:
        gate.wait()
        try:
            services.review_sign(clinician=person, study=study, opinions=AGREED)
            ended.append("signed")
        except Problem as problem:
            ended.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["STALE", "signed"] and Review.objects.count() == 1


def reported(study) -> pydicom.Dataset:
    return pydicom.dcmread(path_of(Reading.objects.get(study=study).report))


def test_the_report_becomes_final_with_the_signature(amina) -> None:
    consent_set(person=amina, use=Use.CLINICIAN_REVIEW, allowed=True)
    study = setup_study(amina, dicom(), read=True)
    before = path_of(study.reading.report)
    assert reported(study).PreliminaryFlag == "PRELIMINARY" and list(selectors.reports_due()) == []
    first = services.review_sign(clinician=clinician(), study=study, opinions=AGREED)
    assert list(selectors.reports_due()) == [study.reading]  # what beat finds where the ring was lost
    films.report_sign(str(study.reading_id))
    signed = reported(study)
    assert signed.PreliminaryFlag == "FINAL" and "Dana" in str(signed.VerifyingObserverSequence[0])
    assert not before.exists() and list(selectors.reports_due()) == []
    films.report_sign(str(study.reading_id))
    assert reported(study).SOPInstanceUID == signed.SOPInstanceUID

    elif_ = clinician("Elif")
    services.review_sign(clinician=elif_, study=study, opinions={"Pneumonia": "disagree"}, follows=first.pk)
    assert list(selectors.reports_due()) == [study.reading]
    films.report_sign(str(study.reading_id))
    assert "Elif" in str(reported(study).VerifyingObserverSequence[0])
    answer = desk(amina).get(f"/api/xray-analyses/{study.pk}/report.dcm")
    assert b"Elif" in b"".join(answer.streaming_content)


def test_a_signature_rings_for_the_report(study, django_capture_on_commit_callbacks, monkeypatch) -> None:
    rung = []
    monkeypatch.setattr(services, "ring", lambda task, row_id: rung.append((task.name, row_id)))
    with django_capture_on_commit_callbacks(execute=True):
        services.review_sign(clinician=clinician(), study=study, opinions=AGREED)
    assert rung == [("imaging.tasks.report_sign", study.reading_id)]


def test_a_clinician_who_leaves_is_no_longer_named_in_the_report(amina) -> None:
    consent_set(person=amina, use=Use.CLINICIAN_REVIEW, allowed=True)
    study = setup_study(amina, dicom(), read=True)
    dana = clinician()
    services.review_sign(clinician=dana, study=study, opinions=AGREED)
    films.report_sign(str(study.reading_id))
    own_data.erase(dana)
    tasks.studies_refresh()
    assert list(selectors.reports_due()) == [study.reading]
    films.report_sign(str(study.reading_id))
    signed = reported(study)
    assert signed.VerificationFlag == "VERIFIED" and "Dana" not in str(signed)


def test_a_held_film_is_released_by_a_clinician(amina) -> None:
    consent_set(person=amina, use=Use.CLINICIAN_REVIEW, allowed=True)
    study = setup_study(amina, dicom(BurnedInAnnotation="YES"), read=True)
    client = desk(clinician())
    assert "Held" in client.get(case(study)).content.decode()
    client.post(case(study), {"blank": "1"})
    reading.read(str(study.pk))
    shown = client.get(case(study)).content.decode()
    assert "Held" in shown and "Make its borders black" not in shown
    client.post(case(study), {"release": "1"})
    study.refresh_from_db()
    assert study.status == "queued"


def test_operators_see_no_note_and_no_result(study) -> None:
    client = desk(setup_user("Root", is_staff=True, is_superuser=True))
    for path in ("/admin/imaging/study/", f"/admin/imaging/study/{study.pk}/change/"):
        page = client.get(path)
        assert (
            page.status_code == 200
            and "Cough" not in page.content.decode()
            and "Pneumonia" not in page.content.decode()
        )
