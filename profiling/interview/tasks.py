"""Doorbells: an id comes in, the work module is called."""

from __future__ import annotations

from celery import shared_task

from praxia.lib.work import ring
from profiling.interview import turns


# Acknowledged early, as answers of talks are: the row is the outbox and the sweeper brings back what a dead worker held.
@shared_task(acks_late=False)
def answer_read(answer_id: str) -> None:
    turns.take(answer_id)


@shared_task
def answers_sweep() -> None:
    for answer_id in turns.sweep():
        ring(answer_read, answer_id)
