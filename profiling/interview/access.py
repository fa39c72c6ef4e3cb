"""May this person? Interviews live per person: somebody else's name is simply not there."""

from __future__ import annotations

from praxia.lib.errors import Problem
from profiling.interview.models import Session
from profiling.models import User


def session_read(person: User, name: object) -> Session:
    found = Session.objects.filter(owner=person, name=str(name)).first()
    if found is None:
        raise Problem("NOT_FOUND")
    return found


def session_hold(person: User, name: object) -> Session:
    """The row, held until the end of the transaction. Not its owner's: who writes a profile holds that after the profile."""
    held = Session.objects.select_for_update(of=("self",)).select_related("owner")
    found = held.filter(owner=person, name=str(name)).first()
    if found is None:
        raise Problem("NOT_FOUND")
    return found
