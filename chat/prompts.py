"""What a language model is told. The level is a fact for it; the person's words and the sources are material."""

from __future__ import annotations

from collections.abc import Sequence

from chat.judging import Judged
from chat.models import Message
from chat.records import Role
from chat.wording import Draft
from praxia.llm import Request, Turn, untrusted

VERSION = "chat-1"
HISTORY_CHARS = 24_000
LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}

SYSTEM = """\
You are Praxia, a health assistant. A rule engine has judged how urgent this is; that is a fact and you do not argue with it.
The person has already been shown this action, so do not repeat it: {action}
Level: {level}. Never say or suggest that less is needed. If their words make you think that more is needed, say so plainly.

Write below the action, in {language}, in short everyday sentences: what it may be and why, what helps meanwhile, when to get help.
Take up their own words. At most 180 words unless they ask for more. Use the knowledge below, and cite it as [1], [2] right
after what it supports. Cite nothing else, give no links, invent no study, name or number.
Do not state a diagnosis as a fact, give doses, or tell anybody to stop or change a medicine. Never describe ways to harm oneself.
{question}
{rule}

{knowledge}"""


def reply_request(judged: Judged, draft: Draft, path: Sequence[Message], *, deadline: float) -> Request:
    """The request for the answer to the last message of `path` (oldest first); earlier turns go along, newest first to fit."""
    question = path[-1]
    asked = judged.assessment.question
    system = SYSTEM.format(
        action=judged.wire["action"],
        level=judged.wire["level"],
        language=LANGUAGES.get(question.language, "English"),
        question=f"End with this one question, in your words: {asked.text}" if asked else "",
        rule=untrusted.RULE,
        knowledge=untrusted.wrap("knowledge", _knowledge(draft)),
    )
    return Request(
        route="consult", turns=(Turn("system", system), *_history(path)), prompt_version=VERSION, deadline=deadline
    )


def _knowledge(draft: Draft) -> str:
    listed = [f"[{source['n']}] {source['title']} ({source['publisher']})" for source in draft.sources]
    return "\n\n".join([*draft.body, *listed]) or "Nothing in the knowledge fits. Say so where it matters."


def _history(path: Sequence[Message]) -> list[Turn]:
    turns: list[Turn] = []
    left = HISTORY_CHARS
    for message in reversed(path):
        left -= len(message.content)
        if left < 0 and turns:
            break
        if message.content:
            turns.append(Turn("user" if message.role == Role.USER else "assistant", message.content))
    return turns[::-1]
