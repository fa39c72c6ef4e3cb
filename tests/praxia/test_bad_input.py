"""Anything at all, from somebody who is signed in: never a 5xx, always a problem with a known code and the request's id."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import product
from urllib.parse import quote, urlencode

import pytest
from django.test.client import ClientHandler
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.models import Message
from praxia.lib.errors import CODES
from praxia.lib.stores import Db, store
from tests.base import api_of
from tests.praxia.asked import Asked
from tests.praxia.test_routes_access import TABLE

# The schema is left to `test_schema.py`: it takes nothing in and is slow to write.
OPERATIONS = sorted(
    (method, route)
    for method, route in TABLE
    if route.startswith("api/") and method != "HEAD" and route != "api/schema/"
)
QUERIES = ("limit", "cursor", "q", "format", "last_id", "lang", "version", "page", "script")
HEADERS = (
    "Idempotency-Key", "Accept", "Accept-Language", "Last-Event-ID", "X-Forwarded-For", "X-Request-ID", "If-Match", "Range",
    "Content-Encoding", "Origin", "Referer", "X-Session-Key", "X-HTTP-Method-Override", "Transfer-Encoding",
)  # fmt: skip
TYPES = (
    "application/json", "application/json; charset=utf-16", "text/plain", "", "/", "json",
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/octet-stream",
)  # fmt: skip

# What has been too much for somebody's program before.
NASTY = (
    "", " ", "\0", "a\0b", "\ud800", "null", "NaN", "-1", "1e999", "9" * 400, "x" * 9000, "😀" * 3000, "../../etc/passwd",
    "%00", "%ff", "' OR 1=1 --", "<script>", "{{7*7}}", "\u202e\u0661", "\r\nSet-Cookie: a=b", "0" * 36, "١" * 8, "−5",
)  # fmt: skip
WRONG = (*NASTY, None, True, 0, -1, 10**30, 10**400, 0.5, [], [None], ["x"], {}, {"x": {"y": []}}, [[[]]] * 50)

texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**400), 10**400), st.floats(), texts, st.just(10**30)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
# Over a body that would be accepted: other values in one or two of its fields, by their number.
overlays = st.dictionaries(st.integers(0, 7), values, min_size=1, max_size=2)
bodies = st.one_of(
    overlays,
    overlays,
    overlays,
    values.map(lambda one: json.dumps(one).encode()),
    st.binary(max_size=200),
    st.sampled_from(
        [b"{" * 5000, b'[{"a":' * 3000, b"\xff\xfe{}", b'{"content": "\xed\xa0\x80"}', b"--x\r\n", b"a=b&" * 2000]
    ),
)
parameters = st.dictionaries(st.sampled_from(QUERIES), texts.filter(lambda text: "\ud800" not in text), max_size=3)
# As a web server hands them on: Latin-1 without line breaks.
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
headers = st.dictionaries(st.sampled_from(HEADERS), header_values, max_size=3)
ids = st.one_of(texts.filter(lambda text: text.isprintable()), st.uuids().map(str), st.text(max_size=20))
kinds = st.one_of(st.just("application/json"), st.just("application/json"), st.sampled_from(TYPES))


class Throwing(Asked):
    """Throws what was made up at one operation."""

    def throw(self, method: str, route: str, thrown: dict) -> object:
        store(Db.CACHE).flushdb()
        Message.objects.filter(status="queued").update(status="stopped")  # else the next would only be told to wait
        self.amina.refresh_from_db()
        client = api_of(self.amina)
        client.handler = self._handler
        real = self.ids_of(route)
        made_up = quote(thrown["id"].replace("\ud800", ""), safe="") or "0"
        path = "/" + route
        for name, value in real.items():
            for kind in ("str", "uuid"):
                path = path.replace(f"<{kind}:{name}>", value if thrown["real"] else made_up)
        body, kind = thrown["body"], thrown["kind"]
        if isinstance(body, dict):
            names = fields_of(method, route)
            over = {names[number % len(names)]: value for number, value in body.items()}
            body, kind = json.dumps(self.body_of(method, route, real) | over).encode(), "application/json"
        query = f"?{urlencode(thrown['query'])}" if thrown["query"] else ""
        sent = {"Prefer": "respond-async"} | thrown["headers"]  # nobody works here, so nobody could wait
        return client.generic(method, path + query, body, content_type=kind, headers=sent)


@cache
def fields_of(method: str, route: str) -> list[str]:
    """The names in the body of this operation; of those without a body, names that others have."""
    schema = SchemaGenerator().get_schema(public=True)
    found = schema["paths"].get("/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route), {}).get(method.lower(), {})
    for content in found.get("requestBody", {}).get("content", {}).values():
        name = content["schema"]["$ref"].rpartition("/")[2]
        return sorted(schema["components"]["schemas"][name]["properties"])
    return ["content", "owner", "id"]


thrown = st.fixed_dictionaries(
    {"body": bodies, "query": parameters, "headers": headers, "id": ids, "kind": kinds, "real": st.booleans()}
)
PLAIN = {"query": {}, "headers": {}, "id": "", "kind": "application/json", "real": True}
bounded = settings(
    deadline=None, derandomize=True, max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def holds(answer, route: str) -> None:
    assert answer.status_code < 500 or "health" in route, answer.content[:500]
    assert len(answer["X-Request-ID"]) == 26
    if answer.status_code >= 400 and "health" not in route:
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["code"] in CODES and problem["status"] == answer.status_code
        assert problem["request_id"] == answer["X-Request-ID"]
        assert problem["detail"].endswith((".", "?")) and problem["title"]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "route"), [one for one in OPERATIONS if one[0] in ("POST", "PATCH")], ids=str)
def test_no_field_takes_what_it_cannot_hold(throwing, method, route):
    """Every field of a body that would be accepted, and by turns a third of what is wrong: the next field gets the next third."""
    for number in range(len(fields_of(method, route))):
        for value in WRONG[number % 3 :: 3]:
            holds(throwing.throw(method, route, PLAIN | {"body": {number: value}}), route)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(("method", "route"), [one for one in OPERATIONS if one[0] in ("POST", "PATCH")], ids=str)
def test_no_field_takes_anything_that_it_cannot_hold(throwing, method, route):
    for number, value in product(range(len(fields_of(method, route))), WRONG):
        holds(throwing.throw(method, route, PLAIN | {"body": {number: value}}), route)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "route"), OPERATIONS, ids=str)
@bounded
@given(thrown=thrown)
def test_no_input_is_our_fault(amina, throwing, method, route, thrown):
    holds(throwing.throw(method, route, thrown), route)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(("method", "route"), OPERATIONS, ids=str)
@settings(bounded, derandomize=False, max_examples=400)
@given(thrown=thrown)
def test_no_input_is_our_fault_many_times(amina, throwing, method, route, thrown):
    holds(throwing.throw(method, route, thrown), route)


@pytest.fixture
def throwing(amina, settings) -> Throwing:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # thousands of sign-ins, and quick
    return Throwing(amina)


@pytest.mark.django_db
@bounded
@given(
    path=st.one_of(texts, st.text(max_size=60)),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "TRACE", "FOO"]),
)
def test_no_path_is_our_fault(db, path, method):
    client = api_of()
    client.handler = HANDLER
    answer = client.generic(
        method, f"/api/{quote(path.encode('utf-8', 'surrogatepass'))}", b"", headers={"Prefer": "wait=0"}
    )
    holds(answer, "")


HANDLER = ClientHandler(enforce_csrf_checks=False)
