"""Doorbells: an id comes in, the work module is called."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from chat import replies

log = logging.getLogger(__name__)


# Acknowledged early: the row is the outbox and the sweeper brings back what a dead worker held, long before the broker would.
# Held unacknowledged while an answer streams, it made the worker end whenever the broker was restarted (kombu 5.7).
@shared_task(acks_late=False)
def reply_write(message_id: str) -> None:
    replies.write(message_id)


@shared_task
def replies_sweep() -> None:
    for message_id in replies.sweep():
        ring(reply_write, message_id)


def ring(task: Any, row_id: UUID) -> None:
    """Queue a task for a row. When the broker is away nothing is lost: the row is its own outbox and the sweeper rings again."""
    try:
        task.apply_async([str(row_id)], retry=False)
    except OperationalError:
        log.warning("broker away; %s waits for the sweeper", task.name)
