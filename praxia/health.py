"""How each part of this installation is, in words. A check never loads a model and never calls a paid service.

Our own parts are asked at most every ten seconds, whoever looks; outside parts report what real traffic saw.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from praxia import llm
from praxia.lib.stores import Db, store

log = logging.getLogger(__name__)

QUEUES = ("talk", "work")
SHARED_S = 10
WORKER_S, BEAT_S = 15, 45
_BEST_FIRST = ("operational", "unknown", "degraded", "unavailable")
_RESULT, _BEAT = "health:result", "health:beat"

Component = dict[str, Any]
Health = dict[str, Any]


def current() -> Health:
    """The shared result, as staff see it."""
    try:
        shared = store(Db.CACHE).get(_RESULT)
        if shared:
            return json.loads(shared)
        found = _ask()
        store(Db.CACHE).set(_RESULT, json.dumps(found), ex=SHARED_S)
        return found
    except redis.RedisError:
        return _ask()


def public(health: Health) -> Health:
    """Words only, for everybody."""
    return {**health, "components": {name: _words(part) for name, part in health["components"].items()}}


def worker_seen(hostname: str, queues: Iterable[str]) -> None:
    """Called by every worker with each of its heartbeats."""
    for queue in queues:
        _mark(f"health:worker:{queue}:{hostname}", WORKER_S)


def beat_seen() -> None:
    _mark(_BEAT, BEAT_S)


def _mark(key: str, seconds: int) -> None:
    try:
        store(Db.CACHE).set(key, int(time.time()), ex=seconds)
    except redis.RedisError:
        log.warning("could not report a heartbeat: the store is away")


def _ask() -> Health:
    components: dict[str, Any] = {
        "database": _database(),
        "redis": _redis(),
        "workers": {queue: _workers(queue) for queue in QUEUES},
        "beat": _beat(),
        "language_model": _language_model(),
    }
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
    rest = [components["beat"], components["language_model"]]
    return "degraded" if any(part["status"] in ("unavailable", "degraded") for part in rest) else "healthy"


def _database() -> Component:
    began = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return {"status": "unavailable", "reason": type(error).__name__}
    return {"status": "operational", "latency_ms": _ms(began)}


def _redis() -> Component:
    began = time.monotonic()
    try:
        store(Db.CACHE).ping()
    except redis.RedisError as error:
        return {"status": "unavailable", "reason": type(error).__name__}
    return {"status": "operational", "latency_ms": _ms(began)}


def _workers(queue: str) -> Component:
    try:
        alive = sum(1 for _ in store(Db.CACHE).scan_iter(f"health:worker:{queue}:*", count=1000))
    except redis.RedisError:
        return {"status": "unknown", "alive": None}
    return {"status": "operational" if alive else "unavailable", "alive": alive}


def _beat() -> Component:
    try:
        seen = store(Db.CACHE).get(_BEAT)
    except redis.RedisError:
        return {"status": "unknown"}
    if seen is None:
        return {"status": "unavailable"}
    return {"status": "operational", "last_tick_s": int(time.time()) - int(seen)}


def _language_model() -> Component:
    """The best of the providers that are on: the next answer comes from it."""
    found = llm.status()
    if not found:
        return {"status": "not_configured"}
    best = min(found, key=lambda one: _BEST_FIRST.index(one.word))
    component: Component = {"status": best.word, "provider": best.provider}
    if best.since:
        since = datetime.fromtimestamp(best.since, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        component |= {"since": since, "reason": "breaker_open"}
    return component


def _words(part: Component) -> Component:
    if "status" not in part:
        return {name: _words(inner) for name, inner in part.items()}
    return {"status": part["status"]}


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
