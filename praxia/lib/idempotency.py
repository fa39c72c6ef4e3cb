"""One effect for one `Idempotency-Key`: who holds the key, and the first answer, kept for 24 hours.

All of it is one hash in Valkey per person, path and key, changed by three scripts in one step each. Answers hold health text,
so they are stored encrypted with a key made from SECRET_KEY. They are given to nobody but the person who repeats the same request;
no other text is ever answered from them.
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from praxia.lib import crypto
from praxia.lib.errors import Problem, invalid
from praxia.lib.lua import Script
from praxia.lib.stores import Db, store

log = logging.getLogger(__name__)

KEPT_S = 24 * 3600
# Longer than any request lasts (60 s of waiting, 30 s for a statement): after it, a process that still holds a key has died.
HELD_S = 120
MAX_CHARS = 128
_PURPOSE = "idempotency"
AGAIN_S, STORE_AWAY_S = 1, 5

# ARGV: print of the body, token of the new holder, seconds for which a key is held, seconds for which it is kept.
_CLAIM = Script("""
local print, held, answer = unpack(redis.call('HMGET', KEYS[1], 'print', 'held', 'answer'))
local now = tonumber(redis.call('TIME')[1])
if print and print ~= ARGV[1] then return {'mismatch'} end
if held and now < tonumber(held) then return {'running'} end
if answer then return {'answer', answer} end
redis.call('HSET', KEYS[1], 'print', ARGV[1], 'token', ARGV[2], 'held', now + ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return {'claimed'}
""")
# ARGV: token of the holder, answer, 1 when it is the last word. A holder that was given up for dead writes nothing.
_KEEP = Script("""
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'answer', ARGV[2])
if ARGV[3] == '1' then redis.call('HDEL', KEYS[1], 'token', 'held') end
return 1
""")
# ARGV: token of the holder. What has had an effect already keeps the answer that tells of it.
_RELEASE = Script("""
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
if redis.call('HEXISTS', KEYS[1], 'answer') == 1 then return redis.call('HDEL', KEYS[1], 'token', 'held') end
return redis.call('DEL', KEYS[1])
""")


@dataclass(frozen=True)
class Answer:
    """What a request was answered; `data` is JSON."""

    status: int
    headers: dict[str, str]
    data: Any


@dataclass(frozen=True)
class Claim:
    """The right to do what was asked for under this key. Ends with `keep`, with `release`, or after `HELD_S`."""

    name: str
    token: str

    def keep_so_far(self, answer: Answer) -> None:
        """The effect is there, and the request waits: should it die now, a repeat gets this answer and no second effect."""
        self._run(_KEEP, _sealed(answer), 0)

    def keep(self, answer: Answer) -> None:
        self._run(_KEEP, _sealed(answer), 1)

    def release(self) -> None:
        """It failed: the key may be used again for the same body."""
        self._run(_RELEASE)

    def _run(self, script: Script, *args: str | float) -> None:
        try:
            script.run(store(Db.CACHE), self.name, self.token, *args)
        except (RedisError, OSError) as exc:  # what was done is done, and its person shall be told
            log.error("An answer could not be kept for its Idempotency-Key (%s).", type(exc).__name__)


def claim(*, person: object, path: str, key: str, body: Any) -> Claim | Answer:
    """The claim to a key that nobody has used, or the first answer where somebody has. `body` is JSON.

    Raises Problem IDEMPOTENCY_MISMATCH (used for another body), IDEMPOTENCY_IN_PROGRESS, VALIDATION_ERROR (length of the key)
    and UNAVAILABLE: without Valkey nobody could say whether it was done before.
    """
    if not 1 <= len(key) <= MAX_CHARS:
        raise invalid("Idempotency-Key", _("An Idempotency-Key has 1 to %d characters.") % MAX_CHARS, code="length")
    held = Claim(f"once:{person}:{_digest(path.rstrip('/'), key)}", secrets.token_hex(16))
    # The print is salted with the key, which itself is not stored: a short text cannot be guessed from it.
    body_print = _digest(key, json.dumps(body, sort_keys=True))
    try:
        found, *sealed = _CLAIM.run(store(Db.CACHE), held.name, body_print, held.token, HELD_S, KEPT_S)
    except (RedisError, OSError) as exc:
        log.error("Redis cannot be asked about an Idempotency-Key (%s); refused.", type(exc).__name__)
        raise Problem("UNAVAILABLE", retry_after=STORE_AWAY_S) from None
    if found == "mismatch":
        raise Problem("IDEMPOTENCY_MISMATCH")
    if found == "running":
        raise Problem("IDEMPOTENCY_IN_PROGRESS", retry_after=AGAIN_S)
    return _opened(sealed[0]) if found == "answer" else held


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def _sealed(answer: Answer) -> str:
    return crypto.seal(json.dumps(asdict(answer)), purpose=_PURPOSE)


def _opened(sealed: str) -> Answer:
    try:
        return Answer(**json.loads(crypto.unseal(sealed, purpose=_PURPOSE)))
    except crypto.Unreadable:  # SECRET_KEY was changed and the old one is not among the fallbacks
        detail = _("This was done before, but its answer can no longer be read. Nothing was done again.")
        raise Problem("CONFLICT", detail) from None
