"""A film that somebody sent, each reading of it, and what clinicians said about a reading. Nothing is overwritten."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from imaging.records import DEMONSTRATION, EXPLAIN, FOLDER, JOURNAL, QUEUE, Status, View
from praxia.lib.files import private_folder
from praxia.lib.work import Work


class Study(Work):
    """One upload. Its files lie in the private folder under random names: what was sent (until it is decoded), the film as decoded,
    a smaller picture to look at, one for lists, and for DICOM the de-identified data set."""

    JOURNAL = JOURNAL
    QUEUE = QUEUE

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="studies")
    status = models.CharField(max_length=20, choices=Status)
    sent = models.CharField(max_length=64, blank=True)
    film = models.CharField(max_length=64, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    small = models.CharField(max_length=64, blank=True)
    dicom = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    view = models.CharField(max_length=16, blank=True)
    session_id = models.UUIDField(null=True, blank=True)  # the talk that it was attached to; `chat` knows it, not we
    triage = models.JSONField(null=True)
    quality = models.JSONField(null=True)
    meta = models.JSONField(default=dict)
    reading = models.ForeignKey("Reading", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    explanation = models.JSONField(default=dict)

    class Meta:
        verbose_name = "study"
        verbose_name_plural = "studies"
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"]),
            models.Index(
                fields=["created_at"], name="imaging_study_open", condition=models.Q(status__in=["queued", "running"])
            ),
        ]

    @property
    def events_url(self) -> str:
        return f"/api/xray-analyses/{self.pk}/events"

    @property
    def names(self) -> list[str]:
        """Of the files that this row knows; those of its readings are theirs."""
        return [name for name in (self.sent, self.film, self.picture, self.small, self.dicom) if name]

    @property
    def files(self) -> list[Path]:
        told = [name for reading in self.readings.all() for name in (*reading.overlays.values(), reading.report)]
        return [path_of(name) for name in (*self.names, *told) if name]

    @property
    def has_picture(self) -> bool:
        return bool(self.picture)

    @property
    def is_explained(self) -> bool:
        """What is read already is being put into plain words; nothing of the reading changes."""
        return bool(self.is_open and self.meta.get(EXPLAIN))

    @property
    def view_told(self) -> str:
        return str(self.view or self.meta.get("view", ""))


class Reading(models.Model):
    """What one model with one calibration said of a film. A newer one stands beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="readings")
    number = models.PositiveIntegerField()
    model = models.JSONField()
    findings = models.JSONField()
    overlays = models.JSONField(default=dict)  # label: name of the file
    report = models.CharField(max_length=64, blank=True)  # a DICOM structured report, where the film was DICOM
    reported = models.ForeignKey(
        "Review", on_delete=models.SET_NULL, null=True, related_name="+"
    )  # whose signature it carries
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="imaging_reading_numbered")]

    def __str__(self) -> str:
        return f"{self.model.get('name')} ({self.number})"

    @property
    def is_demonstration(self) -> bool:
        return bool(self.model.get("kind") == "demonstration")

    @property
    def notice(self) -> str:
        told = str(self.model.get("notice") or "")
        return told or (DEMONSTRATION if self.is_demonstration else "")


class Review(models.Model):
    """What a clinician says of a reading. Signed it is never changed; another one may follow it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="reviews")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="reviews")
    follows = models.OneToOneField("self", on_delete=models.CASCADE, null=True, blank=True, related_name="followed_by")
    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opinions = models.JSONField()  # label: agree, disagree or cannot_tell
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading"], name="imaging_review_first", condition=models.Q(follows__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def signed_by(self) -> str:
        return self.clinician.get_full_name() if self.clinician else "a clinician who is no longer here"

    def wire(self) -> dict[str, Any]:
        return {
            "status": "signed",
            "signed_by": self.signed_by,
            "signed_at": self.signed_at.isoformat(),
            "opinions": self.opinions,
            "note": self.note,
        }


def path_of(name: str) -> Path:
    return private_folder(FOLDER) / name


VIEWS = set(View.values)
