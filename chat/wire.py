"""How conversations and messages look on the wire: the same objects in REST, sockets, journals and pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chat.models import Conversation, Message
from chat.records import Role
from chat.selectors import PathStep


def message_wire(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": str(message.id),
        "role": message.role,
        "content": message.content,
        "status": message.status,
        "parent_id": str(message.parent_id) if message.parent_id else None,
        "triage": message.triage or None,
        "created_at": stamp(message.created_at),
    }
    if message.role == Role.USER:
        return {**found, "client_message_id": message.client_message_id}
    return {
        **found,
        "html": message.html,
        "structured": message.structured,
        "sources": message.sources,
        "notices": message.notices,
        "usage": message.usage,
        "model": message.model,
        "error": message.error,
        "feedback": message.feedback or None,
        "xray_analysis_id": None,
        "events_url": message.events_url,
    }


def step_wire(step: PathStep) -> dict[str, Any]:
    siblings = step.siblings
    return {
        **message_wire(step.message),
        "siblings": {
            "index": siblings.index,
            "of": siblings.of,
            "previous": str(siblings.previous) if siblings.previous else None,
            "next": str(siblings.next) if siblings.next else None,
        },
    }


def conversation_wire(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": str(conversation.id),
        "title": conversation.title,
        "created_at": stamp(conversation.created_at),
        "updated_at": stamp(conversation.updated_at),
    }


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
