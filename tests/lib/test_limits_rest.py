"""Limits as clients of the API meet them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import AsyncClient, Client

from praxia.lib.stores import Db, store
from tests.lib.rest_urls import Amina

pytestmark = pytest.mark.urls("tests.lib.rest_urls")
LIMIT, REMAINING, RESET = "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"


@pytest.fixture(autouse=True)
def fresh() -> None:
    store(Db.CACHE).flushdb()
    Amina.person.pk = uuid4()


@pytest.fixture
def amina() -> Client:
    return Client(HTTP_AUTHORIZATION="Bearer amina")


def test_every_counted_answer_says_how_much_is_left(amina: Client) -> None:
    answer = amina.post("/api/private")
    assert answer.status_code == 201
    assert (answer[LIMIT], answer[REMAINING], answer[RESET]) == ("5", "4", "3600")


def test_exactly_the_limit_passes_and_the_next_is_told_when(amina: Client) -> None:
    answers = [amina.post("/api/private") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    refused = answers[-1]
    assert refused.json()["code"] == "RATE_LIMITED"
    assert (refused[LIMIT], refused[REMAINING], refused[RESET]) == ("5", "0", "3600")
    assert refused["Retry-After"] == "3600"


def test_reading_is_not_the_paid_work(amina: Client) -> None:
    for _ in range(6):
        assert amina.get("/api/private").status_code == 200
    assert amina.get("/api/private")[LIMIT] == "300"


def test_the_token_does_not_matter_but_the_person(amina: Client) -> None:
    for _ in range(5):
        amina.post("/api/private")
    assert Client(HTTP_AUTHORIZATION="Bearer amina", REMOTE_ADDR="198.51.100.9").post("/api/private").status_code == 429


def test_what_a_service_counts_is_told_and_not_counted_twice(amina: Client) -> None:
    answer = amina.post("/api/in-service")
    assert (answer[LIMIT], answer[REMAINING]) == ("10", "9")
    assert store(Db.CACHE).keys("limit:xray:*") == []


@pytest.mark.parametrize(("bearer", "code"), [("", "NOT_AUTHENTICATED"), ("Bearer forged", "TOKEN_INVALID")])
def test_strangers_get_401_until_their_limit_and_then_429(bearer: str, code: str) -> None:
    stranger = Client(HTTP_AUTHORIZATION=bearer)
    answers = [stranger.post("/api/private") for _ in range(4)]
    assert [answer.json()["code"] for answer in answers] == [code] * 3 + ["RATE_LIMITED"]
    assert [answer[REMAINING] for answer in answers] == ["2", "1", "0", "0"]
    assert answers[0]["WWW-Authenticate"].startswith("Bearer")
    assert 0 < int(answers[3]["Retry-After"]) <= 60


def test_strangers_have_the_limit_of_the_service_too() -> None:
    assert [Client().post("/api/in-service").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_an_entrance_counts_addresses_whoever_asks(amina: Client) -> None:
    answers = [amina.post("/api/entrance") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert amina.post("/api/entrance", REMOTE_ADDR="198.51.100.9").status_code == 201


def test_what_counts_nothing_says_nothing(amina: Client) -> None:
    assert LIMIT not in amina.get("/page/x")


async def test_it_is_the_same_under_asgi() -> None:
    answer = await AsyncClient().post("/api/private", headers={"Authorization": "Bearer amina"})
    assert (answer.status_code, answer[REMAINING]) == (201, "4")
    assert LIMIT not in await AsyncClient().get("/async-page")


def test_without_redis_strangers_still_get_401(store_away: None) -> None:
    assert Client().post("/api/private").json()["code"] == "NOT_AUTHENTICATED"
    answer = Client(HTTP_AUTHORIZATION="Bearer amina").post("/api/private")
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert Client(HTTP_AUTHORIZATION="Bearer amina").get("/api/private").status_code == 200
