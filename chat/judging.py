"""The level of what a person says, over the whole conversation so far: the floor only ever rises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chat.models import Message
from chat.records import Role
from praxia.triage import EMERGENCY, About, Assessment, Level, judge


@dataclass(frozen=True)
class Judged:
    """`assessment` is of the words; `level` and `wire` also hold what was said earlier in the conversation.

    `adds`: the text tells something that is known, answers a question, or begins a conversation with more than a greeting.
    """

    assessment: Assessment
    wire: dict[str, Any]
    adds: bool = True

    @property
    def level(self) -> Level:
        return Level(self.wire["level"])

    @property
    def is_open_question(self) -> bool:
        """A question for information, with no complaint in it, of which the knowledge has nothing to say."""
        told = self.assessment
        says = told.rules or told.conditions or told.asked_about or told.medicines or told.pairs
        return told.asks_for_information and not (self.adds and (says or told.level != Level.SELF_CARE))

    @property
    def is_urgent(self) -> bool:
        """An emergency or a crisis: no limit may stand before its answer."""
        return self.level in EMERGENCY or self.wire["crisis"]


def judge_text(text: str, *, about: About) -> Judged:
    """A text by itself. Pure computation, no network."""
    assessment = judge(text, about=about)
    return Judged(assessment, _wire(assessment, about.country), adds=not assessment.courtesy)


def judge_turn(
    text: str, *, before: Sequence[Message], about: About, suggest: Callable[[str], Sequence[str]] | None = None
) -> Judged:
    """A text of somebody within a conversation. Pure computation, no network. `before` is oldest first.

    `suggest` is asked only where no pattern knew anything in the text; what it names is only asked about.
    """
    said = [message for message in before if message.role == Role.USER]
    earlier, answers = [message.content for message in said], _answers([*before, text])
    answered = answers != _answers(before)
    assessment = judge(text, about=about, earlier=earlier, answers=answers)
    if suggest and assessment.language_supported and not assessment.recognised:
        assessment = judge(text, about=about, earlier=earlier, answers=answers, suggest=suggest)
    wire = _carried(_wire(assessment, about.country), [message.triage for message in said])
    return Judged(assessment, wire, adds=assessment.told_now or answered or not (said or assessment.courtesy))


def _wire(assessment: Assessment, country: str | None) -> dict[str, Any]:
    return {**assessment.as_dict(country), "crisis": assessment.crisis}


def _carried(wire: dict[str, Any], earlier: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What was judged by an earlier edition of the knowledge, and worse than this one would, stays as it was said."""
    worst = max(earlier, key=lambda one: Level(one["level"]), default=wire)
    kept: list[dict[str, Any]] = []
    if Level(worst["level"]) > Level(wire["level"]):
        kept.append(worst)
        reasons = list(dict.fromkeys([*worst["reasons"], *wire["reasons"]]))
        wire |= {key: worst[key] for key in ("level", "rule", "action")} | {"reasons": reasons, "carried": True}
    if not wire["crisis"]:
        kept += [one for one in earlier if one.get("crisis")]
    numbers = [number for one in (*kept, wire) for number in one["numbers"]]
    return wire | {
        "numbers": [number for index, number in enumerate(numbers) if number not in numbers[:index]],
        "crisis": wire["crisis"] or any(one.get("crisis") for one in kept),
    }


def _answers(turns: Sequence[Message | str]) -> dict[str, bool | None]:
    """What was asked, with its answer; None where none was given, so that no question comes twice or as the fourth.

    Quick replies: a turn that repeats an option of the question before it answers that question exactly.
    """
    found: dict[str, bool | None] = {}
    for asked, reply in pairwise(turns):
        question = asked.structured.get("question") if isinstance(asked, Message) else None
        if question is None:
            continue
        found.setdefault(question["finding"], None)
        words = (reply.content if isinstance(reply, Message) else reply).strip(" \n.!").casefold()
        for label, value in zip(question["options"], question["values"], strict=True):
            if label.casefold() == words:
                found[question["finding"]] = value
    return found
