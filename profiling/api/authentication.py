"""Who calls the API: a program with a token of its own, or a page with its session cookie and CSRF token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.authentication import SessionAuthentication as RestSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from praxia.lib.sockets import in_thread
from profiling import activity, guests
from profiling.access import person_of, sign_in_is_live
from profiling.models import AccessToken, User
from profiling.records import SignIn
from profiling.selectors import token_by_secret


class BearerAuthentication(BaseAuthentication):
    """knox's tokens. Unlike knox's own class it reads one row by the hash and removes none while it reads."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        scheme, *rest = get_authorization_header(request).split() or [b""]
        if scheme.lower() != b"bearer":
            return None
        token = token_by_secret(rest[0].decode("latin-1")) if len(rest) == 1 else None
        if token is None:
            raise AuthenticationFailed  # TOKEN_INVALID
        activity.token_used(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="praxia"'


class SessionAuthentication(RestSessionAuthentication):
    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found: tuple[User, None] | None = super().authenticate(request)
        if found:
            activity.page_used(request._request.session.session_key or "")
        return found


class VisitorAuthentication(RestSessionAuthentication):
    """For the few views where visitors without an account are welcome; everywhere else they are nobody."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        guest = guests.guest_of(request._request)
        if guest is None:
            return None
        self.enforce_csrf(request)
        return guest, None


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "The access_token of POST /api/auth/login/."}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class VisitorScheme(OpenApiAuthenticationExtension):
    target_class = VisitorAuthentication
    name = "visitor"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        told = "The same cookie, of a browser in which somebody talks without an account."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": told}


def sign_in_of(request: Request) -> SignIn:
    """How the caller of a view that needs sign-in is signed in."""
    person = person_of(request)
    if isinstance(request.auth, AccessToken):
        return SignIn(person.pk, token_id=request.auth.pk)
    return SignIn(person.pk, session_key=request._request.session.session_key or "", is_guest=person.is_guest)


def signed_in_still(request: Request) -> Callable[[], Awaitable[bool]]:
    """For answers that go on for long: to be asked again and again, from any loop."""
    return partial(in_thread(sign_in_is_live), sign_in_of(request))


def token_of(request: Request) -> AccessToken:
    """The token of a view that takes nothing else."""
    if not isinstance(request.auth, AccessToken):
        raise NotAuthenticated
    return request.auth
