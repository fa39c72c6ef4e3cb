"""Pages tell times as the clock of their reader shows them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from profiling.models import User


def time_zone(request: HttpRequest) -> dict[str, Any]:
    """`time_zone` in templates, for `{% timezone %}`: the zone of who reads, None (UTC) where it is not known."""

    def ask() -> ZoneInfo | None:
        with suppress(OperationalError, InterfaceError, KeyError, ValueError, OSError):  # no database, or no such zone
            person = getattr(request, "user", None)
            return ZoneInfo(person.time_zone) if isinstance(person, User) else None
        return None

    return {"time_zone": ask}
