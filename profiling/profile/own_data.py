"""What the house holds of a person's health profile: values with their origins, history, consents, shares, the picture."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import Model, Q, QuerySet

from profiling.models import User
from profiling.privacy.registry import OwnData
from profiling.profile.models import Change, Consent, HealthProfile, Picture, Share
from profiling.profile.selectors import change_wire, profile_of, profile_wire


def collect(person: User) -> Iterator[dict[str, Any]]:
    yield {"kind": "profile", **profile_wire(profile_of(person))}
    for change in Change.objects.filter(user=person).order_by("created_at").prefetch_related("undone_by"):
        yield {"kind": "change", **change_wire(change)}
    for consent in Consent.objects.filter(user=person).order_by("created_at"):
        yield {"kind": "consent", "use": consent.use, "allowed": consent.allowed, "at": consent.created_at}
    for share in Share.objects.filter(Q(owner=person) | Q(reader=person)).select_related("owner"):
        yield {
            "kind": "share",
            "from": share.owner.email,
            "to": share.email,
            "scope": share.scope,
            "at": share.created_at,
        }


def files(person: User) -> Iterator[tuple[str, IO[bytes]]]:
    for picture in Picture.objects.filter(user=person):
        yield "picture.jpg", io.BytesIO(bytes(picture.jpeg))


def erase(person: User) -> None:
    for rows in _rows(person):
        rows.delete()
    for profile in _written_in(person):
        for origin in profile.provenance.values():
            if origin.get("by") == str(person.pk):
                origin["by"] = None
        profile.save(update_fields=["provenance"])
    for change in _written_of(person):
        for origin in (change.before_origin, change.after_origin):
            if origin and origin.get("by") == str(person.pk):
                origin["by"] = None
        change.save(update_fields=["before_origin", "after_origin"])


def left(person: User) -> int:
    return sum(rows.count() for rows in (*_rows(person), _written_in(person), _written_of(person)))


def fhir(person: User) -> Iterable[Any]:
    from profiling.profile import fhir_resources  # brings the library, which only a worker needs

    return fhir_resources.resources(person)


def _rows(person: User) -> Iterable[QuerySet[Model]]:
    return (
        Change.objects.filter(user=person),
        Consent.objects.filter(user=person),
        Share.objects.filter(Q(owner=person) | Q(reader=person) | Q(email=person.email)),
        Picture.objects.filter(user=person),
        HealthProfile.objects.filter(user=person),
    )


def _written_in(person: User) -> QuerySet[HealthProfile]:
    """Other people's profiles that say that this person wrote a value in them."""
    return HealthProfile.objects.filter(provenance__icontains=str(person.pk)).exclude(user=person)


def _written_of(person: User) -> QuerySet[Change]:
    by = str(person.pk)
    return Change.objects.filter(Q(before_origin__icontains=by) | Q(after_origin__icontains=by)).exclude(user=person)


OWN_DATA = OwnData(
    name="profile", collect=collect, files=files, erase=erase, left=left, fhir=fhir, title="your health profile"
)
