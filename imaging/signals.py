"""News for the open sockets of a person over the channel layer. It may be lost: every socket also looks for itself."""

from __future__ import annotations

import logging

import redis
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from imaging.models import Study

log = logging.getLogger(__name__)


def group(person_id: object) -> str:
    return f"xray.{person_id}"


def changed(study: Study) -> None:
    """A study of this person came, was read, or is being read anew."""
    try:
        async_to_sync(get_channel_layer().group_send)(group(study.owner_id), {"type": "study.changed"})
    except (redis.ConnectionError, redis.TimeoutError):
        log.warning("channel layer away; sockets will look for themselves")
