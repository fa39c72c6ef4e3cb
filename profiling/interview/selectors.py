"""Reads: the state of an interview, and the events after one that a reader has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from praxia.lib.work import OPEN
from profiling.interview.models import Answer, Session
from profiling.interview.records import MAX_QUESTIONS, Known, Origin, Sheet, State
from profiling.models import User
from profiling.profile import selectors as profiles
from profiling.profile.records import GOALS, WELLNESS

_CONFIDENCE = {"high": 0.9, "medium": 0.7, "low": 0.5}


def session_wire(session: Session) -> dict[str, Any]:
    """The state, as REST shows it."""
    return {
        "session_id": session.name,
        "status": session.state,
        "questions_asked": session.questions_asked,
        "max_questions": MAX_QUESTIONS,
        **session.found,
        "declined": session.declined,
        "missing": session.sheet.unsettled,
        "question": session.question if session.state == State.RUNNING else None,
        "notices": session.notices,
        "confirmed_at": profiles.stamp(session.confirmed_at) if session.confirmed_at else None,
        "events_url": f"/api/profile/wellness/{session.name}/events",
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: in which interview of this name (it may have been begun anew), and after which event."""

    session_id: UUID | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class EventPage:
    frames: list[dict[str, Any]]
    place: Place
    is_over: bool


def page_after(person_id: UUID, name: str, place: Place) -> EventPage:
    """What was told after this place, oldest first; nothing while there is no interview of this name."""
    session = Session.objects.filter(owner_id=person_id, name=name).first()
    if session is None:
        return EventPage([], Place(), is_over=False)
    number = place.number if place.session_id == session.pk else 0
    told = list(session.events.filter(number__gt=number).order_by("number"))
    after = Place(session.pk, told[-1].number if told else number)
    return EventPage([event.as_dict(name) for event in told], after, is_over=not session.is_open)


def place_of(person_id: UUID, name: str, event_id: str) -> Place:
    """The place after an event that a reader has shown; the start for ids that nobody knows."""
    number = event_id.rpartition("-")[2]
    session = Session.objects.filter(owner_id=person_id, name=name).first()
    if session is None or not number.isdecimal() or len(number) > 9:
        return Place()
    event = session.events.filter(number=int(number)).first()
    return Place(session.pk, event.number) if event and event.wire_id == event_id else Place()


def next_answer(session_id: UUID) -> Answer | None:
    """The oldest one that is not finished: answers are read in the order of their arrival."""
    return Answer.objects.filter(session=session_id, status__in=OPEN).order_by("place").first()


def fields_before(answer: Answer) -> list[str]:
    """The fields that earlier answers were about, the last first, as far as something is known of them."""
    earlier = answer.session.answers.filter(place__lt=answer.place).order_by("-place").values_list("field", flat=True)
    return [field for field in dict.fromkeys(earlier) if field in answer.session.known]


def known_already(person: User) -> Sheet:
    """What the health profile tells; what it is not sure of is asked like anything else that is unsure."""
    profile = profiles.profile_of(person)
    told = {"age": profile.age, "gender": profile.gender or None}
    told |= {key: profile.wellness.get(key) for key in (*WELLNESS, GOALS)}
    known = {}
    for field, value in told.items():
        if value in (None, "") or (field == "age" and not 1 <= int(value) <= 100):
            continue
        origin = profile.origin(field if field in ("age", "gender") else f"wellness.{field}")
        known[field] = Known(value, _CONFIDENCE[origin.confidence] if origin else 0.9, "", Origin.PROFILE)
    return Sheet(known)
