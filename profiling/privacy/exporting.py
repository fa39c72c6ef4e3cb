"""The archive of everything that is held of a person: written by a worker, told in a journal, kept for an hour."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from praxia.lib import work
from praxia.lib.files import private_folder
from praxia.lib.follow import Row, Settled
from praxia.lib.journal import JournalWriter, Superseded
from praxia.lib.work import Status
from profiling.privacy import registry, wire
from profiling.privacy.archive import Archive
from profiling.privacy.models import FOLDER, Export

log = logging.getLogger(__name__)

FIELDS = ("file", "size", "expires_at")


class Stopped(Exception):
    """Somebody asked to stop: the account is being deleted."""


def write(export_id: str) -> None:
    """Make the archive of this order. Quiet when there is nothing to do: finished, gone, or in other hands."""
    export = work.claim(Export.objects.select_related("owner"), export_id)
    if export is None:
        return
    part = export.path.with_suffix(f".{export.run}.part")
    try:
        with (
            translation.override(export.owner.preferred_language),
            JournalWriter(export.journal, export.run) as journal,
        ):
            _write(export, part, journal)
    except Superseded:
        log.info("export %s: run %s was superseded", export.id, export.run)
    finally:
        part.unlink(missing_ok=True)


def sweep() -> Iterator[UUID]:
    return work.sweep(Export.objects.all(), give_up=_give_up)


def clear() -> None:
    """Remove archives whose hour is over, and every file that no order knows."""
    for export in Export.objects.filter(expires_at__lte=timezone.now()).exclude(file=""):
        archive_remove(export)
    found = list(
        private_folder(FOLDER).iterdir()
    )  # before asking for the orders: a file's order is always older than the file
    known = {name.partition(".")[0] for name in Export.objects.exclude(file="").values_list("file", flat=True)}
    for path in found:
        if path.name.partition(".")[0] not in known:
            path.unlink(missing_ok=True)


def archive_remove(export: Export) -> None:
    """Remove the archive and whatever a run that died has left of it; the order's row stays."""
    name = export.path.stem
    for path in export.path.parent.glob(f"{name}.*") if export.file else ():
        path.unlink(missing_ok=True)
    Export.objects.filter(pk=export.pk).update(file="")


def row_of(export: Export) -> Row:
    return work.row_of(Export.objects.all(), export.pk, _settled)


def _write(export: Export, part: Path, journal: JournalWriter) -> None:
    try:
        _fill(part, export, journal)
    except Stopped:
        export.status, export.file = Status.STOPPED, ""
        work.settle(journal, export, FIELDS, wire.export_wire)
        return
    part.rename(export.path)
    export.status, export.size = Status.COMPLETE, export.path.stat().st_size
    export.expires_at = timezone.now() + Export.KEPT
    try:
        work.settle(journal, export, FIELDS, wire.export_wire)
        for left in export.path.parent.glob(f"{export.path.stem}.*.part"):  # by runs that died
            left.unlink(missing_ok=True)
    except Superseded:
        if not Export.objects.filter(pk=export.pk).exists():  # deleted in the meantime: nobody else would clear it away
            export.path.unlink(missing_ok=True)
        raise


def _fill(part: Path, export: Export, journal: JournalWriter) -> None:
    """One step for each app, one for FHIR."""
    parts = registry.registered()
    steps = len(parts) + 1

    def step(name: str, number: int, words: str) -> None:
        journal.event("progress", step=name, done=number, of=steps, words=words)

    with Archive(part, person=export.owner) as archive:
        archive.readme(parts)
        for number, own in enumerate(parts):
            step(own.name, number, _("Collecting %s.") % own.words)
            _go_on(archive.data(own), journal)
        step("fhir", len(parts), _("Writing the FHIR Bundle."))
        _go_on(archive.bundle(parts), journal)
    step("fhir", steps, _("The archive is whole."))


def _go_on(pieces: Iterator[None], journal: JournalWriter) -> None:
    if journal.poll():
        raise Stopped
    for _piece in pieces:
        if journal.poll():
            raise Stopped


def _give_up(export: Export) -> None:
    taken = work.claim(Export.objects.all(), export.pk)
    if taken is None:
        return
    detail = _("The archive could not be made. Your data are unchanged, and you can ask for it again.")
    taken.status, taken.error = Status.FAILED, {"code": "INTERNAL_ERROR", "detail": detail, "retryable": True}
    archive_remove(taken)
    taken.file = ""
    with JournalWriter(taken.journal, taken.run) as journal:
        work.settle(journal, taken, FIELDS, wire.export_wire)


def _settled(export: Export) -> Settled:
    last = export.last_event() | {"result": wire.export_wire(export)}
    return Settled(at=export.finished_at or export.created_at, run=export.run, sources=(), text="", last=last)
