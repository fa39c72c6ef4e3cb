"""Talking without an account, and taking the talk along."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from praxia.lib import limits
from praxia.lib.errors import Problem
from profiling import guests
from profiling.access import GUEST_KEY, session_guest
from profiling.models import User


def guest_begin(*, request: HttpRequest) -> User:
    """A visitor in this browser, the same one as before if there was one.

    Raises Problem NOT_FOUND where nobody talks without an account, RATE_LIMITED, UNAVAILABLE.
    """
    if not settings.GUEST_DAYS:
        raise Problem("NOT_FOUND")
    guest = guests.guest_of(request)
    if guest is None:
        limits.charge("guest", limits.address_of(request))
        guest = User.objects.create_user(f"visitor-{uuid4()}@guest.invalid", is_guest=True)
        request.session[GUEST_KEY] = str(guest.pk)
    return guest


def guest_keep(*, request: HttpRequest, person: User, guest: User | None) -> None:
    """What the visitor had is this person's from now on; the visitor is no more."""
    request.session.pop(GUEST_KEY, None)
    if guest is None:
        return
    with transaction.atomic():
        guests.hand_over(guest, person)
        guest.delete()


def guest_end(*, request: HttpRequest) -> None:
    """Forget the visitor of this browser with all that is theirs."""
    guest = session_guest(request.session)
    request.session.pop(GUEST_KEY, None)
    if guest:
        guest.delete()
