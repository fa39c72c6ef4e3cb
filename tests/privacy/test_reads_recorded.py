"""Who read what: staff in the admin, programs with a token, and the list that the owner sees."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from profiling.privacy import services
from profiling.privacy.models import AccessLog
from tests.base import api_of, setup_user
from tests.chat.setup import setup_answer

pytestmark = pytest.mark.django_db

PATH = "/api/privacy/access-log/"


@pytest.fixture
def root(db) -> Client:
    client = Client()
    client.force_login(setup_user("Root", is_staff=True, is_superuser=True))
    return client


def lines_of(person) -> list[dict]:
    return api_of(person).get(PATH).json()


def test_it_works(amina, dana):
    services.read_record(reader=dana, owner=amina, what="talk", object_id="t1", purpose="asked by phone")
    [line] = lines_of(amina)
    assert (line["who"], line["role"], line["action"]) == ("Dana", "staff", "read")
    assert (line["what"], line["object_id"], line["purpose"]) == ("talk", "t1", "asked by phone")


def test_the_reader_does_not_see_it_and_nobody_else_does(amina, dana, chloe):
    services.read_record(reader=dana, owner=amina, what="talk", object_id="t1")
    assert lines_of(dana) == lines_of(chloe) == []


def test_newest_first_and_page_by_page(amina, dana):
    for number in range(5):
        services.read_record(reader=dana, owner=amina, what="talk", object_id=f"t{number}")
    api = api_of(amina)
    first = api.get(f"{PATH}?limit=2")
    assert [line["object_id"] for line in first.json()] == ["t4", "t3"]
    further = first["Link"].split(">")[0].removeprefix("<http://testserver")
    assert [line["object_id"] for line in api.get(further).json()] == ["t2", "t1"]


# --- The admin -------------------------------------------------------------------------------------------------------------


def test_a_row_opened_in_the_admin(root, amina):
    answer = setup_answer(amina)
    assert root.get(f"/admin/chat/message/{answer.id}/change/").status_code == 200
    [line] = lines_of(amina)
    assert (line["who"], line["what"], line["object_id"]) == ("Root", "message (administration)", str(answer.id))


@pytest.mark.parametrize("view", ["change", "history"])
def test_a_person_opened_in_the_admin(root, amina, view):
    assert root.get(f"/admin/profiling/user/{amina.pk}/{view}/").status_code == 200
    [line] = lines_of(amina)
    assert (line["role"], line["object_id"]) == ("staff", "")


def test_a_list_in_the_admin_is_one_line_for_each_person_on_it(root, amina, ben, chloe):
    for person in (amina, amina, ben):
        setup_answer(person)
    assert root.get("/admin/chat/conversation/").status_code == 200
    assert [len(lines_of(person)) for person in (amina, ben, chloe)] == [1, 1, 0]


def test_a_row_that_may_not_be_seen_is_no_reading(amina, dana):
    answer = setup_answer(amina)
    client = Client()
    client.force_login(dana)
    assert client.get(f"/admin/chat/message/{answer.id}/change/").status_code == 403
    assert lines_of(amina) == []


def test_without_a_line_nothing_is_shown(root, amina, monkeypatch):
    answer = setup_answer(amina)
    monkeypatch.setattr(AccessLog.objects, "create", _fail)
    root.raise_request_exception = False
    assert root.get(f"/admin/chat/message/{answer.id}/change/").status_code == 500


def _fail(**_: object) -> None:
    raise DatabaseError


def test_staff_looking_at_themselves_is_no_reading(root):
    me = AccessLog.objects.count()
    pk = root.get("/admin/").wsgi_request.user.pk
    assert root.get(f"/admin/profiling/user/{pk}/change/").status_code == 200
    assert AccessLog.objects.count() == me


# --- Programs --------------------------------------------------------------------------------------------------------------


def test_a_program_that_reads_with_a_token_is_one_line_an_hour(amina):
    talk = setup_answer(amina).conversation_id
    api = api_of(amina)
    for _ in range(3):
        api.get(f"/api/chat-sessions/{talk}/")
    [line] = lines_of(amina)
    assert (line["role"], line["what"], line["object_id"]) == ("self", "talks (by a program)", str(talk))


def test_without_the_cache_each_reading_is_a_line(amina, monkeypatch):
    monkeypatch.setattr("profiling.privacy.middleware.cache.add", _away)
    api = api_of(amina)
    assert [api.get("/api/chat-sessions/").status_code for _ in range(2)] == [200, 200]
    assert len(lines_of(amina)) == 2


def _away(*_: object) -> bool:
    raise RedisConnectionError


def test_ones_own_pages_are_no_reading(amina):
    client = Client()
    client.force_login(amina)
    talk = setup_answer(amina).conversation_id
    assert client.get(f"/api/chat-sessions/{talk}/").status_code == client.get(f"/chat/{talk}/").status_code == 200
    assert lines_of(amina) == []


def test_what_was_not_shown_is_no_reading(amina, chloe):
    api_of(chloe).get(f"/api/chat-sessions/{setup_answer(amina).conversation_id}/")
    assert lines_of(amina) == lines_of(chloe) == []


def test_it_costs_the_same_for_many_readers(amina, django_assert_max_num_queries):
    for number in range(20):
        reader = setup_user(f"Reader {number}", email=f"r{number}@example.org", is_staff=True)
        services.read_record(reader=reader, owner=amina, what="talk", object_id="t")
    api = api_of(amina)
    with django_assert_max_num_queries(5):
        assert len(api.get(PATH).json()) == 20


def test_times_are_those_of_the_database(amina, dana):
    services.read_record(reader=dana, owner=amina, what="talk", object_id="t1")
    assert abs((timezone.now() - AccessLog.objects.get().at).total_seconds()) < 60
