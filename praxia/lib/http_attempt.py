"""One attempt at an outside source: through the breaker and the concurrency cap, within its time, to a typed record."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx2
from django.utils.crypto import salted_hmac

from praxia.lib import metrics
from praxia.lib.breaker import Breaker, Verdict
from praxia.lib.bucket import Bucket
from praxia.lib.errors import SaidNo
from praxia.lib.http_transport import AddressRefused, TooLarge
from praxia.lib.retry import retry_after_s

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """`again`: within this call. `permanent`: a later call will fail as well."""

    again: bool
    permanent: bool
    verdict: Verdict


# The names are `SourceError.detail` and the label of the metric.
FAILURES: Final = {
    "timeout": Outcome(again=True, permanent=False, verdict="fail"),
    "connection": Outcome(again=True, permanent=False, verdict="fail"),
    "status_5xx": Outcome(again=True, permanent=False, verdict="fail"),
    "status_429": Outcome(again=True, permanent=False, verdict="abandon"),
    "said_no": Outcome(again=True, permanent=False, verdict="abandon"),
    "status_4xx": Outcome(again=False, permanent=True, verdict="abandon"),
    "unreadable": Outcome(again=False, permanent=False, verdict="fail"),
    "too_large": Outcome(again=False, permanent=True, verdict="fail"),
    "private_address": Outcome(again=False, permanent=True, verdict="abandon"),
    "busy": Outcome(again=False, permanent=False, verdict="abandon"),
    "breaker_open": Outcome(again=False, permanent=False, verdict="abandon"),
}


class Failed(Exception):
    def __init__(self, name: str, retry_after: float | None = None, *, status: int | None = None) -> None:
        super().__init__(name)
        self.name, self.outcome, self.retry_after, self.status = name, FAILURES[name], retry_after, status


@dataclass(frozen=True)
class Call:
    """A GET."""

    url: str
    params: Mapping[str, str | int]
    headers: Mapping[str, str]

    def key(self) -> str:
        """What was asked for may be about somebody's health, so the key does not show it."""
        asked = json.dumps([self.url, sorted(self.params.items()), sorted(self.headers.items())])
        return f"source:{salted_hmac(__name__, asked, algorithm='sha256').hexdigest()}"


@dataclass(frozen=True)
class Line:
    """What one event loop holds of a source."""

    name: str
    breaker: Breaker
    http: httpx2.AsyncClient
    cap: asyncio.Semaphore
    attempt_s: float
    bucket: Bucket | None = None


async def attempt(line: Line, call: Call, parse: Callable[[bytes], T], end: float) -> tuple[bytes, T]:
    """The body and its record, or `Failed`. Whatever happens, also a cancellation, the breaker hears of it.

    `end` is when the total deadline passes, in the loop's time.
    """
    gate = await line.breaker.aenter()
    if not gate.allowed:
        metrics.source_calls.labels(line.name, "breaker_open").inc()
        raise Failed("breaker_open")
    verdict: Verdict = "abandon"
    name, began = "cancelled", time.monotonic()
    try:
        body = await _get(line, call, end)
        record = parsed(body, parse)
        verdict = name = "ok"
        return body, record
    except Failed as failed:
        verdict, name = failed.outcome.verdict, failed.name
        if line.bucket and name == "status_429" and failed.retry_after:
            await line.bucket.hold(failed.retry_after)
        log.warning("%s: %s", line.name, name)
        raise
    finally:
        metrics.source_calls.labels(line.name, name).inc()
        metrics.source_seconds.labels(line.name).observe(time.monotonic() - began)
        await asyncio.shield(line.breaker.aleave(gate, verdict))


def parsed(body: bytes, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(body)
    except SaidNo:
        raise Failed("said_no") from None
    except Exception:  # foreign data can break a parser in any way; its words may quote them and are not kept
        raise Failed("unreadable") from None


async def _get(line: Line, call: Call, end: float) -> bytes:
    waiting = True
    try:
        async with asyncio.timeout_at(end), line.cap:
            if line.bucket and not await line.bucket.take(end):
                raise Failed("busy")
            waiting = False
            async with asyncio.timeout(line.attempt_s):
                return await _read(line.http, call)
    except (TimeoutError, httpx2.TimeoutException):
        raise Failed("busy" if waiting else "timeout") from None
    except AddressRefused:
        raise Failed("private_address") from None
    except TooLarge:
        raise Failed("too_large") from None
    except (httpx2.TooManyRedirects, httpx2.UnsupportedProtocol, httpx2.InvalidURL):
        raise Failed("unreadable") from None
    except httpx2.HTTPError:
        raise Failed("connection") from None


async def _read(http: httpx2.AsyncClient, call: Call) -> bytes:
    params, headers = call.params or None, call.headers
    async with http.stream("GET", call.url, params=params, headers=headers, follow_redirects=True) as response:
        if response.is_success:
            return b"".join([chunk async for chunk in response.aiter_bytes()])
        retry_after = retry_after_s(response.headers.get("Retry-After"))
        status = response.status_code
        if status == httpx2.codes.TOO_MANY_REQUESTS:
            raise Failed("status_429", retry_after, status=status)
        name = "status_5xx" if response.is_server_error else "status_4xx"
        raise Failed(name, retry_after if response.is_server_error else None, status=status)
