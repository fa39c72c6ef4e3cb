"""Rate limits: exactly N pass, counted per person or address over all processes, in one Lua step.

The window slides: in any span of `per_s` seconds at most `n` pass, where a window with fixed edges would let 2 n through
around each edge. Kept is one timestamp per request that passed, at most `n`, and nothing of those that were refused, so
that somebody who keeps asking is not shut out for ever.
"""

from __future__ import annotations

import ipaddress
import logging
import math
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from praxia.lib import metrics
from praxia.lib.errors import Problem
from praxia.lib.lua import Script
from praxia.lib.stores import Db, store

log = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
STORE_AWAY_S = 5

# A list of times in µs, newest first. Answers {passed, how many are counted, µs until room}: until one more will fit, or
# `cost` more when refused. Without a cost that fits at all the whole window is named.
_TAKE = Script("""
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local n, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local oldest = redis.call('LINDEX', KEYS[1], -1)
while oldest and tonumber(oldest) <= now - window do
  redis.call('RPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], -1)
end
local used = redis.call('LLEN', KEYS[1])
if used + cost <= n then
  for _ = 1, cost do redis.call('LPUSH', KEYS[1], string.format('%.0f', now)) end
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
  oldest = redis.call('LINDEX', KEYS[1], -1)
  return {1, used + cost, tonumber(oldest) + window - now}
end
local must_go = redis.call('LINDEX', KEYS[1], n - used - cost)
return {0, used, (tonumber(must_go or now)) + window - now}
""")


@dataclass(frozen=True)
class Limit:
    n: int
    per_s: int


@dataclass(frozen=True)
class Kind:
    """`person` counts for people and accounts, `address` for addresses; None: not counted.

    `per_address` kinds are counted per address whoever asks. `closed` kinds are refused while Redis is away.
    """

    person: Limit | None
    address: Limit | None
    closed: bool = False
    per_address: bool = False


_ANYBODY = Limit(3, MINUTE)

# Section 3 of the public contract.
LIMITS: Mapping[str, Kind] = {
    "chat": Kind(Limit(30, MINUTE), _ANYBODY, closed=True),
    "consultation": Kind(Limit(10, MINUTE), _ANYBODY, closed=True),
    "xray": Kind(Limit(5, HOUR), _ANYBODY, closed=True),
    "research": Kind(Limit(20, HOUR), _ANYBODY, closed=True),
    "wellness": Kind(Limit(30, MINUTE), _ANYBODY, closed=True),
    "plan": Kind(Limit(10, HOUR), _ANYBODY, closed=True),
    "ingest": Kind(Limit(120, MINUTE), _ANYBODY),
    # Not of the contract: texts of an emergency or crisis over their own limit. No person writes so many; a program might.
    "urgent": Kind(Limit(300, MINUTE), _ANYBODY),
    "other": Kind(Limit(300, MINUTE), Limit(60, MINUTE)),
    "sign_in": Kind(None, Limit(10, MINUTE), closed=True, per_address=True),
    "register": Kind(None, Limit(5, HOUR), closed=True, per_address=True),
    "register_account": Kind(Limit(3, HOUR), None, closed=True),
    "guest": Kind(None, _ANYBODY, closed=True, per_address=True),
    "two_factor": Kind(Limit(5, 15 * MINUTE), None, closed=True),
    "socket_connect": Kind(Limit(30, MINUTE), Limit(10, MINUTE)),
}


@dataclass(frozen=True)
class Allowance:
    """`reset_s`: seconds until `remaining` grows, or, when refused, until the same request will pass."""

    allowed: bool
    limit: int
    remaining: int
    reset_s: float


# What was counted for the answer being made; `limits_rest` turns it into headers.
taken: ContextVar[list[Allowance] | None] = ContextVar("praxia_limits_taken", default=None)


def take(kind: str, who: Model | str, *, cost: int = 1) -> Allowance:
    """Count one request of `who`, unless it would pass the limit; a refused one costs nothing.

    `who` is a person, an account's address, or an IP address (then the limit for addresses applies; IPv6 counts by /64). A person
    who is to be counted as somebody else, like a visitor by their address, has `counted_as`.
    Raises Problem UNAVAILABLE when Redis is away and the kind is one for sign-in or paid work; others are let through.
    """
    limit, key = _limit(kind, who)
    try:
        passed, used, wait_us = _TAKE.run(store(Db.CACHE), key, limit.n, limit.per_s * 1_000_000, cost)
    except (RedisError, OSError) as exc:
        return _store_away(kind, limit, exc)
    allowance = Allowance(bool(passed), limit.n, limit.n - int(used), int(wait_us) / 1_000_000)
    if not allowance.allowed:
        metrics.limit_refused.labels(kind).inc()
    if (seen := taken.get()) is not None:
        seen.append(allowance)
    return allowance


def charge(kind: str, who: Model | str, *, cost: int = 1) -> Allowance:
    """As `take`, but a refusal is Problem RATE_LIMITED with the time to wait."""
    allowance = take(kind, who, cost=cost)
    if not allowance.allowed:
        raise refusal(allowance)
    return allowance


def refusal(allowance: Allowance) -> Problem:
    seconds = max(1, round(allowance.reset_s + 0.499))
    if seconds < 120:
        wait = ngettext("Please try again in %d second.", "Please try again in %d seconds.", seconds) % seconds
    else:
        wait = _("Please try again in %d minutes.") % math.ceil(seconds / 60)
    detail = f"{_('That was a lot in a short time.')} {wait}"
    return Problem("RATE_LIMITED", detail, retry_after=allowance.reset_s)


def forget(*names: str) -> None:
    """Remove what was counted of people or addresses of these names (their account is being deleted)."""
    store(Db.CACHE).delete(*(_key(kind, name) for kind in LIMITS for name in names))


def address_of(request: HttpRequest) -> str:
    """The IP address that a request came from, behind as many proxies as TRUSTED_PROXIES names; `` when there is none."""
    return _client(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def address_of_scope(scope: Mapping[str, Any]) -> str:
    """As `address_of`, of a socket's ASGI scope."""
    forwarded = b",".join(value for name, value in scope.get("headers", ()) if name == b"x-forwarded-for")
    return _client((scope.get("client") or [""])[0], forwarded.decode("latin-1"))


def _client(remote: str, forwarded: str) -> str:
    """From the nearest hop outwards, to the first that is not ours: what stands further out anybody may have written."""
    address = _ip(remote)
    for hop in reversed(forwarded.split(",")):
        if address is None or not _is_trusted(address):
            break
        address = _ip(hop.strip())
    return str(address or _ip(remote) or "")


def _is_trusted(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(address in ipaddress.ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES)


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.version == 6 and address.ipv4_mapped) or address


def _limit(kind: str, who: Model | str) -> tuple[Limit, str]:
    row = LIMITS[kind]
    who = getattr(who, "counted_as", who)
    name = str(who.pk) if isinstance(who, Model) else who
    address = _ip(name)
    limit = row.address if address or not name else row.person
    if limit is None:
        raise ValueError(f"{kind} is not counted per {'address' if address else 'person'}.")
    if address and address.version == 6:
        name = str(ipaddress.ip_network((address, 64), strict=False))
    return limit, _key(kind, name)


def _key(kind: str, name: str) -> str:
    """Hashed, because it may be an e-mail address."""
    return f"limit:{kind}:{sha256(name.encode()).hexdigest()[:32]}"


def _store_away(kind: str, limit: Limit, exc: Exception) -> Allowance:
    metrics.limit_store_errors.labels(kind).inc()
    if LIMITS[kind].closed:
        log.error("Redis cannot be asked about the limit %s (%s); refused.", kind, type(exc).__name__)
        raise Problem("UNAVAILABLE", retry_after=STORE_AWAY_S) from None
    log.warning("Redis cannot be asked about the limit %s (%s); let through.", kind, type(exc).__name__)
    return Allowance(True, limit.n, limit.n, 0.0)
