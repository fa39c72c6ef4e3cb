"""What nobody needs any more: sessions and tokens that ran out, letters that did their work, visitors who did not come back."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from praxia.lib import outbox
from profiling.models import AccessToken, Letter, User

LETTERS_KEPT = timedelta(days=7)


def sweep() -> dict[str, int]:
    """How many of each were removed. Doing it twice at once is harmless."""
    now = timezone.now()
    ended = {
        "sessions": Session.objects.filter(expire_date__lt=now).delete(),
        "devices": UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete(),
        "tokens": AccessToken.objects.filter(expiry__lt=now).delete(),
        "letters": Letter.objects.filter(created_at__lt=now - LETTERS_KEPT).delete(),
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete(),
        "guests": User.objects.filter(
            is_guest=True, date_joined__lt=now - timedelta(days=settings.GUEST_DAYS)
        ).delete(),
    }
    return {name: rows for name, (rows, _) in ended.items()} | {"files": outbox.sweep(older_than=LETTERS_KEPT)}
