"""Who opens a socket, settled before any consumer sees it.

An Origin must be ours, else the upgrade is refused with 403; without one (programs) a token or ticket must be there. Then the
token in the Authorization header, the session cookie or a ticket says who it is. Tokens in the query string are never looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from channels.db import database_sync_to_async
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from praxia.lib import limits
from profiling import tickets
from profiling.access import session_guest, session_person, session_store, sign_in_is_live
from profiling.models import User
from profiling.records import SignIn
from profiling.selectors import token_by_secret

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
_PORTS = {"http": 80, "https": 443}
_TICKET = "ticket."


@dataclass(frozen=True)
class Opener:
    """Who opens a socket. A `guest` is a stranger to every consumer that does not ask for one."""

    user: User | AnonymousUser
    sign_in: SignIn | None = None
    guest: User | None = None


NOBODY = Opener(AnonymousUser())


class SocketAuth:
    """ASGI middleware: gives the scope `user` (a User or AnonymousUser), `sign_in` (a SignIn or None) and `guest`."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers, ticket = _headers(scope["headers"]), _ticket(scope)
        if not may_upgrade(headers, ticket=ticket):
            await WebsocketDenier()(scope, receive, send)
            return
        opener = await database_sync_to_async(who, thread_sensitive=False)(headers, ticket=ticket)
        if opener.guest:
            opener.guest.address = limits.address_of_scope(scope)
        found = {"user": opener.user, "sign_in": opener.sign_in, "guest": opener.guest}
        await self._application(scope | found, receive, send)


def may_upgrade(headers: dict[str, str], *, ticket: str = "") -> bool:
    """Browsers always send an Origin with an upgrade, and they send cookies from anywhere: hence this check."""
    if "origin" in headers:
        return is_ours(headers["origin"], host=headers.get("host", ""))
    return bool(ticket) or _bearer(headers) is not None


def is_ours(origin: str, *, host: str) -> bool:
    """The same host and port as the request came to, if that is a host of ours, or an origin of CSRF_TRUSTED_ORIGINS."""
    try:
        parts = urlsplit(origin.lower())
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return False
    if origin.lower() in settings.CSRF_TRUSTED_ORIGINS:
        return True
    if not parts.hostname or not validate_host(_bracketed(parts.hostname), settings.ALLOWED_HOSTS):
        return False
    domain, host_port = split_domain_port(host.lower())
    return not host or (domain == _bracketed(parts.hostname) and int(host_port or _PORTS[parts.scheme]) == port)


def who(headers: dict[str, str], *, ticket: str = "") -> Opener:
    """A token that does not hold is not made good by a cookie or ticket beside it."""
    secret = _bearer(headers)
    if secret is not None:
        token = token_by_secret(secret)
        return Opener(token.user, SignIn(token.user_id, token_id=token.pk)) if token else NOBODY
    session_key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    person = session_person(session_key)
    if person:
        return Opener(person, SignIn(person.pk, session_key=session_key))
    return _by_ticket(ticket) if ticket else _visitor(session_key)


def _by_ticket(ticket: str) -> Opener:
    sign_in = tickets.take(ticket)
    person = User.objects.filter(pk=sign_in.user_id).first() if sign_in and sign_in_is_live(sign_in) else None
    return Opener(person, sign_in) if person else NOBODY


def _visitor(session_key: str) -> Opener:
    guest = session_guest(session_store(session_key)) if session_key.isalnum() else None
    return Opener(AnonymousUser(), SignIn(guest.pk, session_key=session_key, is_guest=True), guest) if guest else NOBODY


def _ticket(scope: dict[str, Any]) -> str:
    """Offered as a subprotocol, or in the query string where a client cannot name subprotocols."""
    offered = [each.removeprefix(_TICKET) for each in scope.get("subprotocols", ()) if each.startswith(_TICKET)]
    return (offered or parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""]))[0]


def _bearer(headers: dict[str, str]) -> str | None:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _bracketed(hostname: str) -> str:
    return f"[{hostname}]" if ":" in hostname else hostname
