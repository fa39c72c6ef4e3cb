"""Structured answers: a ladder of ways to ask for an object, and never half of one. Only this module knows instructor.

Every answer is validated here, whole, whatever the provider promised; one re-ask per rung says what was wrong.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.conf import settings
from pydantic import BaseModel, ValidationError

from praxia.llm.calls import Call
from praxia.llm.capabilities import remember, rungs
from praxia.llm.errors import LlmError, LlmInvalid
from praxia.llm.gateway import Way, out_of_time, run
from praxia.llm.prices import estimated, priced
from praxia.llm.providers.base import UNSUPPORTED, AttemptFailed, Provider, Whole, broken, refused, whole
from praxia.llm.providers.openai_like import OpenAiLike, counted, messages
from praxia.llm.quiet import silence
from praxia.llm.types import Delta, Reply, Turn, Usage

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

T = TypeVar("T", bound=BaseModel)

_MODES = {"json_schema": "JSON_SCHEMA", "tools": "TOOLS", "json": "JSON", "md_json": "MD_JSON"}
_RE_ASKS = 1
# Somebody was there and said something, and it was no object.
_ANSWERED = {"invalid", "empty", "refused", "cut at max_tokens"}


async def extract(call: Call, shape: type[T]) -> tuple[T, Reply]:
    """The object and the reply it came in. Raises LlmInvalid when models answered and none of it was a whole object."""
    ladder, reply, error = Ladder(shape), None, None
    try:
        async with aclosing(run(call, ladder.ways)) as deltas:
            async for delta in deltas:
                reply = delta.reply
    except LlmError as given_up:
        error = given_up
    if ladder.found is not None and reply is not None:
        return ladder.found, reply
    if error is None or any(one.outcome in _ANSWERED for one in call.tried):
        raise LlmInvalid(call.tried, fields=ladder.fields)
    raise error


class Ladder(Generic[T]):
    def __init__(self, shape: type[T]) -> None:
        self.shape = shape
        self.found: T | None = None
        self.fields: tuple[str, ...] = ()  # what was wrong in the last answer that was an object

    async def ways(self, provider: Provider) -> Sequence[Way]:
        known = await rungs(provider.name, provider.model) if isinstance(provider, OpenAiLike) else ("md_json",)
        return [partial(self._climb, rung) for rung in known]

    async def _climb(self, rung: str, provider: Provider, call: Call, until: float) -> AsyncGenerator[Delta, None]:
        limit_s = min(settings.LLM_TIMEOUT, until - time.monotonic())
        asking = _Asking(rung, provider, call)
        try:
            async with asyncio.timeout(limit_s):
                self.found = await self._ask(asking)
        except TimeoutError:
            raise out_of_time(limit_s) from None
        finally:
            if self.found is None:
                asking.pays()
        await remember(provider.name, provider.model, rung)
        reply = call.replied(provider, Whole(self.found.model_dump_json(), "stop", asking.usage))
        yield Delta(reply.text, reply)

    async def _ask(self, asking: _Asking) -> T:
        """Raises AttemptFailed, and outside of the handler: instructor's exceptions hold the answer and the prompt."""
        instructor = await asyncio.to_thread(importlib.import_module, "instructor")
        silence("instructor", "openai", "httpx2")
        create = instructor.patch(create=asking.create, mode=instructor.Mode[_MODES[asking.rung]])
        failure: AttemptFailed | None = None
        try:
            value = await create(
                response_model=self.shape,
                max_retries=_RE_ASKS,
                strict=False,
                messages=messages(asking.call.request.turns),
            )
            return self._plain(value)
        except Exception as error:
            failure = asking.failure or self._invalid(error)
        raise failure

    def _plain(self, value: T) -> T:
        """Of the caller's own class: instructor's subclass carries the raw answer along."""
        fields = {name: getattr(value, name) for name in self.shape.model_fields}
        return self.shape.model_construct(value.model_fields_set, **fields)

    def _invalid(self, error: Exception) -> AttemptFailed:
        attempts = getattr(error, "failed_attempts", None) or []
        cause = attempts[-1].exception if attempts else error
        if isinstance(cause, ValidationError):
            # Only names of our own fields: deeper places can be keys that the model took from somebody's words.
            places = [str(one["loc"][0]) for one in cause.errors(include_input=False, include_url=False) if one["loc"]]
            named = dict.fromkeys(place for place in places if place in self.shape.model_fields)
            self.fields = tuple(named) or self.fields
        return AttemptFailed("invalid", verdict="ok", another_way=True)


class _Asking:
    """One rung at one provider: what instructor calls instead of the SDK, with our checks and our account."""

    def __init__(self, rung: str, provider: Provider, call: Call) -> None:
        self.rung, self.provider, self.call = rung, provider, call
        self.usage: Usage | None = None  # summed over the re-asks
        self.failure: AttemptFailed | None = None

    def pays(self) -> None:
        if self.usage is not None:
            self.call.spends(priced(self.usage, self.provider.tariff, self.provider.model))

    async def create(self, **body: Any) -> ChatCompletion:
        try:
            if self.rung == "md_json" or not isinstance(self.provider, OpenAiLike):
                return await self._in_words(body["messages"])
            return await self._structured(self.provider, body)
        except AttemptFailed as failed:
            self.failure = self._seen(failed)
            raise

    async def _structured(self, provider: OpenAiLike, body: dict[str, Any]) -> ChatCompletion:
        completion = await provider.create(**provider.parameters(self.call.request), **body)
        message = completion.choices[0].message
        called = "".join(one.function.arguments for one in message.tool_calls or [] if one.type == "function")
        text = message.content or called
        self._spends(counted(completion.usage), text)
        if message.refusal:
            raise refused()
        _uncut(whole(text, completion.choices[0].finish_reason, None))
        return completion

    async def _in_words(self, turns: list[dict[str, Any]]) -> ChatCompletion:
        """Plain text works everywhere; instructor reads it as if it had come in one piece."""
        from openai.types.chat import ChatCompletion

        request = replace(self.call.request, turns=tuple(Turn(one["role"], one["content"]) for one in turns))
        async with aclosing(self.provider.attempt(request)) as parts:
            found = [part async for part in parts if isinstance(part, Whole)]
        if not found:
            raise broken("no finish")
        self._spends(found[0].usage, found[0].text)
        _uncut(found[0])
        message = {"role": "assistant", "content": found[0].text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        body = {"id": "", "object": "chat.completion", "created": 0, "model": "", "choices": [choice]}
        return ChatCompletion.model_validate(body)

    def _spends(self, usage: Usage | None, text: str) -> None:
        usage = usage or estimated(self.call.request, text)
        self.usage = self.usage.plus(usage) if self.usage else usage

    def _seen(self, failed: AttemptFailed) -> AttemptFailed:
        """A server that lacks a feature answers with a status, or with nothing: not sick, and the next rung may do."""
        unsupported = failed.outcome.isdecimal() and int(failed.outcome) in UNSUPPORTED
        if self.rung != "md_json" and (unsupported or failed.outcome == "empty"):
            return AttemptFailed(failed.outcome, another_way=True)
        return failed


def _uncut(answer: Whole) -> None:
    if answer.finish_reason == "length":
        raise AttemptFailed("cut at max_tokens", verdict="ok", another_way=True)
