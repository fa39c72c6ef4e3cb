"""Interviews for tests, with plain keyword arguments."""

from __future__ import annotations

from typing import Any

from profiling.interview import services, turns
from profiling.interview.models import Answer, Event, Session

ANSWERS = ("I'm 34, female", "I exercise 3 times a week and eat everything", "I sleep well, stress is low", "run a 10k")


def setup_session(owner: Any, name: str = "user123", **fields: Any) -> Session:
    session = services.session_begin(person=owner, name=name)
    if fields:
        Session.objects.filter(pk=session.pk).update(**fields)
        session.refresh_from_db()
    return session


def say(owner: Any, message: str | None, *, name: str = "user123", **more: Any) -> Session:
    """An answer, posted and read at once; nobody else works on it."""
    answer = post(owner, message, name=name, **more)
    turns.take(str(answer.pk))
    return Session.objects.get(pk=answer.session_id)


def post(owner: Any, message: str | None, *, name: str = "user123", **more: Any) -> Answer:
    return services.answer_post(person=owner, name=name, message=message, **more)


def told(session: Session) -> list[str]:
    return [event.name for event in events(session)]


def events(session: Session) -> list[Event]:
    return list(Event.objects.filter(session=session).order_by("number"))


def last(session: Session) -> Event:
    return events(session)[-1]


def profile(session: Session) -> dict[str, Any]:
    return {field: value for field, value in session.found["profile"].items() if value is not None}
