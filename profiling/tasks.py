"""Doorbells: an id comes in, the work module is called."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.db import transaction

from praxia.lib import work
from profiling import leftovers, letters
from profiling.models import Letter, User
from profiling.records import LetterKind


@shared_task
def letter_write(letter_id: str) -> None:
    letters.write(letter_id)


@shared_task
def letters_sweep() -> None:
    for letter_id in letters.sweep():
        work.ring(letter_write, letter_id)


@shared_task
def leftovers_sweep() -> None:
    leftovers.sweep()


def letter_queue(kind: LetterKind, person: User | None, *, to: str = "", origin: str = "") -> None:
    """Ask for a letter; it is rung for after the commit. Links of the same kind that were sent before no longer work.

    Without a person the same is done, in the same time, and nobody gets anything.
    """
    Letter.objects.filter(user=person, kind=kind, digest__isnull=False).update(digest=None)
    letter = Letter.objects.create(user=person, kind=kind, to=to, origin=origin, status=work.Status.QUEUED)
    transaction.on_commit(partial(work.ring, letter_write, letter.pk))
