"""Erasing an account for good: every app its own part, then the person. What breaks off is taken up again until it is done."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from praxia.lib import work
from praxia.lib.journal import Journal, JournalWriter, Superseded
from praxia.lib.work import Status
from profiling.models import User
from profiling.privacy import log as access_log
from profiling.privacy import registry, selectors
from profiling.privacy.models import Deletion
from profiling.privacy.records import LEGAL_REASON, Action
from profiling.services import account_deactivate

log = logging.getLogger(__name__)

AGAIN = timedelta(hours=1)  # after three runs that failed; an account whose owner wants it gone is never given up


class NotErased(Exception):
    """Something is still there; names the apps, never what it is."""


def erase(deletion_id: str) -> None:
    """Erase the account of this order. Quiet when it is not due, cancelled, in other hands, or done."""
    deletion = work.claim(selectors.deletions_due(), deletion_id)
    if deletion is None:
        _forget_if_done(deletion_id)
        return
    try:
        with JournalWriter(deletion.journal, deletion.run) as journal:
            _erase_parts(deletion.owner, journal)
            _erase_person(deletion.owner)
    except Superseded:
        log.info("deletion %s: run %s was superseded", deletion.id, deletion.run)
    _forget_if_done(deletion_id)


def sweep() -> Iterator[UUID]:
    return work.sweep(selectors.deletions_due(), give_up=_later)


def _erase_parts(person: User, journal: JournalWriter) -> None:
    """From the top of the house down: what an app holds may hang on what is below it."""
    account_deactivate(person=person)  # nobody signs in, and nothing new is made, while it goes
    parts = registry.registered()[::-1]
    for number, own in enumerate(parts):
        journal.event("progress", step=own.name, done=number, of=len(parts), words=f"Erasing: {own.name}.")
        own.erase(person)
        journal.poll()
    if left := [own.name for own in parts if own.left(person)]:
        raise NotErased(", ".join(left))


def _erase_person(person: User) -> None:
    """The last act, all or nothing: the access log learns of it, and the row goes with the pseudonym and the order."""
    with transaction.atomic():
        access_log.append(action=Action.ERASED, owner=person, what="account", purpose=LEGAL_REASON)
        person.delete()


def _forget_if_done(deletion_id: str) -> None:
    if not Deletion.objects.filter(pk=deletion_id).exists():
        Journal(Deletion.JOURNAL, str(deletion_id)).forget()


def _later(deletion: Deletion) -> None:
    log.error("deletion %s could not be finished and is tried again in an hour; an operator should look", deletion.id)
    mine = Deletion.objects.filter(pk=deletion.pk, run=deletion.run, status=Status.RUNNING)
    if mine.update(status=Status.QUEUED, run=0, deletes_at=timezone.now() + AGAIN):
        deletion.journal.forget()  # with it the number of the last run, or the next could not write
