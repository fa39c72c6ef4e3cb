"""May this person? One function per object and verb; no is a 404, the same for what is not there and what is not theirs."""

from __future__ import annotations

from profiling.access import owned
from profiling.models import User
from research.models import Search


def search_read(person: User, search_id: object) -> Search:
    return owned(Search.objects.all(), person, pk=search_id)


def search_write(person: User, search_id: object) -> Search:
    return owned(Search.objects.all(), person, pk=search_id)
