"""Every failure of the API is a problem with a stable code and without internals."""

from __future__ import annotations

import bz2
import json
import logging

import pytest
from django.test import AsyncClient, Client

from praxia.lib.errors import CODES, Problem
from tests.lib.rest_urls import SECRET

pytestmark = pytest.mark.urls("tests.lib.rest_urls")


@pytest.fixture
def api() -> Client:
    return Client(raise_request_exception=False)


def post(api: Client, body: object, path: str = "/api/echo", **extra: object) -> object:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return api.post(path, raw, content_type="application/json", **extra)


def test_the_whole_body(api: Client) -> None:
    answer = api.get("/api/raises/problem", HTTP_HOST="localhost:8000")
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["X-Extra"] == "1"
    assert answer.json() == {
        "type": "http://localhost:8000/docs/errors#CONFLICT",
        "title": "This does not fit the present state",
        "status": 409,
        "detail": "The interview has moved on.",
        "instance": "/api/raises/problem",
        "code": "CONFLICT",
        "request_id": answer["X-Request-ID"],
    }


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("parse", 400, "MALFORMED"),
        ("not-authenticated", 401, "NOT_AUTHENTICATED"),
        ("authentication-failed", 401, "TOKEN_INVALID"),
        ("permission-denied", 403, "FORBIDDEN"),
        ("django-permission-denied", 403, "FORBIDDEN"),
        ("http404", 404, "NOT_FOUND"),
        ("not-found", 404, "NOT_FOUND"),
        ("does-not-exist", 404, "NOT_FOUND"),
        ("not-acceptable", 406, "NOT_ACCEPTABLE"),
        ("media-type", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("throttled", 429, "RATE_LIMITED"),
        ("too-big", 413, "TOO_LARGE"),
        ("suspicious", 400, "MALFORMED"),
        ("model-validation", 400, "VALIDATION_ERROR"),
        ("database", 503, "DATABASE_ERROR"),
        ("redis", 503, "UNAVAILABLE"),
        ("redis-timeout", 503, "UNAVAILABLE"),
        ("broker", 503, "UNAVAILABLE"),
        ("source", 502, "API_ERROR"),
        ("source-timeout", 504, "UPSTREAM_TIMEOUT"),
        ("unforeseen", 500, "INTERNAL_ERROR"),
    ],
)
def test_every_exception_has_its_code_and_keeps_its_words_to_itself(
    api: Client, caplog: pytest.LogCaptureFixture, name: str, status: int, code: str
) -> None:
    answer = api.get(f"/api/raises/{name}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert SECRET not in answer.content.decode()
    assert SECRET not in caplog.text


def test_a_401_says_how_to_sign_in(api: Client) -> None:
    for name in ("not-authenticated", "authentication-failed"):
        assert api.get(f"/api/raises/{name}")["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("name", "seconds"), [("throttled", "8"), ("database", "5"), ("redis", "5")])
def test_what_passes_says_when_to_come_back(api: Client, name: str, seconds: str) -> None:
    assert api.get(f"/api/raises/{name}")["Retry-After"] == seconds


def test_an_unforeseen_failure_is_found_by_its_request_id(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="praxia.lib.errors_rest"):
        api.get("/api/raises/unforeseen")
    assert "ZeroDivisionError" in caplog.text
    assert "rest_urls.py" in caplog.text


def test_a_wrong_method_says_which_are_right(api: Client) -> None:
    answer = api.delete("/api/echo")
    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert "POST" in answer["Allow"]


def test_a_type_that_cannot_be_given(api: Client) -> None:
    answer = post(api, {"age": 30, "note": ""}, HTTP_ACCEPT="text/csv")
    assert (answer.status_code, answer.json()["code"]) == (406, "NOT_ACCEPTABLE")


def test_a_type_that_is_not_read(api: Client) -> None:
    answer = api.post("/api/echo", b"<x/>", content_type="text/xml")
    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


# --- Fields ----------------------------------------------------------------------------------------------------------


def test_one_field_is_named_in_the_detail(api: Client) -> None:
    answer = post(api, {"age": 131, "note": ""}).json()
    assert answer["code"] == "VALIDATION_ERROR"
    (error,) = answer["errors"]
    assert (error["field"], error["code"]) == ("age", "max_value")
    assert answer["detail"] == f"age: {error['detail']}"


def test_several_fields_and_nested_ones_are_named_by_path(api: Client) -> None:
    answer = post(api, {"age": "old", "note": "", "meals": [{"name": "Oats", "grams": 9}, {"grams": 999}]}).json()
    assert [(error["field"], error["code"]) for error in answer["errors"]] == [
        ("age", "invalid"),
        ("meals.1.name", "required"),
        ("meals.1.grams", "max_value"),
    ]
    assert answer["detail"] == "Please look at these fields: age, meals.1.name, meals.1.grams."


@pytest.mark.parametrize("body", [[], "text", 7, None, [{"age": 3}]])
def test_another_thing_than_an_object(api: Client, body: object) -> None:
    answer = post(api, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] in ("body", "age", "note")


# --- Bodies that cannot be read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"not json",
        b'{"age": NaN}',
        b'{"age": 1}\xff',
        '{"note": "é"}'.encode("latin-1"),
        '{"age": 1}'.encode("utf-16"),
        b'{"note": "raw \x00 null"}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 70 + b"]" * 70,
        b'{"age": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_body_that_cannot_be_read_is_malformed(api: Client, raw: bytes) -> None:
    answer = post(api, raw, path="/api/anything")
    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED")


def test_a_charset_that_unpacks_is_not_used(api: Client) -> None:
    kind = "application/json; charset=bz2_codec"
    answer = api.generic("POST", "/api/anything", bz2.compress(b'{"a": 1}'), content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED")


def test_a_body_over_the_limit(api: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = post(api, {"note": "x" * 1000}, path="/api/anything")
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
    assert "1000 bytes" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (rb'{"note": "a\u0000b"}', "note"),
        (rb'{"meals": [{"name": "\ud800"}]}', "meals.0.name"),
        (rb'{"a\u0000b": 1}', "body"),
        (rb'"\u0000"', "body"),
    ],
)
def test_text_that_cannot_be_stored_is_refused_wherever_it_is(api: Client, raw: bytes, field: str) -> None:
    answer = post(api, raw, path="/api/anything")
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["errors"][0]["field"] == field


def test_emoji_written_as_surrogate_pairs_are_text(api: Client) -> None:
    assert post(api, rb'{"note": "\ud83d\ude00"}', path="/api/anything").json() == {"note": "😀"}


# --- Where no REST view answers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("debug", [True, False])
def test_an_unknown_path_of_the_api(api: Client, settings, debug: bool) -> None:
    settings.DEBUG = debug
    answer = api.get("/api/no/such/thing")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer["X-Request-ID"]


def test_a_failure_of_a_plain_view(api: Client) -> None:
    answer = api.get("/api/plain")
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_ERROR")


def test_a_failure_of_a_middleware(api: Client, settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.lib.test_errors_rest.broken"]
    answer = api.get("/api/unhealthy")
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_ERROR")
    assert answer["Retry-After"] == "5"


def broken(get_response: object) -> object:
    def middleware(request: object) -> None:
        from django.db import OperationalError

        raise OperationalError(SECRET)

    return middleware


def test_a_host_that_is_not_ours_is_not_repeated(api: Client) -> None:
    answer = api.get("/api/raises/http404", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
    assert answer.json()["type"] == "/docs/errors#MALFORMED"


def test_a_report_with_an_error_status_stays_as_it_is(api: Client) -> None:
    answer = api.get("/api/unhealthy")
    assert (answer.status_code, answer.json()) == (503, {"status": "unhealthy"})


def test_a_null_byte_in_the_path_or_the_query(api: Client) -> None:
    assert api.get("/api/raises/%00").json()["code"] == "NOT_FOUND"
    answer = api.get("/api/unhealthy?q=a%00b").json()
    assert (answer["code"], answer["errors"][0]["field"]) == ("VALIDATION_ERROR", "query")


@pytest.mark.parametrize(("path", "status"), [("/page/%00", 404), ("/page/x?q=%00", 400), ("/page/x", 200)])
def test_pages_get_no_null_bytes_and_no_json(api: Client, path: str, status: int) -> None:
    answer = api.get(path)
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")


async def test_it_is_the_same_under_asgi() -> None:
    api = AsyncClient(raise_request_exception=False)
    assert (await api.get("/async-page")).status_code == 200
    answer = await api.get("/api/no/such/thing")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert (await api.get("/api/plain")).json()["code"] == "DATABASE_ERROR"
    assert (await api.get("/api/raises/%00")).json()["code"] == "NOT_FOUND"


# --- The table -----------------------------------------------------------------------------------------------------------


def test_every_code_has_its_words() -> None:
    for code, info in CODES.items():
        assert 400 <= info.status < 600, code
        assert info.meaning.endswith("."), code
        assert info.detail.endswith("."), code
        assert not info.title.endswith("."), code


def test_the_codes_are_those_of_the_contract() -> None:
    assert {(info.status, code) for code, info in CODES.items()} == {
        (400, "MALFORMED"), (400, "VALIDATION_ERROR"), (401, "NOT_AUTHENTICATED"), (401, "TOKEN_INVALID"),
        (401, "INVALID_CREDENTIALS"), (401, "TWO_FACTOR_REQUIRED"), (401, "TWO_FACTOR_INVALID"),
        (403, "EMAIL_NOT_VERIFIED"), (403, "FORBIDDEN"), (403, "CONSENT_REQUIRED"), (404, "NOT_FOUND"),
        (405, "METHOD_NOT_ALLOWED"), (406, "NOT_ACCEPTABLE"), (415, "UNSUPPORTED_MEDIA_TYPE"), (409, "CONFLICT"),
        (409, "INTERVIEW_FINISHED"), (409, "ALREADY_RUNNING"), (409, "PLAN_WITHHELD"),
        (409, "IDEMPOTENCY_IN_PROGRESS"), (412, "STALE"), (413, "TOO_LARGE"), (422, "IDEMPOTENCY_MISMATCH"),
        (422, "UNREADABLE_FILE"), (422, "UNSUPPORTED_IMAGE"), (423, "LOCKED_OUT"), (429, "RATE_LIMITED"),
        (500, "INTERNAL_ERROR"), (502, "API_ERROR"), (504, "UPSTREAM_TIMEOUT"), (503, "DATABASE_ERROR"),
        (503, "UNAVAILABLE"),
    }  # fmt: skip


def test_retry_after_is_whole_seconds_and_never_none() -> None:
    assert Problem("RATE_LIMITED", retry_after=0.01).headers["Retry-After"] == "1"
    assert Problem("RATE_LIMITED", retry_after=11.2).headers["Retry-After"] == "12"
