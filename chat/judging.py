"""The level of what a person says, over the whole conversation so far: the floor only ever rises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chat.models import Message
from chat.records import Role
from praxia.triage import About, Assessment, Level, judge
from profiling.models import User


@dataclass(frozen=True)
class Judged:
    """`assessment` is of the words; `level` and `wire` also hold what was said earlier in the conversation."""

    assessment: Assessment
    level: Level
    wire: dict[str, Any]


def judge_turn(text: str, *, before: Sequence[Message], person: User) -> Judged:
    """Pure computation, no network: safe to call before anything else happens. `before` is oldest first."""
    said = [message for message in before if message.role == Role.USER]
    assessment = judge(
        text,
        about=About(country=person.country or None),
        earlier=[message.content for message in said],
        answers=_answers([*before, text]),
    )
    wire = assessment.as_dict(person.country or None)
    worst = max(said, key=lambda message: Level(message.triage["level"]), default=None)
    if worst and Level(worst.triage["level"]) > assessment.level:  # judged by an earlier edition of the knowledge
        carried = {key: worst.triage[key] for key in ("level", "rule", "action", "numbers")}
        wire |= carried | {"reasons": [*worst.triage["reasons"], *wire["reasons"]], "carried": True}
    return Judged(assessment, Level(wire["level"]), wire)


def _answers(turns: Sequence[Message | str]) -> dict[str, bool | None]:
    """Quick replies: a turn that repeats an option of the question before it answers that question exactly."""
    found: dict[str, bool | None] = {}
    for asked, reply in pairwise(turns):
        question = asked.structured.get("question") if isinstance(asked, Message) else None
        words = (reply.content if isinstance(reply, Message) else reply).strip().casefold()
        if question is None:
            continue
        for label, value in zip(question["options"], question["values"], strict=True):
            if label.casefold() == words:
                found[question["finding"]] = value
    return found
