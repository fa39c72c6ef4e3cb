"""Who gets what at which address: every route × method × person. A route that is missing from the table fails."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from uuid import uuid4

import pytest
from django.test import Client

from praxia.lib.stores import Db, store
from profiling.models import User
from tests.base import api_of, setup_user
from tests.chat.setup import setup_answer
from tests.praxia.asked import Asked, undone
from tests.praxia.routes import routes

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PEOPLE = ("ben", "chloe", "dana", "amina")  # the owner last: what she does may remove the object


@dataclass(frozen=True)
class Who:
    """The status that each gets. Amina owns what is asked for, Ben and Chloe do not, Dana is staff."""

    nobody: int
    amina: int
    ben: int
    chloe: int
    dana: int


def everybody(status: int) -> Who:
    return Who(status, status, status, status, status)


def signed_in(status: int, *, nobody: int = 401) -> Who:
    return Who(nobody, status, status, status, status)


def owner(status: int, *, nobody: int = 401) -> Who:
    return Who(nobody, status, 404, 404, 404)


TALK = "api/chat-sessions/<str:session_id>/"
INTERVIEW = "api/profile/wellness/<str:session_id>/"
MESSAGE = "api/chat-sessions/<str:session_id>/messages/<str:message_id>/"
PAGE = 302  # who is not signed in is led to the sign-in page, who is signed in away from it


def area_of(route: str) -> str:
    """What is sown once for: `chat`, `api/auth`."""
    return "/".join(route.split("/")[: 2 if route.startswith("api/") else 1]) or "home"


def of_area(pairs: Iterable[tuple[str, str]], area: str) -> list[tuple[str, str]]:
    """Removing comes last: files do not come back."""
    return sorted((pair for pair in pairs if area_of(pair[1]) == area), key=lambda pair: (pair[0] == "DELETE", pair))


# (methods, route): who gets what. HEAD is as GET; every other pair is 405.
TABLE: dict[tuple[str, str], Who] = {
    ("GET", ""): Who(200, PAGE, PAGE, PAGE, PAGE),
    ("GET", "status/"): everybody(200),
    ("GET", "privacy/"): everybody(200),
    ("GET", "docs/errors/"): everybody(200),
    ("GET", "accounts/signup/"): signed_in(PAGE, nobody=200),
    ("POST", "accounts/signup/"): signed_in(PAGE, nobody=422),
    ("GET", "accounts/login/"): signed_in(PAGE, nobody=200),
    ("POST", "accounts/login/"): signed_in(PAGE, nobody=422),
    ("GET", "accounts/logout/"): signed_in(200, nobody=PAGE),
    ("POST", "accounts/logout/"): everybody(PAGE),
    ("GET", "accounts/"): signed_in(200, nobody=PAGE),
    ("GET", "accounts/login/code/"): everybody(PAGE),  # nobody stands between password and code here
    ("POST", "accounts/login/code/"): everybody(PAGE),
    ("POST", "accounts/visit/"): everybody(PAGE),
    ("GET", "accounts/confirm/"): everybody(200),
    ("POST", "accounts/confirm/"): everybody(422),
    ("GET", "accounts/confirm/again/"): everybody(200),
    ("POST", "accounts/confirm/again/"): everybody(422),
    ("POST", "accounts/confirm/own/"): everybody(PAGE),
    ("GET", "accounts/password/forgotten/"): everybody(200),
    ("POST", "accounts/password/forgotten/"): everybody(422),
    ("GET", "accounts/password/new/"): everybody(200),
    ("POST", "accounts/password/new/"): everybody(422),
    ("GET", "accounts/password/"): signed_in(200, nobody=PAGE),
    ("POST", "accounts/password/"): signed_in(422, nobody=PAGE),
    ("GET", "accounts/email/"): signed_in(200, nobody=PAGE),
    ("POST", "accounts/email/"): signed_in(422, nobody=PAGE),
    ("GET", "accounts/devices/"): signed_in(200, nobody=PAGE),
    ("POST", "accounts/devices/"): signed_in(404, nobody=PAGE),
    ("GET", "accounts/letters/"): everybody(404),  # but for DEBUG
    ("GET", "accounts/2fa/"): signed_in(200, nobody=PAGE),
    ("POST", "accounts/2fa/"): signed_in(422, nobody=PAGE),
    ("POST", "accounts/2fa/on/"): signed_in(422, nobody=PAGE),
    ("GET", "accounts/2fa/off/"): signed_in(200, nobody=PAGE),
    ("POST", "accounts/2fa/off/"): signed_in(422, nobody=PAGE),
    ("GET", "accounts/2fa/codes/"): signed_in(200, nobody=PAGE),
    ("POST", "accounts/2fa/codes/"): signed_in(422, nobody=PAGE),
    ("GET", "accounts/2fa/passkeys/"): everybody(PAGE),  # two-factor sign-in comes first
    ("POST", "accounts/2fa/passkeys/"): everybody(PAGE),
    ("GET", "accounts/2fa/passkeys/<int:passkey_id>/"): owner(200, nobody=PAGE),
    ("POST", "accounts/2fa/passkeys/<int:passkey_id>/"): owner(422, nobody=PAGE),
    ("GET", "chat/"): signed_in(200, nobody=PAGE),
    ("POST", "chat/"): signed_in(422, nobody=PAGE),
    ("GET", "chat/<uuid:session_id>/"): owner(200, nobody=PAGE),
    ("POST", "chat/<uuid:session_id>/"): owner(422, nobody=PAGE),
    ("POST", "api/auth/register/"): everybody(201),
    ("POST", "api/auth/login/"): everybody(200),
    ("POST", "api/auth/renew/"): signed_in(200),
    ("POST", "api/auth/ws-ticket/"): signed_in(201),
    ("POST", "api/auth/verify-email/"): everybody(200),
    ("POST", "api/auth/verify_email/"): everybody(200),
    ("POST", "api/auth/resend-verification-email/"): everybody(202),
    ("POST", "api/auth/email-change/"): signed_in(202),
    ("POST", "api/auth/password-reset/"): everybody(202),
    ("POST", "api/auth/password-reset-request/"): everybody(202),
    ("POST", "api/auth/password-reset/confirm/"): everybody(200),
    ("POST", "api/auth/password-reset-confirm/"): everybody(200),
    ("POST", "api/auth/password-change/"): signed_in(200),
    ("GET", "api/auth/2fa/status/"): signed_in(200),
    ("POST", "api/auth/2fa/setup/"): signed_in(201),
    ("POST", "api/auth/2fa/verify/"): signed_in(200),
    ("POST", "api/auth/2fa/disable/"): signed_in(200),
    ("POST", "api/auth/2fa/recovery-codes/"): signed_in(201),
    ("POST", "api/auth/logout/"): signed_in(200),
    ("POST", "api/auth/logout-all/"): signed_in(200),
    ("GET", "api/auth/sessions/"): signed_in(200),
    ("DELETE", "api/auth/sessions/"): owner(204),
    ("DELETE", "api/auth/sessions/<uuid:session_id>/"): owner(204),
    ("GET", "api/chat-sessions/"): signed_in(200),
    ("POST", "api/chat-sessions/"): signed_in(201),
    ("GET", "interview/"): signed_in(200, nobody=PAGE),
    ("POST", "interview/"): Who(PAGE, 404, 404, 404, 404),  # nobody has begun one on the page
    ("POST", "api/profile/initialize/<str:session_id>/"): signed_in(200),  # names live per person
    ("POST", "api/profile/userAnswer/<str:session_id>/"): owner(200),
    ("GET", INTERVIEW): owner(200),
    ("PATCH", INTERVIEW): owner(200),
    ("DELETE", INTERVIEW): owner(204),
    ("POST", f"{INTERVIEW}confirm/"): owner(200),
    ("GET", f"{INTERVIEW}events/"): owner(200),
    ("GET", TALK): owner(200),
    ("PATCH", TALK): owner(200),
    ("DELETE", TALK): owner(204),
    ("GET", f"{TALK}export/"): owner(200),
    ("GET", f"{TALK}messages/"): owner(200),
    ("POST", f"{TALK}messages/"): owner(201),
    ("POST", f"{MESSAGE}stop/"): owner(202),
    ("POST", f"{MESSAGE}regenerate/"): owner(201),
    ("POST", f"{MESSAGE}feedback/"): owner(200),
    ("GET", f"{MESSAGE}events/"): owner(200),
    ("GET", "xray/"): signed_in(200, nobody=PAGE),
    ("POST", "xray/"): signed_in(422, nobody=PAGE),
    ("GET", "xray/<uuid:study_id>/"): owner(200, nobody=PAGE),
    ("POST", "xray/<uuid:study_id>/"): owner(PAGE, nobody=PAGE),
    ("GET", "xray/shared/<uuid:owner_id>/"): owner(PAGE, nobody=PAGE),
    ("GET", "xray/models/<str:name>/"): signed_in(200, nobody=PAGE),
    ("GET", "api/xray-analyses/"): signed_in(200),
    ("POST", "api/xray-analyses/"): signed_in(201),
    ("GET", "api/xray-analyses/<str:study_id>/"): owner(200),
    ("DELETE", "api/xray-analyses/<str:study_id>/"): owner(204),
    ("GET", "api/xray-analyses/<str:study_id>/image/"): owner(200),
    ("GET", "api/xray-analyses/<str:study_id>/heatmap/<str:finding>.png/"): owner(200),
    ("GET", "api/xray-analyses/<str:study_id>/report.dcm/"): owner(200),
    ("GET", "api/xray-analyses/<str:study_id>/events/"): owner(200),
    ("POST", "api/xray-analyses/<str:study_id>/explanation/"): owner(202),
    ("DELETE", "api/xray-analyses/<str:study_id>/explanation/"): owner(200),
    ("POST", "api/triage/"): signed_in(200),
    ("GET", "profile/"): signed_in(200, nobody=PAGE),
    ("POST", "profile/"): signed_in(PAGE, nobody=PAGE),
    ("GET", "profile/history/"): signed_in(200, nobody=PAGE),
    ("POST", "profile/history/"): signed_in(404, nobody=PAGE),  # no change is named
    ("GET", "profile/consents/"): signed_in(200, nobody=PAGE),
    ("POST", "profile/consents/"): signed_in(PAGE, nobody=PAGE),
    ("GET", "profile/sharing/"): signed_in(200, nobody=PAGE),
    ("POST", "profile/sharing/"): signed_in(422, nobody=PAGE),
    ("GET", "profile/shared/<uuid:owner_id>/"): owner(PAGE, nobody=PAGE),
    ("GET", "profile/begin/"): signed_in(200, nobody=PAGE),
    ("POST", "profile/begin/"): signed_in(PAGE, nobody=PAGE),
    ("GET", "chat/shared/<uuid:owner_id>/"): owner(200, nobody=PAGE),
    ("GET", "chat/shared/<uuid:owner_id>/<uuid:session_id>/"): owner(200, nobody=PAGE),
    ("GET", "api/profile/"): signed_in(200),
    ("PATCH", "api/profile/"): signed_in(200),
    ("GET", "api/profile/history/"): signed_in(200),
    ("POST", "api/profile/undo/"): owner(200),
    ("GET", "api/profile/picture/"): owner(200),
    ("GET", "api/profile/consents/"): signed_in(200),
    ("PATCH", "api/profile/consents/"): signed_in(200),
    ("GET", "api/profile/shares/"): signed_in(200),
    ("POST", "api/profile/shares/"): signed_in(201),
    ("DELETE", "api/profile/shares/<str:share_id>/"): owner(204),
    ("GET", "api/profile/shared/"): signed_in(200),
    ("GET", "api/profile/shared/<str:owner_id>/"): owner(200),
    ("GET", "api/consultations/"): signed_in(200),
    ("POST", "api/consultations/"): signed_in(201),
    ("GET", "api/consultations/<str:consultation_id>/"): owner(200),
    ("DELETE", "api/consultations/<str:consultation_id>/"): owner(204),
    ("GET", "privacy/data/"): signed_in(200, nobody=PAGE),
    ("POST", "privacy/data/export/"): signed_in(422, nobody=PAGE),
    ("GET", "privacy/data/export/<uuid:export_id>/"): owner(200, nobody=PAGE),
    ("GET", "privacy/data/export/<uuid:export_id>/file/"): owner(200, nobody=PAGE),
    ("GET", "privacy/data/delete/"): signed_in(200, nobody=PAGE),
    ("POST", "privacy/data/delete/"): signed_in(422, nobody=PAGE),
    ("POST", "privacy/data/delete/cancel/"): everybody(PAGE),
    ("GET", "privacy/log/"): signed_in(200, nobody=PAGE),
    ("GET", "api/privacy/exports/"): signed_in(200),
    ("POST", "api/privacy/exports/"): signed_in(201),
    ("GET", "api/privacy/exports/<str:export_id>/"): owner(200),
    ("GET", "api/privacy/exports/<str:export_id>/events/"): owner(200),
    ("GET", "api/privacy/exports/<str:export_id>/file/"): owner(200),
    ("GET", "api/privacy/deletion/"): owner(200),
    ("POST", "api/privacy/deletion/"): signed_in(202),
    ("DELETE", "api/privacy/deletion/"): owner(204),
    ("GET", "api/privacy/access-log/"): signed_in(200),
    ("GET", "research/"): signed_in(200, nobody=PAGE),
    ("POST", "research/"): signed_in(422, nobody=PAGE),
    ("GET", "research/saved/"): signed_in(200, nobody=PAGE),
    ("POST", "research/saved/"): signed_in(404, nobody=PAGE),  # no paper is named
    ("GET", "research/saved/export/"): signed_in(200, nobody=PAGE),
    ("POST", "research/notices/seen/"): everybody(PAGE),
    ("GET", "research/<uuid:search_id>/"): owner(200, nobody=PAGE),
    ("POST", "research/<uuid:search_id>/"): signed_in(404, nobody=PAGE),  # no result is named
    ("GET", "research/<uuid:search_id>/export/"): owner(200, nobody=PAGE),
    ("GET", "api/research/"): signed_in(200),
    ("POST", "api/research/"): signed_in(201),
    ("GET", "api/research/<str:search_id>/"): owner(200),
    ("DELETE", "api/research/<str:search_id>/"): owner(204),
    ("POST", "api/research/<str:search_id>/stop/"): owner(202),
    ("GET", "api/research/<str:search_id>/events/"): owner(200),
    ("GET", "api/research/<str:search_id>/export/"): owner(200),
    ("GET", "api/research/saved/"): signed_in(200),
    ("POST", "api/research/saved/"): owner(201),
    ("GET", "api/research/saved/export/"): signed_in(200),
    ("PATCH", "api/research/saved/<str:saved_id>/"): owner(200),
    ("DELETE", "api/research/saved/<str:saved_id>/"): owner(204),
    ("GET", "api/research/collections/"): signed_in(200),
    ("POST", "api/research/collections/"): signed_in(201),
    ("DELETE", "api/research/collections/<str:collection_id>/"): owner(204),
    ("GET", "api/research/notices/"): signed_in(200),
    ("POST", "api/research/notices/seen/"): signed_in(204),
    ("GET", "api/health-news/"): everybody(200),
    ("GET", "api/health/"): everybody(503),  # no worker runs in these tests
    ("GET", "health/"): everybody(503),
    ("GET", "api/schema/"): everybody(200),
    ("GET", "docs/"): everybody(200),
    ("GET", "swagger/"): everybody(200),
    ("GET", "redoc/"): everybody(200),
    ("GET", "livez/"): everybody(200),
    ("GET", "readyz/"): everybody(200),
    ("GET", "metrics/"): everybody(404),
}
TABLE |= {("HEAD", route): who for (method, route), who in TABLE.items() if method == "GET"}
OWNED = sorted(key for key, who in TABLE.items() if who.chloe == 404 != who.amina)
AWAY = (
    "accounts/signup/",
    "accounts/login/",
    "accounts/login/code/",
)  # lead away who is signed in, whatever the method
AREAS = sorted({area_of(route) for _, route in TABLE})
LEFT = [pair for pair in product(METHODS, {route for _, route in TABLE}) if pair not in TABLE]


@pytest.fixture(autouse=True)
def _empty_counters() -> None:
    store(Db.CACHE).flushdb()


@pytest.fixture
def asked(amina) -> Asked:
    return Asked(amina)


@pytest.fixture
def people(amina, ben, chloe, dana) -> dict[str, User]:
    return {"amina": amina, "ben": ben, "chloe": chloe, "dana": dana}


def test_every_route_is_in_the_table():
    assert set(routes()) == {route for _, route in TABLE}


@pytest.mark.parametrize("area", AREAS)
def test_each_gets_what_the_table_says(asked, people, area):
    got = {}
    for method, route in of_area(TABLE, area):
        with undone():
            each = {"nobody": asked.send(None, method, route).status_code}
            each |= {name: asked.send(people[name], method, route).status_code for name in PEOPLE}
            got[method, route] = Who(**each)
    assert got == {pair: TABLE[pair] for pair in got}


@pytest.mark.parametrize("area", AREAS)
def test_a_stranger_sees_the_same_as_where_nothing_is(asked, chloe, area):
    for method, route in of_area(OWNED, area):
        with undone():
            theirs = asked.send(chloe, method, route)
            absent = asked.send(chloe, method, route, ids=nowhere(asked))
        assert (theirs.status_code, plain(theirs)) == (404, plain(absent)), (method, route)
        assert set(theirs.headers) == set(absent.headers), (method, route)


def nowhere(asked: Asked) -> dict[str, str]:
    """Ids that nothing has. Findings have names, not ids: the same name at another film."""
    return dict.fromkeys(asked.ids, str(uuid4())) | {"finding": asked.ids["finding"]}


def plain(response) -> str:
    """The body without what differs in any two answers: ids, and tokens of forms."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Z]{26}", "ID", response.content.decode())
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", text)


def test_every_other_method_is_refused_and_changes_nothing(asked, people):
    for method, route in LEFT:
        away = PAGE if route in AWAY else 405
        assert asked.send(people["amina"], method, route).status_code == away, (method, route)
        assert asked.send(None, method, route).status_code in (401, 302, 405), (method, route)
    assert asked.send(people["amina"], "GET", TALK).json()["messages"][-1]["status"] == "complete"


@pytest.mark.parametrize("area", AREAS)
def test_the_final_slash_may_be_left_out(asked, amina, area):
    for route in {route for _, route in of_area(TABLE, area) if route}:
        method = next(method for method in METHODS if (method, route) in TABLE)
        with undone():
            found = asked.send(amina, method, route.rstrip("/")).status_code
        assert found == TABLE[method, route].amina, (method, route)


@pytest.mark.parametrize("tail", ["stop/", "regenerate/", "feedback/", "events/"])
def test_a_message_is_found_in_its_own_talk_alone(asked, amina, chloe, tail):
    """Neither Amina's message through Chloe's talk, nor Amina's through another talk of her own."""
    method = "GET" if tail == "events/" else "POST"
    hers = setup_answer(chloe)
    for person, session_id in ((chloe, hers.conversation_id), (amina, setup_answer(amina).conversation_id)):
        ids = {"session_id": str(session_id), "message_id": asked.ids["message_id"]}
        assert asked.send(person, method, MESSAGE + tail, ids=ids).status_code == 404


def test_lists_hold_ones_own_alone(asked, people):
    for name in ("ben", "chloe", "dana"):
        assert asked.send(people[name], "GET", "api/chat-sessions/").json() == []
    assert [talk["id"] for talk in asked.send(people["amina"], "GET", "api/chat-sessions/").json()] == [
        asked.ids["session_id"]
    ]


@pytest.mark.parametrize("key", ["owner", "owner_id", "user", "user_id", "id"])
def test_nobody_says_in_a_body_who_they_are(amina, chloe, key):
    made = api_of(chloe).post("/api/chat-sessions/", {key: str(amina.pk), "title": "x"}, format="json").json()
    assert [talk["id"] for talk in api_of(chloe).get("/api/chat-sessions/").json()] == [made["id"]]
    assert api_of(amina).get("/api/chat-sessions/").json() == []


@pytest.mark.parametrize("key", ["role", "is_staff", "is_superuser", "is_active"])
def test_nobody_makes_themselves_staff(db, key):
    sent = {"email": "chloe@example.org", "password": "a long enough pass", key: "admin" if key == "role" else True}
    assert api_of().post("/api/auth/register/", sent, format="json").status_code == 201
    assert User.objects.filter(is_staff=False, is_superuser=False).count() == 1


# --- The admin -------------------------------------------------------------------------------------------------------------


def admin_paths() -> list[str]:
    return sorted(
        {"/" + re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)|[\^$]", "1", route).replace(".*", "") for route in routes(admin=True)}
    )


def test_the_admin_has_pages():
    assert "/admin/" in admin_paths() and len(admin_paths()) > 20


@pytest.mark.parametrize("name", ["nobody", "amina"])
def test_the_admin_leads_everybody_else_to_the_sign_in_page(people, name):
    client = Client()
    if name in people:
        client.force_login(people[name])
    for path, method in product(admin_paths(), ("get", "post")):
        answer = getattr(client, method)(path)
        led = answer.status_code == 302 and ("login" in answer["Location"] or answer["Location"] == "/admin/")
        assert led or answer.status_code == 403, (path, method, answer.status_code)


def test_staff_without_rights_see_no_rows(dana, asked):
    client = Client()
    client.force_login(dana)
    for path in (
        "/admin/chat/message/",
        "/admin/chat/conversation/",
        "/admin/profiling/user/",
        "/admin/profiling/accesstoken/",
    ):
        assert client.get(path).status_code == 403


def test_not_even_administrators_read_what_was_said(asked):
    client = Client()
    client.force_login(setup_user("Root", is_staff=True, is_superuser=True))
    for path in ("/admin/chat/message/", f"/admin/chat/message/{asked.ids['message_id']}/change/", "/admin/chat/conversation/",
                 f"/admin/chat/conversation/{asked.ids['session_id']}/change/"):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200
        assert "sore throat" not in page.content.decode() and "Rest and drink" not in page.content.decode()
