"""A consultation in a running house: asked over HTTP, waited for, and asked twenty times at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chat.screen import Api
from tests.chat.setup import CRUSHING, SORE_THROAT
from tests.live import Live


@pytest.fixture
def api(live: Live) -> Api:
    return Api(live)


def ask(api: Api, symptoms: str = SORE_THROAT, **headers: str):
    return api.call("POST", "/api/consultations/", {"symptoms": symptoms}, **headers)


def test_it_answers_when_it_is_whole(api: Api) -> None:
    status, body = ask(api)
    assert (status, body["status"]) == (201, "complete")
    assert body["text"].endswith(body["disclaimer"])
    assert body["sources"]
    assert api.call("GET", f"/api/consultations/{body['id']}/") == (200, body)


def test_an_emergency_opens_with_the_call(api: Api) -> None:
    _, body = ask(api, CRUSHING)
    assert body["triage"]["level"] == "call_now"
    assert body["text"].startswith("**Call 112 now.")


def test_twenty_at_once_are_one_consultation_and_each_can_have_its_answer(api: Api) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ask(api, Idempotency_Key="k-1", Prefer="wait=60"), range(20)))
    assert {status for status, _ in answers} <= {201, 409}
    [listed] = api.call("GET", "/api/consultations/")[1]
    assert listed["status"] == "complete"
    assert all(body == listed for status, body in answers if status == 201)
    assert ask(api, Idempotency_Key="k-1") == (201, listed)
