"""May this person? Reading what is shared is all that anybody but the owner may do."""

from __future__ import annotations

from typing import TypeVar

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from praxia.lib.errors import Problem
from profiling.models import User
from profiling.profile.models import Share
from profiling.profile.records import Scope

M = TypeVar("M", bound=Model)


def profile_read(reader: User, owner_id: object) -> User:
    """Whose profile this is: the reader's own, or that of somebody who shares it. Raises Problem NOT_FOUND."""
    if str(owner_id) == str(reader.pk):
        return reader
    return shared(User.objects.filter(is_active=True), reader, Scope.PROFILE, pk=owner_id, owner="pk")


def shared(queryset: QuerySet[M], reader: User, scope: Scope, *, pk: object, owner: str = "owner") -> M:
    """The row with this key if its owner lets the reader read it. Raises Problem NOT_FOUND, whatever the reason."""
    owners = scope_shared(reader, scope).values("owner")
    try:
        row = queryset.filter(**{f"{owner}__in": owners}, pk=pk).first()
    except (ValueError, ValidationError, OverflowError):
        row = None
    if row is None:
        raise Problem("NOT_FOUND")
    return row


def shared_with(owner: User, reader: User, scope: Scope) -> bool:
    """Whether the owner lets this reader read what belongs to this scope, at this moment."""
    return scope_shared(reader, scope).filter(owner=owner).exists()


def scope_shared(reader: User, scope: Scope) -> QuerySet[Share]:
    """The shares by which somebody may read. One that waits for its address is opened by whoever has shown that it is theirs."""
    addresses = EmailAddress.objects.filter(user=reader, verified=True).values("email")
    theirs = Q(reader=reader) | Q(reader=None, email__in=addresses)
    return Share.objects.filter(theirs, scope__contains=[scope], owner__is_active=True).exclude(owner=reader)
