"""What Amina shares with Ben he can read, and nothing else; Chloe and Dana see nothing; every reading leaves a line."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praxia.lib.stores import Db, store
from profiling.privacy.models import AccessLog
from profiling.profile.access import shared_with
from profiling.profile.models import Share
from profiling.profile.records import Scope
from tests.base import api_of
from tests.chat.setup import setup_answer
from tests.profile.setup import share, typed, verified

pytestmark = pytest.mark.django_db
URL = "/api/profile/shares/"


@pytest.fixture(autouse=True)
def _empty_counters() -> None:
    store(Db.CACHE).flushdb()


@pytest.fixture
def ben(ben):
    return verified(ben)


def theirs(owner) -> str:
    return f"/api/profile/shared/{owner.pk}/"


def lines() -> list[str]:
    """What others have read. (What one's own programs read is written down too.)"""
    return list(AccessLog.objects.exclude(role="self").order_by("id").values_list("what", flat=True))


def test_it_works(amina, ben):
    typed(amina, age=34, conditions="asthma")
    made = api_of(amina).post(URL, {"email": "BEN@example.org", "scope": ["profile"]}, format="json")
    assert (made.status_code, made.json()["email"], made.json()["scope"]) == (201, "ben@example.org", ["profile"])
    [got] = api_of(ben).get("/api/profile/shared/").json()
    assert (got["owner"]["full_name"], got["scope"], got["chats_url"]) == ("Amina", ["profile"], None)
    read = api_of(ben).get(got["profile_url"]).json()
    assert (read["age"], read["conditions"]) == (34, ["asthma"])
    assert lines() == ["health profile"]


def test_taken_back(amina, ben):
    given = share(amina, ben, "profile", "chat")
    assert shared_with(amina, ben, Scope.PROFILE) and shared_with(amina, ben, Scope.CHAT)
    assert api_of(amina).delete(f"{URL}{given.pk}/").status_code == 204
    assert not shared_with(amina, ben, Scope.PROFILE)
    assert api_of(ben).get(theirs(amina)).status_code == 404
    assert lines() == []


@pytest.mark.parametrize("name", ["chloe", "dana"])
def test_nobody_else(amina, ben, name, request):
    share(amina, ben, "profile", "chat", "xray", "fitness")
    other = verified(request.getfixturevalue(name))
    talk = setup_answer(amina).conversation
    refused = api_of(other).get(theirs(amina))
    absent = api_of(other).get(f"/api/profile/shared/{uuid4()}/")
    assert (refused.status_code, absent.status_code) == (404, 404)
    assert api_of(other).get(f"/api/chat-sessions/{talk.pk}/").status_code == 404
    assert api_of(other).get("/api/chat-sessions/", {"owner": str(amina.pk)}).status_code == 404
    assert api_of(other).get("/api/profile/shared/").json() == []
    assert lines() == []


def test_one_way_only(amina, ben):
    share(amina, ben, "profile")
    assert api_of(amina).get(theirs(ben)).status_code == 404


def test_within_its_scope_alone(amina, ben):
    talk = setup_answer(amina).conversation
    share(amina, ben, "profile")
    assert api_of(ben).get(f"/api/chat-sessions/{talk.pk}/").status_code == 404
    share(amina, ben, "chat")
    assert api_of(ben).get(theirs(amina)).status_code == 404, "sharing again replaces what was shared"


def test_talks_are_read(amina, ben):
    share(amina, ben, "chat")
    answer = setup_answer(amina)
    talk = f"/api/chat-sessions/{answer.conversation_id}/"
    [listed] = api_of(ben).get("/api/chat-sessions/", {"owner": str(amina.pk)}).json()
    assert listed["id"] == str(answer.conversation_id)
    assert api_of(ben).get(talk).json()["messages"][1]["content"] == answer.content
    assert len(api_of(ben).get(f"{talk}messages/").json()) == 2
    assert answer.content in api_of(ben).get(f"{talk}export/", {"format": "md"}).content.decode()
    assert lines() == ["list of talks", "talk", "talk", "talk"]
    assert api_of(ben).get("/api/chat-sessions/").json() == [], "his own list stays his own"


def test_talks_are_not_written(amina, ben, client):
    share(amina, ben, "chat")
    answer = setup_answer(amina)
    talk = f"/api/chat-sessions/{answer.conversation_id}/"
    client.force_login(ben)
    for method, path, body in (
        ("patch", talk, {"title": "x"}), ("delete", talk, {}), ("post", f"{talk}messages/", {"content": "x"}),
        ("post", f"{talk}messages/{answer.pk}/stop/", {}), ("post", f"{talk}messages/{answer.pk}/regenerate/", {}),
        ("post", f"{talk}messages/{answer.pk}/feedback/", {"feedback": "up"}),
    ):  # fmt: skip
        assert getattr(api_of(ben), method)(path, body, format="json").status_code == 404, (method, path)
    assert client.post(f"/chat/{answer.conversation_id}/", {"content": "x"}).status_code == 404
    assert answer.conversation.messages.count() == 2


def test_an_address_that_nobody_has_shown_to_be_theirs(amina, chloe):
    """Chloe made an account with Ben's address but cannot open his letters."""
    address = EmailAddress.objects.create(user=chloe, email=chloe.email, primary=True, verified=False)
    share(amina, chloe, "profile")
    assert api_of(chloe).get(theirs(amina)).status_code == 404
    assert api_of(chloe).get("/api/profile/shared/").json() == []
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    assert api_of(chloe).get(theirs(amina)).status_code == 200


def test_whether_an_address_has_an_account_is_not_told(amina, ben):
    known = api_of(amina).post(URL, {"email": ben.email, "scope": ["chat"]}, format="json")
    unknown = api_of(amina).post(URL, {"email": "nobody@example.org", "scope": ["chat"]}, format="json")
    assert known.status_code == unknown.status_code == 201
    assert set(known.json()) == set(unknown.json())


def test_an_owner_whose_account_is_closed(amina, ben):
    share(amina, ben, "profile")
    type(amina).objects.filter(pk=amina.pk).update(is_active=False)
    assert api_of(ben).get(theirs(amina)).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"email": "ben@example.org"}, {"email": "ben@example.org", "scope": []}, {"email": "ben", "scope": ["chat"]},
        {"email": "ben@example.org", "scope": ["everything"]}, {"email": "ben@example.org", "scope": [[]]},
        {"email": "amina@example.org", "scope": ["chat"]}, {"email": 7, "scope": "chat"},
    ],
)  # fmt: skip
def test_bad_shares(amina, sent):
    answer = api_of(amina).post(URL, sent, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert not Share.objects.exists()


def test_others_cannot_take_a_share_back(amina, ben, chloe):
    given = share(amina, ben, "profile")
    for person in (ben, chloe):
        assert api_of(person).delete(f"{URL}{given.pk}/").status_code == 404


def test_how_many_shares_there_are_costs_no_more_queries(amina):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(URL).status_code == 200
        return len(seen)

    client = api_of(amina)
    client.post(URL, {"email": "first@example.org", "scope": ["chat"]}, format="json")
    client.get(URL)
    few = queries()
    for number in range(5):
        client.post(URL, {"email": f"p{number}@example.org", "scope": ["chat"]}, format="json")
    assert queries() == few
