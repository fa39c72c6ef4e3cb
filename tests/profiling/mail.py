"""Letters as they arrive: written by the work module itself, caught by Django's own outbox for tests."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from django.core import mail

from profiling import letters
from profiling.models import Letter


def deliver() -> list[mail.EmailMessage]:
    """Write every letter that waits, oldest first; those that arrived."""
    before = len(mail.outbox)
    for letter_id in Letter.objects.filter(status="queued").order_by("created_at").values_list("pk", flat=True):
        letters.write(str(letter_id))
    return mail.outbox[before:]


def link_in(letter: mail.EmailMessage) -> str:
    return re.search(r"https?://\S+", letter.body)[0]


def token_in(letter: mail.EmailMessage) -> str:
    return parse_qs(urlsplit(link_in(letter)).query)["token"][0]


def token_sent() -> str:
    """The token of the one letter that waits."""
    (letter,) = deliver()
    return token_in(letter)
