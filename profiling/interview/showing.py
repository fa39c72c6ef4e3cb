"""An interview as its page shows it: what was asked and said, the open question, and what was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from profiling.interview.models import Session
from profiling.interview.questions import label, labels, name
from profiling.interview.records import FIELDS, GOAL_CHARS, EventName, State


@dataclass(frozen=True)
class Turn:
    """One thing that was told. `kind` is the event's name in small letters."""

    kind: str
    message: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The question that the form answers. `back_to` is the number of the one before, `again` whether it is an earlier one."""

    number: int
    field: str
    message: str
    options: list[dict[str, str]]
    back_to: int | None
    again: bool


@dataclass(frozen=True)
class Found:
    """A field of the profile with what is known of it."""

    field: str
    name: str
    value: int | str | None
    words: str
    confidence: str
    quote: str
    typed: bool
    declined: bool
    options: list[tuple[str, str]]
    most_chars: int


def turns(session: Session) -> list[Turn]:
    told = session.events.exclude(name=EventName.INIT_PROFILE).order_by("number")
    return [Turn(event.name.lower(), event.message, event.data) for event in told]


def question(session: Session, told: list[Turn], *, back_to: int | None) -> Asked | None:
    """The open question, or an earlier one that the person went back to."""
    asked = [turn for turn in told if turn.kind == "assistant_question"]
    if session.state != State.RUNNING or not asked:
        return None
    earlier = next((turn for turn in asked[:-1] if turn.data["number"] == back_to), None)
    shown = earlier or asked[-1]
    number = int(shown.data["number"])
    return Asked(
        number=number,
        field=shown.data["field"],
        message=shown.message,
        options=shown.data["options"],
        back_to=number - 1 if number > 1 else None,
        again=earlier is not None,
    )


def urgent(session: Session, told: list[Turn]) -> dict[str, Any] | None:
    """The triage that the interview waits for; None while it does not."""
    notices = [turn.data["triage"] for turn in told if turn.kind == "urgent_notice"]
    return notices[-1] if notices and session.state == State.PAUSED else None


def found(session: Session) -> list[Found]:
    known, declined = session.sheet.known, session.declined
    return [
        Found(
            field=field,
            name=name(field).capitalize(),
            value=known[field].value if field in known else None,
            words=label(field, known[field].value) if field in known else "",
            confidence=known[field].word if field in known else "",
            quote=known[field].quote if field in known else "",
            typed=field in known and known[field].origin != "interview",
            declined=field in declined,
            options=[] if field == "healthGoals" else list(labels(field).items()),
            most_chars=3 if field == "age" else GOAL_CHARS,
        )
        for field in FIELDS
    ]


def last_id(session: Session) -> str:
    event = session.events.order_by("-number").first()
    return event.wire_id if event else ""
