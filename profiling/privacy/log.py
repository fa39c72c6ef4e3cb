"""The access log: lines are added here and never changed. Triggers of the database number, chain and guard them."""

from __future__ import annotations

from uuid import UUID

from praxia.lib import request_id
from profiling.models import User
from profiling.privacy.models import AccessLog, Pseudonym
from profiling.privacy.records import Action, Role


def append(
    *, action: Action, owner: User, what: str, reader: User | None = None, object_id: str = "", purpose: str = ""
) -> None:
    """One line; without a reader the house itself did it. Not inside a long transaction: lines are written one by one."""
    AccessLog.objects.create(
        action=action,
        role=_role(reader, owner),
        reader=pseudonym_of(reader) if reader else None,
        owner=pseudonym_of(owner),
        what=what[:80],
        object_id="" if object_id == str(owner.pk) else object_id[:64],  # the log holds nobody's id
        purpose=purpose[:200],
        request_id=request_id.current(),
    )


def pseudonym_of(person: User) -> UUID:
    return Pseudonym.objects.get_or_create(person=person)[0].key


def _role(reader: User | None, owner: User) -> Role:
    if reader is None:
        return Role.HOUSE
    if reader.pk == owner.pk:
        return Role.SELF
    return Role.STAFF if reader.is_staff else Role.OTHER
