"""A journal as `text/event-stream`: the same events as on the sockets, for programs and for browsers without a socket."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import redis
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from praxia.lib.follow import START, Row, follow
from praxia.lib.journal import Journal
from praxia.lib.sockets import RECHECK_S


class EventStreamRenderer(BaseRenderer):
    """Only so that DRF agrees to `Accept: text/event-stream`; the response renders itself."""

    media_type = "text/event-stream"
    format = "event-stream"


def last_id(request: HttpRequest) -> str:
    return request.headers.get("Last-Event-ID") or request.GET.get("last_id") or START


def stream(
    request: HttpRequest, journal: Journal, row: Row, *, allowed: Callable[[], Awaitable[bool]]
) -> StreamingHttpResponse:
    """The response; the caller has authorised. `allowed` is asked again every few seconds, so that it ends with a sign-in."""
    return response_of(_lines(journal, last_id(request), row), allowed)


def response_of(lines: AsyncIterator[bytes], allowed: Callable[[], Awaitable[bool]]) -> StreamingHttpResponse:
    """Lines of any kind as an event stream that ends with the sign-in."""
    response = StreamingHttpResponse(_while(allowed, lines), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _while(allowed: Callable[[], Awaitable[bool]], lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    asked = time.monotonic()
    async for line in lines:
        if time.monotonic() - asked > RECHECK_S:
            asked = time.monotonic()
            if not await allowed():
                return
        yield line


async def _lines(journal: Journal, after: str, row: Row) -> AsyncIterator[bytes]:
    try:
        async for event in follow(journal, after=after, row=row):
            data = json.dumps(event, ensure_ascii=False)
            yield f"id: {event['id']}\nevent: {event['type']}\ndata: {data}\n\n".encode()
    except (redis.ConnectionError, redis.TimeoutError, LookupError):
        return  # the client reconnects with the last id that it has
