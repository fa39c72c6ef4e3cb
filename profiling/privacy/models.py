"""Who read what, and the person's own orders: all of it to take away, all of it to be deleted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from praxia.lib.files import private_folder
from praxia.lib.work import OPEN, Status, Work
from profiling.privacy.records import Action, Role


class Pseudonym(models.Model):
    """The name under which a person stands in the access log.

    The log can never be changed, so it never holds a person's id: when this row goes with the account, its lines are nobody's.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="pseudonym"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.key)


class AccessLog(models.Model):
    """One line: who did what with whose data. Triggers number it, chain it and refuse every change (migration 0002).

    `reader` and `owner` are pseudonyms. `id` has no gaps; `hash` covers the line and the hash of the one before.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=20, choices=[(one, one.value) for one in Action])
    role = models.CharField(max_length=8, choices=[(one, one.value) for one in Role])
    reader = models.UUIDField(null=True)
    owner = models.UUIDField()
    what = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"])]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.id)


class ChainCheck(models.Model):
    """What a check of the access log found: a later check must find the same line with the same hash again."""

    at = models.DateTimeField(auto_now_add=True)
    lines = models.BigIntegerField()
    last_id = models.BigIntegerField()
    last_hash = models.CharField(max_length=64, blank=True)
    broken_at = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ("view",)
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"{self.lines} lines, {'whole' if self.broken_at is None else f'broken at {self.broken_at}'}"


FOLDER = "exports"


class Export(Work):
    """An order for everything in one archive. `file` is its name in the private folder, empty once the archive is gone."""

    JOURNAL = "export"
    QUEUE = "work"
    KEPT = timedelta(hours=1)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    file = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], name="privacy_one_export_at_once", condition=models.Q(status__in=OPEN)
            )
        ]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"])]
        default_permissions = ("view",)

    @property
    def path(self) -> Path:
        return private_folder(FOLDER) / self.file

    @property
    def is_ready(self) -> bool:
        """The archive can be fetched now."""
        in_time = self.expires_at is not None and timezone.now() < self.expires_at
        return self.status == Status.COMPLETE and bool(self.file) and in_time

    @property
    def url(self) -> str:
        return f"/api/privacy/exports/{self.id}/"


class Deletion(Work):
    """An order to delete the account. It waits as `queued` until `deletes_at`; its last act removes this row with the person."""

    JOURNAL = "deletion"
    QUEUE = "work"

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deletion")
    deletes_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["deletes_at"])]
        default_permissions = ("view",)
