from __future__ import annotations

import logging
import re

import pytest
from django.test import AsyncClient, Client

from praxia.lib import request_id

pytestmark = pytest.mark.urls("tests.lib.rest_urls")
ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


def test_every_answer_has_one_of_its_own() -> None:
    ids = [Client().get("/page/x")["X-Request-ID"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(ULID.fullmatch(each) for each in ids)


def test_ids_sort_by_time() -> None:
    assert request_id.new()[:9] <= request_id.new()[:9]
    assert request_id.new()[:2] == "01"


def test_what_a_client_sends_is_not_taken_over() -> None:
    answer = Client().get("/page/x", HTTP_X_REQUEST_ID="forged\nline")
    assert ULID.fullmatch(answer["X-Request-ID"])


async def test_it_is_the_same_under_asgi() -> None:
    assert ULID.fullmatch((await AsyncClient().get("/async-page"))["X-Request-ID"])


def test_log_records_carry_it() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "words", None, None)
    value = request_id.begin()
    request_id.RequestIdFilter().filter(record)
    assert record.request_id == value == request_id.current()
