"""Following an interview: every event after the last one that a reader has shown, and then each as it is told.

A reader may come before the interview is begun, stay while nobody says anything, and see it begun anew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from praxia.lib.follow import BLOCK_MS, START
from praxia.lib.sockets import in_thread
from profiling.interview import selectors
from profiling.interview.models import journal_of


async def events(
    person_id: UUID, name: str, after: str = START, *, ends: bool = False
) -> AsyncIterator[dict[str, Any]]:
    """Frames in order. `ends`: stop after the last event of an interview that is over. Raises redis.ConnectionError."""
    journal = journal_of(person_id, name)
    place = await in_thread(selectors.place_of)(person_id, name, after)
    while True:
        last = await journal.alast()
        page = await in_thread(selectors.page_after)(person_id, name, place)
        place = page.place
        for frame in page.frames:
            yield frame
        if ends and page.is_over:
            return
        await journal.aread(last["id"] if last else START, block_ms=BLOCK_MS)
