"""Doorbells: an id comes in, the work module is called."""

from __future__ import annotations

from celery import shared_task

from imaging import films, reading, selectors
from praxia.lib.work import ring


@shared_task(acks_late=False)
def study_read(study_id: str) -> None:
    reading.read(study_id)


@shared_task
def studies_sweep() -> None:
    for study_id in reading.sweep():
        ring(study_read, study_id)


@shared_task
def films_tidy() -> None:
    films.tidy()


@shared_task
def report_sign(reading_id: str) -> None:
    films.report_sign(reading_id)


@shared_task
def studies_refresh() -> None:
    """Studies that no model has read, or another one than is installed now; reports without their newest signature."""
    for study_id in reading.outdated():
        ring(study_read, study_id)
    for signed in selectors.reports_due():
        ring(report_sign, signed.pk)
