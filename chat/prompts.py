"""What a language model is told. The level is a fact for it; the person's words and the sources are material.

Of the health profile it is told nothing unless the person allows that use: neither the facts, nor what was concluded from them but
for the level, nor earlier answers that rested on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chat import wording
from chat.judging import Judged, judge_turn
from chat.models import Message
from chat.records import Role
from chat.wording import Draft
from praxia.llm import Request, Turn, untrusted
from praxia.triage import About, Level, Question
from profiling.models import User
from profiling.profile.records import Use
from profiling.profile.selectors import allows, facts_of

VERSION = "chat-3"
HISTORY_CHARS = 24_000
LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}

SYSTEM = """\
You are Praxia, a health assistant. A rule engine has judged how urgent this is; that is a fact and you do not argue with it.
The person has already been shown this action, so do not repeat it: {action}
Level: {level}. Never say or suggest that less is needed. If their words make you think that more is needed, say so plainly.

Write below the action, in {language}, in short everyday sentences: what it may be and why, what helps meanwhile, when to get help.
Take up their own words. At most 180 words unless they ask for more. Use the knowledge below, and cite it as [1], [2] right
after what it supports. Cite nothing else, give no links, invent no study, name or number.
Where it warns of two medicines, say so plainly; never say that medicines are safe together because no warning is known.
Do not state a diagnosis as a fact, give doses, or tell anybody to stop or change a medicine. Never describe ways to harm oneself.
{question}
{rule}

{knowledge}
{profile}"""
# Instead of the action as the person read it, which holds the numbers of their country.
ACTIONS = {
    Level.CALL_NOW: "Call the emergency number now.",
    Level.ED_NOW: "Go to an emergency department now.",
    Level.SAME_DAY: "See a doctor today.",
    Level.ROUTINE: "See a doctor in the coming days.",
    Level.SELF_CARE: "Look after yourself at home.",
}
WITHHELD = "(An earlier answer. It rested on the health profile and is not shown here.)"


@dataclass(frozen=True)
class Material:
    """What a model may be told for one answer.

    `allowed`: the person's words may go to a model. `profile`: the facts that may, empty where none may. Without them `draft` is of
    the words alone, a question comes along only if the words alone lead to it, and `level` is what was really judged.
    """

    allowed: bool
    level: Level
    action: str
    question: Question | None
    draft: Draft
    profile: str = ""
    withheld: bool = False

    @property
    def sources(self) -> tuple[dict[str, Any], ...]:
        return self.draft.sources

    def is_in(self, body: Sequence[str]) -> bool:
        """Whether the profile has a part in this answer of the built-in knowledge."""
        return self.withheld and tuple(body) != self.draft.body


def material(person: User, judged: Judged, draft: Draft, path: Sequence[Message]) -> Material:
    """By what the person allows at this moment. `path` ends with the question; `draft` is what is shown without a model."""
    allowed = allows(person, Use.LANGUAGE_MODEL)
    if allows(person, Use.LANGUAGE_MODEL_PROFILE):
        facts = "\n".join(facts_of(person))
        return Material(allowed, judged.level, judged.wire["action"], judged.assessment.question, draft, profile=facts)
    bare = judge_turn(path[-1].content, before=path[:-1], about=About())
    question, asked = bare.assessment.question, judged.assessment.question
    question = question if question and asked and question.finding == asked.finding else None
    return Material(
        allowed, judged.level, ACTIONS[judged.level], question, wording.draft(bare, after=draft), withheld=True
    )


def reply_request(known: Material, path: Sequence[Message], *, deadline: float) -> Request:
    """The request for the answer to the last message of `path` (oldest first); earlier turns go along, newest first to fit."""
    question = path[-1]
    asked = known.question
    system = SYSTEM.format(
        action=known.action,
        level=known.level.value,
        language=LANGUAGES.get(question.language, "English"),
        question=f"End with this one question, in your words: {asked.text}" if asked else "",
        rule=untrusted.RULE,
        knowledge=untrusted.wrap("knowledge", _knowledge(known.draft)),
        profile=untrusted.wrap("profile", known.profile) if known.profile else "",
    )
    return Request(
        route="consult",
        turns=(Turn("system", system), *_history(path, withheld=known.withheld)),
        prompt_version=VERSION,
        deadline=deadline,
    )


def _knowledge(draft: Draft) -> str:
    body = "".join(draft.body)
    places = {source["n"]: body.find(f"[{source['n']}]") for source in draft.sources}
    used = [source for source in sorted(draft.sources, key=lambda one: places[one["n"]]) if places[source["n"]] >= 0]
    listed = [f"[{source['n']}] {source['title']} ({source['publisher']})" for source in used]
    return "\n\n".join([*draft.body, *listed]) or "Nothing in the knowledge fits. Say so where it matters."


def _history(path: Sequence[Message], *, withheld: bool) -> list[Turn]:
    turns: list[Turn] = []
    left = HISTORY_CHARS
    for message in reversed(path):
        content = _withheld(message) if withheld else message.content
        left -= len(content)
        if left < 0 and turns:
            break
        if content:
            turns.append(Turn("user" if message.role == Role.USER else "assistant", content))
    return turns[::-1]


def _withheld(message: Message) -> str:
    """An earlier answer without what its profile gave to it; the action holds the numbers of a country."""
    if message.structured.get("rests_on_profile"):
        return WITHHELD
    action = message.triage.get("action", "") if message.role == Role.ASSISTANT else ""
    return message.content.removeprefix(f"**{action}**").strip()
