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


def session_write(person: User, name: object) -> Session:
    return session_read(person, name)
