"""How each part of this installation is, in words. A check never loads a model and never calls a paid service.

Our own parts are asked at most every ten seconds, whoever looks; outside parts report what real traffic saw.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import connection

from imaging.inference.cards import found as cards_found
from praxia import llm
from praxia.lib.stores import Db, store
from research.sources.pubmed import PUBMED
from research.sources.upstream import Upstream
from research.sources.who_gho import WHO_GHO

log = logging.getLogger(__name__)

QUEUES = ("talk", "work")
STATUSES = ("healthy", "degraded", "unhealthy")
WORDS = ("operational", "degraded", "unavailable", "not_configured", "not_installed", "unknown")
SOURCES = {"pubmed": PUBMED, "who": WHO_GHO}
SHARED_S = 10
DATABASE_S = 2
WORKER_S, BEAT_S = 15, 45
_BEST_FIRST = ("operational", "unknown", "degraded", "unavailable")
_RESULT, _BEAT = "health:result", "health:beat"

Component = dict[str, Any]
Health = dict[str, Any]


def current() -> Health:
    """The shared result, as staff see it."""
    try:
        if shared := store(Db.CACHE).get(_RESULT):
            return json.loads(shared)
        found = _summary(_components())
        store(Db.CACHE).set(_RESULT, json.dumps(found), ex=SHARED_S)
    except redis.RedisError as error:
        return _summary(_components_alone(type(error).__name__))
    return found


def not_ready() -> str:
    """Why no request can be served now, by the name of a failure; empty when one can."""
    try:
        store(Db.CACHE).ping()
    except redis.RedisError as error:
        return type(error).__name__
    return _database().get("reason", "")


def public(health: Health) -> Health:
    """Words only, for everybody."""
    return {**health, "components": {name: _words(part) for name, part in health["components"].items()}}


def parts(health: Health) -> Iterator[tuple[str, Component]]:
    """Every part by its name; the workers of a queue are one."""
    for name, part in health["components"].items():
        if "status" in part:
            yield name, part
        else:
            yield from ((f"{name}_{inner}", one) for inner, one in part.items())


def worker_seen(hostname: str, queues: Iterable[str]) -> None:
    """Called by every worker with each of its heartbeats."""
    now = time.time()
    with _reporting():
        for queue in queues:
            store(Db.CACHE).zadd(_workers_key(queue), {hostname: now})
            store(Db.CACHE).zremrangebyscore(_workers_key(queue), 0, now - WORKER_S)
            store(Db.CACHE).expire(_workers_key(queue), WORKER_S)


def beat_seen() -> None:
    with _reporting():
        store(Db.CACHE).set(_BEAT, int(time.time()), ex=BEAT_S)


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except redis.RedisError:
        log.warning("could not report a heartbeat: the store is away")


def _workers_key(queue: str) -> str:
    return f"health:workers:{queue}"


def _components() -> dict[str, Any]:
    """Raises RedisError."""
    return {
        "database": _database(),
        "redis": _redis(),
        "workers": {queue: _workers(queue) for queue in QUEUES},
        "beat": _beat(),
        "language_model": _language_model(),
        **{name: _source(upstream) for name, upstream in SOURCES.items()},
        "xray_model": _xray_model(),
    }


def _components_alone(reason: str) -> dict[str, Any]:
    """With the store away nobody can tell how those are who report to it; each question would only cost time."""
    return {
        "database": _database(),
        "redis": {"status": "unavailable", "reason": reason},
        "workers": {queue: {"status": "unknown", "alive": None} for queue in QUEUES},
        "beat": {"status": "unknown"},
        "language_model": {"status": "unknown" if llm.configured() else "not_configured"},
        **{name: {"status": "unknown" if one.is_on else "not_configured"} for name, one in SOURCES.items()},
        "xray_model": _xray_model(),
    }


def _summary(components: dict[str, Any]) -> Health:
    now = _now()
    for part in components.values():
        part.setdefault("checked_at", now) if "status" in part else None
    return {
        "status": _overall(components),
        "version": settings.VERSION,
        "database": components["database"]["status"],
        "ai_system": components["language_model"]["status"],
        "checked_at": now,
        "components": components,
    }


def _overall(components: dict[str, Any]) -> str:
    vital = [components["database"], components["redis"], *components["workers"].values()]
    if any(part["status"] == "unavailable" for part in vital):
        return "unhealthy"
    rest = [part for part in components.values() if "status" in part and part not in vital]
    return "degraded" if any(part["status"] in ("unavailable", "degraded") for part in rest) else "healthy"


def _database() -> Component:
    """By a connection of its own: the pool would hold the question back for seconds while the database is away."""
    began = time.monotonic()
    try:
        with psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": DATABASE_S}) as line:
            line.execute("SELECT 1")
    except psycopg.Error as error:
        return {"status": "unavailable", "reason": type(error).__name__}
    return {"status": "operational", "latency_ms": _ms(began)}


def _redis() -> Component:
    began = time.monotonic()
    store(Db.CACHE).ping()
    return {"status": "operational", "latency_ms": _ms(began)}


def _workers(queue: str) -> Component:
    alive = store(Db.CACHE).zcount(_workers_key(queue), time.time() - WORKER_S, "+inf")
    return {"status": "operational" if alive else "unavailable", "alive": alive}


def _beat() -> Component:
    seen = store(Db.CACHE).get(_BEAT)
    if seen is None:
        return {"status": "unavailable"}
    return {"status": "operational", "last_tick_s": int(time.time()) - int(seen)}


def _language_model() -> Component:
    """The best of the providers that are on: the next answer comes from it."""
    found = llm.status()
    if not found:
        return {"status": "not_configured"}
    best = min(found, key=lambda one: _BEST_FIRST.index(one.word))
    return {"status": best.word, "provider": best.provider, **_since(best.since)}


def _source(upstream: Upstream) -> Component:
    """As real questions and the probe that beat sends have seen it."""
    if not upstream.is_on:
        return {"status": "not_configured"}
    return {"status": upstream.word(), **_since(upstream.opened_at)}


def _xray_model() -> Component:
    """Which network would read a film, by its card. Degraded: one was brought here and may not read."""
    cards = cards_found(settings.MODELS_ROOT)
    refused = next((card for card in cards if card.problem), None)
    if refused:
        return {"status": "degraded", "model": refused.name, "reason": refused.problem}
    return {"status": "operational", "model": cards[0].name} if cards else {"status": "not_installed"}


def _since(opened_at: float | None) -> Component:
    if opened_at is None:
        return {}
    since = datetime.fromtimestamp(opened_at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"since": since, "reason": "breaker_open"}


def _words(part: Component) -> Component:
    if "status" not in part:
        return {name: _words(inner) for name, inner in part.items()}
    return {"status": part["status"]}


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
