"""The journal: one Redis Stream per piece of work that takes time, saying how it goes.

The row says what was asked and how it ended; the journal says how it is going and outlives socket, web process and worker.
Beside the stream stand three small keys: `:run` (which run may write), `:alive` (heartbeat), `:stop` (the person asked to stop).
Ids of events are the stream's own (`ms-seq`), so a reader that knows the last one it has shown can go on exactly there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

import redis

from praxia.lib.lua import Script
from praxia.lib.stores import Db, astore, store

LEASE_S = 15  # without a heartbeat for so long, the run counts as dead
BEAT_S = 5
KEPT_S = 3600  # after the last event
LIVE_S = 24 * 3600  # a net under journals that nobody finished; renewed while work goes on
COUNT = 200  # events of one read
BATCH_S, BUSY_BATCH_S = 0.08, 0.25
BUSY_WRITERS, SLOW_APPEND_S = 200, 0.02
STOP_POLL_S = 0.2
STORE_AWAY_S = 30.0  # how long a writer waits for a store that went away
LAST = frozenset({"end", "error"})

Event = dict[str, Any]


class Superseded(Exception):
    """A newer run writes this journal, or the store lost it: this run must stop writing."""


# ARGV: run, opening (0 or 1), beat (0 or 1), expiry, lease, events as JSON …
# Opening raises the run; otherwise only the current run may write. Answers whether the person asked to stop, false for a refusal.
_APPEND = Script("""
local key, run = KEYS[1], tonumber(ARGV[1])
local current = tonumber(redis.call('GET', key .. ':run') or '0')
if ARGV[2] == '1' then
  if run < current then return false end
  redis.call('SET', key .. ':run', run, 'EX', ARGV[4])
elseif run ~= current then
  return false
end
for i = 6, #ARGV do redis.call('XADD', key, '*', 'e', ARGV[i]) end
if ARGV[3] == '1' then
  redis.call('EXPIRE', key, ARGV[4])
  redis.call('EXPIRE', key .. ':run', ARGV[4])
  redis.call('SET', key .. ':alive', run, 'EX', ARGV[5])
end
return redis.call('EXISTS', key .. ':stop')
""")


@dataclass(frozen=True)
class Journal:
    """The names of one journal, and what anybody may ask of it."""

    kind: str
    work_id: str

    @property
    def key(self) -> str:
        return f"journal:{self.kind}:{self.work_id}"

    def stop(self) -> None:
        """Ask the work to stop. Asking twice is harmless."""
        store(Db.JOURNALS).set(f"{self.key}:stop", "1", ex=KEPT_S)

    def beat(self, run: int) -> None:
        """Somebody is about to write this run."""
        _patiently(lambda: store(Db.JOURNALS).set(f"{self.key}:alive", run, ex=LEASE_S))

    def is_alive(self) -> bool:
        return bool(store(Db.JOURNALS).exists(f"{self.key}:alive"))

    def events(self) -> list[Event]:
        """Everything written so far; empty when the journal is gone."""
        return [self.event(id_, fields) for id_, fields in _entries(store(Db.JOURNALS).xrange(self.key))]

    def read(self, after: str, *, block_ms: int) -> list[Event]:
        """Events after an id, waiting for the first of them."""
        found = store(Db.JOURNALS).xread({self.key: after}, count=COUNT, block=block_ms)
        return [self.event(id_, fields) for _, entries in _streams(found) for id_, fields in entries]

    async def aread(self, after: str, *, block_ms: int) -> list[Event]:
        found = await astore(Db.JOURNALS).xread({self.key: after}, count=COUNT, block=block_ms)
        return [self.event(id_, fields) for _, entries in _streams(found) for id_, fields in entries]

    async def ahas(self, id_: str) -> bool:
        return bool(await astore(Db.JOURNALS).xrange(self.key, id_, id_, count=1))

    async def alast(self) -> Event | None:
        """The newest event; none when nothing was written yet or the journal expired."""
        found = _entries(await astore(Db.JOURNALS).xrevrange(self.key, count=1))
        return self.event(*found[0]) if found else None

    async def ais_alive(self) -> bool:
        return bool(await astore(Db.JOURNALS).exists(f"{self.key}:alive"))

    def event(self, id_: str, fields: dict[str, str]) -> Event:
        return {**json.loads(fields["e"]), "id": id_, "work_id": self.work_id}

    def note(self, type: str, **data: Any) -> None:
        """A word for whoever reads, outside of any run: for work whose rows are read again at every word."""
        pipe = store(Db.JOURNALS).pipeline()
        pipe.xadd(self.key, {"e": json.dumps({"type": type, "at": _now(), **data}, ensure_ascii=False)}, maxlen=COUNT)
        pipe.expire(self.key, LIVE_S)
        pipe.execute()

    def forget(self) -> None:
        """Remove the journal with everything beside it (the person deleted the work)."""
        store(Db.JOURNALS).delete(self.key, f"{self.key}:run", f"{self.key}:alive", f"{self.key}:stop")


def _entries(found: Any) -> list[tuple[str, dict[str, str]]]:
    """What redis-py types for every kind of client, as it is for ours: texts, never missing."""
    return found or []


def _streams(found: Any) -> list[Any]:
    """Entries by stream; RESP 3 answers with a map, RESP 2 with pairs."""
    if not found:
        return []
    return [(key, entries[0]) for key, entries in found.items()] if isinstance(found, dict) else found


def text_of(events: list[Event]) -> str:
    """The text that a reader of these events has on the screen: deltas since the last reset."""
    text = ""
    for event in events:
        text = "" if event["type"] == "reset" else text + event.get("text", "") * (event["type"] == "delta")
    return text


class JournalWriter:
    """Writes one run of a journal: deltas in batches, everything else at once, a heartbeat in between.

    Use it from one thread. Every wait of the work must call `poll` at least each second: it flushes what is due, renews the
    heartbeat and says whether the person asked to stop. Raises `Superseded` when another run took over.
    """

    _live = 0

    def __init__(self, journal: Journal, run: int) -> None:
        self.journal, self.run = journal, run
        self._buffer: list[str] = []
        self._flushed = self._beaten = self._appended = 0.0
        self._stopped = False
        self._append_s = 0.0

    def __enter__(self) -> Self:
        JournalWriter._live += 1
        opening: list[Event] = [{"type": "reset", "reason": "taken up again"}] if self.run > 1 else []
        self._append(opening, opening=True)
        return self

    def __exit__(self, *_: object) -> None:
        JournalWriter._live -= 1

    def delta(self, text: str, **more: Any) -> None:
        """Show this text. The first goes out at once, the rest in batches; `more` marks a piece that must stand alone."""
        if more:
            self.event("delta", text=text, **more)
            return
        self._buffer.append(text)
        if time.monotonic() - self._flushed >= self._batch_s:
            self.flush()

    def event(self, type: str, **data: Any) -> None:
        self.flush()
        self._append([{"type": type, **data}])

    def finish(self, type: str, **data: Any) -> None:
        """The last event (`end` or `error`); the journal is then kept for an hour."""
        self.event(type, **data)
        keys = self.journal.key
        pipe = store(Db.JOURNALS).pipeline()
        pipe.expire(keys, KEPT_S)
        pipe.expire(f"{keys}:run", KEPT_S)
        pipe.delete(f"{keys}:alive")
        _patiently(pipe.execute)

    def flush(self) -> None:
        if self._buffer:
            text, self._buffer = "".join(self._buffer), []
            self._append([{"type": "delta", "text": text}])
            self._flushed = time.monotonic()

    def poll(self) -> bool:
        """Keep the run alive and flush what is due; true once the person asked to stop."""
        now = time.monotonic()
        if self._buffer and now - self._flushed >= self._batch_s:
            self.flush()
        elif now - self._appended >= STOP_POLL_S:
            self._append([])
        return self._stopped

    @property
    def _batch_s(self) -> float:
        busy = JournalWriter._live > BUSY_WRITERS or self._append_s > SLOW_APPEND_S
        return BUSY_BATCH_S if busy else BATCH_S

    def _append(self, events: list[Event], *, opening: bool = False) -> None:
        """Every append also brings news of a stop; every few seconds it renews the heartbeat."""
        began = time.monotonic()
        at = _now()
        texts = [json.dumps({**event, "run": self.run, "at": at}, ensure_ascii=False) for event in events]
        beats = began - self._beaten >= BEAT_S
        words: list[str | float] = [self.run, int(opening), int(beats), LIVE_S, LEASE_S, *texts]
        stopped = _patiently(lambda: _APPEND.run(store(Db.JOURNALS), self.journal.key, *words))
        if stopped is None:
            raise Superseded(self.journal.key)
        self._stopped = bool(stopped)
        self._appended = time.monotonic()
        self._append_s = self._appended - began
        if beats and not opening:  # the stream itself exists from its first event on, and gets its expiry then
            self._beaten = began


def _patiently(call: Callable[[], Any]) -> Any:
    """Try again while the store is away, so that its restart costs nobody an answer. A repeat can write an event twice only
    if the store took it and died before it could say so; the final text of `end` replaces what was shown in any case."""
    until, wait = time.monotonic() + STORE_AWAY_S, 0.05
    while True:
        try:
            return call()
        except (redis.ConnectionError, redis.TimeoutError):
            if time.monotonic() + wait > until:
                raise
            time.sleep(wait)
            wait = min(wait * 2, 1.0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
