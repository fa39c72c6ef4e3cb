"""Celery: two queues, `talk` (threads; waits on networks and models of words) and `work` (prefork; computes)."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, signals
from kombu.transport import redis as line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")


class _InHand(line.QoS):
    """Messages that are not confirmed yet. When Valkey is lost, kombu tries to give them back over a line that has lost even its
    address, and the worker ends with an AttributeError; here they are left, and the sweeper rings for their rows again."""

    def restore_unacked(self, client: Any = None) -> None:
        if self.channel.connection is not None and self.channel.connection.client is not None:
            super().restore_unacked(client)


line.Channel.QoS = _InHand

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
