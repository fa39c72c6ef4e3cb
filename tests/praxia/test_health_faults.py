"""The health of a real house whose parts are really killed, and what its page, probes, socket and metrics say meanwhile."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from praxia import health
from praxia.lib.sockets import STORE_AWAY
from praxia.lib.stores import Db
from tests.fakes.provider import running_provider
from tests.live import MODEL, PATIENCE_S, wait_for
from tests.praxia.caller import Browser, program
from tests.praxia.watched import METRICS, WatchedHouse, until

LIST = "/api/chat-sessions/"


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[WatchedHouse]:
    with running_provider() as provider:
        house = WatchedHouse(tmp_path_factory.mktemp("watched"), provider)
        try:
            house.start()
            until(lambda: house.is_("healthy"), within_s=PATIENCE_S)
            yield house
        finally:
            house.close()


@contextmanager
def socket(house: WatchedHouse) -> Iterator[ClientConnection]:
    """Open, and past the moment in which it notes how things stand."""
    with connect(f"{house.ws_url}/ws/health/", open_timeout=60) as line:
        line.send('{"type": "ping"}')
        assert json.loads(line.recv(timeout=PATIENCE_S))["type"] == "pong"
        yield line


def pushed(line: ClientConnection, *, within_s: float = PATIENCE_S) -> str:
    frame = json.loads(line.recv(timeout=within_s))
    assert frame["type"] == "health_check_results"
    status: str = frame["results"]["status"]
    return status


def probes(house: WatchedHouse) -> tuple[int, int]:
    return house.outside.ask("GET", "/livez").status, house.outside.ask("GET", "/readyz").status


def answered(house: WatchedHouse) -> dict:
    caller = program(house, house.person())
    talk = caller.ask("POST", "/api/chat-sessions/", {}).json["id"]
    sent = {"content": "I have had a sore throat for two days"}
    return caller.ask("POST", f"/api/chat-sessions/{talk}/messages/", sent, Prefer="wait=60").json["ai_message"]


def test_it_works(house):
    house.valkey(int(Db.CACHE)).delete("llm:answered:openai")  # nobody was asked yet
    found = house.health().json
    assert (found["status"], found["database"]) == ("healthy", "operational")
    parts = found["components"]
    words = {"database": "operational", "redis": "operational", "beat": "operational", "language_model": "unknown"}
    assert {name: parts[name] for name in words} == {name: {"status": word} for name, word in words.items()}
    assert parts["workers"] == {"talk": {"status": "operational"}, "work": {"status": "operational"}}
    assert probes(house) == (200, 200)


def test_staff_see_reasons(house):
    parts = house.reasons()
    assert parts["database"]["latency_ms"] >= 0
    assert parts["workers"]["talk"] == {"status": "operational", "alive": 1}
    assert parts["beat"]["last_tick_s"] <= health.BEAT_S
    assert house.health(house.person()).json["components"]["workers"]["talk"] == {"status": "operational"}


def test_a_model_that_answered_is_operational_and_no_check_ever_asks_it(house):
    house.speak(text="Rest and drink.")
    assert answered(house)["notices"] == []
    asked = len(house.provider.requests(MODEL))
    assert house.health().json["ai_system"] == "operational"
    with socket(house) as line:
        line.send('{"type": "health_check"}')
        assert json.loads(line.recv(timeout=PATIENCE_S))["results"]["ai_system"] == "operational"
    assert program(house, house.staff).ask("GET", "/status/").status == 200
    assert len(house.provider.requests(MODEL)) == asked


def test_a_model_whose_breaker_is_open_is_degraded_not_down(house):
    house.speak(status=500)
    with socket(house) as line:
        assert answered(house)["status"] == "complete"  # without the model, after three attempts at it
        house.forget_shared()
        assert pushed(line) == "degraded"
    found = house.health()
    assert (found.status, found.json["status"], found.json["ai_system"]) == (200, "degraded", "unavailable")
    assert house.reasons()["language_model"]["reason"] == "breaker_open"
    assert house.reasons()["language_model"]["since"].endswith("Z")
    assert house.health().json["components"]["language_model"] == {"status": "unavailable"}
    assert probes(house) == (200, 200)
    house.valkey(int(Db.BREAKERS)).flushdb()
    assert house.is_("healthy")


def test_all_workers_of_a_queue_away(house):
    for queue in ("talk", "work"):
        house.children[queue].end(signal.SIGKILL)
    with socket(house) as line:
        seconds = until(lambda: house.is_("unhealthy"), within_s=health.WORKER_S + PATIENCE_S)
        print(f"killed workers were noticed after {seconds:.1f} s")
        assert pushed(line) == "unhealthy"
        found = house.reasons()
        assert found["workers"]["talk"] == {"status": "unavailable", "alive": 0}
        assert probes(house) == (200, 200)  # pages and messages are still taken
        for queue in ("talk", "work"):
            house.start_queue(queue, wait=False)
        until(lambda: house.is_("healthy"), within_s=PATIENCE_S)
        assert pushed(line) == "healthy"


def test_valkey_away(house):
    with socket(house) as line:
        house.kill_valkey()
        try:
            found = house.health()
            assert (found.status, found.json["status"]) == (503, "unhealthy")
            assert found.json["components"]["redis"] == {"status": "unavailable"}
            words = {part["status"] for part in found.json["components"]["workers"].values()}
            assert words | {found.json["ai_system"]} == {"unknown"}
            assert probes(house) == (200, 503)
            assert Browser(house, house.person()).ask("GET", "/status/").status == 200
            with pytest.raises(ConnectionClosed):
                line.recv(timeout=PATIENCE_S)
            assert line.close_code == STORE_AWAY
        finally:
            house.start_valkey()
        until(lambda: house.is_("healthy"), within_s=PATIENCE_S)


def test_postgres_away(house):
    """Whoever comes when it is back finds none of the lines that died with it."""
    browser = Browser(house, house.person())
    with ThreadPoolExecutor(10) as many:
        assert {answer.status for answer in many.map(lambda _: browser.ask("GET", LIST), range(40))} == {200}
    with socket(house) as line:
        house.postgres.child.kill()
        try:
            found = house.health()
            assert (found.status, found.json["status"], found.json["database"]) == (503, "unhealthy", "unavailable")
            assert pushed(line) == "unhealthy"
            words = house.health(house.staff).json["components"]
            assert words["database"] == {"status": "unavailable"}  # nobody can be recognised as staff
            assert probes(house) == (200, 503)
            page = browser.ask("GET", "/status/")
            assert page.status == 200 and "Praxia cannot answer at the moment" in page.body.decode()
            away = browser.ask("GET", "/chat/")
            assert away.status == 503 and "Not available at the moment" in away.body.decode()
            refused = browser.ask("GET", LIST)
            assert (refused.status, refused.json["code"]) == (503, "DATABASE_ERROR")
            assert int(refused.headers["retry-after"]) > 0
        finally:
            house.postgres.start()
            wait_for(lambda: house.postgres.answer().name == "READY", what="PostgreSQL")
        until(lambda: house.is_("healthy"), within_s=PATIENCE_S)
        assert {browser.ask("GET", LIST).status for _ in range(20)} == {200}
        assert house.reasons()["database"]["latency_ms"] >= 0


def test_metrics_are_for_who_knows_the_token(house):
    for headers in (
        {},
        {"Authorization": METRICS},
        {"Authorization": f"Basic {METRICS}"},
        {"Authorization": "Bearer "},
    ):
        assert house.outside.ask("GET", "/metrics", **headers).status == 404
    assert program(house, house.staff).ask("GET", "/metrics").status == 404
    page = house.outside.ask("GET", "/metrics", Authorization=f"Bearer {METRICS}")
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/plain")


def test_metrics_hold_no_ids(house):
    text = house.outside.ask("GET", "/metrics", Authorization=f"Bearer {METRICS}").body.decode()
    assert "django_http_requests_total_by_view_transport_method_total" in text
    assert 'praxia_component_unavailable{component="workers_talk"} 0.0' in text
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-|@example|px_", text) == []
    labels = set(re.findall(r'(\w+)="', text))
    assert labels & {"user", "person", "path", "url", "session", "address", "email"} == set()
