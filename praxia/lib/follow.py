"""Following a journal to its end: the one way in which sockets, event streams and waiting requests read.

A reader gives the last id that it has shown and gets each later event once, in order. What is finished and expired is replayed
from its row; a reader whose id nobody knows starts anew with a `reset`. Rules for readers: `reset` is always obeyed; any other
event whose id is not above the last one is ignored.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from praxia.lib.journal import COUNT, LAST, Event, Journal

BLOCK_MS = 4000  # below redis-py's default read limit of 5 s
START = "0"


@dataclass(frozen=True)
class Settled:
    """How a finished row tells its story again: sources, the whole text, the last event."""

    at: datetime
    run: int
    sources: tuple[dict[str, Any], ...]
    text: str
    last: dict[str, Any]  # {"type": "end" or "error", "status": …, …}


Row = Callable[[], Awaitable[Settled | None]]  # None while the work goes on; raises LookupError when the row is gone


async def follow(journal: Journal, *, after: str = START, row: Row) -> AsyncIterator[Event]:
    """Every event after `after`, ending with `end` or `error`. Raises redis.ConnectionError when the store is away.

    Neighbouring deltas are joined, but not while a reader catches up: what it missed may have reached it by another way
    meanwhile (a socket follows what runs before its `resume` is read), and it sorts that out by the ids.
    """
    after = START if after in ("", "0-0") else after
    last = await journal.alast()
    if after != START and last and not await journal.ahas(after):
        yield _passing(journal, START, "reset", reason="last id unknown")
        after = START
    if last and last["id"] == after and last["type"] in LAST:
        yield last
        return
    begun, caught_up = last is not None, False
    while True:
        events = await journal.aread(after, block_ms=BLOCK_MS) if begun else []
        for event in merged(events) if caught_up else events:
            yield event
            after = event["id"]
            if event["type"] in LAST:
                return
        caught_up = caught_up or len(events) < COUNT
        if events:
            continue
        if settled := await row():
            for event in replay(journal, settled):
                yield event
            return
        if begun and not await journal.ais_alive():
            yield _passing(journal, after, "progress", step="waiting", words="Waiting for a free hand.")
        begun = True  # nothing was written yet: from now on wait for it


def merged(events: Iterable[Event]) -> list[Event]:
    """Neighbouring deltas of one read as one: a slow reader gets fewer, longer pieces instead of a queue."""
    found: list[Event] = []
    for event in events:
        before = found[-1] if found else {}
        if (
            event["type"] == before.get("type") == "delta"
            and event["run"] == before["run"]
            and not {"part"} & (event.keys() | before.keys())
        ):
            found[-1] = {**event, "text": before["text"] + event["text"]}
        else:
            found.append(event)
    return found


def replay(journal: Journal, settled: Settled) -> Iterator[Event]:
    """The story of a finished row as events, with ids made from the time of its end: the same at every replay."""
    events: list[dict[str, Any]] = [{"type": "reset", "reason": "replayed"}]
    events += [{"type": "source", "source": source} for source in settled.sources]
    events += [{"type": "delta", "text": settled.text}] if settled.text else []
    events.append(settled.last)
    ms, at = int(settled.at.timestamp() * 1000), settled.at.isoformat().replace("+00:00", "Z")
    for number, event in enumerate(events):
        yield {**event, "id": f"{ms}-{number}", "work_id": journal.work_id, "run": settled.run, "at": at}


def _passing(journal: Journal, id_: str, type_: str, **data: Any) -> Event:
    """An event for this reader alone; it is not stored and has no id of its own."""
    return {"type": type_, "id": id_, "work_id": journal.work_id, **data}
