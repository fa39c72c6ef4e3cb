"""Doorbells: an id comes in, the work module is called. Beat rings the others."""

from __future__ import annotations

from celery import shared_task

from praxia.lib.work import ring
from profiling.privacy import checking, erasing, exporting


@shared_task
def export_write(export_id: str) -> None:
    exporting.write(export_id)


@shared_task
def account_erase(deletion_id: str) -> None:
    erasing.erase(deletion_id)


@shared_task
def orders_sweep() -> None:
    for export_id in exporting.sweep():
        ring(export_write, export_id)
    for deletion_id in erasing.sweep():
        ring(account_erase, deletion_id)


@shared_task
def archives_clear() -> None:
    exporting.clear()


@shared_task
def access_log_check() -> None:
    checking.check()
