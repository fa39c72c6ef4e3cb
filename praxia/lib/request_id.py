"""One id per request: in the answer's `X-Request-ID`, in every problem and in every log line of the request."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, as in ULID
_current: ContextVar[str] = ContextVar("praxia_request_id", default="")


def new() -> str:
    """26 characters that sort by time: 48 bits of milliseconds, 80 random bits (a ULID)."""
    number = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10))
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def current() -> str:
    """The id of the request, socket or task that runs now; outside of any a fresh one that is kept nowhere."""
    return _current.get() or new()


def begin() -> str:
    """Give the running context (a request, a socket, a task) an id of its own for its log lines."""
    value = new()
    _current.set(value)
    return value


class RequestIdFilter(logging.Filter):
    """Gives log records of the standard library `request_id`, `-` outside of requests; for the format of LOGGING."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get() or "-"
        return True


class RequestIdMiddleware:
    """Outermost of ours. An id sent by the client is not taken over: it could be anything, also somebody else's."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        value = begin()
        response = self._get_response(request)
        if isinstance(response, HttpResponseBase):
            return _stamped(response, value)
        return _awaited(response, value)


async def _awaited(coming: Awaitable[HttpResponseBase], value: str) -> HttpResponseBase:
    return _stamped(await coming, value)


def _stamped(response: HttpResponseBase, value: str) -> HttpResponseBase:
    response["X-Request-ID"] = value
    return response
