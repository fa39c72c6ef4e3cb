"""Profiles for tests: everything that somebody may have said and shared."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from PIL import Image

from profiling.models import User
from profiling.profile.models import Change, HealthProfile, Picture, Share
from profiling.profile.records import Source
from profiling.profile.services import profile_update, share_give


def typed(person: User, **values: Any) -> HealthProfile:
    return profile_update(person=person, values=values, source=Source.TYPED)


def jpeg(side: int = 64, *, form: str = "JPEG", **options: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", (side, side // 2), "teal").save(written, form, **options)
    return written.getvalue()


def verified(person: User) -> User:
    """Somebody who has shown that their address is theirs."""
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def share(owner: User, reader: User, *scope: str) -> Share:
    return share_give(person=owner, email=reader.email, scope=list(scope))


def profile_kept(person: User) -> dict[str, str]:
    """One of everything under `/api/profile/`, and the ids by which it is asked for."""
    typed(person, height=168)
    Picture.objects.get_or_create(user=person, defaults={"jpeg": jpeg()})
    given = share_give(person=person, email="somebody.else@example.org", scope=["profile"])
    change = Change.objects.filter(user=person).order_by("-created_at")[0]
    return {"change_id": str(change.pk), "share_id": str(given.pk), "owner_id": str(person.pk)}
