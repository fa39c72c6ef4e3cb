"""The breaker on a real Valkey: its rules, its fence, its lease, and what it does while the store is away."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import redis
import redis.asyncio
from prometheus_client import REGISTRY

from praxia.lib import breaker as breaker_module
from praxia.lib.breaker import Breaker, Gate, Verdict
from praxia.lib.stores import Db, astore, store
from tests.live import wait_for

MakeBreaker = Callable[..., Breaker]


@pytest.fixture
def made() -> MakeBreaker:
    """Breakers that share one name of this test's own: each is what another process would have."""
    name = f"test-{uuid4().hex}"

    def make(*, threshold: int = 3, open_s: float = 60, lease_s: float = 60, **clients: object) -> Breaker:
        faces = clients or {"redis": lambda: store(Db.BREAKERS), "aredis": lambda: astore(Db.BREAKERS)}
        return Breaker(name, threshold=threshold, open_s=open_s, lease_s=lease_s, **faces)

    return make


def call(breaker: Breaker, verdict: Verdict) -> Gate:
    gate = breaker.enter()
    breaker.leave(gate, verdict)
    return gate


def opened(breaker: Breaker) -> Breaker:
    for _ in range(3):
        call(breaker, "fail")
    return breaker


def test_it_lets_everybody_through_when_closed(made: MakeBreaker) -> None:
    gate = made().enter()
    assert (gate.allowed, gate.state, gate.probe, gate.shared) == (True, "closed", False, True)


def test_failures_in_a_row_open_it_for_every_process(made: MakeBreaker) -> None:
    one, other = made(), made()
    call(one, "fail")
    call(other, "fail")
    assert one.state() == "closed"
    call(one, "fail")
    assert other.state() == "open"
    assert not other.enter().allowed


def test_a_success_between_failures_starts_the_count_again(made: MakeBreaker) -> None:
    breaker = made()
    for verdict in ("fail", "fail", "ok", "fail", "fail"):
        call(breaker, verdict)
    assert breaker.state() == "closed"


def test_an_abandoned_call_says_nothing(made: MakeBreaker) -> None:
    breaker = made()
    for verdict in ("fail", "abandon", "fail", "abandon", "fail"):
        call(breaker, verdict)
    assert breaker.state() == "open"


def test_it_refuses_until_its_time_is_over(made: MakeBreaker) -> None:
    opened(made(open_s=60))
    assert not made(open_s=60).enter().allowed
    assert made(open_s=0).enter().probe


@pytest.mark.parametrize(("verdict", "state"), [("ok", "closed"), ("fail", "open")])
def test_the_probe_decides(made: MakeBreaker, verdict: Verdict, state: str) -> None:
    breaker = opened(made(open_s=0))
    assert call(breaker, verdict).probe
    assert breaker.state() == state


def test_one_failure_does_not_reopen_it_after_the_probe_closed_it(made: MakeBreaker) -> None:
    breaker = opened(made(open_s=0))
    call(breaker, "ok")
    call(breaker, "fail")
    assert breaker.state() == "closed"


def test_half_open_lets_one_of_twenty_tasks_through(made: MakeBreaker) -> None:
    opened(made(open_s=0))

    async def wave() -> list[Gate]:
        breaker = made(open_s=0)
        return await asyncio.gather(*(breaker.aenter() for _ in range(20)))

    assert sum(gate.allowed for gate in asyncio.run(wave())) == 1


def _enter_with_five_threads(
    name: str, port: int, db: int, start: threading.Barrier, found: multiprocessing.Queue
) -> None:
    breaker = Breaker(name, open_s=0, lease_s=60, redis=lambda: redis.Redis(port=port, db=db))

    def enter(_: int) -> bool:
        start.wait(30)
        return breaker.enter().allowed

    with ThreadPoolExecutor(5) as pool:
        for allowed in pool.map(enter, range(5)):
            found.put(allowed)


def test_half_open_lets_one_of_twenty_callers_in_four_processes_through(own_valkey) -> None:
    name = f"test-{uuid4().hex}"
    opened(Breaker(name, open_s=0, redis=own_valkey.client))
    spawn = multiprocessing.get_context("spawn")
    start, found = spawn.Barrier(20), spawn.Queue()
    arguments = (name, own_valkey.port, 0, start, found)
    children = [spawn.Process(target=_enter_with_five_threads, args=arguments) for _ in range(4)]
    for child in children:
        child.start()
    allowed = [found.get(timeout=60) for _ in range(20)]
    for child in children:
        child.join(60)
    assert sum(allowed) == 1


def test_a_late_failure_from_before_the_opening_does_not_reopen_it(made: MakeBreaker) -> None:
    breaker = made(open_s=0)
    late = breaker.enter()
    opened(breaker)
    call(breaker, "ok")
    assert breaker.leave(late, "fail") == "closed"
    call(breaker, "fail")
    call(breaker, "fail")
    assert breaker.state() == "closed", "the late failure was counted"


def test_a_late_success_from_before_the_opening_does_not_close_it(made: MakeBreaker) -> None:
    breaker = made()
    late = breaker.enter()
    opened(breaker)
    assert breaker.leave(late, "ok") == "open"


def test_twenty_failures_at_once_open_it_once(made: MakeBreaker) -> None:
    breaker = made(open_s=60)
    gates = [breaker.enter() for _ in range(20)]
    states = [breaker.leave(gate, "fail") for gate in gates]
    assert states == ["closed"] * 2 + ["open"] * 18
    assert not any(breaker.enter().allowed for _ in range(20))


def test_a_cancelled_probe_frees_its_place(made: MakeBreaker) -> None:
    breaker = opened(made(open_s=0))
    call(breaker, "abandon")
    assert breaker.state() == "half_open"
    assert breaker.enter().probe


def test_a_probe_past_its_lease_loses_its_say(made: MakeBreaker) -> None:
    slow = opened(made(open_s=0, lease_s=0)).enter()
    successor = made(open_s=0).enter()
    assert successor.probe
    breaker = made(open_s=0)
    assert breaker.leave(slow, "fail") == "half_open"
    assert breaker.leave(successor, "ok") == "closed"


def test_a_refused_gate_has_nothing_to_report(made: MakeBreaker) -> None:
    breaker = opened(made(open_s=60))
    assert breaker.leave(breaker.enter(), "ok") == "open"


def test_standing_says_since_when_it_is_open(made: MakeBreaker) -> None:
    seconds, _ = store(Db.BREAKERS).time()
    assert made().standing().opened_at is None
    opened_at = opened(made()).standing().opened_at
    assert opened_at is not None
    assert seconds <= opened_at <= seconds + 60


async def test_the_async_face_follows_the_same_rules(made: MakeBreaker) -> None:
    breaker = made(open_s=0)
    for _ in range(3):
        await breaker.aleave(await breaker.aenter(), "fail")
    assert await breaker.astate() == "open"
    gate = await breaker.aenter()
    assert gate.probe
    assert not (await breaker.aenter()).allowed
    assert await breaker.aleave(gate, "ok") == "closed"
    assert (await breaker.astanding()).opened_at is None


async def test_a_cancelled_caller_leaves_by_a_shield(made: MakeBreaker) -> None:
    breaker = opened(made(open_s=0))
    inside = asyncio.Event()

    async def attempt() -> None:
        gate = await breaker.aenter()
        inside.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.shield(breaker.aleave(gate, "abandon"))

    task = asyncio.create_task(attempt())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await breaker.aenter()).probe


def test_scripts_load_themselves_after_a_flush(made: MakeBreaker) -> None:
    breaker = made()
    call(breaker, "fail")
    store(Db.BREAKERS).script_flush()
    call(breaker, "fail")
    store(Db.BREAKERS).script_flush()
    call(breaker, "fail")
    assert breaker.state() == "open"


def test_it_fails_open_while_the_store_is_away_and_goes_back_to_it(own_valkey, made: MakeBreaker) -> None:
    breaker = made(open_s=60, redis=own_valkey.client)
    errors = REGISTRY.get_sample_value("praxia_breaker_store_errors_total") or 0
    own_valkey.kill()
    gate = breaker.enter()
    assert (gate.allowed, gate.shared) == (True, False)
    assert REGISTRY.get_sample_value("praxia_breaker_store_errors_total") == errors + 1
    own_valkey.start()
    wait_for(lambda: breaker.enter().shared, what="the breaker to ask Redis again")


def test_while_the_store_is_away_this_process_counts_alone(made: MakeBreaker) -> None:
    breaker = opened(made(open_s=60, redis=None))
    assert breaker.state() == "open"
    assert not breaker.enter().allowed


def test_the_stand_in_lets_one_probe_through_and_fences(made: MakeBreaker) -> None:
    breaker = made(open_s=0, redis=None)
    late = breaker.enter()
    opened(breaker)
    gates = [breaker.enter() for _ in range(20)]
    assert [gate.probe for gate in gates] == [True] + [False] * 19
    assert breaker.leave(late, "ok") == "half_open"
    assert breaker.leave(gates[0], "ok") == "closed"


def test_the_stand_in_frees_an_abandoned_probe(made: MakeBreaker) -> None:
    breaker = opened(made(open_s=0, redis=None))
    call(breaker, "abandon")
    assert breaker.enter().probe


def test_a_verdict_that_cannot_be_delivered_is_dropped(own_valkey, made: MakeBreaker) -> None:
    breaker = made(redis=own_valkey.client)
    gate = breaker.enter()
    own_valkey.kill()
    assert breaker.leave(gate, "fail") == "closed"


def test_an_outage_is_warned_of_once_a_minute(
    own_valkey, made: MakeBreaker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker_module, "_warned_at", -1000.0)
    own_valkey.kill()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            made(redis=own_valkey.client).enter()
    assert [record.name for record in caplog.records] == ["praxia.lib.breaker"]


async def test_a_hung_store_costs_one_wait_and_not_one_per_call(own_valkey, made: MakeBreaker) -> None:
    def hasty() -> redis.asyncio.Redis:
        return redis.asyncio.Redis(port=own_valkey.port, socket_timeout=2, retry=None)

    own_valkey.pause()
    breaker = made(aredis=hasty)
    began = asyncio.get_running_loop().time()
    gates = [await breaker.aenter() for _ in range(5)]
    took = asyncio.get_running_loop().time() - began
    own_valkey.resume()
    assert all(gate.allowed and not gate.shared for gate in gates)
    assert took < 8


def test_a_forked_child_has_a_connection_of_its_own(own_valkey) -> None:
    client = own_valkey.client()
    breaker = Breaker("forked", threshold=3, open_s=60, redis=lambda: client)
    call(breaker, "fail")
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=call, args=(breaker, "fail"))
    child.start()
    child.join(60)
    call(breaker, "fail")
    assert child.exitcode == 0
    assert breaker.state() == "open"


def test_refusals_and_transitions_are_counted(made: MakeBreaker) -> None:
    breaker = opened(made(open_s=60))
    breaker.enter()
    name = {"name": breaker.name}
    assert REGISTRY.get_sample_value("praxia_breaker_refused_total", name) == 1
    assert REGISTRY.get_sample_value("praxia_breaker_transitions_total", name | {"to": "open"}) == 1
    assert REGISTRY.get_sample_value("praxia_breaker_state", name) == 2
