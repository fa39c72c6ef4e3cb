"""Reads: somebody's studies, what came before one of them, what waits for a clinician."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from imaging.models import Reading, Review, Study
from imaging.records import Status
from profiling.models import User
from profiling.profile.records import Use
from profiling.profile.selectors import allows


def study_list(person: User) -> QuerySet[Study]:
    """Newest first."""
    return Study.objects.filter(owner=person).select_related("reading").order_by("-created_at", "-id")


def comparable(study: Study) -> list[Study]:
    others = study_list(study.owner).filter(status=Status.COMPLETE, reading__isnull=False).exclude(pk=study.pk)
    return [one for one in others[:50] if is_comparable(study, one)]


def is_comparable(study: Study, other: Study) -> bool:
    """The same view (unknown is comparable with unknown alone) and the same model with the same calibration."""
    if study.reading is None or other.reading is None:
        return False
    same = ("name", "sha256", "calibration")
    return study.view_told == other.view_told and all(
        study.reading.model.get(key) == other.reading.model.get(key) for key in same
    )


def review_of(study: Study) -> Review | None:
    """The newest signed review of the reading that is shown."""
    return Review.objects.filter(study=study, reading=study.reading).select_related("clinician").first()


def queue() -> QuerySet[Study]:
    """What clinicians may look at: held studies, and readings that nobody has signed yet; the most urgent first."""
    reviewed = Review.objects.filter(reading=OuterRef("reading"))
    open_ones = Q(status=Status.HELD) | Q(status=Status.COMPLETE, is_reviewed=False)
    return Study.objects.annotate(is_reviewed=Exists(reviewed)).filter(open_ones).select_related("owner", "reading")


def may_be_reviewed(study: Study) -> bool:
    """Only what its person allows clinicians to see."""
    return allows(study.owner, Use.CLINICIAN_REVIEW)


def reports_due() -> QuerySet[Reading]:
    """Readings whose report does not carry their newest signature yet."""
    newest = Review.objects.filter(reading=OuterRef("pk"), followed_by__isnull=True).values("pk")[:1]
    signed = Reading.objects.exclude(report="").annotate(newest=Subquery(newest)).filter(newest__isnull=False)
    return signed.exclude(reported=F("newest"))
