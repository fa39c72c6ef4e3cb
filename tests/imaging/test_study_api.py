"""`/api/xray-analyses/` as clients see it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imaging.models import Study
from praxia.lib.stores import Db, store
from profiling.privacy.models import AccessLog
from profiling.profile import services as profiles
from tests.base import api_of
from tests.imaging.dicoms import dicom
from tests.imaging.setup import png, setup_study, upload

pytestmark = pytest.mark.django_db
URL = "/api/xray-analyses/"


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    store(Db.CACHE).flushdb()


def post(person, content: bytes | None = None, *, key: str = "", **more):
    headers = {"Idempotency-Key": key} if key else {}
    return api_of(person).post(URL, {"image": upload(content), **more}, format="multipart", headers=headers)


def test_it_works(amina) -> None:
    answer = post(amina, note="Cough", view="PA")
    assert answer.status_code == 201
    assert answer.json()["status"] == "queued" and answer.json()["findings"] == [] and answer.json()["model"] is None
    assert answer.headers["X-RateLimit-Limit"] == "5" and answer.headers["X-RateLimit-Remaining"] == "4"


def test_a_complete_study_has_the_shape_of_the_contract(amina) -> None:
    study = setup_study(amina, read=True)
    found = api_of(amina).get(f"{URL}{study.pk}/").json()
    finding = found["findings"][0]
    assert {
        "label",
        "risk",
        "interval",
        "base_rate",
        "ratio",
        "threshold",
        "verdict",
        "calibrated",
        "heatmap_url",
    } <= set(finding)
    assert found["confidence_scores"] == {"Pneumonia": finding["risk"]}
    assert found["model"]["sha256"] and found["notices"][0]["code"] == "DEMONSTRATION_MODEL"
    assert found["review"] == {"status": "unreviewed"} and found["disclaimer"]


def test_picture_and_map_are_private_and_never_kept(amina, chloe) -> None:
    study = setup_study(amina, read=True)
    found = api_of(amina).get(f"{URL}{study.pk}/").json()
    for url in (found["image_url"], found["findings"][0]["heatmap_url"]):
        answer = api_of(amina).get(url)
        assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
        assert api_of(chloe).get(url).status_code == 404 and api_of().get(url).status_code == 401


def test_a_report_where_the_film_was_dicom(amina) -> None:
    plain, film = setup_study(amina, read=True), setup_study(amina, dicom(), read=True)
    assert api_of(amina).get(f"{URL}{plain.pk}/").json()["report_url"] is None
    answer = api_of(amina).get(api_of(amina).get(f"{URL}{film.pk}/").json()["report_url"])
    assert b"".join(answer.streaming_content)[128:132] == b"DICM"


def test_the_list_is_ones_own_newest_first(amina, chloe) -> None:
    first, second = setup_study(amina), setup_study(amina)
    assert [one["id"] for one in api_of(amina).get(URL).json()] == [str(second.pk), str(first.pk)]
    assert api_of(chloe).get(URL).json() == []


def test_a_stranger_sees_the_same_as_where_nothing_is(amina, chloe) -> None:
    study = setup_study(amina)
    for method in ("get", "delete"):
        theirs, absent = (getattr(api_of(chloe), method)(f"{URL}{pk}/") for pk in (study.pk, uuid4()))
        assert theirs.status_code == absent.status_code == 404
    assert Study.objects.count() == 1


def test_who_is_let_in_may_read_and_nothing_else_and_it_is_written_down(amina, ben) -> None:
    study = setup_study(amina, read=True)
    profiles.share_give(person=amina, email="ben@example.org", scope=["xray"])
    from allauth.account.models import EmailAddress

    EmailAddress.objects.update_or_create(user=ben, email="ben@example.org", defaults={"verified": True})
    assert api_of(ben).get(f"{URL}{study.pk}/").status_code == 200
    assert len(api_of(ben).get(f"{URL}?owner={amina.pk}").json()) == 1
    assert api_of(ben).delete(f"{URL}{study.pk}/").status_code == 404
    assert AccessLog.objects.filter(what__startswith="chest X-ray").count() == 2


def test_delete(amina) -> None:
    study = setup_study(amina, read=True)
    assert api_of(amina).delete(f"{URL}{study.pk}/").status_code == 204
    assert api_of(amina).get(f"{URL}{study.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "VALIDATION_ERROR"),
        (b"%PDF-1.7 ...", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"<svg/>", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (png() + bytes(10 * 1024 * 1024), 413, "TOO_LARGE"),
        (png()[:8] + b"%PDF-" + png()[8:], 422, "UNREADABLE_FILE"),
    ],
)
def test_what_is_refused_at_the_door(amina, content, status, code) -> None:
    answer = post(amina, content) if content else api_of(amina).post(URL, {}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Study.objects.exists()


def test_an_empty_file(amina) -> None:
    answer = post(amina, b"")
    assert answer.status_code in (400, 422) and not Study.objects.exists()


def test_a_body_that_is_far_too_large_is_not_even_read(amina) -> None:
    answer = api_of(amina).generic(
        "POST", URL, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(200 * 1024**2)
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


def test_json_is_not_taken(amina) -> None:
    assert api_of(amina).post(URL, {"image": "x"}, format="json").status_code == 415


@pytest.mark.parametrize(("field", "value"), [("view", "side"), ("session_id", "7"), ("note", "x" * 2001)])
def test_fields_that_cannot_be(amina, field, value) -> None:
    answer = post(amina, **{field: value})
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field


def test_a_repeat_by_key_is_free_and_has_no_second_effect(amina) -> None:
    first, again = post(amina, key="k-1"), post(amina, key="k-1")
    assert again.status_code == 201 and again.json()["id"] == first.json()["id"]
    assert again["Idempotency-Replayed"] == "true" and Study.objects.count() == 1
    assert post(amina, png(optimize=True), key="k-1").json()["code"] == "IDEMPOTENCY_MISMATCH"
    for _ in range(4):
        assert post(amina).status_code == 201
    assert post(amina).status_code == 429


def test_the_file_name_is_never_used(amina) -> None:
    api_of(amina).post(URL, {"image": SimpleUploadedFile("../../etc/passwd.png", png())}, format="multipart")
    study = Study.objects.get()
    assert study.sent.endswith(".film") and "passwd" not in study.sent


def test_events_of_a_finished_study(amina) -> None:
    study = setup_study(amina, read=True)
    answer = api_of(amina).get(f"{URL}{study.pk}/events")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/event-stream"
