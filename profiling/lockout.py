"""Five wrong passwords in a quarter of an hour, then an account takes no more guesses until the first of them is old.

django-axes keeps the attempts where an administrator can see them, but it reads before it writes: of 100 guesses at once
15 to 20 pass it. So each guess first takes one of the account's places in one step in Redis, and only a right one gives
its place back. When Redis is away nobody can sign in: failing open would be an open door.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import redis
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from praxia.lib.errors import Problem
from praxia.lib.lua import Script
from praxia.lib.stores import Db, store

PATIENCE_S = 10  # a guess that has not ended by then died with its process and counts as wrong
_PAUSE_S = 0.05

# One sorted set per account: its members stop counting at their score. `p:` is being hashed now, `f:` was wrong.
_ENTER = Script("""
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local limit, window, patience = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local rows = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
if #rows / 2 < limit then
  redis.call('ZADD', KEYS[1], now + window, 'p:' .. ARGV[1])
  redis.call('EXPIRE', KEYS[1], math.ceil(window))
  return {'in', '0'}
end
for i = 1, #rows, 2 do
  if string.sub(rows[i], 1, 2) == 'p:' and tonumber(rows[i + 1]) > now + window - patience then
    return {'busy', '0'}
  end
end
return {'locked', tostring(tonumber(rows[2]) - now)}
""")
_FAIL = Script("""
local score = redis.call('ZSCORE', KEYS[1], 'p:' .. ARGV[1])
if score then
  redis.call('ZREM', KEYS[1], 'p:' .. ARGV[1])
  redis.call('ZADD', KEYS[1], score, 'f:' .. ARGV[1])
end
local wrong = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(member, 1, 2) == 'f:' then wrong = wrong + 1 end
end
return wrong
""")


@dataclass(frozen=True)
class Place:
    """The right to compare one password with the hash of one account."""

    key: str
    id: str

    def give_back(self) -> None:
        store(Db.BREAKERS).zrem(self.key, f"p:{self.id}")

    def keep(self) -> bool:
        """The password was wrong. True when this was the failure that closed the account for a while."""
        return int(_FAIL.run(store(Db.BREAKERS), self.key, self.id)) >= settings.AXES_FAILURE_LIMIT


def place_take(address: str) -> Place:
    """Raises Problem LOCKED_OUT, RATE_LIMITED when other guesses at the account do not end, UNAVAILABLE without Redis."""
    place = Place(_key(address), uuid4().hex)
    deadline = time.monotonic() + PATIENCE_S
    while True:
        window_s = settings.AXES_COOLOFF_TIME.total_seconds()
        arguments = (place.id, settings.AXES_FAILURE_LIMIT, window_s, PATIENCE_S)
        try:
            state, wait_s = _ENTER.run(store(Db.BREAKERS), place.key, *arguments)
        except (redis.ConnectionError, redis.TimeoutError):
            raise Problem("UNAVAILABLE", retry_after=5) from None
        if state == "in":
            return place
        if state == "locked":
            raise locked_out(float(wait_s))
        if time.monotonic() > deadline:
            raise Problem("RATE_LIMITED", retry_after=1)
        time.sleep(_PAUSE_S)  # right passwords give their places back in a moment


def locked_out(wait_s: float) -> Problem:
    minutes = max(1, math.ceil(wait_s / 60))
    detail = ngettext(
        "There were too many failed attempts, so sign-in is paused for this account. Please try again in a minute.",
        "There were too many failed attempts, so sign-in is paused for this account. "
        "Please try again in %(minutes)d minutes.",
        minutes,
    )
    return Problem("LOCKED_OUT", detail % {"minutes": minutes}, retry_after=wait_s)


def recorded_wait_s(address: str) -> float:
    """How long django-axes keeps this account closed; 0 when it does not. It outlives a Redis that lost its memory."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(username=_plain(address), attempt_time__gte=since)
    found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    if (found["failures"] or 0) < settings.AXES_FAILURE_LIMIT:
        return 0.0
    return max(1.0, float((found["last"] - since).total_seconds()))


def account_open(address: str) -> None:
    """Forget all failures of an account: what an administrator does for somebody who cannot wait."""
    AccessAttempt.objects.filter(username=_plain(address)).delete()
    store(Db.BREAKERS).delete(_key(address))


def username_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """AXES_USERNAME_CALLABLE: one account is one account, however its address is written and whatever the field is called."""
    given = credentials or {}
    address = given.get("email") or given.get("username")
    return _plain(str(address)) if address else None


def _plain(address: str) -> str:
    return address.strip().lower()[:254]


def _key(address: str) -> str:
    return "lockout:" + salted_hmac("profiling.lockout", _plain(address), algorithm="sha256").hexdigest()
