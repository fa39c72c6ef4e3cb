"""Whose a row is: found by following foreign keys to a person, so that no table has to be named anywhere."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Model

from profiling.models import User

# Foreign keys of these names say whose a row is; others (`by`, `reader`) only who took part.
OWNS = ("owner", "user", "person", "signed_by")


@cache
def owner_path(model: type[Model]) -> tuple[str, ...]:
    """The names of the keys from this model to its person; empty when its rows are nobody's."""
    return _search(model, seen=frozenset())


def owned_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if owner_path(model)]


def owner_of(row: Model) -> User | None:
    """The person whose data this row is; a person is their own."""
    found: object = row
    for name in owner_path(type(row)):
        found = getattr(found, name, None)
    return found if isinstance(found, User) else None


def _search(model: type[Model], *, seen: frozenset[type[Model]]) -> tuple[str, ...]:
    """Keys to a person first, then the way through the first owned parent."""
    if model in seen:
        return ()
    keys = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey)]
    for field in keys:
        if field.related_model is get_user_model() and field.name in OWNS:
            return (field.name,)
    for field in keys:
        if further := _search(field.related_model, seen=seen | {model}):
            return (field.name, *further)
    return ()
