"""`/api/health/` and its socket, as they answer from the shared result and from what others reported."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client

from praxia import health
from praxia.asgi import application
from praxia.lib.sockets import FRAME_BYTES, in_thread
from praxia.lib.stores import Db, store
from tests.base import Socket, api_of

pytestmark = pytest.mark.django_db(transaction=True)
VITAL = ("database", "redis", "workers", "beat", "language_model", "pubmed", "who", "xray_model")


@pytest.fixture(autouse=True)
def store_empty() -> None:
    for db in (Db.CACHE, Db.BREAKERS):
        store(db).flushdb()


@pytest.fixture
def everything_reports() -> None:
    health.worker_seen("talk@one", ["talk"])
    health.worker_seen("work@one", ["work"])
    health.beat_seen()


@pytest.mark.parametrize("path", ["/api/health/", "/api/health", "/health", "/health/"])
def test_it_works(path, everything_reports):
    answer = Client().get(path)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["database"], told["ai_system"]) == ("healthy", "operational", "not_configured")
    assert set(told) == {"status", "version", "database", "ai_system", "checked_at", "components"}
    assert tuple(told["components"]) == VITAL


def test_strangers_read_words_alone(amina, everything_reports):
    for person in (None, amina):
        parts = api_of(person).get("/api/health/").json()["components"]
        told = [*(parts[name] for name in VITAL if name != "workers"), *parts["workers"].values()]
        assert {tuple(part) for part in told} == {("status",)}


def test_staff_read_reasons(dana, everything_reports):
    parts = api_of(dana).get("/api/health/").json()["components"]
    assert parts["database"]["latency_ms"] >= 0
    assert parts["workers"]["talk"]["alive"] == 1
    assert 0 <= parts["beat"]["last_tick_s"] <= 60


def test_a_network_that_may_not_read_is_told(dana, everything_reports, settings, tmp_path):
    settings.MODELS_ROOT = tmp_path
    assert health._xray_model() == {"status": "operational", "model": "pneumonia-demo"}
    (tmp_path / "chest-18").mkdir()
    (tmp_path / "chest-18" / "card.json").write_text("{}")
    found = api_of(dana).get("/api/health/").json()
    assert found["status"] == "degraded" and found["components"]["xray_model"]["reason"] == "Its card cannot be read."


def test_one_result_is_shared_for_ten_seconds_at_most(everything_reports, monkeypatch):
    asked = []
    monkeypatch.setattr(health, "_components", lambda ask=health._components: asked.append(1) or ask())
    first = Client().get("/api/health/").json()
    for _ in range(20):
        assert health.current()["checked_at"] == first["checked_at"]
    assert len(asked) == 1
    assert 0 < store(Db.CACHE).ttl("health:result") <= 10
    store(Db.CACHE).delete("health:result")
    health.current()
    assert len(asked) == 2


def test_nobody_reported_yet():
    answer = Client().get("/api/health/")
    assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")
    assert answer.json()["components"]["workers"]["talk"] == {"status": "unavailable"}


def test_one_queue_without_workers_is_enough(everything_reports):
    store(Db.CACHE).delete("health:workers:work")
    assert Client().get("/api/health/").status_code == 503


def test_a_worker_that_reported_too_long_ago_is_not_alive(everything_reports):
    store(Db.CACHE).zadd("health:workers:work", {"work@one": time.time() - health.WORKER_S - 1})
    assert Client().get("/api/health/").status_code == 503
    health.worker_seen("work@two", ["work"])
    assert store(Db.CACHE).zrange("health:workers:work", 0, -1) == ["work@two"]


def test_a_clock_that_stopped_degrades(everything_reports):
    assert 0 < store(Db.CACHE).ttl("health:beat") <= health.BEAT_S
    store(Db.CACHE).delete("health:beat")
    answer = Client().get("/api/health/")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


def test_a_model_that_nobody_asked_lately_is_unknown(everything_reports, settings):
    settings.OPENAI_API_KEY, settings.OPENAI_MODEL = "key", "m1"
    assert Client().get("/api/health/").json()["ai_system"] == "unknown"


# --- The socket; that a change is pushed stands in `test_health_faults.py` ---


async def opened() -> Socket:
    socket = Socket(application, "/ws/health/")
    assert (await socket.connect())[0]
    return socket


async def said(socket: Socket, text: str) -> dict:
    await socket.send_to(text_data=text)
    return json.loads(await socket.receive_from())


async def test_ping():
    socket = await opened()
    pong = await said(socket, '{"type": "ping"}')
    assert pong["type"] == "pong" and pong["timestamp"].endswith("Z")
    await socket.disconnect()


@pytest.mark.parametrize("frame", ['{"type": "health_check"}', "{}"])
async def test_health_check_is_the_same_as_the_address(everything_reports, frame):
    socket = await opened()
    told = await said(socket, frame)
    assert told == {"type": "health_check_results", "results": health.public(await in_thread(health.current)())}
    await socket.disconnect()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "MALFORMED"), ("[]", "MALFORMED"), ("7", "MALFORMED"), ('"ping"', "MALFORMED"), ("[" * 3000, "MALFORMED"),
        ('{"type": "fly"}', "VALIDATION_ERROR"), ('{"type": ["ping"]}', "VALIDATION_ERROR"),
        ('{"type": null}', "VALIDATION_ERROR"), ('{"type": "post", "text": "hello"}', "VALIDATION_ERROR"),
        ('{"type": "_close"}', "VALIDATION_ERROR"), ('{"type": "\\u0000"}', "VALIDATION_ERROR"),
    ],
)  # fmt: skip
async def test_a_bad_frame_gets_an_error_frame_and_the_socket_lives(frame, code):
    socket = await opened()
    told = await said(socket, frame)
    assert (told["type"], told["code"]) == ("error", code)
    assert (await said(socket, '{"type": "ping"}'))["type"] == "pong"
    await socket.disconnect()


async def closed_with(socket: Socket) -> int:
    while (came := await socket.receive_output())["type"] != "websocket.close":
        pass
    return came["code"]


async def test_a_frame_that_is_too_large():
    socket = await opened()
    await socket.send_to(text_data=" " * (FRAME_BYTES + 1))
    assert await closed_with(socket) == 1009


async def test_ten_unreadable_frames():
    socket = await opened()
    for _ in range(10):
        await socket.send_to(text_data="{")
    assert await closed_with(socket) == 4400


async def test_too_many_connects_from_one_address():
    for _ in range(10):
        await (await opened()).disconnect()
    assert await closed_with(await opened()) == 4429
