"""The nightly check: whole when nobody touched it, an alarm that names the line when somebody did."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from praxia.celery import app
from profiling.privacy import selectors
from profiling.privacy.checking import check
from profiling.privacy.models import AccessLog
from profiling.privacy.services import read_record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lines(amina, dana) -> None:
    for number in range(5):
        read_record(reader=dana, owner=amina, what="talk", object_id=f"t{number}")


def tamper(statement: str) -> None:
    """As somebody who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_accesslog DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE privacy_accesslog ENABLE TRIGGER USER")


def test_it_works(caplog):
    with caplog.at_level("INFO"):
        found = check()
    assert (found.lines, found.last_id, found.broken_at) == (5, 5, None)
    assert found.last_hash == AccessLog.objects.get(id=5).hash and found.last_hash in caplog.text
    assert selectors.access_log_is_whole()


def test_an_empty_log_is_whole():
    tamper("DELETE FROM privacy_accesslog")
    assert check().broken_at is None


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE privacy_accesslog SET what = 'nothing' WHERE id = 3", 3),
        ("UPDATE privacy_accesslog SET reader = NULL WHERE id = 2", 2),
        ("UPDATE privacy_accesslog SET at = at - interval '1 s' WHERE id = 5", 5),
        ("UPDATE privacy_accesslog SET hash = repeat('0', 64) WHERE id = 1", 1),
        ("DELETE FROM privacy_accesslog WHERE id = 2", 3),
        ("DELETE FROM privacy_accesslog WHERE id = 1", 2),
        ("UPDATE privacy_accesslog l SET what = 'x', hash = privacy_accesslog_hash(l) WHERE id = 4", 4),
    ],
)
def test_a_change_is_found(caplog, statement, line):
    tamper(statement)
    assert check().broken_at == line
    assert "ACCESS LOG BROKEN" in caplog.text and not selectors.access_log_is_whole()


def test_an_end_that_was_cut_off_is_found_by_the_next_check():
    check()
    tamper("DELETE FROM privacy_accesslog WHERE id > 3")
    assert check().broken_at == 5


def test_a_log_written_anew_is_found():
    """Somebody who can compute hashes still cannot keep those that were seen."""
    check()
    tamper("DELETE FROM privacy_accesslog")
    with connection.cursor() as cursor:
        for _ in range(6):
            cursor.execute(
                "INSERT INTO privacy_accesslog (at, action, role, owner, what, object_id, purpose, request_id, previous, hash)"
                " VALUES (now(), 'read', 'self', gen_random_uuid(), 'talk', '', '', '', '', '')"
            )
    assert check().broken_at == 5


def test_beat_calls_it_each_night():
    assert "profiling.privacy.tasks.access_log_check" in {one["task"] for one in app.conf.beat_schedule.values()}


def test_an_operator_can_ask_at_any_time(capsys):
    call_command("check_access_log")
    assert "whole: 5 lines" in capsys.readouterr().out
    tamper("UPDATE privacy_accesslog SET what = 'nothing' WHERE id = 3")
    with pytest.raises(CommandError, match="line 3"):
        call_command("check_access_log")


def test_a_broken_log_is_a_metric_that_alarms(client, settings):
    settings.METRICS_TOKEN = "let-me-see"
    tamper("UPDATE privacy_accesslog SET what = 'nothing' WHERE id = 3")
    check()
    told = client.get("/metrics", headers={"Authorization": "Bearer let-me-see"}).content.decode()
    assert "\npraxia_access_log_broken 1.0" in told
