"""Writing letters to people: claim the row, make the secret of its link, send, say so in the row.

The secret is made here, where the letter is written, and stands in no task, log or other row: only its hash is kept. Letters
hold no health data, and no name either: a stranger chooses both name and address when registering, and could make us send their
words to anybody.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from praxia.lib import work
from praxia.lib.journal import JournalWriter, Superseded
from praxia.lib.work import Status
from profiling.models import Letter, User, digest_of
from profiling.records import LINK_LIFE, LetterKind
from profiling.selectors import email_is_verified

log = logging.getLogger(__name__)

MAX_TRIES = 6
FIRST_WAIT_S = 30  # then twice as long each time: about half an hour over all
PAGES = {
    LetterKind.CONFIRM: "account_confirm",
    LetterKind.NEW_ADDRESS: "account_confirm",
    LetterKind.RESET: "account_reset_password_from_key",
}


def write(letter_id: str) -> None:
    """Send the letter with this id. Quiet when there is nothing to do: sent, gone, or in other hands."""
    letter = work.claim(Letter.objects.select_related("user"), letter_id)
    if letter is None:
        return
    try:
        with JournalWriter(letter.journal, letter.run) as journal:
            if _try(letter):
                work.settle(journal, letter, (), lambda row: {})
    except Superseded:
        log.info("letter %s: run %s was superseded", letter.pk, letter.run)


def sweep() -> Iterator[UUID]:
    """Ids of letters to be taken up again: those that are due and were not rung, or whose worker died."""
    yield from work.sweep(Letter.objects.filter(due_at__lte=timezone.now()), give_up=_give_up)


def _try(letter: Letter) -> bool:
    """Whether the letter has come to its end. A mail server that is away is asked again later."""
    person, kind = letter.user, LetterKind(letter.kind)
    letter.status = Status.COMPLETE
    if person is None or not person.is_active or _is_needless(letter, person, kind):
        return True
    try:
        _send(letter, person, kind)
    except OSError as error:  # also everything that smtplib raises
        log.warning("a letter (%s) could not be sent: %s", kind.value, type(error).__name__)
        if letter.run < MAX_TRIES:
            _put_off(letter)
            return False
        _fail(letter)
    return True


def _is_needless(letter: Letter, person: User, kind: LetterKind) -> bool:
    """What it asks for is done, or a newer one asks for it."""
    if kind == LetterKind.CONFIRM and email_is_verified(person):
        return True
    same = Letter.objects.filter(user=person, kind=kind, created_at__gt=letter.created_at)
    return kind in LINK_LIFE and same.exists()


def _send(letter: Letter, person: User, kind: LetterKind) -> None:
    context = {"link": _link(letter, kind)} if kind in LINK_LIFE else {}
    with translation.override(person.preferred_language):
        subject, text, html = (
            render_to_string(f"profiling/letters/{kind.value}_{part}", context)
            for part in ("subject.txt", "text.txt", "html.html")
        )
    message = EmailMultiAlternatives(" ".join(subject.split()), text, to=[letter.to or person.email])
    message.attach_alternative(html, "text/html")
    message.send()


def _link(letter: Letter, kind: LetterKind) -> str:
    """It works from now on, not from when the mail server has taken the letter: somebody may be quick."""
    secret = secrets.token_urlsafe(32)
    letter.digest, letter.expires_at = digest_of(secret), timezone.now() + LINK_LIFE[kind]
    letter.save(update_fields=["digest", "expires_at"])
    origin = settings.PUBLIC_URL or letter.origin or "http://localhost:8000"
    return f"{origin}{reverse(PAGES[kind])}?token={secret}"


def _put_off(letter: Letter) -> None:
    due_at = timezone.now() + timedelta(seconds=FIRST_WAIT_S * 2 ** (letter.run - 1))
    mine = Letter.objects.filter(pk=letter.pk, run=letter.run, status=Status.RUNNING)
    mine.update(status=Status.QUEUED, due_at=due_at, digest=None)


def _fail(letter: Letter) -> None:
    letter.status = Status.FAILED
    letter.error = {"code": "UNAVAILABLE", "detail": "The mail server did not take the letter.", "retryable": True}
    Letter.objects.filter(pk=letter.pk).update(digest=None)


def _give_up(letter: Letter) -> None:
    taken = work.claim(Letter.objects.all(), letter.pk)
    if taken:
        with JournalWriter(taken.journal, taken.run) as journal:
            _fail(taken)
            work.settle(journal, taken, (), lambda row: {})
