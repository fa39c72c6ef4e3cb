"""One circuit breaker per outside service, its state in Redis so that all processes agree. Pure: no Django.

`closed` lets everybody through and counts failures in a row; at the threshold it becomes `open` and refuses everybody;
after `open_s` it is `half_open` and lets exactly one probe through, whose answer closes or reopens it.

    gate = await breaker.aenter()
    if gate.allowed:
        verdict = "abandon"                      # cancelled, 4xx, 429: says nothing about the service
        try: ...; verdict = "ok"                 # or "fail"
        finally: await asyncio.shield(breaker.aleave(gate, verdict))

Every allowed gate must be left. Two Lua scripts are the only writers; they take the time from Redis, so clocks of hosts
do not matter. Each opening and closing starts a new generation, and a verdict of an older one is ignored: a call that
began before the opening can neither close nor reopen anything. A probe that outlives `lease_s` loses its say the same
way. If Redis is away the breaker fails open: a stand-in with the same thresholds counts for this process alone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import redis.asyncio
from redis.exceptions import RedisError

from praxia.lib import metrics
from praxia.lib.lua import Script

State = Literal["closed", "half_open", "open"]
Verdict = Literal["ok", "fail", "abandon"]

_NUMBER: dict[State, int] = {"closed": 0, "half_open": 1, "open": 2}
_STORE_REST_S = 1.0  # after an error Redis is not asked for so long: an outage must not cost a timeout per call
_WARN_EVERY_S = 60.0

log = logging.getLogger(__name__)

# Both answer {allowed or 0, state, generation, probe, changed}.
_ENTER = Script("""
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local h = redis.call('HMGET', KEYS[1], 'state', 'generation', 'opened', 'lease')
local state, generation = h[1] or 'closed', tonumber(h[2] or '0')
if state == 'closed' then return {1, state, generation, 0, 0} end
if state == 'open' and now - tonumber(h[3]) < tonumber(ARGV[1]) then return {0, state, generation, 0, 0} end
if state == 'half_open' and h[4] and now < tonumber(h[4]) then return {0, state, generation, 0, 0} end
redis.call('HSET', KEYS[1], 'state', 'half_open', 'generation', generation + 1, 'lease', now + tonumber(ARGV[2]))
return {1, 'half_open', generation + 1, 1, state == 'open' and 1 or 0}
""")

_LEAVE = Script("""
local verdict, threshold = ARGV[1], tonumber(ARGV[3])
local h = redis.call('HMGET', KEYS[1], 'state', 'generation')
local state, generation = h[1] or 'closed', tonumber(h[2] or '0')
if generation ~= tonumber(ARGV[2]) then return {0, state, generation, 0, 0} end
if verdict == 'abandon' then
  redis.call('HDEL', KEYS[1], 'lease')
elseif verdict == 'ok' then
  redis.call('HDEL', KEYS[1], 'fails', 'lease')
  if state == 'half_open' then
    redis.call('HSET', KEYS[1], 'state', 'closed', 'generation', generation + 1)
    redis.call('HDEL', KEYS[1], 'opened')
    return {0, 'closed', generation + 1, 0, 1}
  end
elseif redis.call('HINCRBY', KEYS[1], 'fails', 1) >= threshold or state == 'half_open' then
  local t = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'state', 'open', 'generation', generation + 1,
    'opened', t[1] * 1000 + math.floor(t[2] / 1000))
  redis.call('HDEL', KEYS[1], 'fails', 'lease')
  return {0, 'open', generation + 1, 0, 1}
end
return {0, state, generation, 0, 0}
""")


@dataclass(frozen=True)
class Gate:
    """The answer of `enter`. `shared` is false when Redis was away and this process decided alone."""

    allowed: bool
    state: State
    generation: int
    probe: bool
    shared: bool = True


@dataclass(frozen=True)
class Standing:
    """`opened_at` is in seconds since the epoch (Redis' clock), None while closed or when Redis is away."""

    state: State
    opened_at: float | None


class Breaker:
    """`name` is one provider or source. `threshold` failures in a row open it for `open_s` seconds.

    `lease_s` must exceed the longest attempt. `redis` and `aredis` give the client of the calling process or loop; the
    face (sync, async) whose client is None works with the stand-in alone. No method raises.
    """

    def __init__(
        self,
        name: str,
        *,
        threshold: int = 3,
        open_s: float = 30.0,
        lease_s: float = 65.0,
        redis: Callable[[], redis.Redis] | None = None,
        aredis: Callable[[], redis.asyncio.Redis] | None = None,
    ) -> None:
        self.name = name
        self._key = f"breaker:{name}"
        self._threshold, self._open_ms, self._lease_ms = threshold, int(open_s * 1000), int(lease_s * 1000)
        self._redis, self._aredis = redis, aredis
        self._local = _StandIn(threshold, open_s, lease_s)
        self._asked_again_at = 0.0

    def enter(self) -> Gate:
        if self._redis and self._store_is_up():
            try:
                return self._entered(_ENTER.run(self._redis(), self._key, self._open_ms, self._lease_ms))
            except (RedisError, OSError) as exc:
                self._store_failed(exc)
        return self._seen(self._local.enter())

    async def aenter(self) -> Gate:
        if self._aredis and self._store_is_up():
            try:
                return self._entered(await _ENTER.arun(self._aredis(), self._key, self._open_ms, self._lease_ms))
            except (RedisError, OSError) as exc:
                self._store_failed(exc)
        return self._seen(self._local.enter())

    def leave(self, gate: Gate, verdict: Verdict) -> State:
        """Report how the call ended and learn the state. A gate that was refused has nothing to report."""
        if not gate.allowed:
            return gate.state
        if not gate.shared:
            return self._seen(self._local.leave(gate, verdict)).state
        if self._redis and self._store_is_up():
            try:
                return self._left(_LEAVE.run(self._redis(), self._key, verdict, gate.generation, self._threshold))
            except (RedisError, OSError) as exc:
                self._store_failed(exc)
        return gate.state

    async def aleave(self, gate: Gate, verdict: Verdict) -> State:
        """As `leave`. Wrap it in `asyncio.shield` where the caller may be cancelled."""
        if not gate.allowed:
            return gate.state
        if not gate.shared:
            return self._seen(self._local.leave(gate, verdict)).state
        if self._aredis and self._store_is_up():
            try:
                args = (self._key, verdict, gate.generation, self._threshold)
                return self._left(await _LEAVE.arun(self._aredis(), *args))
            except (RedisError, OSError) as exc:
                self._store_failed(exc)
        return gate.state

    def state(self) -> State:
        return self.standing().state

    async def astate(self) -> State:
        return (await self.astanding()).state

    def standing(self) -> Standing:
        """For health pages: reads, changes nothing. An opening that is over stays `open` until somebody probes."""
        if self._redis and self._store_is_up():
            try:
                return _standing(self._redis().hmget(self._key, ["state", "opened"]))
            except (RedisError, OSError) as exc:
                self._store_failed(exc)
        return Standing(self._local.state, None)

    async def astanding(self) -> Standing:
        if self._aredis and self._store_is_up():
            try:
                return _standing(await self._aredis().hmget(self._key, ["state", "opened"]))
            except (RedisError, OSError) as exc:
                self._store_failed(exc)
        return Standing(self._local.state, None)

    def _entered(self, reply: Any) -> Gate:
        allowed, state, generation, probe, changed = reply
        return self._seen(Gate(bool(allowed), _text(state), int(generation), bool(probe)), changed=bool(changed))

    def _left(self, reply: Any) -> State:
        _, state, generation, _, changed = reply
        return self._seen(Gate(True, _text(state), int(generation), probe=False), changed=bool(changed)).state

    def _seen(self, gate: Gate, *, changed: bool = False) -> Gate:
        metrics.breaker_state.labels(self.name).set(_NUMBER[gate.state])
        if changed:
            metrics.breaker_transitions.labels(self.name, gate.state).inc()
        if not gate.allowed:
            metrics.breaker_refused.labels(self.name).inc()
        return gate

    def _store_is_up(self) -> bool:
        return time.monotonic() >= self._asked_again_at

    def _store_failed(self, exc: Exception) -> None:
        self._asked_again_at = time.monotonic() + _STORE_REST_S
        metrics.breaker_store_errors.inc()
        _warn(self.name, type(exc).__name__)


class _StandIn:
    """The same rules in this process' memory, for the time that Redis is away."""

    def __init__(self, threshold: int, open_s: float, lease_s: float) -> None:
        self._threshold, self._open_s, self._lease_s = threshold, open_s, lease_s
        self._lock = threading.Lock()
        self.state: State = "closed"
        self._fails = self._generation = 0
        self._opened_at = self._leased_until = 0.0

    def enter(self) -> Gate:
        with self._lock:
            now = time.monotonic()
            if self.state == "closed":
                return Gate(True, "closed", self._generation, probe=False, shared=False)
            if (self.state == "open" and now < self._opened_at + self._open_s) or now < self._leased_until:
                return Gate(False, self.state, self._generation, probe=False, shared=False)
            self._turn("half_open")
            self._leased_until = now + self._lease_s
            return Gate(True, "half_open", self._generation, probe=True, shared=False)

    def leave(self, gate: Gate, verdict: Verdict) -> Gate:
        with self._lock:
            if gate.generation == self._generation:
                self._judge(verdict)
            return Gate(True, self.state, self._generation, probe=False, shared=False)

    def _judge(self, verdict: Verdict) -> None:
        self._leased_until = 0.0
        if verdict == "ok":
            self._fails = 0
            if self.state == "half_open":
                self._turn("closed")
        elif verdict == "fail":
            self._fails += 1
            if self._fails >= self._threshold or self.state == "half_open":
                self._turn("open")
                self._fails, self._opened_at = 0, time.monotonic()

    def _turn(self, state: State) -> None:
        self.state = state
        self._generation += 1


_warned_at = -_WARN_EVERY_S


def _warn(name: str, reason: str) -> None:
    global _warned_at
    if time.monotonic() - _warned_at >= _WARN_EVERY_S:
        _warned_at = time.monotonic()
        log.warning("Redis cannot be asked about breakers (%s, breaker %s); this process decides alone.", reason, name)


def _standing(fields: Any) -> Standing:
    state, opened = fields
    return Standing(_text(state) if state else "closed", int(opened) / 1000 if opened else None)


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
