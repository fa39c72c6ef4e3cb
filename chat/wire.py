"""How conversations and messages look on the wire: the same objects in REST, sockets, journals and pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chat.models import Conversation, Message
from chat.records import Role
from chat.selectors import Consultation, PathStep

NO_DIAGNOSIS: dict[str, Any] = {"conditions": [], "urgent": [], "next_steps": [], "advice": "", "clarification": []}


def message_wire(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": str(message.id),
        "role": message.role,
        "content": message.content,
        "status": message.status,
        "parent_id": str(message.parent_id) if message.parent_id else None,
        "triage": message.triage or None,
        "xray_analysis_id": str(message.xray_id) if message.xray_id else None,
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


def consultation_wire(consultation: Consultation) -> dict[str, Any]:
    """A conversation as its first question and the answer to it."""
    question, answer = consultation.question, consultation.answer
    return {
        "id": str(question.conversation_id),
        "status": answer.status,
        "symptoms": question.content,
        "language": question.language,
        "triage": answer.triage,
        "diagnosis": answer.structured.get("diagnosis", NO_DIAGNOSIS),
        "text": answer.content,
        "html": answer.html,
        "sources": answer.sources,
        "related_research": answer.structured.get("related_research", []),
        "disclaimer": answer.structured.get("disclaimer", ""),
        "notices": answer.notices,
        "session_id": str(question.conversation_id),
        "message_id": str(answer.id),
        "model": answer.model,
        "error": answer.error,
        "events_url": answer.events_url,
        "created_at": stamp(question.created_at),
    }


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
