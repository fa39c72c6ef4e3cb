"""What the house holds of a person's interviews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction

from praxia.lib import queued
from praxia.lib.work import OPEN
from profiling.interview.models import Answer, Event, Session
from profiling.interview.records import Known
from profiling.interview.selectors import session_wire
from profiling.models import User
from profiling.privacy.registry import OwnData, subject_of

if TYPE_CHECKING:
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse


def collect(person: User) -> Iterator[dict[str, Any]]:
    for session in Session.objects.filter(owner=person).order_by("created_at"):
        yield {"kind": "interview", **session_wire(session), "created_at": session.created_at}
        for answer in session.answers.order_by("place"):
            yield {
                "kind": "interview answer",
                "session_id": session.name,
                "question": answer.number,
                "field": answer.field,
                "text": answer.text,
                "is_skip": answer.is_skip,
                "triage": answer.triage,
                "at": answer.created_at,
            }
        for event in session.events.order_by("number"):
            yield {"kind": "interview event", **event.as_dict(session.name), "at": event.at}


def erase(person: User) -> None:
    """What is being read still finds that its row is gone."""
    with transaction.atomic():
        sessions = Session.objects.filter(owner=person)
        journals = [session.journal for session in sessions.order_by("pk").select_for_update()]
        answers = list(Answer.objects.filter(session__owner=person))
        sessions.delete()
    queued.forget([str(answer.pk) for answer in answers if answer.status in OPEN])
    for journal in [*journals, *(answer.journal for answer in answers)]:
        journal.forget()


def fhir(person: User) -> Iterator[QuestionnaireResponse]:
    """Each interview is a QuestionnaireResponse: what is known of each field, in the person's words where they were heard."""
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

    for session in Session.objects.filter(owner=person).order_by("created_at"):
        yield QuestionnaireResponse(
            id=str(session.pk),
            status="in-progress" if session.is_open else "completed",
            subject=subject_of(person),
            source=subject_of(person),
            authored=session.updated_at,
            item=[_item(field, known) for field, known in session.sheet.known.items()] or None,
        )


def _item(field: str, known: Known) -> dict[str, Any]:
    said = f"{known.value} (“{known.quote}”)" if known.quote else str(known.value)
    return {"linkId": field, "text": field, "answer": [{"valueString": said}]}


def left(person: User) -> int:
    return sum(
        found.count()
        for found in (
            Session.objects.filter(owner=person),
            Answer.objects.filter(session__owner=person),
            Event.objects.filter(session__owner=person),
        )
    )


OWN_DATA = OwnData(name="interview", collect=collect, erase=erase, left=left, fhir=fhir, title="your interviews")
