"""When a device was last in use, for the session list; written at most once in ten minutes."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone

from profiling.models import AccessToken
from profiling.records import SignIn

EVERY = timedelta(minutes=10)


def note(sign_in: SignIn) -> None:
    now = timezone.now()
    if sign_in.token_id:
        AccessToken.objects.filter(pk=sign_in.token_id, last_used_at__lt=now - EVERY).update(last_used_at=now)
    else:
        rows = UserSession.objects.filter(session_key=sign_in.session_key)
        rows.filter(last_seen_at__lt=now - EVERY).update(last_seen_at=now)
