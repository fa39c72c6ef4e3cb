"""What a person has said of themselves, where each value came from, what it was before, and who may use or read it."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from profiling.profile.born import Born
from profiling.profile.records import HEIGHT_CM, WEIGHT_KG, Confidence, Provenance, Scope, Source, Units, Use


class HealthProfile(models.Model):
    """Name, language, country and time zone stand on the account. Empty means "not said" everywhere."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="health_profile"
    )
    born_first = models.DateField(null=True, blank=True)
    born_last = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=6, blank=True)
    sex = models.CharField("sex for medical reasoning", max_length=8, blank=True)
    pregnant = models.BooleanField(null=True, blank=True)
    weight_kg = models.FloatField(null=True, blank=True)
    height_cm = models.FloatField(null=True, blank=True)
    units = models.CharField(max_length=8, default=Units.METRIC)
    allergies = models.JSONField(default=list, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    medications = models.JSONField(default=list, blank=True)
    medical_history = models.TextField(blank=True)
    wellness = models.JSONField(default=dict, blank=True)
    emergency_contact = models.JSONField(null=True, blank=True)
    provenance = models.JSONField(default=dict, blank=True)
    welcomed_at = models.DateTimeField(null=True, blank=True)  # the three first questions were answered or skipped
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight_kg__isnull=True) | models.Q(weight_kg__range=WEIGHT_KG), name="profile_weight"
            ),
            models.CheckConstraint(
                condition=models.Q(height_cm__isnull=True) | models.Q(height_cm__range=HEIGHT_CM), name="profile_height"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def born(self) -> Born | None:
        return Born(self.born_first, self.born_last) if self.born_first and self.born_last else None

    @property
    def age(self) -> int | None:
        """In full years, today."""
        return self.born.age(today()) if self.born else None

    def origin(self, key: str) -> Provenance | None:
        """Where the value of this key came from; None when nobody has said anything."""
        found = self.provenance.get(key)
        return Provenance.of(found) if found else None


class Picture(models.Model):
    """A small portrait, written anew from its pixels: nothing else of the file that came is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="profile_picture"
    )
    jpeg = models.BinaryField()
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class Change(models.Model):
    """One value that changed. `before` and `after` are as stored, with the origins that belonged to them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile_changes")
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    before_origin = models.JSONField(null=True)
    after_origin = models.JSONField(null=True)
    source = models.CharField(max_length=9, choices=[(one, one.value) for one in Source])
    confidence = models.CharField(max_length=6, choices=[(one, one.value) for one in Confidence])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="undone_by")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at", "-id"])]

    def __str__(self) -> str:
        return str(self.pk)


class Consent(models.Model):
    """A yes or a no, kept for ever; the newest of each use is what holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    use = models.CharField(max_length=24, choices=[(one, one.value) for one in Use])
    allowed = models.BooleanField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["user", "use", "-id"])]

    def __str__(self) -> str:
        return str(self.pk)


class Share(models.Model):
    """What the owner lets the person with this address read. `reader` is empty until somebody has shown that it is theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shares_given")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="shares_got")
    email = models.EmailField(max_length=254)
    scope = ArrayField(models.CharField(max_length=7, choices=[(one, one.value) for one in Scope]))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "email"], name="profile_shared_once")]
        indexes = [models.Index(fields=["email"], condition=models.Q(reader=None), name="profile_share_waiting")]

    def __str__(self) -> str:
        return str(self.pk)


def today() -> date:
    return timezone.now().date()
