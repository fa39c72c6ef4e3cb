"""May this person? One function per object and verb; no is a 404, the same for what is not there and what is not theirs."""

from __future__ import annotations

from chat.models import Conversation, Message
from praxia.lib.errors import Problem
from profiling.access import owned
from profiling.models import User
from profiling.profile.access import shared
from profiling.profile.records import Scope


def conversation_read(person: User, conversation_id: object) -> Conversation:
    """One's own, or one of somebody who shares their talks."""
    try:
        return conversation_write(person, conversation_id)
    except Problem:
        return shared(Conversation.objects.select_related("owner"), person, Scope.CHAT, pk=conversation_id)


def conversations_read(person: User, owner_id: object) -> User:
    """Whose talks are asked for: one's own, or those of somebody who shares them."""
    if str(owner_id) == str(person.pk):
        return person
    return shared(User.objects.filter(is_active=True), person, Scope.CHAT, pk=owner_id, owner="pk")


def conversation_write(person: User, conversation_id: object) -> Conversation:
    return owned(Conversation.objects.all(), person, pk=conversation_id)


def consultation_read(person: User, consultation_id: object) -> Conversation:
    return owned(Conversation.objects.filter(is_consultation=True), person, pk=consultation_id)


def consultation_write(person: User, consultation_id: object) -> Conversation:
    return owned(Conversation.objects.filter(is_consultation=True), person, pk=consultation_id)


def message_read(person: User, conversation_id: object, message_id: object) -> Message:
    conversation = conversation_read(person, conversation_id)
    messages = conversation.messages.select_related("conversation")
    return owned(messages, conversation.owner, pk=message_id, owner="conversation__owner")


def message_write(person: User, conversation_id: object, message_id: object) -> Message:
    conversation = conversation_write(person, conversation_id)
    return owned(
        conversation.messages.select_related("conversation"), person, pk=message_id, owner="conversation__owner"
    )
