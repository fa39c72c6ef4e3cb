"""Letters to the owner of an account.

They hold no link, token or health data, and no name either: a stranger chooses both name and address when registering,
and could make us send their words to anybody.
"""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from profiling.models import User
from profiling.records import Letter


def send(letter: Letter, person_id: str) -> None:
    """Quiet when the account is gone or closed. Raises OSError when the mail server is away; trying again can help."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        return
    with translation.override(person.preferred_language):
        subject, text, html = (_part(letter, part) for part in ("subject.txt", "text.txt", "html.html"))
    message = EmailMultiAlternatives(" ".join(subject.split()), text, to=[person.email])
    message.attach_alternative(html, "text/html")
    message.send()


def _part(letter: Letter, part: str) -> str:
    return render_to_string(f"profiling/letters/{letter.value}_{part}")
