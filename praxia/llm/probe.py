"""One small conversation with one provider, to see whether its key, address and model are right."""

from __future__ import annotations

import time
from contextlib import aclosing
from dataclasses import dataclass

from pydantic import BaseModel

from praxia.llm.calls import Call
from praxia.llm.engine import submit
from praxia.llm.errors import LlmError
from praxia.llm.extraction import extract
from praxia.llm.gateway import in_words, run
from praxia.llm.types import Reply, Request, Turn


class Fruit(BaseModel):
    name: str
    letters: int


@dataclass(frozen=True)
class Probe:
    """`problem` says why there was no text, `structure_problem` why no object; None where all went well."""

    provider: str
    problem: str | None = None
    structure_problem: str | None = None
    reply: Reply | None = None
    first_token_s: float | None = None
    seconds: float = 0.0


def probe(provider: str) -> Probe:
    """Ask the named provider for a line of text and for an object. Costs some hundred tokens; takes up to a minute."""
    return submit(_probe(provider)).result()


async def _probe(provider: str) -> Probe:
    call = Call(_request("Count from one to five, in words."), hold=False, only=provider)
    reply: Reply | None = None
    try:
        async with aclosing(run(call, in_words)) as deltas:
            async for delta in deltas:
                reply = delta.reply
    except LlmError as error:
        return Probe(provider, problem=_words(error))
    seconds = time.monotonic() - call.started
    structured = await _structure_problem(provider)
    return Probe(provider, None, structured, reply, call.first_token_s, seconds)


async def _structure_problem(provider: str) -> str | None:
    call = Call(_request("Name one fruit and how many letters its name has."), hold=True, only=provider)
    try:
        await extract(call, Fruit)
    except LlmError as error:
        return _words(error)
    return None


def _request(text: str) -> Request:
    return Request(route="probe", turns=(Turn("user", text),), prompt_version="probe-1")


def _words(error: LlmError) -> str:
    outcomes = dict.fromkeys(one.outcome for one in error.tried)
    return ", ".join(outcomes) or error.code
