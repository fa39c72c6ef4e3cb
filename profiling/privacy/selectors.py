"""Reads: a person's orders, and who has read what of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from profiling.models import User
from profiling.privacy.models import AccessLog, ChainCheck, Deletion, Export, Pseudonym


def export_list(person: User) -> QuerySet[Export]:
    return Export.objects.filter(owner=person).order_by("-created_at", "-id")


def deletion_of(person: User) -> Deletion | None:
    return Deletion.objects.filter(owner=person).first()


def deletions_due() -> QuerySet[Deletion]:
    return Deletion.objects.select_related("owner").filter(deletes_at__lte=timezone.now())


def line_list(person: User) -> QuerySet[AccessLog]:
    """What the access log says about this person's data, newest first."""
    return AccessLog.objects.filter(owner__in=Pseudonym.objects.filter(person=person).values("key")).order_by("-id")


def reader_names(lines: Iterable[AccessLog]) -> dict[UUID, str]:
    """By pseudonym, the names of those readers who still have an account; one query for any number of lines."""
    known = Pseudonym.objects.select_related("person").filter(key__in={line.reader for line in lines if line.reader})
    return {row.key: row.person.get_full_name() for row in known}


def access_log_is_whole() -> bool:
    """What the last check found; true before the first."""
    last = ChainCheck.objects.order_by("-id").first()
    return last is None or last.broken_at is None
