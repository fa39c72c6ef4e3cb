"""What the house holds of a person's X-rays: studies, readings, reviews, and the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import QuerySet

from imaging import wire
from imaging.models import Reading, Review, Study, path_of
from praxia.lib import queued
from praxia.lib.journal import Journal
from profiling.models import User
from profiling.privacy.registry import OwnData, subject_of


def collect(person: User) -> Iterator[dict[str, Any]]:
    for study in _studies(person):
        yield {"kind": "study", **wire.study_wire(study), "file": study.meta}
        for reading in study.readings.all():
            yield {
                "kind": "reading",
                "id": str(reading.pk),
                "study_id": str(study.pk),
                "number": reading.number,
                "model": reading.model,
                "findings": reading.findings,
                "read_at": reading.created_at,
            }
    for review in Review.objects.filter(clinician=person):
        yield {"kind": "review", "signed_at": review.signed_at, "opinions": review.opinions, "note": review.note}


def files(person: User) -> Iterator[tuple[str, IO[bytes]]]:
    for study in _studies(person):
        told = {"film.png": study.film, "film.dcm": study.dicom}
        told |= {f"reading-{one.number}.dcm": one.report for one in study.readings.all()}
        for name, stored in told.items():
            if stored and path_of(stored).is_file():
                yield f"{study.pk}/{name}", path_of(stored).open("rb")


def erase(person: User) -> None:
    """Readings that go on are stopped; reviews that this person signed as a clinician stay, without their name."""
    ids = {str(study.pk) for study in _studies(person)}
    for study_id in ids:
        Journal(Study.JOURNAL, study_id).stop()
    queued.forget(ids)
    for study in _studies(person):
        paths = study.files
        study.delete()
        for path in paths:
            path.unlink(missing_ok=True)
    for study_id in ids:
        Journal(Study.JOURNAL, study_id).forget()
    Reading.objects.filter(reported__clinician=person).update(
        reported=None
    )  # so that the report is written without the name
    Review.objects.filter(clinician=person).update(clinician=None)


def left(person: User) -> int:
    return _studies(person).count() + Review.objects.filter(clinician=person).count()


def fhir(person: User) -> Iterable[Any]:
    """A DiagnosticReport with its Observations for each reading that is shown."""
    from imaging.films import report_of
    from imaging.inference.report_fhir import resources  # brings the library, which only a worker needs

    for study in _studies(person).filter(reading__isnull=False):
        if study.reading:
            study.reading.study = study
            yield from resources(report_of(study.reading), subject_of(person))


def _studies(person: User) -> QuerySet[Study]:
    return Study.objects.filter(owner=person).select_related("reading").order_by("created_at")


OWN_DATA = OwnData(name="imaging", collect=collect, files=files, erase=erase, left=left, fhir=fhir, title="your X-rays")
