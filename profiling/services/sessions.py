"""Ending sign-ins: this one, another device's, or all of them."""

from __future__ import annotations

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F

from praxia.lib.errors import Problem
from profiling.access import session_store
from profiling.models import AccessToken, User
from profiling.records import SignIn
from profiling.selectors import page_session_id


def session_end(*, sign_in: SignIn) -> None:
    """Sign out here. Open sockets ask `access.sign_in_is_live` every few seconds and end themselves."""
    if sign_in.token_id:
        AccessToken.objects.filter(pk=sign_in.token_id).delete()
    else:
        page_session_end(sign_in.session_key)


def device_end(*, person: User, device_id: UUID) -> None:
    """Sign out another device of the same person. Raises Problem NOT_FOUND."""
    ended, _rows = AccessToken.objects.filter(user=person, pk=device_id).delete()
    if ended:
        return
    for row in UserSession.objects.filter(user=person):
        if page_session_id(row.session_key) == device_id:
            page_session_end(row.session_key)
            return
    raise Problem("NOT_FOUND")


def sessions_end(*, person: User) -> int:
    """Sign out everywhere, at once; the number of tokens and page sessions that were ended."""
    with transaction.atomic():
        # The new version alone ends them all, those included that are being made right now.
        User.objects.filter(pk=person.pk).update(sign_in_version=F("sign_in_version") + 1)
        return rows_end(person=person)


def rows_end(*, person: User, keep: SignIn | None = None) -> int:
    """Remove tokens and page sessions, but for the one that is kept; how many."""
    tokens, _rows = AccessToken.objects.filter(user=person).exclude(pk=keep and keep.token_id).delete()
    pages = UserSession.objects.filter(user=person).exclude(session_key=keep.session_key if keep else "")
    keys = list(pages.values_list("session_key", flat=True))
    for session_key in keys:
        page_session_end(session_key)
    return tokens + len(keys)


def page_session_end(session_key: str) -> None:
    session_store(session_key).delete(session_key)
    UserSession.objects.filter(session_key=session_key).delete()
