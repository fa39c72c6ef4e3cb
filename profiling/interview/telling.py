"""What an interview tells its readers: rows in order, and a word in the journal that wakes whoever waits."""

from __future__ import annotations

import json
import logging
from typing import Any

import redis
from django.db import transaction
from django.utils import timezone

from profiling.interview import questions
from profiling.interview.models import Event, Session
from profiling.interview.questions import Question
from profiling.interview.records import MAX_QUESTIONS, EventName

log = logging.getLogger(__name__)

BEGUN = "Wellness Profile Initialized"
RECEIVED, FAILED = "User Response Received", "User Response Failed"


def tell(session: Session, name: EventName, message: str, data: dict[str, Any], *, status: str = "") -> Event:
    """Inside a transaction that holds the session's row. The caller saves the session."""
    last = session.events.order_by("-number").values_list("at", flat=True).first()
    session.event_count += 1
    now = timezone.now()
    event = Event.objects.create(
        session=session,
        number=session.event_count,
        at=max(now, last) if last else now,  # clocks of hosts differ; ids only rise
        name=name,
        status=status,
        message=message,
        data=data,
    )
    transaction.on_commit(lambda: wake(session))
    return event


def tell_question(session: Session, question: Question) -> None:
    session.question, session.questions_asked = question.as_dict(), question.number
    data = {"number": question.number, "of": MAX_QUESTIONS, "field": question.field, "options": question.options}
    tell(session, EventName.ASSISTANT_QUESTION, question.message, data | {"skippable": True})


def tell_complete(session: Session) -> None:
    """The message is the profile as JSON in a string, because clients of the first version parse it."""
    wire = session.found
    tell(session, EventName.PROFILE_COMPLETE, json.dumps(wire["profile"], ensure_ascii=False), wire)


def tell_end(session: Session) -> None:
    wire = session.found
    missing = session.sheet.unsettled
    words = questions.ended(session.sheet, session.language)
    data = {"profile": wire["profile"], "confidence": wire["confidence"], "missing": missing}
    tell(session, EventName.MAX_REPLIES_REACHED, words, data)


def wake(session: Session) -> None:
    try:
        session.journal.note("news", number=session.event_count)
    except (redis.ConnectionError, redis.TimeoutError):
        log.warning("journals away; readers of interview %s will look for themselves", session.pk)
