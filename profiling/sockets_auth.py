"""Who opens a socket, settled before any consumer sees it.

An Origin must be ours, else the upgrade is refused with 403; without one (programs) a token must be there. Then the token
in the Authorization header or the session cookie says who it is. Tokens in the query string are never looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from channels.db import database_sync_to_async
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from profiling.access import session_person
from profiling.models import User
from profiling.records import SignIn
from profiling.selectors import token_by_secret

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
_PORTS = {"http": 80, "https": 443}


class SocketAuth:
    """ASGI middleware: gives the scope `user` (a User or AnonymousUser) and `sign_in` (a SignIn or None)."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = _headers(scope["headers"])
        if not may_upgrade(headers):
            await WebsocketDenier()(scope, receive, send)
            return
        user, sign_in = await database_sync_to_async(who, thread_sensitive=False)(headers)
        await self._application(scope | {"user": user, "sign_in": sign_in}, receive, send)


def may_upgrade(headers: dict[str, str]) -> bool:
    """Browsers always send an Origin with an upgrade, and they send cookies from anywhere: hence this check."""
    if "origin" in headers:
        return is_ours(headers["origin"], host=headers.get("host", ""))
    return _bearer(headers) is not None


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


def who(headers: dict[str, str]) -> tuple[User | AnonymousUser, SignIn | None]:
    """A token that does not hold is not made good by a cookie beside it."""
    secret = _bearer(headers)
    if secret is not None:
        token = token_by_secret(secret)
        return (token.user, SignIn(token.user_id, token_id=token.pk)) if token else (AnonymousUser(), None)
    session_key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    person = session_person(session_key)
    return (person, SignIn(person.pk, session_key=session_key)) if person else (AnonymousUser(), None)


def _bearer(headers: dict[str, str]) -> str | None:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _bracketed(hostname: str) -> str:
    return f"[{hostname}]" if ":" in hostname else hostname
