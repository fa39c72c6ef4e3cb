"""The one base of every consumer: it speaks the wire, subclasses say what may be followed and what each frame does.

Refusals accept first and then close with a code, because a browser cannot read anything else. A frame that cannot be read gets
an `error` frame and the socket lives. Frame `{"type": "stop"}` calls the subclass's method `on_stop(frame)`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, ClassVar, ParamSpec, TypeVar

import redis
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError
from django.db.models import Model

from praxia.lib import limits, places
from praxia.lib.errors import Problem
from praxia.lib.journal import Event
from praxia.lib.parsers import parse_json

log = logging.getLogger(__name__)

OUR_ERROR, STORE_AWAY, BAD_FRAMES, NOT_SIGNED_IN, NOT_THERE, TOO_LARGE, TOO_MANY = (
    1011,
    4503,
    4400,
    4401,
    4404,
    1009,
    4429,
)
FRAME_BYTES = 64 * 1024
UNREADABLE_PER_MINUTE = 10
OPEN_AT_ONCE = 10
RECHECK_S = 4.0  # sign-out and revocation end a socket within 5 s

P = ParamSpec("P")
R = TypeVar("R")
Frame = dict[str, Any]


class Refused(Exception):
    """The socket may not go on; `code` is the close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def in_thread(call: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """Database work from a consumer.

    By default all of a process would wait for one thread: 2.24 s instead of 0.53 s for 20 queries of 100 ms.
    """
    return database_sync_to_async(call, thread_sensitive=False)


class JournalConsumer(AsyncWebsocketConsumer):
    """A socket that follows journals. Subclasses give `opened`, `allowed` and one `on_<type>` for each frame of the client."""

    default_type: ClassVar[str] = ""  # the meaning of a frame without `type`

    async def opened(self) -> None:
        """After the upgrade: authorise (raise `Refused`), greet, begin to follow."""

    async def allowed(self) -> None:
        """Before each frame of the client: raise `Refused` when the person may not go on."""

    async def count_connect(self, who: Model | str) -> None:
        """Count this connect of a person or an address, and the sockets they have open; over a limit it is told so and closed."""
        self._place = f"sockets:{who.pk if isinstance(who, Model) else who}"
        try:
            await in_thread(limits.charge)("socket_connect", who)
            await self._keep_place()
        except Problem as problem:
            await self.send_problem(problem, {})
            raise Refused(TOO_MANY) from None

    async def _keep_place(self) -> None:
        if self._place and not await in_thread(places.take)(self._place, self.channel_name, most=OPEN_AT_ONCE):
            raise Problem(
                "RATE_LIMITED", "You have too many windows open here. Close one and try again.", retry_after=10
            )

    async def recheck(self) -> None:
        """Every few seconds: still allowed, and nothing missed?"""
        await self.allowed()

    async def connect(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._place = ""
        self._unreadable: deque[float] = deque()
        await self.accept("praxia.v1" if "praxia.v1" in self.scope.get("subprotocols", ()) else None)
        await self._guarded(self._open)

    async def _open(self) -> None:
        await self.opened()
        self._start("recheck", self._recheck_regularly())

    async def disconnect(self, code: int) -> None:
        for task in self._tasks.values():
            task.cancel()
        if self._place:
            with suppress(redis.RedisError):  # the place's lease ends by itself
                await in_thread(places.give_back)(self._place, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if len(text_data or bytes_data or "") > FRAME_BYTES:
            await self.close(TOO_LARGE)
            return
        try:
            frame = _frame(text_data)
        except Problem as problem:
            await self._unreadable_frame(problem)
            return
        kind = frame.get("type", self.default_type)
        answer = getattr(self, f"on_{kind}", None) if isinstance(kind, str) and kind.isidentifier() else None
        if answer is None:
            unknown = Problem("VALIDATION_ERROR", "This kind of frame is not known here. Nothing was changed.")
            await self.send_problem(unknown, frame)
            return
        await self._guarded(self._answer, answer, frame)

    async def _answer(self, answer: Callable[[Frame], Awaitable[None]], frame: Frame) -> None:
        try:
            await self.allowed()
            await answer(frame)
        except Problem as problem:
            await self.send_problem(problem, frame)

    async def on_ping(self, frame: Frame) -> None:
        await self.send_frame({"type": "pong", "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z")})

    async def send_frame(self, frame: Frame) -> None:
        await self.send(text_data=json.dumps(frame, ensure_ascii=False))

    async def send_problem(self, problem: Problem, frame: Frame) -> None:
        """The answer to a client's frame; it has no id and ends nothing."""
        found: Frame = {
            **problem.extra,
            "type": "error",
            "code": problem.code,
            "words": problem.detail,
            "retryable": problem.retry_after is not None,
        }
        if problem.retry_after is not None:
            found["retry_after"] = problem.retry_after
        if problem.errors:
            found["errors"] = [{"field": e.field, "code": e.code, "detail": e.detail} for e in problem.errors]
        if reply_to := frame.get("client_message_id") or frame.get("message_id"):
            found["in_reply_to"] = reply_to
        await self.send_frame(found)

    def forward(self, work_id: str, events: AsyncIterator[Event], send: Callable[[Event], Awaitable[None]]) -> None:
        """Send a journal's events until its end; one reader per piece of work, the newest wins."""
        self._start(work_id, self._forward(events, send))

    async def _forward(self, events: AsyncIterator[Event], send: Callable[[Event], Awaitable[None]]) -> None:
        async def run() -> None:
            async for event in events:
                await send(event)

        await self._guarded(run)

    def is_following(self, work_id: str) -> bool:
        return work_id in self._tasks and not self._tasks[work_id].done()

    def _start(self, name: str, coroutine: Any) -> None:
        if name in self._tasks:
            self._tasks[name].cancel()
        task = self._tasks[name] = asyncio.create_task(coroutine)
        task.add_done_callback(lambda done: self._tasks.pop(name, None) if self._tasks.get(name) is done else None)

    async def _recheck_regularly(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_S)
            await self._guarded(self._keep_place)
            await self._guarded(self.recheck)

    async def _guarded(self, call: Callable[..., Awaitable[None]], *args: Any) -> None:
        """Run a step; what goes wrong becomes a close code, never a dead socket."""
        try:
            await call(*args)
        except Refused as refused:
            await self._close(refused.code)
        except (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError):
            await self._close(STORE_AWAY)
        except Exception as error:
            log.error("socket step failed: %s in %s", type(error).__name__, type(self).__name__)
            await self._close(OUR_ERROR)

    async def _close(self, code: int) -> None:
        with suppress(Exception):  # the other side may be gone already
            await self.close(code)

    async def _unreadable_frame(self, problem: Problem) -> None:
        now = time.monotonic()
        self._unreadable.append(now)
        while self._unreadable[0] < now - 60:
            self._unreadable.popleft()
        if len(self._unreadable) >= UNREADABLE_PER_MINUTE:
            await self.close(BAD_FRAMES)
        else:
            await self.send_problem(problem, {})


def _frame(text: str | None) -> Frame:
    """One JSON object. Raises Problem MALFORMED, or VALIDATION_ERROR for text that cannot be stored."""
    found = parse_json((text or "").encode("utf-8", "surrogatepass"))
    if not isinstance(found, dict):
        raise Problem("MALFORMED", "This frame could not be read. Please send one JSON object as text.")
    return found
