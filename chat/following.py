"""Following an answer to its end, from its journal or, when that has expired, from its row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from chat import wire
from chat.models import Message
from praxia.lib import work
from praxia.lib.follow import START, Row, Settled, follow
from praxia.lib.journal import Event


def events(message: Message, after: str = START) -> AsyncIterator[Event]:
    return follow(message.journal, after=after, row=row_of(message.id))


def row_of(message_id: UUID) -> Row:
    return work.row_of(Message.objects.all(), message_id, _settled)


def _settled(message: Message) -> Settled:
    return Settled(
        at=message.finished_at or message.created_at,
        run=message.run,
        sources=tuple(message.sources),
        text=message.content,
        last=message.last_event() | {"result": wire.message_wire(message)},
    )
