"""The admin: orders and the log to look at, accounts deleted by the same service or not at all."""

from __future__ import annotations

import pytest
from django.test import Client

from profiling.models import User
from profiling.privacy.models import AccessLog, Deletion
from profiling.privacy.services import read_record
from tests.base import setup_user
from tests.privacy.setup import setup_archive

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/profiling/user/"


@pytest.fixture
def root(db) -> Client:
    client = Client()
    client.force_login(setup_user("Root", is_staff=True, is_superuser=True))
    return client


def act(root: Client, action: str, person: User):
    return root.post(PEOPLE, {"action": action, "_selected_action": [str(person.pk)]})


def test_an_account_is_ordered_to_be_deleted(root, amina):
    assert act(root, "order_deletion", amina).status_code == 302
    assert Deletion.objects.get().owner == amina
    assert AccessLog.objects.get(action="deletion_asked").role == "staff"


def test_an_account_is_not_deleted_by_hand(root, amina):
    act(root, "delete_selected", amina)
    assert root.post(f"{PEOPLE}{amina.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=amina.pk).exists()


@pytest.mark.parametrize("table", ["accesslog", "chaincheck", "export", "deletion"])
def test_the_rest_can_only_be_looked_at(root, amina, dana, table):
    read_record(reader=dana, owner=amina, what="talk", object_id="t")
    setup_archive(amina)
    assert root.get(f"/admin/privacy/{table}/").status_code == 200
    assert root.get(f"/admin/privacy/{table}/add/").status_code == 403


def test_a_line_of_the_log_names_nobody_there(root, amina, dana):
    read_record(reader=dana, owner=amina, what="talk", object_id="t")
    line = AccessLog.objects.get()
    page = root.get(f"/admin/privacy/accesslog/{line.pk}/change/").content.decode()
    assert str(line.owner) in page
    assert amina.email not in page and dana.email not in page
    assert root.post(f"/admin/privacy/accesslog/{line.pk}/delete/", {"post": "yes"}).status_code == 403
