"""May this person? One function per object and verb; no is a 404, the same as for a thing that is not there.

Functions named `*_is_live` are asked again and again while a socket is open: each is one or two short queries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

from praxia.lib.errors import Problem
from profiling.models import AccessToken, User
from profiling.records import SignIn

M = TypeVar("M", bound=Model)
GUEST_KEY = "guest"


def owned(queryset: QuerySet[M], user: User, *, pk: object, owner: str = "owner") -> M:
    """The row with this key if it is this person's own. Raises Problem NOT_FOUND for others' rows, none and no-keys alike."""
    try:
        row = queryset.filter(**{owner: user}, pk=pk).first()
    except (ValueError, ValidationError, OverflowError):
        row = None
    if row is None:
        raise Problem("NOT_FOUND")
    return row


def person_of(request: HttpRequest | Request) -> User:
    """Who asks. Raises Problem NOT_AUTHENTICATED for a stranger, should a view forget to keep them out."""
    if not isinstance(request.user, User):
        raise Problem("NOT_AUTHENTICATED")
    return request.user


def person_is_live(user_id: UUID) -> bool:
    """For work that goes on without its person: False once the account is closed or gone."""
    return User.objects.filter(pk=user_id, is_active=True).exists()


def token_is_live(token_id: UUID) -> bool:
    token = AccessToken.objects.select_related("user").filter(pk=token_id).first()
    return token is not None and token.is_live


def session_is_live(session_key: str, user_id: UUID) -> bool:
    person = session_person(session_key)
    return person is not None and person.pk == user_id


def sign_in_is_live(sign_in: SignIn) -> bool:
    """False within moments of sign-out, revocation, a new password or the account being closed."""
    if sign_in.token_id:
        return token_is_live(sign_in.token_id)
    if sign_in.is_guest:
        guest = session_guest(session_store(sign_in.session_key))
        return guest is not None and guest.pk == sign_in.user_id
    return session_is_live(sign_in.session_key, sign_in.user_id)


def session_person(session_key: str) -> User | None:
    """Who is signed in by this page session.

    Read only, unlike Django's `get_user`, which may give the session another key that its browser would never learn.
    """
    if not session_key.isalnum():
        return None
    session = session_store(session_key)
    user_id, stamp = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    if not user_id or not stamp:
        return None
    person = User.objects.filter(pk=user_id, is_active=True).first()
    return person if person and person.accepts_stamp(stamp) else None


def session_guest(session: SessionBase) -> User | None:
    """The visitor who talks without an account in this browser session; None once somebody has signed in there."""
    guest_id = session.get(GUEST_KEY)
    if not guest_id or SESSION_KEY in session:
        return None
    return User.objects.filter(pk=guest_id, is_guest=True, is_active=True).first()


def session_store(session_key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return store
