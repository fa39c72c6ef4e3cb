"""Doorbells: an id comes in, the work module is called. Work on networks and words is for `talk`, computing for `work`."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from celery import shared_task, signals
from kombu.exceptions import OperationalError

from praxia.lib.work import ring
from research import newsroom, rechecking, searching


@signals.worker_ready.connect
def library_ahead(sender: Any, **_: Any) -> None:
    if "talk" in sender.app.amqp.queues.consume_from:
        from research import library

        threading.Thread(target=library.read_ahead, name="library", daemon=True).start()


# Acknowledged early, as replies are: the row is the outbox.
@shared_task(acks_late=False, queue="talk")
def search_run(search_id: str) -> None:
    searching.run(search_id)
    with suppress(OperationalError):  # whoever rings next indexes what is left
        passages_index.apply_async(retry=False, expires=600)


@shared_task(queue="talk")  # never behind work that computes for long
def searches_sweep() -> None:
    for search_id in searching.sweep():
        ring(search_run, search_id)


@shared_task(queue="talk")
def news_fetch() -> None:
    newsroom.fetch()


@shared_task(queue="talk")
def sources_probe() -> None:
    newsroom.probe()


@shared_task(queue="talk")
def papers_recheck() -> None:
    rechecking.recheck()


@shared_task
def passages_index() -> None:
    from research import indexing

    indexing.index()
