from __future__ import annotations

import os
from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from chat.models import Conversation
from praxia.lib import outbox
from profiling import tasks
from profiling.models import AccessToken, Letter, User
from profiling.records import LetterKind
from tests.base import PASSWORD, setup_token
from tests.profiling.setup import setup_letter

OLD = timedelta(days=8)


def test_it_works(amina, settings, tmp_path):
    settings.OUTBOX_ROOT = tmp_path
    for number in range(2):
        browser = Client()
        browser.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
        if not number:
            Session.objects.filter(pk=browser.session.session_key).update(expire_date=timezone.now() - OLD)
    old_token, new_token = (setup_token(amina)[0] for _ in range(2))
    AccessToken.objects.filter(pk=old_token.pk).update(expiry=timezone.now() - OLD)
    setup_letter(amina, LetterKind.RESET)
    Letter.objects.update(created_at=timezone.now() - OLD)
    setup_letter(amina, LetterKind.CONFIRM)
    AccessAttempt.objects.create(username="x", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=timezone.now() - OLD)
    tasks.leftovers_sweep()
    assert Session.objects.count() == UserSession.objects.count() == 1
    assert list(AccessToken.objects.all()) == [new_token]
    assert Letter.objects.get().kind == "confirm" and not AccessAttempt.objects.exists()
    assert User.objects.filter(pk=amina.pk).exists()


def test_visitors_go_with_their_talks(db):
    browser = Client()
    for ago in (OLD, timedelta(days=6)):
        browser.cookies.clear()
        browser.post("/accounts/visit/")
        browser.post("/chat/", {"content": "I have had a sore throat for two days"})
        User.objects.filter(date_joined__gt=timezone.now() - timedelta(minutes=1)).update(
            date_joined=timezone.now() - ago
        )
    tasks.leftovers_sweep()
    assert User.objects.count() == Conversation.objects.count() == 1


def test_letters_in_the_folder(settings, tmp_path):
    settings.OUTBOX_ROOT, settings.EMAIL_BACKEND = tmp_path / "letters", "praxia.lib.outbox.FolderBackend"
    for subject in ("Old", "New"):
        EmailMessage(subject, "Read this: http://localhost/x", to=["amina@example.org"]).send()
    old, new = sorted((tmp_path / "letters").iterdir())
    assert (new.stat().st_mode & 0o777, (tmp_path / "letters").stat().st_mode & 0o777) == (0o600, 0o700)
    long_ago = (timezone.now() - OLD).timestamp()
    os.utime(old, (long_ago, long_ago))
    assert outbox.sweep(older_than=timedelta(days=7)) == 1
    (kept,) = outbox.newest(5)
    assert (kept.to, kept.subject, kept.text.strip()) == ("amina@example.org", "New", "Read this: http://localhost/x")


def test_folder_is_shown_while_debugging_only(settings, tmp_path, db):
    settings.OUTBOX_ROOT, settings.EMAIL_BACKEND = tmp_path, "praxia.lib.outbox.FolderBackend"
    assert Client().get("/accounts/letters/").status_code == 404
    settings.DEBUG = True
    assert "There is no letter yet" in Client().get("/accounts/letters/").content.decode()
    EmailMessage("Hello", "Read this: http://localhost/x", to=["amina@example.org"]).send()
    page = Client().get("/accounts/letters/").content.decode()
    assert 'href="http://localhost/x"' in page and "EMAIL_HOST" in page
    settings.EMAIL_HOST = "mail.example.org"
    assert Client().get("/accounts/letters/").status_code == 404
