"""A journal as `text/event-stream`: the same events as on the sockets, for programs and for browsers without a socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import redis
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from praxia.lib.follow import START, Row, follow
from praxia.lib.journal import Journal


class EventStreamRenderer(BaseRenderer):
    """Only so that DRF agrees to `Accept: text/event-stream`; the response renders itself."""

    media_type = "text/event-stream"
    format = "event-stream"


def last_id(request: HttpRequest) -> str:
    return request.headers.get("Last-Event-ID") or request.GET.get("last_id") or START


def stream(request: HttpRequest, journal: Journal, row: Row) -> StreamingHttpResponse:
    """The response; the caller has authorised."""
    response = StreamingHttpResponse(_lines(journal, last_id(request), row), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _lines(journal: Journal, after: str, row: Row) -> AsyncIterator[bytes]:
    try:
        async for event in follow(journal, after=after, row=row):
            data = json.dumps(event, ensure_ascii=False)
            yield f"id: {event['id']}\nevent: {event['type']}\ndata: {data}\n\n".encode()
    except (redis.ConnectionError, redis.TimeoutError, LookupError):
        return  # the client reconnects with the last id that it has
