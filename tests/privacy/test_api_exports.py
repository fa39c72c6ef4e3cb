"""`/api/privacy/exports/`: ordered, followed, fetched, by the one person whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from profiling.privacy import exporting
from profiling.privacy.models import AccessLog, Export
from tests.base import PASSWORD, api_of
from tests.privacy.setup import Opened, setup_archive

pytestmark = pytest.mark.django_db

PATH = "/api/privacy/exports/"


@pytest.fixture
def archive(amina) -> Export:
    return setup_archive(amina)


def test_it_works(amina):
    api = api_of(amina)
    ordered = api.post(PATH, {}, format="json")
    assert ordered.status_code == 201
    export = ordered.json()
    assert (export["status"], export["download_url"]) == ("queued", None)
    exporting.write(export["id"])
    ready = api.get(f"{PATH}{export['id']}/").json()
    assert ready["status"] == "complete"
    file = api.get(ready["download_url"])
    assert file["Content-Disposition"].startswith('attachment; filename="praxia-')
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/zip", "no-store")
    content = b"".join(file)
    assert len(content) == int(file["Content-Length"]) == ready["size"]
    assert Opened(content).kind("profiling", "account")[0]["email"] == amina.email


def test_the_list_is_ones_own(amina, chloe, archive):
    assert [one["id"] for one in api_of(amina).get(PATH).json()] == [str(archive.id)]
    assert api_of(chloe).get(PATH).json() == []


@pytest.mark.parametrize("tail", ["", "file", "events"])
def test_a_stranger_gets_404(chloe, archive, tail):
    assert api_of(chloe).get(f"{PATH}{archive.id}/{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["", "file", "events"])
def test_nobody_gets_401(archive, tail):
    assert api_of().get(f"{PATH}{archive.id}/{tail}").status_code == 401


def test_an_expired_link_is_404(amina, archive):
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    api = api_of(amina)
    assert api.get(f"{PATH}{archive.id}/file").status_code == 404
    assert api.get(f"{PATH}{archive.id}/").json()["download_url"] is None


def test_a_file_that_is_gone_is_404(amina, archive):
    archive.path.unlink()
    assert api_of(amina).get(f"{PATH}{archive.id}/file").status_code == 404


def test_not_ready_is_404(amina):
    export = api_of(amina).post(PATH, {}, format="json").json()
    assert api_of(amina).get(f"{PATH}{export['id']}/file").status_code == 404


def test_a_second_order_meanwhile_is_refused(amina):
    api = api_of(amina)
    api.post(PATH, {}, format="json")
    refused = api.post(PATH, {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "ALREADY_RUNNING")


def test_the_same_key_is_the_same_order(amina):
    api = api_of(amina)
    first, second = (api.post(PATH, {}, format="json", headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.json()["id"], second.status_code) == (second.json()["id"], 201)


def test_a_page_left_open_is_not_enough(amina):
    """By session cookie the password is asked for: whoever sits down at an open browser takes nothing away."""
    client = Client()
    client.force_login(amina)
    for body, status in (({}, 400), ({"password": "not this one"}, 400), ({"password": PASSWORD}, 201)):
        assert client.post(PATH, body, content_type="application/json").status_code == status
    assert Export.objects.count() == 1


def test_the_events_are_its_journal(amina, archive):
    stream = b"".join(api_of(amina).get(f"{PATH}{archive.id}/events")).decode()
    assert stream.count("event: progress") >= 4
    assert stream.rstrip().splitlines()[-2] == "event: end"


def test_asking_for_the_size_is_no_download(amina, archive):
    assert api_of(amina).head(f"{PATH}{archive.id}/file").status_code == 200
    assert not AccessLog.objects.filter(action="downloaded").exists()
