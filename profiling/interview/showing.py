"""An interview as its page shows it: what was asked and said, the open question, and what was understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from profiling.interview.models import Session
from profiling.interview.questions import greeting, label, labels, name
from profiling.interview.records import FIELDS, GOAL_CHARS, EventName, State


@dataclass(frozen=True)
class Turn:
    """One thing that was told. `kind` is the event's name in small letters; `again`: it answers an earlier question anew."""

    kind: str
    message: str
    data: dict[str, Any]
    again: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Asked:
    """The question that the form answers. `back_to` is the number of the one before, `again` whether it is an earlier one."""

    number: int
    field: str
    greeting: str
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
    origin: str
    declined: bool
    options: list[tuple[str, str]]
    most_chars: int


def turns(session: Session) -> list[Turn]:
    """In order. The open question is the last one that was asked, until it is answered; answers may go back to others."""
    told = list(session.events.exclude(name=EventName.INIT_PROFILE).order_by("number"))
    found: list[Turn] = []
    asked, answered = 0, set[int]()
    for event in told:
        number = event.data.get("number", 0)
        if event.name == EventName.ASSISTANT_QUESTION:
            asked = number
        elif event.name == EventName.USER_ANSWER:
            (answered.discard if event.status == "error" else answered.add)(number)
        again = event.name == EventName.USER_ANSWER and number < asked
        found.append(Turn(event.name.lower(), event.message, event.data, again))
    return [replace(one, is_open=_is_open(one, asked, answered)) for one in found]


def _is_open(turn: Turn, asked: int, answered: set[int]) -> bool:
    return turn.kind == "assistant_question" and turn.data["number"] == asked and asked not in answered


def question(session: Session, told: list[Turn], *, back_to: int | None) -> Asked | None:
    """The open question, or an earlier one that the person went back to."""
    asked = [turn for turn in told if turn.kind == "assistant_question"]
    if session.state != State.RUNNING or not asked:
        return None
    earlier = next((turn for turn in asked[:-1] if turn.data["number"] == back_to), None)
    shown = earlier or asked[-1]
    number = int(shown.data["number"])
    greets = greeting(session.language) if number == 1 else ""
    begins = bool(greets) and shown.message.startswith(greets)
    return Asked(
        number=number,
        field=shown.data["field"],
        greeting=greets if begins else "",
        message=shown.message.removeprefix(greets).strip(),
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
            origin=known[field].origin if field in known else "",
            declined=field in declined,
            options=[] if field == "healthGoals" else list(labels(field).items()),
            most_chars=3 if field == "age" else GOAL_CHARS,
        )
        for field in FIELDS
    ]


def last_id(session: Session) -> str:
    event = session.events.order_by("-number").first()
    return event.wire_id if event else ""
