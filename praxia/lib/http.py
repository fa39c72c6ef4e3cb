"""The one door out: every outside service is called through here.

`client` is for those who bring their own SDK (`praxia.llm`). Everybody else describes a `Source`, whose `fetch` puts
around each call, outermost first: total deadline, cache, retry, breaker, concurrency cap, token bucket, one attempt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx2

from praxia import __version__
from praxia.lib import http_kept, metrics, standing
from praxia.lib.breaker import Breaker
from praxia.lib.bucket import Bucket
from praxia.lib.errors import SaidNo, SourceError
from praxia.lib.http_attempt import FAILURES, Call, Failed, Line, attempt, parsed
from praxia.lib.http_kept import FRESH_S, Kept
from praxia.lib.http_transport import AddressRefused, Endpoint, GuardedTransport, TooLarge
from praxia.lib.retry import WAITS, next_wait
from praxia.lib.stores import Db, astore, store

__all__ = ["FAILURES", "AddressRefused", "Bucket", "Kept", "SaidNo", "Source", "SourceError", "TooLarge", "client"]

T = TypeVar("T")

MAX_BYTES = 10 * 1024 * 1024
REDIRECTS = 3
THRESHOLD, OPEN_S = 5, 60.0
STORES_GRACE_S = 0.5  # beyond the total deadline, so that an attempt that ran to it can still report to the breaker


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

    `bucket` paces the calls of all processes together. A good answer is kept for 24 hours, and for `stale_s` where that is longer:
    then it stands in, with its date, while the source is away. `private` says that an operator configured `base_url`, which may
    then be a private address. Put secrets into the header `Authorization`: it is the one that a redirect to another host does not
    get to see.
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
        bucket: Bucket | None = None,
        stale_s: float = 0,
    ) -> None:
        self.name = name
        self._bucket, self._stale_s = bucket, stale_s
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
        return (await self.fetch_kept(path, parse, params=params, headers=headers, cache=cache)).record

    async def fetch_kept(
        self,
        path: str,
        parse: Callable[[bytes], T],
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        cache: bool = True,
    ) -> Kept[T]:
        """As `fetch`, with the date of the answer; a stale one where the source is away and one was kept."""
        call = Call(f"{self._base_url}/{path.lstrip('/')}", params or {}, headers or {})
        try:
            async with asyncio.timeout(self._deadline_s + STORES_GRACE_S):
                return await (self._from_cache(call, parse) if cache else self._anew(call, parse))
        except TimeoutError:
            failed = Failed("timeout")
        except Failed as caught:
            failed = caught
        if cache and not failed.outcome.permanent and (stale := await self._kept(call.key(), parse, stale=True)):
            return stale
        raise self._error(failed) from None

    def word(self) -> standing.Word:
        """How it stands, by what real calls saw."""
        return standing.word(self.breaker.standing(), self._answered_key)

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        if line := self._lines.pop(asyncio.get_running_loop(), None):
            await line.http.aclose()

    @property
    def _answered_key(self) -> str:
        return f"answered:source:{self.name}"

    async def _from_cache(self, call: Call, parse: Callable[[bytes], T]) -> Kept[T]:
        key = call.key()
        while True:
            if found := await self._kept(key, parse):
                return found
            async with http_kept.alone(key, lease_s=self._deadline_s + STORES_GRACE_S) as goes:
                if goes:
                    return await self._anew(call, parse, keep=key)

    async def _kept(self, key: str, parse: Callable[[bytes], T], *, stale: bool = False) -> Kept[T] | None:
        body = await http_kept.read(key)
        if body is None or not (body.is_fresh or stale):
            return None
        try:
            record = parsed(body.content, parse)
        except Failed:  # kept for an older parser
            return None
        metrics.source_cache_hits.labels(self.name).inc()
        return Kept(record, datetime.fromtimestamp(body.at, UTC), is_stale=not body.is_fresh)

    async def _anew(self, call: Call, parse: Callable[[bytes], T], *, keep: str = "") -> Kept[T]:
        body, record = await self._persist(call, parse)
        await standing.answered(self._answered_key)
        if keep:
            await http_kept.keep(keep, body, for_s=max(FRESH_S, self._stale_s))
        return Kept(record, datetime.now(UTC))

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
            self._lines[loop] = Line(self.name, self.breaker, http, cap, self._attempt_s, self._bucket)
        return self._lines[loop]

    def _error(self, failed: Failed) -> SourceError:
        timed_out, asked = failed.name == "timeout", failed.retry_after
        return SourceError(
            self.name,
            failed.outcome.permanent,
            failed.name,
            timed_out=timed_out,
            retry_after=asked,
            status=failed.status,
        )


def _endpoint(url: str) -> Endpoint:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
