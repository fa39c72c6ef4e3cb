"""May this person? One function per object and verb; no is a 404, the same for what is not there and what is not theirs."""

from __future__ import annotations

from chat.models import Conversation, Message
from profiling.access import owned
from profiling.models import User


def conversation_read(person: User, conversation_id: object) -> Conversation:
    return owned(Conversation.objects.all(), person, pk=conversation_id)


def conversation_write(person: User, conversation_id: object) -> Conversation:
    return owned(Conversation.objects.all(), person, pk=conversation_id)


def consultation_read(person: User, consultation_id: object) -> Conversation:
    return owned(Conversation.objects.filter(is_consultation=True), person, pk=consultation_id)


def consultation_write(person: User, consultation_id: object) -> Conversation:
    return owned(Conversation.objects.filter(is_consultation=True), person, pk=consultation_id)


def message_read(person: User, conversation_id: object, message_id: object) -> Message:
    conversation = conversation_read(person, conversation_id)
    return owned(
        conversation.messages.select_related("conversation"), person, pk=message_id, owner="conversation__owner"
    )


def message_write(person: User, conversation_id: object, message_id: object) -> Message:
    conversation = conversation_write(person, conversation_id)
    return owned(
        conversation.messages.select_related("conversation"), person, pk=message_id, owner="conversation__owner"
    )
