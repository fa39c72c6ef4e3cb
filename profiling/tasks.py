"""Doorbells: an id comes in, the work module is called."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from profiling import letters
from profiling.models import User
from profiling.records import Letter

log = logging.getLogger(__name__)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def letter_send(letter: str, person_id: str) -> None:
    letters.send(Letter(letter), person_id)


def letter_queue(letter: Letter, person: User) -> None:
    """After the commit. A broker that is away costs the letter, never what it tells of."""
    transaction.on_commit(partial(_ring, letter, str(person.pk)))


def _ring(letter: Letter, person_id: str) -> None:
    try:
        letter_send.apply_async([letter.value, person_id], retry=False)
    except OperationalError:
        log.warning("broker away; a letter (%s) was not queued", letter.value)
