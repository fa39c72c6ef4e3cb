"""The one door out: every outside service is called through here.

`client` is for those who bring their own SDK (`praxia.llm`). Everybody else describes a `Source`, whose `fetch` puts
around each call, outermost first: total deadline, cache, retry, breaker, concurrency cap, one attempt.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx2
from redis.exceptions import RedisError

from praxia import __version__
from praxia.lib import metrics
from praxia.lib.breaker import Breaker
from praxia.lib.errors import SourceError
from praxia.lib.http_attempt import FAILURES, Call, Failed, Line, attempt, parsed
from praxia.lib.http_transport import AddressRefused, Endpoint, GuardedTransport, TooLarge
from praxia.lib.retry import WAITS, next_wait
from praxia.lib.stores import Db, astore, store

__all__ = ["FAILURES", "AddressRefused", "Source", "SourceError", "TooLarge", "client"]

T = TypeVar("T")

MAX_BYTES = 10 * 1024 * 1024
REDIRECTS = 3
KEPT_S = 24 * 3600
KEPT_BYTES = 512 * 1024  # the store evicts nothing, so what is very long is not kept
THRESHOLD, OPEN_S = 5, 60.0
STORES_GRACE_S = 0.5  # beyond the total deadline, so that an attempt that ran to it can still report to the breaker

log = logging.getLogger(__name__)


def client(
    *, timeout: httpx2.Timeout | float, allow_private: Iterable[str] = (), max_bytes: int = MAX_BYTES
) -> httpx2.AsyncClient:
    """An HTTP client of the running loop; close it, and make a new one after a fork.

    `timeout` bounds each single connect, read and write, never the whole: put `asyncio.timeout` around calls.
    `allow_private` lists base URLs that an operator configured: their host with their port may be private; nothing else
    may, also not after a redirect. Raises httpx2's errors; `AddressRefused` and `TooLarge` are of them and permanent.
    It keeps no cookies, uses no proxy, asks for uncompressed answers and follows no redirect unless asked to.
    """
    return httpx2.AsyncClient(
        transport=GuardedTransport(allowed=map(_endpoint, allow_private), max_bytes=max_bytes),
        timeout=timeout,
        headers={"User-Agent": f"Praxia/{__version__}", "Accept-Encoding": "identity"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        max_redirects=REDIRECTS,
    )


class Source:
    """One outside service: `deadline_s` bounds a whole `fetch`, `attempt_s` one attempt, `at_once` the calls in flight.

    `private` says that an operator configured `base_url`, which may then be a private address. Put secrets into the
    header `Authorization`: it is the one that a redirect to another host does not get to see.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        deadline_s: float,
        attempt_s: float = 10.0,
        private: bool = False,
        at_once: int = 8,
        max_bytes: int = MAX_BYTES,
        waits: Sequence[float] = WAITS,
    ) -> None:
        self.name = name
        self._base_url, self._private, self._max_bytes = base_url.rstrip("/"), private, max_bytes
        self._deadline_s, self._attempt_s, self._at_once, self._waits = deadline_s, attempt_s, at_once, waits
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, Line] = WeakKeyDictionary()
        self.breaker = Breaker(
            name,
            threshold=THRESHOLD,
            open_s=OPEN_S,
            lease_s=attempt_s + 5,
            redis=lambda: store(Db.BREAKERS),
            aredis=lambda: astore(Db.BREAKERS),
        )

    async def fetch(
        self,
        path: str,
        parse: Callable[[bytes], T],
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        cache: bool = True,
    ) -> T:
        """GET `path` and give what `parse` makes of the body: a typed record, or any exception for an unusable body.

        A good answer is kept for 24 hours unless `cache` is false; a failure never is. Raises SourceError half a second
        after the deadline at the latest; its `detail` is one of the names in `FAILURES`.
        """
        call = Call(f"{self._base_url}/{path.lstrip('/')}", params or {}, headers or {})
        try:
            async with asyncio.timeout(self._deadline_s + STORES_GRACE_S):
                return await self._from_cache(call, parse) if cache else (await self._persist(call, parse))[1]
        except TimeoutError:
            raise self._error(Failed("timeout")) from None
        except Failed as failed:
            raise self._error(failed) from None

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        if line := self._lines.pop(asyncio.get_running_loop(), None):
            await line.http.aclose()

    async def _from_cache(self, call: Call, parse: Callable[[bytes], T]) -> T:
        key = call.key()
        body = await _kept(key)
        if body is not None:
            try:
                record = parsed(body, parse)
            except Failed:  # kept for an older parser
                pass
            else:
                metrics.source_cache_hits.labels(self.name).inc()
                return record
        body, record = await self._persist(call, parse)
        await _keep(key, body)
        return record

    async def _persist(self, call: Call, parse: Callable[[bytes], T]) -> tuple[bytes, T]:
        """Attempts until one succeeds, none is left or the deadline is near."""
        loop, made = asyncio.get_running_loop(), 0
        end = loop.time() + self._deadline_s
        while True:
            made += 1
            try:
                return await attempt(self._line(loop), call, parse, end)
            except Failed as failed:
                left_s, asked = end - loop.time(), failed.retry_after
                wait = next_wait(made, left_s=left_s, retry_after=asked, waits=self._waits)
                if wait is None or not failed.outcome.again:
                    raise
            await asyncio.sleep(wait)

    def _line(self, loop: asyncio.AbstractEventLoop) -> Line:
        if loop not in self._lines:
            allowed = [self._base_url] if self._private else []
            http = client(timeout=self._attempt_s, allow_private=allowed, max_bytes=self._max_bytes)
            cap = asyncio.Semaphore(self._at_once)
            self._lines[loop] = Line(self.name, self.breaker, http, cap, self._attempt_s)
        return self._lines[loop]

    def _error(self, failed: Failed) -> SourceError:
        timed_out, asked = failed.name == "timeout", failed.retry_after
        return SourceError(self.name, failed.outcome.permanent, failed.name, timed_out=timed_out, retry_after=asked)


async def _kept(key: str) -> bytes | None:
    try:
        text = await astore(Db.CACHE).get(key)
    except (RedisError, OSError):
        return None
    return text.encode("latin-1") if isinstance(text, str) else None


async def _keep(key: str, body: bytes) -> None:
    """As text, byte for byte: the store's clients decode what they read."""
    if len(body) > KEPT_BYTES:
        return
    try:
        await astore(Db.CACHE).set(key, body.decode("latin-1"), ex=KEPT_S)
    except (RedisError, OSError):
        log.warning("An answer could not be kept.")


def _endpoint(url: str) -> Endpoint:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
