"""What this process holds of its providers, made anew after a fork; every call runs on the loop of `praxia.lib.loop`."""

from __future__ import annotations

import asyncio
import os
import threading
from dataclasses import dataclass

from django.conf import settings

from praxia.lib.breaker import Breaker
from praxia.lib.loop import loop, submit
from praxia.lib.stores import Db, astore, store
from praxia.llm.providers.base import Provider
from praxia.llm.providers.configured import AnyProfile, profiles, provider_of

__all__ = ["Engine", "Station", "breaker_of", "engine", "submit"]


@dataclass(frozen=True)
class Station:
    """A provider, its breaker and its places: how many calls of this process may be at it at once."""

    provider: Provider
    breaker: Breaker
    places: asyncio.Semaphore


class Engine:
    def __init__(self) -> None:
        self.loop = loop()
        self._stations: dict[AnyProfile, Station] = {}

    def stations(self) -> list[Station]:
        """One for each provider that is on, in the order in which they are asked. Only on the loop's own thread."""
        return [self._station(profile) for profile in profiles()]

    def _station(self, profile: AnyProfile) -> Station:
        if profile not in self._stations:
            places = asyncio.Semaphore(settings.LLM_CONCURRENCY)
            self._stations[profile] = Station(provider_of(profile), breaker_of(profile.name), places)
        return self._stations[profile]


def breaker_of(name: str) -> Breaker:
    """The shared state of a provider. A probe may take as long as the longest attempt."""
    return Breaker(
        f"llm:{name}",
        threshold=3,
        open_s=30.0,
        lease_s=settings.LLM_TIMEOUT + 5,
        redis=lambda: store(Db.BREAKERS),
        aredis=lambda: astore(Db.BREAKERS),
    )


_making = threading.Lock()
_engine: Engine | None = None


def engine() -> Engine:
    global _engine
    with _making:
        if _engine is None:
            _engine = Engine()
        return _engine


def _forget() -> None:
    """The parent's loop does not run in a child, and stations belong to a loop."""
    global _engine, _making
    _engine, _making = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)
