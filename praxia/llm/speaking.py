"""The calls of the public surface: plain functions for tasks and commands, and twins for code that is async itself.

All of them run on the engine's loop, whoever calls. The plain ones also keep the time themselves: should the loop be
held up, the caller is still released within a second of the deadline.
"""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

from praxia.llm import observing
from praxia.llm.calls import Call
from praxia.llm.engine import submit
from praxia.llm.errors import LlmError, LlmInterrupted, LlmTimeout
from praxia.llm.gateway import in_words, run
from praxia.llm.types import Delta, Reply, Request

if TYPE_CHECKING:
    from pydantic import BaseModel

    Shape = TypeVar("Shape", bound=BaseModel)

T = TypeVar("T")

LOOK_EVERY_S = 0.08  # how often a stream asks whether it was stopped; never less often than every 100 ms
CLOSING_S = 0.5  # beyond the deadline, to leave breakers and connections in order
LATE_S = 0.8  # beyond the deadline the caller is released even if the loop is held up


def complete(request: Request) -> Reply:
    """The whole answer. Raises LlmUnavailable (LlmTimeout), LlmRefused; at the latest a second after the deadline."""
    call = Call(request, hold=True)
    return _await(call, _complete(call))


async def acomplete(request: Request) -> Reply:
    """As `complete`, for the loop of the caller."""
    call = Call(request, hold=True)
    return await asyncio.wrap_future(submit(_bounded(call, _complete(call))))


def extract(request: Request, shape: type[Shape]) -> tuple[Shape, Reply]:
    """A whole, validated object of `shape`, and the reply with its JSON. Also raises LlmInvalid: none could be had."""
    call = Call(request, hold=True)
    return _await(call, _extract(call, shape))


async def aextract(request: Request, shape: type[Shape]) -> tuple[Shape, Reply]:
    """As `extract`, for the loop of the caller."""
    call = Call(request, hold=True)
    return await asyncio.wrap_future(submit(_bounded(call, _extract(call, shape))))


def stream(request: Request, stopped: Callable[[], bool]) -> Generator[Delta, None, None]:
    """Pieces as they come, the last one with the reply. `stopped` is asked every 100 ms at least, from the beginning.

    Raises LlmUnavailable (LlmTimeout) or LlmRefused when nobody could begin, LlmInterrupted when it broke off after
    something was shown. Once `stopped` says yes the provider's stream is closed and the last piece carries what there
    is, with `finish_reason` `stopped`. Closing the generator closes the provider's stream too.
    """
    call, shown = Call(request, hold=False), list[str]()
    if stopped():
        yield _stopped(call, shown)
        return
    pieces: queue.SimpleQueue[Delta | Exception] = queue.SimpleQueue()
    pump = submit(_pump(call, pieces.put))
    look_at, ended = time.monotonic() + LOOK_EVERY_S, False
    try:
        while not ended:
            piece = _take(pieces, look_at - time.monotonic())
            if time.monotonic() >= look_at:
                if stopped():
                    yield _stopped(call, shown)
                    return
                look_at = time.monotonic() + LOOK_EVERY_S
            if piece is not None:
                ended = piece.reply is not None
                shown.append(piece.text)
                yield piece
            elif call.left_s < -LATE_S:
                raise _late(call)
    finally:
        if not ended:
            pump.cancel()


async def astream(request: Request) -> AsyncGenerator[Delta, None]:
    """As `stream`, for the loop of the caller; closing the generator is its way to stop."""
    loop, pieces = asyncio.get_running_loop(), asyncio.Queue[Delta | Exception]()
    call = Call(request, hold=False)
    pump, ended = submit(_pump(call, lambda piece: _hand_over(loop, pieces, piece))), False
    try:
        while not ended:
            piece = _piece(await pieces.get())
            ended = piece.reply is not None
            yield piece
    finally:
        if not ended:
            pump.cancel()


async def _complete(call: Call) -> Reply:
    async with aclosing(run(call, in_words)) as deltas:
        replies = [delta.reply async for delta in deltas if delta.reply]
    observing.replied(call, replies[-1])  # `run` ends with a reply or raises
    return replies[-1]


async def _extract(call: Call, shape: type[Shape]) -> tuple[Shape, Reply]:
    from praxia.llm import extraction  # pydantic and its kind are not loaded for a stream

    found, reply = await extraction.extract(call, shape)
    observing.replied(call, reply)
    return found, reply


async def _pump(call: Call, put: Callable[[Delta | Exception], None]) -> None:
    """Hand everything over to the caller's side; what went wrong is raised there."""
    try:
        await _bounded(call, _pour(call, put))
    except Exception as error:
        put(error)


async def _pour(call: Call, put: Callable[[Delta | Exception], None]) -> None:
    async with aclosing(run(call, in_words)) as deltas:
        async for delta in deltas:
            if delta.reply:  # counted before anybody learns of the end
                observing.replied(call, delta.reply)
            put(delta)


async def _bounded(call: Call, work: Coroutine[Any, Any, T]) -> T:
    try:
        async with asyncio.timeout(max(call.left_s, 0) + CLOSING_S):
            return await work
    except TimeoutError:
        pass
    raise _late(call)


def _await(call: Call, work: Coroutine[Any, Any, T]) -> T:
    future = submit(_bounded(call, work))
    try:
        return future.result(timeout=max(call.left_s, 0) + LATE_S)
    except TimeoutError:
        future.cancel()
    raise _late(call)


def _take(pieces: queue.SimpleQueue[Delta | Exception], wait_s: float) -> Delta | None:
    try:
        return _piece(pieces.get(timeout=max(wait_s, 0)))
    except queue.Empty:
        return None


def _piece(piece: Delta | Exception) -> Delta:
    if isinstance(piece, Exception):
        raise piece
    return piece


def _hand_over(
    loop: asyncio.AbstractEventLoop, pieces: asyncio.Queue[Delta | Exception], piece: Delta | Exception
) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(pieces.put_nowait, piece)


def _stopped(call: Call, shown: list[str]) -> Delta:
    reply = call.stopped("".join(shown))
    observing.replied(call, reply)
    return Delta("", reply)


def _late(call: Call) -> LlmError:
    return LlmInterrupted(call.tried) if call.shown else LlmTimeout(call.tried)
