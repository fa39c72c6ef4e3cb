"""`/api/profile/` as the contract has it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from praxia.lib.stores import Db, store
from profiling.profile.models import Change, HealthProfile, Picture
from profiling.profile.records import Confidence, Source
from profiling.profile.services import profile_update
from tests.base import api_of
from tests.profile.setup import jpeg, typed

pytestmark = pytest.mark.django_db
URL = "/api/profile/"
KEYS = {
    "user_id", "username", "email", "full_name", "profile_picture", "age", "birth_year", "gender", "pregnant", "weight", "height",
    "country", "time_zone", "units", "preferred_language", "allergies", "conditions", "medications", "medical_history",
    "wellness", "provenance", "created_at", "updated_at",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _empty_counters() -> None:
    store(Db.CACHE).flushdb()


def patched(person, values: dict, **headers: str):
    return api_of(person).patch(URL, values, format="json", headers=headers)


def test_it_works(amina):
    answer = patched(
        amina, {"age": 34, "gender": "female", "weight": 62.5, "height": 168.0, "country": "KE", "pregnant": None}
    )
    assert answer.status_code == 200
    got = api_of(amina).get(URL)
    assert got.json() == answer.json()
    assert got["ETag"] == answer["ETag"] and got["Cache-Control"] == "private, no-store"
    assert set(got.json()) >= KEYS
    assert got.json()["provenance"]["age"]["source"] == "typed"


def test_reading_makes_no_row(amina):
    assert api_of(amina).get(URL).status_code == 200
    assert not HealthProfile.objects.exists()


def test_medicines_as_the_contract_has_them(amina):
    given = [{"name": "salbutamol", "dose": "100 µg", "as_needed": True}]
    assert patched(amina, {"medications": given, "conditions": ["asthma"]}).json()["medications"] == given


def test_the_text_of_the_seed_is_split_at_commas(amina):
    assert patched(amina, {"allergies": "penicillin, nuts,, Nuts"}).json()["allergies"] == ["penicillin", "nuts"]


def test_read_only_keys_stay(amina, chloe):
    sent = {
        "user_id": str(chloe.pk),
        "email": "x@example.org",
        "username": "x",
        "provenance": {},
        "created_at": "2020-01-01",
    }
    answer = patched(amina, sent | {"age": 34}).json()
    assert (answer["user_id"], answer["email"]) == (str(amina.pk), amina.email)
    assert api_of(chloe).get(URL).json()["age"] is None


@pytest.mark.parametrize(
    ("sent", "code"), [({"age": 131}, "max_value"), ({"age": 0}, "min_value"), ({"gender": "x"}, "invalid_choice")]
)
def test_out_of_bounds(amina, sent, code):
    answer = patched(amina, sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (next(iter(sent)), code)
    assert error["detail"].endswith(".")


def test_age_says_its_bounds(amina):
    assert patched(amina, {"age": 131}).json()["detail"] == "Age must be between 1 and 130."


def test_stale(amina):
    tag = api_of(amina).get(URL)["ETag"]
    assert patched(amina, {"age": 34}, If_Match=tag).status_code == 200
    refused = patched(amina, {"age": 35}, If_Match=tag)
    assert (refused.status_code, refused.json()["code"]) == (412, "STALE")
    assert api_of(amina).get(URL).json()["age"] == 34
    assert patched(amina, {"age": 35}, If_Match="*").status_code == 200


def test_how_much_is_known_costs_no_more_queries(amina):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(URL).status_code == 200
        return len(seen)

    client = api_of(amina)
    client.get(URL)
    few = queries()
    for weight in range(50, 60):
        typed(amina, weight=weight, conditions=[f"condition {number}" for number in range(weight - 45)])
    assert queries() == few


# --- History ---------------------------------------------------------------------------------------------------------


def test_history_and_undo(amina):
    patched(amina, {"weight": 62})
    patched(amina, {"weight": 63, "gender": "female"})
    history = api_of(amina).get(f"{URL}history/", {"field": "weight"}).json()
    assert [(one["old"], one["new"], one["source"], one["by"]) for one in history] == [
        (62.0, 63.0, "typed", str(amina.pk)), (None, 62.0, "typed", str(amina.pk)),
    ]  # fmt: skip
    undone = api_of(amina).post(f"{URL}undo/", {"change_id": history[0]["id"]}, format="json")
    assert (undone.status_code, undone.json()["weight"], undone.json()["gender"]) == (200, 62.0, "female")
    assert len(api_of(amina).get(f"{URL}history/").json()) == 4
    assert next(one for one in api_of(amina).get(f"{URL}history/").json() if one["id"] == history[0]["id"])["undone"]


def test_undo_brings_the_origin_back(amina):
    at = timezone.now() - timedelta(days=9)
    profile_update(
        person=amina, values={"age": 34}, source=Source.INTERVIEW, confidence=Confidence.MEDIUM, quote="I am 34"
    )
    HealthProfile.objects.update(
        provenance={"age": {"source": "interview", "at": at.isoformat(), "confidence": "medium"}}
    )
    typed(amina, age=43)
    change = Change.objects.get(field="age", source="typed")
    origin = api_of(amina).post(f"{URL}undo/", {"change_id": str(change.pk)}, format="json").json()["provenance"]["age"]
    assert (origin["source"], origin["confidence"]) == ("interview", "medium")


def test_undo_of_an_undo(amina):
    typed(amina, age=34)
    typed(amina, age=35)
    for expected in (34, 35):
        newest = api_of(amina).get(f"{URL}history/").json()[0]
        assert api_of(amina).post(f"{URL}undo/", {"change_id": newest["id"]}, format="json").json()["age"] == expected


def test_undo_of_what_changed_again(amina):
    typed(amina, age=34)
    typed(amina, age=35)
    first = Change.objects.earliest("created_at")
    answer = api_of(amina).post(f"{URL}undo/", {"change_id": str(first.pk)}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "CONFLICT")


def test_undo_of_anothers_change(amina, chloe):
    typed(amina, age=34)
    answer = api_of(chloe).post(f"{URL}undo/", {"change_id": str(Change.objects.get().pk)}, format="json")
    assert answer.status_code == 404


@pytest.mark.parametrize("change_id", [None, "", "7", [], {}])
def test_undo_of_nothing(amina, change_id):
    assert api_of(amina).post(f"{URL}undo/", {"change_id": change_id}, format="json").status_code in (400, 404)


# --- Multipart -------------------------------------------------------------------------------------------------------


def upload(person, name="me.jpg", content=None, **more):
    content = jpeg() if content is None else content
    sent = {"profile_picture": SimpleUploadedFile(name, content), **more}
    return api_of(person).patch(URL, sent, format="multipart")


def test_a_picture(amina):
    answer = upload(amina, age="34", allergies="nuts, milk", wellness=json.dumps({"sleepQuality": "good"}))
    assert answer.status_code == 200
    found = answer.json()
    assert (found["age"], found["allergies"], found["wellness"]["sleepQuality"]) == (34, ["nuts", "milk"], "good")
    got = api_of(amina).get(found["profile_picture"])
    assert (got["Content-Type"], got["Cache-Control"]) == ("image/jpeg", "private, no-store")


def test_a_picture_loses_what_else_stood_in_its_file(amina):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Amina"
    exif.get_ifd(0x8825)[2] = (1.0, 17.0, 0.0)
    upload(amina, content=jpeg(1200, exif=exif.tobytes(), comment=b"at home") + b"<?php trailing ?>")
    kept = bytes(Picture.objects.get().jpeg)
    assert not [word for word in (b"Camera", b"Exif", b"at home", b"php") if word in kept]
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (512, 512) and not image.getexif()


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"not a picture", 422, "UNSUPPORTED_IMAGE"), (b"", 422, "UNSUPPORTED_IMAGE"),
        (b"GIF89a" + b"\0" * 50, 422, "UNSUPPORTED_IMAGE"), (jpeg(2000)[:900], 422, "UNREADABLE_FILE"),
        (b"\xff" * (5 * 1024 * 1024 + 1), 413, "TOO_LARGE"), (jpeg(8000, form="PNG"), 413, "TOO_LARGE"),
    ],
    ids=["text", "empty", "gif", "cut", "bytes", "pixels"],
)  # fmt: skip
def test_no_picture(amina, content, status, code):
    answer = upload(amina, content=content, age="34")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api_of(amina).get(URL).json()["age"] is None, "all or nothing"


def test_a_picture_is_ones_own(amina, chloe):
    upload(amina)
    assert api_of(chloe).get(f"{URL}picture/").status_code == 404


def test_a_picture_is_removed(amina):
    upload(amina)
    assert patched(amina, {"profile_picture": None}).json()["profile_picture"] is None
    assert not Picture.objects.exists()


# --- Consents --------------------------------------------------------------------------------------------------------


def test_consents(amina):
    found = api_of(amina).get(f"{URL}consents/").json()
    assert (found["language_model"], found["language_model_profile"], found["clinician_review"]) == (True, False, False)
    assert all(one["words"] and one["without"] for one in found["details"])
    answer = api_of(amina).patch(f"{URL}consents/", {"clinician_review": True, "x": 1}, format="json").json()
    assert answer["clinician_review"] and answer["language_model"]


@pytest.mark.parametrize("said", ["yes", 1, None, [], {}])
def test_a_consent_is_a_yes_or_a_no(amina, said):
    sent = {"language_model": False, "clinician_review": said}
    answer = api_of(amina).patch(f"{URL}consents/", sent, format="json")
    assert answer.status_code == 400
    assert api_of(amina).get(f"{URL}consents/").json()["language_model"], "all or nothing"


def test_consents_are_remembered_one_by_one(amina):
    for allowed in (True, True, False):
        api_of(amina).patch(f"{URL}consents/", {"clinician_review": allowed}, format="json")
    assert list(amina.consents.order_by("id").values_list("use", "allowed")) == [
        ("clinician_review", True), ("clinician_review", False),
    ]  # fmt: skip
