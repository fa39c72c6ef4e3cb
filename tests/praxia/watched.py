"""A house of which every part can be killed: its own PostgreSQL, its own Valkey, a worker for each queue."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import redis

from praxia.lib.stores import Db
from tests.engines import EngineSession
from tests.fakes.provider import FakeProvider
from tests.live import CELERY, Live, LiveModel
from tests.live_people import LivePerson
from tests.praxia.caller import Answer, Caller, program

METRICS = "token-of-the-metrics"
POOLS = {"talk": "threads", "work": "prefork"}


class WatchedHouse(LiveModel):
    def __init__(self, folder: Path, provider: FakeProvider) -> None:
        self.engines = EngineSession()
        kept = os.environ["DATABASE_URL"]
        self.engines.start(valkey=False)  # puts its URL where every house reads it
        try:
            super().__init__(folder, provider)
        finally:
            os.environ["DATABASE_URL"] = kept
        [self.postgres] = self.engines._engines
        self.env |= {"METRICS_TOKEN": METRICS}
        self.outside = Caller(self)

    def start(self) -> None:
        super().start()
        self.staff = self.person()
        with self.connect() as connection:
            connection.execute("UPDATE profiling_user SET is_staff = true WHERE id = %s", [self.staff.id])

    def start_worker(self, *, wait: bool = True) -> None:
        for queue in POOLS:
            self.start_queue(queue, wait=wait)
        self.children["worker"] = self.children["work"]

    def start_queue(self, queue: str, *, wait: bool = True) -> None:
        words = f"worker -Q {queue} -P {POOLS[queue]} -c 2 --without-gossip --without-mingle -l INFO"
        name = f"{queue}-{uuid4().hex[:6]}@%h"
        worker = self._child(queue, [*CELERY, *words.split(), "-n", name], ready=r" ready\.$")
        if wait:
            worker.wait_ready()

    def close(self) -> None:
        for name in POOLS:
            self.children.pop(name).end()
        self.children.pop("worker", None)
        try:
            Live.close(self)
        finally:
            self.engines.stop()

    # -- Asking ----------------------------------------------------------------------------------------------------

    def health(self, person: LivePerson | None = None) -> Answer:
        """Asked anew: `test_health_answer.py` holds for how long one result is shared."""
        self.forget_shared()
        return (program(self, person) if person else self.outside).ask("GET", "/api/health/")

    def forget_shared(self) -> None:
        with suppress(redis.ConnectionError):
            self.valkey(int(Db.CACHE)).delete("health:result")

    def reasons(self) -> dict[str, Any]:
        """The components as staff see them."""
        found: dict[str, Any] = self.health(self.staff).json["components"]
        return found

    def is_(self, status: str) -> bool:
        """Asked as staff, because strangers may ask once a second only."""
        told = self.health(self.staff)
        return bool(told.json["status"] == status and told.status == (503 if status == "unhealthy" else 200))


def until(told: Callable[[], object], *, within_s: float) -> float:
    """Seconds until `told()` is true."""
    began = time.monotonic()
    while not told():
        assert time.monotonic() - began < within_s, f"not within {within_s:g} s"
        time.sleep(0.25)
    return time.monotonic() - began
