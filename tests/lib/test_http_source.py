"""A source through the one door: deadline, cache, retry, breaker, cap, one attempt, against a server that really fails."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from praxia.lib.http import Bucket, SaidNo, Source, SourceError
from praxia.lib.stores import Db, store
from tests.fakes.http_server import (
    HttpServer,
    drip,
    hang,
    held,
    html,
    http_server,
    huge,
    redirect,
    status,
    text,
    truncated,
)  # fmt: skip

__all__ = ["http_server"]

GOOD = '{"title": "Café au lait"}'


@dataclass(frozen=True)
class Paper:
    title: str


def paper(body: bytes) -> Paper:
    return Paper(json.loads(body)["title"])


MakeSource = Callable[..., Source]


@pytest.fixture
async def made(http_server: HttpServer) -> AsyncIterator[MakeSource]:
    sources = []

    def make(**changes: object) -> Source:
        options = {"deadline_s": 40, "attempt_s": 20, "private": True, "waits": (0, 0, 0)} | changes
        sources.append(Source(f"test-{uuid4().hex}", http_server.url, **options))
        return sources[-1]

    yield make
    for source in sources:
        await source.aclose()


async def failure(source: Source, path: str = "/paper") -> SourceError:
    with pytest.raises(SourceError) as caught:
        await source.fetch(path, paper)
    return caught.value


async def arrived(server: HttpServer, count: int) -> None:
    async with asyncio.timeout(60):
        while len(server.asked) < count:
            await asyncio.sleep(0.01)


async def test_it_works(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD))
    assert await made().fetch("/paper", paper, params={"id": 7}) == Paper("Café au lait")
    assert http_server.asked == ["/paper?id=7"]


async def test_a_good_answer_is_kept(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD), status(500))
    source, path = made(), "/paper"
    first = await source.fetch(path, paper)
    assert await source.fetch(path, paper) == first
    assert len(http_server.asked) == 1
    assert REGISTRY.get_sample_value("praxia_source_cache_hits_total", {"source": source.name}) == 1


async def test_what_is_kept_goes_after_a_day(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD))
    store(Db.CACHE).flushdb()
    await made().fetch("/paper", paper, params={"term": "amina has a rash"})
    keys = list(store(Db.CACHE).scan_iter("source:*"))
    assert len(keys) == 1
    assert "rash" not in keys[0]
    assert 86_000 < store(Db.CACHE).ttl(keys[0]) <= 86_400


async def test_another_question_is_asked_anew(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD))
    source = made()
    for params in ({"id": 1}, {"id": 2}):
        await source.fetch("/paper", paper, params=params)
    await source.fetch("/paper", paper, params={"id": 1}, headers={"Accept": "text/plain"})
    assert len(http_server.asked) == 3


async def test_without_cache_it_asks_each_time(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD))
    source = made()
    for _ in range(2):
        await source.fetch("/paper", paper, cache=False)
    assert len(http_server.asked) == 2


async def test_an_outage_is_never_kept(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(404), text(GOOD))
    source = made()
    await failure(source)
    assert await source.fetch("/paper", paper) == Paper("Café au lait")


async def test_what_an_older_parser_kept_is_asked_for_again(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text('{"name": "old"}'), text(GOOD))
    source = made()
    await source.fetch("/paper", len)
    assert await source.fetch("/paper", paper) == Paper("Café au lait")


def aged(seconds: float) -> None:
    """Everything that is kept was given so long ago."""
    for key in store(Db.CACHE).scan_iter("source:*"):
        at, _, packed = str(store(Db.CACHE).get(key)).partition(":")
        store(Db.CACHE).set(key, f"{float(at) - seconds:.0f}:{packed}", keepttl=True)


async def test_what_is_stale_stands_in_with_its_date_while_the_source_is_away(
    made: MakeSource, http_server: HttpServer
) -> None:
    http_server.script("/paper", text(GOOD), status(503))
    source = made(stale_s=30 * 86_400)
    fresh = await source.fetch_kept("/paper", paper)
    aged(3 * 86_400)
    stale = await source.fetch_kept("/paper", paper)
    assert (stale.record, stale.is_stale, fresh.is_stale) == (fresh.record, True, False)
    assert round((fresh.at - stale.at).total_seconds() / 86_400) == 3


async def test_what_is_stale_is_asked_for_anew_while_the_source_is_there(
    made: MakeSource, http_server: HttpServer
) -> None:
    http_server.script("/paper", text(GOOD), text('{"title": "Tea"}'))
    source = made(stale_s=30 * 86_400)
    await source.fetch("/paper", paper)
    aged(86_401)
    assert await source.fetch("/paper", paper) == Paper("Tea")


async def test_what_is_stale_does_not_hide_a_refusal(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD), status(404))
    source = made(stale_s=30 * 86_400)
    await source.fetch("/paper", paper)
    aged(86_401)
    assert (await failure(source)).status == 404


async def test_one_question_that_many_ask_at_once_is_asked_once(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", held(GOOD))
    source = made()
    calls = [asyncio.create_task(source.fetch("/paper", paper)) for _ in range(24)]
    await arrived(http_server, 1)
    http_server.released.set()
    assert await asyncio.gather(*calls) == [Paper("Café au lait")] * 24
    assert len(http_server.asked) == 1


async def test_who_waited_for_somebody_who_failed_asks_alone(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(404), text(GOOD))
    source = made()
    found = await asyncio.gather(*(source.fetch("/paper", paper) for _ in range(3)), return_exceptions=True)
    assert [one for one in found if not isinstance(one, SourceError)] == [Paper("Café au lait")] * 2
    assert len(http_server.asked) == 2


async def test_a_refusal_with_status_200_is_named_and_never_kept(made: MakeSource, http_server: HttpServer) -> None:
    def strict(body: bytes) -> Paper:
        if b"error" in body:
            raise SaidNo
        return paper(body)

    http_server.script("/paper", *[text('{"error": "busy"}')] * 3, text(GOOD))
    source = made()
    with pytest.raises(SourceError) as caught:
        await source.fetch("/paper", strict)
    assert (caught.value.detail, caught.value.permanent, len(http_server.asked)) == ("said_no", False, 3)
    assert await source.fetch("/paper", strict) == Paper("Café au lait")


async def test_attempts_keep_the_rate_and_waiting_counts_against_the_deadline(
    made: MakeSource, http_server: HttpServer
) -> None:
    http_server.script("/paper", text(GOOD))
    source = made(bucket=Bucket(f"test-{uuid4().hex}", per_s=0.01), deadline_s=20)
    await source.fetch("/paper", paper, cache=False)
    began = time.monotonic()
    with pytest.raises(SourceError) as caught:
        await source.fetch("/paper", paper, cache=False)
    assert (caught.value.detail, len(http_server.asked)) == ("busy", 1)
    assert time.monotonic() - began < 20
    assert await source.breaker.astate() == "closed"


async def test_a_429_holds_up_everybody_who_shares_the_bucket(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(429, Retry_After="60"), text(GOOD))
    bucket = Bucket(f"test-{uuid4().hex}", per_s=100)
    assert (await failure(made(bucket=bucket))).detail == "status_429"
    assert (await failure(made(bucket=bucket, deadline_s=1))).detail == "busy"
    assert len(http_server.asked) == 1


async def test_what_another_release_kept_is_asked_for_again(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD))
    store(Db.CACHE).flushdb()
    source = made()
    await source.fetch("/paper", paper)
    [key] = list(store(Db.CACHE).scan_iter("source:*"))
    for kept in (GOOD, "1763622000:no base64", "soon:eJw="):
        store(Db.CACHE).set(key, kept)
        assert await source.fetch("/paper", paper) == Paper("Café au lait")
    assert len(http_server.asked) == 4


@pytest.mark.parametrize(
    ("answer", "detail", "permanent", "attempts"),
    [
        (status(500), "status_5xx", False, 3),
        (status(503), "status_5xx", False, 3),
        (status(429), "status_429", False, 3),
        (truncated(), "connection", False, 3),
        (status(400), "status_4xx", True, 1),
        (status(404), "status_4xx", True, 1),
        (html(), "unreadable", False, 1),
        (text('{"no": "title"}'), "unreadable", False, 1),
        (redirect("ftp://127.0.0.1/"), "unreadable", False, 1),
        (redirect("http://127.0.0.1:1/"), "private_address", True, 1),
        (huge(20_000_000), "too_large", True, 1),
    ],
)
async def test_what_fails_is_named_and_tried_again_only_where_that_can_help(
    made: MakeSource, http_server: HttpServer, answer: object, detail: str, permanent: bool, attempts: int
) -> None:
    http_server.script("/paper", answer)
    error = await failure(made(max_bytes=100_000))
    assert (error.detail, error.permanent, len(http_server.asked)) == (detail, permanent, attempts)
    assert "secret" not in str(error)


async def test_a_retry_heals(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(500), truncated(), text(GOOD))
    assert await made().fetch("/paper", paper) == Paper("Café au lait")


async def test_an_attempt_that_drips_is_ended_and_tried_again(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", drip(), text(GOOD))
    assert await made(attempt_s=2).fetch("/paper", paper) == Paper("Café au lait")
    assert len(http_server.asked) == 2


async def test_a_redirect_loop_ends(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", redirect("/paper"))
    assert (await failure(made())).detail == "unreadable"
    assert len(http_server.asked) == 4


async def test_it_waits_as_it_is_told(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(429, Retry_After="1"), text(GOOD))
    began = time.monotonic()
    await made().fetch("/paper", paper)
    assert time.monotonic() - began > 0.9


async def test_a_wait_that_does_not_fit_is_not_begun(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(429, Retry_After="3600"))
    began = time.monotonic()
    error = await failure(made())
    assert error.retry_after == 3600
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("answer", [hang(), drip()])
async def test_the_deadline_holds(made: MakeSource, http_server: HttpServer, answer: object) -> None:
    http_server.script("/paper", answer)
    began = time.monotonic()
    error = await failure(made(deadline_s=1.2, attempt_s=0.5))
    assert error.timed_out
    assert time.monotonic() - began < 20


async def test_five_failures_open_the_breaker(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(500))
    source = made()
    for _ in range(2):
        await failure(source)
    assert await source.breaker.astate() == "open"
    assert len(http_server.asked) == 5
    assert (await failure(source)).detail == "breaker_open"
    assert len(http_server.asked) == 5


async def test_refusals_never_open_the_breaker(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(429), status(404), status(401))
    source = made()
    for _ in range(6):
        await failure(source)
    assert await source.breaker.astate() == "closed"


async def test_a_cancelled_call_does_not_count(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", hang())
    source = made()
    for count in range(1, 7):
        task = asyncio.create_task(source.fetch("/paper", paper))
        await arrived(http_server, count)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await source.breaker.astate() == "closed"


async def test_no_more_than_the_cap_are_in_flight(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", held(GOOD))
    http_server.script("/other", text(GOOD))
    source = made(at_once=2)
    calls = [asyncio.create_task(source.fetch("/paper", paper, cache=False)) for _ in range(6)]
    await arrived(http_server, 2)
    await made().fetch("/other", paper)  # by now a third would be there
    assert http_server.asked.count("/paper") == 2
    http_server.released.set()
    assert await asyncio.gather(*calls) == [Paper("Café au lait")] * 6


async def test_who_waits_for_a_place_until_the_deadline_blames_nobody(
    made: MakeSource, http_server: HttpServer
) -> None:
    source = made(at_once=1, deadline_s=0.3)
    await source._line(asyncio.get_running_loop()).cap.acquire()
    for _ in range(6):
        assert (await failure(source)).detail == "busy"
    assert (http_server.asked, await source.breaker.astate()) == ([], "closed")


async def test_an_attempt_is_counted_by_its_outcome(made: MakeSource, http_server: HttpServer) -> None:
    http_server.script("/paper", status(500), text(GOOD))
    source = made()
    await source.fetch("/paper", paper)
    labels = {"source": source.name}
    for outcome in ("ok", "status_5xx"):
        assert REGISTRY.get_sample_value("praxia_source_calls_total", labels | {"outcome": outcome}) == 1
    assert REGISTRY.get_sample_value("praxia_source_seconds_count", labels) == 2


async def test_it_works_while_the_store_is_away(made: MakeSource, http_server: HttpServer, store_away: None) -> None:
    http_server.script("/paper", text(GOOD))
    assert await made().fetch("/paper", paper) == Paper("Café au lait")


def test_each_loop_has_its_own_connections(http_server: HttpServer) -> None:
    http_server.script("/paper", text(GOOD))
    source = Source(f"test-{uuid4().hex}", http_server.url, deadline_s=5, private=True)

    async def once() -> Paper:
        try:
            return await source.fetch("/paper", paper, cache=False)
        finally:
            await source.aclose()

    assert [asyncio.run(once()) for _ in range(2)] == [Paper("Café au lait")] * 2
