"""News for open sockets over the channel layer. It may be lost: every socket also looks for itself every few seconds."""

from __future__ import annotations

import logging

import redis
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from chat.models import Message

log = logging.getLogger(__name__)


def group(conversation_id: object) -> str:
    return f"chat.{conversation_id}"


def said(answer: Message) -> None:
    """Something was asked in this conversation, on whichever device."""
    try:
        async_to_sync(get_channel_layer().group_send)(group(answer.conversation_id), {"type": "chat.said"})
    except (redis.ConnectionError, redis.TimeoutError):
        log.warning("channel layer away; sockets will look for themselves")
