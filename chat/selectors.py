"""Reads: conversations, the path through the tree of messages that is shown, and what stands beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from chat.models import Conversation, Message
from chat.records import OPEN, Role
from profiling.models import User


@dataclass(frozen=True)
class Siblings:
    """Where a message stands among those with the same parent: `index` counts from 1."""

    index: int
    of: int
    previous: UUID | None
    next: UUID | None


@dataclass(frozen=True)
class Consultation:
    question: Message
    answer: Message


@dataclass(frozen=True)
class PathStep:
    message: Message
    siblings: Siblings


def conversation_list(person: User, *, search: str = "") -> QuerySet[Conversation]:
    """Newest first; `search` looks into titles and what was said."""
    found = Conversation.objects.filter(owner=person)
    if search:
        said = Message.objects.filter(conversation__owner=person, content__icontains=search).values("conversation")
        found = found.filter(Q(title__icontains=search) | Q(id__in=said))
    return found.order_by("-updated_at", "-id")


def newest_messages(conversations: Iterable[Conversation]) -> dict[UUID, Message]:
    """The last thing said in each of these conversations, by the conversation's id."""
    said = Message.objects.filter(conversation__in=list(conversations)).order_by("conversation", "-created_at", "-id")
    return {message.conversation_id: message for message in said.distinct("conversation")}


def consultation_list(person: User) -> QuerySet[Conversation]:
    """Conversations that began as consultations, newest first."""
    return Conversation.objects.filter(owner=person, is_consultation=True).order_by("-created_at", "-id")


def consultations(conversations: Iterable[Conversation]) -> list[Consultation]:
    """Of each its first question with the newest answer to it, in the given order; two queries for any number."""
    asked = Message.objects.filter(conversation__in=list(conversations), parent=None)
    questions = list(asked.order_by("conversation", "created_at", "id").distinct("conversation"))
    given = Message.objects.filter(parent__in=questions).order_by("parent", "-created_at", "-id").distinct("parent")
    answers = {answer.parent_id: answer for answer in given}
    found = {question.conversation_id: Consultation(question, answers[question.id]) for question in questions}
    return [found[conversation.id] for conversation in conversations]


def message_list(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.order_by("created_at", "id")


def path(conversation: Conversation) -> list[PathStep]:
    """The messages that are shown, oldest first: from the root to the active leaf, each with its siblings."""
    messages = list(message_list(conversation))
    by_id = {message.id: message for message in messages}
    children: dict[UUID | None, list[UUID]] = {}
    for message in messages:
        children.setdefault(message.parent_id, []).append(message.id)
    steps: list[PathStep] = []
    at = conversation.leaf_id or (messages[-1].id if messages else None)
    while at:
        steps.append(PathStep(by_id[at], _siblings(children[by_id[at].parent_id], at)))
        at = by_id[at].parent_id
    return steps[::-1]


def path_to(message: Message) -> list[Message]:
    """The message and everything before it, oldest first."""
    by_id = {found.id: found for found in message_list(message.conversation)}
    steps, at = [], by_id.get(message.id)
    while at:
        steps.append(at)
        at = by_id.get(at.parent_id) if at.parent_id else None
    return steps[::-1]


def leaf_below(message: Message) -> Message:
    """The newest end of the branch that begins with this message."""
    newest: dict[UUID | None, Message] = {found.parent_id: found for found in message_list(message.conversation)}
    while message.id in newest:
        message = newest[message.id]
    return message


def running(conversation: Conversation) -> list[Message]:
    """Answers that are queued or being written, oldest first."""
    return list(message_list(conversation).select_related("parent").filter(role=Role.ASSISTANT, status__in=OPEN))


def answers_to_tell(conversation: Conversation, *, known: Collection[UUID]) -> list[Message]:
    """Answers that are open, and those that ended before a reader who knows the others heard of them; oldest first."""
    answers = message_list(conversation).select_related("parent").filter(role=Role.ASSISTANT)
    return list(answers.filter(Q(status__in=OPEN) | ~Q(id__in=known)))


def _siblings(ids: list[UUID], at: UUID) -> Siblings:
    index = ids.index(at)
    return Siblings(
        index=index + 1,
        of=len(ids),
        previous=ids[index - 1] if index else None,
        next=ids[index + 1] if index + 1 < len(ids) else None,
    )
