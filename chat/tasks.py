"""Doorbells: an id comes in, the work module is called."""

from __future__ import annotations

from celery import shared_task

from chat import replies
from praxia.lib.work import ring


# Acknowledged early: the row is the outbox and the sweeper brings back what a dead worker held, long before the broker would.
# Held unacknowledged while an answer streams, it made the worker end whenever the broker was restarted (kombu 5.7).
@shared_task(acks_late=False)
def reply_write(message_id: str) -> None:
    replies.write(message_id)


@shared_task
def replies_sweep() -> None:
    for message_id in replies.sweep():
        ring(reply_write, message_id)
