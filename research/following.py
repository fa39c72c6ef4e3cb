"""Following a question to its end, from its journal or, when that has expired, from its row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from praxia.lib import work
from praxia.lib.follow import START, Row, Settled, follow
from praxia.lib.journal import Event
from research import wire
from research.models import Search


def events(search: Search, after: str = START) -> AsyncIterator[Event]:
    return follow(search.journal, after=after, row=row_of(search.id))


def row_of(search_id: UUID) -> Row:
    return work.row_of(Search.objects.all(), search_id, _settled)


def _settled(search: Search) -> Settled:
    return Settled(
        at=search.finished_at or search.created_at,
        run=search.run,
        sources=tuple(search.citations),
        text=search.content,
        last=search.last_event() | {"result": wire.search_wire(search)},
    )
