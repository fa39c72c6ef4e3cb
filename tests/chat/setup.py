"""Conversations and messages for tests, with plain keyword arguments."""

from __future__ import annotations

from typing import Any

from chat import services
from chat.models import Conversation, Message
from chat.records import Role, Status

SORE_THROAT = "I have had a sore throat and fever for two days"
CRUSHING = "crushing chest pain going into my left arm, I'm sweating"


def setup_conversation(owner: Any, **fields: Any) -> Conversation:
    return Conversation.objects.create(owner=owner, **fields)


def setup_exchange(
    owner: Any, text: str = SORE_THROAT, *, conversation: Conversation | None = None
) -> services.Exchange:
    """A question whose answer is queued; nobody works on it unless the test does."""
    conversation = conversation or setup_conversation(owner)
    return services.message_post(conversation=conversation, person=owner, text=text)


def setup_answer(owner: Any, **fields: Any) -> Message:
    """A question with a finished answer."""
    exchange = setup_exchange(owner)
    known = {"status": Status.COMPLETE, "content": "Rest and drink.", "html": "<p>Rest and drink.</p>"} | fields
    Message.objects.filter(id=exchange.answer.id).update(**known)
    return Message.objects.get(id=exchange.answer.id, role=Role.ASSISTANT)
