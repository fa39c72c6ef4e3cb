"""Codes of authenticator apps (RFC 6238: HMAC-SHA-1, 30 s, 6 digits). Pure computation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

PERIOD_S, DIGITS, TOLERANCE = 30, 6, 1
ISSUER = "Praxia"


def new_secret() -> str:
    """160 bits in base 32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_at(at_s: float) -> int:
    return int(at_s // PERIOD_S)


def code_at(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, *, at_s: float, after: int) -> int | None:
    """The step that this code belongs to: now, or one to either side for clocks that differ; None for any other code.

    Only steps later than `after`, the last that was used: so each works once, and none before it any more.
    """
    now = step_at(at_s)
    fits = [step for step in range(now - TOLERANCE, now + TOLERANCE + 1) if _same(code_at(secret, step), code)]
    return next((step for step in fits if step > after), None)


def otpauth_url(secret: str, *, account: str) -> str:
    label = quote(f"{ISSUER}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
