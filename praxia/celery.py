"""Celery: two queues, `talk` (threads; waits on networks and models of words) and `work` (prefork; computes)."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")

app = Celery("praxia")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.heartbeat_sent.connect
def _worker_lives(sender: Any, **_: Any) -> None:
    from praxia import health

    health.worker_seen(sender.eventer.hostname, app.amqp.queues.consume_from)


@signals.beat_init.connect
def _beat_begins(sender: Any, **_: Any) -> None:
    _beat_lives()  # the first tick comes after ten seconds only
    signals.after_task_publish.connect(_beat_lives, weak=False)
    _beat_lives()


def _beat_lives(**_: Any) -> None:
    from praxia import health

    health.beat_seen()
