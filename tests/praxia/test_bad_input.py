"""Anything at all, from somebody who is signed in: never a 5xx, always a problem with a known code and the request's id."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from django.test.client import ClientHandler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxia.lib.errors import CODES
from praxia.lib.stores import Db, store
from tests.base import api_of
from tests.praxia.asked import Asked
from tests.praxia.test_routes_access import TABLE

OPERATIONS = sorted((method, route) for method, route in TABLE if route.startswith("api/") and method != "HEAD")
FIELDS = (
    "content", "client_message_id", "parent_id", "title", "active_message_id", "feedback", "comment", "text", "about",
    "symptoms", "language", "email", "password", "password2", "full_name", "device", "session_key", "age", "sex", "pregnant",
)  # fmt: skip
QUERIES = ("limit", "cursor", "q", "format", "last_id", "lang", "version", "page", "script")
HEADERS = (
    "Idempotency-Key", "Accept", "Accept-Language", "Last-Event-ID", "X-Forwarded-For", "X-Request-ID", "If-Match", "Range",
    "Content-Encoding", "Origin", "Referer", "X-Session-Key", "X-HTTP-Method-Override", "Transfer-Encoding",
)  # fmt: skip
TYPES = (
    "application/json", "application/json; charset=utf-16", "text/plain", "", "/", "json",
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/octet-stream",
)  # fmt: skip

# What has been too much for somebody's program before, among whatever else there is.
NASTY = st.sampled_from(
    ["", " ", "\0", "a\0b", "\ud800", "null", "NaN", "-1", "1e999", "9" * 400, "x" * 9000, "😀" * 3000, "../../etc/passwd",
     "%00", "%ff", "' OR 1=1 --", "<script>", "{{7*7}}", "\u202e\u0661", "\r\nSet-Cookie: a=b", "0" * 36, "١" * 8, "−5"]
)  # fmt: skip
texts = st.one_of(NASTY, st.text(max_size=40))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**400), 10**400), st.floats(), texts, st.just(10**30)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
objects = st.dictionaries(st.sampled_from(FIELDS), values, max_size=6)
bodies = st.one_of(
    objects.map(lambda one: json.dumps(one).encode()),
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
        self.amina.refresh_from_db()
        client = api_of(self.amina)
        client.handler = self._handler
        real = self.ids_of(route)
        made_up = quote(thrown["id"].replace("\ud800", ""), safe="") or "0"
        path = "/" + route
        for name, value in real.items():
            for kind in ("str", "uuid"):
                path = path.replace(f"<{kind}:{name}>", value if thrown["real"] else made_up)
        query = f"?{urlencode(thrown['query'])}" if thrown["query"] else ""
        sent = {"Prefer": "respond-async"} | thrown["headers"]  # nobody works here, so nobody could wait
        return client.generic(method, path + query, thrown["body"], content_type=thrown["kind"], headers=sent)


thrown = st.fixed_dictionaries(
    {"body": bodies, "query": parameters, "headers": headers, "id": ids, "kind": kinds, "real": st.booleans()}
)
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
def throwing(amina) -> Throwing:
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
