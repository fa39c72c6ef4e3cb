"""May this person? Reading what is shared is all that anybody but the owner may do."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from profiling.models import User
from profiling.profile.models import Share
from profiling.profile.records import Scope


def shared_with(owner: User, reader: User, scope: Scope) -> bool:
    """Whether the owner lets this reader read what belongs to this scope, at this moment."""
    return scope_shared(reader, scope).filter(owner=owner).exists()


def scope_shared(reader: User, scope: Scope) -> QuerySet[Share]:
    """The shares by which somebody may read. One that waits for its address is opened by whoever has shown that it is theirs."""
    addresses = EmailAddress.objects.filter(user=reader, verified=True).values("email")
    theirs = Q(reader=reader) | Q(reader=None, email__in=addresses)
    return Share.objects.filter(theirs, scope__contains=[scope], owner__is_active=True).exclude(owner=reader)
