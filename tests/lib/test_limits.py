"""Exactly N pass, per person or address, over all processes; and what happens while Redis is away."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from praxia.lib import limits
from praxia.lib.errors import Problem
from praxia.lib.limits import LIMITS, Allowance, address_of, address_of_scope, charge, take
from praxia.lib.stores import Db, store


@pytest.fixture
def amina() -> str:
    return f"amina-{uuid4().hex}"


def aged(kind: str, who: str, seconds: float) -> None:
    """As if everything counted so far had happened `seconds` earlier."""
    _, key = limits._limit(kind, who)
    client = store(Db.CACHE)
    for index, at in enumerate(client.lrange(key, 0, -1)):
        client.lset(key, index, str(int(at) - int(seconds * 1_000_000)))


def test_it_counts_down_and_then_refuses(amina: str) -> None:
    allowances = [take("consultation", amina) for _ in range(11)]
    assert [one.remaining for one in allowances] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert [one.allowed for one in allowances] == [True] * 10 + [False]
    assert {one.limit for one in allowances} == {10}


def test_one_person_does_not_use_up_another(amina: str) -> None:
    for _ in range(5):
        take("xray", amina)
    assert not take("xray", amina).allowed
    assert take("xray", f"ben-{amina}").allowed
    assert take("chat", amina).allowed


def test_an_address_has_the_limit_for_addresses() -> None:
    address = f"203.0.113.{uuid4().int % 256}"
    store(Db.CACHE).flushdb()
    assert [take("chat", address).allowed for _ in range(4)] == [True] * 3 + [False]


def test_an_ipv6_network_counts_as_one_address() -> None:
    store(Db.CACHE).flushdb()
    found = [take("chat", f"2001:db8:1:2::{host:x}").allowed for host in range(1, 5)]
    assert found == [True] * 3 + [False]
    assert take("chat", "2001:db8:1:3::1").allowed


def _take_with_twelve_threads(who: str, start: object, found: multiprocessing.Queue) -> None:
    def five_times(_: int) -> list[bool]:
        start.wait(60)
        return [take("chat", who).allowed for _ in range(5)]

    with ThreadPoolExecutor(12) as pool:
        for each in pool.map(five_times, range(12)):
            found.put(each)


def test_exactly_n_of_120_pass_in_24_threads_of_two_processes(amina: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    start, found = spawn.Barrier(24), spawn.Queue()
    children = [spawn.Process(target=_take_with_twelve_threads, args=(amina, start, found)) for _ in range(2)]
    for child in children:
        child.start()
    passed = Counter(allowed for _ in range(24) for allowed in found.get(timeout=60))
    for child in children:
        child.join(60)
    assert passed == {True: 30, False: 90}


def test_the_window_slides(amina: str) -> None:
    """With fixed edges the last of one window and the first of the next would be 2 n in a moment."""
    for _ in range(29):
        take("chat", amina)
    aged("chat", amina, 40)
    assert take("chat", amina).allowed
    assert not take("chat", amina).allowed
    aged("chat", amina, 21)
    assert Counter(take("chat", amina).allowed for _ in range(40)) == {True: 29, False: 11}


def test_the_wait_it_names_is_the_wait(amina: str) -> None:
    for _ in range(5):
        take("xray", amina)
    aged("xray", amina, 3000)
    refused = take("xray", amina)
    assert not refused.allowed
    assert 540 < refused.reset_s <= 600
    aged("xray", amina, refused.reset_s - 60)
    assert not take("xray", amina).allowed
    aged("xray", amina, 60)
    assert take("xray", amina).allowed


def test_reset_says_when_more_will_remain(amina: str) -> None:
    take("chat", amina)
    aged("chat", amina, 20)
    assert 10 < take("chat", amina).reset_s <= 40


def test_refusals_cost_nothing(amina: str) -> None:
    for _ in range(60):
        take("chat", amina)
    aged("chat", amina, 61)
    assert take("chat", amina).remaining == 29


def test_a_cost_is_taken_whole_or_not_at_all(amina: str) -> None:
    assert take("chat", amina, cost=28).remaining == 2
    aged("chat", amina, 30)
    refused = take("chat", amina, cost=3)
    assert not refused.allowed
    assert 5 < refused.reset_s <= 30
    assert take("chat", amina, cost=2).remaining == 0
    assert take("chat", amina, cost=31).reset_s == 60


def test_what_is_stored_is_small_hashed_and_goes_by_itself() -> None:
    store(Db.CACHE).flushdb()
    for _ in range(10):
        take("register_account", "amina@example.org")
    (key,) = store(Db.CACHE).keys("limit:*")
    assert "amina" not in key
    assert store(Db.CACHE).llen(key) == 3
    assert 3540 < store(Db.CACHE).ttl(key) <= 3600


def test_charge_says_when_to_come_back(amina: str) -> None:
    for _ in range(5):
        charge("xray", amina)
    aged("xray", amina, 3000)
    with pytest.raises(Problem) as caught:
        charge("xray", amina)
    assert caught.value.code == "RATE_LIMITED"
    seconds = int(caught.value.headers["Retry-After"])
    assert 540 < seconds <= 600
    assert caught.value.detail == "That was a lot in a short time. Please try again in 10 minutes."


def test_refusals_are_counted(amina: str) -> None:
    before = REGISTRY.get_sample_value("praxia_limit_refused_total", {"kind": "plan"}) or 0
    for _ in range(12):
        take("plan", amina)
    assert REGISTRY.get_sample_value("praxia_limit_refused_total", {"kind": "plan"}) == before + 2


CLOSED = ["chat", "consultation", "xray", "research", "wellness", "plan", "register_account", "two_factor"]


@pytest.mark.parametrize("kind", CLOSED)
def test_without_redis_paid_work_and_sign_in_are_refused(store_away: object, kind: str) -> None:
    with pytest.raises(Problem) as caught:
        take(kind, "amina")
    assert (caught.value.status, caught.value.code, caught.value.retry_after) == (503, "UNAVAILABLE", 5)


@pytest.mark.parametrize("kind", ["sign_in", "register"])
def test_without_redis_entrances_are_refused(store_away: object, kind: str) -> None:
    with pytest.raises(Problem):
        take(kind, "203.0.113.7")


@pytest.mark.parametrize("kind", ["other", "ingest", "socket_connect"])
def test_without_redis_everything_else_is_let_through(store_away: object, kind: str) -> None:
    assert take(kind, "amina") == Allowance(True, LIMITS[kind].person.n, LIMITS[kind].person.n, 0.0)


def test_a_kind_that_is_not_counted_so_is_a_mistake_of_ours(amina: str) -> None:
    with pytest.raises(ValueError, match="per person"):
        take("sign_in", amina)
    with pytest.raises(ValueError, match="per address"):
        take("two_factor", "203.0.113.7")


TRUSTED = ["10.0.0.0/8", "fd00::/8", "127.0.0.1"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # written by a stranger
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the first was the client's own invention
        ("10.0.0.2", "1.1.1.1, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("fd00::2", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "1.1.1.1, nonsense", "10.0.0.2"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_is_the_first_hop_that_is_not_ours(rf, settings, remote: str, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = TRUSTED
    assert address_of(rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)) == address
    scope = {"client": [remote, 4711], "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert address_of_scope(scope) == address


def test_without_trusted_proxies_nobody_is_believed(rf, settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert address_of(rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1")) == "127.0.0.1"
