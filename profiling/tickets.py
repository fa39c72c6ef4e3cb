"""Tickets that open one socket for a browser without a cookie: good for one try, within half a minute.

Valkey keeps the hash of the ticket, and sealed under it the sign-in that asked for it. The socket is bound to that sign-in and
ends with it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from uuid import UUID

from praxia.lib.crypto import Unreadable, seal, unseal
from praxia.lib.stores import Db, store
from profiling.records import SignIn

LIFE_S = 30
CHARS = 43  # of 256 random bits in base 64
_PURPOSE = "socket-ticket"


def issue(sign_in: SignIn) -> str:
    ticket = secrets.token_urlsafe(32)
    told = {"user": str(sign_in.user_id), "token": str(sign_in.token_id or ""), "session": sign_in.session_key}
    store(Db.CACHE).set(_key(ticket), seal(json.dumps(told), purpose=_PURPOSE), ex=LIFE_S)
    return ticket


def take(ticket: str) -> SignIn | None:
    """Whose ticket this is. It is gone then, in the same step, for whoever comes second."""
    if len(ticket) != CHARS:
        return None
    sealed = store(Db.CACHE).getdel(_key(ticket))
    try:
        told = json.loads(unseal(str(sealed), purpose=_PURPOSE)) if sealed else None
    except Unreadable:
        return None
    if told is None:
        return None
    token_id = UUID(told["token"]) if told["token"] else None
    return SignIn(UUID(told["user"]), token_id=token_id, session_key=told["session"])


def _key(ticket: str) -> str:
    return f"ticket:{hashlib.sha256(ticket.encode()).hexdigest()}"
