"""The composition of a call, outermost first: deadline, each provider in turn, retry, breaker, cap, one attempt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager

from django.conf import settings

from praxia.lib.breaker import Verdict
from praxia.lib.retry import next_wait
from praxia.llm import observing
from praxia.llm.calls import LEAST_LEFT_S, Call
from praxia.llm.engine import Station, engine
from praxia.llm.errors import LlmUnavailable
from praxia.llm.providers.base import AttemptFailed, Provider, Whole, broken, unreachable
from praxia.llm.standing import answered
from praxia.llm.types import Delta, Tried

# A silence shorter than this (or than the first-token limit) that our own deadline cut off proves nothing.
FAIR_CHANCE_S = 2.0

# Of a short deadline the first choice gets this much, rather than everybody too little.
LEAST_SHARE_S = 1.0

# One way of asking one provider: pieces, then one with the reply. It may wait for a first piece until the given time,
# when the next provider's share of the deadline begins.
Way = Callable[[Provider, Call, float], AsyncGenerator[Delta, None]]


async def run(call: Call, ways: Callable[[Provider], Awaitable[Sequence[Way]]]) -> AsyncGenerator[Delta, None]:
    """The whole call. Ends after the piece with the reply or raises an `LlmError`; closing it closes the connection."""
    stations = [one for one in engine().stations() if call.only in (None, one.provider.name)]
    if not stations:
        raise LlmUnavailable([Tried("none", "not configured")])
    for index, station in enumerate(stations):
        # Each provider may spend its share of what is left, so that a hung one leaves time to begin at the next.
        share_s = max(call.left_s / (len(stations) - index), LEAST_SHARE_S)
        until = min(time.monotonic() + share_s, call.end)
        replied = False
        async with aclosing(_at(station, call, until, await ways(station.provider))) as deltas:
            async for delta in deltas:
                replied = delta.reply is not None
                yield delta
        if replied:
            return
        if call.shown:
            break
    raise call.given_up()


async def _at(station: Station, call: Call, until: float, ways: Sequence[Way]) -> AsyncGenerator[Delta, None]:
    """Ask one provider, up to three times each way. Ends without a reply when it has none to give."""
    left_ways, attempt = list(ways), 1
    while until - time.monotonic() >= LEAST_LEFT_S:
        failure: AttemptFailed | None = None
        try:
            async with _attempt(station, call, until), aclosing(left_ways[0](station.provider, call, until)) as deltas:
                async for delta in deltas:
                    yield delta
            return
        except AttemptFailed as error:
            failure = error
        call.failed(station.provider, failure)
        if call.shown:
            return
        if failure.another_way and len(left_ways) > 1:
            left_ways, attempt = left_ways[1:], 1
            continue
        wait = _wait(failure, attempt, until)
        if wait is None:
            return
        await asyncio.sleep(wait)
        attempt += 1


def _wait(failure: AttemptFailed, attempt: int, until: float) -> float | None:
    if not failure.retryable:
        return None
    left_s = until - time.monotonic()
    return next_wait(attempt, left_s=left_s, retry_after=failure.retry_after, waits=settings.LLM_WAITS)


@asynccontextmanager
async def _attempt(station: Station, call: Call, until: float) -> AsyncIterator[None]:
    """Breaker, cap and account of one attempt. Left by a cancellation it says nothing about the provider."""
    gate = await station.breaker.aenter()
    if not gate.allowed:
        raise AttemptFailed("open")
    verdict: Verdict = "abandon"
    outcome, started = "stopped", time.monotonic()
    try:
        await _take_place(station.places, until)
        try:
            call.begins(station.provider)
            yield
        finally:
            station.places.release()
        verdict, outcome = "ok", "ok"
        await answered(station.provider.name)
    except AttemptFailed as failure:
        verdict, outcome = failure.verdict, failure.outcome
        raise
    finally:
        await asyncio.shield(station.breaker.aleave(gate, verdict))
        observing.attempted(call, station.provider, outcome, time.monotonic() - started)


async def _take_place(places: asyncio.Semaphore, until: float) -> None:
    try:
        async with asyncio.timeout(until - time.monotonic()):
            await places.acquire()
    except TimeoutError:
        raise AttemptFailed("busy") from None


async def in_words(_: Provider) -> Sequence[Way]:
    """The ways of asking for a text: there is one."""
    return (_stream,)


async def _stream(provider: Provider, call: Call, until: float) -> AsyncGenerator[Delta, None]:
    now = time.monotonic()
    end = min(now + settings.LLM_TIMEOUT, call.end)
    limit_s = min(settings.LLM_FIRST_TOKEN_S, until - now, end - now)
    async with aclosing(provider.attempt(call.request)) as parts:
        while not isinstance(part := await _next(parts, limit_s), Whole):
            if part.text:
                call.hears(part.text)
                if not call.hold:
                    yield call.shows(part.text)
            limit_s = min(settings.LLM_GAP_S, end - time.monotonic())
    reply = call.replied(provider, part)
    yield Delta(reply.text if call.hold else "", reply)


async def _next(parts: AsyncGenerator[Delta | Whole, None], limit_s: float) -> Delta | Whole:
    try:
        async with asyncio.timeout(limit_s):
            return await anext(parts)
    except TimeoutError:
        raise out_of_time(limit_s) from None
    except StopAsyncIteration:
        raise broken("no finish") from None


def out_of_time(given_s: float) -> AttemptFailed:
    fair = given_s >= min(FAIR_CHANCE_S, settings.LLM_FIRST_TOKEN_S)
    return unreachable("timeout") if fair else AttemptFailed("timeout", retryable=True)
