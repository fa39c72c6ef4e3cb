"""A row in every table that leads to a person, made from the models themselves: a table that comes later is sown too."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone

from profiling.models import User
from profiling.privacy.models import Deletion, Pseudonym
from profiling.privacy.owners import owned_models, owner_path

# These come by themselves with the order to delete.
NOT_SOWN = (Deletion, Pseudonym)
# Where a value of the right type is not enough: model and field -> value.
FITTING: dict[str, Any] = {"privacy.Export.status": "complete"}


def sow(
    person: User, canary: str, *, json: bool = True, only: type[models.Model] | None = None
) -> dict[str, models.Model]:
    """By label, one row of each table (or of one) with the canary in every text; with `json` in every object too."""
    return {
        model._meta.label: row(model, person, canary, json=json)
        for model in ([only] if only else owned_models())
        if not issubclass(model, NOT_SOWN)
    }


def row(model: type[models.Model], person: User, canary: str, *, json: bool) -> models.Model:
    """The person's row of this table, made where there is none; of tables that are nobody's one without the canary."""
    path = owner_path(model)
    if found := model._default_manager.filter(**({"__".join(path): person} if path else {})).first():
        return found
    canary = canary if path else "known to all"
    values = {
        field.name: value
        for field in model._meta.concrete_fields
        if (value := _value(field, person, canary, json=json)) is not None
    }
    try:
        with transaction.atomic():
            return model._default_manager.create(**values)
    except Exception as error:
        raise AssertionError(f"Say in tests/privacy/sowing.py what fits into {model._meta.label}: {error}") from error


def _value(field: models.Field, person: User, canary: str, *, json: bool) -> Any:
    if (label := f"{field.model._meta.label}.{field.name}") in FITTING:
        return FITTING[label]
    if isinstance(field, models.ForeignKey):
        return _related(field, person, canary, json=json)
    if field.choices:
        return field.choices[0][0] if not field.has_default() else None
    if isinstance(field, models.EmailField):
        return f"{canary}@example.org"
    if isinstance(field, models.CharField | models.TextField):
        return canary[: field.max_length] if field.max_length is None or field.max_length >= len(canary) else None
    if isinstance(field, models.JSONField):
        return {"said": canary} if json else None if field.null or field.has_default() else {}
    if isinstance(field, models.BinaryField):
        return canary.encode()
    if isinstance(field, ArrayField) or field.null or field.has_default() or field.primary_key:
        return [] if isinstance(field, ArrayField) and not field.has_default() else None
    if isinstance(field, models.DateTimeField | models.DateField):
        return timezone.now()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return 1
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.7"
    if isinstance(field, models.UUIDField):
        return uuid4()
    return None


def _related(field: models.ForeignKey, person: User, canary: str, *, json: bool) -> Any:
    if field.related_model is User:
        return person
    if field.related_model is ContentType:
        return ContentType.objects.get_for_model(User)
    if field.null or field.related_model is field.model:
        return None
    return row(field.related_model, person, canary, json=json)
