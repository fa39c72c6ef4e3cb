"""Writes. Page, REST, admin and beat that do one of these things call the same function here."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praxia.lib.errors import Problem
from praxia.lib.files import private_name
from praxia.lib.work import Status, ring
from profiling.models import User
from profiling.privacy import exporting, log, tasks
from profiling.privacy.models import Deletion, Export
from profiling.privacy.records import Action
from profiling.records import LetterKind
from profiling.tasks import letter_queue


def read_record(*, reader: User, owner: User, what: str, object_id: str, purpose: str = "") -> None:
    """Write into the access log that `reader` was shown something of `owner`. Call it before it is shown: no line, no reading.

    `what` names the kind of thing in one or two plain words ("talk", "chest X-ray"); the owner reads it. `purpose` says why, in
    the reader's words, without health data. Do not call it inside a long transaction: lines are written one after the other.
    """
    log.append(action=Action.READ, reader=reader, owner=owner, what=what, object_id=object_id, purpose=purpose)


def export_order(*, person: User) -> Export:
    """Order an archive of everything; the one before it is removed. Raises Problem ALREADY_RUNNING."""
    try:
        with transaction.atomic():
            export = Export.objects.create(owner=person, status=Status.QUEUED, file=private_name(".zip"))
            log.append(action=Action.EXPORTED, reader=person, owner=person, what="everything")
            transaction.on_commit(lambda: ring(tasks.export_write, export.id))
    except IntegrityError:
        raise Problem(
            "ALREADY_RUNNING", _("Your archive is being made already. It will be ready in a moment.")
        ) from None
    for older in Export.objects.filter(owner=person).exclude(pk=export.pk).exclude(file=""):
        exporting.archive_remove(older)
    return export


def export_downloaded(*, export: Export) -> None:
    """Write down that the archive was fetched. Call it before it is."""
    log.append(action=Action.DOWNLOADED, reader=export.owner, owner=export.owner, what="everything")
    Export.objects.filter(pk=export.pk).update(downloaded_at=timezone.now())


def deletion_order(*, person: User, by: User | None = None) -> Deletion:
    """Have the account deleted when the grace is over. Ordering it again changes nothing. `by` is staff, else the person."""
    deletes_at = timezone.now() + settings.DELETION_GRACE
    with transaction.atomic():
        deletion, is_new = Deletion.objects.get_or_create(
            owner=person, defaults={"status": Status.QUEUED, "deletes_at": deletes_at}
        )
        if is_new:
            log.append(action=Action.DELETION_ASKED, reader=by or person, owner=person, what="account")
            letter_queue(LetterKind.DELETION_ASKED, person)
            if deletes_at <= timezone.now():
                transaction.on_commit(lambda: ring(tasks.account_erase, deletion.id))
    return deletion


def deletion_cancel(*, person: User) -> None:
    """Keep the account after all. Raises Problem NOT_FOUND when nothing was ordered, CONFLICT when erasing has begun."""
    with transaction.atomic():
        cancelled, _rows = Deletion.objects.filter(owner=person, status=Status.QUEUED).delete()
        if cancelled:
            log.append(action=Action.DELETION_CANCELLED, reader=person, owner=person, what="account")
            return
    if Deletion.objects.filter(owner=person).exists():
        raise Problem("CONFLICT", _("The account is being deleted now. This can no longer be stopped."))
    raise Problem("NOT_FOUND")
