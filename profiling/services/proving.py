"""Remembering that an address is its person's own."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from profiling.models import User


def address_prove(*, person: User) -> None:
    """Somebody answered a letter that went to this person's address."""
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
