"""The access log: only ever longer, and a line that was changed is found."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from profiling.privacy.models import AccessLog, Pseudonym
from profiling.privacy.services import read_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(amina, dana) -> list[AccessLog]:
    for number in range(3):
        read_record(reader=dana, owner=amina, what="talk", object_id=f"t{number}", purpose="asked by phone")
    return list(AccessLog.objects.order_by("id"))


def test_it_works(lines, amina, dana):
    assert [line.id for line in lines] == [1, 2, 3]
    assert {line.owner for line in lines} == {Pseudonym.objects.get(person=amina).key}
    assert {(line.reader, line.role) for line in lines} == {(Pseudonym.objects.get(person=dana).key, "staff")}


def test_each_line_holds_the_hash_of_the_one_before(lines):
    assert [line.previous for line in lines] == ["", lines[0].hash, lines[1].hash]
    assert len({line.hash for line in lines}) == 3


def test_many_lines_at_once_are_chained_too(amina, dana):
    whose = Pseudonym.objects.create(person=amina).key
    AccessLog.objects.bulk_create(AccessLog(action="read", role="staff", owner=whose, what="talk") for _ in range(5))
    lines = list(AccessLog.objects.order_by("id"))
    assert [line.previous for line in lines[1:]] == [line.hash for line in lines[:-1]]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE privacy_accesslog SET what = 'nothing'",
        "DELETE FROM privacy_accesslog",
        "DELETE FROM privacy_accesslog WHERE false",
    ],
)
def test_no_line_is_changed_or_removed(lines, change):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert AccessLog.objects.filter(what="talk").count() == 3


def test_the_log_holds_nobodys_id(amina, dana):
    read_record(reader=dana, owner=amina, what="profile", object_id=str(amina.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM privacy_accesslog l")
        [(text,)] = cursor.fetchall()
    assert str(amina.pk) not in text and str(dana.pk) not in text and "example.org" not in text
