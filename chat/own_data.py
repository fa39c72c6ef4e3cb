"""What the house holds of a person's talks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from chat import wire
from chat.models import Conversation, KnowledgeSignature, Message
from chat.records import Role
from praxia.lib import queued
from praxia.lib.journal import Journal
from praxia.lib.work import OPEN
from profiling.models import User
from profiling.privacy.registry import OwnData, subject_of

if TYPE_CHECKING:
    from fhir.resources.R4B.communication import Communication

PIECE = 200
PRIORITIES = {"call_now": "stat", "ed_now": "stat", "same_day": "urgent"}


def collect(person: User) -> Iterator[dict[str, Any]]:
    for talk in Conversation.objects.filter(owner=person).order_by("created_at").iterator(PIECE):
        yield {"kind": "talk", **wire.conversation_wire(talk), "is_consultation": talk.is_consultation}
    for signature in KnowledgeSignature.objects.filter(signed_by=person).order_by("signed_at"):
        yield {
            "kind": "signature",
            "about": f"{signature.kind} {signature.entry}",
            "note": signature.note,
            "signed_at": signature.signed_at,
            "withdrawn_at": signature.withdrawn_at,
            "withdrawn_why": signature.withdrawn_why,
        }
    for message in _messages(person):
        told = {"kind": "message", "session_id": str(message.conversation_id), **wire.message_wire(message)}
        yield told | {"language": message.language, "feedback_comment": message.feedback_comment}


def erase(person: User) -> None:
    """Open answers are stopped; whoever writes one still finds that its row and its journal are gone.

    What a clinician signed counts as unsigned then: nobody answers for it any more.
    """
    open_ones = {str(pk) for pk in _answers(person).filter(status__in=OPEN).values_list("pk", flat=True)}
    for answer in open_ones:
        Journal(Message.JOURNAL, answer).stop()
    queued.forget(open_ones)
    with transaction.atomic():
        talks = Conversation.objects.filter(owner=person)
        list(talks.order_by("pk").select_for_update())  # held as whoever posts holds them
        answers = [str(pk) for pk in _answers(person).values_list("pk", flat=True)]
        talks.delete()
    KnowledgeSignature.objects.filter(signed_by=person).delete()
    for answer in answers:
        Journal(Message.JOURNAL, answer).forget()


def left(person: User) -> int:
    found = (
        Conversation.objects.filter(owner=person),
        Message.objects.filter(conversation__owner=person),
        KnowledgeSignature.objects.filter(signed_by=person),
    )
    return sum(rows.count() for rows in found)


def fhir(person: User) -> Iterator[Communication]:
    """Each message is a Communication: between the person and the assistant, in answer to the one before."""
    from fhir.resources.R4B.communication import Communication

    assistant = {"display": "Praxia"}
    for message in _messages(person):
        is_asked = message.role == Role.USER
        yield Communication(
            id=str(message.pk),
            status="completed" if message.status == "complete" else "stopped",
            subject=subject_of(person),
            sender=subject_of(person) if is_asked else assistant,
            recipient=[assistant if is_asked else subject_of(person)],
            sent=message.created_at,
            priority=PRIORITIES.get(message.triage.get("level", ""), "routine"),
            inResponseTo=[{"reference": f"urn:uuid:{message.parent_id}"}] if message.parent_id else None,
            topic={"text": message.conversation.title} if message.conversation.title.strip() else None,
            payload=[{"contentString": message.content}] if message.content.strip() else None,
        )


def _messages(person: User) -> Iterator[Message]:
    found = Message.objects.filter(conversation__owner=person).select_related("conversation")
    return found.order_by("created_at", "id").iterator(PIECE)


def _answers(person: User) -> QuerySet[Message]:
    return Message.objects.filter(conversation__owner=person, role=Role.ASSISTANT)


OWN_DATA = OwnData(name="chat", collect=collect, erase=erase, left=left, fhir=fhir, title="your talks")
