"""An archive of everything: ordered, made, found whole, gone after its hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from praxia.lib.errors import Problem
from praxia.lib.stores import Db, store
from profiling.privacy import exporting, services
from profiling.privacy.models import AccessLog, Export
from profiling.profile.models import Picture
from tests.chat.setup import SORE_THROAT, setup_answer
from tests.privacy.setup import opened, setup_archive

pytestmark = pytest.mark.django_db


def test_it_works(amina):
    setup_answer(amina)
    export = setup_archive(amina)
    assert (export.status, export.is_ready) == ("complete", True)
    assert timedelta(minutes=59) < export.expires_at - timezone.now() <= timedelta(hours=1)
    found = opened(export)
    assert [one["email"] for one in found.kind("profiling", "account")] == [amina.email]
    assert SORE_THROAT in [one["content"] for one in found.kind("chat", "message")]
    assert amina.email in found.zip.read("README.txt").decode()
    assert all(one.date_time[0] > 2000 for one in found.zip.infolist())


def test_files_lie_beside_the_data(amina):
    Picture.objects.create(user=amina, jpeg=b"a small portrait")
    assert opened(setup_archive(amina)).zip.read("profile/files/picture.jpg") == b"a small portrait"


def test_only_this_account_can_open_the_file(amina):
    export = setup_archive(amina)
    assert export.path.stat().st_mode & 0o777 == 0o600
    assert export.path.parent.stat().st_mode & 0o777 == 0o700


def test_it_holds_nothing_of_others(amina, chloe):
    setup_answer(chloe)
    found = opened(setup_archive(amina))
    everything = b"".join(found.zip.read(name) for name in found.names).decode()
    assert chloe.email not in everything and SORE_THROAT not in everything


def test_its_journal_tells_each_step_and_the_end(amina):
    export = setup_archive(amina)
    events = export.journal.events()
    steps = [event["step"] for event in events if event["type"] == "progress"]
    assert steps[:2] == ["profiling", "profile"] and steps[-1] == "fhir"
    assert events[-1]["type"] == "end"
    assert events[-1]["result"]["download_url"] == f"/api/privacy/exports/{export.id}/file"


def test_two_at_once_are_one(amina):
    services.export_order(person=amina)
    with pytest.raises(Problem) as refused:
        services.export_order(person=amina)
    assert refused.value.code == "ALREADY_RUNNING"
    assert Export.objects.count() == 1


def test_a_new_archive_replaces_the_one_before(amina, private_root):
    older, newer = setup_archive(amina), setup_archive(amina)
    older.refresh_from_db()
    assert (older.is_ready, newer.is_ready) == (False, True)
    assert [path.name for path in (private_root / "exports").iterdir()] == [newer.file]


def test_after_its_hour_it_is_removed(amina, private_root):
    export = setup_archive(amina)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    export.refresh_from_db()
    assert not export.is_ready
    exporting.clear()
    assert list((private_root / "exports").iterdir()) == []


def test_what_a_dead_worker_left_is_removed_and_what_is_being_written_is_not(amina, private_root):
    export = services.export_order(person=amina)
    mine = export.path.with_suffix(".1.part")
    stray = mine.with_name("0123.2.part")
    for path in (mine, stray):
        path.write_bytes(b"half")
    exporting.clear()
    assert mine.exists() and not stray.exists()


def test_a_run_that_died_is_taken_up_again(amina, private_root):
    """Its heartbeat is gone, its half file lies there: the next run writes the whole and clears it away."""
    export = services.export_order(person=amina)
    Export.objects.update(status="running", run=1)
    export.path.with_suffix(".1.part").write_bytes(b"half")
    store(Db.JOURNALS).set(f"{export.journal.key}:run", 1)
    assert list(exporting.sweep()) == [export.id]
    exporting.write(str(export.id))
    export.refresh_from_db()
    assert (export.status, export.run) == ("complete", 2)
    assert [path.name for path in export.path.parent.iterdir()] == [export.file]
    opened(export)
    assert export.journal.events()[0]["type"] == "reset"


def test_after_three_dead_runs_it_ends_honestly(amina, private_root):
    export = services.export_order(person=amina)
    Export.objects.update(status="running", run=3)
    assert list(exporting.sweep()) == []
    export.refresh_from_db()
    assert (export.status, export.error["code"], export.file) == ("failed", "INTERNAL_ERROR", "")


def test_an_account_deleted_meanwhile_leaves_no_file(amina, private_root, monkeypatch):
    export = services.export_order(person=amina)
    rename = type(export.path).rename

    def delete_first(self, target):
        Export.objects.all().delete()
        return rename(self, target)

    monkeypatch.setattr(type(export.path), "rename", delete_first)
    exporting.write(str(export.id))
    assert list((private_root / "exports").iterdir()) == []


def test_order_and_download_are_in_the_access_log(amina):
    services.export_downloaded(export=setup_archive(amina))
    lines = [(line.action, line.role) for line in AccessLog.objects.order_by("id")]
    assert lines == [("exported", "self"), ("downloaded", "self")]
