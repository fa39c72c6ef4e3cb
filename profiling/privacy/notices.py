"""What every page tells a person about an order that they have given."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from profiling.models import User
from profiling.privacy import selectors
from profiling.privacy.models import Deletion


def deletion(request: HttpRequest) -> dict[str, Any]:
    """`deletion` in templates: the order to delete this account, if there is one. Asked for only where a page shows it."""

    def ask() -> Deletion | None:
        with suppress(
            OperationalError, InterfaceError
        ):  # a page that says that the database is away has no such notice
            person = getattr(request, "user", None)
            return selectors.deletion_of(person) if isinstance(person, User) else None
        return None

    return {"deletion": SimpleLazyObject(ask)}
