"""When a device was last in use, for the session list; written at most once in ten minutes."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone

from profiling.models import AccessToken

EVERY = timedelta(minutes=10)


def token_used(token: AccessToken) -> None:
    now = timezone.now()
    if token.last_used_at < now - EVERY:
        AccessToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at).update(last_used_at=now)


def page_used(session_key: str) -> None:
    now = timezone.now()
    UserSession.objects.filter(session_key=session_key, last_seen_at__lt=now - EVERY).update(last_seen_at=now)
